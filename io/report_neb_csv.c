/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers as a table for other programs: a row a hop. */
#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "report_csv.h"
#include "report_neb.h"

static const char *const columns[] = {"file",
                                      "energy_model",
                                      "mobile_ion",
                                      "name",
                                      "mechanism",
                                      "from",
                                      "from_x_frac",
                                      "from_y_frac",
                                      "from_z_frac",
                                      "to",
                                      "to_x_frac",
                                      "to_y_frac",
                                      "to_z_frac",
                                      "length_ang",
                                      "n_per_cell",
                                      "certified",
                                      "state",
                                      "forward_ev",
                                      "reverse_ev",
                                      "error_ev",
                                      "saddle_max_force_ev_ang",
                                      "saddle_eigenvalue_1_ev_ang2",
                                      "saddle_eigenvalue_2_ev_ang2",
                                      "saddle_order",
                                      "n_saddles",
                                      "n_minima",
                                      "guess",
                                      "n_images",
                                      "band_max_force_ev_ang",
                                      "n_calls",
                                      "prefactor_forward_thz",
                                      "prefactor_reverse_thz",
                                      "rigid_forward_ev",
                                      "host_shift_ang",
                                      "path_file",
                                      "reason"};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

iw_status iw_neb_report_csv_header(iw_context *ctx, iw_text **out)
{
  return iwi_csv_header(ctx, columns, N_COLUMNS, out);
}

static void add_text(iwi_text_builder *b, const char *text)
{
  iwi_csv_text(b, text != NULL ? text : "");
}

/* Empty for 0, which stands for unknown. */
static void add_count(iwi_text_builder *b, int64_t n)
{
  iwi_csv_number(b, n > 0 ? (double)n : (double)NAN);
}

static void add_place(iwi_text_builder *b, const char *label,
                      const double frac[3])
{
  add_text(b, label);
  for (int k = 0; k < 3; k++)
    iwi_csv_number(b, frac[k]);
}

static void add_saddle(iwi_text_builder *b, const iw_neb_report_hop *hop)
{
  const iw_neb_report_saddle *saddle = iwi_neb_highest(hop);
  const iw_saddle_info *info = saddle != NULL ? saddle->info : NULL;

  iwi_csv_number(b, info != NULL ? info->max_force_ev_ang : (double)NAN);
  for (int k = 0; k < 2; k++)
    iwi_csv_number(b, info != NULL && k < info->n_eigenvalues
                          ? info->eigenvalues_ev_ang2[k]
                          : (double)NAN);
  iwi_csv_number(b, info != NULL && info->order >= 0 ? (double)info->order
                                                     : (double)NAN);
  iwi_csv_number(b, (double)hop->n_saddles);
  iwi_csv_number(b, (double)hop->n_minima);
}

static void add_row(iwi_text_builder *b, const iw_neb_report *r, size_t i)
{
  const iw_neb_report_hop *hop = &r->hops[i];
  const int32_t element = r->crystal->mobile_element;
  char name[IWI_NEB_NAME_SIZE];

  iwi_csv_first(b, iw_structure_source(r->crystal->structure));
  add_text(b, r->energy_model);
  add_text(b, element != 0 ? iw_element_symbol(element) : "");
  add_text(b, iwi_neb_name(r, i, name));
  add_text(b, hop->mechanism);
  add_place(b, hop->from, hop->from_frac);
  add_place(b, hop->to, hop->to_frac);
  iwi_csv_number(b, hop->length_ang);
  add_count(b, hop->n_per_cell);
  iwi_csv_number(b, hop->certified ? 1 : 0);
  add_text(b, iwi_neb_state(hop));
  iwi_csv_number(b, hop->forward_ev);
  iwi_csv_number(b, hop->reverse_ev);
  iwi_csv_number(b, hop->error_ev);
  add_saddle(b, hop);
  add_text(b, hop->guess);
  add_count(b, (int64_t)hop->n_images);
  iwi_csv_number(b, hop->max_force_ev_ang);
  add_count(b, (int64_t)hop->n_calls);
  iwi_csv_number(b, hop->prefactor_forward_thz);
  iwi_csv_number(b, hop->prefactor_reverse_thz);
  iwi_csv_number(b, hop->rigid_forward_ev);
  iwi_csv_number(b, hop->host_shift_ang);
  add_text(b, hop->path_file);
  add_text(b, hop->reason);
  iwi_text_add(b, "\n", 1);
}

iw_status iw_neb_report_csv(iw_context *ctx, const iw_neb_report *r,
                            iw_text **out)
{
  iwi_text_builder b;
  iw_status status;

  *out = NULL;
  status = iwi_neb_check(ctx, r);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&b, ctx);
  for (size_t i = 0; i < r->n_hops; i++)
    add_row(&b, r, i);
  return iwi_text_finish(&b, out);
}
