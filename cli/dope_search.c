/* SPDX-License-Identifier: BSD-3-Clause */
/* Through all decorations: from where an earlier run stopped, line by line to
 * the disk, until the end or a signal. */
#include "dope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Seconds between two writings of the list. */
#define FLUSH_PERIOD_S 0.5

/* One run on its way. */
typedef struct search {
  session *c;
  dope *d;
  iw_listing *list; /* or NULL */
  size_t number;    /* composition at work, counted through */
  double flushed_s;
  iw_status failure; /* of writing */
} search;

void dope_enumeration_options(const session *c, iw_enumeration_options *o)
{
  const args *a = &c->a;

  iw_enumeration_options_default(o);
  o->max_listed = (uint64_t)args_integer(a, "max");
  o->n_samples = (uint64_t)args_integer(a, "samples");
  o->seed = (uint64_t)args_integer(a, "seed");
  o->rank = !args_flag(a, "no-rank");
  /* without energies there is nothing to anneal by */
  o->anneal = o->rank && strcmp(args_text(a, "sample"), "anneal") == 0;
  o->primitive_only = args_flag(a, "primitive-only");
}

static dope_space *space_of(const dope *d, size_t number)
{
  for (size_t k = 0; k < d->n_cells; k++) {
    const size_t n = iw_doping_n_compositions(d->cells[k].doping);

    if (number < n)
      return &d->cells[k].spaces[number];
    number -= n;
  }
  return NULL;
}

static int visit(const iw_candidate *candidate, void *user)
{
  search *s = user;
  const show *shown = &s->c->s;

  if (s->list != NULL) {
    const double now_s = shown->now();

    s->failure = iw_listing_add(s->c->ctx, s->list, s->number, candidate);
    if (s->failure == IW_OK && now_s - s->flushed_s > FLUSH_PERIOD_S) {
      s->flushed_s = now_s;
      s->failure = iw_listing_flush(s->c->ctx, s->list);
    }
  }
  return s->failure != IW_OK || (shown->cancel != NULL && *shown->cancel);
}

/* ---- the list -------------------------------------------------------- */

static void seen(size_t composition, const iw_candidate *candidate, void *user)
{
  const search *s = user;

  iw_selection_add(space_of(s->d, composition)->selection, candidate);
}

static int too_many(const iw_decoration_count *count, double most)
{
  return iw_decoration_count_distinct_real(count) > most;
}

/* A list is of everything or not at all. */
static iw_status refuse_explosion(session *c, const dope *d, const char *path)
{
  const double most = (double)args_integer(&c->a, "max");

  for (size_t number = 0; space_of(d, number) != NULL; number++) {
    const iw_decoration_count *count = space_of(d, number)->count;

    if (too_many(count, most))
      return session_fail(
          c, IW_E_LIMIT,
          "%s: composition %zu has %s%.60s distinct decorations, too many for "
          "--list %.200s: raise --max (now %.0f), take a smaller cell, or "
          "sample without --list",
          d->x.path, number + 1,
          iw_decoration_count_is_exact(count) ? "" : "up to ",
          iw_decoration_count_distinct(count), path, most);
  }
  return IW_OK;
}

static iw_status open_list(search *s, const char *path)
{
  const iw_doping **dopings = calloc(s->d->n_cells, sizeof *dopings);
  iw_listing_spec spec;
  char line[300];
  iw_status status;

  if (dopings == NULL)
    return session_fail(s->c, IW_E_MEMORY, "out of memory");
  for (size_t k = 0; k < s->d->n_cells; k++)
    dopings[k] = s->d->cells[k].doping;
  iw_listing_spec_default(&spec);
  spec.parent = s->d->parent;
  spec.dopings = dopings;
  spec.n_dopings = s->d->n_cells;
  spec.primitive_only = args_flag(&s->c->a, "primitive-only");
  spec.energy = args_flag(&s->c->a, "no-rank") ? NULL : "ewald";
  status = iw_listing_open(s->c->ctx, path, &spec, seen, s, &s->list);
  free(dopings);
  if (status != IW_OK)
    return session_library_failed(s->c, status, path);
  if (iw_listing_n(s->list) > 0) {
    snprintf(line, sizeof line, "going on from the %llu decorations in %.200s",
             (unsigned long long)iw_listing_n(s->list), path);
    show_say(&s->c->s, line);
  }
  return IW_OK;
}

static iw_status begin_list(search *s)
{
  const char *path = args_text(&s->c->a, "list");
  iw_status status;

  if (path == NULL)
    return IW_OK;
  status = refuse_explosion(s->c, s->d, path);
  return status == IW_OK ? open_list(s, path) : status;
}

