/* SPDX-License-Identifier: BSD-3-Clause */
/* The facts of a list of defects, told in the cell of the input. */
#include "report_defects.h"

#include <math.h>
#include <string.h>

#include "report.h"
#include "vec3.h"

void iw_defects_report_default(iw_defects_report *report)
{
  memset(report, 0, sizeof *report);
  report->struct_size = sizeof *report;
  report->mobile_charge = NAN;
  report->max_energy_ev = NAN;
}

void iwi_defects_frac(const iw_defects_report *report, const iw_structure *cell,
                      const double frac[3], double out[3])
{
  double inverse[3][3], cart[3];

  iwi_inverse3(iw_structure_lattice(report->crystal->structure), inverse);
  iwi_row_times3(frac, iw_structure_lattice(cell), cart);
  iwi_row_times3(cart, (const double(*)[3])inverse, out);
  for (int k = 0; k < 3; k++) {
    /* noise of the change of cells, below what any file holds */
    out[k] = iwi_wrap1(rint(out[k] * 1e12) / 1e12);
  }
}

int32_t iwi_defects_site(const iw_defects_report *report,
                         const iw_defect *defect, double frac[3])
{
  const iw_structure *supercell =
      iw_supercell_structure(iw_defects_supercell(report->defects));
  double distance;

  if (defect->vacancy < 0)
    return -1;
  iwi_defects_frac(report, supercell,
                   iw_structure_sites(supercell)[defect->vacancy].frac, frac);
  return iwi_report_nearest_site(report->crystal->structure,
                                 report->crystal->mobile_element, frac,
                                 &distance);
}

int32_t iwi_defects_n_per_cell(const iw_defects_report *report,
                               const iw_interstitial *interstitial)
{
  const double cells = iw_structure_volume(report->crystal->structure) /
                       iw_structure_volume(report->parent);

  return (int32_t)lrint(cells * interstitial->multiplicity);
}

int32_t iwi_defects_interstitial(const iw_defects_report *report,
                                 const iw_defect *defect)
{
  const iw_interstitials *found = report->interstitials;

  if (defect->interstitial < 0 || found == NULL)
    return -1;
  for (size_t i = 0; i < iw_interstitials_n(found); i++) {
    const iw_interstitial *orbit = &iw_interstitials_get(found)[i];

    if (defect->interstitial >= orbit->first &&
        defect->interstitial < orbit->first + orbit->multiplicity)
      return (int32_t)i;
  }
  return -1;
}

const char *iwi_defects_kind(iw_defect_kind kind)
{
  switch (kind) {
  case IW_DEFECT_VACANCY:
    return "vacancy";
  case IW_DEFECT_INTERSTITIAL:
    return "interstitial";
  case IW_DEFECT_FRENKEL:
    return "frenkel";
  }
  return "unknown";
}
