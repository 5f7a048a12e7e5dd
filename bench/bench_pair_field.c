/* SPDX-License-Identifier: BSD-3-Clause */
/* Pair fields: time of a force call on the two crystals that LAMMPS was
 * measured on (Li2O 95 atoms, LiFePO4 111 atoms), of its parts, and its growth
 * with the number of atoms. bench/lammps_peer.py runs the other program beside
 * it.
 *
 * Atoms move a little from call to call, as those of a band do; "lists renewed"
 * moves them too far for the lists each time. */
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lammps_points.h"

#define CALLS     50 /* a run */
#define MAX_ATOMS 2592

typedef struct job {
  const bench *b;
  const iw_energy *energy;
  double lattice[3][3];
  double start[MAX_ATOMS][3], frac[MAX_ATOMS][3], forces[MAX_ATOMS][3];
  int32_t elements[MAX_ATOMS];
  size_t n;
  double step; /* fractional, from one call to the next */
  int stress;
  void *workspace;
} job;

static void run_calls(void *user)
{
  job *j = user;
  const iw_energy_atoms atoms = {.lattice_ang = (const double(*)[3])j->lattice,
                                 .frac = (const double(*)[3])j->frac,
                                 .elements = j->elements,
                                 .n_atoms = j->n};
  double stress[3][3];
  iw_energy_result result = {.forces_ev_ang = j->forces,
                             .stress_ev_ang3 = j->stress ? stress : NULL};

  for (int call = 0; call < CALLS; call++) {
    for (size_t i = 0; i < j->n; i++)
      j->frac[i][0] = j->start[i][0] + (call % 2 ? j->step : 0);
    bench_require(j->b,
                  j->energy->evaluate(j->b->ctx, &atoms, j->workspace, &result,
                                      j->energy->user),
                  "evaluate");
  }
}

static double measure(bench *b, const char *name, job *j)
{
  const iw_energy_atoms atoms = {.lattice_ang = (const double(*)[3])j->lattice,
                                 .frac = (const double(*)[3])j->start,
                                 .elements = j->elements,
                                 .n_atoms = j->n};
  iwi_json_node *record;
  bench_time time;

  if (b->only != NULL && strstr(name, b->only) == NULL)
    return NAN;
  bench_require(b,
                j->energy->open(b->ctx, &atoms, j->energy->user, &j->workspace),
                "open");
  memcpy(j->frac, j->start, sizeof j->frac);
  time = bench_measure(b, run_calls, j);
  j->energy->close(j->workspace, j->energy->user);
  record = bench_record(b, name);
  iwi_json_integer(&b->json, record, "atoms", (int64_t)j->n);
  iwi_json_integer(&b->json, record, "calls", CALLS);
  bench_add_time(b, record, &time);
  printf("%-44s %5zu atoms: %8.4f ms a call\n", name, j->n,
         1e3 * time.cpu_min_s / CALLS);
  return time.cpu_min_s / CALLS;
}

static void take_point(job *j, const lammps_point *p)
{
  memcpy(j->lattice, p->lattice, sizeof j->lattice);
  memcpy(j->elements, p->elements, p->n * sizeof *p->elements);
  memcpy(j->start, p->frac, p->n * sizeof *p->frac);
  j->n = p->n;
  j->step = 1e-4;
}

/* m x m x m conventional cells of Li2O, moved at random by up to 0.05
 * Angstrom. */
static void make_oxide(job *j, int m)
{
  const double a = 4.62;
  uint64_t state = 11;

  memset(j->lattice, 0, sizeof j->lattice);
  j->n = 0;
  for (int k = 0; k < 3; k++)
    j->lattice[k][k] = a * m;
  for (int cell = 0; cell < m * m * m; cell++) {
    for (int s = 0; s < 12; s++) {
      const int at[3] = {cell / (m * m), cell / m % m, cell % m};
      /* four O on a face-centred lattice, eight Li in its tetrahedra */
      const int corner = s < 4 ? (s == 0 ? 0 : 7 ^ (1 << (s - 1))) : s - 4;

      for (int k = 0; k < 3; k++)
        j->start[j->n][k] =
            (at[k] + (s < 4 ? 0.0 : 0.25) + 0.5 * (corner >> k & 1) +
             0.1 / a * (bench_uniform(&state) - 0.5)) /
            m;
      j->elements[j->n++] = s < 4 ? 8 : 3;
    }
  }
}

