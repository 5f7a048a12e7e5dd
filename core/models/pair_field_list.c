/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is near whom: one list of pairs for the Coulomb energy, one for the other
 * laws, both a little longer than the cutoffs. A pair stands once. Rows are
 * padded with the image right behind the particles, which is far away. */
#include <math.h>

#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "pair_field_model.h"
#include "vec3.h"

typedef struct hunt {
  iw_context *ctx;
  iwi_pair_workspace *w;
  iw_status status;
  size_t n_near;
} hunt;

static double distance2(const iwi_pair_workspace *w, size_t at)
{
  const double *d = w->near_vectors[at];

  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/* The cell that the vector to a neighbour ends in. */
static void find_cell(const iwi_pair_workspace *w, size_t i, size_t at,
                      int32_t cell[3])
{
  const double *to = w->frac[w->near_sites[at]];
  double d[3];

  iwi_row_times3(w->near_vectors[at], (const double(*)[3])w->lattice.inverse,
                 d);
  /* rounded, without a call of floor(): there are many */
  for (int k = 0; k < 3; k++)
    cell[k] = (int32_t)(d[k] + w->frac[i][k] - to[k] + (IWI_MAX_CELL + 0.5)) -
              IWI_MAX_CELL;
}

/* Of (i, j, cell) and (j, i, -cell) one stands in a list, here by the
 * particles: rows get equally long. Images of i itself follow from the cell. */
static int is_ours(int32_t i, int32_t j)
{
  return (j == i) | ((j < i) == (((j + i) & 1) == 0));
}

static int is_ahead(const int32_t cell[3])
{
  for (int k = 0; k < 3; k++) {
    if (cell[k] != 0)
      return cell[k] > 0;
  }
  return 0;
}

/* Room for one more row with all neighbours there are, and padding. */
static iw_status begin_row(hunt *h, iwi_pair_list *list, size_t i, int pair)
{
  const size_t most = list->n + h->n_near + IWI_ROW_STEP;
  iw_status status =
      iwi_reserve(h->ctx, (void **)&list->rows, &list->rows_capacity,
                  list->n_rows + 1, sizeof *list->rows);

  if (status == IW_OK)
    status = iwi_reserve(h->ctx, (void **)&list->images, &list->images_capacity,
                         most, sizeof *list->images);
  if (status == IW_OK && pair < 0)
    status = iwi_reserve(h->ctx, (void **)&list->charges,
                         &list->charges_capacity, most, sizeof *list->charges);
  if (status == IW_OK)
    list->rows[list->n_rows] =
        (iwi_pair_row){.particle = (int32_t)i, .pair = pair, .first = list->n};
  return status;
}

/* Padded to whole steps, or not there when it is empty. */
static void end_row(hunt *h, iwi_pair_list *list)
{
  iwi_pair_row *row = &list->rows[list->n_rows];

  while ((list->n - row->first) % IWI_ROW_STEP != 0) {
    if (row->pair < 0)
      list->charges[list->n] = 0;
    list->images[list->n++] = (int32_t)h->w->n;
  }
  row->n = list->n - row->first;
  if (row->n > 0)
    list->n_rows++;
}

static int is_excluded(const iwi_pair_workspace *w, size_t i, int32_t j,
                       const int32_t cell[3])
{
  const int32_t *from = w->base[w->atom_of[i]], *to = w->base[w->atom_of[j]];
  int32_t opened[3];

  /* as the topology counts cells: from where the atoms were opened */
  for (int k = 0; k < 3; k++)
    opened[k] = cell[k] - to[k] + from[k];
  return iwi_pair_topology_excludes(&w->topology, (int32_t)i, j, opened);
}

/* A neighbour goes into the row unless it is excluded or counted from the other
 * side. */
static iw_status append(hunt *h, iwi_pair_list *list, size_t i, size_t at)
{
  iwi_pair_workspace *w = h->w;
  const int32_t j = w->near_sites[at];
  int32_t cell[3];
  iw_status status;

  find_cell(w, i, at, cell);
  if ((j == (int32_t)i && !is_ahead(cell)) ||
      (w->topology.n_exclusions > 0 && is_excluded(w, i, j, cell)))
    return IW_OK;
  status = iwi_pair_images_number(h->ctx, w, j, cell, &list->images[list->n]);
  list->n += status == IW_OK;
  return status;
}

/* The selected neighbours as a row. */
static iw_status add_row(hunt *h, iwi_pair_list *list, size_t i, int pair,
                         size_t n_selected)
{
  iwi_pair_workspace *w = h->w;
  iw_status status = begin_row(h, list, i, pair);

  for (size_t k = 0; k < n_selected && status == IW_OK; k++) {
    const size_t at = (size_t)w->selected[k];

    if (pair < 0)
      list->charges[list->n] = w->charges[w->near_sites[at]];
    status = append(h, list, i, at);
  }
  if (status == IW_OK)
    end_row(h, list);
  return status;
}

/* Selecting writes every candidate and moves on for those that are taken: which
 * ones is no pattern that a processor could learn. */
static iw_status list_coulomb(hunt *h, size_t i)
{
  iwi_pair_workspace *w = h->w;
  const double reach = w->screening.cutoff_ang + IWI_SKIN_ANG;
  size_t n = 0;

  for (size_t k = 0; k < h->n_near; k++) {
    const int32_t j = w->near_sites[k];

    w->selected[n] = (int32_t)k;
    /* exact: uncharged particles have no Coulomb energy */
    n += (size_t)(is_ours((int32_t)i, j) & (w->charges[j] != 0) &
                  (distance2(w, k) <= reach * reach));
  }
  return add_row(h, &w->coulomb, i, -1, n);
}

/* Rows with the neighbours of one type. Between two types all rows belong to
 * the rarer, so that they are long. */
static iw_status list_laws(hunt *h, size_t i, int at)
{
  iwi_pair_workspace *w = h->w;
  const iwi_pair_laws *pair = &w->field->pairs[at];
  const int32_t own = w->acting[i];
  const int32_t other = pair->type_a == own ? pair->type_b : pair->type_a;
  const size_t n_own = w->n_of_type[own], n_other = w->n_of_type[other];
  const double reach = pair->cutoff_ang + IWI_SKIN_ANG;
  size_t n = 0;

  if (own != other && (n_own > n_other || (n_own == n_other && own > other)))
    return IW_OK;
  for (size_t k = 0; k < h->n_near; k++) {
    const int32_t j = w->near_sites[k];

    w->selected[n] = (int32_t)k;
    n += (size_t)((w->acting[j] == other) &
                  ((own != other) | is_ours((int32_t)i, j)) &
                  (distance2(w, k) <= reach * reach));
  }
  return add_row(h, &w->short_range, i, at, n);
}

static iw_status list_particle(hunt *h, const iwi_bins *bins, size_t i,
                               double reach)
{
  iwi_pair_workspace *w = h->w;
  const size_t n_types = w->field->spec.n_types;

  h->n_near =
      iwi_bins_collect(bins, w->frac[i], reach, w->near_sites, w->near_vectors);
  /* exact: 0 is no charge */
  if (h->status == IW_OK && w->screening.cutoff_ang > 0 && w->charges[i] != 0)
    h->status = list_coulomb(h, i);
  for (size_t t = 0; t < n_types && h->status == IW_OK; t++) {
    if (w->acting[i] >= 0) {
      const int at = w->field->pair_of[(size_t)w->acting[i] * n_types + t];

      if (at >= 0)
        h->status = list_laws(h, i, at);
    }
  }
  return h->status;
}

/* Atoms go back into the cell; what they are bonded to follows by base. */
static void rebase(iwi_pair_workspace *w)
{
  for (size_t i = 0; i < w->n_atoms; i++) {
    for (int k = 0; k < 3; k++) {
      const double cell = floor(w->place[i][k]);

      w->base[i][k] = (int32_t)cell;
      w->frac[i][k] = w->place[i][k] - cell;
    }
  }
  for (size_t s = 0; s < w->n_shells; s++) {
    const size_t at = w->n_atoms + s;
    double d[3];

    iwi_row_times3(w->shell[s], (const double(*)[3])w->lattice.inverse, d);
    for (int k = 0; k < 3; k++)
      w->frac[at][k] = w->frac[w->atom_of[at]][k] + d[k];
  }
}

/* Room for whatever may be within reach of a point: all that is in the cells
 * that a sphere can touch. */
static iw_status make_near(hunt *h, double reach)
{
  iwi_pair_workspace *w = h->w;
  size_t most = w->n;
  iw_status status;

  for (int k = 0; k < 3; k++)
    most *= (size_t)ceil(2 * reach / w->lattice.width[k]) + 2;
  status = iwi_reserve(h->ctx, (void **)&w->near_sites, &w->near_capacity[0],
                       most + 1, sizeof *w->near_sites);
  if (status == IW_OK)
    status =
        iwi_reserve(h->ctx, (void **)&w->near_vectors, &w->near_capacity[1],
                    most + 1, sizeof *w->near_vectors);
  if (status == IW_OK)
    status = iwi_reserve(h->ctx, (void **)&w->selected, &w->near_capacity[2],
                         most + 1, sizeof *w->selected);
  return status;
}

iw_status iwi_pair_list_renew(iw_context *ctx, iwi_pair_workspace *w)
{
  hunt h = {.ctx = ctx, .w = w};
  const double reach =
      fmax(w->screening.cutoff_ang, w->short_reach_ang) + IWI_SKIN_ANG;
  iwi_bins *bins = NULL;

  rebase(w);
  w->has_lists = 0;
  w->n_images = 0;
  w->coulomb.n = w->coulomb.n_rows = 0;
  w->short_range.n = w->short_range.n_rows = 0;
  h.status = iwi_pair_images_clear(ctx, w, reach);
  if (h.status == IW_OK)
    h.status = make_near(&h, reach);
  if (h.status == IW_OK)
    h.status = iwi_bins_create(ctx, &w->lattice, (const double(*)[3])w->frac,
                               w->n, reach / 3, &bins);
  for (size_t i = 0; i < w->n && h.status == IW_OK; i++)
    list_particle(&h, bins, i, reach);
  iwi_bins_destroy(bins);
  if (h.status == IW_OK)
    h.status = iwi_pair_images_cloud(ctx, w);
  w->has_lists = h.status == IW_OK;
  return h.status;
}
