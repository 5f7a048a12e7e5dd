/* SPDX-License-Identifier: BSD-3-Clause */
/* Coordinates of the atoms that may move, and the Hessian along a vector. */
#include "stationary_point.h"

#include <math.h>
#include <string.h>

#include "atom_spacing.h"
#include "context.h"
#include "mem.h"
#include "vec3.h"

/* Share of the nearest-neighbour distance. Central differences then miss a few
 * 1e-4 of a stiff bond's curvature; forces that jump where a law is cut off, by
 * 3e-4 eV/Angstrom in common fields, or have noise, leave 0.03 eV/Ang^2. One
 * side alone would need a step too short for either. */
#define DIFFERENCE 3e-3

/* A net force below this share of the sum of all forces is rounding, or an
 * engine's last digits. */
#define NO_NET_FORCE 1e-4

static iw_status allocate(iwi_point *p)
{
  p->x = iwi_calloc(p->ctx, p->n, sizeof *p->x);
  p->g = iwi_calloc(p->ctx, p->n, sizeof *p->g);
  p->probe = iwi_calloc(p->ctx, p->n, sizeof *p->probe);
  p->behind = iwi_calloc(p->ctx, p->n, sizeof *p->behind);
  p->cart = iwi_calloc(p->ctx, p->n_atoms, sizeof *p->cart);
  p->forces = iwi_calloc(p->ctx, p->n_atoms, sizeof *p->forces);
  if (p->x == NULL || p->g == NULL || p->probe == NULL || p->behind == NULL ||
      p->cart == NULL || p->forces == NULL)
    return IW_E_MEMORY;
  return IW_OK;
}

static iw_status list_free(iwi_point *p, const uint8_t *frozen)
{
  p->free_atoms = iwi_calloc(p->ctx, p->n_atoms, sizeof *p->free_atoms);
  if (p->free_atoms == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < p->n_atoms; i++) {
    if (frozen == NULL || !frozen[i])
      p->free_atoms[p->n_free++] = (int32_t)i;
  }
  if (p->n_free == 0)
    return iwi_fail(p->ctx, IW_E_ARGUMENT, "no atom may move");
  p->n = 3 * p->n_free;
  for (int k = 0; k < 3; k++) /* a lone atom's shift is its motion */
    p->fixed[k] = p->n_free < p->n_atoms;
  return IW_OK;
}

static iw_status open_model(iwi_point *p, const iw_energy *energy,
                            const iw_energy_atoms *atoms,
                            const double (*cart)[3])
{
  double inverse[3][3];
  double(*frac)[3] = iwi_calloc(p->ctx, p->n_atoms, sizeof *frac);
  iw_energy_atoms reference = *atoms;
  iw_status status;

  if (frac == NULL)
    return IW_E_MEMORY;
  iwi_inverse3(atoms->lattice_ang, inverse);
  for (size_t i = 0; i < p->n_atoms; i++)
    iwi_row_times3(cart[i], (const double(*)[3])inverse, frac[i]);
  reference.frac = (const double(*)[3])frac;
  status = iwi_evaluator_create(p->ctx, energy, &reference, 1, &p->evaluator);
  iwi_free(frac);
  return status;
}

iw_status iwi_point_open(iw_context *ctx, const iw_energy *energy,
                         const iw_energy_atoms *atoms, const uint8_t *frozen,
                         const double (*cart)[3], double difference,
                         iwi_point *p)
{
  iw_status status;

  *p = (iwi_point){.ctx = ctx, .n_atoms = atoms->n_atoms};
  if (atoms->n_atoms == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "no atoms");
  status =
      iwi_atom_spacing(ctx, atoms->lattice_ang, cart, p->n_atoms, &p->spacing);
  if (status == IW_OK)
    status = list_free(p, frozen);
  if (status == IW_OK)
    status = allocate(p);
  if (status == IW_OK)
    status = open_model(p, energy, atoms, cart);
  if (status != IW_OK)
    return status;
  p->difference = difference > 0 ? difference : DIFFERENCE * p->spacing;
  memcpy(p->cart, cart, p->n_atoms * sizeof *cart);
  iwi_point_gather(p, cart, p->x);
  return IW_OK;
}

void iwi_point_close(iwi_point *p)
{
  iwi_evaluator_destroy(p->evaluator);
  iwi_springs_destroy(p->springs);
  iwi_free(p->all);
  iwi_free(p->free_atoms);
  iwi_free(p->x);
  iwi_free(p->g);
  iwi_free(p->probe);
  iwi_free(p->behind);
  iwi_free(p->cart);
  iwi_free(p->forces);
}

void iwi_point_gather(const iwi_point *p, const double (*all)[3], double *v)
{
  for (size_t i = 0; i < p->n_free; i++)
    memcpy(v + 3 * i, all[p->free_atoms[i]], sizeof all[0]);
}

void iwi_point_scatter(const iwi_point *p, const double *v, double (*all)[3])
{
  memset(all, 0, p->n_atoms * sizeof *all);
  for (size_t i = 0; i < p->n_free; i++)
    memcpy(all[p->free_atoms[i]], v + 3 * i, sizeof all[0]);
}

