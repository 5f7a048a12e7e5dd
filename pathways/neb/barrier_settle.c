/* SPDX-License-Identifier: BSD-3-Clause */
/* A minimum, and not a saddle that symmetry holds relaxation on: the lowest
 * mode is looked at, and where it is negative left along. */
#include "barrier_run.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/* How far atoms are moved off along a negative mode, in shares of the hop. */
#define PUSH 0.05

#define WORTH_TELLING_EV 1e-4

/* Each push leaves one saddle; more in a row than this is no accident. */
enum { MAX_PUSHES = 3 };

static iw_status relax(iwi_barrier_run *run, const char *what,
                       double (*cart)[3], iw_relax_info *info)
{
  iw_status status = iw_relax_atoms(run->ctx, run->energy, &run->atoms,
                                    iw_path_frozen(run->given),
                                    &run->options->relax, cart, NULL, info);

  run->result.n_calls_ends += info->n_calls;
  if (status != IW_E_NOT_CONVERGED)
    return status;
  iwi_log(run->ctx, IW_LOG_WARNING,
          "%s: still %.3g eV/Angstrom after %zu steps of relaxation", what,
          info->max_force_ev_ang, info->n_steps);
  return IW_OK;
}

/* The lowest mode at rest; *negative when it surely is. */
static iw_status look(iwi_barrier_run *run, const double (*cart)[3],
                      double (*scratch)[3], double (*mode)[3], int *negative)
{
  iw_saddle_options options = run->options->saddle;
  iw_saddle_info info;
  iw_status status;

  options.max_steps = 0;
  options.n_modes = 1;
  memcpy(scratch, cart, run->atoms.n_atoms * sizeof *scratch);
  status = iw_saddle_refine(run->ctx, run->energy, &run->atoms,
                            iw_path_frozen(run->given), &options, NULL, scratch,
                            mode, &info);
  run->result.n_calls_ends += info.n_calls;
  *negative = status == IW_OK && info.n_eigenvalues > 0 &&
              info.eigenvalues_ev_ang2[0] + info.residuals_ev_ang2[0] < 0;
  return status == IW_E_NOT_CONVERGED ? IW_OK : status;
}

static void push(const iwi_barrier_run *run, const double (*mode)[3],
                 double (*cart)[3])
{
  double longest = 0;

  for (size_t i = 0; i < run->atoms.n_atoms; i++)
    longest = fmax(longest, iwi_norm3(mode[i]));
  for (size_t i = 0; longest > 0 && i < run->atoms.n_atoms; i++) {
    for (int k = 0; k < 3; k++)
      cart[i][k] += PUSH * run->hop_ang / longest * mode[i][k];
  }
}

static iw_status leave_saddles(iwi_barrier_run *run, const char *what,
                               double (*cart)[3], double (*room)[3],
                               iw_relax_info *info)
{
  const size_t n = run->atoms.n_atoms;
  const double held_ev = info->energy_ev;
  int negative = 0;
  iw_status status = IW_OK;

  for (int k = 0; k <= MAX_PUSHES && status == IW_OK; k++) {
    status = look(run, (const double(*)[3])cart, room, room + n, &negative);
    if (status != IW_OK || !negative || k == MAX_PUSHES)
      break;
    push(run, (const double(*)[3])(room + n), cart);
    status = relax(run, what, cart, info);
  }
  if (status == IW_OK && negative)
    iwi_log(run->ctx, IW_LOG_WARNING,
            "%s: no minimum: a mode is negative still after %d pushes", what,
            MAX_PUSHES);
  else if (status == IW_OK && held_ev - info->energy_ev > WORTH_TELLING_EV)
    iwi_log(run->ctx, IW_LOG_NOTE,
            "%s: came to rest on a saddle, and was pushed off to a minimum "
            "%.4f eV below",
            what, held_ev - info->energy_ev);
  return status;
}

iw_status iwi_barrier_settle(iwi_barrier_run *run, const char *what,
                             int look_at, double (*cart)[3],
                             iw_relax_info *info)
{
  double(*room)[3];
  iw_status status = relax(run, what, cart, info);

  if (status != IW_OK || !look_at || !run->options->check_minima)
    return status;
  room = iwi_calloc(run->ctx, 2 * run->atoms.n_atoms, sizeof *room);
  if (room == NULL)
    return IW_E_MEMORY;
  status = leave_saddles(run, what, cart, room, info);
  iwi_free(room);
  return status;
}
