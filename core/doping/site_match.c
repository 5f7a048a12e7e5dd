/* SPDX-License-Identifier: BSD-3-Clause */
/* Images of positions: the nearest position of the same kind, by bins, so that
 * split sites a few tenths of an Angstrom apart stay apart. */
#include "site_match.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "symmetry.h"
#include "vec3.h"

/* Multiples of the tolerance: operations were accepted because each of their
 * images lies within it, but the translation handed out is that of one atom
 * (or an idealised one), so an image may miss once more for the translation
 * and once for the rotation. */
#define SLACK 3.0

/* Angstrom, for rounding when the tolerance is tiny. */
#define ROUNDING_ANG 1e-6

/* Fractions beyond have lost the digits that place them in the cell. */
#define MAX_FRAC 1e6

struct iwi_site_match {
  size_t n;
  const double (*frac)[3];
  const int32_t *kinds; /* may be NULL                              */
  double radius_ang;
  iwi_bins *bins;
  int32_t (*cell)[3]; /* the cell that each position is written in */
  char *taken;
};

typedef struct landing {
  const iwi_site_match *match;
  size_t from;
  int32_t site; /* -1 none */
  int32_t cell[3];
  double distance_ang;
} landing;

int iwi_operation_is_translation(const iw_operation *operation)
{
  for (int i = 0; i < 9; i++) {
    if (operation->rotation[i / 3][i % 3] != (i % 4 == 0))
      return 0;
  }
  return 1;
}

static int32_t cell_of(double x)
{
  return (int32_t)floor(x - iwi_wrap1(x) + 0.5);
}

static iw_status check(iw_context *ctx, const double (*frac)[3], size_t n,
                       double tolerance_ang)
{
  if (!(tolerance_ang > 0) || !isfinite(tolerance_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "matching sites: tolerance %g Angstrom, want above 0",
                    tolerance_ang);
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++) {
      if (!(fabs(frac[i][k]) <= MAX_FRAC))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "matching sites: coordinate %g of position %zu, want "
                        "at most %g",
                        frac[i][k], i, MAX_FRAC);
    }
  }
  return IW_OK;
}

iw_status iwi_site_match_create(iw_context *ctx, const double lattice[3][3],
                                const double (*frac)[3], const int32_t *kinds,
                                size_t n, double tolerance_ang,
                                iwi_site_match **out)
{
  iwi_site_match *match;
  iwi_lattice geometry;
  iw_status status = check(ctx, frac, n, tolerance_ang);

  *out = NULL;
  if (status != IW_OK)
    return status;
  if (!iwi_lattice_init(&geometry, lattice))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "matching sites: the cell is flat or not finite");
  match = iwi_calloc(ctx, 1, sizeof *match);
  if (match == NULL)
    return IW_E_MEMORY;
  match->n = n;
  match->frac = frac;
  match->kinds = kinds;
  match->radius_ang = SLACK * tolerance_ang + ROUNDING_ANG;
  match->cell = iwi_calloc(ctx, n, sizeof *match->cell);
  match->taken = iwi_calloc(ctx, n, 1);
  status = IW_E_MEMORY;
  if (match->cell != NULL && match->taken != NULL)
    status = iwi_bins_create(ctx, &geometry, frac, n,
                             fmax(1.0, cbrt(geometry.volume / (double)(n + 1))),
                             &match->bins);
  if (status != IW_OK) {
    iwi_site_match_destroy(match);
    return status;
  }
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      match->cell[i][k] = cell_of(frac[i][k]);
  }
  *out = match;
  return IW_OK;
}

void iwi_site_match_destroy(iwi_site_match *match)
{
  if (match == NULL)
    return;
  iwi_bins_destroy(match->bins);
  iwi_free(match->cell);
  iwi_free(match->taken);
  iwi_free(match);
}

static int look_for_landing(const iwi_neighbor *neighbor, void *user)
{
  landing *l = user;
  const int32_t *kinds = l->match->kinds;

  if (kinds != NULL && kinds[neighbor->site] != kinds[l->from])
    return 0;
  if (l->site >= 0 && neighbor->distance_ang >= l->distance_ang)
    return 0;
  l->site = neighbor->site;
  l->distance_ang = neighbor->distance_ang;
  memcpy(l->cell, neighbor->cell, sizeof l->cell);
  return 0;
}

iw_status iwi_site_match_find(iw_context *ctx, iwi_site_match *match,
                              const iw_operation *operation, int32_t *image,
                              int32_t (*shift)[3])
{
  memset(match->taken, 0, match->n);
  for (size_t a = 0; a < match->n; a++) {
    landing l = {.match = match, .from = a, .site = -1};
    double moved[3], wrapped[3];

    iwi_operation_apply(operation, match->frac[a], moved);
    for (int k = 0; k < 3; k++)
      wrapped[k] = iwi_wrap1(moved[k]);
    iwi_bins_visit(match->bins, wrapped, match->radius_ang, look_for_landing,
                   &l);
    if (l.site < 0)
      return iwi_fail(ctx, IW_E_SYMMETRY,
                      "position %zu at %.5f %.5f %.5f has no image within "
                      "%.3g Angstrom under an operation",
                      a + 1, match->frac[a][0], match->frac[a][1],
                      match->frac[a][2], match->radius_ang);
    if (match->taken[l.site])
      return iwi_fail(ctx, IW_E_SYMMETRY,
                      "position %zu at %.5f %.5f %.5f has the same image as "
                      "another one under an operation",
                      a + 1, match->frac[a][0], match->frac[a][1],
                      match->frac[a][2]);
    match->taken[l.site] = 1;
    image[a] = l.site;
    for (int k = 0; k < 3; k++)
      shift[a][k] = cell_of(moved[k]) + l.cell[k] - match->cell[l.site][k];
  }
  return IW_OK;
}
