/* SPDX-License-Identifier: BSD-3-Clause */
/* Orbits of point defects. Single ones are orbits of sites. A pair's orbit is
 * met once when the vacancy is the first of its own orbit and the interstitial
 * the first of its orbit under the operations that keep the vacancy; it has as
 * many members as the two orbits together. */
#include "defects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/site_group.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* Pairs closer in distance than this are equally far apart, Angstrom. */
#define SAME_DISTANCE_ANG 1e-6

/* Positions of the parent the defects live on: sites of the mobile ion first,
 * interstitials behind; and their group in the supercell. */
typedef struct search {
  const iw_structure *structure;
  const iw_symmetry *symmetry;
  const iw_defects_options *options;
  int32_t *sites; /* n_mobile sites of the parent */
  double (*frac)[3];
  int32_t *kinds;
  size_t n_mobile, n_positions, index;
  double inverse[3][3]; /* of the matrix */
  double charge;        /* of the supercell without a defect, e */
  double max_pair_ang;
  iwi_lattice lattice; /* of the supercell */
  iw_site_group *group;
  const int32_t **rows; /* all permutations, or a subgroup of them */
  size_t n_rows;
  uint8_t *seen; /* sites in an orbit met before */
} search;

/* ---- setting up ------------------------------------------------------ */

static iw_status allocate(iw_context *ctx, search *s)
{
  const size_t n = iw_structure_n_sites(s->structure);

  s->sites = iwi_calloc(ctx, n, sizeof *s->sites);
  s->frac = iwi_calloc(ctx, n + s->options->n_interstitials, sizeof *s->frac);
  s->kinds = iwi_calloc(ctx, n + s->options->n_interstitials, sizeof *s->kinds);
  return s->sites != NULL && s->frac != NULL && s->kinds != NULL ? IW_OK
                                                                 : IW_E_MEMORY;
}

/* The sites of the mobile ion, each orbit a kind; interstitials the last. */
static void gather_positions(search *s)
{
  const iw_site *sites = iw_structure_sites(s->structure);

  for (size_t i = 0; i < iw_structure_n_sites(s->structure); i++) {
    if (sites[i].element != s->options->mobile_element)
      continue;
    memcpy(s->frac[s->n_mobile], sites[i].frac, sizeof *s->frac);
    s->kinds[s->n_mobile] = iw_symmetry_site_orbits(s->symmetry)[i];
    s->sites[s->n_mobile++] = (int32_t)i;
  }
  s->n_positions = s->n_mobile + s->options->n_interstitials;
  for (size_t i = s->n_mobile; i < s->n_positions; i++) {
    for (int k = 0; k < 3; k++)
      s->frac[i][k] =
          iwi_wrap1(s->options->interstitial_frac[i - s->n_mobile][k]);
    s->kinds[i] = -1;
  }
}

static iw_status make_group(iw_context *ctx, search *s)
{
  iw_site_group_spec spec;
  iw_status status;

  iw_site_group_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(s->structure),
         sizeof spec.lattice_ang);
  memcpy(spec.matrix, s->options->matrix, sizeof spec.matrix);
  spec.operations = iw_symmetry_operations(s->symmetry);
  spec.n_operations = iw_symmetry_n_operations(s->symmetry);
  spec.frac = (const double(*)[3])s->frac;
  spec.kinds = s->kinds;
  spec.n_positions = s->n_positions;
  spec.tolerance_ang = iwi_defects_tolerance_ang(s->symmetry);
  status = iw_site_group_create(ctx, &spec, &s->group);
  if (status != IW_OK)
    return status;
  s->rows = iwi_calloc(ctx, iw_site_group_order(s->group), sizeof *s->rows);
  s->seen = iwi_calloc(ctx, iw_site_group_n_sites(s->group), 1);
  return s->rows != NULL && s->seen != NULL ? IW_OK : IW_E_MEMORY;
}

static void measure(search *s, const iw_supercell *supercell)
{
  double matrix[3][3];

  for (int k = 0; k < 9; k++)
    matrix[k / 3][k % 3] = s->options->matrix[k / 3][k % 3];
  iwi_inverse3((const double(*)[3])matrix, s->inverse);
  iwi_lattice_init(&s->lattice,
                   iw_structure_lattice(iw_supercell_structure(supercell)));
  s->index = (size_t)iw_supercell_index(supercell);
  s->charge = iw_structure_charge(iw_supercell_structure(supercell));
  s->max_pair_ang = s->options->max_pair_ang > 0
                        ? s->options->max_pair_ang
                        : 0.5 * iw_supercell_image_distance_ang(supercell);
}

