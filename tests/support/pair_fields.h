/* SPDX-License-Identifier: BSD-3-Clause */
/* Small cells for tests of pair fields: random ones, dimers, sums over all
 * images by hand, and derivatives by differences. */
#ifndef IONWAY_TESTS_PAIR_FIELDS_H
#define IONWAY_TESTS_PAIR_FIELDS_H

#include <math.h>
#include <string.h>

#include <ionway/ionway.h>

#include "check.h"
#include "lattice.h"
#include "pair_field.h"
#include "rng.h"
#include "vec3.h"

#define FIELDS_MAX 32

typedef struct fields_cell {
  double lattice[3][3], frac[FIELDS_MAX][3], forces[FIELDS_MAX][3];
  double stress[3][3];
  int32_t elements[FIELDS_MAX];
  size_t n;
} fields_cell;

static inline iw_pair_field_spec fields_spec(const iw_field_type *types,
                                             size_t n_types,
                                             const iw_field_term *terms,
                                             size_t n_terms)
{
  iw_pair_field_spec spec;

  iw_pair_field_spec_default(&spec);
  spec.types = types;
  spec.n_types = n_types;
  spec.terms = terms;
  spec.n_terms = n_terms;
  return spec;
}

static inline iw_energy_atoms fields_atoms(const fields_cell *cell)
{
  return (iw_energy_atoms){.lattice_ang = (const double(*)[3])cell->lattice,
                           .frac = (const double(*)[3])cell->frac,
                           .elements = cell->elements,
                           .n_atoms = cell->n};
}

/* From scratch, with forces and stress. */
static inline double fields_energy(iw_context *ctx, const iw_pair_field *field,
                                   fields_cell *cell)
{
  const iw_energy_atoms atoms = fields_atoms(cell);
  iw_energy_result result = {.forces_ev_ang = cell->forces,
                             .stress_ev_ang3 = cell->stress};
  const iw_status status =
      iw_energy_evaluate(ctx, iw_pair_field_energy(field), &atoms, &result);

  CHECK_INT(status, IW_OK);
  if (status != IW_OK) {
    printf("  %s\n", iw_context_message(ctx));
    return NAN;
  }
  return result.energy_ev;
}

static inline fields_cell fields_dimer(double edge, double r, int32_t a,
                                       int32_t b)
{
  /* across the face of the cell */
  fields_cell cell = {.n = 2, .elements = {a, b}};

  for (int k = 0; k < 3; k++)
    cell.lattice[k][k] = edge;
  cell.frac[0][0] = -0.4 * r / edge;
  cell.frac[1][0] = 0.6 * r / edge;
  return cell;
}

/* n ions, Li and O by turns, at least 1.5 Angstrom apart where that is found,
 * in a skewed cell of this edge. */
static inline fields_cell fields_random(uint64_t seed, size_t n, double edge)
{
  fields_cell cell = {.n = n};
  iwi_lattice lattice;
  iwi_rng rng;

  iwi_rng_seed(&rng, seed, 0);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      cell.lattice[i][k] = edge * ((i == k) + 0.4 * (iwi_rng_real(&rng) - 0.5));
  }
  iwi_lattice_init(&lattice, (const double(*)[3])cell.lattice);
  for (size_t i = 0; i < n; i++) {
    double nearest = 0, best = -1, best_frac[3] = {0};

    cell.elements[i] = i % 2 == 0 ? 3 : 8;
    for (int attempt = 0; attempt < 200 && nearest < 1.5; attempt++) {
      double x[3], d[3];

      nearest = INFINITY;
      for (int k = 0; k < 3; k++)
        x[k] = iwi_rng_real(&rng);
      for (size_t j = 0; j < i; j++) {
        for (int k = 0; k < 3; k++)
          d[k] = x[k] - cell.frac[j][k];
        nearest = fmin(nearest, iwi_lattice_shortest(&lattice, d, NULL));
      }
      if (nearest > best) {
        best = nearest;
        memcpy(best_frac, x, sizeof x);
      }
    }
    memcpy(cell.frac[i], best_frac, sizeof best_frac);
  }
  return cell;
}

/* Distance to one of 21 x 21 x 21 images. */
static inline double fields_distance(const fields_cell *cell, size_t i,
                                     size_t j, int image)
{
  const int at[3] = {image / 441 - 10, image / 21 % 21 - 10, image % 21 - 10};
  double d[3], cart[3];

  for (int k = 0; k < 3; k++)
    d[k] = cell->frac[j][k] + at[k] - cell->frac[i][k];
  iwi_row_times3(d, (const double(*)[3])cell->lattice, cart);
  return iwi_norm3(cart);
}

