/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of the JSON reports. */
#ifndef IONWAY_IO_REPORT_JSON_H
#define IONWAY_IO_REPORT_JSON_H

#include "json.h"
#include "report.h"

/** What every report begins with: schema, program, units, input, symmetry,
 *  sites, oxidation states. Returns the node of the units, for more of them. */
iwi_json_node *iwi_json_put_crystal(iwi_json *j, const iw_report *report,
                                    const iwi_facts *facts, const char *schema);
/** What every report ends with: options, remarks, time. */
void iwi_json_put_end(iwi_json *j, const iw_report *report);
void iwi_json_put_matrix(iwi_json *j, iwi_json_node *parent, const char *key,
                         const double rows[3][3]);

/** The parts that a map adds. */
void iwi_json_put_landscape(iwi_json *j, const iw_report *report);
void iwi_json_put_percolation(iwi_json *j, const iw_report *report,
                              const iwi_facts *facts);

#endif
