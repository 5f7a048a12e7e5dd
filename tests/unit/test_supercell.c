/* SPDX-License-Identifier: BSD-3-Clause */
/* Supercells: their sites, the way back to the primitive cell, shapes counted
 * exactly and compared with brute force, the smallest one of all. */
#include "check.h"
#include "crystals.h"

#include <float.h>

#include <ionway/ionway.h>

static iw_context *ctx;

typedef struct scene {
  iw_structure *structure;
  iw_symmetry *symmetry;
} scene;

static void scene_end(scene *s)
{
  iw_symmetry_destroy(s->symmetry);
  iw_structure_destroy(s->structure);
}

static void scene_of(scene *s, const crystal *c)
{
  memset(s, 0, sizeof *s);
  CHECK_INT(crystal_structure(ctx, c, &s->structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, s->structure, 1e-3, &s->symmetry), IW_OK);
}

/* One atom in a cell; zero off-diagonals unless given. */
static void lattice_crystal(crystal *c, const double rows[3][3])
{
  memset(c, 0, sizeof *c);
  crystal_begin(c, "lattice", 3, 1, 1, 1, 1);
  memcpy(c->lattice, rows, sizeof c->lattice);
  crystal_add(c, 3, 1, 0, 0, 0);
}

static const double sc[3][3] = {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}};
static const double fcc[3][3] = {{0, 2, 2}, {2, 0, 2}, {2, 2, 0}};
static const double bcc[3][3] = {{-2, 2, 2}, {2, -2, 2}, {2, 2, -2}};
static const double hexagonal[3][3] = {
    {3, 0, 0}, {-1.5, 2.598076211353316, 0}, {0, 0, 5}};
static const double triclinic[3][3] = {
    {3.1, 0.2, -0.3}, {0.7, 3.6, 0.4}, {-0.9, 1.1, 4.3}};

/* 2^-53 .. 1 from a counter */
static double noise(uint64_t *seed)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(*seed >> 11) / 9007199254740992.0;
}

/* ---- sites ------------------------------------------------------------ */

static void cartesian(const double lattice[3][3], const double frac[3],
                      double out[3])
{
  for (int k = 0; k < 3; k++)
    out[k] = frac[0] * lattice[0][k] + frac[1] * lattice[1][k] +
             frac[2] * lattice[2][k];
}

/* frac with cart = frac lattice, by Cramer's rule */
static void fractional(const double m[3][3], const double cart[3],
                       double out[3])
{
  double det = 0;

  for (int pass = -1; pass < 3; pass++) {
    double rows[3][3], d;

    memcpy(rows, m, sizeof rows);
    if (pass >= 0)
      memcpy(rows[pass], cart, sizeof rows[pass]);
    d = rows[0][0] * (rows[1][1] * rows[2][2] - rows[1][2] * rows[2][1]) -
        rows[0][1] * (rows[1][0] * rows[2][2] - rows[1][2] * rows[2][0]) +
        rows[0][2] * (rows[1][0] * rows[2][1] - rows[1][1] * rows[2][0]);
    if (pass < 0)
      det = d;
    else
      out[pass] = d / det;
  }
}

static double off_integer(const double f[3])
{
  double worst = 0;

  for (int k = 0; k < 3; k++)
    worst = fmax(worst, fabs(f[k] - floor(f[k] + 0.5)));
  return worst;
}

