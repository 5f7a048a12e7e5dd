/* SPDX-License-Identifier: BSD-3-Clause */
/* Files besides the report: the images of each path, and a picture. */
#include "neb_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- paths --------------------------------------------------------------- */

/* The bands' images with energies and forces; of a bond-valence hop there is
 * the ion alone. */
static iw_status path_text(session *c, const neb_row *row, iw_text **out)
{
  const iw_path *path = iw_barrier_path(row->barrier);
  const size_t n = iw_path_n_images(path);
  const double(**forces)[3] = calloc(n, sizeof *forces);
  iw_status status;

  *out = NULL;
  if (forces == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t i = 0; i < n; i++)
    forces[i] = iw_barrier_forces(row->barrier, i);
  status = iw_path_write_memory(c->ctx, path, iw_barrier_energies(row->barrier),
                                (const double(*const *)[3])forces, out);
  free(forces);
  return status;
}

static iw_status write_path(session *c, neb_row *row, const char *folder)
{
  const size_t size = strlen(folder) + IW_HOP_NAME_SIZE + 12;
  iw_text *text;
  iw_status status;

  if (row->barrier == NULL || iw_barrier_path(row->barrier) == NULL)
    return IW_OK;
  row->path_file = malloc(size);
  if (row->path_file == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  snprintf(row->path_file, size, "%s/hop-%s.xyz", folder, row->name);
  status = path_text(c, row, &text);
  if (status == IW_OK)
    status = iw_text_write_file(c->ctx, text, row->path_file);
  iw_text_destroy(text);
  if (status != IW_OK)
    return session_library_failed(c, status, row->path_file);
  row->hop.path_file = row->path_file;
  return IW_OK;
}

iw_status neb_make_folder(session *c)
{
  const char *folder = args_text(&c->a, "paths");
  iw_status status;

  if (folder == NULL)
    return IW_OK;
  status = iw_folder_make(c->ctx, folder);
  return status == IW_OK ? IW_OK : session_library_failed(c, status, folder);
}

static iw_status write_paths(session *c, neb_task *t)
{
  const char *folder = args_text(&c->a, "paths");
  iw_status status = IW_OK;

  if (folder == NULL)
    return IW_OK;
  for (size_t i = 0; i < t->n_rows && status == IW_OK; i++)
    status = write_path(c, &t->rows[i], folder);
  return status;
}

/* ---- picture ------------------------------------------------------------- */

static int make_marks(neb_row *row)
{
  const iw_neb_report_hop *h = &row->hop;
  size_t n = 0;

  row->marks = calloc(h->n_saddles + h->n_minima + 1, sizeof *row->marks);
  if (row->marks == NULL)
    return 0;
  for (size_t i = 0; i < h->n_saddles; i++) {
    if (isfinite(h->saddles[i].s_ang))
      row->marks[n++] = (iw_plot_mark){h->saddles[i].s_ang,
                                       h->saddles[i].energy_ev, IW_PLOT_SADDLE};
  }
  for (size_t i = 0; i < h->n_minima; i++) {
    if (isfinite(h->minima[i].s_ang))
      row->marks[n++] = (iw_plot_mark){h->minima[i].s_ang,
                                       h->minima[i].energy_ev, IW_PLOT_MINIMUM};
  }
  return 1;
}

static size_t count_marks(const neb_row *row)
{
  size_t n = 0;

  for (size_t i = 0; i < row->hop.n_saddles; i++)
    n += isfinite(row->hop.saddles[i].s_ang) != 0;
  for (size_t i = 0; i < row->hop.n_minima; i++)
    n += isfinite(row->hop.minima[i].s_ang) != 0;
  return n;
}

static iw_plot_profile profile_of(neb_row *row)
{
  const iw_neb_report_hop *h = &row->hop;

  snprintf(row->plot_name, sizeof row->plot_name, "hop %s", h->name);
  return (iw_plot_profile){.name = row->plot_name,
                           .n_images = h->n_images,
                           .s_ang = h->s_ang,
                           .energies_ev = h->energies_ev,
                           .n_curve = h->n_curve,
                           .curve_s_ang = h->curve_s_ang,
                           .curve_energies_ev = h->curve_energies_ev,
                           .n_marks = count_marks(row),
                           .marks = row->marks,
                           .forward_ev = h->forward_ev,
                           .reverse_ev = h->reverse_ev,
                           .state = h->certified ? NULL : h->state};
}

static iw_status write_plot(session *c, neb_task *t)
{
  const char *file = args_text(&c->a, "plot");
  iw_plot_profile *profiles;
  iw_text *text = NULL;
  iw_status status = IW_OK;
  size_t n = 0;

  if (file == NULL)
    return IW_OK;
  profiles = calloc(t->n_rows + 1, sizeof *profiles);
  if (profiles == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t i = 0; i < t->n_rows && status == IW_OK; i++) {
    if (t->rows[i].hop.n_images < 2)
      continue;
    if (!make_marks(&t->rows[i]))
      status = session_fail(c, IW_E_MEMORY, "out of memory");
    else
      profiles[n++] = profile_of(&t->rows[i]);
  }
  if (status == IW_OK && n == 0) {
    session_note(c, IW_LOG_WARNING, "%s: not written, no hop has a path", file);
    free(profiles);
    return IW_OK;
  }
  if (status == IW_OK) {
    status = iw_plot_profiles(c->ctx, profiles, n,
                              iw_structure_title(t->x.structure), &text);
    if (status == IW_OK)
      status = iw_text_write_file(c->ctx, text, file);
    if (status != IW_OK)
      status = session_library_failed(c, status, file);
  }
  iw_text_destroy(text);
  free(profiles);
  return status;
}

iw_status neb_write_files(session *c, neb_task *t)
{
  iw_status status = write_paths(c, t);

  return status == IW_OK ? write_plot(c, t) : status;
}
