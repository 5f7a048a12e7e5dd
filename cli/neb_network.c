/* SPDX-License-Identifier: BSD-3-Clause */
/* From the barriers of the distinct hops to where their network percolates. */
#include "neb_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Barriers of the orbits, in the directions in which the carrier goes from the
 * first place to the last and back. A vacancy goes against the ion. */
static void collect(const neb_task *t, double *forward, double *backward)
{
  const size_t n = iw_hops_n(t->hops);

  for (size_t k = 0; k < n; k++)
    forward[k] = backward[k] = NAN;
  for (size_t i = 0; i < t->n_rows; i++) {
    const neb_row *row = &t->rows[i];
    const iw_hop *hop = &iw_hops_get(t->hops)[row->orbit];
    /* alone in the crystal the ion itself is the carrier */
    const int against = hop->mechanism == IW_HOP_VACANCY && t->has_supercell;

    if (!isfinite(row->hop.forward_ev) || !isfinite(row->hop.reverse_ev))
      continue;
    forward[row->orbit] =
        fmax(against ? row->hop.reverse_ev : row->hop.forward_ev, 0);
    backward[row->orbit] =
        fmax(against ? row->hop.forward_ev : row->hop.reverse_ev, 0);
  }
}

static void keep(neb_task *t, const iw_migration_graph *graph,
                 const iw_migration_threshold found[3])
{
  for (int d = 0; d < 3; d++) {
    iw_neb_report_threshold *out = &t->thresholds[d];

    memset(out, 0, sizeof *out);
    out->found = found[d].found;
    out->barrier_ev = NAN;
    if (!found[d].found)
      continue;
    out->barrier_ev = found[d].barrier;
    out->rank = found[d].rank;
    memcpy(out->basis, found[d].basis, sizeof out->basis);
    snprintf(t->threshold_hops[d], sizeof t->threshold_hops[d], "%d",
             (int)iw_migration_graph_edges(graph)[found[d].edge].kind + 1);
    out->hop = t->threshold_hops[d];
  }
  t->has_thresholds = 1;
}

static iw_status find(session *c, neb_task *t, const iw_migration_graph *graph,
                      double *numbers, double *nodes)
{
  const size_t n = iw_hops_n(t->hops);
  double *forward = numbers, *backward = numbers + n, *kinds = numbers + 2 * n;
  iw_migration_threshold found[3];
  iw_migration_heights heights = {.kinds = kinds, .nodes = nodes};
  double mismatch = 0;
  iw_status status;

  collect(t, forward, backward);
  status = iw_migration_graph_heights(c->ctx, graph, forward, backward, nodes,
                                      kinds, &mismatch);
  if (status == IW_OK)
    status = iw_migration_graph_thresholds(c->ctx, graph, &heights, found);
  if (status != IW_OK)
    return status;
  /* 0.02 eV: far above what certified barriers leave */
  if (mismatch > 0.02)
    session_note(c, IW_LOG_WARNING,
                 "forward and reverse barriers do not fit one energy for each "
                 "site: off by up to %.3f eV; thresholds are a compromise",
                 mismatch);
  keep(t, graph, found);
  return IW_OK;
}

iw_status neb_find_thresholds(session *c, neb_task *t)
{
  iw_migration_graph *graph = NULL;
  double *numbers, *nodes;
  iw_status status;
  size_t n;

  if (t->hops == NULL || args_list(&c->a, "hop")->n > 0)
    return IW_OK;
  n = iw_hops_n(t->hops);
  numbers = calloc(3 * n + 1, sizeof *numbers);
  nodes = calloc(iw_hops_n_sites(t->hops) + 1, sizeof *nodes);
  status = iw_migration_graph_from_hops(
      c->ctx, t->hops, IW_HOP_VACANCY | IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF,
      &graph);
  if (numbers == NULL || nodes == NULL)
    status = session_fail(c, IW_E_MEMORY, "out of memory");
  else if (status == IW_OK)
    status = find(c, t, graph, numbers, nodes);
  if (status != IW_OK && status != IW_E_MEMORY)
    status = neb_failed(c, t, status);
  iw_migration_graph_destroy(graph);
  free(numbers);
  free(nodes);
  return status;
}
