/* SPDX-License-Identifier: BSD-3-Clause */
/* The one header a user includes: a table of contents. */
#ifndef IONWAY_IONWAY_H
#define IONWAY_IONWAY_H

/* base */
#include <ionway/context.h>
#include <ionway/export.h>
#include <ionway/status.h>
#include <ionway/version.h>

/* core: what one frozen crystal is and costs */
#include <ionway/elements.h>
#include <ionway/structure.h>
#include <ionway/symmetry.h>

#include <ionway/bondval.h>
#include <ionway/oxidation.h>
#include <ionway/parameters.h>

#include <ionway/bvse.h>
#include <ionway/bvse_model.h>
#include <ionway/landscape.h>

#include <ionway/energy.h>
#include <ionway/ewald.h>
#include <ionway/pair_field.h>
#include <ionway/soft_host.h>

/* dopings: which arrangements of ions there are */
#include <ionway/decoration.h>
#include <ionway/decoration_energy.h>
#include <ionway/defects.h>
#include <ionway/doping.h>
#include <ionway/enumeration.h>
#include <ionway/selection.h>
#include <ionway/short_range_order.h>
#include <ionway/site_group.h>
#include <ionway/supercell.h>

/* pathways: how an ion moves */
#include <ionway/hops.h>
#include <ionway/interstitials.h>
#include <ionway/migration_graph.h>
#include <ionway/percolation.h>
#include <ionway/winding.h>

/* paths between two places, and their barriers */
#include <ionway/barrier.h>
#include <ionway/bvse_hop.h>
#include <ionway/neb.h>
#include <ionway/path.h>
#include <ionway/path_ends.h>
#include <ionway/path_match.h>
#include <ionway/path_symmetry.h>
#include <ionway/relax.h>
#include <ionway/relax_structure.h>
#include <ionway/saddle.h>
#include <ionway/vibrations.h>

/* io: bytes in, bytes out */
#include <ionway/config.h>
#include <ionway/engine.h>
#include <ionway/field_file.h>
#include <ionway/journal.h>
#include <ionway/listing.h>
#include <ionway/path_read.h>
#include <ionway/path_write.h>
#include <ionway/plot.h>
#include <ionway/read.h>
#include <ionway/report.h>
#include <ionway/report_defects.h>
#include <ionway/report_dope.h>
#include <ionway/report_neb.h>
#include <ionway/report_paths.h>
#include <ionway/substitutions.h>
#include <ionway/write.h>

#endif
