/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct hops as a table for a terminal of 80 columns. */
#include <math.h>
#include <stdio.h>

#include <ionway/elements.h>

#include "report_dope.h"
#include "report_paths.h"
#include "report_table.h"

static void put_interstitials(iwi_table *t, const iw_paths_report *r)
{
  char ion[IWI_ION_SIZE], line[128];

  if (r->interstitials == NULL)
    return;
  iwi_report_ion(r->crystal->mobile_element, iw_hops_mobile_charge(r->hops),
                 ion);
  snprintf(line, sizeof line, "Empty minima for %s", ion);
  iwi_table_heading(t, line);
  if (iw_interstitials_n(r->interstitials) == 0)
    iwi_text_printf(&t->text, "  none up to %g eV above the lowest minimum\n",
                    r->max_energy_ev);
  for (size_t i = 0; i < iw_interstitials_n(r->interstitials); i++) {
    const iw_interstitial *x = &iw_interstitials_get(r->interstitials)[i];

    iwi_text_printf(&t->text,
                    "  i%-4zu %4d per cell, %7.3f eV, %.3f " IWI_ANG
                    " from the nearest %s\n",
                    i + 1, (int)(x->multiplicity * iwi_paths_cells(r)),
                    x->energy_ev, x->distance_ang,
                    iw_element_symbol(r->crystal->mobile_element));
  }
}

/* "in 2 directions from 2.816 A, in the ab plane" */
static void put_percolation(iwi_table *t, const iw_migration_threshold p[3])
{
  char direction[IWI_DIRECTION_SIZE];
  int n = 0;

  for (int d = 0; d < 3; d++) {
    if (!p[d].found ||
        (d < 2 && p[d + 1].found && p[d + 1].height - p[d].height < 1e-6))
      continue;
    iwi_text_printf(&t->text,
                    "  percolate in %d direction%s with hops of %.3f " IWI_ANG
                    ", %s\n",
                    d + 1, d == 0 ? "" : "s", p[d].height,
                    iwi_report_direction(
                        p[d].rank, (const int32_t(*)[3])p[d].basis, direction));
    n++;
  }
  if (n == 0)
    iwi_text_printf(&t->text, "  do not percolate\n");
}

static void put_knock_off(iwi_table *t, const iw_hop *hop,
                          const iwi_paths_place *over)
{
  char text[IWI_PATHS_PLACE_SIZE];

  if (hop->n_places == 3)
    iwi_text_printf(&t->text,
                    "    pushes %s at an angle of %.1f" IWI_DEG
                    "; ways %.3f and %.3f " IWI_ANG "\n",
                    iwi_paths_place_text(over, text), hop->angle_deg,
                    hop->leg_ang[0], hop->leg_ang[1]);
}

static void put_hop(iwi_table *t, const iw_paths_report *r,
                    const iwi_facts *facts, size_t k)
{
  const iw_hop *hop = &iw_hops_get(r->hops)[k];
  iwi_paths_place places[IW_HOP_MAX_PLACES];
  char name[IW_HOP_NAME_SIZE], from[IWI_PATHS_PLACE_SIZE];
  char to[IWI_PATHS_PLACE_SIZE];

  iwi_paths_places(r, facts, hop, places);
  iw_hops_name(r->hops, k, name);
  iwi_text_printf(&t->text, "  %-16s %-10s %-10s %7.3f %8lld  %-5s", name,
                  iwi_paths_place_text(&places[0], from),
                  iwi_paths_place_text(&places[hop->n_places - 1], to),
                  hop->length_ang,
                  (long long)hop->multiplicity * iwi_paths_cells(r),
                  hop->is_reversible ? "yes" : "no");
  if (hop->host_site >= 0)
    iwi_text_printf(&t->text, " %6.3f", hop->host_ang);
  else
    iwi_text_printf(&t->text, " %6s", "-");
  if (isfinite(hop->free_radius_ang))
    iwi_text_printf(&t->text, " %6.3f\n", hop->free_radius_ang);
  else
    iwi_text_printf(&t->text, " %6s\n", "-");
  put_knock_off(t, hop, &places[1]);
  if (hop->is_blocked) {
    iwi_paths_name(r, hop->blocking, name);
    iwi_text_printf(&t->text, "    passes %s at %.3f " IWI_ANG "\n", name,
                    hop->blocking_ang);
  }
}