static void search_clear(search *s)
{
  iwi_free(s->sites);
  iwi_free(s->frac);
  iwi_free(s->kinds);
  iw_site_group_destroy(s->group);
  iwi_free(s->rows);
  iwi_free(s->seen);
}

/* ---- orbits ---------------------------------------------------------- */

/* The rows that keep a site; all of them for -1. */
static void choose_rows(search *s, int64_t site)
{
  const size_t n = iw_site_group_n_sites(s->group);
  const int32_t *row = iw_site_group_permutations(s->group);

  s->n_rows = 0;
  for (size_t k = 0; k < iw_site_group_order(s->group); k++, row += n) {
    if (site < 0 || row[site] == site)
      s->rows[s->n_rows++] = row;
  }
}

/* Members of the orbit of a site under the rows chosen. */
static int64_t mark_orbit(search *s, size_t site)
{
  int64_t n = 0;

  for (size_t k = 0; k < s->n_rows; k++) {
    const int32_t image = s->rows[k][site];

    n += !s->seen[image];
    s->seen[image] = 1;
  }
  return n;
}

/* A site of the group in the supercell. */
static void site_frac(const search *s, const iw_defects *d, size_t site,
                      double frac[3])
{
  const size_t position = site / s->index;
  const int32_t *t = iw_supercell_translations(d->supercell)[site % s->index];
  double at[3];

  for (int k = 0; k < 3; k++)
    at[k] = s->frac[position][k] + t[k];
  iwi_row_times3(at, (const double(*)[3])s->inverse, frac);
  for (int k = 0; k < 3; k++)
    frac[k] = iwi_wrap1(frac[k]);
}

/* Sums of thirds and the like end on the number that is meant, and none on a
 * negative zero. */
static double tidy_charge(double charge)
{
  return rint(charge * 1e9) / 1e9 + 0.0;
}

static void remove_ion(const search *s, size_t site, iw_defect *defect)
{
  const int32_t parent = s->sites[site / s->index];

  defect->vacancy = (int32_t)((size_t)parent * s->index + site % s->index);
  defect->charge -= iw_structure_sites(s->structure)[parent].oxidation;
}

static void add_ion(const search *s, const iw_defects *d, size_t site,
                    iw_defect *defect)
{
  defect->interstitial = (int32_t)(site / s->index - s->n_mobile);
  defect->charge += d->mobile_charge;
  site_frac(s, d, site, defect->interstitial_frac);
}

static iw_defect blank(const search *s, iw_defect_kind kind)
{
  const iw_defect defect = {.kind = kind,
                            .vacancy = -1,
                            .interstitial = -1,
                            .interstitial_frac = {NAN, NAN, NAN},
                            .distance_ang = NAN,
                            .charge = s->charge};

  return defect;
}

static iw_status append(iw_context *ctx, iw_defects *d, iw_defect *defect)
{
  const iw_status status = iwi_reserve(ctx, (void **)&d->list, &d->capacity,
                                       d->n + 1, sizeof *d->list);

  if (status != IW_OK)
    return status;
  defect->charge = tidy_charge(defect->charge);
  d->list[d->n++] = *defect;
  return IW_OK;
}

/* Orbits of the sites first .. end - 1, all vacancies or all interstitials. */
static iw_status find_single(iw_context *ctx, search *s, iw_defects *d,
                             iw_defect_kind kind, size_t first, size_t end)
{
  iw_status status = IW_OK;

  choose_rows(s, -1);
  memset(s->seen, 0, iw_site_group_n_sites(s->group));
  for (size_t site = first; site < end && status == IW_OK; site++) {
    iw_defect defect = blank(s, kind);

    if (s->seen[site])
      continue;
    defect.multiplicity = mark_orbit(s, site);
    if (kind == IW_DEFECT_VACANCY)
      remove_ion(s, site, &defect);
    else
      add_ion(s, d, site, &defect);
    status = append(ctx, d, &defect);
  }
  return status;
}

