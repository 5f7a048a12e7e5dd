/* SPDX-License-Identifier: BSD-3-Clause */
/* Structures as extended XYZ. */
#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "vec3.h"
#include "write.h"

/* ' key="value"', without quotes where the value is one plain word */
static void write_value(const char *key, const char *value,
                        iwi_text_builder *out)
{
  const int plain = value[0] != '\0' && strpbrk(value, " \t\"'=,{}[]") == NULL;

  iwi_text_printf(out, " %s=%s", key, plain ? "" : "\"");
  for (const char *c = value; *c != '\0'; c++)
    iwi_text_add(out, (unsigned char)*c < 0x20 || *c == '"' ? " " : c, 1);
  if (!plain)
    iwi_text_add(out, "\"", 1);
}

static void write_comment(const iw_structure *structure, int oxidation,
                          const iw_frame_value *values, size_t n_values,
                          iwi_text_builder *out)
{
  const double(*rows)[3] = iw_structure_lattice(structure);
  const char *title = iw_structure_title(structure);

  iwi_text_printf(out, "Lattice=\"");
  for (int i = 0; i < 9; i++) {
    char digits[IWI_NUMBER_SIZE];

    iwi_text_printf(out, "%s%s", i == 0 ? "" : " ",
                    iwi_text_number(rows[i / 3][i % 3], digits));
  }
  iwi_text_printf(out,
                  "\" Properties=species:S:1:pos:R:3:occupancy:R:1%s"
                  " pbc=\"T T T\"",
                  oxidation ? ":oxidation:R:1" : "");
  for (size_t i = 0; i < n_values; i++)
    write_value(values[i].key, values[i].value, out);
  if (title[0] != '\0') {
    iwi_text_printf(out, " title=\"");
    for (const char *c = title; *c != '\0'; c++)
      iwi_text_add(out, (unsigned char)*c < 0x20 || *c == '"' ? " " : c, 1);
    iwi_text_printf(out, "\"");
  }
  iwi_text_add(out, "\n", 1);
}

void iwi_extxyz_write(const iw_structure *structure,
                      const iw_frame_value *values, size_t n_values,
                      iwi_text_builder *out)
{
  const double(*rows)[3] = iw_structure_lattice(structure);
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure);
  int oxidation = 0;

  for (size_t i = 0; i < n; i++)
    oxidation |= !isnan(sites[i].oxidation);
  iwi_text_printf(out, "%zu\n", n);
  write_comment(structure, oxidation, values, n_values, out);
  for (size_t i = 0; i < n; i++) {
    double x[3];

    iwi_row_times3(sites[i].frac, rows, x);
    iwi_text_printf(out, "%s", iw_element_symbol(sites[i].element));
    for (int k = 0; k < 3; k++)
      iwi_write_number(out, x[k]);
    iwi_write_number(out, sites[i].occupancy);
    if (oxidation && isnan(sites[i].oxidation))
      iwi_text_printf(out, " nan"); /* printf writes -nan at times */
    else if (oxidation)
      iwi_write_number(out, sites[i].oxidation);
    iwi_text_add(out, "\n", 1);
  }
}
