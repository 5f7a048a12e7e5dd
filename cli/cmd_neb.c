/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway neb: barriers of the distinct hops of a crystal, or of the hop
 * between two structures. */
#include "job.h"
#include "neb_job.h"
#include "supercell_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A row that failed for itself does not end the run. */
static int is_of_the_row(iw_status status)
{
  return status == IW_E_STRUCTURE || status == IW_E_ENERGY ||
         status == IW_E_ARGUMENT || status == IW_E_NOT_CONVERGED ||
         status == IW_E_LIMIT;
}

static iw_status find_one(session *c, neb_task *t, neb_row *row)
{
  const iw_status status = t->model.energy == NULL
                               ? neb_bvse_barrier(c, t, row)
                               : neb_band_barrier(c, t, row);

  if (status == IW_OK || t->n_rows == 1 || !is_of_the_row(status))
    return status;
  session_note(c, IW_LOG_WARNING, "hop %s: %s", row->name, c->message);
  row->hop.state = "failed";
  row->hop.reason = iw_status_text(status);
  return IW_OK;
}

iw_status neb_find_barriers(session *c, neb_task *t)
{
  iw_status status = IW_OK;

  for (size_t i = 0; i < t->n_rows && status == IW_OK; i++) {
    c->s.prefix[0] = '\0';
    if (t->n_rows > 1)
      snprintf(c->s.prefix, sizeof c->s.prefix, "hop %zu of %zu, ", i + 1,
               t->n_rows);
    status = find_one(c, t, &t->rows[i]);
  }
  c->s.prefix[0] = '\0';
  return status;
}

static iw_status read_end(session *c, neb_task *t)
{
  iw_structure *end;
  iw_status status;

  if (t->end_path == NULL)
    return IW_OK;
  status = crystal_read(c, t->end_path, &end);
  t->end = end;
  return status;
}

/* States decide about bond valence; a model of all ions has its own charges,
 * and does without where a given cell balances in no way. */
static iw_status charge(session *c, neb_task *t)
{
  const iw_status status = crystal_charge(c, &t->x);

  if (status != IW_E_OXIDATION || t->end_path == NULL ||
      t->model.kind == NEB_BVSE || t->model.kind == NEB_SOFT)
    return status;
  session_note(c, IW_LOG_NOTE, "without oxidation states: %s", c->message);
  return IW_OK;
}

static iw_status build(session *c, const char *path, neb_task *t)
{
  int again = 0;
  iw_status status = neb_model_check(c, &t->model);

  if (status == IW_OK)
    status = neb_check_options(c, t);
  if (status == IW_OK)
    status = crystal_open(c, path, &t->x);
  if (status == IW_OK)
    status = crystal_need_mobile(c, &t->x);
  if (status == IW_OK)
    status = charge(c, t);
  if (status == IW_OK)
    status = read_end(c, t);
  if (status == IW_OK)
    status = neb_model_open(c, &t->model);
  if (status == IW_OK)
    status = neb_model_journal(c, t, &t->model);
  if (status == IW_OK)
    neb_model_check_balance(c, t);
  if (status == IW_OK)
    status = neb_relax_host(c, t);
  if (status == IW_OK)
    status = neb_find_hops(c, t);
  if (status == IW_OK)
    status = neb_make_folder(c);
  if (status == IW_OK)
    status = neb_find_barriers(c, t);
  if (status == IW_OK)
    status = neb_feed_back(c, t, &again);
  if (status == IW_OK && again)
    status = neb_find_barriers(c, t);
  if (status == IW_OK)
    status = neb_find_thresholds(c, t);
  return status;
}

