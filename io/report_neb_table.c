/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers as a table for a terminal of 80 columns. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "report_dope.h"
#include "report_neb.h"

#define ARROW " \xe2\x86\x92 "

/* Columns of a name and of both; what is longer has a line for itself. */
enum { MAX_NAME = 8, MAX_NAME_ROUTE = 18 };

/* ---- pieces ---------------------------------------------------------- */

static void put_dash(iwi_table *t, int width)
{
  iwi_text_printf(&t->text, "%*s" IWI_DASH, width - 1, "");
}

void iwi_neb_put_number(iwi_table *t, int width, int decimals, double value)
{
  if (!isfinite(value))
    put_dash(t, width);
  else if (fabs(value) < 0.5 * pow(10, -decimals))
    iwi_text_printf(&t->text, "%*.*f", width, decimals, 0.0); /* no -0.000 */
  else if (fabs(value) < 9999)
    iwi_text_printf(&t->text, "%*.*f", width, decimals, value);
  else
    iwi_text_printf(&t->text, "%*.3g", width, value);
}

/* A size for which only its magnitude matters: three decimals, or one digit
 * where they would show nothing. */
void iwi_neb_put_small(iwi_table *t, int width, double value)
{
  if (isfinite(value) && fabs(value) > 0 &&
      (fabs(value) < 5e-4 || fabs(value) >= 1e3))
    iwi_text_printf(&t->text, "%*.0e", width, value);
  else
    iwi_neb_put_number(t, width, 3, value);
}

void iwi_neb_put_count(iwi_table *t, int width, int64_t value)
{
  if (value > 0)
    iwi_text_printf(&t->text, "%*lld", width, (long long)value);
  else
    put_dash(t, width);
}

static int name_columns(const iw_neb_report *r, size_t i)
{
  char buffer[IWI_NEB_NAME_SIZE];

  return (int)iwi_table_columns(iwi_neb_name(r, i, buffer));
}

void iwi_neb_put_name(const iwi_neb_layout *l, size_t i)
{
  char buffer[IWI_NEB_NAME_SIZE];

  iwi_text_add(&l->t->text, "  ", 2);
  iwi_table_padded(l->t, iwi_neb_name(l->r, i, buffer), (size_t)l->name);
  if (name_columns(l->r, i) > l->name)
    iwi_text_printf(&l->t->text, "\n%*s", l->name + 2, "");
}

const char *iwi_neb_label(const char *text)
{
  return text != NULL && text[0] != '\0' ? text : IWI_DASH;
}

static int route_columns(const iw_neb_report_hop *hop)
{
  return (int)(iwi_table_columns(iwi_neb_label(hop->from)) +
               iwi_table_columns(iwi_neb_label(hop->to)) + 3);
}

static int larger(int a, int b)
{
  return a > b ? a : b;
}

static iwi_neb_layout measure(iwi_table *t, const iw_neb_report *r)
{
  iwi_neb_layout l = {r, t, 3, 9, 9};

  for (size_t i = 0; i < r->n_hops; i++) {
    const int name = name_columns(r, i);

    if (name <= MAX_NAME)
      l.name = larger(l.name, name);
    l.mechanism =
        larger(l.mechanism,
               (int)iwi_table_columns(iwi_neb_label(r->hops[i].mechanism)));
  }
  for (size_t i = 0; i < r->n_hops; i++) {
    const int route = route_columns(&r->hops[i]);

    if (route + l.name <= MAX_NAME_ROUTE)
      l.route = larger(l.route, route);
  }
  return l;
}

/* ---- head ------------------------------------------------------------ */

static void put_fact(iwi_table *t, const char *key, const char *text)
{
  iwi_text_printf(&t->text, "  %-12s ", key);
  iwi_table_paragraph(t, text, 15, 15);
}

static void put_model(iwi_table *t, const iw_neb_report *r)
{
  const char *words = iwi_neb_model_words(r->energy_model);
  char line[512];

  snprintf(line, sizeof line, "%.60s%s%s%s%s%.400s",
           iwi_neb_label(r->energy_model), words[0] != '\0' ? " (" : "", words,
           words[0] != '\0' ? ")" : "", r->energy_source != NULL ? ", " : "",
           r->energy_source != NULL ? r->energy_source : "");
  put_fact(t, "energies", line);
}

static void put_cell(iwi_table *t, const iw_neb_report *r)
{
  char matrix[IWI_MATRIX_SIZE], line[IWI_MATRIX_SIZE + 128];
  size_t used = 0;

  if (r->supercell == NULL && !isfinite(r->image_distance_ang))
    return;
  if (r->matrix != NULL)
    used += (size_t)snprintf(line, sizeof line, "%s%s, ",
                             iwi_dope_matrix(r->matrix, matrix),
                             r->from_primitive ? " primitive" : "");
  if (r->supercell != NULL)
    used += (size_t)snprintf(line + used, sizeof line - used, "%zu atoms%s",
                             iw_structure_n_sites(r->supercell),
                             isfinite(r->image_distance_ang) ? ", " : "");
  if (isfinite(r->image_distance_ang))
    snprintf(line + used, sizeof line - used, "images %.1f " IWI_ANG " apart",
             r->image_distance_ang);
  put_fact(t, "supercell", line);
}

