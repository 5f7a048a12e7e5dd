/* SPDX-License-Identifier: BSD-3-Clause */
/* The cells that are kept: their space groups, their files. */
#include "dope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Shells of the short-range order go up to this distance, Angstrom: second
 * neighbours of the sublattices of most conductors. */
#define ORDER_CUTOFF_ANG 6.0

/* What is being written. */
typedef struct output {
  const char *folder, *ending; /* folder NULL: no files */
  const char *stream;          /* NULL: none */
  char *frames;
  size_t size;
} output;

/* One cell on its way out. */
typedef struct keeping {
  session *c;
  dope *d;
  output *to;
  dope_cell *cell;
  size_t i;      /* composition of the cell */
  size_t number; /* counted through, from 0 */
} keeping;

static int add_frame(output *to, const iw_text *text)
{
  char *grown = realloc(to->frames, to->size + iw_text_size(text) + 1);

  if (grown == NULL)
    return 0;
  memcpy(grown + to->size, iw_text_data(text), iw_text_size(text));
  to->frames = grown;
  to->size += iw_text_size(text);
  return 1;
}

/* ---- one cell -------------------------------------------------------- */

static iw_status write_frame(const keeping *k, size_t rank,
                             const iw_candidate *candidate,
                             const iw_structure *structure)
{
  const iw_composition *what = &iw_doping_compositions(k->cell->doping)[k->i];
  char energy[32], charge[32], multiplicity[32], composition[32], place[32];
  const iw_frame_value values[] = {{"energy", energy},
                                   {"charge", charge},
                                   {"multiplicity", multiplicity},
                                   {"composition", composition},
                                   {"rank", place},
                                   {"formula", what->formula}};
  const size_t skip = isfinite(candidate->energy_ev) ? 0 : 1;
  iw_text *text;
  iw_status status;

  snprintf(energy, sizeof energy, "%.10f", candidate->energy_ev);
  snprintf(charge, sizeof charge, "%.10g", what->charge);
  snprintf(multiplicity, sizeof multiplicity, "%llu",
           (unsigned long long)candidate->multiplicity);
  snprintf(composition, sizeof composition, "%zu", k->number + 1);
  snprintf(place, sizeof place, "%zu", rank + 1);
  status =
      iw_structure_write_frame(k->c->ctx, structure, values + skip,
                               sizeof values / sizeof values[0] - skip, &text);
  if (status != IW_OK)
    return dope_failed(k->c, k->d, status);
  if (!add_frame(k->to, text))
    status = session_fail(k->c, IW_E_MEMORY, "out of memory");
  iw_text_destroy(text);
  return status;
}

static iw_status write_file(const keeping *k, size_t rank,
                            const iw_structure *structure, dope_kept *kept)
{
  const size_t size = strlen(k->to->folder) + 64;
  iw_status status;

  kept->path = malloc(size);
  if (kept->path == NULL)
    return session_fail(k->c, IW_E_MEMORY, "out of memory");
  snprintf(kept->path, size, "%s/%03zu-%03zu.%s", k->to->folder, k->number + 1,
           rank + 1, k->to->ending);
  status = iw_structure_write_file(
      k->c->ctx, structure, crystal_format(args_text(&k->c->a, "cell-format")),
      kept->path);
  return status == IW_OK ? IW_OK
                         : session_library_failed(k->c, status, kept->path);
}

/* Unknown rather than a failure: the cell is good without it. */
static void find_group(const keeping *k, const iw_candidate *candidate,
                       dope_kept *kept)
{
  if (iw_doping_space_group(k->c->ctx, k->cell->doping, k->i,
                            candidate->species,
                            args_real(&k->c->a, "tolerance-ang"), &kept->number,
                            kept->symbol) != IW_OK)
    kept->number = 0;
}

static iw_status keep_one(const keeping *k, size_t rank,
                          const iw_candidate *candidate, dope_kept *kept)
{
  char title[160];
  iw_structure *structure;
  iw_status status;

  snprintf(title, sizeof title, "%.100s, composition %zu, rank %zu",
           iw_doping_compositions(k->cell->doping)[k->i].formula, k->number + 1,
           rank + 1);
  status = iw_doping_structure(k->c->ctx, k->cell->doping, k->i,
                               candidate->species, title, &structure);
  if (status != IW_OK)
    return dope_failed(k->c, k->d, status);
  find_group(k, candidate, kept);
  if (k->to->folder != NULL)
    status = write_file(k, rank, structure, kept);
  if (status == IW_OK && k->to->stream != NULL)
    status = write_frame(k, rank, candidate, structure);
  iw_structure_destroy(structure);
  return status;
}

/* ---- all ------------------------------------------------------------- */

static iw_status keep_space(const keeping *k)
{
  dope_space *space = &k->cell->spaces[k->i];
  const size_t n = iw_selection_n_kept(space->selection);
  const iw_candidate *kept = iw_selection_kept(space->selection);
  iw_status status = IW_OK;

  if (n == 0)
    return IW_OK;
  space->kept = calloc(n, sizeof *space->kept);
  if (space->kept == NULL)
    return session_fail(k->c, IW_E_MEMORY, "out of memory");
  for (size_t rank = 0; rank < n && status == IW_OK; rank++)
    status = keep_one(k, rank, &kept[rank], &space->kept[rank]);
  if (status != IW_OK || !isfinite(kept[0].energy_ev))
    return status;
  status = iw_short_range_order_compute(k->c->ctx, k->cell->doping, k->i,
                                        kept[0].species, ORDER_CUTOFF_ANG,
                                        &space->order, &space->n_order);
  return status == IW_OK ? IW_OK : dope_failed(k->c, k->d, status);
}

static iw_status close_stream(session *c, const output *to)
{
  iw_text *text;
  iw_status status;

  if (to->stream == NULL)
    return IW_OK;
  status =
      iw_text_create(c->ctx, to->size > 0 ? to->frames : "", to->size, &text);
  if (status == IW_OK)
    status = iw_text_write_file(c->ctx, text, to->stream);
  iw_text_destroy(text);
  return status == IW_OK ? IW_OK
                         : session_library_failed(c, status, to->stream);
}

iw_status dope_keep(session *c, dope *d)
{
  output to = {args_text(&c->a, "cells"),
               crystal_format_ending(args_text(&c->a, "cell-format")),
               args_text(&c->a, "stream"), NULL, 0};
  size_t number = 0;
  iw_status status = IW_OK;

  if (to.folder != NULL && iw_folder_make(c->ctx, to.folder) != IW_OK)
    return session_library_failed(c, IW_E_IO, to.folder);
  for (size_t k = 0; k < d->n_cells; k++) {
    dope_cell *cell = &d->cells[k];

    for (size_t i = 0; i < iw_doping_n_compositions(cell->doping); i++) {
      const keeping one = {c, d, &to, cell, i, number++};

      if (status == IW_OK)
        status = keep_space(&one);
    }
  }
  if (status == IW_OK)
    status = close_stream(c, &to);
  free(to.frames);
  return status;
}
