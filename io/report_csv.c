/* SPDX-License-Identifier: BSD-3-Clause */
/* The main numbers of a report as a row of a table (RFC 4180, LF ends). */
#include "report_csv.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "report.h"

/* A leading sign that spreadsheets would run as a formula gets no special
 * care: such fields here are numbers. */
void iwi_csv_first(iwi_text_builder *b, const char *text)
{
  if (strpbrk(text, ",\"\n\r") == NULL) {
    iwi_text_add(b, text, strlen(text));
    return;
  }
  iwi_text_add(b, "\"", 1);
  for (; *text != '\0'; text++)
    iwi_text_add(b, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
  iwi_text_add(b, "\"", 1);
}

static void add_comma(iwi_text_builder *b)
{
  iwi_text_add(b, ",", 1);
}

void iwi_csv_text(iwi_text_builder *b, const char *text)
{
  add_comma(b);
  iwi_csv_first(b, text);
}

void iwi_csv_number(iwi_text_builder *b, double value)
{
  char digits[IWI_NUMBER_SIZE];

  add_comma(b);
  if (isfinite(value))
    iwi_text_printf(b, "%s", iwi_text_number(value, digits));
}

iw_status iwi_csv_header(iw_context *ctx, const char *const *columns, int n,
                         iw_text **out)
{
  iwi_text_builder b;

  iwi_text_begin(&b, ctx);
  iwi_csv_first(&b, columns[0]);
  for (int i = 1; i < n; i++)
    iwi_csv_text(&b, columns[i]);
  iwi_text_add(&b, "\n", 1);
  return iwi_text_finish(&b, out);
}

static const char *const columns[] = {"file",
                                      "status",
                                      "formula",
                                      "space_group",
                                      "space_group_number",
                                      "n_sites",
                                      "n_partly_occupied_sites",
                                      "volume_ang3",
                                      "mobile_ion",
                                      "mobile_charge_e",
                                      "global_instability_index_vu",
                                      "n_percolating",
                                      "n_easy",
                                      "e_1d_ev",
                                      "e_2d_ev",
                                      "e_3d_ev",
                                      "direction_1d",
                                      "direction_2d",
                                      "bottleneck_free_radius_1d_ang",
                                      "bottleneck_distance_1d_ang",
                                      "message"};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

iw_status iw_report_csv_header(iw_context *ctx, iw_text **out)
{
  return iwi_csv_header(ctx, columns, N_COLUMNS, out);
}

static void add_percolation(iwi_text_builder *b, const iw_report *report,
                            const iwi_facts *facts)
{
  const iw_percolation_event *events[3];
  char direction[IWI_DIRECTION_SIZE];

  if (report->percolation == NULL) {
    iwi_text_add(b, ",,,,,,,,,", 9);
    return;
  }
  iwi_csv_number(b, facts->n_percolating);
  iwi_csv_number(b, facts->easy_dimension);
  for (int d = 0; d < 3; d++) {
    events[d] = iw_percolation_threshold(report->percolation, d + 1);
    iwi_csv_number(b, events[d]->found ? events[d]->barrier_ev : NAN);
  }
  for (int d = 0; d < 2; d++)
    iwi_csv_text(b, events[d]->found
                        ? iwi_report_direction(events[d]->rank,
                                               events[d]->basis, direction)
                        : "");
  iwi_csv_number(b, events[0]->found ? events[0]->free_radius_ang : NAN);
  iwi_csv_number(b,
                 events[0]->found ? events[0]->bottleneck_distance_ang : NAN);
}

static void add_row(iwi_text_builder *b, const iw_report *report,
                    const iwi_facts *facts)
{
  const iw_structure *s = report->structure;

  iwi_csv_first(b, iw_structure_source(s));
  iwi_csv_text(b, "ok");
  iwi_csv_text(b, iw_text_data(facts->formula));
  iwi_csv_text(
      b, report->symmetry != NULL ? iw_symmetry_symbol(report->symmetry) : "");
  iwi_csv_number(b, report->symmetry != NULL
                        ? (double)iw_symmetry_number(report->symmetry)
                        : (double)NAN);
  iwi_csv_number(b, (double)iw_structure_n_sites(s));
  iwi_csv_number(b, (double)facts->n_partial_sites);
  iwi_csv_number(b, iw_structure_volume(s));
  iwi_csv_text(b, iw_element_symbol(report->mobile_element));
  iwi_csv_number(b, report->field != NULL ? iw_bvse_mobile_charge(report->field)
                                          : NAN);
  iwi_csv_number(b, report->valence != NULL
                        ? iw_bond_valence_instability(report->valence)
                        : NAN);
  add_percolation(b, report, facts);
  add_comma(b); /* no message */
  iwi_text_add(b, "\n", 1);
}

iw_status iw_report_csv(iw_context *ctx, const iw_report *report, iw_text **out)
{
  iwi_text_builder b;
  iwi_facts facts;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, report, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&b, ctx);
  add_row(&b, report, &facts);
  iwi_report_release(&facts);
  return iwi_text_finish(&b, out);
}

iw_status iw_report_failure_csv(iw_context *ctx, const char *source,
                                iw_status status, const char *message,
                                iw_text **out)
{
  iwi_text_builder b;

  iwi_text_begin(&b, ctx);
  iwi_csv_first(&b, source);
  iwi_csv_text(&b, iw_status_text(status));
  for (int i = 2; i < N_COLUMNS - 1; i++)
    add_comma(&b);
  iwi_csv_text(&b, message);
  iwi_text_add(&b, "\n", 1);
  return iwi_text_finish(&b, out);
}