/* Laws alone, every pair and image; elements 3 and 8 are types 0 and 1. */
static inline double fields_brute_energy(const iw_pair_field *field,
                                         const fields_cell *cell)
{
  const size_t n_types = iw_pair_field_n_types(field);
  double sum = 0, slope;

  for (size_t i = 0; i < cell->n; i++) {
    for (size_t j = 0; j < cell->n; j++) {
      const size_t a = cell->elements[i] == 8, b = cell->elements[j] == 8;
      const int at = field->pair_of[a * n_types + b];

      for (int image = 0; image < 9261 && at >= 0; image++) {
        const double r = fields_distance(cell, i, j, image);

        for (size_t l = 0; r > 1e-9 && l < field->pairs[at].n_laws; l++)
          sum += 0.5 * iwi_law_energy(&field->pairs[at].laws[l], r, &slope);
      }
    }
  }
  return sum;
}

/* The Cartesian places of `from` in the other lattice. */
static inline void fields_same_places(const fields_cell *from, fields_cell *to)
{
  double inverse[3][3];

  iwi_inverse3((const double(*)[3])to->lattice, inverse);
  for (size_t i = 0; i < from->n; i++) {
    double cart[3];

    iwi_row_times3(from->frac[i], (const double(*)[3])from->lattice, cart);
    iwi_row_times3(cart, (const double(*)[3])inverse, to->frac[i]);
  }
}

/* Energy through one workspace, as differences want it: the Ewald split stays.
 */
typedef struct fields_probe {
  iw_context *ctx;
  const iw_energy *energy;
  void *workspace;
} fields_probe;

static inline double fields_at(const fields_probe *p, const fields_cell *cell)
{
  const iw_energy_atoms atoms = fields_atoms(cell);
  iw_energy_result result = {0};
  const iw_status status = p->energy->evaluate(p->ctx, &atoms, p->workspace,
                                               &result, p->energy->user);

  CHECK_INT(status, IW_OK);
  return status == IW_OK ? result.energy_ev : NAN;
}

/* dE/dx of atom i along k, or dE/d(strain ik) where i is below 3 and strain is
 * set; by central differences. */
static inline double fields_slope(const fields_probe *p,
                                  const fields_cell *cell, int strain, size_t i,
                                  int k, double h)
{
  double e[2];

  for (int side = 0; side < 2; side++) {
    const double step = side ? -h : h;
    fields_cell moved = *cell;

    if (strain) {
      for (int r = 0; r < 3; r++)
        moved.lattice[r][k] += step * cell->lattice[r][i];
    } else {
      double cart[3], inverse[3][3];

      iwi_inverse3((const double(*)[3])cell->lattice, inverse);
      iwi_row_times3(cell->frac[i], (const double(*)[3])cell->lattice, cart);
      cart[k] += step;
      iwi_row_times3(cart, (const double(*)[3])inverse, moved.frac[i]);
    }
    e[side] = fields_at(p, &moved);
  }
  return (e[0] - e[1]) / (2 * h);
}

/* Forces and stress against differences at h and h/2: what they differ by at
 * most is a quarter for the half step (some more where a pair crosses a cutoff
 * in between), or below the floor of rounding (eV/Angstrom). */
static inline void fields_check_derivatives(iw_context *ctx,
                                            const iw_pair_field *field,
                                            fields_cell *cell, double floor_ev)
{
  const double h = 2e-3;
  fields_probe p = {ctx, iw_pair_field_energy(field), NULL};
  const iw_energy_atoms atoms = fields_atoms(cell);
  double volume = fabs(iwi_det3((const double(*)[3])cell->lattice));
  double worst = 0, worst_half = 0;

  CHECK_INT(p.energy->open(ctx, &atoms, p.energy->user, &p.workspace), IW_OK);
  if (p.workspace == NULL)
    return;
  fields_energy(ctx, field, cell);
  for (size_t i = 0; i < cell->n + 3; i++) {
    const int strain = i >= cell->n;
    const size_t at = strain ? i - cell->n : i;

    for (int k = 0; k < 3; k++) {
      const double exact =
          strain ? volume * cell->stress[at][k] : -cell->forces[at][k];
      const double off = fabs(fields_slope(&p, cell, strain, at, k, h) - exact);
      const double half =
          fabs(fields_slope(&p, cell, strain, at, k, h / 2) - exact);

      worst = fmax(worst, off);
      worst_half = fmax(worst_half, half);
    }
  }
  CHECK(worst_half <= 0.3 * worst + floor_ev);
  printf("  differences by %g: %.2g, half of it: %.2g\n", h, worst, worst_half);
  p.energy->close(p.workspace, p.energy->user);
}

#endif
