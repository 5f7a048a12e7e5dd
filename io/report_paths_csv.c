/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct hops as rows of a table (RFC 4180, LF ends). */
#include <math.h>

#include <ionway/elements.h>

#include "report_csv.h"
#include "report_paths.h"

static const char *const columns[] = {"file",
                                      "status",
                                      "formula",
                                      "space_group_number",
                                      "mobile_ion",
                                      "hop",
                                      "mechanism",
                                      "from",
                                      "over",
                                      "to",
                                      "length_ang",
                                      "n_per_cell",
                                      "reversible",
                                      "blocked",
                                      "passes_distance_ang",
                                      "nearest_host",
                                      "nearest_host_distance_ang",
                                      "free_radius_ang",
                                      "start_file",
                                      "end_file",
                                      "message"};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

iw_status iw_paths_report_csv_header(iw_context *ctx, iw_text **out)
{
  return iwi_csv_header(ctx, columns, N_COLUMNS, out);
}

static void put_hop(iwi_text_builder *b, const iw_paths_report *r,
                    const iwi_facts *facts, size_t k)
{
  const iw_hop *hop = &iw_hops_get(r->hops)[k];
  const iw_report *crystal = r->crystal;
  iwi_paths_place places[IW_HOP_MAX_PLACES];
  char text[IWI_PATHS_PLACE_SIZE], name[IW_HOP_NAME_SIZE];

  iwi_paths_places(r, facts, hop, places);
  iw_hops_name(r->hops, k, name);
  iwi_csv_first(b, iw_structure_source(crystal->structure));
  iwi_csv_text(b, "ok");
  iwi_csv_text(b, iw_text_data(facts->formula));
  iwi_csv_number(b, crystal->symmetry != NULL
                        ? (double)iw_symmetry_number(crystal->symmetry)
                        : (double)NAN);
  iwi_csv_text(b, iw_element_symbol(crystal->mobile_element));
  iwi_csv_text(b, name);
  iwi_csv_text(b, iw_hops_mechanism_name(hop->mechanism));
  iwi_csv_text(b, iwi_paths_place_text(&places[0], text));
  iwi_csv_text(b, hop->n_places == 3 ? iwi_paths_place_text(&places[1], text)
                                     : "");
  iwi_csv_text(b, iwi_paths_place_text(&places[hop->n_places - 1], text));
  iwi_csv_number(b, hop->length_ang);
  iwi_csv_number(b, (double)(hop->multiplicity * iwi_paths_cells(r)));
  iwi_csv_number(b, hop->is_reversible);
  iwi_csv_number(b, hop->is_blocked);
  iwi_csv_number(b, hop->blocking_ang);
  iwi_csv_text(
      b,
      hop->host_site >= 0
          ? iw_structure_sites(iw_hops_structure(r->hops))[hop->host_site].label
          : "");
  iwi_csv_number(b, hop->host_ang);
  iwi_csv_number(b, hop->free_radius_ang);
  iwi_csv_text(b, r->paths != NULL ? r->paths[2 * k] : "");
  iwi_csv_text(b, r->paths != NULL ? r->paths[2 * k + 1] : "");
  iwi_csv_text(b, ""); /* no message */
  iwi_text_add(b, "\n", 1);
}

iw_status iw_paths_report_csv(iw_context *ctx, const iw_paths_report *report,
                              iw_text **out)
{
  iwi_text_builder b;
  iwi_facts facts;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, report->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&b, ctx);
  for (size_t k = 0; k < iw_hops_n(report->hops); k++)
    put_hop(&b, report, &facts, k);
  iwi_report_release(&facts);
  return iwi_text_finish(&b, out);
}

iw_status iw_paths_report_csv_failure(iw_context *ctx, const char *source,
                                      iw_status status, const char *message,
                                      iw_text **out)
{
  iwi_text_builder b;

  iwi_text_begin(&b, ctx);
  iwi_csv_first(&b, source);
  iwi_csv_text(&b, iw_status_text(status));
  for (int i = 2; i < N_COLUMNS - 1; i++)
    iwi_csv_text(&b, "");
  iwi_csv_text(&b, message);
  iwi_text_add(&b, "\n", 1);
  return iwi_text_finish(&b, out);
}
