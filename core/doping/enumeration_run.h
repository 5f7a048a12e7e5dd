/* SPDX-License-Identifier: BSD-3-Clause */
/* One way through the decorations, whatever the mode and the energy. */
#ifndef IONWAY_DOPING_ENUMERATION_RUN_H
#define IONWAY_DOPING_ENUMERATION_RUN_H

#include <ionway/enumeration.h>

#include "decoration_set.h"
#include "swap_energy.h"

typedef struct iwi_run iwi_run;

/** eV of a decoration, the bits a function of the decoration only. */
typedef iw_status iwi_run_energy_fn(iwi_run *run, const uint8_t *species,
                                    double *energy_ev);

struct iwi_run {
  iw_context *ctx;
  const iw_decorations *d;
  const iw_decoration_count *count;
  const iw_enumeration_options *options;
  iw_selection *selection;
  iw_enumeration_result *result;
  iwi_run_energy_fn *energy; /* NULL: no energies               */
  void *energy_user;         /* for `energy` and `swap_energy`  */
  iwi_swap_energy swap_energy;
  /* Below: set by the run. */
  double weight;             /* multiplicities of all candidates     */
  uint64_t total, report_at; /* of progress                        */
  iwi_decoration_set *seen;  /* representatives of sampled orbits  */
  uint8_t *canonical;        /* n_sites                            */
};

/** Choose the mode and go; `result` is filled whatever comes. */
iw_status iwi_run_go(iwi_run *run);

/* Parts of it: */

iw_status iwi_run_list(iwi_run *run);
iw_status iwi_run_sample(iwi_run *run);
iw_status iwi_run_anneal(iwi_run *run);

/** Count in a new representative: energy, selection, visit. */
iw_status iwi_run_candidate(iwi_run *run, const uint8_t *species,
                            uint64_t multiplicity, uint64_t serial);
/** Count in a decoration unless its orbit has been or is not wanted. */
iw_status iwi_run_sampled(iwi_run *run, const uint8_t *species);
/** Start progress; `done` of `total` are behind. */
iw_status iwi_run_start_progress(iwi_run *run, uint64_t done, uint64_t total);
/** At most a hundred of these reach the user. */
iw_status iwi_run_progress(iwi_run *run, uint64_t done);

#endif
