/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of the JSON report that a map adds. */
#ifndef IONWAY_IO_REPORT_JSON_H
#define IONWAY_IO_REPORT_JSON_H

#include "json.h"
#include "report.h"

void iwi_json_put_landscape(iwi_json *j, const iw_report *report);
void iwi_json_put_percolation(iwi_json *j, const iw_report *report,
                              const iwi_facts *facts);

#endif
