/* SPDX-License-Identifier: BSD-3-Clause */
/* A crystal described differently is the same crystal: energies at
 * corresponding points and the three thresholds must not notice new cell
 * vectors, another origin, another order of the atoms, a symmetry operation,
 * the use of symmetry, or a doubled cell. Tolerance 1e-10 eV; thresholds are
 * refined to the saddle, so that not even the grid may show. */
#include "check.h"

#include "crystals.h"
#include "network.h"

#define TOLERANCE_EV 1e-10

static iw_context *ctx;

typedef struct answer {
  int rank[3];
  int found[3];
  int refined[3];
  double energy[3], barrier[3];
  int64_t interpenetration[3];
  int32_t basis[3][3][3];
} answer;

/* The main chain on one description. */
static answer thresholds(const crystal *c, int with_symmetry)
{
  answer a;
  iw_structure *structure;
  iw_symmetry *symmetry = NULL;
  iw_bvse *field;
  iw_landscape_options options;
  iw_landscape *landscape;
  iw_percolation *percolation;

  memset(&a, 0, sizeof a);
  CHECK_INT(crystal_structure(ctx, c, &structure), IW_OK);
  CHECK_INT(crystal_field(ctx, c, structure, &field), IW_OK);
  if (with_symmetry)
    CHECK_INT(iw_symmetry_find(ctx, structure, 1e-3, &symmetry), IW_OK);
  iw_landscape_options_default(&options);
  options.step_ang = c->step_ang;
  CHECK_INT(iw_landscape_compute(ctx, field, structure, symmetry, &options,
                                 &landscape),
            IW_OK);
  CHECK_INT(iw_percolation_compute(ctx, landscape, field, NULL, &percolation),
            IW_OK);
  for (int d = 0; d < 3; d++) {
    const iw_percolation_event *e =
        iw_percolation_threshold(percolation, d + 1);

    a.found[d] = e->found;
    a.refined[d] = e->refined;
    a.energy[d] = e->energy_ev;
    a.barrier[d] = e->barrier_ev;
    a.rank[d] = e->rank;
    a.interpenetration[d] = e->interpenetration;
    memcpy(a.basis[d], e->basis, sizeof e->basis);
  }
  iw_percolation_destroy(percolation);
  iw_landscape_destroy(landscape);
  iw_symmetry_destroy(symmetry);
  iw_bvse_destroy(field);
  iw_structure_destroy(structure);
  return a;
}

static void same_thresholds(const char *what, const answer *a, const answer *b)
{
  const int before = check_failures;

  for (int d = 0; d < 3; d++) {
    CHECK_INT(b->found[d], a->found[d]);
    if (!a->found[d] || !b->found[d])
      continue;
    CHECK_INT(b->refined[d], a->refined[d]);
    CHECK_NEAR(b->energy[d], a->energy[d], TOLERANCE_EV);
    CHECK_NEAR(b->barrier[d], a->barrier[d], TOLERANCE_EV);
    CHECK_INT(b->rank[d], a->rank[d]);
  }
  if (check_failures > before)
    printf("  while comparing: %s\n", what);
}

/* Energies of two descriptions at points of the first, mapped by
 * frac' = frac * m + t. */
static void same_energies(const char *what, const crystal *a, const crystal *b,
                          const double m[3][3], const double t[3])
{
  iw_structure *sa, *sb;
  iw_bvse *fa, *fb;
  uint64_t seed = 77;
  const int before = check_failures;

  CHECK_INT(crystal_structure(ctx, a, &sa), IW_OK);
  CHECK_INT(crystal_structure(ctx, b, &sb), IW_OK);
  CHECK_INT(crystal_field(ctx, a, sa, &fa), IW_OK);
  CHECK_INT(crystal_field(ctx, b, sb, &fb), IW_OK);
  for (int round = 0; round < 200; round++) {
    double p[3], q[3], distance;
    iw_bvse_value u, v;

    for (int k = 0; k < 3; k++)
      p[k] = network_draw(&seed, 0, 99999) / 1e5;
    for (int k = 0; k < 3; k++)
      q[k] = t[k] + p[0] * m[0][k] + p[1] * m[1][k] + p[2] * m[2][k];
    iw_bvse_evaluate(fa, p, &u);
    iw_bvse_evaluate(fb, q, &v);
    iw_bvse_nearest_host(fa, p, &distance);
    /* On top of an ion the slope is 1e4 eV/Angstrom and more: rounding of the
     * coordinates alone moves the energy by that times 1e-15. */
    if (distance > 0.8)
      CHECK_NEAR(v.energy_ev, u.energy_ev, TOLERANCE_EV);
  }
  if (check_failures > before)
    printf("  while comparing: %s\n", what);
  iw_bvse_destroy(fa);
  iw_bvse_destroy(fb);
  iw_structure_destroy(sa);
  iw_structure_destroy(sb);
}

/* Two row additions: unlike rows, but a cell that someone could have
 * published. */
static void skew(uint64_t *seed, int32_t u[3][3])
{
  for (int i = 0; i < 9; i++)
    u[i / 3][i % 3] = i % 4 == 0;
  for (int step = 0; step < 2; step++) {
    const int a = network_draw(seed, 0, 2);
    const int b = (a + network_draw(seed, 1, 2)) % 3;
    const int sign = 2 * network_draw(seed, 0, 1) - 1;

    for (int k = 0; k < 3; k++)
      u[a][k] += sign * u[b][k];
  }
}

