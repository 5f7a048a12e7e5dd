/* SPDX-License-Identifier: BSD-3-Clause */
/* Hops with a published barrier, one JSON object a line (barriers-dev.jsonl of
 * the reference data), made into fields; and the statistics of a comparison.
 * For tests and benches. */
#ifndef IONWAY_TEST_HOP_RECORDS_H
#define IONWAY_TEST_HOP_RECORDS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

#include "json.h"

#define HOP_RECORDS_FILE IONWAY_SHARED_DATA "/data/barriers-dev.jsonl"
#define HOP_MAX_LINE     (1 << 20)

typedef struct hop_record {
  char id[16];
  int32_t mobile;
  double barrier_ev; /* published */
  double lattice[3][3];
  iw_bvse_hop_ends ends;
  double cell_charge;
  size_t n_host;
  iw_site *sites; /* n_host, then the mobile ion at its start */
} hop_record;

static inline const iwi_json_node *hop_member(const iwi_json_node *object,
                                              const char *key)
{
  const iwi_json_node *m = iwi_json_first(object);

  while (m != NULL && strcmp(iwi_json_key(m), key) != 0)
    m = iwi_json_next(m);
  return m;
}

static inline double hop_number(const iwi_json_node *object, const char *key)
{
  const iwi_json_node *m = hop_member(object, key);

  return m != NULL && iwi_json_kind_of(m) == IWI_JSON_NUMBER
             ? iwi_json_number_of(m)
             : NAN;
}

static inline void hop_vector(const iwi_json_node *array, double out[3])
{
  const iwi_json_node *m = iwi_json_first(array);

  for (int k = 0; k < 3; k++, m = iwi_json_next(m))
    out[k] = iwi_json_number_of(m);
}

static inline size_t hop_length(const iwi_json_node *array)
{
  size_t n = 0;

  for (const iwi_json_node *m = iwi_json_first(array); m != NULL;
       m = iwi_json_next(m))
    n++;
  return n;
}

static inline iw_site hop_site(const char *symbol, const double frac[3])
{
  iw_site site;

  memset(&site, 0, sizeof site);
  memcpy(site.frac, frac, sizeof site.frac);
  site.occupancy = 1;
  site.oxidation = NAN;
  site.element = iw_element_from_symbol(symbol, strlen(symbol));
  return site;
}

/* 0 when memory runs out; else release with hop_record_release(). */
static inline int hop_record_take(const iwi_json_node *json, hop_record *r)
{
  const iwi_json_node *row = iwi_json_first(hop_member(json, "lattice"));
  const iwi_json_node *name = iwi_json_first(hop_member(json, "host_species"));
  const iwi_json_node *at = iwi_json_first(hop_member(json, "host_frac"));
  const char *mobile = iwi_json_text_of(hop_member(json, "mobile"));
  double frac[3];

  memset(r, 0, sizeof *r);
  snprintf(r->id, sizeof r->id, "%s", iwi_json_text_of(hop_member(json, "id")));
  r->barrier_ev = hop_number(json, "barrier_eV");
  r->cell_charge = hop_number(json, "net_charge");
  if (isnan(r->cell_charge))
    r->cell_charge = 0;
  r->n_host = hop_length(hop_member(json, "host_species"));
  r->sites = calloc(r->n_host + 1, sizeof *r->sites);
  if (r->sites == NULL)
    return 0;
  for (int k = 0; k < 3; k++, row = iwi_json_next(row))
    hop_vector(row, r->lattice[k]);
  for (size_t i = 0; i < r->n_host; i++) {
    hop_vector(at, frac);
    r->sites[i] = hop_site(iwi_json_text_of(name), frac);
    name = iwi_json_next(name);
    at = iwi_json_next(at);
  }
  hop_vector(hop_member(json, "start"), r->ends.start);
  hop_vector(hop_member(json, "end"), r->ends.end);
  r->sites[r->n_host] = hop_site(mobile, r->ends.start);
  r->mobile = r->sites[r->n_host].element;
  return 1;
}

static inline void hop_record_release(hop_record *r)
{
  free(r->sites);
  r->sites = NULL;
}

/* The structure of the first n_sites with their states, or NULL with the
 * reason in the context. */