static iw_status put_mechanism(iw_context *ctx, iwi_table *t,
                               const iw_paths_report *r, const iwi_facts *facts,
                               iw_hop_mechanism mechanism)
{
  const double cutoff_ang = iw_hops_cutoff_ang(r->hops, mechanism);
  iw_migration_threshold p[3];
  char line[128];
  size_t n_orbits;
  int64_t n_hops;
  iw_status status;

  if (isnan(cutoff_ang))
    return IW_OK;
  status = iwi_paths_thresholds(ctx, r, mechanism, p);
  if (status != IW_OK)
    return status;
  iwi_paths_count(r, mechanism, &n_orbits, &n_hops);
  snprintf(line, sizeof line, "Hops by %s", iw_hops_mechanism_name(mechanism));
  iwi_table_heading(t, line);
  iwi_text_printf(&t->text,
                  "  %zu distinct of %lld per cell, up to %.3f " IWI_ANG "\n",
                  n_orbits, (long long)n_hops, cutoff_ang);
  put_percolation(t, p);
  if (n_orbits > 0)
    iwi_text_printf(&t->text,
                    "  %-16s %-10s %-10s %7s %8s  %-5s %6s %6s\n"
                    "%40s       " IWI_ANG "%22s" IWI_ANG "      " IWI_ANG "\n",
                    "name", "from", "to", "length", "per cell", "turns", "host",
                    "free", "", "");
  for (size_t k = 0; k < iw_hops_n(r->hops); k++) {
    if (iw_hops_get(r->hops)[k].mechanism == mechanism)
      put_hop(t, r, facts, k);
  }
  return IW_OK;
}

static void put_files(iwi_table *t, const iw_paths_report *r)
{
  char matrix[IWI_MATRIX_SIZE];
  const size_t n = iw_hops_n(r->hops);

  if (r->paths == NULL || r->matrix == NULL || n == 0)
    return;
  iwi_table_heading(t, "Ends");
  iwi_text_printf(&t->text, "  supercell %s%s\n",
                  iwi_dope_matrix(r->matrix, matrix),
                  iwi_paths_cells(r) == 1 ? "" : " of the primitive cell");
  iwi_text_printf(&t->text, "  %zu pair%s of files written, the first ", n,
                  n == 1 ? "" : "s");
  iwi_table_paragraph(t, r->paths[0], 0, 4);
}

static iw_status put_all(iw_context *ctx, iwi_table *t,
                         const iw_paths_report *r, const iwi_facts *facts)
{
  iw_status status = IW_OK;

  iwi_table_crystal(t, r->crystal, facts);
  put_interstitials(t, r);
  for (unsigned bit = 1; bit <= IW_HOP_FRENKEL && status == IW_OK; bit *= 2)
    status = put_mechanism(ctx, t, r, facts, (iw_hop_mechanism)bit);
  put_files(t, r);
  iwi_text_add(&t->text, "\n", 1);
  iwi_table_paragraph(
      t,
      "turns: an operation maps the hop on its way back. host: distance of the "
      "nearest host ion from the way; free: narrowest "
      "radius. " IWI_PATHS_LIMITS,
      0, 0);
  iwi_table_remarks(t, r->crystal);
  if (isfinite(r->crystal->seconds))
    iwi_text_printf(&t->text, "\n%.3f s\n", r->crystal->seconds);
  return status;
}

iw_status iw_paths_report_table(iw_context *ctx, const iw_paths_report *r,
                                int colour, iw_text **out)
{
  iwi_facts facts;
  iwi_table t;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&t.text, ctx);
  t.colour = colour != 0;
  status = put_all(ctx, &t, r, &facts);
  iwi_report_release(&facts);
  if (status != IW_OK) {
    iwi_text_abandon(&t.text);
    return status;
  }
  return iwi_text_finish(&t.text, out);
}
