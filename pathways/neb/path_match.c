/* SPDX-License-Identifier: BSD-3-Clause */
/* Two structures to the ends of one path: same cell, same atoms, pairs and
 * drift found in turn until neither changes. */
#include <math.h>
#include <string.h>

#include <ionway/elements.h>
#include <ionway/path_match.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "path_check.h"
#include "path_pairs.h"
#include "vec3.h"

/* Below this nothing has moved, above the other it has gone somewhere. */
#define STILL_ANG 0.05
#define MOVED_ANG 0.5
/* Root mean square of the host above which another alignment is looked for,
 * as it is when a host atom has gone somewhere: relaxation about a hop stays
 * below, a shift of the whole does not. */
#define LOOSE_ANG  0.15
#define MAX_ROUNDS 20

typedef struct match {
  iw_context *ctx;
  const iw_structure *start, *end;
  const iw_path_match_options *options;
  iwi_lattice lattice;
  size_t n;
  double (*start_frac)[3], (*end_frac)[3];
  int32_t *start_elements, *end_elements;
  iwi_path_pairs pairs;
  int32_t *order;
  double (*move)[3];
  double drift[3];
  double *sorted; /* n, for medians */
  int32_t mover;
} match;

void iw_path_match_options_default(iw_path_match_options *options)
{
  *options = (iw_path_match_options){.struct_size = sizeof *options,
                                     .max_host_ang = 2};
}

static iw_status check_ends(match *m)
{
  const iw_path_match_options *o = m->options;

  if (o->struct_size != sizeof *o)
    return iwi_fail(m->ctx, IW_E_ARGUMENT,
                    "match: options of size %zu, want %zu (start from the "
                    "defaults)",
                    o->struct_size, sizeof *o);
  if (o->mobile_element < 0 || o->mobile_element > IW_MAX_ELEMENT)
    return iwi_fail(m->ctx, IW_E_ARGUMENT,
                    "match: mobile element %d, want 0..%d",
                    (int)o->mobile_element, IW_MAX_ELEMENT);
  if (!iwi_lattice_init(&m->lattice, iw_structure_lattice(m->start)))
    return iwi_fail(m->ctx, IW_E_ARGUMENT, "match: the cell is flat");
  return iwi_path_check_ends(m->ctx, m->start, m->end, o->keep_order);
}

static iw_status set_up(match *m)
{
  const iw_site *a = iw_structure_sites(m->start);
  const iw_site *b = iw_structure_sites(m->end);

  m->start_frac = iwi_calloc(m->ctx, m->n, sizeof *m->start_frac);
  m->end_frac = iwi_calloc(m->ctx, m->n, sizeof *m->end_frac);
  m->start_elements = iwi_calloc(m->ctx, m->n, sizeof *m->start_elements);
  m->end_elements = iwi_calloc(m->ctx, m->n, sizeof *m->end_elements);
  m->order = iwi_calloc(m->ctx, m->n, sizeof *m->order);
  m->move = iwi_calloc(m->ctx, m->n, sizeof *m->move);
  m->sorted = iwi_calloc(m->ctx, m->n, sizeof *m->sorted);
  if (m->start_frac == NULL || m->end_frac == NULL ||
      m->start_elements == NULL || m->end_elements == NULL ||
      m->order == NULL || m->move == NULL || m->sorted == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < m->n; i++) {
    memcpy(m->start_frac[i], a[i].frac, sizeof a[i].frac);
    memcpy(m->end_frac[i], b[i].frac, sizeof b[i].frac);
    m->start_elements[i] = a[i].element;
    m->end_elements[i] = b[i].element;
  }
  m->pairs = (iwi_path_pairs){&m->lattice,
                              m->n,
                              (const double(*)[3])m->start_frac,
                              (const double(*)[3])m->end_frac,
                              m->start_elements,
                              m->end_elements};
  return IW_OK;
}

static void tear_down(match *m)
{
  iwi_free(m->start_frac);
  iwi_free(m->end_frac);
  iwi_free(m->start_elements);
  iwi_free(m->end_elements);
  iwi_free(m->order);
  iwi_free(m->move);
  iwi_free(m->sorted);
}

/* Middle value; the array is put in order (heap sort would be overdone for a
 * few hundred numbers that are nearly so). */
static double median(double *values, size_t n)
{
  for (size_t gap = n / 2; gap > 0; gap /= 2) {
    for (size_t i = gap; i < n; i++) {
      const double v = values[i];
      size_t j = i;

      for (; j >= gap && values[j - gap] > v; j -= gap)
        values[j] = values[j - gap];
      values[j] = v;
    }
  }
  return values[n / 2];
}

