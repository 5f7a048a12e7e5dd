/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations that hold to a tight tolerance, with translations as exact as
 * the sites allow: what may copy energies from one grid point to another. */
#include "symmetry.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Fractional: closer to n/24 than this is n/24. All translations of standard
 * settings are. */
#define RATIONAL 1e-6

/* Angstrom: energies feel the host about this far, so a strained metric must
 * not move an ion at this distance by more than the tolerance. */
#define REACH_ANG 10.0

typedef struct exact_search {
  const iw_site *sites;
  size_t n_sites;
  iwi_lattice lattice;
  iwi_bins *bins;
  char *taken;        /* sites that are an image already                  */
  double (*shift)[3]; /* fractional, from the image to the site it hits   */
  double radius_ang;  /* how far the operation may miss at first          */
} exact_search;

/* Nearest site that is free and of the same species. */
typedef struct landing {
  const exact_search *search;
  const iw_site *from;
  int32_t site; /* -1 none */
  double distance;
  double vector[3];
} landing;

static int look_for_landing(const iwi_neighbor *neighbor, void *user)
{
  landing *l = user;

  if (l->search->taken[neighbor->site] ||
      (l->site >= 0 && neighbor->distance_ang >= l->distance) ||
      iwi_site_compare(l->from, &l->search->sites[neighbor->site]) != 0)
    return 0;
  l->site = neighbor->site;
  l->distance = neighbor->distance_ang;
  memcpy(l->vector, neighbor->vector, sizeof l->vector);
  return 0;
}

/* Fill search->shift; 0 when a site has no partner. */
static int map_sites(exact_search *search, const iw_operation *operation)
{
  memset(search->taken, 0, search->n_sites);
  for (size_t i = 0; i < search->n_sites; i++) {
    landing l = {search, &search->sites[i], -1, 0, {0, 0, 0}};
    double image[3];

    iwi_operation_apply(operation, search->sites[i].frac, image);
    for (int k = 0; k < 3; k++)
      image[k] = iwi_wrap1(image[k]);
    iwi_bins_visit(search->bins, image, search->radius_ang, look_for_landing,
                   &l);
    if (l.site < 0)
      return 0;
    search->taken[l.site] = 1;
    iwi_row_times3(l.vector, (const double(*)[3])search->lattice.inverse,
                   search->shift[i]);
  }
  return 1;
}

/* Largest change of length that the operation makes to edges and face
 * diagonals of the cell, carried to REACH_ANG. */
static double strain_ang(const iwi_lattice *lattice,
                         const iw_operation *operation)
{
  double worst = 0;

  for (int pick = 1; pick < 7; pick++) { /* subsets of the edges but all */
    const double edge[3] = {pick & 1, (pick >> 1) & 1, (pick >> 2) & 1};
    double image[3], before[3], after[3], length;

    for (int i = 0; i < 3; i++) {
      image[i] = 0;
      for (int k = 0; k < 3; k++)
        image[i] += operation->rotation[i][k] * edge[k];
    }
    iwi_row_times3(edge, (const double(*)[3])lattice->rows, before);
    iwi_row_times3(image, (const double(*)[3])lattice->rows, after);
    length = iwi_norm3(before);
    worst = fmax(worst, fabs(iwi_norm3(after) - length) *
                            fmax(1.0, REACH_ANG / length));
  }
  return worst;
}

static double rational(double t)
{
  const double n = floor(24 * t + 0.5);

  return fabs(t - n / 24) < RATIONAL ? n / 24 : t;
}

/* Better the translation; returns by how much, in Angstrom, the operation
 * misses at worst, or INFINITY when it does not map the structure at all. */
static double refine(exact_search *search, iw_operation *operation)
{
  double mean[3] = {0, 0, 0}, worst = strain_ang(&search->lattice, operation);

  if (!map_sites(search, operation))
    return INFINITY;
  for (size_t i = 0; i < search->n_sites; i++) {
    for (int k = 0; k < 3; k++)
      mean[k] += search->shift[i][k] / (double)search->n_sites;
  }
  for (int k = 0; k < 3; k++) {
    const double before = operation->translation[k];
    const double after = rational(before + mean[k]);

    mean[k] = after - before;
    operation->translation[k] = iwi_wrap1(after);
  }
  for (size_t i = 0; i < search->n_sites; i++) {
    double d[3], v[3];

    for (int k = 0; k < 3; k++)
      d[k] = search->shift[i][k] - mean[k];
    iwi_row_times3(d, (const double(*)[3])search->lattice.rows, v);
    worst = fmax(worst, iwi_norm3(v));
  }
  return worst;
}

