/* SPDX-License-Identifier: BSD-3-Clause */
/* The immutable structure object and the checks every input passes. */
#include <ionway/structure.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Occupancies come rounded to 3 or 4 digits: thirds may sum to 1.001, and
 * refined ones miss by their esd. */
#define OCCUPANCY_SLACK 0.02

/* Places beside each other that one atom is split over are refined without
 * that constraint: published pairs sum to 1.08 (8g of Li10GeP2S12). */
#define SPLIT_SLACK 0.15

#define MAX_SITES 1000000

struct iw_structure {
  iwi_lattice lattice;
  size_t n_sites;
  iw_site *sites;
  char *title;
  char *source;
  char *declared_symbol;
  int32_t declared_group;
};

void iw_structure_spec_default(iw_structure_spec *spec)
{
  memset(spec, 0, sizeof *spec);
  spec->struct_size = sizeof *spec;
  spec->min_distance_ang = 0.5;
}

/* "a.cif:41: " or "a.cif: " or "" */
static void where(const iw_structure *s, const iw_site *site, char *text,
                  size_t size)
{
  if (s->source[0] == '\0')
    text[0] = '\0';
  else if (site == NULL || site->line <= 0)
    snprintf(text, size, "%.200s: ", s->source);
  else
    snprintf(text, size, "%.200s:%d: ", s->source, (int)site->line);
}

static void name_site(iw_site *site, int32_t *element_counts)
{
  const int32_t count = ++element_counts[site->element];

  if (site->label[0] == '\0')
    snprintf(site->label, sizeof site->label, "%s%d",
             iw_element_symbol(site->element), (int)count);
}

static iw_status check_site(iw_context *ctx, const iw_structure *s,
                            const iw_site *site, size_t index)
{
  char at[256];

  where(s, site, at, sizeof at);
  if (site->element < 1 || site->element > IW_MAX_ELEMENT)
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "%satom %zu: unknown element number %d, want 1..%d", at,
                    index + 1, (int)site->element, IW_MAX_ELEMENT);
  for (int k = 0; k < 3; k++) {
    /* 1e6 cells away no digit of the position is left */
    if (!isfinite(site->frac[k]) || fabs(site->frac[k]) > 1e6)
      return iwi_fail(ctx, IW_E_STRUCTURE,
                      "%satom %zu (%s): coordinate %g, want a finite number",
                      at, index + 1, iw_element_symbol(site->element),
                      site->frac[k]);
  }
  if (!(site->occupancy > 0) || site->occupancy > 1 + OCCUPANCY_SLACK)
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "%satom %zu (%s): occupancy %g, want above 0 and at most 1",
                    at, index + 1, iw_element_symbol(site->element),
                    site->occupancy);
  if (isinf(site->oxidation) || fabs(site->oxidation) > 9)
    return iwi_fail(
        ctx, IW_E_STRUCTURE, "%satom %zu (%s): oxidation state %g, want -9..9",
        at, index + 1, iw_element_symbol(site->element), site->oxidation);
  return IW_OK;
}

static iw_status take_sites(iw_context *ctx, iw_structure *s,
                            const iw_structure_spec *spec)
{
  int32_t element_counts[IW_MAX_ELEMENT + 1] = {0};

  for (size_t i = 0; i < spec->n_sites; i++) {
    iw_site *site = &s->sites[i];
    const iw_status status = check_site(ctx, s, &spec->sites[i], i);

    if (status != IW_OK)
      return status;
    *site = spec->sites[i];
    site->label[IW_LABEL_SIZE - 1] = '\0';
    for (int k = 0; k < 3; k++)
      site->frac[k] = iwi_wrap1(site->frac[k]);
    if (site->occupancy > 1)
      site->occupancy = 1;
    name_site(site, element_counts);
  }
  return IW_OK;
}

/* Sites on one position must not fill it more than once; others that cannot be
 * alternatives of each other must not overlap. */
typedef struct overlap {
  const iw_structure *s;
  size_t site;
  double shared; /* occupancy on this very position, this site included */
  int32_t other; /* overlapping site, -1 none */
  double distance;
  size_t n_near; /* sites met so far */
} overlap;

