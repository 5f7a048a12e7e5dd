/* SPDX-License-Identifier: BSD-3-Clause */
/* What another program (bvlain 0.24.8) found for seven crystals, read from the
 * maintainers' reference data: energies at points, barriers on its grid, and
 * the seconds and megabytes it took. */
#ifndef IONWAY_TESTS_PEER_H
#define IONWAY_TESTS_PEER_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

#include "json.h"

#define PEER_FOLDER      IONWAY_SHARED_DATA "/anchors/bvlain/"
#define PEER_MAX_POINTS  20
#define PEER_MAX_SPECIES 8

typedef struct peer_case {
  char name[64];
  double resolution; /* its grid spacing, Angstrom */
  int32_t grid[3];
  double lowest_ev;
  double barrier_ev[3]; /* 1D, 2D, 3D; INFINITY for none */
  double seconds;       /* map and percolation, one core */
  double rss_mb;
  int n_points;
  double points[PEER_MAX_POINTS][3];
  double energies_ev[PEER_MAX_POINTS]; /* every neighbour within 10 Angstrom */
  int32_t mobile;
  double mobile_charge;
  size_t n_rules;
  iw_oxidation_rule rules[PEER_MAX_SPECIES];
} peer_case;

/* Whole file, NUL-terminated; NULL when it cannot be read. */
static inline char *peer_read(const char *path, size_t *size)
{
  FILE *file = fopen(path, "rb");
  char *data = NULL;
  size_t n = 0, room = 1 << 16;

  if (file == NULL)
    return NULL;
  for (;;) {
    char *larger = realloc(data, room + 1);

    if (larger == NULL)
      break;
    data = larger;
    n += fread(data + n, 1, room - n, file);
    if (n < room)
      break;
    room *= 2;
  }
  fclose(file);
  if (data != NULL)
    data[n] = '\0';
  *size = n;
  return data;
}

static inline const iwi_json_node *peer_member(const iwi_json_node *object,
                                               const char *key)
{
  const iwi_json_node *n = object == NULL ? NULL : iwi_json_first(object);

  while (n != NULL && strcmp(iwi_json_key(n), key) != 0)
    n = iwi_json_next(n);
  return n;
}

static inline double peer_number(const iwi_json_node *object, const char *key)
{
  const iwi_json_node *n = peer_member(object, key);

  if (n != NULL && iwi_json_kind_of(n) == IWI_JSON_TEXT)
    return INFINITY; /* see peer_parse() */
  return n == NULL ? NAN : iwi_json_number_of(n);
}

static inline int peer_numbers(const iwi_json_node *array, double *out, int n)
{
  int i = 0;

  if (array == NULL)
    return 0;
  for (array = iwi_json_first(array); array != NULL && i < n;
       array = iwi_json_next(array))
    out[i++] = iwi_json_number_of(array);
  return i;
}

/* Python writes a bare Infinity, which is no JSON: make it a text. */
static inline iwi_json_node *peer_parse(iw_context *ctx, const char *path)
{
  iwi_json_node *node = NULL;
  size_t size = 0;
  char *data = peer_read(path, &size);

  if (data == NULL)
    return NULL;
  for (char *at = data; (at = strstr(at, "Infinity")) != NULL;)
    memcpy(at, "\"infin\" ", 8);
  if (iwi_json_parse(ctx, data, size, path, &node) != IW_OK)
    node = NULL;
  free(data);
  return node;
}

/* {"ox": {"Li": 1, ...}, "mobile": "Li1+"} */
static inline int peer_read_states(iw_context *ctx, peer_case *c)
{
  char path[512];
  iwi_json_node *root;
  const iwi_json_node *n;
  const char *mobile;

  snprintf(path, sizeof path, PEER_FOLDER "structures/%.63s.json", c->name);
  root = peer_parse(ctx, path);
  if (root == NULL || peer_member(root, "mobile") == NULL) {
    iwi_json_release(root);
    return 0;
  }
  mobile = iwi_json_text_of(peer_member(root, "mobile"));
  c->mobile = iw_element_from_symbol(mobile, strcspn(mobile, "0123456789"));
  c->n_rules = 0;
  n = peer_member(root, "ox");
  for (n = n == NULL ? NULL : iwi_json_first(n);
       n != NULL && c->n_rules < PEER_MAX_SPECIES; n = iwi_json_next(n)) {
    const char *symbol = iwi_json_key(n);
    iw_oxidation_rule *rule = &c->rules[c->n_rules++];

    rule->element = iw_element_from_symbol(symbol, strlen(symbol));
    rule->charge = iwi_json_number_of(n);
    if (rule->element == c->mobile)
      c->mobile_charge = rule->charge;
  }
  iwi_json_release(root);
  return 1;
}

static inline void peer_read_case(const iwi_json_node *n, peer_case *c)
{
  static const char *const barrier[3] = {"E_1D", "E_2D", "E_3D"};
  const iwi_json_node *point = peer_member(n, "points");
  double grid[3] = {0, 0, 0};

  memset(c, 0, sizeof *c);
  snprintf(c->name, sizeof c->name, "%s",
           iwi_json_text_of(peer_member(n, "name")));
  c->resolution = peer_number(n, "resolution");
  peer_numbers(peer_member(n, "grid"), grid, 3);
  for (int k = 0; k < 3; k++) {
    c->grid[k] = (int32_t)grid[k];
    c->barrier_ev[k] = peer_number(n, barrier[k]);
  }
  c->lowest_ev = peer_number(n, "Emin");
  c->seconds = peer_number(n, "t_map") + peer_number(n, "t_percol");
  c->rss_mb = peer_number(n, "rss_MB");
  for (point = point == NULL ? NULL : iwi_json_first(point);
       point != NULL && c->n_points < PEER_MAX_POINTS;
       point = iwi_json_next(point))
    peer_numbers(point, c->points[c->n_points++], 3);
  peer_numbers(peer_member(n, "E_points_k3000"), c->energies_ev,
               PEER_MAX_POINTS);
}

/* Cases of the file, at most max; 0 when the data are not there. */
static inline int peer_load(iw_context *ctx, peer_case *cases, int max)
{
  iwi_json_node *root = peer_parse(ctx, PEER_FOLDER "anchors.json");
  int n = 0;

  if (root == NULL)
    return 0;
  for (const iwi_json_node *at = iwi_json_first(root); at != NULL && n < max;
       at = iwi_json_next(at)) {
    peer_read_case(at, &cases[n]);
    if (peer_read_states(ctx, &cases[n]))
      n++;
  }
  iwi_json_release(root);
  return n;
}

#endif
