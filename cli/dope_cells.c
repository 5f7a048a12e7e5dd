/* SPDX-License-Identifier: BSD-3-Clause */
/* Supercells of ionway dope, what can be put in them, and in how many ways. */
#include "dope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "supercell_option.h"

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

static iw_status find_interstitials(session *c, dope *d)
{
  iw_interstitials_options options;
  iw_status status;

  if (strcmp(args_text(&c->a, "interstitials"), "landscape") != 0)
    return IW_OK;
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
  d->request.interstitial_frac = iw_interstitials_frac(d->interstitials);
  d->request.n_interstitials = iw_interstitials_n_positions(d->interstitials);
  return IW_OK;
}

/* Was the last said about interstitials that there is no room for them? */
static int offers_landscape(const session *c, const dope *d)
{
  const char *said = c->s.n_notes > 0 ? c->s.notes[c->s.n_notes - 1].text : "";

  return d->interstitials == NULL && d->x.mobile_element != 0 &&
         strstr(c->message[0] != '\0' ? c->message : said,
                "no interstitial position") != NULL;
}

/* A refusal for the charge can have a way out that was not asked for. */
static iw_status refused(session *c, const dope *d, iw_status status)
{
  iw_status failure = dope_failed(c, d, status);
  size_t used = strlen(c->message);

  if (status == IW_E_OXIDATION && offers_landscape(c, d))
    snprintf(c->message + used, sizeof c->message - used,
             "; --interstitials landscape would offer empty places to %s",
             iw_element_symbol(d->x.mobile_element));
  return failure;
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

static iw_status make_doping(session *c, dope *d, dope_cell *cell)
{
  const size_t n_notes = c->s.n_notes;
  iw_status status;

  memcpy(d->request.matrix, cell->shape.matrix, sizeof d->request.matrix);
  status = iw_doping_create(c->ctx, d->parent, d->parent_symmetry, &d->request,
                            &cell->doping);
  if (status != IW_OK)
    return refused(c, d, status);
  if (c->s.n_notes > n_notes && offers_landscape(c, d))
    session_note(c, IW_LOG_NOTE,
                 "--interstitials landscape lets %s enter "
                 "empty places of the landscape",
                 iw_element_symbol(d->x.mobile_element));
  cell->spaces =
      calloc(iw_doping_n_compositions(cell->doping), sizeof *cell->spaces);
  if (cell->spaces == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t i = 0; i < iw_doping_n_compositions(cell->doping); i++) {
    status = count_space(c, d, cell, i);
    if (status != IW_OK)
      return status;
  }
  return IW_OK;
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

  if (status == IW_OK)
    status = find_interstitials(c, d);
  for (size_t k = 0; k < d->n_cells && status == IW_OK; k++) {
    d->request.cell_charge = cell_charge(c, d, &d->cells[k]);
    status = make_doping(c, d, &d->cells[k]);
  }
  return status == IW_OK ? sum_counts(c, d) : status;
}
