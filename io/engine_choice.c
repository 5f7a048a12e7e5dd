/* SPDX-License-Identifier: BSD-3-Clause */
/* Which image a client gets next. */
#include "engine.h"

static int is_alive(const iw_engine *e, size_t number)
{
  for (size_t i = 0; i < e->n_clients; i++)
    if (e->clients[i].number == number)
      return 1;
  return 0;
}

/* Engines start from what they have in memory: best the same image, next one
 * that nobody else knows, last another client's; among these the nearest to the
 * last one done. A newcomer begins at its share of the row. */
size_t iwi_engine_choose(const iw_engine *e, size_t n_jobs, size_t index)
{
  const iwi_client *c = &e->clients[index];
  const size_t at = c->last != IWI_ENGINE_NONE
                        ? c->last
                        : e->jobs[index * n_jobs / e->n_clients].image;
  size_t best = IWI_ENGINE_NONE, best_distance = 0;
  int best_rank = 0;

  for (size_t k = 0; k < n_jobs; k++) {
    const iwi_engine_job *job = &e->jobs[k];
    const size_t owner = job->workspace == NULL ? 0 : job->workspace->client;
    const int rank = owner == c->number   ? 0
                     : owner == 0         ? 1
                     : is_alive(e, owner) ? 2
                                          : 1;
    const size_t distance = job->image > at ? job->image - at : at - job->image;

    if (job->is_done || job->client != IWI_ENGINE_NONE)
      continue;
    if (best != IWI_ENGINE_NONE &&
        (rank > best_rank || (rank == best_rank && distance >= best_distance)))
      continue;
    best = k;
    best_rank = rank;
    best_distance = distance;
  }
  return best;
}
