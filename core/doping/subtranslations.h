/* SPDX-License-Identifier: BSD-3-Clause */
/* The subgroups of the translations that Moebius inversion runs over. */
#ifndef IONWAY_DOPING_SUBTRANSLATIONS_H
#define IONWAY_DOPING_SUBTRANSLATIONS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/site_group.h>

/** Products of elementary abelian subgroups, the trivial one first. */
typedef struct iwi_subtranslations {
  size_t n;
  int64_t *moebius; /* n: mu(S) of eq. (D3), never zero                   */
  int32_t *orbits;  /* n x n_sites: the first site of each site's orbit   */
} iwi_subtranslations;

/** Those of a group that has translations. Free: iwi_subtranslations_release.
 */
iw_status iwi_subtranslations_find(iw_context *ctx, const iw_site_group *group,
                                   iwi_subtranslations *out);
/** The trivial one alone. */
iw_status iwi_subtranslations_none(iw_context *ctx, size_t n_sites,
                                   iwi_subtranslations *out);
void iwi_subtranslations_release(iwi_subtranslations *s);

#endif
