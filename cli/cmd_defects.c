/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway defects: vacancies, interstitials and Frenkel pairs of a crystal. */
#include "crystal.h"
#include "job.h"
#include "list_option.h"
#include "supercell_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a list of defects adds to the crystal. */
typedef struct task {
  crystal x;
  iw_structure *primitive; /* NULL when the input cell is repeated */
  iw_symmetry *primitive_symmetry;
  iw_interstitials *interstitials;
  iw_defects *defects;
  iw_defects_options options;
  double mobile_charge;
  char **paths; /* one a defect; NULL without --cells */
} task;

static iw_status failed(session *c, const task *t, iw_status status)
{
  return session_library_failed(c, status, t->x.path);
}

static iw_status take_kinds(session *c, unsigned *kinds)
{
  static const list_word words[] = {{"vacancy", IW_DEFECT_VACANCY},
                                    {"interstitial", IW_DEFECT_INTERSTITIAL},
                                    {"frenkel", IW_DEFECT_FRENKEL}};

  return list_option_bits(c, "kinds", words, 3, kinds);
}

/* ---- parent and supercell -------------------------------------------- */

static const iw_structure *parent_of(const task *t)
{
  return t->primitive != NULL ? t->primitive
                              : iw_oxidation_structure(t->x.oxidation);
}

static const iw_symmetry *symmetry_of(const task *t)
{
  return t->primitive != NULL ? t->primitive_symmetry : t->x.symmetry;
}

/* A matrix given is one of the input cell; the smallest supercell is one of
 * the primitive cell, or shapes would be missed. */
static iw_status choose_supercell(session *c, task *t)
{
  iw_supercell_shape shape;
  int given;
  iw_status status = supercell_option_matrix(c, t->options.matrix, &given);

  if (status != IW_OK || given)
    return status;
  status =
      iw_supercell_primitive(c->ctx, iw_oxidation_structure(t->x.oxidation),
                             t->x.symmetry, &t->primitive);
  if (status == IW_OK)
    status = iw_symmetry_find_primitive(c->ctx, t->primitive,
                                        iw_oxidation_structure(t->x.oxidation),
                                        t->x.symmetry, &t->primitive_symmetry);
  if (status == IW_OK)
    status = iw_supercell_smallest(c->ctx, t->primitive, t->primitive_symmetry,
                                   args_real(&c->a, "min-image-ang"), &shape);
  if (status != IW_OK)
    return failed(c, t, status);
  memcpy(t->options.matrix, shape.matrix, sizeof shape.matrix);
  return IW_OK;
}

/* ---- defects --------------------------------------------------------- */

static iw_status find_interstitials(session *c, task *t)
{
  iw_interstitials_options options;
  iw_status status;

  if ((t->options.kinds & (IW_DEFECT_INTERSTITIAL | IW_DEFECT_FRENKEL)) == 0)
    return IW_OK;
  iw_interstitials_options_default(&options);
  options.mobile_element = t->x.mobile_element;
  options.mobile_charge = t->mobile_charge;
  options.max_energy_ev = args_real(&c->a, "max-energy-ev");
  options.step_ang = args_real(&c->a, "step-ang");
  status = iw_interstitials_find(c->ctx, parent_of(t), symmetry_of(t),
                                 c->parameters, &options, &t->interstitials);
  if (status != IW_OK)
    return failed(c, t, status);
  t->options.interstitial_frac = iw_interstitials_frac(t->interstitials);
  t->options.n_interstitials = iw_interstitials_n_positions(t->interstitials);
  return IW_OK;
}

static iw_status find_defects(session *c, task *t)
{
  const double max_pair_ang = args_real(&c->a, "max-pair-ang");
  iw_status status;

  t->options.mobile_element = t->x.mobile_element;
  t->options.mobile_charge = t->mobile_charge;
  t->options.by_supercell = args_flag(&c->a, "by-supercell");
  if (isfinite(max_pair_ang))
    t->options.max_pair_ang = max_pair_ang;
  status = iw_defects_find(c->ctx, parent_of(t), symmetry_of(t), &t->options,
                           &t->defects);
  return status == IW_OK ? IW_OK : failed(c, t, status);
}

/* ---- cells ----------------------------------------------------------- */

/* "DIR/frenkel-3.vasp" */
static char *cell_path(const session *c, const task *t, size_t i)
{
  const char *folder = args_text(&c->a, "cells");
  const char *ending = crystal_format_ending(args_text(&c->a, "cell-format"));
  const size_t size = strlen(folder) + IW_DEFECT_NAME_SIZE + 8;
  char name[IW_DEFECT_NAME_SIZE], *path = malloc(size);

  iw_defects_name(t->defects, i, name);
  if (path != NULL)
    snprintf(path, size, "%s/%s.%s", folder, name, ending);
  return path;
}