/* Translations equal but for whole cells, within the tolerance. */
static int is_same(const iwi_lattice *lattice, const double a[3],
                   const double b[3], double tolerance_ang)
{
  double d[3];

  for (int k = 0; k < 3; k++) {
    d[k] = a[k] - b[k];
    d[k] -= floor(d[k] + 0.5);
    /* the width is the least distance that a fraction can mean */
    if (fabs(d[k]) * lattice->width[k] > tolerance_ang)
      return 0;
  }
  return iwi_lattice_shortest(lattice, d, NULL) <= tolerance_ang;
}

static int same_rotation(const int32_t a[3][3], const int32_t b[3][3])
{
  for (int i = 0; i < 9; i++) {
    if (a[i / 3][i % 3] != b[i / 3][i % 3])
      return 0;
  }
  return 1;
}

/* Operations in order of their rotations: classes[c] .. classes[c + 1] share
 * one, class 0 is the pure translations. */
typedef struct class_list {
  const iwi_lattice *lattice;
  const iw_operation *all;
  size_t start[49]; /* a point group has at most 48 rotations */
  size_t n_classes;
  double tolerance_ang;
} class_list;

/* Is this the translation of a member of the class? */
static int in_class(const class_list *list, size_t class, const double t[3])
{
  for (size_t i = list->start[class]; i < list->start[class + 1]; i++) {
    if (is_same(list->lattice, list->all[i].translation, t,
                list->tolerance_ang))
      return 1;
  }
  return 0;
}

/* Every member is the class's first one after a pure translation, and the
 * rotation maps the pure translations on themselves. */
static int is_coset(const class_list *list, size_t class)
{
  const size_t first = list->start[class], size = list->start[1];

  if (list->start[class + 1] - first != size)
    return 0;
  for (size_t i = 0; i < size; i++) {
    double moved[3], turned[3];

    for (int k = 0; k < 3; k++) {
      moved[k] =
          list->all[first + i].translation[k] - list->all[first].translation[k];
      turned[k] = 0;
      for (int j = 0; j < 3; j++)
        turned[k] +=
            list->all[first].rotation[k][j] * list->all[i].translation[j];
    }
    if (!in_class(list, 0, moved) || !in_class(list, 0, turned))
      return 0;
  }
  return 1;
}

/* Is the product of the first members of two classes there? */
static int has_product(const class_list *list, size_t a, size_t b)
{
  const iw_operation *left = &list->all[list->start[a]];
  const iw_operation *right = &list->all[list->start[b]];
  int32_t rotation[3][3];
  double t[3];

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      rotation[i][k] = 0;
      for (int j = 0; j < 3; j++)
        rotation[i][k] += left->rotation[i][j] * right->rotation[j][k];
    }
  }
  iwi_operation_apply(left, right->translation, t);
  for (size_t c = 0; c < list->n_classes; c++) {
    if (same_rotation((const int32_t(*)[3])rotation,
                      (const int32_t(*)[3])list->all[list->start[c]].rotation))
      return in_class(list, c, t);
  }
  return 0;
}

/* A group: the pure translations are one, every other class is a coset of
 * them, and the product of two cosets is a third. */
static int is_closed(const class_list *list)
{
  for (size_t a = 0; a < list->start[1]; a++) {
    for (size_t b = 0; b <= a; b++) {
      double sum[3];

      for (int k = 0; k < 3; k++)
        sum[k] = list->all[a].translation[k] + list->all[b].translation[k];
      if (!in_class(list, 0, sum))
        return 0;
    }
  }
  for (size_t c = 1; c < list->n_classes; c++) {
    if (!is_coset(list, c))
      return 0;
    for (size_t b = 1; b < list->n_classes; b++) {
      if (!has_product(list, c, b))
        return 0;
    }
  }
  return 1;
}

/* Bring operations of one rotation together, keeping the order of their first
 * ones; so the identity stays in front. 0 when there are too many rotations. */
