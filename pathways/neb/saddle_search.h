/* SPDX-License-Identifier: BSD-3-Clause */
/* The search for a saddle: where it stands, and what it knows. */
#ifndef IONWAY_SADDLE_SEARCH_H
#define IONWAY_SADDLE_SEARCH_H

#include <ionway/saddle.h>

#include "saddle_modes.h"
#include "secants.h"
#include "stationary_point.h"

typedef struct iwi_saddle_search {
  iw_context *ctx;
  const iw_saddle_options *options;
  iwi_point point;
  iwi_modes *modes;
  iwi_secants *memory;
  const double *tangent; /* n, or NULL */
  size_t n;
  size_t follow; /* the mode that is climbed                      */
  double *up;    /* n, its unit vector                            */
  double stiff;  /* curvature across the modes known, eV/Ang^2    */
  double *x, *q, *step, *change; /* n each: the point stood on, its turned
                                    gradient; scratch               */
  double *best_x;
  double best_force;
  double since_modes; /* way made since they were found, Angstrom   */
  double trust;       /* longest step, Angstrom                     */
  int kicks;
  size_t n_steps;
} iwi_saddle_search;

/** Room for a search at s->point, which is open; ctx, options and point are
 *  set. Errors: IW_E_MEMORY. Closes the point, too: iwi_saddle_search_close()
 *  in any case. */
iw_status iwi_saddle_search_open(iwi_saddle_search *s);
void iwi_saddle_search_close(iwi_saddle_search *s);

/** Find the modes where the point stands (its gradient is known). */
iw_status iwi_saddle_search_look(iwi_saddle_search *s);
/** Steps and looks in turn until the point is a first-order saddle, or the
 *  steps run out; the modes at the end are those of the point. */
iw_status iwi_saddle_search_refine(iwi_saddle_search *s);

/** Number of leading modes that are surely negative; -1: cannot be told. */
int32_t iwi_saddle_search_order(const iwi_saddle_search *s);
/** Energy left to the saddle, (R7). */
double iwi_saddle_search_error(iwi_saddle_search *s);

#endif
