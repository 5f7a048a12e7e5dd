/* SPDX-License-Identifier: BSD-3-Clause */
/* All supercells of an index, eq. (D1), up to the rotations of the crystal
 * [hart2008]: a normal form stays when no rotation takes it to an earlier one,
 * so that nothing has to be remembered. */
#include "supercell_shapes.h"

#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

struct iw_supercell_shapes {
  size_t n, capacity;
  iw_supercell_shape *shapes;
};

iw_status iwi_rotations_of(iw_context *ctx, const iw_symmetry *symmetry,
                           iwi_rotations *out)
{
  const iw_operation *all = iw_symmetry_operations(symmetry);
  const size_t n_operations = iw_symmetry_n_operations(symmetry);

  out->n = 0;
  for (size_t i = 0; i < n_operations; i++) {
    size_t k = 0;

    while (k < out->n &&
           memcmp(out->matrix[k], all[i].rotation, sizeof out->matrix[k]) != 0)
      k++;
    if (k == 48)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "symmetry operations: more than 48 rotations");
    if (k == out->n)
      memcpy(out->matrix[out->n++], all[i].rotation, sizeof out->matrix[k]);
  }
  out->n_translations = n_operations / out->n;
  return IW_OK;
}

static double shortest_ang(const iwi_hermite *h, const double lattice[3][3])
{
  double rows[3][3];

  for (int i = 0; i < 3; i++) {
    const double row[3] = {h->row[i][0], h->row[i][1], h->row[i][2]};

    iwi_row_times3(row, lattice, rows[i]);
  }
  iwi_lattice_reduce(rows);
  return iwi_norm3(rows[0]);
}

void iwi_supercell_shape_of(const iwi_hermite *h, const double lattice[3][3],
                            const iwi_rotations *rotations,
                            iw_supercell_shape *out)
{
  size_t n_kept = 0;

  for (size_t k = 0; k < rotations->n; k++)
    n_kept +=
        iwi_hermite_keeps(h, (const int32_t(*)[3])rotations->matrix[k]) != 0;
  memcpy(out->matrix, h->row, sizeof out->matrix);
  out->index = h->index;
  out->multiplicity = (int32_t)(rotations->n / n_kept);
  out->n_operations = (int32_t)(n_kept * rotations->n_translations) * h->index;
  out->image_distance_ang = shortest_ang(h, lattice);
}

/* Is no image of this form before it? */
static int is_first(const iwi_hermite *h, const iwi_rotations *rotations)
{
  for (size_t k = 0; k < rotations->n; k++) {
    iwi_hermite image;

    iwi_hermite_rotate(h, (const int32_t(*)[3])rotations->matrix[k], &image);
    if (iwi_hermite_compare(&image, h) < 0)
      return 0;
  }
  return 1;
}

static iw_status add_shape(iw_context *ctx, iw_supercell_shapes *s,
                           const iwi_hermite *h, const double lattice[3][3],
                           const iwi_rotations *rotations)
{
  const iw_status status = iwi_reserve(ctx, (void **)&s->shapes, &s->capacity,
                                       s->n + 1, sizeof *s->shapes);

  if (status == IW_OK)
    iwi_supercell_shape_of(h, lattice, rotations, &s->shapes[s->n++]);
  return status;
}

/* sum over d e f = n of e f^2, eq. (D1) */
static size_t count_forms(int32_t n)
{
  size_t count = 0;

  for (int32_t f = 1; f <= n; f++) {
    for (int32_t e = 1; n % f == 0 && e <= n / f; e++) {
      if (n / f % e == 0)
        count += (size_t)e * (size_t)f * (size_t)f;
    }
  }
  return count;
}

static iw_status search(iw_context *ctx, iw_supercell_shapes *s, int32_t index,
                        const double lattice[3][3],
                        const iwi_rotations *rotations)
{
  const size_t total = count_forms(index), stride = total / 100 + 1;
  size_t done = 0;
  iwi_hermite h;
  iw_status status = IW_OK;

  iwi_hermite_first(index, &h);
  do {
    if (done++ % stride == 0)
      status = iwi_progress(ctx, "supercell shapes", done - 1, total);
    if (status == IW_OK && is_first(&h, rotations))
      status = add_shape(ctx, s, &h, lattice, rotations);
  } while (status == IW_OK && iwi_hermite_next(&h));
  if (status == IW_OK)
    status = iwi_progress(ctx, "supercell shapes", total, total);
  return status;
}

iw_status iw_supercell_shapes_find(iw_context *ctx,
                                   const iw_structure *structure,
                                   const iw_symmetry *symmetry, int32_t index,
                                   iw_supercell_shapes **out)
{
  iw_supercell_shapes *s;
  iwi_rotations rotations;
  iw_status status;

  *out = NULL;
  if (index < 1)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "supercell shapes: index %d, want 1..%d", (int)index,
                    IW_SUPERCELL_MAX_INDEX);
  if (index > IW_SUPERCELL_MAX_INDEX)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "supercell shapes: index %d, want at most %d", (int)index,
                    IW_SUPERCELL_MAX_INDEX);
  status = iwi_rotations_of(ctx, symmetry, &rotations);
  if (status != IW_OK)
    return status;
  s = iwi_calloc(ctx, 1, sizeof *s);
  if (s == NULL)
    return IW_E_MEMORY;
  status = search(ctx, s, index, iw_structure_lattice(structure), &rotations);
  if (status != IW_OK) {
    iw_supercell_shapes_destroy(s);
    return status;
  }
  *out = s;
  return IW_OK;
}

void iw_supercell_shapes_destroy(iw_supercell_shapes *s)
{
  if (s == NULL)
    return;
  iwi_free(s->shapes);
  iwi_free(s);
}

size_t iw_supercell_shapes_n(const iw_supercell_shapes *s)
{
  return s->n;
}

const iw_supercell_shape *iw_supercell_shapes_get(const iw_supercell_shapes *s)
{
  return s->shapes;
}
