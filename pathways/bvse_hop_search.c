/* SPDX-License-Identifier: BSD-3-Clause */
/* Several starts, each relaxed in a field without its weakest pairs; the lowest
 * one goes on in the whole field. docs/theory.md eqs. (W6), (S4). */
#include "bvse_hop_search.h"

#include <math.h>
#include <string.h>

#include "ion_valley.h"
#include "vec3.h"

/* Angstrom between neighbouring images, at most, on the straight line. */
#define SPACING_ANG 0.6

/* eV: pairs weaker than this are left out while starts are compared. */
#define NEGLECT_EV 1e-3

/* eV/Angstrom: across the string, while comparing and for the one kept. The
 * saddle is searched for exactly from there. */
#define ROUGH_EV_ANG 0.1
#define FINE_EV_ANG  0.02

#define ROUGH_STEPS 20
#define FINE_STEPS  20

/* eV: a later start must be lower by this to be taken. */
#define LOWER_EV 1e-3

/* Angstrom: amplitude of the bends, and its share of a short hop. */
#define BEND_ANG   0.8
#define BEND_SHARE 0.3

/* Angstrom: how far from the straight line paths stay within the patches. */
#define ROOM_ANG 3.3

typedef struct search {
  iwi_patch *part;
  iwi_ion_field field; /* of the part */
  double ends[2][3];   /* Cartesian */
  double middle_frac[3], middle[3];
  double across[2][3];
  size_t n_images;
  double highest;
  iwi_string *best;
} search;

static void try_start(search *s, const double (*points)[3], size_t m)
{
  iwi_string string;
  double highest;

  iwi_string_through(&string, s->n_images, points, m);
  iwi_string_relax(&string, &s->field, ROUGH_EV_ANG, ROUGH_STEPS);
  highest = iwi_string_highest(&string);
  if (highest < s->highest - LOWER_EV) {
    s->highest = highest;
    *s->best = string;
  }
}

static void try_valley(search *s)
{
  double from[3], to[3], points[IWI_VALLEY_MAX][3];
  size_t n;

  for (int k = 0; k < 3; k++) {
    from[k] = s->ends[0][k] - s->middle[k];
    to[k] = s->ends[1][k] - s->middle[k];
  }
  n = iwi_valley_find(s->part, from, to, (const double(*)[3])s->across, points);
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      points[i][k] += s->middle[k];
  }
  try_start(s, (const double(*)[3])points, n);
}

static void try_bend(search *s, const double direction[3], double amplitude)
{
  const double pi = 3.14159265358979323846;
  double points[17][3];

  for (int i = 0; i < 17; i++) {
    const double t = i / 16.0;

    for (int k = 0; k < 3; k++)
      points[i][k] = s->ends[0][k] + t * (s->ends[1][k] - s->ends[0][k]) +
                     amplitude * sin(pi * t) * direction[k];
  }
  try_start(s, (const double(*)[3])points, 17);
}

static void try_starts(search *s, const iw_bvse_hop_options *options)
{
  const double d[3] = {s->ends[1][0] - s->ends[0][0],
                       s->ends[1][1] - s->ends[0][1],
                       s->ends[1][2] - s->ends[0][2]};
  const double amplitude = fmin(BEND_ANG, BEND_SHARE * iwi_norm3(d));
  double from[3], to[3];

  for (int k = 0; k < 3; k++) {
    from[k] = -0.5 * d[k];
    to[k] = 0.5 * d[k];
  }
  iwi_valley_frame(s->part, s->middle_frac, from, to, s->across);
  s->highest = INFINITY;
  try_start(s, (const double(*)[3])s->ends, 2);
  if (options->valley)
    try_valley(s);
  for (int i = 0; i < options->n_bends; i++)
    try_bend(s, s->across[i / 2], i % 2 == 0 ? amplitude : -amplitude);
}

iw_status iwi_bvse_hop_search(iw_context *ctx, const iw_bvse *field,
                              const iw_bvse_hop_ends *ends,
                              const iw_bvse_hop_options *options,
                              iwi_string *string, iwi_patch **whole)
{
  const double(*rows)[3] = (const double(*)[3])field->lattice.rows;
  search s = {.best = string};
  double d[3], length, reach;
  iwi_ion_field all;
  iw_status status;

  iwi_row_times3(ends->start, rows, s.ends[0]);
  iwi_row_times3(ends->end, rows, s.ends[1]);
  for (int k = 0; k < 3; k++) {
    s.middle_frac[k] = 0.5 * (ends->start[k] + ends->end[k]);
    s.middle[k] = 0.5 * (s.ends[0][k] + s.ends[1][k]);
    d[k] = s.ends[1][k] - s.ends[0][k];
  }
  length = iwi_norm3(d);
  reach = 0.5 * length + ROOM_ANG;
  s.n_images = options->n_images;
  if (length / SPACING_ANG > (double)(s.n_images - 1))
    s.n_images = (size_t)fmin(ceil(length / SPACING_ANG) + 1, IWI_STRING_MAX);
  *whole = NULL;
  status = iwi_patch_create_ball(ctx, field, s.middle_frac, reach, NEGLECT_EV,
                                 &s.part);
  if (status == IW_OK)
    status = iwi_patch_create_ball(ctx, field, s.middle_frac, reach, 0, whole);
  if (status == IW_OK) {
    s.field = iwi_patch_ion_field(s.part);
    try_starts(&s, options);
    all = iwi_patch_ion_field(*whole);
    iwi_string_relax(string, &all, FINE_EV_ANG, FINE_STEPS);
  }
  iwi_patch_destroy(s.part);
  return status;
}
