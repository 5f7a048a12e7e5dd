/* SPDX-License-Identifier: BSD-3-Clause */
/* Energy, potentials and forces of point charges, eqs. (C1)-(C4). The energy
 * is half the sum of charges times potentials, so that both agree by
 * construction. */
#include "ewald.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "units.h"

#define PI 3.14159265358979323846

/* Time of a wave in pairs for n charges: a wave takes 2 ns a charge and some
 * 15 ns, a pair 40 ns. */
static double wave_cost(size_t n)
{
  return 0.04 * (double)n + 0.4;
}

/* Everything in units of e^2/Angstrom until the end. */
typedef struct sums {
  const iwi_ewald *ewald;
  const double *charges;
  double *potentials;
  double (*forces)[3]; /* or NULL */
} sums;

static void add_pair(const iwi_pair *pair, void *user)
{
  sums *s = user;
  const int32_t i = pair->i, j = pair->j;
  const double r = pair->distance_ang, alpha = s->ewald->alpha;
  const double *q = s->charges;
  double screened, push;

  if (q[i] == 0 && q[j] == 0)
    return;
  screened = erfc(alpha * r) / r;
  s->potentials[i] += q[j] * screened;
  if (j == i) /* its own images pull from both sides alike */
    return;
  s->potentials[j] += q[i] * screened;
  if (s->forces == NULL)
    return;
  push = q[i] * q[j] / (r * r) *
         (screened + 2 * alpha / sqrt(PI) * exp(-alpha * alpha * r * r));
  for (int k = 0; k < 3; k++) {
    s->forces[i][k] -= push * pair->vector[k];
    s->forces[j][k] += push * pair->vector[k];
  }
}

static void add_wave(const iwi_wave *wave, void *user)
{
  sums *s = user;
  const double *restrict c = wave->cosine, *restrict d = wave->sine;
  const double *restrict q = s->charges;
  double *restrict potentials = s->potentials;
  const size_t n = s->ewald->n;
  double re = 0, im = 0;

  for (size_t i = 0; i < n; i++) {
    re += q[i] * c[i];
    im += q[i] * d[i];
  }
  re *= wave->weight;
  im *= wave->weight;
  for (size_t i = 0; i < n; i++)
    potentials[i] += re * c[i] + im * d[i];
  for (size_t i = 0; s->forces != NULL && i < n; i++) {
    const double push = q[i] * (re * d[i] - im * c[i]);

    for (int k = 0; k < 3; k++)
      s->forces[i][k] += push * wave->vector[k];
  }
}

/* The charges' own clouds taken back, the background, and the units. */
static double finish(sums *s, double *potentials_v)
{
  const iwi_ewald *e = s->ewald;
  double total = 0, energy = 0, background;

  for (size_t i = 0; i < e->n; i++)
    total += s->charges[i];
  background = PI * total / (e->lattice.volume * e->alpha * e->alpha);
  for (size_t i = 0; i < e->n; i++) {
    const double own = 2 * e->alpha / sqrt(PI) * s->charges[i];
    const double potential = s->potentials[i] - own - background;

    energy += 0.5 * s->charges[i] * potential;
    if (potentials_v != NULL)
      potentials_v[i] = IWI_COULOMB_EV_ANG * potential;
    for (int k = 0; s->forces != NULL && k < 3; k++)
      s->forces[i][k] *= IWI_COULOMB_EV_ANG;
  }
  return IWI_COULOMB_EV_ANG * energy;
}

static iw_status check_charges(iw_context *ctx, const iw_energy_atoms *atoms)
{
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    if (!isfinite(atoms->charges[i]))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "ewald: charge of atom %zu is not finite", i);
  }
  return IW_OK;
}

iw_status iw_ewald_energy(iw_context *ctx, const iw_energy_atoms *atoms,
                          const iw_ewald_options *options, double *energy_ev,
                          double *potentials_v, double (*forces_ev_ang)[3])
{
  iwi_ewald ewald;
  sums s = {
      .ewald = &ewald, .charges = atoms->charges, .forces = forces_ev_ang};
  iw_status status = iwi_ewald_begin(ctx, atoms, options, 1e-15,
                                     wave_cost(atoms->n_atoms), &ewald);

  if (status == IW_OK)
    status = check_charges(ctx, atoms);
  if (status == IW_OK && ewald.n > 0) {
    s.potentials = iwi_calloc(ctx, ewald.n, sizeof *s.potentials);
    if (s.potentials == NULL)
      status = IW_E_MEMORY;
    if (forces_ev_ang != NULL)
      memset(forces_ev_ang, 0, ewald.n * sizeof *forces_ev_ang);
    if (status == IW_OK)
      status = iwi_ewald_pairs(ctx, &ewald, add_pair, &s);
    if (status == IW_OK)
      status = iwi_ewald_waves(ctx, &ewald, add_wave, &s);
  }
  if (status == IW_OK)
    *energy_ev = finish(&s, potentials_v);
  iwi_free(s.potentials);
  iwi_ewald_end(&ewald);
  return status;
}

static iw_status evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                          void *workspace, iw_energy_result *result, void *user)
{
  (void)workspace;
  (void)user;
  return iw_ewald_energy(ctx, atoms, NULL, &result->energy_ev, NULL,
                         result->forces_ev_ang);
}

const iw_energy *iw_ewald_model(void)
{
  static const iw_energy model = {.struct_size = sizeof model,
                                  .name = "ewald",
                                  .evaluate = evaluate,
                                  .thread_safe = 1,
                                  .provides = IW_ENERGY_FORCES};

  return &model;
}