/* Site a * index + t lies at site a plus translation t. */
static void repeats(const crystal *c, const int32_t matrix[3][3], int32_t index)
{
  iw_structure *parent = NULL;
  iw_supercell *s = NULL;
  const iw_structure *large;
  const int32_t(*t)[3];

  CHECK_INT(crystal_structure(ctx, c, &parent), IW_OK);
  CHECK_INT(iw_supercell_create(ctx, parent, matrix, &s), IW_OK);
  if (s == NULL)
    return;
  large = iw_supercell_structure(s);
  t = iw_supercell_translations(s);
  CHECK_INT(iw_supercell_index(s), index);
  CHECK(memcmp(iw_supercell_matrix(s), matrix, 9 * sizeof(int32_t)) == 0);
  CHECK_INT(iw_structure_n_sites(large), index * (int)c->n_sites);
  CHECK_NEAR(iw_structure_volume(large), index * iw_structure_volume(parent),
             1e-6);
  CHECK(t[0][0] == 0 && t[0][1] == 0 && t[0][2] == 0);
  for (size_t i = 0; i < iw_structure_n_sites(large); i++) {
    const iw_site *site = &iw_structure_sites(large)[i];
    const iw_site *old = &iw_structure_sites(parent)[i / (size_t)index];
    const int32_t *by = t[i % (size_t)index];
    double at[3], from[3], d[3];

    for (int k = 0; k < 3; k++)
      at[k] = old->frac[k] + by[k];
    cartesian(iw_structure_lattice(parent), at, from);
    cartesian(iw_structure_lattice(large), site->frac, at);
    for (int k = 0; k < 3; k++)
      at[k] -= from[k];
    fractional(iw_structure_lattice(large), at, d);
    CHECK(off_integer(d) < 1e-9);
    CHECK_INT(site->element, old->element);
    CHECK_TEXT(site->label, old->label);
  }
  iw_supercell_destroy(s);
  iw_structure_destroy(parent);
}

static void repeats_structures(void)
{
  static const int32_t thrice[3][3] = {{3, 0, 0}, {0, 1, 0}, {0, 0, 2}};
  static const int32_t skew[3][3] = {{1, 1, 0}, {-1, 1, 0}, {1, 0, 2}};
  static const int32_t left[3][3] = {{0, 2, 0}, {3, 0, 0}, {1, 1, 1}};
  static const int32_t wild[3][3] = {{101, 100, 7}, {100, 99, 5}, {2, 1, 4}};
  crystal c;

  memset(&c, 0, sizeof c);
  crystal_olivine(&c);
  repeats(&c, thrice, 6);
  memset(&c, 0, sizeof c);
  crystal_layered(&c);
  repeats(&c, skew, 4);
  repeats(&c, left, 6);
  memset(&c, 0, sizeof c);
  crystal_fluorite(&c);
  repeats(&c, wild, 195);
}

static void image_distances(void)
{
  static const int32_t cubic[3][3] = {{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}};
  static const int32_t same[3][3] = {{-1, 1, 1}, {0, 0, 2}, {1, 1, -1}};
  static const int32_t far[3][3] = {{1, 0, 0}, {50, 1, 0}, {-70, 30, 1}};
  const int32_t(*all[3])[3] = {cubic, same, far};
  /* the edge of the cubic cell; the nearest neighbours */
  const double known[3] = {4, 4, 2 * 1.4142135623730951};
  crystal c;
  iw_structure *structure = NULL;

  lattice_crystal(&c, fcc);
  CHECK_INT(crystal_structure(ctx, &c, &structure), IW_OK);
  for (int i = 0; i < 3; i++) {
    iw_supercell *s = NULL;

    CHECK_INT(iw_supercell_create(ctx, structure, all[i], &s), IW_OK);
    if (s != NULL)
      CHECK_NEAR(iw_supercell_image_distance_ang(s), known[i], 1e-9);
    iw_supercell_destroy(s);
  }
  iw_structure_destroy(structure);
}

