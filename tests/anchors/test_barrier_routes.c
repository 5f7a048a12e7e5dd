/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole barriers, from ends to certificate, on cases whose saddles other
 * programs have found: each with one negative mode. */
#include "check.h"
#include "peer.h"

#include "lammps_points.h"
#include "neb_cases.h"

static iw_context *ctx;

static iw_barrier *find(int kind, const char *name, size_t n_images,
                        unsigned starts)
{
  neb_case_model m = {.kind = kind, .ev = 1, .ang = 1};
  const iw_energy energy = case_energy(&m);
  iw_path *ends = case_pair_ends(ctx, name, 1);
  iw_barrier_options options;
  iw_barrier *barrier = NULL;

  iw_barrier_options_default(&options);
  options.n_images = n_images;
  options.starts = starts;
  options.neb.force_tol_ev_ang = 0.01;
  CHECK_INT(iw_barrier_find(ctx, &energy, ends, &options, &barrier), IW_OK);
  if (barrier != NULL) {
    const iw_barrier_result *r = iw_barrier_get(barrier);

    printf("  %s, %zu images: %s, %.6f eV, reverse %.6f, %zu + %zu + %zu "
           "calls, %zu stretches\n",
           name, n_images, iw_barrier_state_text(r->state), r->forward_ev,
           r->reverse_ev, r->n_calls_ends, r->n_calls_bands, r->n_calls_saddles,
           r->n_segments);
    CHECK_TEXT(iw_barrier_reason(barrier), "");
    CHECK_INT(r->state, IW_BARRIER_CERTIFIED);
    CHECK_INT(iw_barrier_segments(barrier)[r->highest].saddle.order, 1);
  }
  iw_path_destroy(ends);
  return barrier;
}

/* Both guesses come to one certified saddle. Another program tells of a way of
 * 1.7446 eV from distances that change evenly, tested by its climbing image
 * alone; no start has led there (bench/README.md). */
static void the_way_over_platinum_is_one(void)
{
  iw_barrier *b = find(CASE_PT_MORSE, "pt_B_ends", 10,
                       IW_BARRIER_STRAIGHT | IW_BARRIER_IDPP);

  if (b != NULL)
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, 1.818094, 1e-4);
  iw_barrier_destroy(b);
}

static void an_island_slides(void)
{
  iw_barrier *b = find(CASE_PT_MORSE, "pt_A_ends", 10, IW_BARRIER_STRAIGHT);

  /* 0.601102 with 0.01 eV/Angstrom left in the band */
  if (b != NULL)
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, 0.601102, 1e-3);
  iw_barrier_destroy(b);
}

static void a_vacancy_hops_back_as_it_came(void)
{
  iw_barrier *b = find(CASE_LENNARD_JONES, "lj_ends_7", 7, IW_BARRIER_STRAIGHT);

  if (b != NULL) {
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, 0.678491, 1e-4);
    CHECK_NEAR(iw_barrier_get(b)->forward_ev, iw_barrier_get(b)->reverse_ev,
               1e-6);
    CHECK(iw_barrier_get(b)->symmetric);
  }
  iw_barrier_destroy(b);
}

int main(void)
{
  iw_path *there;

  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  there = case_pair_ends(ctx, "lj_ends_5", 1);
  if (there == NULL) {
    SKIP("no reference data: anchors/methods below IONWAY_SHARED_DATA");
  } else {
    RUN(the_way_over_platinum_is_one);
    RUN(an_island_slides);
    RUN(a_vacancy_hops_back_as_it_came);
  }
  iw_path_destroy(there);
  iw_context_destroy(ctx);
  return check_report();
}
