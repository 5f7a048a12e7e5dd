/* SPDX-License-Identifier: BSD-3-Clause */
/* What the renderings of distinct hops share. */
#ifndef IONWAY_IO_REPORT_PATHS_H
#define IONWAY_IO_REPORT_PATHS_H

#include <stdint.h>

#include <ionway/migration_graph.h>
#include <ionway/report_paths.h>

#include "report.h"

/** A place of a hop, told in the cell of the input. */
typedef struct iwi_paths_place {
  char name[IW_LABEL_SIZE]; /* label of the site, or "i1" for an empty one  */
  int32_t site;             /* of the input, -1 for an empty one            */
  const iw_orbit *orbit;    /* of that site; NULL when there is none        */
  double frac[3];           /* the first place of a hop is in [0, 1)        */
} iwi_paths_place;

/** The places of a hop. */
void iwi_paths_places(const iw_paths_report *report, const iwi_facts *facts,
                      const iw_hop *hop,
                      iwi_paths_place places[IW_HOP_MAX_PLACES]);

/** Name of a place of the hops: label, or "i1" by orbit. */
void iwi_paths_name(const iw_paths_report *report, int32_t place,
                    char name[IW_LABEL_SIZE]);

/** "Li1 4a"; an empty place has no letter. */
#define IWI_PATHS_PLACE_SIZE 48
const char *iwi_paths_place_text(const iwi_paths_place *place, char *buffer);

/** Cells of the hops in the cell of the input. */
int32_t iwi_paths_cells(const iw_paths_report *report);

/** Hops of a mechanism: orbits, and hops in the cell of the input. */
void iwi_paths_count(const iw_paths_report *report, iw_hop_mechanism mechanism,
                     size_t *n_orbits, int64_t *n_hops);

/** How a mechanism percolates, by length; directions as vectors of the input's
 *  cell. Errors: IW_E_MEMORY, IW_E_LIMIT. */
iw_status iwi_paths_thresholds(iw_context *ctx, const iw_paths_report *report,
                               iw_hop_mechanism mechanism,
                               iw_migration_threshold out[3]);

/** What straight ways cannot know; one sentence. */
#define IWI_PATHS_LIMITS                                                       \
  "Distances are those from the straight line between the ends; ions go "      \
  "around corners, and only a barrier says how easily."

#endif
