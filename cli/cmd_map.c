/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway map: landscape and percolation of the mobile ion. */
#include "crystal.h"
#include "job.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* What a map adds to the crystal. */
typedef struct map {
  crystal x;
  iw_bvse *field;
  iw_landscape *landscape;
  iw_percolation *percolation;
} map;

static iw_status failed(session *c, const map *m, iw_status status)
{
  const char *text = iw_context_message(c->ctx);
  const size_t size = strlen(m->x.path);

  /* a file written has its own name in front */
  if (status == IW_E_IO ||
      (strncmp(text, m->x.path, size) == 0 && text[size] == ':'))
    return session_fail(c, status, "%s", text);
  return session_fail(c, status, "%s: %s", m->x.path, text);
}

static iw_status make_field(session *c, map *m)
{
  iw_bvse_options options;
  iw_status status;

  iw_bvse_options_default(&options);
  options.mobile_element = m->x.mobile_element;
  options.mobile_charge = c->wanted_mobile_charge;
  options.cutoff_ang = args_real(&c->a, "cutoff-ang");
  options.keep_mobile = args_flag(&c->a, "keep-mobile");
  status = iw_bvse_create(c->ctx, iw_oxidation_structure(m->x.oxidation),
                          c->parameters, &options, &m->field);
  return status == IW_OK ? IW_OK : failed(c, m, status);
}

static iw_status make_landscape(session *c, map *m)
{
  iw_landscape_options options;
  iw_status status;

  iw_landscape_options_default(&options);
  options.step_ang = args_real(&c->a, "step-ang");
  args_grid(&c->a, "grid", options.grid);
  status = iw_landscape_compute(c->ctx, m->field,
                                iw_oxidation_structure(m->x.oxidation),
                                m->x.symmetry, &options, &m->landscape);
  return status == IW_OK ? IW_OK : failed(c, m, status);
}

static iw_status make_percolation(session *c, map *m)
{
  iw_percolation_options options;
  iw_status status;

  iw_percolation_options_default(&options);
  options.max_barrier_ev = args_real(&c->a, "max-barrier-ev");
  options.refine = !args_flag(&c->a, "no-refine");
  status = iw_percolation_compute(c->ctx, m->landscape, m->field, &options,
                                  &m->percolation);
  return status == IW_OK ? IW_OK : failed(c, m, status);
}

static iw_status write_volumes(session *c, map *m)
{
  const arg_values *paths = args_list(&c->a, "volume");
  double cap_ev = args_real(&c->a, "volume-cap-ev");

  if (isnan(cap_ev))
    cap_ev = INFINITY;
  for (size_t i = 0; i < paths->n; i++) {
    const iw_status status = iw_landscape_write_file(
        c->ctx, m->landscape, iw_oxidation_structure(m->x.oxidation), cap_ev,
        IW_VOLUME_AUTO, paths->texts[i]);

    if (status != IW_OK)
      return session_library_failed(c, status, paths->texts[i]);
  }
  return IW_OK;
}

static iw_status build(session *c, const char *path, map *m)
{
  iw_status status = crystal_open(c, path, &m->x);

  if (status == IW_OK)
    status = crystal_need_mobile(c, &m->x);
  if (status == IW_OK)
    status = crystal_charge(c, &m->x);
  if (status == IW_OK)
    status = make_field(c, m);
  if (status == IW_OK)
    status = make_landscape(c, m);
  if (status == IW_OK)
    status = make_percolation(c, m);
  if (status == IW_OK)
    status = write_volumes(c, m);
  return status;
}

/* A threshold that was to be refined and could not be is a part missing. */
static int all_converged(session *c, const map *m)
{
  char names[24] = "";
  size_t used = 0;

  for (int d = 1; d <= 3; d++) {
    const iw_percolation_event *event =
        iw_percolation_threshold(m->percolation, d);

    if (event->found && !event->refined)
      used += (size_t)snprintf(names + used, sizeof names - used, "%sE_%dD",
                               used > 0 ? ", " : "", d);
  }
  if (used == 0 || args_flag(&c->a, "no-refine"))
    return 1;
  session_note(c, IW_LOG_WARNING,
               "the saddle of %s did not converge: its energy is that of the "
               "grid; a smaller --step-ang may help",
               names);
  return 0;
}

static iw_status render(session *c, const map *m, const struct timespec *start,
                        iw_text **out)
{
  iw_report report;
  iw_status status;

  crystal_report(c, &m->x, &report);
  report.field = m->field;
  report.landscape = m->landscape;
  report.percolation = m->percolation;
  report.max_barrier_ev = args_real(&c->a, "max-barrier-ev");
  if (args_list(&c->a, "volume")->n > 0)
    report.volume_path = args_list(&c->a, "volume")->texts[0];
  report.seconds = job_seconds(c, start);
  status = job_render(c, &report, out);
  return status == IW_OK ? IW_OK : failed(c, m, status);
}

static iw_status map_job(session *c, const char *path, iw_text **out)
{
  struct timespec start;
  map m;
  iw_status status;

  *out = NULL;
  memset(&m, 0, sizeof m);
  clock_gettime(CLOCK_MONOTONIC, &start);
  status = build(c, path, &m);
  if (status == IW_OK) {
    const int converged = all_converged(c, &m);

    status = render(c, &m, &start, out);
    if (status == IW_OK && !converged)
      status = IW_E_NOT_CONVERGED;
  }
  iw_percolation_destroy(m.percolation);
  iw_landscape_destroy(m.landscape);
  iw_bvse_destroy(m.field);
  crystal_close(&m.x);
  return status;
}

int cmd_map(session *c)
{
  return job_run(c, map_job);
}
