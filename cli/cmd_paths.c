/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway paths: symmetry-distinct hops of the mobile ion and their graph. */
#include "crystal.h"
#include "job.h"
#include "list_option.h"
#include "supercell_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NEEDS_EMPTY (IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF | IW_HOP_FRENKEL)

/* What a list of hops adds to the crystal. */
typedef struct task {
  crystal x;
  iw_structure *primitive;
  iw_symmetry *primitive_symmetry;
  iw_interstitials *interstitials; /* NULL when none are looked for */
  iw_hops *hops;
  iw_hops_options options;
  int32_t matrix[3][3]; /* of the ends, in primitive vectors         */
  char **paths;         /* start and end of each hop; NULL: no files */
} task;

static iw_status failed(session *c, const task *t, iw_status status)
{
  return session_library_failed(c, status, t->x.path);
}

static iw_status take_mechanisms(session *c, unsigned *mechanisms)
{
  const iw_status status = list_option_bits(c, "mechanism", list_mechanisms,
                                            LIST_N_MECHANISMS, mechanisms);

  if (status == IW_OK && (*mechanisms & NEEDS_EMPTY) != 0 &&
      strcmp(args_text(&c->a, "interstitials"), "none") == 0)
    return session_fail(c, IW_E_ARGUMENT,
                        "--mechanism %.80s goes over empty positions, and "
                        "--interstitials none gives none",
                        args_text(&c->a, "mechanism"));
  return status;
}

static void take_options(session *c, task *t)
{
  const double cutoff_ang = args_real(&c->a, "cutoff-ang");
  const char *until = args_text(&c->a, "until");

  t->options.mobile_element = t->x.mobile_element;
  t->options.mobile_charge = c->wanted_mobile_charge;
  t->options.cutoff_ang = isfinite(cutoff_ang) ? cutoff_ang : 0;
  t->options.until_dimension =
      strcmp(until, "any") == 0 ? 1 : (int)(until[0] - '0');
  t->options.shell_ang = args_real(&c->a, "shell-ang");
  t->options.min_angle_deg = args_real(&c->a, "min-angle-deg");
  t->options.blocked_ang = args_real(&c->a, "blocked-ang");
}

/* ---- hops --------------------------------------------------------------- */

/* In the primitive cell, whose group is that of the crystal whatever cell the
 * input has. */
static iw_status make_primitive(session *c, task *t)
{
  const iw_structure *structure = iw_oxidation_structure(t->x.oxidation);
  iw_status status =
      iw_supercell_primitive(c->ctx, structure, t->x.symmetry, &t->primitive);

  if (status == IW_OK)
    status = iw_symmetry_find_primitive(c->ctx, t->primitive, structure,
                                        t->x.symmetry, &t->primitive_symmetry);
  return status == IW_OK ? IW_OK : failed(c, t, status);
}

/* Without an empty position the other mechanisms are still worth a list. */
static iw_status find_interstitials(session *c, task *t)
{
  iw_interstitials_options options;
  iw_status status;

  if ((t->options.mechanisms & NEEDS_EMPTY) == 0)
    return IW_OK;
  iw_interstitials_options_default(&options);
  options.mobile_element = t->x.mobile_element;
  options.mobile_charge = c->wanted_mobile_charge;
  options.max_energy_ev = args_real(&c->a, "max-energy-ev");
  options.step_ang = args_real(&c->a, "step-ang");
  status = iw_interstitials_find(c->ctx, t->primitive, t->primitive_symmetry,
                                 c->parameters, &options, &t->interstitials);
  if (status != IW_OK)
    return failed(c, t, status);
  t->options.empty_frac = iw_interstitials_frac(t->interstitials);
  t->options.n_empty = iw_interstitials_n_positions(t->interstitials);
  if (t->options.n_empty > 0 ||
      (t->options.mechanisms & ~(unsigned)NEEDS_EMPTY) == 0)
    return IW_OK;
  t->options.mechanisms &= ~(unsigned)NEEDS_EMPTY;
  session_note(c, IW_LOG_WARNING,
               "no empty position up to %g eV: only vacancy hops are listed",
               options.max_energy_ev);
  return IW_OK;
}