static void two_crystals(bench *b, job *j, const lammps_point *points)
{
  const double tolerances[] = {1e-6, 1e-10};

  for (int t = 0; t < 2; t++) {
    for (int c = 0; c < 2; c++) {
      iw_pair_field *field;
      char name[96];

      bench_require(b,
                    c == 0 ? lammps_oxide(b->ctx, tolerances[t], &field)
                           : lammps_phosphate(b->ctx, tolerances[t], &field),
                    "field");
      j->energy = iw_pair_field_energy(field);
      take_point(j, &points[c == 0 ? 3 : 7]);
      snprintf(name, sizeof name, "%s, tolerance %.0e",
               c == 0 ? "A: Li2O" : "B: LiFePO4", tolerances[t]);
      measure(b, name, j);
      strncat(name, ", with stress", sizeof name - strlen(name) - 1);
      j->stress = 1;
      measure(b, name, j);
      j->stress = 0;
      j->step = 0.03; /* 0.3 Angstrom */
      snprintf(name, sizeof name, "%s, tolerance %.0e, lists renewed",
               c == 0 ? "A: Li2O" : "B: LiFePO4", tolerances[t]);
      measure(b, name, j);
      iw_pair_field_destroy(field);
    }
  }
}

/* The oxide with one of its energies only. */
static void parts(bench *b, job *j, const lammps_point *points)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -2}};
  const iw_field_term terms[] = {
      {0, 1, IW_FIELD_BUCKINGHAM, {632.1018, 0.2906, 0}, 0, 0},
      {1, 1, IW_FIELD_BUCKINGHAM, {22764.30, 0.1490, 27.89}, 0, 0}};
  const char *const names[] = {"A: Buckingham only", "A: Ewald sum only",
                               "A: damped, shifted force only, 8 Angstrom"};

  for (int part = 0; part < 3; part++) {
    iw_pair_field_spec spec = lammps_spec(1e-10);
    iw_pair_field *field;

    spec.types = types;
    spec.n_types = 2;
    spec.terms = terms;
    spec.n_terms = part == 0 ? 2 : 0;
    spec.coulomb = part == 0   ? IW_COULOMB_NONE
                   : part == 1 ? IW_COULOMB_EWALD
                               : IW_COULOMB_DSF;
    spec.coulomb_cutoff_ang = part == 2 ? 8 : 0;
    bench_require(b, iw_pair_field_create(b->ctx, &spec, &field), "field");
    j->energy = iw_pair_field_energy(field);
    take_point(j, &points[3]);
    measure(b, names[part], j);
    iw_pair_field_destroy(field);
  }
}

static void growth(bench *b, job *j)
{
  const int cells[] = {2, 3, 4, 6};
  iw_pair_field *field;

  bench_require(b, lammps_oxide(b->ctx, 1e-10, &field), "field");
  j->energy = iw_pair_field_energy(field);
  for (int i = 0; i < 4; i++) {
    make_oxide(j, cells[i]);
    j->step = 1e-4;
    measure(b, "Li2O, supercells", j);
  }
  iw_pair_field_destroy(field);
}

int main(int argc, char **argv)
{
  static lammps_point points[LAMMPS_N_POINTS];
  static job j;
  bench b;

  bench_begin(&b, argc, argv, "bench_pair_field");
  j.b = &b;
  if (lammps_load(b.ctx, points) == LAMMPS_N_POINTS) {
    two_crystals(&b, &j, points);
    parts(&b, &j, points);
  } else {
    printf("left out: no anchors/lammps below the reference data\n");
  }
  growth(&b, &j);
  return bench_finish(&b);
}