/* Angstrom: closer than this is the same position of a mixed site, further is
 * a split site. Rounding in files is of this order. */
#define SAME_POSITION_ANG 0.01

/* Sites that may lie around one: far more than any disorder model has. A heap
 * of more would cost the square of their number. */
#define MAX_NEAR 1000

static int look_for_overlap(const iwi_neighbor *neighbor, void *user)
{
  overlap *o = user;
  const iw_site *sites = o->s->sites;

  if ((size_t)neighbor->site == o->site && neighbor->distance_ang < 1e-9)
    return 0; /* the site itself */
  if (o->n_near++ == MAX_NEAR)
    return 1;
  if (neighbor->distance_ang < SAME_POSITION_ANG) {
    o->shared += sites[neighbor->site].occupancy;
    return 0;
  }
  if (sites[neighbor->site].occupancy + sites[o->site].occupancy >
          1 + SPLIT_SLACK &&
      (o->other < 0 || neighbor->distance_ang < o->distance)) {
    o->other = neighbor->site;
    o->distance = neighbor->distance_ang;
  }
  return 0;
}

static iw_status check_overlaps(iw_context *ctx, const iw_structure *s,
                                double min_distance_ang)
{
  const double radius = fmax(min_distance_ang, SAME_POSITION_ANG);
  /* Angstrom; wider in sparse cells, so that bins do not outnumber sites */
  const double bin =
      fmax(3.0, cbrt(s->lattice.volume / (4.0 * (double)s->n_sites + 512)));
  double(*frac)[3] = iwi_calloc(ctx, s->n_sites, sizeof *frac);
  iwi_bins *bins = NULL;
  iw_status status = IW_E_MEMORY;
  char at[256];

  if (frac == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < s->n_sites; i++)
    memcpy(frac[i], s->sites[i].frac, sizeof *frac);
  status = iwi_bins_create(ctx, &s->lattice, (const double(*)[3])frac,
                           s->n_sites, bin, &bins);
  for (size_t i = 0; status == IW_OK && i < s->n_sites; i++) {
    overlap o = {s, i, s->sites[i].occupancy, -1, 0, 0};

    iwi_bins_visit(bins, frac[i], radius, look_for_overlap, &o);
    where(s, &s->sites[i], at, sizeof at);
    if (o.n_near > MAX_NEAR)
      status = iwi_fail(ctx, IW_E_LIMIT,
                        "%satom %zu (%s): more than %d sites within %g "
                        "Angstrom",
                        at, i + 1, s->sites[i].label, MAX_NEAR, radius);
    else if (o.shared > 1 + OCCUPANCY_SLACK)
      status = iwi_fail(ctx, IW_E_STRUCTURE,
                        "%satom %zu (%s): occupancies on its position sum to "
                        "%.4g, want at most 1",
                        at, i + 1, s->sites[i].label, o.shared);
    else if (o.other >= 0 && o.distance < min_distance_ang)
      status = iwi_fail(ctx, IW_E_STRUCTURE,
                        "%satoms %zu (%s) and %d (%s) overlap: %.3f Angstrom "
                        "apart, want at least %.3g or occupancies that sum to "
                        "at most 1",
                        at, i + 1, s->sites[i].label, (int)o.other + 1,
                        s->sites[o.other].label, o.distance, min_distance_ang);
  }
  iwi_bins_destroy(bins);
  iwi_free(frac);
  return status;
}