static void put_head(iwi_table *t, const iw_neb_report *r)
{
  char ion[IWI_ION_SIZE], line[160];

  iwi_report_ion(r->crystal->mobile_element, r->mobile_charge, ion);
  snprintf(line, sizeof line, "Barriers%s%s",
           r->crystal->mobile_element != 0 ? " of " : "",
           r->crystal->mobile_element != 0 ? ion : "");
  iwi_table_heading(t, line);
  if (r->energy_model != NULL || r->energy_source != NULL)
    put_model(t, r);
  put_cell(t, r);
  if (isfinite(r->cell_charge)) {
    /* rounding of sums of charges is no charge */
    snprintf(line, sizeof line, "%+.6g e", r->cell_charge);
    if (fabs(r->cell_charge) < 5e-7)
      snprintf(line, sizeof line, "0");
    put_fact(t, "cell charge", line);
  }
  if (isfinite(r->force_tol_ev_ang)) {
    snprintf(line, sizeof line,
             "%g eV/" IWI_ANG
             " for the largest force on an atom of a moving image",
             r->force_tol_ev_ang);
    put_fact(t, "tolerance", line);
  }
}

/* ---- hops ------------------------------------------------------------ */

static void put_hops_head(const iwi_neb_layout *l)
{
  /* the arrow has two bytes more than columns, the others one */
  iwi_text_printf(&l->t->text, "  %-*s  %-*s%8s%6s%9s%9s%9s  state\n", l->name,
                  "hop", l->route + 2, "from" ARROW "to", "length", "per",
                  "forward", "reverse", "\xc2\xb1 error");
  iwi_text_printf(&l->t->text, "  %-*s  %-*s%9s%6s%9s%9s%8s\n", l->name, "",
                  l->route, "", IWI_ANG, "cell", "eV", "eV", "eV");
}

static void put_hop(const iwi_neb_layout *l, size_t i)
{
  const iw_neb_report_hop *hop = &l->r->hops[i];
  const char *style = hop->certified ? IWI_STRONG : IWI_WARN;
  const int width = l->name + l->route;
  const int route = route_columns(hop);
  const size_t state_column = (size_t)width + 46;
  iwi_table *t = l->t;

  iwi_neb_put_name(l, i);
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_padded(t, iwi_neb_label(hop->from), 0);
  iwi_text_printf(&t->text, ARROW);
  iwi_table_padded(t, iwi_neb_label(hop->to), 0);
  if (route > l->route)
    iwi_text_printf(&t->text, "\n%*s", width + 4, "");
  else
    iwi_text_printf(&t->text, "%*s", l->route - route, "");
  iwi_neb_put_number(t, 8, 3, hop->length_ang);
  iwi_neb_put_count(t, 6, hop->n_per_cell);
  iwi_table_style(t, style);
  iwi_neb_put_number(t, 9, 3, hop->forward_ev);
  iwi_neb_put_number(t, 9, 3, hop->reverse_ev);
  iwi_table_style(t, IWI_PLAIN);
  iwi_neb_put_small(t, 8, hop->error_ev);
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_style(t, style);
  iwi_table_paragraph(t, iwi_neb_state(hop), state_column, state_column);
  iwi_table_style(t, IWI_PLAIN);
  if (hop->reason != NULL && hop->reason[0] != '\0') {
    iwi_text_printf(&t->text, "  %*s  ", l->name, "");
    iwi_table_paragraph(t, hop->reason, (size_t)l->name + 4,
                        (size_t)l->name + 4);
  }
}

static void put_hops(const iwi_neb_layout *l)
{
  iwi_table_heading(l->t, "Hops");
  if (l->r->n_hops == 0) {
    iwi_text_printf(&l->t->text, "  none\n");
    return;
  }
  put_hops_head(l);
  for (size_t i = 0; i < l->r->n_hops; i++)
    put_hop(l, i);
}

/* ---- network --------------------------------------------------------- */

static void put_network(const iwi_neb_layout *l)
{
  const size_t n_missing = iwi_neb_n_missing(l->r);
  char line[IWI_NEB_STATEMENT_SIZE];

  if (l->r->thresholds == NULL)
    return;
  iwi_table_heading(l->t, "Network of these hops");
  for (int d = 1; d <= 3; d++) {
    if (iwi_neb_statement(l->r, d, line)[0] == '\0')
      continue;
    iwi_text_add(&l->t->text, "  ", 2);
    iwi_table_paragraph(l->t, line, 2, 4);
  }
  if (n_missing > 0)
    iwi_text_printf(&l->t->text,
                    "  %zu of %zu hops ha%s no number and %s left out; with "
                    "%s it may be easier\n",
                    n_missing, l->r->n_hops, n_missing == 1 ? "s" : "ve",
                    n_missing == 1 ? "is" : "are",
                    n_missing == 1 ? "it" : "them");
}

/* ---- all ------------------------------------------------------------- */

/* Remarks; the sentence of limits is ours, whatever landscape there is. */
static void put_remarks(iwi_table *t, const iw_neb_report *r)
{
  iw_report crystal = *r->crystal;

  crystal.landscape = NULL;
  if (crystal.n_notes == 0)
    iwi_table_heading(t, "Notes");
  iwi_table_remarks(t, &crystal);
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_paragraph(t, iwi_neb_limits(r->energy_model), 2, 4);
}

iw_status iw_neb_report_table(iw_context *ctx, const iw_neb_report *r,
                              int colour, iw_text **out)
{
  iwi_neb_layout layout;
  iwi_facts facts;
  iwi_table t;
  iw_status status;

  *out = NULL;
  status = iwi_neb_check(ctx, r);
  if (status == IW_OK)
    status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&t.text, ctx);
  t.colour = colour != 0;
  layout = measure(&t, r);
  iwi_table_crystal(&t, r->crystal, &facts);
  put_head(&t, r);
  put_hops(&layout);
  if (r->n_hops == 1)
    iwi_table_profile(&t, &r->hops[0]);
  put_network(&layout);
  iwi_neb_table_details(&layout);
  put_remarks(&t, r);
  if (isfinite(r->crystal->seconds))
    iwi_text_printf(&t.text, "\n%.3f s\n", r->crystal->seconds);
  iwi_report_release(&facts);
  return iwi_text_finish(&t.text, out);
}
