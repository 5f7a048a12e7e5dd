/* SPDX-License-Identifier: BSD-3-Clause */
/* The crystal relaxed by the model before its hops are looked for. */
#include "neb_job.h"

#include <string.h>

iw_status neb_relax_host(session *c, neb_task *t)
{
  const char *what = args_text(&c->a, "relax-host");
  iw_relax_options options;
  iw_relax_info info;
  iw_status status;

  if (strcmp(what, "none") == 0)
    return IW_OK;
  if (t->model.energy == NULL)
    return session_fail(c, IW_E_ARGUMENT,
                        "--relax-host %s wants a model of all ions: "
                        "--energy field:FILE or ipi:ADDRESS",
                        what);
  iw_relax_options_default(&options);
  options.relax_cell = strcmp(what, "cell") == 0;
  options.force_tol_ev_ang = args_real(&c->a, "force-tol-ev-ang") / 10;
  status = iw_relax_structure(c->ctx, t->model.energy, neb_structure(t),
                              &options, &info, &t->relaxed);
  if (status == IW_OK)
    status =
        iw_symmetry_find(c->ctx, t->relaxed, args_real(&c->a, "tolerance-ang"),
                         &t->relaxed_symmetry);
  if (status != IW_OK)
    return neb_failed(c, t, status);
  session_note(c, IW_LOG_NOTE,
               "%s relaxed by %.4f eV in %zu calls, farthest atom %.3f "
               "Angstrom",
               options.relax_cell ? "cell and atoms" : "atoms",
               info.start_energy_ev - info.energy_ev, info.n_calls,
               info.max_displacement_ang);
  return IW_OK;
}
