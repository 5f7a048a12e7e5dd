/* SPDX-License-Identifier: BSD-3-Clause */
/* A report as a table for a terminal of 80 columns. */
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "text.h"

/* Columns of running text. */
enum { WIDTH = 78 };

/* UTF-8: these take one column but more bytes, so they stay out of fields that
 * printf pads. */
#define ANG  "\xc3\x85"         /* A with ring     */
#define ANG3 "\xc3\x85\xc2\xb3" /* and a raised 3  */
#define DEG  "\xc2\xb0"         /* degree          */

typedef struct table {
  iwi_text_builder text;
  int colour;
} table;

/* ---- pieces ---------------------------------------------------------- */

static void style(table *t, const char *code)
{
  if (t->colour)
    iwi_text_printf(&t->text, "\033[%sm", code);
}

#define BOLD   "1"
#define STRONG "1;36"
#define WARN   "33"
#define PLAIN  "0"

/* Bytes that continue a UTF-8 character take no column. */
static size_t columns_of(const char *text, size_t size)
{
  size_t n = 0;

  for (size_t i = 0; i < size; i++)
    n += ((unsigned char)text[i] & 0xc0) != 0x80;
  return n;
}

/* Text that came with the input: a control byte must not reach a terminal. */
static void add_plain(table *t, const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    const unsigned char c = (unsigned char)text[i];

    iwi_text_add(&t->text, c < 0x20 || c == 0x7f ? "?" : text + i, 1);
  }
}

/* A label of a site, padded to width. */
static void add_label(table *t, const iw_site *site, size_t width)
{
  const size_t size = strlen(site->label);

  add_plain(t, site->label, size);
  for (size_t n = columns_of(site->label, size); n < width; n++)
    iwi_text_add(&t->text, " ", 1);
}

static void heading(table *t, const char *text)
{
  iwi_text_add(&t->text, "\n", 1);
  style(t, BOLD);
  iwi_text_printf(&t->text, "%s", text);
  style(t, PLAIN);
  iwi_text_add(&t->text, "\n", 1);
}

/* Running text, broken at blanks, later lines indented. */
static void paragraph(table *t, const char *text, size_t column, size_t indent)
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

static void put_site(table *t, const iw_report *report, const iw_orbit *orbit)
{
  const iw_site *site =
      &iw_structure_sites(report->structure)[orbit->first_site];
  char ion[IWI_ION_SIZE], wyckoff[16] = "-";

  if (report->symmetry != NULL)
    snprintf(wyckoff, sizeof wyckoff, "%d%c", (int)orbit->multiplicity,
             orbit->wyckoff);
  if (orbit->element == report->mobile_element)
    style(t, STRONG);
  iwi_text_add(&t->text, "  ", 2);
  add_label(t, site, 8);
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
    style(t, PLAIN);
  iwi_text_add(&t->text, "\n", 1);
}

