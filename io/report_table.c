/* SPDX-License-Identifier: BSD-3-Clause */
/* A report as a table for a terminal of 80 columns. */
#include "report_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

/* Columns of running text. */
enum { WIDTH = 78 };

/* ---- pieces ---------------------------------------------------------- */

void iwi_table_style(iwi_table *t, const char *code)
{
  if (t->colour)
    iwi_text_printf(&t->text, "\033[%sm", code);
}

/* Bytes that continue a UTF-8 character take no column. */
static size_t columns_of(const char *text, size_t size)
{
  size_t n = 0;

  for (size_t i = 0; i < size; i++)
    n += ((unsigned char)text[i] & 0xc0) != 0x80;
  return n;
}

/* Text that came with the input: a control byte must not reach a terminal. */
static void add_plain(iwi_table *t, const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    const unsigned char c = (unsigned char)text[i];

    iwi_text_add(&t->text, c < 0x20 || c == 0x7f ? "?" : text + i, 1);
  }
}

size_t iwi_table_columns(const char *text)
{
  return columns_of(text, strlen(text));
}

void iwi_table_padded(iwi_table *t, const char *text, size_t width)
{
  add_plain(t, text, strlen(text));
  for (size_t n = iwi_table_columns(text); n < width; n++)
    iwi_text_add(&t->text, " ", 1);
}

void iwi_table_label(iwi_table *t, const iw_site *site, size_t width)
{
  iwi_table_padded(t, site->label, width);
}

void iwi_table_heading(iwi_table *t, const char *text)
{
  iwi_text_add(&t->text, "\n", 1);
  iwi_table_style(t, IWI_BOLD);
  iwi_text_printf(&t->text, "%s", text);
  iwi_table_style(t, IWI_PLAIN);
  iwi_text_add(&t->text, "\n", 1);
}

/* Running text, broken at blanks, later lines indented. */
void iwi_table_paragraph(iwi_table *t, const char *text, size_t column,
                         size_t indent)
{
  size_t at = column;
  int line_start = 1;

  while (*text != '\0') {
    const size_t size = strcspn(text, " ");
    const size_t width = columns_of(text, size);

    if (!line_start && at + 1 + width > WIDTH) {
      iwi_text_printf(&t->text, "\n%*s", (int)indent, "");
      at = indent;
      line_start = 1;
    }
    if (!line_start) {
      iwi_text_add(&t->text, " ", 1);
      at++;
    }
    add_plain(t, text, size);
    line_start = 0;
    at += width;
    text += size;
    text += strspn(text, " ");
  }
  iwi_text_add(&t->text, "\n", 1);
}

/* ---- crystal --------------------------------------------------------- */

static void put_site(iwi_table *t, const iw_report *report,
                     const iw_orbit *orbit)
{
  const iw_site *site =
      &iw_structure_sites(report->structure)[orbit->first_site];
  char ion[IWI_ION_SIZE], wyckoff[16] = "-";

  if (report->symmetry != NULL)
    snprintf(wyckoff, sizeof wyckoff, "%d%c", (int)orbit->multiplicity,
             orbit->wyckoff);
  if (orbit->element == report->mobile_element)
    iwi_table_style(t, IWI_STRONG);
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_label(t, site, 8);
  iwi_text_printf(&t->text, " %-7s %5s  %-8s %9.5f %9.5f %9.5f %7.4g",
                  iwi_report_ion(site->element, site->oxidation, ion), wyckoff,
                  orbit->site_symmetry, site->frac[0], site->frac[1],
                  site->frac[2], orbit->occupancy);
  if (report->valence != NULL) {
    const double sum = iw_bond_valence_sums(report->valence)[orbit->first_site];

    if (isfinite(sum))
      iwi_text_printf(&t->text, " %6.2f", sum);
    else
      iwi_text_printf(&t->text, " %6s", "-");
  }
  if (orbit->element == report->mobile_element)
    iwi_table_style(t, IWI_PLAIN);
  iwi_text_add(&t->text, "\n", 1);
}

static void put_sites(iwi_table *t, const iw_report *report,
                      const iwi_facts *facts)
{
  iwi_table_heading(t, "Sites");
  iwi_text_printf(&t->text, "  %-8s %-7s %5s  %-8s %9s %9s %9s %7s%s\n",
                  "label", "ion", "Wyck.", "symmetry", "x", "y", "z", "occ.",
                  report->valence != NULL ? "    BVS" : "");
  for (size_t i = 0; i < facts->n_orbits; i++)
    put_site(t, report, &facts->orbits[i]);
  if (report->valence != NULL &&
      isfinite(iw_bond_valence_instability(report->valence)))
    iwi_text_printf(&t->text,
                    "  bond-valence sums (BVS) in valence units; global "
                    "instability index %.2f\n",
                    iw_bond_valence_instability(report->valence));
}

static void put_oxidation(iwi_table *t, const iw_report *report)
{
  const iw_oxidation_entry *entries;

  if (report->oxidation == NULL)
    return;
  iwi_table_heading(t, "Oxidation states");
  entries = iw_oxidation_entries(report->oxidation);
  for (size_t i = 0; i < iw_oxidation_n_entries(report->oxidation); i++) {
    const iw_oxidation_entry *e = &entries[i];
    char charge[48];

    if (e->charge_max - e->charge_min > 1e-9)
      snprintf(charge, sizeof charge, "%+.4g..%+.4g", e->charge_min,
               e->charge_max);
    else
      snprintf(charge, sizeof charge, "%+.4g", e->charge_mean);
    iwi_text_printf(&t->text, "  %-3s %-8s ", iw_element_symbol(e->element),
                    charge);
    iwi_table_paragraph(t, e->reason, 15, 15);
  }
}

