/* SPDX-License-Identifier: BSD-3-Clause */
/* The volume as a NumPy array (format version 1.0) with a JSON description,
 * for programs rather than viewers: every bit of every energy is kept. */
#include "volume.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>
#include <ionway/version.h>

#include "json.h"

/* Little-endian whatever the machine. */
static void put_double(iwi_text_builder *b, double value)
{
  uint64_t bits;
  char bytes[8];

  memcpy(&bits, &value, sizeof bits);
  for (int i = 0; i < 8; i++)
    bytes[i] = (char)(unsigned char)(bits >> (8 * i) & 0xff);
  iwi_text_add(b, bytes, sizeof bytes);
}

/* Magic, version 1.0, 16-bit length, a Python dict padded with blanks and a
 * new line so that data start at a multiple of 64 bytes (NumPy enhancement
 * proposal 1). */
static void put_header(iwi_text_builder *b, const int32_t n[3])
{
  static const char blanks[] =
      "                                                                ";
  char dict[128];
  int length, padding;
  unsigned char size[2];

  length = snprintf(dict, sizeof dict,
                    "{'descr': '<f8', 'fortran_order': False, "
                    "'shape': (%d, %d, %d), }",
                    (int)n[0], (int)n[1], (int)n[2]);
  padding = 63 - (10 + length) % 64;
  size[0] = (unsigned char)((length + padding + 1) & 0xff);
  size[1] = (unsigned char)((length + padding + 1) >> 8);
  iwi_text_add(b, "\x93NUMPY\x01\x00", 8);
  iwi_text_add(b, (const char *)size, 2);
  iwi_text_add(b, dict, (size_t)length);
  iwi_text_add(b, blanks, (size_t)padding);
  iwi_text_add(b, "\n", 1);
}

void iwi_volume_npy(const iwi_volume *volume, iwi_text_builder *b)
{
  const int32_t *n = volume->grid;

  put_header(b, n);
  for (int32_t i = 0; i < n[0]; i++) {
    for (int32_t j = 0; j < n[1]; j++) {
      for (int32_t k = 0; k < n[2]; k++)
        put_double(b, iwi_volume_value(volume, i, j, k));
    }
  }
}

static void put_sites(iwi_json *json, const iwi_volume *volume)
{
  iwi_json_node *sites = iwi_json_array(json, json->root, "sites");

  for (size_t s = 0; s < volume->n_sites; s++) {
    const iw_site *site = &volume->sites[s];
    iwi_json_node *node = iwi_json_object(json, sites, NULL);

    iwi_json_text(json, node, "label", site->label);
    iwi_json_text(json, node, "element", iw_element_symbol(site->element));
    iwi_json_numbers(json, node, "position_frac", site->frac, 3);
    iwi_json_number(json, node, "occupancy", site->occupancy);
    if (isnan(site->oxidation))
      iwi_json_null(json, node, "oxidation_e");
    else
      iwi_json_number(json, node, "oxidation_e", site->oxidation);
  }
}

iw_status iwi_volume_json(iw_context *ctx, const iwi_volume *volume,
                          const char *data_name, iw_text **out)
{
  iwi_json json;
  iwi_json_node *cell;

  iwi_json_begin(&json, ctx);
  iwi_json_text(&json, json.root, "schema", "ionway/volume/1");
  iwi_json_text(&json, json.root, "version", IW_VERSION_STRING);
  iwi_json_text(&json, json.root, "title", volume->title);
  iwi_json_text(&json, json.root, "data", data_name);
  iwi_json_text(&json, json.root, "quantity", "energy of the mobile ion");
  iwi_json_text(&json, json.root, "unit", "eV");
  if (isinf(volume->cap_ev))
    iwi_json_null(&json, json.root, "cap_ev");
  else
    iwi_json_number(&json, json.root, "cap_ev", volume->cap_ev);
  cell = iwi_json_array(&json, json.root, "cell_ang");
  for (int i = 0; i < 3; i++) {
    iwi_json_node *row = iwi_json_array(&json, cell, NULL);

    for (int k = 0; k < 3; k++)
      iwi_json_number(&json, row, NULL, volume->lattice_ang[i][k]);
  }
  iwi_json_integers(&json, json.root, "grid", volume->grid, 3);
  iwi_json_text(&json, json.root, "convention",
                "value [i][j][k] at fractional position (i/n0, j/n1, k/n2); "
                "periodic, no duplicate end plane; rows of cell_ang are the "
                "cell vectors");
  put_sites(&json, volume);
  return iwi_json_finish(&json, 0, out);
}