/* The atom that goes farthest against the middle of all. */
static void find_mover(match *m)
{
  double middle[3], most = -1;

  for (int k = 0; k < 3; k++) {
    for (size_t i = 0; i < m->n; i++)
      m->sorted[i] = m->move[i][k];
    middle[k] = median(m->sorted, m->n);
  }
  for (size_t i = 0; i < m->n; i++) {
    const double d[3] = {m->move[i][0] - middle[0], m->move[i][1] - middle[1],
                         m->move[i][2] - middle[2]};

    if (iwi_dot3(d, d) > most) {
      most = iwi_dot3(d, d);
      m->mover = (int32_t)i;
    }
  }
}

/* Does atom i count for the drift? Where all atoms are of the mobile element
 * (the vacancy of a metal), all but the mover do. */
static int is_host(const match *m, int32_t mobile, int all_mobile, size_t i)
{
  if (all_mobile)
    return (int32_t)i != m->mover || m->n == 1;
  return m->start_elements[i] != mobile;
}

/* Mean, mean square and longest of the host's moves. */
typedef struct host {
  double mean[3], square, farthest;
} host;

static host measure_host(const match *m)
{
  const int32_t mobile = m->options->mobile_element != 0
                             ? m->options->mobile_element
                             : m->start_elements[m->mover];
  host h = {.square = 0};
  int all_mobile = 1;
  size_t n = 0;

  for (size_t i = 0; i < m->n; i++)
    all_mobile = all_mobile && m->start_elements[i] == mobile;
  for (size_t i = 0; i < m->n; i++) {
    if (!is_host(m, mobile, all_mobile, i))
      continue;
    n++;
    h.square += iwi_dot3(m->move[i], m->move[i]);
    h.farthest = fmax(h.farthest, iwi_norm3(m->move[i]));
    for (int k = 0; k < 3; k++)
      h.mean[k] += m->move[i][k];
  }
  for (int k = 0; k < 3; k++)
    h.mean[k] /= (double)n;
  h.square /= (double)n;
  return h;
}

/* (N3) pairs for a drift, drift for the pairs, until it stays. */
static iw_status settle(match *m, const double drift[3], host *found)
{
  memcpy(m->drift, drift, sizeof m->drift);
  for (int round = 0; round < MAX_ROUNDS; round++) {
    for (size_t i = 0; m->options->keep_order && i < m->n; i++)
      m->order[i] = (int32_t)i;
    if (!m->options->keep_order) {
      const iw_status status =
          iwi_path_pairs_assign(m->ctx, &m->pairs, m->drift, m->order);

      if (status != IW_OK)
        return status;
    }
    for (size_t i = 0; i < m->n; i++)
      iwi_path_pairs_move(&m->pairs, i, (size_t)m->order[i], m->drift,
                          m->move[i]);
    find_mover(m);
    *found = measure_host(m);
    if (iwi_norm3(found->mean) < 1e-12) /* Angstrom, rounding */
      break;
    for (int k = 0; k < 3; k++)
      m->drift[k] += found->mean[k];
  }
  return IW_OK;
}

/* Two atoms (or one twice) whose element is rarest, the mobile one left out if
 * there are others. */
static void choose_marks(const match *m, size_t marks[2])
{
  size_t counts[IW_MAX_ELEMENT + 1] = {0};

  marks[0] = 0;
  for (size_t i = 0; i < m->n; i++)
    counts[m->start_elements[i]]++;
  if (m->options->mobile_element != 0)
    counts[m->options->mobile_element] = m->n + 1;
  for (size_t i = 1; i < m->n; i++) {
    if (counts[m->start_elements[i]] < counts[m->start_elements[marks[0]]])
      marks[0] = i;
  }
  marks[1] = marks[0];
  for (size_t i = 0; i < m->n; i++) {
    if (m->start_elements[i] == m->start_elements[marks[0]])
      marks[1] = i;
  }
}

static iw_status find_pairs(match *m)
{
  double none[3] = {0, 0, 0}, other[3];
  host near, far;
  size_t marks[2];
  iw_status status = settle(m, none, &near);

  if (status != IW_OK ||
      (near.square < LOOSE_ANG * LOOSE_ANG && near.farthest < MOVED_ANG))
    return status;
  /* the end is written with another origin, perhaps */
  choose_marks(m, marks);
  if (m->options->keep_order)
    iwi_path_pairs_move(&m->pairs, marks[0], marks[0], none, other);
  else
    status = iwi_path_pairs_align(m->ctx, &m->pairs, marks, other);
  if (status == IW_OK)
    status = settle(m, other, &far);
  if (status == IW_OK && far.square >= near.square)
    status = settle(m, none, &near);
  return status;
}

