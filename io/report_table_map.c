/* SPDX-License-Identifier: BSD-3-Clause */
/* Landscape and percolation in the table. */
#include "report_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void iwi_table_landscape(iwi_table *t, const iw_report *report,
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
  iwi_table_heading(t, line);
  iwi_text_printf(&t->text,
                  "  grid %d x %d x %d, %.2f x %.2f x %.2f " IWI_ANG
                  " apart, %zu of %zu points computed\n",
                  (int)grid[0], (int)grid[1], (int)grid[2],
                  lengths[0] / grid[0], lengths[1] / grid[1],
                  lengths[2] / grid[2], iw_landscape_n_irreducible(l),
                  iw_landscape_n_points(l));
  if (report->field == NULL || report->parameters == NULL)
    return;
  iwi_text_printf(&t->text, "  cutoff %g " IWI_ANG ", %s radii, pairs:",
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

static void put_not_found(iwi_table *t, const iw_report *report)
{
  if (isfinite(report->max_barrier_ev))
    iwi_text_printf(&t->text, "  not below %g eV above the lowest point\n",
                    report->max_barrier_ev);
  else
    iwi_text_printf(&t->text, "  not found in the energy range searched\n");
}

static void put_thresholds(iwi_table *t, const iw_report *report)
{
  char direction[IWI_DIRECTION_SIZE];

  iwi_table_heading(t, "Percolation");
  iwi_text_printf(&t->text, "         barrier, eV   level, eV   path system\n");
  for (int d = 1; d <= 3; d++) {
    const iw_percolation_event *e =
        iw_percolation_threshold(report->percolation, d);

    iwi_text_printf(&t->text, "  E_%dD   ", d);
    if (!e->found) {
      put_not_found(t, report);
      continue;
    }
    iwi_table_style(t, IWI_STRONG);
    iwi_text_printf(&t->text, "%11.3f", e->barrier_ev);
    iwi_table_style(t, IWI_PLAIN);
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

static void put_certificate(iwi_table *t, const iw_percolation_event *e)
{
  const iw_stationary *s = &e->saddle;

  if (!e->refined) {
    iwi_text_printf(&t->text, "    grid point, not refined\n");
    return;
  }
  iwi_text_printf(&t->text,
                  "    saddle: |gradient| %.0e eV/" IWI_ANG
                  ", %d negative mode%s, energy within %.0e eV\n",
                  s->gradient_norm_ev_ang, (int)s->order,
                  s->order == 1 ? "" : "s", fmax(s->energy_error_ev, 1e-15));
}

static void put_bottleneck(iwi_table *t, const iw_report *report, int d)
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
    iwi_table_label(t, &sites[e->bottleneck_site], 0);
    iwi_text_printf(&t->text, " at %.3f " IWI_ANG, e->bottleneck_distance_ang);
    if (isfinite(e->free_radius_ang))
      iwi_text_printf(&t->text, ", free radius %.3f " IWI_ANG,
                      e->free_radius_ang);
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
    iwi_text_printf(&t->text, ", %.2f " IWI_ANG " from ", distance);
    iwi_table_label(t, &sites[site], 0);
  }
  iwi_text_add(&t->text, "\n", 1);
}

void iwi_table_percolation(iwi_table *t, const iw_report *report,
                           const iwi_facts *facts)
{
  char statement[IWI_STATEMENT_SIZE];
  const iw_percolation_event *first =
      iw_percolation_threshold(report->percolation, 1);

  put_thresholds(t, report);
  iwi_table_style(t, IWI_BOLD);
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_paragraph(t, iwi_report_statement(report, facts, statement), 2, 2);
  iwi_table_style(t, IWI_PLAIN);
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
