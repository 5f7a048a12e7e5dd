/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths as extended XYZ. */
#include <ionway/path_write.h>

#include <math.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "write.h"

/* What is written, and which of the columns there are. */
typedef struct job {
  const iw_path *path;
  const double *energies_ev;
  const double (*const *forces)[3];
  const double *s_ang;
  int has_charges;
} job;

static int has_energy(const job *j, size_t image)
{
  return j->energies_ev != NULL && !isnan(j->energies_ev[image]);
}

/* Forces that come with an energy that is none mean nothing. */
static int has_forces(const job *j, size_t image)
{
  return j->forces != NULL && (j->energies_ev == NULL || has_energy(j, image));
}

static iw_status check_numbers(iw_context *ctx, const job *j)
{
  const size_t n = iw_path_n_atoms(j->path);

  for (size_t i = 0; i < iw_path_n_images(j->path); i++) {
    if (j->energies_ev != NULL && isinf(j->energies_ev[i]))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "path to write: the energy of image %zu is %g", i,
                      j->energies_ev[i]);
    for (size_t k = 0; has_forces(j, i) && k < 3 * n; k++) {
      if (!isfinite(j->forces[i][k / 3][k % 3]))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "path to write: image %zu, atom %zu: the force is %g",
                        i, k / 3 + 1, j->forces[i][k / 3][k % 3]);
    }
  }
  return IW_OK;
}

static void write_comment(const job *j, size_t image, iwi_text_builder *out)
{
  const double(*rows)[3] = iw_path_lattice(j->path);
  char digits[IWI_NUMBER_SIZE];

  iwi_text_printf(out, "Lattice=\"");
  for (int i = 0; i < 9; i++)
    iwi_text_printf(out, "%s%s", i == 0 ? "" : " ",
                    iwi_text_number(rows[i / 3][i % 3], digits));
  iwi_text_printf(out, "\" Properties=species:S:1:pos:R:3%s%s%s%s",
                  has_forces(j, image) ? ":forces:R:3" : "",
                  j->has_charges ? ":oxidation:R:1" : "",
                  iw_path_types(j->path) != NULL ? ":model_type:I:1" : "",
                  iw_path_frozen(j->path) != NULL ? ":move_mask:L:1" : "");
  if (has_energy(j, image))
    iwi_text_printf(out, " energy=%s",
                    iwi_text_number(j->energies_ev[image], digits));
  iwi_text_printf(
      out, " image=%zu s_ang=%s mover=%d unwrapped=T pbc=\"T T T\"\n", image,
      iwi_text_number(j->s_ang[image], digits), (int)iw_path_mover(j->path));
}

static void write_numbers(const double x[3], iwi_text_builder *out)
{
  for (int k = 0; k < 3; k++)
    iwi_write_number(out, x[k]);
}

static void write_image(const job *j, size_t image, iwi_text_builder *out)
{
  const double(*cart)[3] = iw_path_image(j->path, image);
  const int32_t *elements = iw_path_elements(j->path);
  const double *charges = iw_path_charges(j->path);
  const int32_t *types = iw_path_types(j->path);
  const uint8_t *frozen = iw_path_frozen(j->path);
  const size_t n = iw_path_n_atoms(j->path);

  iwi_text_printf(out, "%zu\n", n);
  write_comment(j, image, out);
  for (size_t i = 0; i < n; i++) {
    iwi_text_printf(out, "%s", iw_element_symbol(elements[i]));
    write_numbers(cart[i], out);
    if (has_forces(j, image))
      write_numbers(j->forces[image][i], out);
    if (j->has_charges)
      iwi_write_number(out, charges[i]);
    if (types != NULL)
      iwi_text_printf(out, " %d", (int)types[i]);
    if (frozen != NULL)
      iwi_text_printf(out, frozen[i] ? " F" : " T");
    iwi_text_add(out, "\n", 1);
  }
}

iw_status iw_path_write_memory(iw_context *ctx, const iw_path *path,
                               const double *energies_ev,
                               const double (*const *forces_ev_ang)[3],
                               iw_text **out)
{
  job j = {.path = path, .energies_ev = energies_ev, .forces = forces_ev_ang};
  const size_t n_images = iw_path_n_images(path);
  const double *charges = iw_path_charges(path);
  iwi_text_builder text;
  double *s_ang;
  iw_status status = check_numbers(ctx, &j);

  *out = NULL;
  if (status != IW_OK)
    return status;
  s_ang = iwi_calloc(ctx, n_images, sizeof *s_ang);
  if (s_ang == NULL)
    return IW_E_MEMORY;
  iw_path_coordinate(path, s_ang);
  j.s_ang = s_ang;
  /* not given is zero: nothing is lost */
  for (size_t i = 0; i < iw_path_n_atoms(path); i++)
    j.has_charges |= charges[i] < 0 || charges[i] > 0;
  iwi_text_begin(&text, ctx);
  for (size_t i = 0; i < n_images; i++)
    write_image(&j, i, &text);
  iwi_free(s_ang);
  return iwi_text_finish(&text, out);
}
