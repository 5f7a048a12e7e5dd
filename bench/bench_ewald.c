/* SPDX-License-Identifier: BSD-3-Clause */
/* Electrostatics: the pair matrix and the single sum against the number of
 * sites, and what the matrix saves when many decorations want their energy.
 *
 * Rock salt with its ions moved at random by up to 0.4 Angstrom, no symmetry
 * left. In the decorations every second site is a spectator, and the others
 * carry two species in equal numbers, which is the dearest case. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoration_energy.h"

#define MAX_SITES 840
#define SPACING   2.6   /* Angstrom */
#define CALLS     20000 /* decorations a run */

typedef struct job {
  const bench *b;
  double lattice[3][3];
  double frac[MAX_SITES][3];
  double charges[MAX_SITES];
  size_t n, n_sites;
  double *matrix;
  double energy, sum;
  iw_decoration_energy *model;
  uint8_t species[MAX_SITES];
} job;

static iw_energy_atoms atoms_of(const job *j)
{
  return (iw_energy_atoms){(const double(*)[3])j->lattice,
                           (const double(*)[3])j->frac,
                           NULL,
                           j->charges,
                           j->n,
                           NULL};
}

/* a x b x c positions; the even ones come first. */
static void place(job *j, int a, int b, int c)
{
  const int side[3] = {a, b, c};
  uint64_t state = 5;
  size_t n = 0;

  memset(j->lattice, 0, sizeof j->lattice);
  for (int k = 0; k < 3; k++)
    j->lattice[k][k] = SPACING * side[k];
  for (int parity = 0; parity < 2; parity++) {
    for (int i = 0; i < a * b * c; i++) {
      const int at[3] = {i / (b * c), i / c % b, i % c};

      if ((at[0] + at[1] + at[2]) % 2 != parity)
        continue;
      for (int k = 0; k < 3; k++)
        j->frac[n][k] = (at[k] + 0.15 * bench_uniform(&state)) / side[k];
      j->charges[n++] = parity == 0 ? -1 : 1;
    }
  }
  j->n = n;
}

static void run_matrix(void *user)
{
  job *j = user;
  const iw_energy_atoms atoms = atoms_of(j);

  bench_require(j->b, iw_ewald_matrix(j->b->ctx, &atoms, NULL, j->matrix),
                "matrix");
}

static void run_energy(void *user)
{
  job *j = user;
  const iw_energy_atoms atoms = atoms_of(j);

  bench_require(
      j->b, iw_ewald_energy(j->b->ctx, &atoms, NULL, &j->energy, NULL, NULL),
      "energy");
}

static void run_decorations(void *user)
{
  job *j = user;

  for (int i = 0; i < CALLS; i++) {
    const uint8_t t = j->species[0]; /* another one each time */

    memmove(j->species, j->species + 1, j->n_sites - 1);
    j->species[j->n_sites - 1] = t;
    j->sum += iw_decoration_energy_ev(j->model, j->species);
  }
}

static iwi_json_node *report(bench *b, const char *name, size_t n,
                             void (*run)(void *user), job *j, double *each_s)
{
  const bench_time time = bench_measure(b, run, j);
  const double calls = run == run_decorations ? CALLS : 1;
  iwi_json_node *record = bench_record(b, name);

  *each_s = time.cpu_min_s / calls;
  iwi_json_integer(&b->json, record, "sites", (int64_t)n);
  bench_add_time(b, record, &time);
  printf("%-28s %4zu sites: %10.4f ms", name, n, 1e3 * *each_s);
  if (calls > 1) {
    iwi_json_number(&b->json, record, "per_s", 1 / *each_s);
    printf(" each, %.3g/s", 1 / *each_s);
  }
  printf("\n");
  return record;
}

static void make_model(job *j)
{
  static const int32_t pools[MAX_SITES], first[2] = {0, 2};
  static const double charges[2] = {1, 3};
  const int32_t half = (int32_t)(j->n_sites / 2);
  const int32_t counts[2] = {(int32_t)j->n_sites - half, half};
  iwi_charged_sites sites = {atoms_of(j), j->n - j->n_sites, pools, first, 1};

  for (size_t i = j->n - j->n_sites; i < j->n; i++)
    j->charges[i] = 0;
  bench_require(j->b, iwi_decoration_energy_from(j->b->ctx, &sites, &j->model),
                "decorations");
  iwi_decoration_energy_bind(j->model, counts, charges);
  for (size_t i = 0; i < j->n_sites; i++) {
    j->species[i] = i * 7 % j->n_sites < (size_t)half;
    j->charges[j->n - j->n_sites + i] = charges[j->species[i]];
  }
}

static void compare_routes(bench *b, job *j)
{
  iwi_json_node *record;
  double each, written_out;

  j->n_sites = j->n / 2;
  make_model(j);
  report(b, "one Ewald sum, all atoms", j->n, run_energy, j, &written_out);
  record = report(b, "20 000 decorations by matrix", j->n_sites,
                  run_decorations, j, &each);
  iwi_json_number(&b->json, record, "ratio", written_out / each);
  printf("  the matrix is %.3g times faster\n", written_out / each);
  iw_decoration_energy_destroy(j->model);
}

int main(int argc, char **argv)
{
  static const int sums[][3] = {{4, 4, 2}, {4, 5, 6}, {8, 8, 6}, {4, 8, 13}};
  static const int decorated[][3] = {{4, 4, 4}, {4, 5, 6}, {6, 5, 8}};
  static job j;
  double each;
  bench b;

  bench_begin(&b, argc, argv, "bench_ewald");
  j.b = &b;
  j.matrix = malloc(sizeof(double) * MAX_SITES * MAX_SITES);
  if (j.matrix == NULL)
    return 1;
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
    place(&j, sums[i][0], sums[i][1], sums[i][2]);
    report(&b, "pair matrix", j.n, run_matrix, &j, &each);
    report(&b, "energy", j.n, run_energy, &j, &each);
  }
  for (size_t i = 0; i < sizeof decorated / sizeof *decorated; i++) {
    place(&j, decorated[i][0], decorated[i][1], decorated[i][2]);
    compare_routes(&b, &j);
  }
  free(j.matrix);
  return bench_finish(&b);
}
