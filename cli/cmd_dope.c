/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway dope: from one crystal and a wish to its distinct ordered cells. */
#include "dope.h"
#include "job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void free_space(dope_space *space)
{
  for (size_t i = 0;
       space->kept != NULL && i < iw_selection_n_kept(space->selection); i++)
    free(space->kept[i].path);
  free(space->kept);
  iw_short_range_order_free(space->order);
  iw_selection_destroy(space->selection);
  iw_decoration_count_destroy(space->count);
}

static void close_dope(dope *d)
{
  for (size_t k = 0; k < d->n_cells; k++) {
    dope_cell *cell = &d->cells[k];
    const size_t n =
        cell->spaces != NULL ? iw_doping_n_compositions(cell->doping) : 0;

    for (size_t i = 0; i < n; i++)
      free_space(&cell->spaces[i]);
    free(cell->spaces);
    iw_doping_destroy(cell->doping);
  }
  free(d->cells);
  iw_decoration_count_destroy(d->sum);
  iw_interstitials_destroy(d->interstitials);
  iw_substitutions_destroy(d->substitutions);
  iw_substitutions_destroy(d->codopant);
  iw_symmetry_destroy(d->primitive_symmetry);
  iw_structure_destroy(d->primitive);
  crystal_close(&d->x);
}

/* ---- report ---------------------------------------------------------- */

/* The report's view of what was found; all of it lent. */
typedef struct view {
  iw_report crystal;
  iw_dope_report report;
  iw_dope_cell *cells;
  iw_dope_composition *compositions;
  iw_dope_kept *kept;
} view;

static size_t count_all(const dope *d, size_t *n_kept)
{
  size_t n = 0;

  *n_kept = 0;
  for (size_t k = 0; k < d->n_cells; k++) {
    const size_t here = iw_doping_n_compositions(d->cells[k].doping);

    for (size_t i = 0; i < here; i++)
      *n_kept += iw_selection_n_kept(d->cells[k].spaces[i].selection);
    n += here;
  }
  return n;
}

static iw_dope_kept *view_space(const dope_space *space, int dry_run,
                                iw_dope_composition *out, iw_dope_kept *kept)
{
  memset(out, 0, sizeof *out);
  out->count = space->count;
  out->estimate_s = space->estimate_s;
  if (dry_run)
    return kept;
  out->result = &space->result;
  out->selection = space->selection;
  out->kept = kept;
  out->n_kept = iw_selection_n_kept(space->selection);
  out->order = space->order;
  out->n_order = space->n_order;
  for (size_t i = 0; i < out->n_kept; i++, kept++) {
    kept->candidate = &iw_selection_kept(space->selection)[i];
    kept->group_number = space->kept[i].number;
    kept->group_symbol = space->kept[i].symbol;
    kept->path = space->kept[i].path;
  }
  return kept;
}

static void view_cell(const dope_cell *cell, iw_dope_composition *compositions,
                      iw_dope_cell *out)
{
  memcpy(out->matrix, cell->shape.matrix, sizeof out->matrix);
  out->index = cell->shape.index;
  out->multiplicity = cell->shape.multiplicity;
  out->image_distance_ang = cell->shape.image_distance_ang;
  out->doping = cell->doping;
  out->compositions = compositions;
}

static iw_status make_view(session *c, const dope *d, view *v)
{
  const int dry_run = args_flag(&c->a, "dry-run");
  size_t n_kept;
  const size_t n = count_all(d, &n_kept);
  iw_dope_composition *composition;
  iw_dope_kept *kept;

  v->cells = calloc(d->n_cells + 1, sizeof *v->cells);
  v->compositions = composition = calloc(n + 1, sizeof *composition);
  v->kept = kept = calloc(n_kept + 1, sizeof *kept);
  if (v->cells == NULL || composition == NULL || kept == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t k = 0; k < d->n_cells; k++) {
    const dope_cell *cell = &d->cells[k];

    view_cell(cell, composition, &v->cells[k]);
    for (size_t i = 0; i < iw_doping_n_compositions(cell->doping); i++)
      kept = view_space(&cell->spaces[i], dry_run, composition++, kept);
  }
  return IW_OK;
}

static void fill_report(session *c, const dope *d, view *v)
{
  iw_dope_report *r = &v->report;

  crystal_report(c, &d->x, &v->crystal);
  iw_dope_report_default(r);
  r->crystal = &v->crystal;
  r->from_primitive = d->primitive != NULL;
  r->cells = v->cells;
  r->n_cells = d->n_cells;
  r->substitutions = d->request.substitutions;
  r->n_substitutions = d->request.n_substitutions;
  r->sum = d->sum;
  r->energy = args_flag(&c->a, "no-rank") ? NULL : "ewald";
  r->primitive_only = args_flag(&c->a, "primitive-only");
  r->list_path = args_text(&c->a, "list");
  r->stream_path = args_text(&c->a, "stream");
  if (args_flag(&c->a, "dry-run")) {
    r->estimate_s = d->estimate_s;
    r->estimate_bytes = d->estimate_bytes;
    r->list_path = r->stream_path = NULL;
  }
}

static iw_status render(session *c, const dope *d, double begin_s,
                        iw_text **out)
{
  view v;
  iw_status status;

  memset(&v, 0, sizeof v);
  status = make_view(c, d, &v);
  if (status == IW_OK) {
    fill_report(c, d, &v);
    if (args_flag(&c->a, "timings"))
      v.crystal.seconds = c->s.now() - begin_s;
    status =
        job_wants_json(c, &v.crystal.compact)
            ? iw_dope_report_json(c->ctx, &v.report, out)
            : iw_dope_report_table(c->ctx, &v.report, job_wants_colour(c), out);
    if (status != IW_OK)
      status = dope_failed(c, d, status);
  }
  free(v.cells);
  free(v.compositions);
  free(v.kept);
  return status;
}

/* ---- job ------------------------------------------------------------- */

static iw_status build(session *c, const char *path, dope *d)
{
  iw_status status = crystal_open(c, path, &d->x);

  if (status == IW_OK)
    status = crystal_charge(c, &d->x);
  if (status == IW_OK)
    status = dope_take_request(c, d);
  if (status == IW_OK)
    status = dope_make_cells(c, d);
  if (status == IW_OK && args_flag(&c->a, "dry-run"))
    return dope_estimate(c, d);
  if (status == IW_OK)
    status = dope_search(c, d);
  return status == IW_OK ? dope_keep(c, d) : status;
}

static iw_status dope_job(session *c, const char *path, iw_text **out)
{
  const double begin_s = c->s.now();
  dope d;
  iw_status status;

  *out = NULL;
  memset(&d, 0, sizeof d);
  d.estimate_s = d.estimate_bytes = NAN;
  status = build(c, path, &d);
  if (status == IW_OK)
    status = render(c, &d, begin_s, out);
  close_dope(&d);
  return status;
}

int cmd_dope(session *c)
{
  return job_run(c, dope_job);
}
