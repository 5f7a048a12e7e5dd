/* SPDX-License-Identifier: BSD-3-Clause */
/* Landscape and percolation are bit for bit the same for 1, 2 and 5 threads,
 * and from one run to the next. */
#include "check.h"

#include "crystals.h"

typedef struct outcome {
  size_t n_points, n_minima, n_passes;
  double *energies;
  iw_percolation_minimum *minima;
  iw_percolation_pass *passes;
  iw_percolation_event events[3];
} outcome;

static void *copy(const void *data, size_t size)
{
  void *out = malloc(size + 1);

  CHECK(out != NULL);
  if (out != NULL)
    memcpy(out, data, size);
  return out;
}

static outcome run(const crystal *c, int n_threads)
{
  iw_context *ctx;
  iw_structure *structure;
  iw_bvse *field;
  iw_landscape *landscape;
  iw_percolation *p;
  outcome o;

  memset(&o, 0, sizeof o);
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iw_context_set_threads(ctx, n_threads), IW_OK);
  CHECK_INT(crystal_structure(ctx, c, &structure), IW_OK);
  CHECK_INT(crystal_field(ctx, c, structure, &field), IW_OK);
  CHECK_INT(iw_landscape_compute(ctx, field, structure, NULL, NULL, &landscape),
            IW_OK);
  CHECK_INT(iw_percolation_compute(ctx, landscape, field, NULL, &p), IW_OK);
  o.n_points = iw_landscape_n_points(landscape);
  o.n_minima = iw_percolation_n_minima(p);
  o.n_passes = iw_percolation_n_passes(p);
  o.energies =
      copy(iw_landscape_energies(landscape), o.n_points * sizeof *o.energies);
  o.minima = copy(iw_percolation_minima(p), o.n_minima * sizeof *o.minima);
  o.passes = copy(iw_percolation_passes(p), o.n_passes * sizeof *o.passes);
  for (int d = 0; d < 3; d++)
    o.events[d] = *iw_percolation_threshold(p, d + 1);
  iw_percolation_destroy(p);
  iw_landscape_destroy(landscape);
  iw_bvse_destroy(field);
  iw_structure_destroy(structure);
  iw_context_destroy(ctx);
  return o;
}

static void release(outcome *o)
{
  free(o->energies);
  free(o->minima);
  free(o->passes);
}

/* Bits of doubles, not of structs: padding says nothing. */
static int same_bits(const double *a, const double *b, size_t n)
{
  return memcmp(a, b, n * sizeof *a) == 0;
}

static void compare(const outcome *a, const outcome *b)
{
  CHECK_INT(b->n_points, a->n_points);
  CHECK(same_bits(a->energies, b->energies, a->n_points));
  CHECK_INT(b->n_minima, a->n_minima);
  CHECK_INT(b->n_passes, a->n_passes);
  if (a->n_minima != b->n_minima || a->n_passes != b->n_passes)
    return;
  for (size_t i = 0; i < a->n_minima; i++) {
    CHECK(same_bits(a->minima[i].frac, b->minima[i].frac, 3));
    CHECK(same_bits(&a->minima[i].energy_ev, &b->minima[i].energy_ev, 1));
  }
  for (size_t i = 0; i < a->n_passes; i++) {
    CHECK_INT(b->passes[i].from, a->passes[i].from);
    CHECK_INT(b->passes[i].to, a->passes[i].to);
    CHECK(memcmp(a->passes[i].shift, b->passes[i].shift,
                 sizeof a->passes[i].shift) == 0);
    CHECK(same_bits(a->passes[i].frac, b->passes[i].frac, 3));
    CHECK(same_bits(&a->passes[i].energy_ev, &b->passes[i].energy_ev, 1));
  }
  for (int d = 0; d < 3; d++) {
    const iw_percolation_event *e = &a->events[d], *f = &b->events[d];

    CHECK_INT(f->found, e->found);
    if (!e->found || !f->found)
      continue;
    CHECK(same_bits(&e->barrier_ev, &f->barrier_ev, 1));
    CHECK(same_bits(e->saddle.frac, f->saddle.frac, 3));
    CHECK(same_bits(e->minimum_frac, f->minimum_frac, 3));
    CHECK(memcmp(e->basis, f->basis, sizeof e->basis) == 0);
  }
}

static void any_number_of_threads(const crystal *c)
{
  static const int threads[4] = {1, 2, 5, 1};
  outcome first = run(c, threads[0]);

  CHECK(first.n_points > 1000 && first.n_passes > 0);
  for (int i = 1; i < 4; i++) {
    outcome again = run(c, threads[i]);

    compare(&first, &again);
    release(&again);
  }
  release(&first);
}

static void olivine(void)
{
  crystal c;

  crystal_olivine(&c);
  any_number_of_threads(&c);
}

static void scattered(void)
{
  crystal c;

  crystal_scattered(&c);
  any_number_of_threads(&c);
}

int main(void)
{
  RUN(olivine);
  RUN(scattered);
  return check_report();
}