/* Said in the head when it never changes. */
static int scan_is_constant(const iw_report *report)
{
  for (size_t i = 0; i < report->n_scan; i++) {
    if (report->symmetry == NULL ||
        report->scan_groups[i] != iw_symmetry_number(report->symmetry))
      return 0;
  }
  return report->n_scan > 0;
}

static void put_scan(iwi_table *t, const iw_report *report)
{
  if (report->n_scan == 0 || scan_is_constant(report))
    return;
  iwi_table_heading(t, "Space group by tolerance");
  for (size_t i = 0; i < report->n_scan; i++) {
    if (report->scan_groups[i] > 0)
      iwi_text_printf(&t->text, "  %g " IWI_ANG ": %d",
                      report->scan_tolerances_ang[i],
                      (int)report->scan_groups[i]);
    else
      iwi_text_printf(&t->text, "  %g " IWI_ANG ": none",
                      report->scan_tolerances_ang[i]);
  }
  iwi_text_add(&t->text, "\n", 1);
}

void iwi_table_crystal(iwi_table *t, const iw_report *report,
                       const iwi_facts *facts)
{
  const iw_structure *s = report->structure;
  double l[3], a[3];

  iwi_report_cell(iw_structure_lattice(s), l, a);
  iwi_table_style(t, IWI_BOLD);
  iwi_text_printf(&t->text, "%s", iw_text_data(facts->formula));
  iwi_table_style(t, IWI_PLAIN);
  if (report->symmetry != NULL)
    iwi_text_printf(&t->text, "   %s (%d)",
                    iw_symmetry_symbol(report->symmetry),
                    (int)iw_symmetry_number(report->symmetry));
  iwi_text_add(&t->text, "   ", 3);
  add_plain(t, iw_structure_source(s), strlen(iw_structure_source(s)));
  iwi_text_add(&t->text, "\n", 1);
  iwi_text_printf(&t->text,
                  "a %.4f  b %.4f  c %.4f " IWI_ANG
                  "   %.2f  %.2f  %.2f" IWI_DEG "\n",
                  l[0], l[1], l[2], a[0], a[1], a[2]);
  iwi_text_printf(&t->text, "%.2f " IWI_ANG3 ", %.3f g/cm\xc2\xb3, %zu site%s",
                  iw_structure_volume(s), facts->density_g_cm3,
                  iw_structure_n_sites(s),
                  iw_structure_n_sites(s) == 1 ? "" : "s");
  if (facts->n_partial_sites > 0)
    iwi_text_printf(&t->text, " (%zu partly occupied)", facts->n_partial_sites);
  iwi_text_add(&t->text, "\n", 1);
  if (report->symmetry == NULL)
    return;
  iwi_text_printf(&t->text,
                  "point group %s, %zu operations, found within %g " IWI_ANG,
                  iw_symmetry_point_group(report->symmetry),
                  iw_symmetry_n_operations(report->symmetry),
                  iw_symmetry_tolerance(report->symmetry));
  if (scan_is_constant(report))
    iwi_text_printf(&t->text, ", the same from %g to %g " IWI_ANG,
                    report->scan_tolerances_ang[0],
                    report->scan_tolerances_ang[report->n_scan - 1]);
  iwi_text_add(&t->text, "\n", 1);
}

/* ---- remarks --------------------------------------------------------- */

void iwi_table_remarks(iwi_table *t, const iw_report *report)
{
  if (report->n_notes == 0 && report->landscape == NULL)
    return;
  iwi_table_heading(t, "Notes");
  for (size_t i = 0; i < report->n_notes; i++) {
    const int warns = report->notes[i].level == IW_LOG_WARNING;

    iwi_text_add(&t->text, "  ", 2);
    if (warns)
      iwi_table_style(t, IWI_WARN);
    iwi_text_printf(&t->text, "%s", warns ? "warning: " : "");
    iwi_table_paragraph(t, report->notes[i].text, warns ? 11 : 2, 4);
    if (warns)
      iwi_table_style(t, IWI_PLAIN);
  }
  if (report->landscape != NULL) {
    iwi_text_add(&t->text, "  ", 2);
    iwi_table_paragraph(t, IWI_REPORT_LIMITS, 2, 4);
  }
}

iw_status iw_report_table(iw_context *ctx, const iw_report *report, int colour,
                          iw_text **out)
{
  iwi_facts facts;
  iwi_table t;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, report, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&t.text, ctx);
  t.colour = colour != 0;
  iwi_table_crystal(&t, report, &facts);
  put_sites(&t, report, &facts);
  put_oxidation(&t, report);
  put_scan(&t, report);
  if (report->landscape != NULL)
    iwi_table_landscape(&t, report, &facts);
  if (report->percolation != NULL)
    iwi_table_percolation(&t, report, &facts);
  iwi_table_remarks(&t, report);
  if (isfinite(report->seconds))
    iwi_text_printf(&t.text, "\n%.3f s\n", report->seconds);
  iwi_report_release(&facts);
  return iwi_text_finish(&t.text, out);
}
