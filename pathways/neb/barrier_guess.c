/* SPDX-License-Identifier: BSD-3-Clause */
/* A path that is given to start from, brought to the atoms of the ends: the
 * same elements, the same cell, each atom at the periodic image it has there.
 */
#include "barrier_run.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* Cells of two programs are one to the digits of files and what relaxing them
 * leaves, Angstrom. */
#define SAME_CELL_ANG 0.1

static iw_status check_atoms(iw_context *ctx, const iw_path *ends,
                             const iw_path *guess)
{
  for (size_t i = 0; i < iw_path_n_atoms(ends); i++) {
    if (iw_path_elements(guess)[i] != iw_path_elements(ends)[i])
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "the path to start from has element %d as atom %zu, the "
                      "ends %d: want the atoms in the order of the ends",
                      (int)iw_path_elements(guess)[i], i + 1,
                      (int)iw_path_elements(ends)[i]);
  }
  for (int k = 0; k < 9; k++) {
    const double a = iw_path_lattice(guess)[k / 3][k % 3];
    const double b = iw_path_lattice(ends)[k / 3][k % 3];

    if (fabs(a - b) > SAME_CELL_ANG)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "the path to start from is in another cell: %.4f instead "
                      "of %.4f Angstrom in vector %d",
                      a, b, k / 3 + 1);
  }
  return IW_OK;
}

iw_status iwi_barrier_check_guess(iw_context *ctx, const iw_path *ends,
                                  const iw_path *guess)
{
  if (guess == NULL)
    return IW_OK;
  if (iw_path_n_atoms(guess) != iw_path_n_atoms(ends))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "the path to start from has %zu atoms, the ends %zu",
                    iw_path_n_atoms(guess), iw_path_n_atoms(ends));
  if (iw_path_n_images(guess) < 3 || iw_path_n_images(guess) > 255)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "the path to start from has %zu images, want 3..255",
                    iw_path_n_images(guess));
  return check_atoms(ctx, ends, guess);
}

/* Whole cells from where an atom of the given path starts to the periodic
 * image of that place next to where it starts in the ends. */
static void whole_cells(const iwi_lattice *lattice, const double inverse[3][3],
                        const double from[3], const double to[3],
                        double shift[3])
{
  const double d[3] = {from[0] - to[0], from[1] - to[1], from[2] - to[2]};
  double frac[3], shortest[3];

  iwi_row_times3(d, inverse, frac);
  iwi_lattice_shortest(lattice, frac, shortest);
  for (int k = 0; k < 3; k++)
    shift[k] = shortest[k] - d[k];
  /* far below any cell: rounding, of an atom that stays as given */
  if (iwi_norm3(shift) < 1e-6)
    shift[0] = shift[1] = shift[2] = 0;
}

static void bring(const iwi_barrier_run *run, const iwi_lattice *lattice,
                  double (*out)[3])
{
  const iw_path *guess = run->options->guess;
  const size_t n = iw_path_n_atoms(guess);
  double inverse[3][3];

  iwi_inverse3(iw_path_lattice(run->ends), inverse);
  for (size_t i = 0; i < n; i++) {
    double shift[3];

    whole_cells(lattice, (const double(*)[3])inverse,
                iw_path_image(guess, 0)[i], iw_path_image(run->ends, 0)[i],
                shift);
    for (size_t k = 0; k < iw_path_n_images(guess); k++) {
      for (int l = 0; l < 3; l++)
        out[k * n + i][l] = iw_path_image(guess, k)[i][l] + shift[l];
    }
  }
}

/* Its ends are replaced by the relaxed ones. */
iw_status iwi_barrier_given_guess(iwi_barrier_run *run, iw_path **out)
{
  const iw_path *guess = run->options->guess;
  const size_t n = iw_path_n_atoms(guess), n_images = iw_path_n_images(guess);
  const double(*points[256])[3];
  iwi_lattice lattice;
  double(*cart)[3];
  iw_status status;

  *out = NULL;
  if (!iwi_lattice_init(&lattice, iw_path_lattice(run->ends)))
    return iwi_fail(run->ctx, IW_E_ARGUMENT, "the cell is flat or not finite");
  cart = iwi_calloc(run->ctx, n_images * n, sizeof *cart);
  if (cart == NULL)
    return IW_E_MEMORY;
  bring(run, &lattice, cart);
  for (size_t k = 0; k < n_images; k++)
    points[k] = (const double(*)[3])(cart + k * n);
  points[0] = iw_path_image(run->ends, 0);
  points[n_images - 1] = iw_path_image(run->ends, 1);
  status = iwi_path_on_polygon(run->ctx, run->ends, points, n_images,
                               run->options->n_images, out);
  iwi_free(cart);
  return status;
}
