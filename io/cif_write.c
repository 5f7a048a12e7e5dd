/* SPDX-License-Identifier: BSD-3-Clause */
/* Structures as CIF: all atoms, space group P1. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"
#include "write.h"

/* Degrees between two vectors; atan2 keeps all digits at any angle. */
static double angle_between(const double a[3], const double b[3])
{
  double c[3];

  iwi_cross3(a, b, c);
  return atan2(iwi_norm3(c), iwi_dot3(a, b)) * (180 / 3.14159265358979323846);
}

static void write_tag(iwi_text_builder *out, const char *tag, double value)
{
  iwi_text_printf(out, "%s", tag);
  iwi_write_number(out, value);
  iwi_text_add(out, "\n", 1);
}

static void write_cell(const double rows[3][3], iwi_text_builder *out)
{
  write_tag(out, "_cell_length_a", iwi_norm3(rows[0]));
  write_tag(out, "_cell_length_b", iwi_norm3(rows[1]));
  write_tag(out, "_cell_length_c", iwi_norm3(rows[2]));
  write_tag(out, "_cell_angle_alpha", angle_between(rows[1], rows[2]));
  write_tag(out, "_cell_angle_beta", angle_between(rows[2], rows[0]));
  write_tag(out, "_cell_angle_gamma", angle_between(rows[0], rows[1]));
}

/* Block name: no blanks, no bytes beyond ASCII. */
static void write_name(const char *title, iwi_text_builder *out)
{
  size_t n = 0;

  iwi_text_printf(out, "data_");
  for (; title[n] != '\0' && n < 70; n++)
    iwi_text_add(out, title[n] > ' ' && title[n] < 0x7f ? &title[n] : "_", 1);
  iwi_text_printf(out, "%s\n", n == 0 ? "structure" : "");
}

/* "Fe3+", "Fe2.5+", "O2-", "Fe" */
static void write_type(const iw_site *site, iwi_text_builder *out)
{
  char digits[IWI_NUMBER_SIZE];

  iwi_text_printf(out, "%s", iw_element_symbol(site->element));
  if (!isnan(site->oxidation))
    iwi_text_printf(out, "%s%c", iwi_text_number(fabs(site->oxidation), digits),
                    site->oxidation < 0 ? '-' : '+');
}

static int by_type(const void *a, const void *b)
{
  const iw_site *s = *(const iw_site *const *)a;
  const iw_site *t = *(const iw_site *const *)b;

  if (s->element != t->element)
    return s->element < t->element ? -1 : 1;
  if (isnan(s->oxidation) || isnan(t->oxidation))
    return !isnan(s->oxidation) - !isnan(t->oxidation);
  return (s->oxidation > t->oxidation) - (s->oxidation < t->oxidation);
}

static int by_label(const void *a, const void *b)
{
  const iw_site *s = *(const iw_site *const *)a;
  const iw_site *t = *(const iw_site *const *)b;
  const int order = strcmp(s->label, t->label);

  if (order != 0)
    return order;
  return (s > t) - (s < t);
}

static int any_oxidation(const iw_site *sites, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (!isnan(sites[i].oxidation))
      return 1;
  }
  return 0;
}

static void write_oxidation(const iw_site **sorted, size_t n,
                            iwi_text_builder *out)
{
  iwi_text_printf(out, "loop_\n_atom_type_symbol\n"
                       "_atom_type_oxidation_number\n");
  for (size_t i = 0; i < n; i++) {
    if (i > 0 && by_type(&sorted[i - 1], &sorted[i]) == 0)
      continue;
    write_type(sorted[i], out);
    if (isnan(sorted[i]->oxidation))
      iwi_text_printf(out, " .");
    else
      iwi_write_number(out, sorted[i]->oxidation);
    iwi_text_add(out, "\n", 1);
  }
}

/* Labels are unique in a CIF; the images of one atom get numbers from the
 * second on. */
static void write_label(const iw_site *site, size_t repeat,
                        iwi_text_builder *out)
{
  for (const char *c = site->label; *c != '\0'; c++) {
    const int bare = (c == site->label && strchr("_#$'\";[]", *c) != NULL) ||
                     *c <= ' ' || *c >= 0x7f;

    iwi_text_add(out, bare ? "-" : c, 1);
  }
  if (repeat > 0)
    iwi_text_printf(out, "_%zu", repeat + 1);
}

static void write_atoms(const iw_site *sites, size_t n, const size_t *repeat,
                        double sign, iwi_text_builder *out)
{
  iwi_text_printf(out, "loop_\n_atom_site_label\n_atom_site_type_symbol\n"
                       "_atom_site_fract_x\n_atom_site_fract_y\n"
                       "_atom_site_fract_z\n_atom_site_occupancy\n");
  for (size_t i = 0; i < n; i++) {
    write_label(&sites[i], repeat[i], out);
    iwi_text_add(out, " ", 1);
    write_type(&sites[i], out);
    for (int k = 0; k < 3; k++)
      iwi_write_number(out,
                       sites[i].frac[k] == 0 ? 0 : sign * sites[i].frac[k]);
    iwi_write_number(out, sites[i].occupancy);
    iwi_text_add(out, "\n", 1);
  }
}

static void number_labels(const iw_site *sites, const iw_site **sorted,
                          size_t n, size_t *repeat)
{
  qsort(sorted, n, sizeof *sorted, by_label);
  for (size_t i = 1; i < n; i++) {
    if (strcmp(sorted[i]->label, sorted[i - 1]->label) == 0)
      repeat[sorted[i] - sites] = repeat[sorted[i - 1] - sites] + 1;
  }
}

iw_status iwi_cif_write(iw_context *ctx, const iw_structure *structure,
                        iwi_text_builder *out)
{
  const double(*rows)[3] = iw_structure_lattice(structure);
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure);
  const iw_site **sorted = iwi_calloc(ctx, n, sizeof *sorted);
  size_t *repeat = iwi_calloc(ctx, n, sizeof *repeat);
  /* Lengths and angles stand for a right-handed cell. The crystal of a
   * left-handed one is kept by turning all three vectors round, and with them
   * the coordinates; mere re-reading would give its mirror image. */
  const double sign = iwi_det3(rows) < 0 ? -1 : 1;

  if (sorted == NULL || repeat == NULL) {
    iwi_free(sorted);
    iwi_free(repeat);
    return IW_E_MEMORY;
  }
  for (size_t i = 0; i < n; i++)
    sorted[i] = &sites[i];
  write_name(iw_structure_title(structure), out);
  write_cell(rows, out);
  iwi_text_printf(out, "_space_group_name_H-M_alt 'P 1'\n"
                       "_space_group_IT_number 1\n"
                       "loop_\n_space_group_symop_operation_xyz\n'x,y,z'\n");
  if (any_oxidation(sites, n)) {
    qsort(sorted, n, sizeof *sorted, by_type);
    write_oxidation(sorted, n, out);
  }
  number_labels(sites, sorted, n, repeat);
  write_atoms(sites, n, repeat, sign, out);
  iwi_free(sorted);
  iwi_free(repeat);
  return IW_OK;
}