static iw_status find_hops(session *c, task *t)
{
  const iw_status status = iw_hops_find(
      c->ctx, t->primitive, t->primitive_symmetry, &t->options, &t->hops);

  return status == IW_OK ? IW_OK : failed(c, t, status);
}

/* ---- files of the ends -------------------------------------------------- */

static iw_status choose_supercell(session *c, task *t)
{
  iw_supercell_shape shape;
  int32_t matrix[3][3];
  int given;
  iw_status status = supercell_option_matrix(c, matrix, &given);

  if (status != IW_OK)
    return status;
  if (given) {
    supercell_option_in_primitive((const int32_t(*)[3])matrix, t->x.structure,
                                  t->primitive, t->matrix);
    return IW_OK;
  }
  status = iw_supercell_smallest(c->ctx, t->primitive, t->primitive_symmetry,
                                 args_real(&c->a, "min-image-ang"), &shape);
  if (status != IW_OK)
    return failed(c, t, status);
  memcpy(t->matrix, shape.matrix, sizeof t->matrix);
  return IW_OK;
}

/* "DIR/vacancy-1-start.cif" */
static char *end_path(const session *c, const task *t, size_t k, int is_end)
{
  const char *folder = args_text(&c->a, "cells");
  const char *ending = crystal_format_ending(args_text(&c->a, "cell-format"));
  const size_t size = strlen(folder) + IW_HOP_NAME_SIZE + 16;
  char name[IW_HOP_NAME_SIZE], *path = malloc(size);

  iw_hops_name(t->hops, k, name);
  if (path != NULL)
    snprintf(path, size, "%s/%s-%s.%s", folder, name, is_end ? "end" : "start",
             ending);
  return path;
}

static iw_status make_ends(session *c, const task *t, size_t k,
                           iw_text *texts[2])
{
  const iw_format format = crystal_format(args_text(&c->a, "cell-format"));
  iw_structure *start, *end;
  iw_hop_ends info;
  iw_status status = iw_hops_ends(
      c->ctx, t->hops, k, (const int32_t(*)[3])t->matrix, &start, &end, &info);

  texts[0] = texts[1] = NULL;
  if (status == IW_OK && !info.is_nearest) {
    char name[IW_HOP_NAME_SIZE];

    iw_hops_name(t->hops, k, name);
    session_note(c, IW_LOG_WARNING,
                 "%s: another periodic image of its end is as near in this "
                 "supercell; a program that takes the nearest may go "
                 "elsewhere",
                 name);
  }
  if (status == IW_OK)
    status = iw_structure_write_memory(c->ctx, start, format, &texts[0]);
  if (status == IW_OK)
    status = iw_structure_write_memory(c->ctx, end, format, &texts[1]);
  iw_structure_destroy(start);
  iw_structure_destroy(end);
  return status == IW_OK ? IW_OK : failed(c, t, status);
}

/* Every pair made once before the first file is there, so that one that cannot
 * be made leaves nothing behind; then written. */
static iw_status handle_pair(session *c, const task *t, size_t k, int write)
{
  iw_text *texts[2];
  iw_status status = make_ends(c, t, k, texts);

  for (size_t i = 0; i < 2 && write && status == IW_OK; i++) {
    status = iw_text_write_file(c->ctx, texts[i], t->paths[2 * k + i]);
    if (status != IW_OK)
      status = session_library_failed(c, status, t->paths[2 * k + i]);
  }
  iw_text_destroy(texts[0]);
  iw_text_destroy(texts[1]);
  return status;
}

static iw_status write_ends(session *c, task *t)
{
  const char *folder = args_text(&c->a, "cells");
  const size_t n = iw_hops_n(t->hops);
  iw_status status;

  if (folder == NULL || n == 0)
    return IW_OK;
  status = choose_supercell(c, t);
  if (status != IW_OK)
    return status;
  t->paths = calloc(2 * n, sizeof *t->paths);
  for (size_t i = 0; t->paths != NULL && i < 2 * n; i++) {
    t->paths[i] = end_path(c, t, i / 2, i % 2 == 1);
    if (t->paths[i] == NULL)
      return session_fail(c, IW_E_MEMORY, "out of memory");
  }
  if (t->paths == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t k = 0; k < n && status == IW_OK; k++)
    status = handle_pair(c, t, k, 0);
  if (status != IW_OK)
    return status;
  status = iw_folder_make(c->ctx, folder);
  if (status != IW_OK)
    return session_library_failed(c, status, folder);
  for (size_t k = 0; k < n && status == IW_OK; k++)
    status = handle_pair(c, t, k, 1);
  return status;
}