static int sort_classes(class_list *list, iw_operation *all, double *miss,
                        size_t n)
{
  size_t done = 0;

  list->all = all;
  for (list->n_classes = 0; done < n; list->n_classes++) {
    if (list->n_classes == 48)
      return 0;
    list->start[list->n_classes] = done++;
    for (size_t i = done; i < n; i++) {
      const iw_operation operation = all[i];
      const double error = miss[i];

      if (!same_rotation((const int32_t(*)[3])operation.rotation,
                         (const int32_t(*)[3])all[done - 1].rotation))
        continue;
      memmove(&all[done + 1], &all[done], (i - done) * sizeof *all);
      memmove(&miss[done + 1], &miss[done], (i - done) * sizeof *miss);
      all[done] = operation;
      miss[done++] = error;
    }
  }
  list->start[list->n_classes] = n;
  return 1;
}

/* Keep those within a tolerance that is halved until they form a group. 30
 * halvings of anything sensible leave the exact ones; failing that, only the
 * identity (first, error 0) is kept. */
static size_t keep_group(const iwi_lattice *lattice, iw_operation *all,
                         double *miss, size_t n, double tolerance_ang)
{
  class_list list = {.lattice = lattice};

  for (int round = 0; round < 30; round++, tolerance_ang /= 2) {
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
      if (miss[i] > tolerance_ang)
        continue;
      all[kept] = all[i];
      miss[kept++] = miss[i];
    }
    n = kept;
    /* twice: two translations, each off by up to the tolerance, add up */
    list.tolerance_ang = 2 * tolerance_ang;
    if (sort_classes(&list, all, miss, n) && is_closed(&list))
      return n;
  }
  return 1;
}

static iw_status search_create(iw_context *ctx, exact_search *search,
                               const iw_structure *structure,
                               const iw_symmetry *symmetry)
{
  memset(search, 0, sizeof *search);
  search->sites = iw_structure_sites(structure);
  search->n_sites = iw_structure_n_sites(structure);
  /* what the search let pass, twice: rotation and translation both err */
  search->radius_ang = 2 * iw_symmetry_tolerance(symmetry) + 1e-6;
  iwi_lattice_init(&search->lattice, iw_structure_lattice(structure));
  search->taken = iwi_calloc(ctx, search->n_sites, 1);
  search->shift = iwi_calloc(ctx, search->n_sites, sizeof *search->shift);
  if (search->taken == NULL || search->shift == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < search->n_sites; i++)
    memcpy(search->shift[i], search->sites[i].frac, sizeof *search->shift);
  return iwi_bins_create(ctx, &search->lattice,
                         (const double(*)[3])search->shift, search->n_sites,
                         1.0, &search->bins);
}

static void search_clear(exact_search *search)
{
  iwi_bins_destroy(search->bins);
  iwi_free(search->taken);
  iwi_free(search->shift);
}

iw_status iwi_symmetry_exact(iw_context *ctx, const iw_structure *structure,
                             const iw_symmetry *symmetry, double tolerance_ang,
                             iw_operation **operations, size_t *n_operations)
{
  const size_t n = iw_symmetry_n_operations(symmetry);
  iw_operation *all = NULL;
  double *miss = NULL;
  exact_search search;
  iw_status status;

  *operations = NULL;
  *n_operations = 0;
  if (!(tolerance_ang > 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "tolerance %g Angstrom of exact operations, want above 0",
                    tolerance_ang);
  status = search_create(ctx, &search, structure, symmetry);
  if (status != IW_OK)
    goto done;
  all = iwi_calloc(ctx, n, sizeof *all);
  miss = iwi_calloc(ctx, n, sizeof *miss);
  if (all == NULL || miss == NULL) {
    status = IW_E_MEMORY;
    goto done;
  }
  memcpy(all, iw_symmetry_operations(symmetry), n * sizeof *all);
  for (size_t i = 1; i < n; i++) /* the identity is exact */
    miss[i] = refine(&search, &all[i]);
  *n_operations = keep_group(&search.lattice, all, miss, n, tolerance_ang);
  *operations = all;
  all = NULL;

done:
  search_clear(&search);
  iwi_free(all);
  iwi_free(miss);
  return status;
}