static void rebased(const crystal *c, const answer *want)
{
  static const double none[3];
  uint64_t seed = 5;

  for (int round = 0; round < 2; round++) {
    int32_t u[3][3];
    double inverse[3][3];
    crystal d = *c, unit;
    answer got;

    skew(&seed, u);
    crystal_rebase(&d, (const int32_t(*)[3])u);
    /* the map of fractional rows is the inverse of u: what rebasing makes of
     * three unit vectors */
    unit = *c;
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++)
        unit.sites[i].frac[k] = i == k;
    }
    unit.n_sites = 3;
    crystal_rebase(&unit, (const int32_t(*)[3])u);
    for (int i = 0; i < 3; i++)
      memcpy(inverse[i], unit.sites[i].frac, sizeof inverse[i]);
    same_energies("rebased", c, &d, (const double(*)[3])inverse, none);
    got = thresholds(&d, 0);
    same_thresholds("rebased", want, &got);
    for (int e = 0; e < 3; e++) {
      CHECK_INT(got.interpenetration[e], want->interpenetration[e]);
      for (int r = 0; r < want->rank[e]; r++) {
        /* rows of the lattice in old cell vectors are integer combinations of
         * the new ones */
        double row[3], rest[3];
        int32_t moved[3];
        int64_t x[3];

        for (int k = 0; k < 3; k++)
          row[k] = want->basis[e][r][k];
        for (int k = 0; k < 3; k++) {
          rest[k] = row[0] * inverse[0][k] + row[1] * inverse[1][k] +
                    row[2] * inverse[2][k];
          moved[k] = (int32_t)lround(rest[k]);
        }
        CHECK(network_coefficients(
            got.rank[e], (const int32_t(*)[3])got.basis[e], moved, x));
      }
    }
  }
}

static const double identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

static void moved(const crystal *c, const answer *want)
{
  /* not a multiple of the grid's spacing */
  const double shift[3] = {0.137, -0.291, 0.0713};
  crystal d = *c;
  answer got;

  crystal_shift(&d, shift);
  same_energies("moved", c, &d, identity, shift);
  got = thresholds(&d, 1);
  same_thresholds("moved", want, &got);
}

static void reordered(const crystal *c, const answer *want)
{
  static const double none[3];
  crystal d = *c;
  answer got;

  crystal_reverse(&d);
  same_energies("reordered", c, &d, identity, none);
  got = thresholds(&d, 1);
  same_thresholds("reordered", want, &got);
}

/* Energies at images under every operation of the group. */
static void symmetric(const crystal *c)
{
  iw_structure *structure;
  iw_symmetry *symmetry;

  CHECK_INT(crystal_structure(ctx, c, &structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, structure, 1e-3, &symmetry), IW_OK);
  for (size_t o = 0; o < iw_symmetry_n_operations(symmetry); o += 3) {
    const iw_operation *op = &iw_symmetry_operations(symmetry)[o];
    double m[3][3];

    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++)
        m[k][i] = op->rotation[i][k];
    }
    same_energies("symmetry operation", c, c, (const double(*)[3])m,
                  op->translation);
  }
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

static void without_symmetry(const crystal *c, const answer *want)
{
  const answer got = thresholds(c, 0);

  same_thresholds("without symmetry", want, &got);
}

/* The grid finds the passes; their energies are the field's. */
static void other_step(const crystal *c, const answer *want)
{
  crystal d = *c;
  answer got;

  d.step_ang = 0.13;
  got = thresholds(&d, 1);
  same_thresholds("finer grid", want, &got);
}

static void doubled(const crystal *c, const answer *want)
{
  for (int axis = 0; axis < 3; axis += 2) {
    crystal d = *c;
    answer got;

    crystal_repeat(&d, axis, 2);
    got = thresholds(&d, 0);
    same_thresholds(axis == 0 ? "doubled along a" : "doubled along c", want,
                    &got);
  }
}

static void all_laws(const crystal *c)
{
  const answer want = thresholds(c, 1);

  for (int d = 0; d < 3; d++)
    printf("  %s E_%dD %s %.10f eV, saddle %s, copies %lld\n", c->name, d + 1,
           want.found[d] ? "=" : "none", want.barrier[d],
           want.refined[d] ? "certified" : "NOT certified",
           (long long)want.interpenetration[d]);
  rebased(c, &want);
  moved(c, &want);
  reordered(c, &want);
  symmetric(c);
  without_symmetry(c, &want);
  other_step(c, &want);
  doubled(c, &want);
}

static void olivine(void)
{
  crystal c;

  crystal_olivine(&c);
  all_laws(&c);
}

static void layered(void)
{
  crystal c;

  crystal_layered(&c);
  all_laws(&c);
}

static void fluorite(void)
{
  crystal c;

  crystal_fluorite(&c);
  all_laws(&c);
}

static void scattered(void)
{
  crystal c;

  crystal_scattered(&c);
  all_laws(&c);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(olivine);
  RUN(layered);
  RUN(fluorite);
  RUN(scattered);
  iw_context_destroy(ctx);
  return check_report();
}
