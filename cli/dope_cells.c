/* SPDX-License-Identifier: BSD-3-Clause */
/* Supercells of ionway dope, what can be put in them, and in how many ways. */
#include "dope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "supercell_option.h"

/* Cells that a disordered crystal is given to come to whole atoms. */
#define MAX_ENLARGED 8

/* Fewer atoms wanted of a species than this are noise of its occupancy. */
#define LOST_ATOMS 0.01

iw_status dope_failed(session *c, const dope *d, iw_status status)
{
  return session_library_failed(c, status, d->x.path);
}

/* ---- parent ---------------------------------------------------------- */

/* Shapes are looked for among the supercells of the primitive cell; a given
 * matrix counts in vectors of the file's. */
static iw_status take_parent(session *c, dope *d, int primitive)
{
  iw_status status;

  d->parent = iw_oxidation_structure(d->x.oxidation);
  d->parent_symmetry = d->x.symmetry;
  if (!primitive)
    return IW_OK;
  status =
      iw_supercell_primitive(c->ctx, d->parent, d->x.symmetry, &d->primitive);
  if (status == IW_OK)
    status = iw_symmetry_find_primitive(c->ctx, d->primitive, d->parent,
                                        d->x.symmetry, &d->primitive_symmetry);
  if (status != IW_OK)
    return dope_failed(c, d, status);
  d->parent = d->primitive;
  d->parent_symmetry = d->primitive_symmetry;
  return IW_OK;
}

