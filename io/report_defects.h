/* SPDX-License-Identifier: BSD-3-Clause */
/* What the renderings of a list of defects share. */
#ifndef IONWAY_IO_REPORT_DEFECTS_H
#define IONWAY_IO_REPORT_DEFECTS_H

#include <stdint.h>

#include <ionway/report_defects.h>

/** A position in another cell of the same axes, in [0, 1) of the input's. */
void iwi_defects_frac(const iw_defects_report *report, const iw_structure *cell,
                      const double frac[3], double out[3]);

/** Site of the input that is vacant, -1 when none is; its position there. */
int32_t iwi_defects_site(const iw_defects_report *report,
                         const iw_defect *defect, double frac[3]);

/** Positions of an interstitial in the cell of the input. */
int32_t iwi_defects_n_per_cell(const iw_defects_report *report,
                               const iw_interstitial *interstitial);

/** Which of the interstitials a defect has, -1 when none. */
int32_t iwi_defects_interstitial(const iw_defects_report *report,
                                 const iw_defect *defect);

/** "vacancy", "interstitial", "frenkel" */
const char *iwi_defects_kind(iw_defect_kind kind);

/** What such a list cannot know; one sentence. */
#define IWI_DEFECTS_LIMITS                                                     \
  "Interstitials are minima of a rigid host without the other mobile ions: "   \
  "their energies rank places, they are not formation energies."

#endif
