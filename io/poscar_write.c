/* SPDX-License-Identifier: BSD-3-Clause */
/* Structures as POSCAR, version 5. */
#include <ionway/elements.h>

#include "context.h"
#include "write.h"

/* Runs of one element, in the order of the sites, so that atom numbers stay. */
static void write_types(const iw_site *sites, size_t n, iwi_text_builder *out)
{
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0, k; i < n; i = k) {
      for (k = i; k < n && sites[k].element == sites[i].element; k++)
        ;
      if (pass == 0)
        iwi_text_printf(out, " %s", iw_element_symbol(sites[i].element));
      else
        iwi_text_printf(out, " %zu", k - i);
    }
    iwi_text_add(out, "\n", 1);
  }
}

iw_status iwi_poscar_write(iw_context *ctx, const iw_structure *structure,
                           iwi_text_builder *out)
{
  const double(*rows)[3] = iw_structure_lattice(structure);
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure);

  for (size_t i = 0; i < n; i++) {
    if (sites[i].occupancy < 1)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "site %zu (%s) has occupancy %g: POSCAR holds full sites "
                      "only",
                      i + 1, sites[i].label, sites[i].occupancy);
  }
  for (const char *c = iw_structure_title(structure); *c != '\0'; c++)
    iwi_text_add(out, (unsigned char)*c < 0x20 ? " " : c, 1);
  iwi_text_printf(out, "\n1.0\n");
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      iwi_write_number(out, rows[i][k]);
    iwi_text_add(out, "\n", 1);
  }
  write_types(sites, n, out);
  iwi_text_printf(out, "Direct\n");
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++)
      iwi_write_number(out, sites[i].frac[k]);
    iwi_text_add(out, "\n", 1);
  }
  return IW_OK;
}