static iw_status add_cells(session *c, dope *d,
                           const iw_supercell_shape *shapes, size_t n)
{
  d->cells = calloc(n, sizeof *d->cells);
  if (d->cells == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  d->n_cells = n;
  for (size_t k = 0; k < n; k++)
    d->cells[k].shape = shapes[k];
  return IW_OK;
}

static iw_status add_matrix(session *c, dope *d, const int32_t m[3][3])
{
  iw_supercell_shape shape;
  iw_supercell *supercell;
  const iw_status status =
      iw_supercell_create(c->ctx, d->parent, m, &supercell);

  if (status != IW_OK)
    return dope_failed(c, d, status);
  memset(&shape, 0, sizeof shape);
  memcpy(shape.matrix, m, sizeof shape.matrix);
  shape.index = iw_supercell_index(supercell);
  shape.image_distance_ang = iw_supercell_image_distance_ang(supercell);
  iw_supercell_destroy(supercell);
  return add_cells(c, d, &shape, 1);
}

static iw_status add_index(session *c, dope *d, int32_t index)
{
  iw_supercell_shapes *shapes;
  iw_status status = iw_supercell_shapes_find(
      c->ctx, d->parent, d->parent_symmetry, index, &shapes);

  if (status != IW_OK)
    return dope_failed(c, d, status);
  status = add_cells(c, d, iw_supercell_shapes_get(shapes),
                     iw_supercell_shapes_n(shapes));
  iw_supercell_shapes_destroy(shapes);
  return status;
}

static iw_status add_smallest(session *c, dope *d, double distance_ang)
{
  iw_supercell_shape shape;
  const iw_status status = iw_supercell_smallest(
      c->ctx, d->parent, d->parent_symmetry, distance_ang, &shape);

  if (status != IW_OK)
    return dope_failed(c, d, status);
  shape.multiplicity = 0;
  return add_cells(c, d, &shape, 1);
}

static iw_status take_shapes(session *c, dope *d)
{
  const int by_index = args_text(&c->a, "index") != NULL;
  const int by_distance = args_text(&c->a, "min-image-ang") != NULL;
  int32_t m[3][3];
  int given;
  iw_status status = supercell_option_matrix(c, m, &given);

  if (status != IW_OK)
    return status;
  if (given + by_index + by_distance > 1)
    return session_fail(c, IW_E_ARGUMENT,
                        "--supercell, --index and --min-image-ang exclude "
                        "each other");
  status = take_parent(c, d, by_index || by_distance);
  if (status != IW_OK)
    return status;
  if (by_index)
    return add_index(c, d, (int32_t)args_integer(&c->a, "index"));
  if (by_distance)
    return add_smallest(c, d, args_real(&c->a, "min-image-ang"));
  return add_matrix(c, d, (const int32_t(*)[3])m);
}

/* ---- dopings --------------------------------------------------------- */

static int wants_landscape(const session *c, const char *when)
{
  return strcmp(args_text(&c->a, "interstitials"), when) == 0;
}

static iw_status find_interstitials(session *c, dope *d)
{
  iw_interstitials_options options;
  iw_status status;

  if (d->x.mobile_element == 0)
    return session_fail(c, IW_E_ARGUMENT,
                        "--interstitials landscape wants a mobile ion; name "
                        "it with --mobile");
  iw_interstitials_options_default(&options);
  options.mobile_element = d->x.mobile_element;
  options.mobile_charge = c->wanted_mobile_charge;
  status = iw_interstitials_find(c->ctx, d->parent, d->parent_symmetry,
                                 c->parameters, &options, &d->interstitials);
  if (status != IW_OK)
    return dope_failed(c, d, status);
  if (iw_interstitials_n_positions(d->interstitials) == 0)
    session_note(c, IW_LOG_WARNING,
                 "the landscape has no minimum that is free");
  else if (wants_landscape(c, "auto"))
    session_note(c, IW_LOG_NOTE,
                 "places for %s are %zu empty minima of the bond-valence "
                 "landscape, in %zu orbits; --interstitials none does without",
                 iw_element_symbol(d->x.mobile_element),
                 iw_interstitials_n_positions(d->interstitials),
                 iw_interstitials_n(d->interstitials));
  d->request.interstitial_frac = iw_interstitials_frac(d->interstitials);
  d->request.n_interstitials = iw_interstitials_n_positions(d->interstitials);
  return IW_OK;
}

/* Did the last refusal or remark miss places for interstitials? */
static int misses_room(const session *c, const char *said)
{
  return strstr(said, "no interstitial position") != NULL ||
         strstr(said, "there is room for") != NULL ||
         strstr(said, "no mobile ion to pay with") != NULL ||
         (c->s.n_notes > 0 && strstr(c->s.notes[c->s.n_notes - 1].text,
                                     "no interstitial position") != NULL);
}

static iw_status count_space(session *c, dope *d, dope_cell *cell, size_t i)
{
  iw_decoration_count_options options;
  iw_decorations *decorations;
  iw_status status;

  iw_decoration_count_options_default(&options);
  options.primitive_only = args_flag(&c->a, "primitive-only");
  cell->spaces[i].estimate_s = NAN;
  status = iw_doping_decorations(c->ctx, cell->doping, i, &decorations);
  if (status != IW_OK)
    return dope_failed(c, d, status);
  status = iw_decorations_count(c->ctx, decorations, &options,
                                &cell->spaces[i].count);
  iw_decorations_destroy(decorations);
  if (status == IW_OK)
    status = iw_selection_create(c->ctx, iw_doping_n_sites(cell->doping),
                                 (size_t)args_integer(&c->a, "keep"),
                                 &cell->spaces[i].selection);
  return status == IW_OK ? IW_OK : dope_failed(c, d, status);
}

/* The charge the supercell shall carry, e. */
static double cell_charge(const session *c, const dope *d,
                          const dope_cell *cell)
{
  const double cells = cell->shape.index * iw_structure_volume(d->parent) /
                       iw_structure_volume(d->x.structure);

  if (args_text(&c->a, "supercell-charge") != NULL)
    return args_real(&c->a, "supercell-charge");
  return args_real(&c->a, "cell-charge") * cells;
}

/* A species of the file that the cell has no atom of is another material. */
static void note_lost(session *c, const dope_cell *cell)
{
  const size_t n = iw_doping_n_compositions(cell->doping);

  for (size_t i = 0; i < n; i++) {
    const iw_composition *what = &iw_doping_compositions(cell->doping)[i];

    for (size_t k = 0; k < what->n_roundings; k++) {
      const iw_doping_rounding *r = &what->roundings[k];
      const iw_doping_pool *pool = &iw_doping_pools(cell->doping)[r->pool];

      if (r->got == 0 && r->wanted > LOST_ATOMS)
        session_note(c, IW_LOG_WARNING,
                     "%s: none of %s in %s, %.2g of %d atoms: a larger "
                     "supercell keeps it",
                     what->formula, r->name, pool->name, r->wanted,
                     (int)pool->n_sites);
    }
  }
}

static iw_status count_cell(session *c, dope *d, dope_cell *cell)
{
  const size_t n = iw_doping_n_compositions(cell->doping);
  iw_status status = IW_OK;

  cell->spaces = calloc(n, sizeof *cell->spaces);
  if (cell->spaces == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  note_lost(c, cell);
  for (size_t i = 0; i < n && status == IW_OK; i++)
    status = count_space(c, d, cell, i);
  return status;
}

/* A refusal for want of places is a reason to look for some. */
static iw_status make_doping(session *c, dope *d, dope_cell *cell)
{
  iw_status status;

  memcpy(d->request.matrix, cell->shape.matrix, sizeof d->request.matrix);
  d->request.cell_charge = cell_charge(c, d, cell);
  status = iw_doping_create(c->ctx, d->parent, d->parent_symmetry, &d->request,
                            &cell->doping);
  if (status == IW_E_OXIDATION && wants_landscape(c, "auto") &&
      d->interstitials == NULL && d->x.mobile_element != 0 &&
      misses_room(c, iw_context_message(c->ctx))) {
    status = find_interstitials(c, d);
    if (status != IW_OK)
      return status;
    status = iw_doping_create(c->ctx, d->parent, d->parent_symmetry,
                              &d->request, &cell->doping);
  }
  return status == IW_OK ? IW_OK : dope_failed(c, d, status);
}

/* The most compact shape of an index. */
static iw_status enlarge(session *c, dope *d, int32_t index)
{
  iw_supercell_shapes *shapes;
  const iw_supercell_shape *best;
  iw_status status = iw_supercell_shapes_find(
      c->ctx, d->parent, d->parent_symmetry, index, &shapes);

  if (status != IW_OK)
    return dope_failed(c, d, status);
  best = iw_supercell_shapes_get(shapes);
  for (size_t k = 1; k < iw_supercell_shapes_n(shapes); k++) {
    const iw_supercell_shape *shape = &iw_supercell_shapes_get(shapes)[k];

    if (shape->image_distance_ang > best->image_distance_ang + 1e-6)
      best = shape;
  }
  d->cells[0].shape = *best;
  d->cells[0].shape.multiplicity = 0;
  iw_supercell_shapes_destroy(shapes);
  return IW_OK;
}

/* Whole atoms that balance can want more cells than one: where no cell was
 * asked for, the smallest number that does, up to a limit. */
static iw_status make_only_cell(session *c, dope *d)
{
  const int is_free = args_text(&c->a, "supercell") == NULL &&
                      args_text(&c->a, "index") == NULL &&
                      args_text(&c->a, "min-image-ang") == NULL &&
                      args_list(&c->a, "dope")->n == 0;
  char first[SESSION_MESSAGE_SIZE];
  iw_status status = make_doping(c, d, &d->cells[0]), refusal = status;

  snprintf(first, sizeof first, "%s", c->message);
  for (int32_t index = 2;
       status == IW_E_OXIDATION && is_free && index <= MAX_ENLARGED; index++) {
    status = enlarge(c, d, index);
    if (status == IW_OK)
      status = make_doping(c, d, &d->cells[0]);
    if (status == IW_OK)
      session_note(c, IW_LOG_NOTE,
                   "no whole numbers of atoms balance in fewer than %d cells: "
                   "supercell %d %d %d, %d %d %d, %d %d %d",
                   (int)index, (int)d->cells[0].shape.matrix[0][0],
                   (int)d->cells[0].shape.matrix[0][1],
                   (int)d->cells[0].shape.matrix[0][2],
                   (int)d->cells[0].shape.matrix[1][0],
                   (int)d->cells[0].shape.matrix[1][1],
                   (int)d->cells[0].shape.matrix[1][2],
                   (int)d->cells[0].shape.matrix[2][0],
                   (int)d->cells[0].shape.matrix[2][1],
                   (int)d->cells[0].shape.matrix[2][2]);
  }
  if (status != IW_E_OXIDATION)
    return status;
  return session_fail(c, refusal, "%s%s", first,
                      strstr(first, "the supercell carries") != NULL
                          ? "; --supercell-charge takes it as charged"
                          : "");
}

static iw_status sum_counts(session *c, dope *d)
{
  const iw_decoration_count **counts;
  size_t n = 0;
  iw_status status;

  for (size_t k = 0; k < d->n_cells; k++)
    n += iw_doping_n_compositions(d->cells[k].doping);
  counts = calloc(n, sizeof *counts);
  if (counts == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  n = 0;
  for (size_t k = 0; k < d->n_cells; k++) {
    for (size_t i = 0; i < iw_doping_n_compositions(d->cells[k].doping); i++)
      counts[n++] = d->cells[k].spaces[i].count;
  }
  status = iw_decoration_count_sum(c->ctx, counts, n, &d->sum);
  free(counts);
  return status == IW_OK ? IW_OK : dope_failed(c, d, status);
}

iw_status dope_make_cells(session *c, dope *d)
{
  iw_status status = take_shapes(c, d);

  if (status == IW_OK && wants_landscape(c, "landscape"))
    status = find_interstitials(c, d);
  if (status == IW_OK && d->n_cells == 1)
    status = make_only_cell(c, d);
  for (size_t k = 0; k < d->n_cells && status == IW_OK; k++) {
    if (d->n_cells > 1)
      status = make_doping(c, d, &d->cells[k]);
    if (status == IW_OK)
      status = count_cell(c, d, &d->cells[k]);
  }
  return status == IW_OK ? sum_counts(c, d) : status;
}