static void put_sites(table *t, const iw_report *report, const iwi_facts *facts)
{
  heading(t, "Sites");
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

static void put_oxidation(table *t, const iw_report *report)
{
  const iw_oxidation_entry *entries;

  if (report->oxidation == NULL)
    return;
  heading(t, "Oxidation states");
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
    paragraph(t, e->reason, 15, 15);
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

static void put_scan(table *t, const iw_report *report)
{
  if (report->n_scan == 0 || scan_is_constant(report))
    return;
  heading(t, "Space group by tolerance");
  for (size_t i = 0; i < report->n_scan; i++) {
    if (report->scan_groups[i] > 0)
      iwi_text_printf(&t->text, "  %g " ANG ": %d",
                      report->scan_tolerances_ang[i],
                      (int)report->scan_groups[i]);
    else
      iwi_text_printf(&t->text, "  %g " ANG ": none",
                      report->scan_tolerances_ang[i]);
  }
  iwi_text_add(&t->text, "\n", 1);
}

static void put_head(table *t, const iw_report *report, const iwi_facts *facts)
{
  const iw_structure *s = report->structure;
  double l[3], a[3];

  iwi_report_cell(iw_structure_lattice(s), l, a);
  style(t, BOLD);
  iwi_text_printf(&t->text, "%s", iw_text_data(facts->formula));
  style(t, PLAIN);
  if (report->symmetry != NULL)
    iwi_text_printf(&t->text, "   %s (%d)",
                    iw_symmetry_symbol(report->symmetry),
                    (int)iw_symmetry_number(report->symmetry));
  iwi_text_add(&t->text, "   ", 3);
  add_plain(t, iw_structure_source(s), strlen(iw_structure_source(s)));
  iwi_text_add(&t->text, "\n", 1);
  iwi_text_printf(&t->text,
                  "a %.4f  b %.4f  c %.4f " ANG "   %.2f  %.2f  %.2f" DEG "\n",
                  l[0], l[1], l[2], a[0], a[1], a[2]);
  iwi_text_printf(&t->text, "%.2f " ANG3 ", %.3f g/cm\xc2\xb3, %zu site%s",
                  iw_structure_volume(s), facts->density_g_cm3,
                  iw_structure_n_sites(s),
                  iw_structure_n_sites(s) == 1 ? "" : "s");
  if (facts->n_partial_sites > 0)
    iwi_text_printf(&t->text, " (%zu partly occupied)", facts->n_partial_sites);
  if (report->symmetry != NULL)
    iwi_text_printf(&t->text, ", tolerance %g " ANG "%s",
                    iw_symmetry_tolerance(report->symmetry),
                    scan_is_constant(report) ? " (any gives this group)" : "");
  iwi_text_add(&t->text, "\n", 1);
}

/* ---- landscape ------------------------------------------------------- */

static void put_landscape(table *t, const iw_report *report,
                          const iwi_facts *facts)
{
  const iw_landscape *l = report->landscape;
  const int32_t *grid = iw_landscape_grid(l);
  char ion[IWI_ION_SIZE], line[320];
  double lengths[3], angles[3];
  size_t n_derived = 0;

  iwi_report_cell(iw_landscape_lattice(l), lengths, angles);
  iwi_report_ion(
      report->mobile_element,
      report->field != NULL ? iw_bvse_mobile_charge(report->field) : NAN, ion);
  snprintf(line, sizeof line, "Landscape of %s", ion);
  heading(t, line);
  iwi_text_printf(&t->text,
                  "  grid %d x %d x %d, %.2f x %.2f x %.2f " ANG
                  " apart, %zu of %zu points computed\n",
                  (int)grid[0], (int)grid[1], (int)grid[2],
                  lengths[0] / grid[0], lengths[1] / grid[1],
                  lengths[2] / grid[2], iw_landscape_n_irreducible(l),
                  iw_landscape_n_points(l));
  if (report->field == NULL || report->parameters == NULL)
    return;
  iwi_text_printf(&t->text, "  cutoff %g " ANG ", %s radii, pairs:",
                  iw_bvse_cutoff_ang(report->field),
                  iwi_report_radii(iw_parameters_radii(report->parameters)));
  for (size_t i = 0; i < facts->n_pairs; i++) {
    const iwi_report_pair *pair = &facts->pairs[i];

    iwi_text_printf(&t->text, "%s %s (%s)", i > 0 ? "," : "",
                    iwi_report_ion(pair->partner, pair->partner_charge, ion),
                    iwi_report_origin(pair->bond.origin));
    n_derived += pair->bond.origin == IW_BOND_DERIVED;
  }
  iwi_text_add(&t->text, "\n", 1);
  if (n_derived > 0)
    iwi_text_printf(&t->text, "  derived: from the elements' softness, not "
                              "fitted to crystals\n");
}

static void put_not_found(table *t, const iw_report *report)
{
  if (isfinite(report->max_barrier_ev))
    iwi_text_printf(&t->text, "  not below %g eV above the lowest point\n",
                    report->max_barrier_ev);
  else
    iwi_text_printf(&t->text, "  not found in the energy range searched\n");
}

static void put_thresholds(table *t, const iw_report *report)
{
  char direction[IWI_DIRECTION_SIZE];

  heading(t, "Percolation");
  iwi_text_printf(&t->text, "         barrier, eV   level, eV   path system\n");
  for (int d = 1; d <= 3; d++) {
    const iw_percolation_event *e =
        iw_percolation_threshold(report->percolation, d);

    iwi_text_printf(&t->text, "  E_%dD   ", d);
    if (!e->found) {
      put_not_found(t, report);
      continue;
    }
    style(t, STRONG);
    iwi_text_printf(&t->text, "%11.3f", e->barrier_ev);
    style(t, PLAIN);
    iwi_text_printf(&t->text, "%12.3f   %s", e->energy_ev,
                    iwi_report_direction(e->rank, e->basis, direction));
    if (e->interpenetration > 1)
      iwi_text_printf(&t->text, ", %lld copies",
                      (long long)e->interpenetration);
    iwi_text_printf(&t->text, "%s\n", e->refined ? "" : " (grid)");
  }
}

/* Is the bottleneck of dimension d that of d - 1? */
static int same_as_before(const iw_report *report, int d)
{
  const iw_percolation_event *e =
      iw_percolation_threshold(report->percolation, d);
  const iw_percolation_event *before;

  if (d == 1 || !e->found)
    return 0;
  before = iw_percolation_threshold(report->percolation, d - 1);
  /* exact equality: the same pass, copied */
  return before->found && before->energy_ev == e->energy_ev &&
         memcmp(before->saddle.frac, e->saddle.frac, sizeof e->saddle.frac) ==
             0;
}

/* Does the path of dimension d start from the minimum of d - 1? */
static int same_minimum_as_before(const iw_report *report, int d)
{
  const iw_percolation_event *e =
      iw_percolation_threshold(report->percolation, d);

  return d > 1 &&
         memcmp(
             e->minimum_frac,
             iw_percolation_threshold(report->percolation, d - 1)->minimum_frac,
             sizeof e->minimum_frac) == 0;
}

static void put_certificate(table *t, const iw_percolation_event *e)
{
  const iw_stationary *s = &e->saddle;

  if (!e->refined) {
    iwi_text_printf(&t->text, "    grid point, not refined\n");
    return;
  }
  iwi_text_printf(&t->text,
                  "    saddle: |gradient| %.0e eV/" ANG
                  ", %d negative mode%s, energy within %.0e eV\n",
                  s->gradient_norm_ev_ang, (int)s->order,
                  s->order == 1 ? "" : "s", fmax(s->energy_error_ev, 1e-15));
}

static void put_bottleneck(table *t, const iw_report *report, int d)
{
  const iw_site *sites = iw_structure_sites(report->structure);
  const iw_percolation_event *e =
      iw_percolation_threshold(report->percolation, d);
  double distance;
  int32_t site;
  int last = d;

  if (!e->found || same_as_before(report, d))
    return;
  while (last < 3 && same_as_before(report, last + 1))
    last++;
  iwi_text_printf(&t->text, "  bottleneck of E_%dD", d);
  for (int k = d + 1; k <= last; k++)
    iwi_text_printf(&t->text, "%s E_%dD", k == last ? " and" : ",", k);
  iwi_text_printf(&t->text, " at %.4f %.4f %.4f\n", e->saddle.frac[0],
                  e->saddle.frac[1], e->saddle.frac[2]);
  if (e->bottleneck_site >= 0) {
    iwi_text_printf(&t->text, "    nearest ion ");
    add_label(t, &sites[e->bottleneck_site], 0);
    iwi_text_printf(&t->text, " at %.3f " ANG, e->bottleneck_distance_ang);
    if (isfinite(e->free_radius_ang))
      iwi_text_printf(&t->text, ", free radius %.3f " ANG, e->free_radius_ang);
    iwi_text_add(&t->text, "\n", 1);
  }
  put_certificate(t, e);
  if (same_minimum_as_before(report, d))
    return;
  site = iwi_report_nearest_site(report->structure, report->mobile_element,
                                 e->minimum_frac, &distance);
  iwi_text_printf(&t->text, "    from the minimum %.3f eV at %.4f %.4f %.4f",
                  e->minimum_ev, e->minimum_frac[0], e->minimum_frac[1],
                  e->minimum_frac[2]);
  if (site >= 0) {
    iwi_text_printf(&t->text, ", %.2f " ANG " from ", distance);
    add_label(t, &sites[site], 0);
  }
  iwi_text_add(&t->text, "\n", 1);
}

static void put_percolation(table *t, const iw_report *report,
                            const iwi_facts *facts)
{
  char statement[IWI_STATEMENT_SIZE];
  const iw_percolation_event *first =
      iw_percolation_threshold(report->percolation, 1);

  put_thresholds(t, report);
  style(t, BOLD);
  iwi_text_add(&t->text, "  ", 2);
  paragraph(t, iwi_report_statement(report, facts, statement), 2, 2);
  style(t, PLAIN);
  for (int d = 1; d <= 3; d++)
    put_bottleneck(t, report, d);
  iwi_text_printf(&t->text,
                  "  network: %zu distinct minim%s, %zu distinct pass%s\n",
                  facts->n_minima, facts->n_minima == 1 ? "um" : "a",
                  facts->n_passes, facts->n_passes == 1 ? "" : "es");
  if (!first->found)
    return;
  if (report->volume_path != NULL)
    iwi_text_printf(&t->text,
                    "  to see the path: open %s in VESTA, isosurface "
                    "level %.3f\n",
                    report->volume_path, first->energy_ev);
  else
    iwi_text_printf(&t->text,
                    "  to see the path: add --volume map.grd, open "
                    "it in VESTA, level %.3f\n",
                    first->energy_ev);
}

/* ---- remarks --------------------------------------------------------- */

static void put_remarks(table *t, const iw_report *report)
{
  if (report->n_notes == 0 && report->landscape == NULL)
    return;
  heading(t, "Notes");
  for (size_t i = 0; i < report->n_notes; i++) {
    const int warns = report->notes[i].level == IW_LOG_WARNING;

    iwi_text_add(&t->text, "  ", 2);
    if (warns)
      style(t, WARN);
    iwi_text_printf(&t->text, "%s", warns ? "warning: " : "");
    paragraph(t, report->notes[i].text, warns ? 11 : 2, 4);
    if (warns)
      style(t, PLAIN);
  }
  if (report->landscape != NULL) {
    iwi_text_add(&t->text, "  ", 2);
    paragraph(t, IWI_REPORT_LIMITS, 2, 4);
  }
}

iw_status iw_report_table(iw_context *ctx, const iw_report *report, int colour,
                          iw_text **out)
{
  iwi_facts facts;
  table t;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, report, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&t.text, ctx);
  t.colour = colour != 0;
  put_head(&t, report, &facts);
  put_sites(&t, report, &facts);
  put_oxidation(&t, report);
  put_scan(&t, report);
  if (report->landscape != NULL)
    put_landscape(&t, report, &facts);
  if (report->percolation != NULL)
    put_percolation(&t, report, &facts);
  put_remarks(&t, report);
  if (isfinite(report->seconds))
    iwi_text_printf(&t.text, "\n%.3f s\n", report->seconds);
  iwi_report_release(&facts);
  return iwi_text_finish(&t.text, out);
}