static void refuses_supercells(void)
{
  static const int32_t flat[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  static const int32_t large[3][3] = {{17, 0, 0}, {0, 17, 0}, {0, 0, 17}};
  static const int32_t huge[3][3] = {{INT32_MIN, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  crystal c;
  iw_structure *structure = NULL;
  iw_supercell *s = (iw_supercell *)&c;

  lattice_crystal(&c, sc);
  CHECK_INT(crystal_structure(ctx, &c, &structure), IW_OK);
  CHECK_INT(iw_supercell_create(ctx, structure, flat, &s), IW_E_ARGUMENT);
  CHECK(s == NULL);
  CHECK_INT(iw_supercell_create(ctx, structure, large, &s), IW_E_LIMIT);
  CHECK_HOLDS(iw_context_message(ctx), "4913");
  CHECK_INT(iw_supercell_create(ctx, structure, huge, &s), IW_E_LIMIT);
  iw_structure_destroy(structure);
}

/* ---- primitive cells -------------------------------------------------- */

/* The primitive cell has this many sites, the volume that goes with it, and the
 * same space group; its own primitive cell is itself. */
static void shrinks_to(const crystal *c, const int32_t matrix[3][3],
                       size_t n_sites)
{
  scene s;
  iw_supercell *large = NULL;
  iw_symmetry *symmetry = NULL, *small_symmetry = NULL;
  iw_structure *small = NULL, *again = NULL;

  scene_of(&s, c);
  CHECK_INT(iw_supercell_create(ctx, s.structure, matrix, &large), IW_OK);
  CHECK_INT(
      iw_symmetry_find(ctx, iw_supercell_structure(large), 1e-3, &symmetry),
      IW_OK);
  CHECK_INT(iw_supercell_primitive(ctx, iw_supercell_structure(large), symmetry,
                                   &small),
            IW_OK);
  if (small != NULL) {
    CHECK_INT(iw_structure_n_sites(small), n_sites);
    CHECK_NEAR(iw_structure_volume(small) * (double)c->n_sites,
               iw_structure_volume(s.structure) * (double)n_sites, 1e-6);
    CHECK_INT(iw_symmetry_find(ctx, small, 1e-3, &small_symmetry), IW_OK);
    CHECK_INT(iw_symmetry_number(small_symmetry),
              iw_symmetry_number(s.symmetry));
    CHECK_INT(iw_supercell_primitive(ctx, small, small_symmetry, &again),
              IW_OK);
    CHECK(memcmp(iw_structure_lattice(small), iw_structure_lattice(again),
                 9 * sizeof(double)) == 0);
    CHECK_INT(iw_structure_n_sites(again), n_sites);
  }
  iw_structure_destroy(again);
  iw_symmetry_destroy(small_symmetry);
  iw_structure_destroy(small);
  iw_symmetry_destroy(symmetry);
  iw_supercell_destroy(large);
  scene_end(&s);
}

static void finds_primitive_cells(void)
{
  static const int32_t unit[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  static const int32_t cubic[3][3] = {{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}};
  static const int32_t skew[3][3] = {{1, 1, 0}, {-1, 1, 0}, {1, 0, 2}};
  crystal c;

  memset(&c, 0, sizeof c);
  crystal_fluorite(&c);
  shrinks_to(&c, unit, 3);
  shrinks_to(&c, cubic, 3);
  shrinks_to(&c, skew, 3);
  memset(&c, 0, sizeof c);
  crystal_layered(&c);
  shrinks_to(&c, unit, 4);
  shrinks_to(&c, skew, 4);
  memset(&c, 0, sizeof c);
  crystal_olivine(&c);
  shrinks_to(&c, skew, 28);
  memset(&c, 0, sizeof c);
  crystal_scattered(&c);
  shrinks_to(&c, cubic, 16);
}

/* Two species on each position of a body-centred cell, listed apart. */
static void mixed_sites_shrink(void)
{
  static const int32_t unit[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  crystal c;

  lattice_crystal(&c, sc);
  crystal_add(&c, 3, 1, 0.5, 0.5, 0.5);
  crystal_add(&c, 11, 1, 0.5, 0.5, 0.5);
  crystal_add(&c, 11, 1, 0, 0, 0);
  for (size_t i = 0; i < 4; i++)
    c.sites[i].occupancy = i == 0 || i == 1 ? 0.75 : 0.25;
  shrinks_to(&c, unit, 2);
}

/* ---- shapes ----------------------------------------------------------- */

static long count_forms(int n)
{
  long count = 0;

  for (int d = 1; d <= n; d++) {
    for (int e = 1; e <= n; e++) {
      if (n % d == 0 && n / d % e == 0)
        count += (long)e * (n / d / e) * (n / d / e);
    }
  }
  return count;
}

/* Number of shapes; multiplicities must add up. */
static size_t shapes_of(const scene *s, int32_t index)
{
  iw_supercell_shapes *shapes = NULL;
  long sum = 0;
  size_t n = 0;

  CHECK_INT(
      iw_supercell_shapes_find(ctx, s->structure, s->symmetry, index, &shapes),
      IW_OK);
  if (shapes == NULL)
    return 0;
  n = iw_supercell_shapes_n(shapes);
  for (size_t i = 0; i < n; i++)
    sum += iw_supercell_shapes_get(shapes)[i].multiplicity;
  CHECK_INT(sum, count_forms(index));
  iw_supercell_shapes_destroy(shapes);
  return n;
}

static void all_known(const double rows[3][3], const int *counts, int n)
{
  crystal c;
  scene s;

  lattice_crystal(&c, rows);
  scene_of(&s, &c);
  for (int i = 0; i < n; i++)
    CHECK_INT(shapes_of(&s, i + 1), counts[i]);
  scene_end(&s);
}

/* [hart2008] and its sequel; fcc and bcc lattices are reciprocal to each
 * other and so have the same numbers. */
static void counts_are_known(void)
{
  static const int centred[16] = {1,  2,  3,  7,  5,  10, 7,  20,
                                  14, 18, 11, 41, 15, 28, 31, 58};
  static const int simple[12] = {1, 3, 3, 9, 5, 13, 7, 24, 14, 23, 11, 49};
  static const int hex[10] = {1, 3, 5, 11, 7, 19, 11, 34, 23, 33};
  crystal c;
  scene s;

  all_known(fcc, centred, 16);
  all_known(bcc, centred, 16);
  all_known(sc, simple, 12);
  all_known(hexagonal, hex, 10);
  lattice_crystal(&c, triclinic);
  scene_of(&s, &c);
  for (int n = 1; n <= 16; n++)
    CHECK_INT(shapes_of(&s, n), count_forms(n));
  scene_end(&s);
}

static void counts_of_the_table(void)
{
  FILE *file =
      fopen(IONWAY_SHARED_DATA "/anchors/enumeration/fcc_check.tsv", "r");
  char line[256];
  crystal c;
  scene s;

  if (file == NULL) {
    SKIP("no reference counts");
    return;
  }
  lattice_crystal(&c, fcc);
  scene_of(&s, &c);
  while (fgets(line, sizeof line, file) != NULL) {
    int n;
    long forms, distinct;

    if (sscanf(line, "%d %ld %ld", &n, &forms, &distinct) != 3)
      continue;
    CHECK_INT(count_forms(n), forms);
    CHECK_INT(shapes_of(&s, n), distinct);
  }
  fclose(file);
  scene_end(&s);
}

typedef struct forms {
  int32_t h[4096][3][3];
  int n;
} forms;

/* All normal forms, by plain loops in lexicographic order. */
static void list_forms(forms *f, int32_t n)
{
  f->n = 0;
  for (int32_t a = 1; a <= n; a++) {
    for (int32_t b = 0; b < a; b++) {
      for (int32_t d = 1; d <= n; d++) {
        for (int32_t e = 0; n % (a * d) == 0 && e < a; e++) {
          for (int32_t g = 0; g < d; g++) {
            const int32_t h[3][3] = {{a, 0, 0}, {b, d, 0}, {e, g, n / a / d}};

            memcpy(f->h[f->n++], h, sizeof h);
          }
        }
      }
    }
  }
}

static void real_rows(const int32_t h[3][3], const double lattice[3][3],
                      double rows[3][3])
{
  for (int i = 0; i < 3; i++)
    cartesian(lattice, (const double[3]){h[i][0], h[i][1], h[i][2]}, rows[i]);
}

/* Does the operation take lattice a to lattice b? In real numbers: rows of a
 * turned are whole combinations of rows of b. */
static int maps_on(const int32_t a[3][3], const int32_t b[3][3],
                   const double lattice[3][3], const iw_operation *op)
{
  double target[3][3];

  real_rows(b, lattice, target);
  for (int i = 0; i < 3; i++) {
    double turned[3] = {0}, cart[3], f[3];

    for (int k = 0; k < 3; k++) {
      for (int j = 0; j < 3; j++)
        turned[k] += op->rotation[k][j] * (double)a[i][j];
    }
    cartesian(lattice, turned, cart);
    fractional((const double(*)[3])target, cart, f);
    if (off_integer(f) > 1e-6)
      return 0;
  }
  return 1;
}

/* Every form is equivalent to one shape, that shape is not after it, and the
 * multiplicity counts them. */
static void equals_brute_force(const crystal *c, int32_t index)
{
  static forms all;
  scene s;
  iw_supercell_shapes *shapes = NULL;
  const iw_operation *ops;
  int found[64] = {0}; /* forms of each shape */

  scene_of(&s, c);
  ops = iw_symmetry_operations(s.symmetry);
  list_forms(&all, index);
  CHECK_INT(
      iw_supercell_shapes_find(ctx, s.structure, s.symmetry, index, &shapes),
      IW_OK);
  CHECK(iw_supercell_shapes_n(shapes) <= 64);
  for (int i = 0; i < all.n; i++) {
    int matches = 0;

    for (size_t k = 0; k < iw_supercell_shapes_n(shapes); k++) {
      const iw_supercell_shape *shape = &iw_supercell_shapes_get(shapes)[k];
      int same = 0;

      for (size_t o = 0; o < iw_symmetry_n_operations(s.symmetry); o++)
        same |= maps_on((const int32_t(*)[3])all.h[i], shape->matrix,
                        (const double(*)[3])c->lattice, &ops[o]);
      matches += same;
      found[k] += same;
      if (same)
        CHECK(memcmp(all.h[i], shape->matrix, sizeof shape->matrix) == 0 ||
              found[k] > 1);
    }
    CHECK_INT(matches, 1);
  }
  for (size_t k = 0; k < iw_supercell_shapes_n(shapes); k++) {
    const iw_supercell_shape *shape = &iw_supercell_shapes_get(shapes)[k];
    int kept = 0;

    for (size_t o = 0; o < iw_symmetry_n_operations(s.symmetry); o++)
      kept += maps_on(shape->matrix, shape->matrix,
                      (const double(*)[3])c->lattice, &ops[o]);
    CHECK_INT(shape->multiplicity, found[k]);
    CHECK_INT(shape->n_operations, kept * index);
    CHECK_INT(shape->index, index);
  }
  iw_supercell_shapes_destroy(shapes);
  scene_end(&s);
}

static void shapes_by_brute_force(void)
{
  crystal c;

  lattice_crystal(&c, fcc);
  equals_brute_force(&c, 4);
  equals_brute_force(&c, 6);
  lattice_crystal(&c, hexagonal);
  equals_brute_force(&c, 6);
  memset(&c, 0, sizeof c);
  crystal_layered(&c); /* centred: operations with one rotation */
  equals_brute_force(&c, 4);
  memset(&c, 0, sizeof c);
  crystal_olivine(&c);
  equals_brute_force(&c, 4);
}

static void refuses_shapes(void)
{
  crystal c;
  scene s;
  iw_supercell_shapes *shapes = (iw_supercell_shapes *)&c;

  lattice_crystal(&c, sc);
  scene_of(&s, &c);
  CHECK_INT(iw_supercell_shapes_find(ctx, s.structure, s.symmetry, 0, &shapes),
            IW_E_ARGUMENT);
  CHECK(shapes == NULL);
  CHECK_INT(iw_supercell_shapes_find(ctx, s.structure, s.symmetry,
                                     IW_SUPERCELL_MAX_INDEX + 1, &shapes),
            IW_E_LIMIT);
  scene_end(&s);
}

/* ---- the smallest ------------------------------------------------------ */

/* Shortest vector of the lattice of rows, over a box of combinations that
 * holds it: no component of it is longer than 1 / width. */
static double shortest(const double rows[3][3])
{
  double least = DBL_MAX, bound = DBL_MAX, reach[3];

  for (int i = 0; i < 3; i++) {
    const double *r = rows[i];

    bound = fmin(bound, sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]));
  }
  for (int i = 0; i < 3; i++) {
    /* coefficient i of v is v times a reciprocal vector */
    double e[3] = {0}, f[3], sum = 0;

    for (int k = 0; k < 3; k++) {
      e[0] = k == 0, e[1] = k == 1, e[2] = k == 2;
      fractional(rows, e, f);
      sum += f[i] * f[i];
    }
    reach[i] = floor(bound * sqrt(sum) + 1e-9);
  }
  for (double x = -reach[0]; x <= reach[0]; x++) {
    for (double y = -reach[1]; y <= reach[1]; y++) {
      for (double z = -reach[2]; z <= reach[2]; z++) {
        double v[3], d;

        if (x == 0 && y == 0 && z == 0)
          continue;
        cartesian(rows, (const double[3]){x, y, z}, v);
        d = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        least = fmin(least, d);
      }
    }
  }
  return least;
}

/* The first index with a form that is wide enough, and the best of them. */
static void brute_smallest(const scene *s, const double lattice[3][3],
                           double length, iw_supercell_shape *best)
{
  static forms all;
  const iw_operation *ops = iw_symmetry_operations(s->symmetry);

  memset(best, 0, sizeof *best);
  for (int32_t n = 1; best->index == 0; n++) {
    list_forms(&all, n);
    for (int i = 0; i < all.n; i++) {
      double rows[3][3], d;
      int kept = 0;

      real_rows((const int32_t(*)[3])all.h[i], lattice, rows);
      d = shortest((const double(*)[3])rows);
      if (d < length * (1 - 1e-9))
        continue;
      for (size_t o = 0; o < iw_symmetry_n_operations(s->symmetry); o++)
        kept += maps_on((const int32_t(*)[3])all.h[i],
                        (const int32_t(*)[3])all.h[i], lattice, &ops[o]);
      kept *= n;
      if (kept < best->n_operations ||
          (kept == best->n_operations &&
           d < best->image_distance_ang * (1 + 1e-9)))
        continue;
      best->index = n;
      best->n_operations = kept;
      best->image_distance_ang = d;
      memcpy(best->matrix, all.h[i], sizeof all.h[i]);
    }
  }
}

/* Same lattice: rows of one are whole combinations of rows of the other. */
static int same_lattice(const int32_t a[3][3], const int32_t b[3][3])
{
  static const double unit[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  static const iw_operation identity = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                        {0, 0, 0}};

  return maps_on(a, b, unit, &identity) && maps_on(b, a, unit, &identity);
}

static void smallest_is(const crystal *c, double length)
{
  scene s;
  iw_supercell_shape best, found;
  iw_supercell *supercell = NULL;

  scene_of(&s, c);
  brute_smallest(&s, iw_structure_lattice(s.structure), length, &best);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, length, &found),
            IW_OK);
  CHECK_INT(found.index, best.index);
  CHECK_INT(found.n_operations, best.n_operations);
  CHECK_NEAR(found.image_distance_ang, best.image_distance_ang, 1e-9);
  CHECK(same_lattice((const int32_t(*)[3])found.matrix,
                     (const int32_t(*)[3])best.matrix));
  CHECK_INT(iw_supercell_create(ctx, s.structure,
                                (const int32_t(*)[3])found.matrix, &supercell),
            IW_OK);
  if (supercell != NULL) {
    const double(*rows)[3] =
        iw_structure_lattice(iw_supercell_structure(supercell));
    double least = DBL_MAX, triple;

    CHECK_INT(iw_supercell_index(supercell), best.index);
    CHECK_NEAR(iw_supercell_image_distance_ang(supercell),
               best.image_distance_ang, 1e-9);
    /* reduced: one of the rows is the shortest vector; and right-handed */
    for (int i = 0; i < 3; i++)
      least =
          fmin(least, sqrt(rows[i][0] * rows[i][0] + rows[i][1] * rows[i][1] +
                           rows[i][2] * rows[i][2]));
    CHECK_NEAR(least, best.image_distance_ang, 1e-9);
    triple = 0;
    for (int k = 0; k < 3; k++) {
      const int a = (k + 1) % 3, b = (k + 2) % 3;
      const int32_t(*m)[3] = (const int32_t(*)[3])found.matrix;

      triple += m[0][k] * ((double)m[1][a] * m[2][b] - m[1][b] * m[2][a]);
    }
    CHECK_NEAR(triple, best.index, 1e-9);
  }
  iw_supercell_destroy(supercell);
  scene_end(&s);
}

static void smallest_by_brute_force(void)
{
  uint64_t seed = 7;
  crystal c;

  lattice_crystal(&c, fcc);
  smallest_is(&c, 6);
  smallest_is(&c, 4 * 1.4142135623730951); /* 2x2x2 of the primitive cell */
  lattice_crystal(&c, sc);
  smallest_is(&c, 6);
  smallest_is(&c, 7.5);
  lattice_crystal(&c, hexagonal);
  smallest_is(&c, 7.5);
  memset(&c, 0, sizeof c);
  crystal_olivine(&c);
  smallest_is(&c, 10);
  for (int i = 0; i < 10; i++) {
    double rows[3][3];

    for (int k = 0; k < 9; k++)
      rows[k / 3][k % 3] = (k % 4 == 0 ? 3.5 : 0) + 3 * (noise(&seed) - 0.5);
    lattice_crystal(&c, (const double(*)[3])rows);
    smallest_is(&c, 6);
  }
}

/* A cell written with long rows is the same crystal. */
static void smallest_of_any_basis(void)
{
  static const int32_t u[3][3] = {{1, 3, -2}, {0, 1, 5}, {0, 0, 1}};
  crystal c;
  scene a, b;
  iw_supercell_shape x, y;

  memset(&c, 0, sizeof c);
  crystal_fluorite(&c);
  scene_of(&a, &c);
  crystal_rebase(&c, u);
  scene_of(&b, &c);
  CHECK_INT(iw_supercell_smallest(ctx, a.structure, a.symmetry, 11, &x), IW_OK);
  CHECK_INT(iw_supercell_smallest(ctx, b.structure, b.symmetry, 11, &y), IW_OK);
  CHECK_INT(x.index, y.index);
  CHECK_INT(x.n_operations, y.n_operations);
  CHECK_NEAR(x.image_distance_ang, y.image_distance_ang, 1e-9);
  scene_end(&a);
  scene_end(&b);
}

/* Rows follow the parent's axes where they can, though the first is the
 * longest here. Centring beats the doubled axis: as many operations, images
 * further apart. */
static void smallest_is_readable(void)
{
  static const int32_t twice[3][3] = {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}};
  static const int32_t wanted[3][3] = {{1, 0, 0}, {0, 1, -1}, {0, 1, 1}};
  crystal c;
  scene s;
  iw_supercell_shape shape;

  memset(&c, 0, sizeof c);
  crystal_begin(&c, "box", 3, 1, 10.3, 6.0, 4.0);
  crystal_add(&c, 3, 1, 0, 0, 0);
  scene_of(&s, &c);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, 6, &shape),
            IW_OK);
  CHECK_INT(shape.index, 2);
  CHECK(memcmp(shape.matrix, wanted, sizeof wanted) == 0);
  scene_end(&s);
  lattice_crystal(&c, fcc); /* many reduced cells */
  scene_of(&s, &c);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry,
                                  4 * 1.4142135623730951, &shape),
            IW_OK);
  CHECK(memcmp(shape.matrix, twice, sizeof twice) == 0);
  scene_end(&s);
}