static void fill_info(const match *m, iw_path_match_info *info)
{
  *info = (iw_path_match_info){.mover = m->mover, .farthest_host = -1};
  for (size_t i = 0; i < m->n; i++) {
    const double d = iwi_norm3(m->move[i]);

    info->n_moved += d > MOVED_ANG;
    info->reordered |= m->order[i] != (int32_t)i;
    if ((int32_t)i == m->mover) {
      info->hop_ang = d;
    } else if (info->farthest_host < 0 || d > info->max_host_ang) {
      info->max_host_ang = d;
      info->farthest_host = (int32_t)i;
    }
  }
  if (!m->options->keep_drift)
    memcpy(info->drift_ang, m->drift, sizeof m->drift);
}

static iw_status judge(const match *m, const iw_path_match_info *info)
{
  const iw_site *sites = iw_structure_sites(m->start);
  const double shortest = iwi_norm3(m->lattice.reduced[0]);

  if (info->hop_ang <= STILL_ANG)
    return iwi_fail(m->ctx, IW_E_ARGUMENT,
                    "match: identical ends: nothing moves by more than %g "
                    "Angstrom (%s by %.4f)",
                    STILL_ANG, sites[m->mover].label, info->hop_ang);
  if (info->max_host_ang > m->options->max_host_ang)
    iwi_log(m->ctx, IW_LOG_WARNING,
            "match: beside %s, which goes %.2f Angstrom, %s goes %.2f",
            sites[m->mover].label, info->hop_ang,
            sites[info->farthest_host].label, info->max_host_ang);
  /* half a cell vector: the other way round is as near */
  if (info->hop_ang > 0.45 * shortest)
    iwi_log(m->ctx, IW_LOG_WARNING,
            "match: %s goes %.2f Angstrom in a cell of %.2f; another image may "
            "be meant, want a larger cell",
            sites[m->mover].label, info->hop_ang, shortest);
  return IW_OK;
}

static void lay_out(const match *m, double (*cart)[3], double *charges,
                    int *has_charges)
{
  const iw_site *sites = iw_structure_sites(m->start);

  *has_charges = 0;
  for (size_t i = 0; i < m->n; i++) {
    iwi_row_times3(m->start_frac[i], (const double(*)[3])m->lattice.rows,
                   cart[i]);
    for (int k = 0; k < 3; k++)
      cart[m->n + i][k] = cart[i][k] + m->move[i][k] +
                          (m->options->keep_drift ? m->drift[k] : 0);
    if (!isnan(sites[i].oxidation)) {
      charges[i] = sites[i].oxidation;
      *has_charges = 1;
    }
  }
}

static iw_status make_path(match *m, iw_path **out)
{
  double(*cart)[3] = iwi_calloc(m->ctx, m->n, 2 * sizeof *cart);
  double *charges = iwi_calloc(m->ctx, m->n, sizeof *charges);
  iw_status status = IW_E_MEMORY;

  if (cart != NULL && charges != NULL) {
    iw_path_spec spec;
    int has_charges;

    lay_out(m, cart, charges, &has_charges);
    iw_path_spec_default(&spec);
    memcpy(spec.lattice_ang, m->lattice.rows, sizeof spec.lattice_ang);
    spec.n_atoms = m->n;
    spec.elements = m->start_elements;
    spec.charges = has_charges ? charges : NULL;
    spec.mover = m->mover;
    spec.n_images = 2;
    spec.cart_ang = (const double(*)[3])cart;
    status = iw_path_create(m->ctx, &spec, out);
  }
  iwi_free(cart);
  iwi_free(charges);
  return status;
}

iw_status iw_path_match(iw_context *ctx, const iw_structure *start,
                        const iw_structure *end,
                        const iw_path_match_options *options,
                        iw_path_match_info *info, int32_t *order, iw_path **out)
{
  iw_path_match_options defaults;
  iw_path_match_info local;
  match m = {.ctx = ctx, .start = start, .end = end};
  iw_status status;

  *out = NULL;
  iw_path_match_options_default(&defaults);
  m.options = options != NULL ? options : &defaults;
  if (info == NULL)
    info = &local;
  *info = (iw_path_match_info){.mover = -1, .farthest_host = -1};
  m.n = iw_structure_n_sites(start);
  status = check_ends(&m);
  if (status == IW_OK)
    status = set_up(&m);
  if (status == IW_OK)
    status = find_pairs(&m);
  if (status == IW_OK) {
    fill_info(&m, info);
    status = judge(&m, info);
  }
  if (status == IW_OK)
    status = make_path(&m, out);
  if (status == IW_OK && order != NULL)
    memcpy(order, m.order, m.n * sizeof *order);
  tear_down(&m);
  return status;
}