static iw_status make_cell(session *c, const task *t, size_t i, iw_text **out)
{
  const iw_format format = crystal_format(args_text(&c->a, "cell-format"));
  iw_structure *structure;
  iw_status status = iw_defects_structure(c->ctx, t->defects, i, &structure);

  *out = NULL;
  if (status == IW_OK)
    status = iw_structure_write_memory(c->ctx, structure, format, out);
  iw_structure_destroy(structure);
  return status == IW_OK ? IW_OK : failed(c, t, status);
}

static iw_status write_cell(session *c, const task *t, size_t i)
{
  iw_text *text;
  iw_status status = make_cell(c, t, i, &text);

  if (status != IW_OK)
    return status;
  status = iw_text_write_file(c->ctx, text, t->paths[i]);
  iw_text_destroy(text);
  return status == IW_OK ? IW_OK
                         : session_library_failed(c, status, t->paths[i]);
}

/* Names of the files; and every cell made once and dropped, so that one that
 * cannot be written is met before the first file is there. */
static iw_status prepare_cells(session *c, task *t, size_t n)
{
  iw_status status = IW_OK;

  t->paths = calloc(n, sizeof *t->paths);
  if (t->paths == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t i = 0; i < n && status == IW_OK; i++) {
    iw_text *text;

    t->paths[i] = cell_path(c, t, i);
    if (t->paths[i] == NULL)
      return session_fail(c, IW_E_MEMORY, "out of memory");
    status = make_cell(c, t, i, &text);
    iw_text_destroy(text);
  }
  return status;
}

static iw_status write_cells(session *c, task *t)
{
  const char *folder = args_text(&c->a, "cells");
  const size_t n = iw_defects_n(t->defects);
  iw_status status;

  if (folder == NULL || n == 0)
    return IW_OK;
  status = prepare_cells(c, t, n);
  if (status != IW_OK)
    return status;
  status = iw_folder_make(c->ctx, folder);
  if (status != IW_OK)
    return session_library_failed(c, status, folder);
  for (size_t i = 0; i < n && status == IW_OK; i++)
    status = write_cell(c, t, i);
  return status;
}

/* ---- job ------------------------------------------------------------- */

static iw_status build(session *c, const char *path, task *t)
{
  iw_status status = crystal_open(c, path, &t->x);

  if (status == IW_OK)
    status = crystal_need_mobile(c, &t->x);
  if (status == IW_OK)
    status = crystal_check_full(c, &t->x, "");
  if (status == IW_OK)
    status = crystal_charge(c, &t->x);
  if (status != IW_OK)
    return status;
  iw_defects_options_default(&t->options);
  t->mobile_charge = crystal_mobile_charge(c, &t->x);
  status = take_kinds(c, &t->options.kinds);
  if (status == IW_OK)
    status = choose_supercell(c, t);
  if (status == IW_OK)
    status = find_interstitials(c, t);
  if (status == IW_OK)
    status = find_defects(c, t);
  if (status == IW_OK)
    status = write_cells(c, t);
  return status;
}

static iw_status render(session *c, const task *t, const struct timespec *start,
                        iw_text **out)
{
  iw_defects_report report;
  iw_report base;
  iw_status status;
  int json;

  crystal_report(c, &t->x, &base);
  base.seconds = job_seconds(c, start);
  json = job_wants_json(c, &base.compact);
  iw_defects_report_default(&report);
  report.crystal = &base;
  report.parent = parent_of(t);
  report.from_primitive = t->primitive != NULL;
  report.mobile_charge = t->mobile_charge;
  report.interstitials = t->interstitials;
  report.max_energy_ev = args_real(&c->a, "max-energy-ev");
  report.defects = t->defects;
  report.paths = (const char *const *)t->paths;
  status =
      json ? iw_defects_report_json(c->ctx, &report, out)
           : iw_defects_report_table(c->ctx, &report, job_wants_colour(c), out);
  return status == IW_OK ? IW_OK : failed(c, t, status);
}

static iw_status defects_job(session *c, const char *path, iw_text **out)
{
  struct timespec start;
  task t;
  iw_status status;

  *out = NULL;
  memset(&t, 0, sizeof t);
  clock_gettime(CLOCK_MONOTONIC, &start);
  status = build(c, path, &t);
  if (status == IW_OK)
    status = render(c, &t, &start, out);
  for (size_t i = 0; t.paths != NULL && i < iw_defects_n(t.defects); i++)
    free(t.paths[i]);
  free(t.paths);
  iw_defects_destroy(t.defects);
  iw_interstitials_destroy(t.interstitials);
  iw_symmetry_destroy(t.primitive_symmetry);
  iw_structure_destroy(t.primitive);
  crystal_close(&t.x);
  return status;
}

/* What is wrong with the options is so for every file: said once. */
int cmd_defects(session *c)
{
  int32_t matrix[3][3];
  unsigned kinds;
  int given;

  if (take_kinds(c, &kinds) == IW_OK &&
      supercell_option_matrix(c, matrix, &given) == IW_OK)
    return job_run(c, defects_job);
  show_error(&c->s, c->message);
  return EXIT_USAGE;
}