void iwi_point_cart(const iwi_point *p, const double *x, double (*cart)[3])
{
  if (cart != p->cart)
    memcpy(cart, p->cart, p->n_atoms * sizeof *cart);
  for (size_t i = 0; i < p->n_free; i++)
    memcpy(cart[p->free_atoms[i]], x + 3 * i, sizeof cart[0]);
}

double iwi_point_longest(const iwi_point *p, const double *v)
{
  double longest = 0;

  for (size_t i = 0; i < p->n_free; i++)
    longest = fmax(longest, iwi_norm3(v + 3 * i));
  return longest;
}

/* Forces at x into p->forces. */
static iw_status evaluate(iwi_point *p, const double *x, double *energy)
{
  iwi_evaluation job = {.cart = (const double(*)[3])p->cart,
                        .forces_ev_ang = p->forces};
  iw_status status;

  iwi_point_cart(p, x, p->cart);
  status = iwi_evaluator_run(p->evaluator, p->ctx, &job, 1);
  *energy = job.energy_ev;
  return status;
}

iw_status iwi_point_move(iwi_point *p, const double *x)
{
  iw_status status;

  if (x != p->x)
    memcpy(p->x, x, p->n * sizeof *x);
  status = evaluate(p, p->x, &p->energy);
  if (status != IW_OK)
    return status;
  iwi_point_gather(p, (const double(*)[3])p->forces, p->g);
  p->max_force = iwi_point_longest(p, p->g);
  for (size_t i = 0; i < p->n; i++)
    p->g[i] = -p->g[i];
  return IW_OK;
}

/* Newton's third law, tested on the change h of all forces: where nothing but
 * the atoms themselves pulls at them, it sums to zero. */
static void test_axes(iwi_point *p, const double *h)
{
  double net[3] = {0, 0, 0}, total = 0;

  for (size_t i = 0; i < p->n_free; i++) {
    total += iwi_norm3(h + 3 * i);
    for (int k = 0; k < 3; k++)
      net[k] += h[3 * i + k];
  }
  for (int k = 0; k < 3; k++)
    p->fixed[k] |= fabs(net[k]) > NO_NET_FORCE * total;
}

iw_status iwi_point_product(iwi_point *p, const double *v, double *h)
{
  const double step = p->difference / iwi_point_longest(p, v);
  double energy;
  iw_status status;

  for (size_t i = 0; i < p->n; i++)
    p->probe[i] = p->x[i] + step * v[i];
  status = evaluate(p, p->probe, &energy);
  if (status != IW_OK)
    return status;
  iwi_point_gather(p, (const double(*)[3])p->forces, h);
  for (size_t i = 0; i < p->n; i++)
    p->probe[i] = p->x[i] - step * v[i];
  status = evaluate(p, p->probe, &energy);
  if (status != IW_OK)
    return status;
  iwi_point_gather(p, (const double(*)[3])p->forces, p->behind);
  /* (R8) */
  for (size_t i = 0; i < p->n; i++)
    h[i] = (p->behind[i] - h[i]) / (2 * step);
  test_axes(p, h);
  return IW_OK;
}

static iw_status make_springs(iwi_point *p)
{
  uint8_t *frozen = iwi_calloc(p->ctx, p->n_atoms, 1);
  iw_status status = IW_E_MEMORY;

  p->all = iwi_calloc(p->ctx, 3 * p->n_atoms, 2 * sizeof *p->all);
  if (frozen != NULL && p->all != NULL) {
    memset(frozen, 1, p->n_atoms);
    for (size_t i = 0; i < p->n_free; i++)
      frozen[p->free_atoms[i]] = 0;
    iwi_point_cart(p, p->x, p->cart);
    status = iwi_springs_create(p->ctx, iwi_evaluator_reference(p->evaluator),
                                (const double(*)[3])p->cart, frozen, p->spacing,
                                &p->springs);
  }
  iwi_free(frozen);
  return status;
}

iw_status iwi_point_learn(iwi_point *p, const double *v, const double *h)
{
  const size_t n = 3 * p->n_atoms;
  const iw_status status = p->springs == NULL ? make_springs(p) : IW_OK;

  if (status != IW_OK)
    return status;
  iwi_point_scatter(p, v, (double(*)[3])p->all);
  iwi_point_scatter(p, h, (double(*)[3])(p->all + n));
  iwi_stiffness_fit(iwi_springs_stiffness(p->springs), p->all, p->all + n);
  return IW_OK;
}

int iwi_point_soften(iwi_point *p, double *v)
{
  const size_t n = 3 * p->n_atoms;

  if (p->springs == NULL)
    return 0;
  iwi_point_scatter(p, v, (double(*)[3])p->all);
  iwi_stiffness_solve(iwi_springs_stiffness(p->springs), p->all, p->all + n);
  iwi_point_gather(p, (const double(*)[3])(p->all + n), v);
  return 1;
}

int iwi_point_n_free_axes(const iwi_point *p)
{
  return !p->fixed[0] + !p->fixed[1] + !p->fixed[2];
}

void iwi_point_project(const iwi_point *p, double *v)
{
  for (int k = 0; k < 3; k++) {
    double mean = 0;

    if (p->fixed[k])
      continue;
    for (size_t i = 0; i < p->n_free; i++)
      mean += v[3 * i + k] / (double)p->n_free;
    for (size_t i = 0; i < p->n_free; i++)
      v[3 * i + k] -= mean;
  }
}
