/* SPDX-License-Identifier: BSD-3-Clause */
/* The pairs of an Ewald sum in real space. */
#include "ewald.h"

#include "context.h"
#include "neighbor.h"

/* Charges closer than this have no energy worth telling, Angstrom. */
#define MIN_DISTANCE_ANG 1e-6

typedef struct search {
  int32_t at;        /* whose neighbours are visited     */
  int32_t too_close; /* one that is on top of it, or -1  */
  iwi_pair_fn *visit;
  void *user;
} search;

static int visit_neighbor(const iwi_neighbor *neighbor, void *user)
{
  search *s = user;
  const iwi_pair pair = {s->at, neighbor->site, neighbor->vector,
                         neighbor->distance_ang};

  if (pair.j > pair.i) /* met from there */
    return 0;
  if (pair.distance_ang >= MIN_DISTANCE_ANG) {
    s->visit(&pair, s->user);
    return 0;
  }
  if (pair.j != pair.i)
    s->too_close = pair.j;
  return pair.j != pair.i;
}

iw_status iwi_ewald_pairs(iw_context *ctx, const iwi_ewald *ewald,
                          iwi_pair_fn *visit, void *user)
{
  search s = {0, -1, visit, user};
  iwi_bins *bins;
  iw_status status =
      iwi_bins_create(ctx, &ewald->lattice, (const double(*)[3])ewald->frac,
                      ewald->n, ewald->cutoff_ang / 3, &bins);

  for (size_t i = 0; i < ewald->n && status == IW_OK; i++) {
    s.at = (int32_t)i;
    iwi_bins_visit(bins, ewald->frac[i], ewald->cutoff_ang, visit_neighbor, &s);
    if (s.too_close >= 0)
      status = iwi_fail(ctx, IW_E_ARGUMENT,
                        "ewald: atoms %ld and %zu are closer than %g Angstrom",
                        (long)s.too_close, i, MIN_DISTANCE_ANG);
  }
  iwi_bins_destroy(bins);
  return status;
}