static inline iw_structure *hop_structure(iw_context *ctx, const hop_record *r,
                                          size_t n_sites, const iw_site *sites)
{
  iw_structure_spec spec;
  iw_structure *structure = NULL;

  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, r->lattice, sizeof spec.lattice_ang);
  spec.sites = sites;
  spec.n_sites = n_sites;
  spec.min_distance_ang = 0.05; /* some hops start close to an atom */
  if (iw_structure_create(ctx, &spec, &structure) != IW_OK)
    return NULL;
  return structure;
}

/* The field of the record's host, its other mobile ions kept, or NULL with the
 * reason in the context. */
static inline iw_bvse *hop_field(iw_context *ctx, const hop_record *r,
                                 const iw_parameters *parameters)
{
  iw_structure *whole = hop_structure(ctx, r, r->n_host + 1, r->sites);
  iw_structure *host = NULL;
  iw_oxidation_options options;
  iw_oxidation *oxidation = NULL;
  iw_bvse_options bvse;
  iw_bvse *field = NULL;

  iw_oxidation_options_default(&options);
  options.cell_charge = r->cell_charge;
  iw_bvse_options_default(&bvse);
  bvse.mobile_element = r->mobile;
  bvse.keep_mobile = 1;
  if (whole != NULL && iw_oxidation_assign(ctx, whole, parameters, &options,
                                           &oxidation) == IW_OK) {
    const iw_site *sites =
        iw_structure_sites(iw_oxidation_structure(oxidation));

    bvse.mobile_charge = sites[r->n_host].oxidation;
    host = hop_structure(ctx, r, r->n_host, sites);
  }
  if (host != NULL)
    (void)iw_bvse_create(ctx, host, parameters, &bvse, &field);
  iw_structure_destroy(host);
  iw_oxidation_destroy(oxidation);
  iw_structure_destroy(whole);
  return field;
}

/* Call use() for every record of an open file; the number of records. */
static inline int
hop_records_visit(iw_context *ctx, FILE *file,
                  void (*use)(const hop_record *r, void *user), void *user)
{
  char *line = malloc(HOP_MAX_LINE);
  int n = 0;

  while (line != NULL && fgets(line, HOP_MAX_LINE, file) != NULL) {
    iwi_json_node *json = NULL;
    hop_record r;

    if (iwi_json_parse(ctx, line, strlen(line), "record", &json) == IW_OK &&
        hop_record_take(json, &r)) {
      use(&r, user);
      hop_record_release(&r);
      n++;
    }
    iwi_json_release(json);
  }
  free(line);
  return n;
}

/* ---- statistics */

typedef struct hop_statistics {
  size_t n;
  double mean_abs, median_abs, rms, median_signed, spearman;
} hop_statistics;

static inline int hop_ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static inline double hop_median(double *values, size_t n)
{
  qsort(values, n, sizeof *values, hop_ascending);
  return n == 0 ? NAN : 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

/* Rank of value i: the mean one among equals. */
static inline double hop_rank(const double *values, size_t n, size_t i)
{
  double below = 0, equal = 0;

  for (size_t k = 0; k < n; k++) {
    below += values[k] < values[i];
    equal += values[k] == values[i];
  }
  return below + 0.5 * (equal - 1);
}

static inline double hop_spearman(const double *a, const double *b, size_t n)
{
  double ab = 0, aa = 0, bb = 0;

  for (size_t i = 0; i < n; i++) {
    const double x = hop_rank(a, n, i) - 0.5 * (double)(n - 1);
    const double y = hop_rank(b, n, i) - 0.5 * (double)(n - 1);

    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / sqrt(aa * bb);
}

/* Of n computed against published barriers. */
static inline hop_statistics hop_compare(const double *computed,
                                         const double *published, size_t n)
{
  hop_statistics s = {.n = n};
  double *work = malloc((n + 1) * sizeof *work);

  if (work == NULL)
    return s;
  for (size_t i = 0; i < n; i++) {
    work[i] = fabs(computed[i] - published[i]);
    s.mean_abs += work[i] / (double)n;
    s.rms += work[i] * work[i] / (double)n;
  }
  s.rms = sqrt(s.rms);
  s.median_abs = hop_median(work, n);
  for (size_t i = 0; i < n; i++)
    work[i] = computed[i] - published[i];
  s.median_signed = hop_median(work, n);
  s.spearman = hop_spearman(computed, published, n);
  free(work);
  return s;
}

#endif
