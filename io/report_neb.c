/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts and words of a report on barriers. */
#include "report_neb.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"

void iw_neb_report_default(iw_neb_report *report)
{
  memset(report, 0, sizeof *report);
  report->struct_size = sizeof *report;
  report->mobile_charge = NAN;
  report->image_distance_ang = NAN;
  report->cell_charge = NAN;
  report->force_tol_ev_ang = NAN;
}

void iw_neb_report_hop_default(iw_neb_report_hop *hop)
{
  memset(hop, 0, sizeof *hop);
  for (int k = 0; k < 3; k++)
    hop->from_frac[k] = hop->to_frac[k] = NAN;
  hop->length_ang = NAN;
  hop->forward_ev = hop->reverse_ev = hop->error_ev = NAN;
  hop->start_ev = hop->end_ev = NAN;
  hop->max_force_ev_ang = NAN;
  hop->prefactor_forward_thz = hop->prefactor_reverse_thz = NAN;
  hop->rigid_forward_ev = hop->host_shift_ang = NAN;
}

iw_status iwi_neb_check(iw_context *ctx, const iw_neb_report *r)
{
  if (r->struct_size != sizeof *r)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "report of barriers: struct_size is %zu, want %zu (set by "
                    "iw_neb_report_default)",
                    r->struct_size, sizeof *r);
  if (r->crystal == NULL || r->crystal->structure == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "report of barriers: no crystal with a structure");
  if (r->n_hops > 0 && r->hops == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "report of barriers: %zu hops, but no array of them",
                    r->n_hops);
  return IW_OK;
}

/* ---- facts ----------------------------------------------------------- */

const iw_neb_report_saddle *iwi_neb_highest(const iw_neb_report_hop *hop)
{
  const iw_neb_report_saddle *highest = NULL;

  for (size_t i = 0; i < hop->n_saddles; i++) {
    const iw_neb_report_saddle *s = &hop->saddles[i];

    if (highest == NULL || isnan(highest->energy_ev) ||
        s->energy_ev > highest->energy_ev)
      highest = s;
  }
  return highest;
}

size_t iwi_neb_n_missing(const iw_neb_report *r)
{
  size_t n = 0;

  for (size_t i = 0; i < r->n_hops; i++)
    n += !isfinite(r->hops[i].forward_ev);
  return n;
}

/* Does the threshold of dimension d + 1 tell the same as that of d? */
static int same_as_next(const iw_neb_report *r, int d)
{
  const iw_neb_report_threshold *a = &r->thresholds[d - 1], *b = a + 1;

  /* exact equality: the same event, copied */
  return d < 3 && a->found && b->found && a->barrier_ev == b->barrier_ev &&
         a->rank == b->rank;
}

/* ---- words ----------------------------------------------------------- */

const char *iwi_neb_name(const iw_neb_report *r, size_t i, char *buffer)
{
  if (r->hops[i].name != NULL && r->hops[i].name[0] != '\0')
    return r->hops[i].name;
  snprintf(buffer, IWI_NEB_NAME_SIZE, "%zu", i + 1);
  return buffer;
}

const char *iwi_neb_state(const iw_neb_report_hop *hop)
{
  if (hop->state != NULL && hop->state[0] != '\0')
    return hop->state;
  return hop->certified ? "certified" : "not certified";
}

/* A model with what it is and what its barriers are worth. */
typedef struct model_words {
  const char *name, *words, *limits;
} model_words;

#define ALWAYS "they are energies at 0 K, and prefactors are harmonic."

static const model_words models[] = {
    {"bvse", "bond valence in a rigid host",
     "The host is rigid: these barriers rank paths and materials, they are not "
     "activation energies; " ALWAYS},
    {"soft", "bond valence, host ions on springs",
     "The host gives way on springs only: these barriers rank paths and "
     "materials, they are not activation energies; " ALWAYS},
    {"field", "pair force field",
     "These barriers are as good as the force field; " ALWAYS},
    {"ipi", "external engine over the i-PI protocol",
     "These barriers are as good as the set-up of the engine; " ALWAYS},
    {"", "", "These barriers are as good as the energy model; " ALWAYS},
};

enum { N_MODELS = sizeof models / sizeof models[0] };

static const model_words *find_model(const char *name)
{
  for (int i = 0; i < N_MODELS - 1; i++) {
    if (name != NULL && strcmp(models[i].name, name) == 0)
      return &models[i];
  }
  return &models[N_MODELS - 1];
}

const char *iwi_neb_model_words(const char *model)
{
  return find_model(model)->words;
}

const char *iwi_neb_limits(const char *model)
{
  return find_model(model)->limits;
}

static int is_certified(const iw_neb_report *r, const char *name)
{
  for (size_t i = 0; i < r->n_hops; i++) {
    if (r->hops[i].name != NULL && strcmp(r->hops[i].name, name) == 0)
      return r->hops[i].certified;
  }
  return 1; /* a hop that is not listed here */
}

const char *iwi_neb_statement(const iw_neb_report *r, int d, char *buffer)
{
  static const char *const words[] = {"no dimension", "one dimension",
                                      "two dimensions", "three dimensions"};
  const iw_neb_report_threshold *event = &r->thresholds[d - 1];
  char direction[IWI_DIRECTION_SIZE] = "";
  int rank, used;

  buffer[0] = '\0';
  if (!event->found) {
    /* what fails in one dimension fails in all: say it once */
    if (d == 1 || r->thresholds[d - 2].found)
      snprintf(buffer, IWI_NEB_STATEMENT_SIZE,
               "does not percolate in %s by these hops",
               d == 1 ? "any direction" : words[d]);
    return buffer;
  }
  if (same_as_next(r, d))
    return buffer;
  rank = event->rank < d ? d : event->rank > 3 ? 3 : (int)event->rank;
  if (rank < 3)
    iwi_report_direction(rank, event->basis, direction);
  used =
      snprintf(buffer, IWI_NEB_STATEMENT_SIZE,
               "percolates in %s%s%s at %.3f eV", words[rank],
               direction[0] != '\0' ? " " : "", direction, event->barrier_ev);
  if (event->hop != NULL && used > 0 && used < IWI_NEB_STATEMENT_SIZE)
    snprintf(buffer + used, IWI_NEB_STATEMENT_SIZE - (size_t)used,
             ", decided by hop %.60s%s", event->hop,
             is_certified(r, event->hop) ? "" : ", which is not certified");
  return buffer;
}