/* ---- compositions ---------------------------------------------------- */

/* What lists say does not depend on where they were interrupted. */
static void settle_listed(dope_space *space)
{
  const iw_selection *selection = space->selection;
  const double total = iw_decoration_count_total_real(space->count);

  space->result.mode = IW_ENUMERATION_LISTED;
  space->result.n_drawn = iw_selection_n_seen(selection);
  space->result.n_distinct = iw_selection_n_seen(selection);
  space->result.fraction_seen = iw_selection_weight(selection) / total;
}

static iw_status stopped(search *s, iw_status status)
{
  session *c = s->c;
  const char *path = args_text(&c->a, "list");
  const dope_space *space = space_of(s->d, s->number);

  if (s->failure != IW_OK)
    return session_library_failed(c, s->failure, path);
  if (status != IW_E_CANCELLED)
    return dope_failed(c, s->d, status);
  if (path != NULL)
    return session_fail(
        c, status,
        "%s: interrupted after %llu of %.60s in composition "
        "%zu; the same command goes on from %.200s",
        s->d->x.path, (unsigned long long)iw_selection_n_seen(space->selection),
        iw_decoration_count_distinct(space->count), s->number + 1, path);
  return session_fail(c, status,
                      "%s: interrupted in composition %zu; with --list FILE "
                      "a later run goes on where this one stopped",
                      s->d->x.path, s->number + 1);
}

static iw_status search_space(search *s, dope_cell *cell, size_t i,
                              iw_decoration_energy *energy)
{
  dope_space *space = &cell->spaces[i];
  iw_enumeration_options options;
  uint8_t *after = NULL;
  iw_status status;

  dope_enumeration_options(s->c, &options);
  options.visit = visit;
  options.user = s;
  if (s->list != NULL && s->number < iw_listing_composition(s->list)) {
    settle_listed(space);
    return IW_OK;
  }
  if (s->list != NULL && s->number == iw_listing_composition(s->list) &&
      iw_listing_last(s->list) != NULL) {
    const size_t n = iw_doping_n_sites(cell->doping);

    after = malloc(n);
    if (after == NULL)
      return session_fail(s->c, IW_E_MEMORY, "out of memory");
    memcpy(after, iw_listing_last(s->list), n);
    options.resume_after = after;
    options.resume_serial = iw_listing_serial(s->list);
  }
  status = iw_enumeration_run(s->c->ctx, cell->doping, i, space->count, energy,
                              &options, space->selection, &space->result);
  free(after);
  if (status != IW_OK)
    return stopped(s, status);
  if (space->result.mode == IW_ENUMERATION_LISTED)
    settle_listed(space);
  return IW_OK;
}

static iw_status search_cell(search *s, dope_cell *cell)
{
  iw_decoration_energy *energy = NULL;
  iw_status status = IW_OK;

  if (!args_flag(&s->c->a, "no-rank")) {
    status = iw_decoration_energy_create(s->c->ctx, cell->doping, &energy);
    if (status != IW_OK)
      return dope_failed(s->c, s->d, status);
  }
  for (size_t i = 0;
       i < iw_doping_n_compositions(cell->doping) && status == IW_OK; i++) {
    status = search_space(s, cell, i, energy);
    s->number++;
  }
  iw_decoration_energy_destroy(energy);
  return status;
}

/* A sample is not what was asked for first. */
static void note_samples(session *c, const dope *d)
{
  size_t n = 0, sampled = 0;

  for (; space_of(d, n) != NULL; n++)
    sampled += space_of(d, n)->result.mode != IW_ENUMERATION_LISTED;
  if (sampled > 0)
    session_note(c, IW_LOG_NOTE,
                 "%zu of %zu composition%s sampled, for there are more than "
                 "%ld distinct decorations: what was not seen may lie lower; "
                 "--samples takes more, --max lists more",
                 sampled, n, n == 1 ? " was" : "s were",
                 args_integer(&c->a, "max"));
}

iw_status dope_search(session *c, dope *d)
{
  search s = {c, d, NULL, 0, c->s.now(), IW_OK};
  iw_status status = begin_list(&s), flushed;

  for (size_t k = 0; k < d->n_cells && status == IW_OK; k++)
    status = search_cell(&s, &d->cells[k]);
  /* what was found before a failure is found */
  if (s.list != NULL && s.failure == IW_OK) {
    flushed = iw_listing_flush(c->ctx, s.list);
    if (flushed != IW_OK && (status == IW_OK || status == IW_E_CANCELLED))
      status = session_library_failed(c, flushed, args_text(&c->a, "list"));
  }
  iw_listing_close(s.list);
  if (status == IW_OK)
    note_samples(c, d);
  return status;
}