static int stop(const char *stage, size_t done, size_t total, void *user)
{
  (void)stage;
  (void)total;
  (void)user;
  return done == 0;
}

static void can_be_cancelled(void)
{
  crystal c;
  scene s;
  iw_supercell_shape shape;
  iw_supercell_shapes *shapes = NULL;

  lattice_crystal(&c, sc);
  scene_of(&s, &c);
  iw_context_set_progress(ctx, stop, NULL);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, 9, &shape),
            IW_E_CANCELLED);
  CHECK_INT(iw_supercell_shapes_find(ctx, s.structure, s.symmetry, 9, &shapes),
            IW_E_CANCELLED);
  CHECK(shapes == NULL);
  iw_context_set_progress(ctx, NULL, NULL);
  scene_end(&s);
}

static void refuses_distances(void)
{
  crystal c;
  scene s;
  iw_supercell_shape shape;

  lattice_crystal(&c, sc);
  scene_of(&s, &c);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, 0, &shape),
            IW_E_ARGUMENT);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, NAN, &shape),
            IW_E_ARGUMENT);
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, 100, &shape),
            IW_E_LIMIT);
  CHECK_HOLDS(iw_context_message(ctx), "at least 26190 cells");
  CHECK_INT(iw_supercell_smallest(ctx, s.structure, s.symmetry, 1e200, &shape),
            IW_E_LIMIT);
  scene_end(&s);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(repeats_structures);
  RUN(image_distances);
  RUN(refuses_supercells);
  RUN(finds_primitive_cells);
  RUN(mixed_sites_shrink);
  RUN(counts_are_known);
  RUN(counts_of_the_table);
  RUN(shapes_by_brute_force);
  RUN(refuses_shapes);
  RUN(smallest_by_brute_force);
  RUN(smallest_of_any_basis);
  RUN(smallest_is_readable);
  RUN(refuses_distances);
  RUN(can_be_cancelled);
  iw_context_destroy(ctx);
  return check_report();
}