static iw_status fill(iw_context *ctx, iw_structure *s,
                      const iw_structure_spec *spec)
{
  char at[256];
  iw_status status;

  s->title = iwi_strdup(ctx, spec->title);
  s->source = iwi_strdup(ctx, spec->source);
  s->declared_symbol = iwi_strdup(ctx, spec->declared_symbol);
  s->sites = iwi_calloc(ctx, spec->n_sites, sizeof *s->sites);
  if (s->title == NULL || s->source == NULL || s->declared_symbol == NULL ||
      s->sites == NULL)
    return IW_E_MEMORY;
  s->declared_group = spec->declared_group;
  s->n_sites = spec->n_sites;
  where(s, NULL, at, sizeof at);
  if (!iwi_lattice_init(&s->lattice, spec->lattice_ang))
    return iwi_fail(ctx, IW_E_STRUCTURE,
                    "%scell has no volume or is not finite, want three "
                    "independent cell vectors",
                    at);
  if (spec->n_sites == 0)
    return iwi_fail(ctx, IW_E_STRUCTURE, "%sno atoms, want at least one", at);
  status = take_sites(ctx, s, spec);
  if (status != IW_OK)
    return status;
  return check_overlaps(ctx, s, spec->min_distance_ang);
}

iw_status iw_structure_create(iw_context *ctx, const iw_structure_spec *spec,
                              iw_structure **out)
{
  iw_structure *s;
  iw_status status;

  *out = NULL;
  if (spec->n_sites > MAX_SITES)
    return iwi_fail(ctx, IW_E_LIMIT, "%zu atoms, the limit is %d",
                    spec->n_sites, MAX_SITES);
  s = iwi_calloc(ctx, 1, sizeof *s);
  if (s == NULL)
    return IW_E_MEMORY;
  status = fill(ctx, s, spec);
  if (status != IW_OK) {
    iw_structure_destroy(s);
    return status;
  }
  *out = s;
  return IW_OK;
}

iw_status iw_structure_with_oxidation(iw_context *ctx,
                                      const iw_structure *structure,
                                      const double *oxidation,
                                      iw_structure **out)
{
  iw_structure *s;

  *out = NULL;
  for (size_t i = 0; i < structure->n_sites; i++) {
    if (isinf(oxidation[i]) || fabs(oxidation[i]) > 9)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "atom %zu: oxidation state %g, want -9..9", i + 1,
                      oxidation[i]);
  }
  s = iwi_calloc(ctx, 1, sizeof *s);
  if (s == NULL)
    return IW_E_MEMORY;
  *s = *structure;
  s->sites = iwi_calloc(ctx, s->n_sites, sizeof *s->sites);
  s->title = iwi_strdup(ctx, structure->title);
  s->source = iwi_strdup(ctx, structure->source);
  s->declared_symbol = iwi_strdup(ctx, structure->declared_symbol);
  if (s->sites == NULL || s->title == NULL || s->source == NULL ||
      s->declared_symbol == NULL) {
    iw_structure_destroy(s);
    return IW_E_MEMORY;
  }
  memcpy(s->sites, structure->sites, s->n_sites * sizeof *s->sites);
  for (size_t i = 0; i < s->n_sites; i++)
    s->sites[i].oxidation = oxidation[i];
  *out = s;
  return IW_OK;
}

void iw_structure_destroy(iw_structure *s)
{
  if (s == NULL)
    return;
  iwi_free(s->sites);
  iwi_free(s->title);
  iwi_free(s->source);
  iwi_free(s->declared_symbol);
  iwi_free(s);
}

const double (*iw_structure_lattice(const iw_structure *s))[3]
{
  return (const double(*)[3])s->lattice.rows;
}

double iw_structure_volume(const iw_structure *s)
{
  return s->lattice.volume;
}

size_t iw_structure_n_sites(const iw_structure *s)
{
  return s->n_sites;
}

const iw_site *iw_structure_sites(const iw_structure *s)
{
  return s->sites;
}

const char *iw_structure_title(const iw_structure *s)
{
  return s->title;
}

const char *iw_structure_source(const iw_structure *s)
{
  return s->source;
}

int32_t iw_structure_declared_group(const iw_structure *s)
{
  return s->declared_group;
}

const char *iw_structure_declared_symbol(const iw_structure *s)
{
  return s->declared_symbol;
}

double iw_structure_charge(const iw_structure *s)
{
  double charge = 0;

  for (size_t i = 0; i < s->n_sites; i++)
    charge += s->sites[i].occupancy * s->sites[i].oxidation;
  return charge;
}
