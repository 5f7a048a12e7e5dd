/* SPDX-License-Identifier: BSD-3-Clause */
/* Point defects as a table for a terminal of 80 columns. */
#include <math.h>
#include <stdio.h>

#include <ionway/elements.h>

#include "report_defects.h"
#include "report_dope.h"
#include "report_table.h"

static void put_supercell(iwi_table *t, const iw_defects_report *r)
{
  const iw_supercell *s = iw_defects_supercell(r->defects);
  char matrix[IWI_MATRIX_SIZE], line[IWI_MATRIX_SIZE + 64];

  snprintf(line, sizeof line, "Supercell %s%s",
           iwi_dope_matrix(iw_supercell_matrix(s), matrix),
           r->from_primitive ? " of the primitive cell" : "");
  iwi_table_heading(t, line);
  iwi_text_printf(
      &t->text, "  %d cell%s, %zu sites, images %.2f " IWI_ANG " apart\n",
      (int)iw_supercell_index(s), iw_supercell_index(s) == 1 ? "" : "s",
      iw_structure_n_sites(iw_supercell_structure(s)),
      iw_supercell_image_distance_ang(s));
}

static void put_interstitial(iwi_table *t, const iw_defects_report *r, size_t i)
{
  const iw_interstitial *x = &iw_interstitials_get(r->interstitials)[i];
  double frac[3];

  iwi_defects_frac(r, r->parent, x->frac, frac);
  iwi_text_printf(&t->text, "  i%-4zu %8d   %9.5f %9.5f %9.5f %11.3f %15.3f\n",
                  i + 1, (int)iwi_defects_n_per_cell(r, x), frac[0], frac[1],
                  frac[2], x->energy_ev, x->distance_ang);
}

static void put_interstitials(iwi_table *t, const iw_defects_report *r)
{
  const char *symbol = iw_element_symbol(r->crystal->mobile_element);
  char ion[IWI_ION_SIZE], line[128];

  if (r->interstitials == NULL)
    return;
  iwi_report_ion(r->crystal->mobile_element, r->mobile_charge, ion);
  snprintf(line, sizeof line, "Empty minima for %s", ion);
  iwi_table_heading(t, line);
  if (iw_interstitials_n(r->interstitials) == 0) {
    iwi_text_printf(&t->text, "  none up to %g eV above the lowest minimum\n",
                    r->max_energy_ev);
    return;
  }
  iwi_text_printf(
      &t->text,
      "        per cell   %9s %9s %9s  energy, eV   to %2s site, " IWI_ANG "\n",
      "x", "y", "z", symbol);
  for (size_t i = 0; i < iw_interstitials_n(r->interstitials); i++)
    put_interstitial(t, r, i);
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_paragraph(
      t,
      "energies above the lowest minimum of the landscape. " IWI_DEFECTS_LIMITS,
      2, 2);
}

/* "Li1 4a" in 16 columns. */
static void put_vacancy(iwi_table *t, const iw_defects_report *r,
                        const iwi_facts *facts, const iw_defect *d)
{
  const iw_symmetry *symmetry = r->crystal->symmetry;
  double frac[3];
  const int32_t site = iwi_defects_site(r, d, frac);
  const iw_orbit *orbit;

  if (site < 0) {
    iwi_text_printf(&t->text, "%-16s", "-");
    return;
  }
  iwi_table_label(t, &iw_structure_sites(r->crystal->structure)[site], 8);
  if (symmetry == NULL) {
    iwi_text_printf(&t->text, "%8s", "");
    return;
  }
  orbit = &facts->orbits[iw_symmetry_site_orbits(symmetry)[site]];
  iwi_text_printf(&t->text, " %3d%c%3s", (int)orbit->multiplicity,
                  orbit->wyckoff, "");
}

static void put_defect(iwi_table *t, const iw_defects_report *r,
                       const iwi_facts *facts, size_t i)
{
  const iw_defect *d = &iw_defects_get(r->defects)[i];
  const int32_t interstitial = iwi_defects_interstitial(r, d);
  char name[IW_DEFECT_NAME_SIZE];

  iw_defects_name(r->defects, i, name);
  iwi_text_printf(&t->text, "  %-16s ", name);
  put_vacancy(t, r, facts, d);
  if (interstitial >= 0)
    iwi_text_printf(
        &t->text, " i%-4d %7.3f", (int)interstitial + 1,
        iw_interstitials_get(r->interstitials)[interstitial].energy_ev);
  else
    iwi_text_printf(&t->text, " %-5s %7s", "-", "-");
  if (isfinite(d->distance_ang))
    iwi_text_printf(&t->text, " %9.3f", d->distance_ang);
  else
    iwi_text_printf(&t->text, " %9s", "-");
  iwi_text_printf(&t->text, " %8lld", (long long)d->multiplicity);
  if (fabs(d->charge) > 0)
    iwi_text_printf(&t->text, " %+7.4g\n", d->charge);
  else
    iwi_text_printf(&t->text, " %7s\n", d->charge < 1 ? "0" : "-");
}

static void put_defects(iwi_table *t, const iw_defects_report *r,
                        const iwi_facts *facts)
{
  const size_t n = iw_defects_n(r->defects);

  iwi_table_heading(t, "Defects");
  if (n == 0) {
    iwi_text_printf(&t->text, "  none\n");
    return;
  }
  iwi_text_printf(&t->text, "  %-16s %-16s %-13s  distance   number  charge\n",
                  "name", "vacancy at", "interstitial");
  iwi_text_printf(
      &t->text, "  %-16s %-16s %5s %7s         " IWI_ANG "  in cell       e\n",
      "", "", "", "eV");
  for (size_t i = 0; i < n; i++)
    put_defect(t, r, facts, i);
  if (r->paths != NULL) {
    iwi_text_printf(&t->text, "  %zu cell%s written, the first to ", n,
                    n == 1 ? "" : "s");
    iwi_table_paragraph(t, r->paths[0], 0, 4);
  }
}

iw_status iw_defects_report_table(iw_context *ctx, const iw_defects_report *r,
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
  iwi_table_crystal(&t, r->crystal, &facts);
  put_supercell(&t, r);
  put_interstitials(&t, r);
  put_defects(&t, r, &facts);
  iwi_table_remarks(&t, r->crystal);
  if (isfinite(r->crystal->seconds))
    iwi_text_printf(&t.text, "\n%.3f s\n", r->crystal->seconds);
  iwi_report_release(&facts);
  return iwi_text_finish(&t.text, out);
}
