/* SPDX-License-Identifier: BSD-3-Clause */
/* Can two structures be the ends of one path? The same cell, the same whole
 * atoms; messages show what differs. */
#include "path_check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"

/* Angstrom. Files write cells to three digits. */
#define CELL_SLACK_ANG 2e-3

static iw_status check_cells(iw_context *ctx, const iw_structure *start,
                             const iw_structure *end)
{
  const double(*a)[3] = iw_structure_lattice(start);
  const double(*b)[3] = iw_structure_lattice(end);

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      if (fabs(a[i][k] - b[i][k]) > CELL_SLACK_ANG)
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "match: cell vector %c is (%.4f %.4f %.4f) at the "
                        "start and (%.4f %.4f %.4f) at the end, want one cell "
                        "for both",
                        'a' + i, a[i][0], a[i][1], a[i][2], b[i][0], b[i][1],
                        b[i][2]);
    }
  }
  return IW_OK;
}

static iw_status check_sites(iw_context *ctx, const iw_structure *structure,
                             const char *which)
{
  const iw_site *sites = iw_structure_sites(structure);

  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (sites[i].occupancy < 1)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "match: %s of the %s is filled to %g, want whole atoms",
                      sites[i].label, which, sites[i].occupancy);
  }
  return IW_OK;
}

/* "Li7 O4, want Li8 O4" of the elements that differ. */
static iw_status check_counts(iw_context *ctx, const iw_structure *start,
                              const iw_structure *end)
{
  int counts[2][IW_MAX_ELEMENT + 1] = {{0}};
  const iw_structure *both[2] = {start, end};
  char text[256] = "";

  for (int s = 0; s < 2; s++) {
    const iw_site *sites = iw_structure_sites(both[s]);

    for (size_t i = 0; i < iw_structure_n_sites(both[s]); i++)
      counts[s][sites[i].element]++;
  }
  for (int32_t z = 1; z <= IW_MAX_ELEMENT; z++) {
    const size_t length = strlen(text);

    if (counts[0][z] != counts[1][z] && length < sizeof text - 1)
      snprintf(text + length, sizeof text - length,
               "%s%d %s at the start, %d at the end", length == 0 ? "" : "; ",
               counts[0][z], iw_element_symbol(z), counts[1][z]);
  }
  if (text[0] != '\0')
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "match: %s, want the same atoms in both", text);
  return IW_OK;
}

static iw_status check_order(iw_context *ctx, const iw_structure *start,
                             const iw_structure *end)
{
  const iw_site *a = iw_structure_sites(start);
  const iw_site *b = iw_structure_sites(end);

  for (size_t i = 0; i < iw_structure_n_sites(start); i++) {
    if (a[i].element != b[i].element)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "match: atom %zu is %s at the start and %s at the end, "
                      "want one order (or let them be matched)",
                      i + 1, a[i].label, b[i].label);
  }
  return IW_OK;
}

iw_status iwi_path_check_ends(iw_context *ctx, const iw_structure *start,
                              const iw_structure *end, int keep_order)
{
  iw_status status = check_cells(ctx, start, end);

  if (status == IW_OK)
    status = check_sites(ctx, start, "start");
  if (status == IW_OK)
    status = check_sites(ctx, end, "end");
  if (status == IW_OK)
    status = check_counts(ctx, start, end);
  if (status == IW_OK && keep_order)
    status = check_order(ctx, start, end);
  return status;
}
