/* SPDX-License-Identifier: BSD-3-Clause */
/* Do a client's forces belong to its energy? Two evaluations more, a small step
 * forth and back along a random direction. A calculation that is not converged
 * gives itself away. */
#include <math.h>

#include "engine.h"
#include "lattice.h"
#include "mem.h"
#include "rng.h"
#include "vec3.h"

/* Any will do; the same one every time. */
#define PROBE_SEED 2026

/* The direction: every coordinate up or down by the same amount, at random. */
static double step_of(iwi_rng *rng)
{
  return iwi_rng_below(rng, 2) == 0 ? -IWI_PROBE_MOVE_ANG : IWI_PROBE_MOVE_ANG;
}

static void move(const iw_energy_atoms *atoms, double sign,
                 const double inverse[3][3], double (*frac)[3])
{
  iwi_rng rng;

  iwi_rng_seed(&rng, PROBE_SEED, 0);
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    double step[3], moved[3];

    for (int k = 0; k < 3; k++)
      step[k] = sign * step_of(&rng);
    iwi_row_times3(step, inverse, moved);
    for (int k = 0; k < 3; k++)
      frac[i][k] = atoms->frac[i][k] + moved[k];
  }
}

iw_status iwi_engine_probe_begin(iw_context *ctx, iwi_engine_probe *probe,
                                 const iw_energy_atoms *atoms)
{
  const size_t n = atoms->n_atoms;
  double(*rows)[3], inverse[3][3];

  *probe =
      (iwi_engine_probe){.step_ang = IWI_PROBE_MOVE_ANG * sqrt(3 * (double)n)};
  rows = iwi_calloc(ctx, n, 5 * sizeof *rows);
  if (rows == NULL)
    return IW_E_MEMORY;
  probe->memory = rows[0];
  iwi_inverse3(atoms->lattice_ang, inverse);
  for (int k = 0; k < 2; k++) {
    double(*frac)[3] = rows + (size_t)k * n;

    move(atoms, k == 0 ? -1 : 1, (const double(*)[3])inverse, frac);
    probe->atoms[k] = *atoms;
    probe->atoms[k].frac = (const double(*)[3])frac;
    probe->results[k].forces_ev_ang = rows + (size_t)(2 + k) * n;
  }
  probe->forces = rows + 4 * n;
  return IW_OK;
}

void iwi_engine_probe_free(iwi_engine_probe *probe)
{
  iwi_free(probe->memory);
  probe->memory = NULL;
}

/* Force along the direction, which has length 1. */
static double along(const iwi_engine_probe *probe, const double (*forces)[3])
{
  iwi_rng rng;
  double sum = 0;

  iwi_rng_seed(&rng, PROBE_SEED, 0);
  for (size_t i = 0; i < probe->atoms[0].n_atoms; i++)
    for (int k = 0; k < 3; k++)
      sum += forces[i][k] * step_of(&rng);
  return sum / probe->step_ang;
}

/* With forces b, m, f along the step at its back, middle and front, the mean
 * over the front half of the parabola through them is (5 f + 8 m - b) / 12. The
 * halves are looked at each for itself, since over the whole step the
 * curvature, all there is in a crystal at rest, would cancel. */
void iwi_engine_probe_end(const iwi_engine_probe *probe,
                          const iw_energy_result *middle,
                          iw_engine_slopes *slopes)
{
  const iw_energy_result *const ends = probe->results;
  double force[2], worst = -1;
  const double m = along(probe, (const double(*)[3])middle->forces_ev_ang);

  for (int k = 0; k < 2; k++)
    force[k] = along(probe, (const double(*)[3])ends[k].forces_ev_ang);
  for (int k = 0; k < 2; k++) {
    const double sign = k == 0 ? -1 : 1;
    const double by_energy =
        -sign * (ends[k].energy_ev - middle->energy_ev) / probe->step_ang;
    const double by_forces = (5 * force[k] + 8 * m - force[1 - k]) / 12;

    if (fabs(by_energy - by_forces) <= worst)
      continue;
    worst = fabs(by_energy - by_forces);
    *slopes = (iw_engine_slopes){.by_energy_ev_ang = by_energy,
                                 .by_forces_ev_ang = by_forces};
  }
}