/* ---- job ------------------------------------------------------------------
 */

static iw_status build(session *c, const char *path, task *t)
{
  iw_status status = crystal_open(c, path, &t->x);

  if (status == IW_OK)
    status = crystal_need_mobile(c, &t->x);
  if (status == IW_OK && args_text(&c->a, "cells") != NULL)
    status = crystal_check_full(c, &t->x, "for --cells ");
  if (status == IW_OK)
    status = crystal_charge(c, &t->x);
  if (status != IW_OK)
    return status;
  iw_hops_options_default(&t->options);
  take_options(c, t);
  status = take_mechanisms(c, &t->options.mechanisms);
  if (status == IW_OK)
    status = make_primitive(c, t);
  if (status == IW_OK)
    status = find_interstitials(c, t);
  if (status == IW_OK)
    status = find_hops(c, t);
  if (status == IW_OK)
    status = write_ends(c, t);
  return status;
}

static iw_status write_graph(session *c, const task *t,
                             const iw_paths_report *report)
{
  const char *path = args_text(&c->a, "graph");
  iw_text *text;
  iw_status status;

  if (path == NULL)
    return IW_OK;
  status = iw_paths_report_graph(c->ctx, report, &text);
  if (status != IW_OK)
    return failed(c, t, status);
  status = iw_text_write_file(c->ctx, text, path);
  iw_text_destroy(text);
  return status == IW_OK ? IW_OK : session_library_failed(c, status, path);
}

static iw_status render(session *c, const iw_paths_report *report,
                        iw_text **out)
{
  int compact;

  if (job_wants_csv(c))
    return iw_paths_report_csv(c->ctx, report, out);
  if (job_wants_json(c, &compact))
    return iw_paths_report_json(c->ctx, report, out);
  return iw_paths_report_table(c->ctx, report, job_wants_colour(c), out);
}

static iw_status tell(session *c, const task *t, const struct timespec *start,
                      iw_text **out)
{
  iw_paths_report report;
  iw_report base;
  iw_status status;

  crystal_report(c, &t->x, &base);
  base.seconds = job_seconds(c, start);
  job_wants_json(c, &base.compact);
  iw_paths_report_default(&report);
  report.crystal = &base;
  report.hops = t->hops;
  report.interstitials = t->interstitials;
  report.max_energy_ev = args_real(&c->a, "max-energy-ev");
  report.paths = (const char *const *)t->paths;
  if (t->paths != NULL)
    report.matrix = (const int32_t(*)[3])t->matrix;
  status = write_graph(c, t, &report);
  if (status != IW_OK)
    return status;
  status = render(c, &report, out);
  return status == IW_OK ? IW_OK : failed(c, t, status);
}

static iw_status paths_job(session *c, const char *path, iw_text **out)
{
  struct timespec start;
  task t;
  iw_status status;

  *out = NULL;
  memset(&t, 0, sizeof t);
  clock_gettime(CLOCK_MONOTONIC, &start);
  status = build(c, path, &t);
  if (status == IW_OK)
    status = tell(c, &t, &start, out);
  for (size_t i = 0; t.paths != NULL && i < 2 * iw_hops_n(t.hops); i++)
    free(t.paths[i]);
  free(t.paths);
  iw_hops_destroy(t.hops);
  iw_interstitials_destroy(t.interstitials);
  iw_symmetry_destroy(t.primitive_symmetry);
  iw_structure_destroy(t.primitive);
  crystal_close(&t.x);
  return status;
}

/* What is wrong with the options is so for every file: said once. */
int cmd_paths(session *c)
{
  int32_t matrix[3][3];
  unsigned mechanisms;
  int given;

  if (take_mechanisms(c, &mechanisms) == IW_OK &&
      supercell_option_matrix(c, matrix, &given) == IW_OK)
    return job_run(c, paths_job);
  show_error(&c->s, c->message);
  return EXIT_USAGE;
}