static iw_status render(session *c, const neb_task *t,
                        const struct timespec *start, iw_text **out)
{
  const char *format = args_text(&c->a, "format");
  iw_neb_report_hop *hops = calloc(t->n_rows + 1, sizeof *hops);
  iw_neb_report report;
  iw_report base;
  iw_status status;
  int json;

  if (hops == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  for (size_t i = 0; i < t->n_rows; i++)
    hops[i] = t->rows[i].hop;
  crystal_report(c, &t->x, &base);
  base.seconds = job_seconds(c, start);
  json = job_wants_json(c, &base.compact);
  iw_neb_report_default(&report);
  report.crystal = &base;
  report.energy_model = t->model.name;
  report.energy_source = t->model.source;
  report.supercell = t->supercell;
  report.matrix = t->has_supercell ? (const int32_t(*)[3])t->told : NULL;
  report.from_primitive = t->told_of_primitive;
  report.primitive = t->primitive;
  report.image_distance_ang = t->image_distance_ang;
  report.cell_charge = t->cell_charge;
  report.mobile_charge = t->hops != NULL ? iw_hops_mobile_charge(t->hops) : NAN;
  report.hops = hops;
  report.n_hops = t->n_rows;
  report.thresholds = t->has_thresholds ? t->thresholds : NULL;
  if (t->model.energy != NULL)
    report.force_tol_ev_ang = args_real(&c->a, "force-tol-ev-ang");
  report.plot_file = args_text(&c->a, "plot");
  if (json)
    status = iw_neb_report_json(c->ctx, &report, out);
  else if (strcmp(format, "csv") == 0)
    status = iw_neb_report_csv(c->ctx, &report, out);
  else
    status = iw_neb_report_table(c->ctx, &report, job_wants_colour(c), out);
  free(hops);
  return status == IW_OK ? IW_OK : neb_failed(c, t, status);
}

static void free_task(neb_task *t)
{
  for (size_t i = 0; i < t->n_rows; i++)
    neb_free_row(&t->rows[i]);
  free(t->rows);
  iw_bvse_destroy(t->field);
  iw_structure_destroy(t->supercell);
  iw_hops_destroy(t->hops);
  free(t->empty);
  iw_symmetry_destroy(t->primitive_symmetry);
  iw_structure_destroy(t->primitive);
  iw_symmetry_destroy(t->relaxed_symmetry);
  iw_structure_destroy(t->relaxed);
  iw_structure_destroy(t->end);
  neb_model_close(&t->model);
  crystal_close(&t->x);
}

/* No barrier is an answer; a hop without its certificate is a part missing. */
static int all_certified(const neb_task *t)
{
  for (size_t i = 0; i < t->n_rows; i++) {
    if (!t->rows[i].hop.certified &&
        strcmp(t->rows[i].hop.state,
               iw_barrier_state_text(IW_BARRIER_NO_BARRIER)) != 0 &&
        strcmp(t->rows[i].hop.state,
               iw_bvse_hop_state_text(IW_BVSE_HOP_NO_SADDLE)) != 0)
      return 0;
  }
  return 1;
}

/* The report comes last and tells of the other files. What hours have found is
 * told as well where one of them cannot be written. */
static iw_status write(session *c, neb_task *t, const struct timespec *start,
                       iw_text **out)
{
  const iw_status files = neb_write_files(c, t);
  iw_status status;

  if (files != IW_OK)
    show_error(&c->s, c->message);
  status = render(c, t, start, out);
  if (status != IW_OK || files != IW_OK)
    return status != IW_OK ? status : files;
  return all_certified(t) ? IW_OK : IW_E_NOT_CONVERGED;
}

static iw_status neb_job(session *c, const char *path, iw_text **out)
{
  struct timespec start;
  neb_task t;
  iw_status status;

  *out = NULL;
  memset(&t, 0, sizeof t);
  t.end_path = c->second_operand;
  clock_gettime(CLOCK_MONOTONIC, &start);
  status = build(c, path, &t);
  if (status == IW_OK)
    status = write(c, &t, &start, out);
  free_task(&t);
  return status;
}

/* A second file is the other end of the same hop, no job of its own. What is
 * wrong with the options is said before a file is read. */
int cmd_neb(session *c)
{
  neb_model model;

  if (neb_model_check(c, &model) != IW_OK) {
    show_error(&c->s, c->message);
    return EXIT_USAGE;
  }
  if (c->a.n_operands == 2) {
    c->second_operand = c->a.operands[1];
    c->a.n_operands = 1;
  }
  return job_run(c, neb_job);
}