/* Pairs of one vacancy, whose orbit has n_vacancies members. */
static iw_status find_partners(iw_context *ctx, search *s, iw_defects *d,
                               size_t vacancy, int64_t n_vacancies)
{
  const size_t first = s->n_mobile * s->index;
  const size_t end = s->n_positions * s->index;
  double from[3], to[3];
  iw_status status = IW_OK;

  choose_rows(s, (int64_t)vacancy);
  memset(s->seen + first, 0, end - first);
  site_frac(s, d, vacancy, from);
  for (size_t site = first; site < end && status == IW_OK; site++) {
    iw_defect defect = blank(s, IW_DEFECT_FRENKEL);

    if (s->seen[site])
      continue;
    defect.multiplicity = n_vacancies * mark_orbit(s, site);
    site_frac(s, d, site, to);
    for (int k = 0; k < 3; k++)
      to[k] -= from[k];
    defect.distance_ang = iwi_lattice_shortest(&s->lattice, to, NULL);
    if (defect.distance_ang < s->options->min_pair_ang ||
        defect.distance_ang > s->max_pair_ang)
      continue;
    remove_ion(s, vacancy, &defect);
    add_ion(s, d, site, &defect);
    status = append(ctx, d, &defect);
  }
  return status;
}

static int by_distance(const void *a, const void *b)
{
  const iw_defect *p = a, *q = b;

  return (p->distance_ang > q->distance_ang) -
         (p->distance_ang < q->distance_ang);
}

static int by_place(const void *a, const void *b)
{
  const iw_defect *p = a, *q = b;

  if (p->vacancy != q->vacancy)
    return p->vacancy < q->vacancy ? -1 : 1;
  if (p->interstitial != q->interstitial)
    return p->interstitial < q->interstitial ? -1 : 1;
  return by_distance(a, b);
}

/* By distance; what rounding alone tells apart, by the places. */
static void sort_pairs(iw_defect *pairs, size_t n)
{
  size_t first = 0;

  qsort(pairs, n, sizeof *pairs, by_distance);
  for (size_t i = 1; i <= n; i++) {
    if (i < n &&
        pairs[i].distance_ang - pairs[i - 1].distance_ang <= SAME_DISTANCE_ANG)
      continue;
    qsort(pairs + first, i - first, sizeof *pairs, by_place);
    first = i;
  }
}

static iw_status find_pairs(iw_context *ctx, search *s, iw_defects *d)
{
  const size_t n_vacancies = s->n_mobile * s->index;
  const size_t n_before = d->n;
  iw_status status = IW_OK;

  memset(s->seen, 0, iw_site_group_n_sites(s->group));
  for (size_t site = 0; site < n_vacancies && status == IW_OK; site++) {
    int64_t n;

    if (site % (n_vacancies / 100 + 1) == 0)
      status = iwi_progress(ctx, "Frenkel pairs", site, n_vacancies);
    if (s->seen[site] || status != IW_OK)
      continue;
    choose_rows(s, -1);
    n = mark_orbit(s, site);
    status = find_partners(ctx, s, d, site, n);
  }
  if (status != IW_OK)
    return status;
  if (d->n > n_before)
    sort_pairs(d->list + n_before, d->n - n_before);
  return iwi_progress(ctx, "Frenkel pairs", n_vacancies, n_vacancies);
}

static iw_status find_all(iw_context *ctx, search *s, iw_defects *d)
{
  const size_t n_vacancies = s->n_mobile * s->index;
  const unsigned kinds = s->options->kinds;
  iw_status status = make_group(ctx, s);

  if (status == IW_OK && (kinds & IW_DEFECT_VACANCY) != 0)
    status = find_single(ctx, s, d, IW_DEFECT_VACANCY, 0, n_vacancies);
  if (status == IW_OK && (kinds & IW_DEFECT_INTERSTITIAL) != 0)
    status = find_single(ctx, s, d, IW_DEFECT_INTERSTITIAL, n_vacancies,
                         s->n_positions * s->index);
  if (status == IW_OK && (kinds & IW_DEFECT_FRENKEL) != 0)
    status = find_pairs(ctx, s, d);
  return status;
}

iw_status iwi_defects_orbits(iw_context *ctx, const iw_structure *structure,
                             const iw_symmetry *symmetry,
                             const iw_defects_options *options, iw_defects *d)
{
  search s = {.structure = structure, .symmetry = symmetry, .options = options};
  iw_status status = allocate(ctx, &s);

  if (status == IW_OK) {
    gather_positions(&s);
    measure(&s, d->supercell);
    status = find_all(ctx, &s, d);
  }
  search_clear(&s);
  return status;
}
