/* SPDX-License-Identifier: BSD-3-Clause */
/* Site groups against what spglib finds in the repeated structure, mapped site
 * by site with real numbers, and against the definition of a group. */
#include "check.h"
#include "crystals.h"

#include <ionway/ionway.h>

static iw_context *ctx;

/* A crystal, its group, a supercell, and the group of its sites. */
typedef struct scene {
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_supercell *supercell;
  iw_site_group *group;
  int32_t kinds[CRYSTAL_MAX_SITES];
  double frac[CRYSTAL_MAX_SITES][3];
  iw_site_group_spec spec;
} scene;

static void scene_end(scene *s)
{
  iw_site_group_destroy(s->group);
  iw_supercell_destroy(s->supercell);
  iw_symmetry_destroy(s->symmetry);
  iw_structure_destroy(s->structure);
}

/* All sites; 0 when a step failed. */
static int scene_begin(scene *s, const iw_structure *structure,
                       const int32_t matrix[3][3])
{
  const iw_site *sites = iw_structure_sites(structure);

  CHECK_INT(iw_symmetry_find(ctx, structure, 1e-3, &s->symmetry), IW_OK);
  CHECK_INT(iw_supercell_create(ctx, structure, matrix, &s->supercell), IW_OK);
  if (s->symmetry == NULL || s->supercell == NULL)
    return 0;
  iw_site_group_spec_default(&s->spec);
  memcpy(s->spec.lattice_ang, iw_structure_lattice(structure),
         sizeof s->spec.lattice_ang);
  memcpy(s->spec.matrix, matrix, sizeof s->spec.matrix);
  s->spec.operations = iw_symmetry_operations(s->symmetry);
  s->spec.n_operations = iw_symmetry_n_operations(s->symmetry);
  s->spec.tolerance_ang = 1e-3;
  s->spec.n_positions = iw_structure_n_sites(structure);
  for (size_t i = 0; i < s->spec.n_positions; i++) {
    s->kinds[i] = sites[i].element;
    memcpy(s->frac[i], sites[i].frac, sizeof s->frac[i]);
  }
  s->spec.kinds = s->kinds;
  s->spec.frac = (const double(*)[3])s->frac;
  CHECK_INT(iw_site_group_create(ctx, &s->spec, &s->group), IW_OK);
  return s->group != NULL;
}

static int scene_of(scene *s, const crystal *c, const int32_t matrix[3][3])
{
  memset(s, 0, sizeof *s);
  CHECK_INT(crystal_structure(ctx, c, &s->structure), IW_OK);
  return s->structure != NULL && scene_begin(s, s->structure, matrix);
}

/* Site of the structure nearest to where the operation takes site i. */
static int32_t image_of(const iw_structure *structure, const iw_operation *op,
                        size_t i)
{
  const iw_site *sites = iw_structure_sites(structure);
  int32_t best = -1;
  double least = 1e-3;

  for (size_t j = 0; j < iw_structure_n_sites(structure); j++) {
    double worst = 0;

    for (int k = 0; k < 3; k++) {
      double d = op->translation[k] - sites[j].frac[k];

      for (int m = 0; m < 3; m++)
        d += op->rotation[k][m] * sites[i].frac[m];
      worst = fmax(worst, fabs(d - floor(d + 0.5)));
    }
    if (worst < least && sites[j].element == sites[i].element) {
      least = worst;
      best = (int32_t)j;
    }
  }
  return best;
}

static int has_row(const iw_site_group *group, const int32_t *row)
{
  const size_t n = iw_site_group_n_sites(group);

  for (size_t k = 0; k < iw_site_group_order(group); k++) {
    if (memcmp(iw_site_group_permutations(group) + k * n, row,
               n * sizeof *row) == 0)
      return 1;
  }
  return 0;
}

/* Operations of the repeated structure are the rows, no more and no fewer. */
static void same_as_spglib(const crystal *c, const int32_t matrix[3][3])
{
  scene s;
  iw_symmetry *found = NULL;
  const iw_structure *large;
  int32_t *row;
  size_t n;

  if (!scene_of(&s, c, matrix)) {
    scene_end(&s);
    return;
  }
  large = iw_supercell_structure(s.supercell);
  n = iw_structure_n_sites(large);
  CHECK_INT(iw_site_group_n_sites(s.group), n);
  CHECK_INT(iw_symmetry_find(ctx, large, 1e-3, &found), IW_OK);
  CHECK_INT(iw_site_group_order(s.group), iw_symmetry_n_operations(found));
  row = malloc(n * sizeof *row);
  for (size_t k = 0; k < iw_symmetry_n_operations(found); k++) {
    for (size_t i = 0; i < n; i++)
      row[i] = image_of(large, &iw_symmetry_operations(found)[k], i);
    CHECK(has_row(s.group, row));
  }
  /* and each row does what its operation does */
  for (size_t k = 0; k < iw_site_group_order(s.group); k++) {
    const iw_operation *op = &iw_site_group_operations(s.group)[k];

    for (size_t i = 0; i < n; i++)
      row[i] = image_of(large, op, i);
    CHECK(memcmp(row, iw_site_group_permutations(s.group) + k * n,
                 n * sizeof *row) == 0);
  }
  free(row);
  iw_symmetry_destroy(found);
  scene_end(&s);
}

static const int32_t unit[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
static const int32_t twice[3][3] = {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}};
static const int32_t cubic[3][3] = {{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}};
static const int32_t skew[3][3] = {{1, 1, 0}, {-1, 1, 0}, {1, 0, 2}};
static const int32_t left[3][3] = {{0, 2, 0}, {1, 0, 0}, {1, 1, 1}};

static void agrees_with_spglib(void)
{
  crystal c;

  memset(&c, 0, sizeof c);
  crystal_fluorite(&c);
  same_as_spglib(&c, unit);
  same_as_spglib(&c, twice);
  same_as_spglib(&c, cubic);
  same_as_spglib(&c, skew);
  same_as_spglib(&c, left);
  memset(&c, 0, sizeof c);
  crystal_layered(&c); /* centred: translations of a third */
  same_as_spglib(&c, unit);
  same_as_spglib(&c, twice);
  same_as_spglib(&c, left);
  memset(&c, 0, sizeof c);
  crystal_olivine(&c);
  same_as_spglib(&c, unit);
  same_as_spglib(&c, left);
}

/* One position; nothing but the lattice. */
static void simple_cubic(crystal *c)
{
  memset(c, 0, sizeof *c);
  crystal_begin(c, "cubic", 3, 1, 3, 3, 3);
  crystal_add(c, 3, 1, 0.1, 0.2, 0.3);
}

static void orders_are_known(void)
{
  static const int32_t thrice[3][3] = {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}};
  static const int32_t plank[3][3] = {{3, 0, 0}, {0, 3, 0}, {0, 0, 1}};
  static const int32_t slant[3][3] = {{1, 1, 0}, {0, 2, 0}, {0, 0, 1}};
  scene s;
  crystal c;

  simple_cubic(&c);
  if (scene_of(&s, &c, thrice))
    CHECK_INT(iw_site_group_order(s.group), 27 * 48);
  scene_end(&s);
  if (scene_of(&s, &c, plank)) /* 4/mmm */
    CHECK_INT(iw_site_group_order(s.group), 9 * 16);
  scene_end(&s);
  if (scene_of(&s, &c, slant)) /* the centred square: 4/mmm again */
    CHECK_INT(iw_site_group_order(s.group), 2 * 16);
  scene_end(&s);
}

/* Every product of two rows is a row, the identity is first, kinds stay. */
static void is_a_group(void)
{
  int32_t product[CRYSTAL_MAX_SITES];
  scene s;
  crystal c;

  memset(&c, 0, sizeof c);
  crystal_layered(&c);
  if (scene_of(&s, &c, skew)) {
    const int32_t *rows = iw_site_group_permutations(s.group);
    const size_t n = iw_site_group_n_sites(s.group);
    const size_t order = iw_site_group_order(s.group);
    const iw_site *sites =
        iw_structure_sites(iw_supercell_structure(s.supercell));

    for (size_t i = 0; i < n; i++)
      CHECK_INT(rows[i], i);
    for (size_t a = 0; a < order; a++) {
      for (size_t i = 0; i < n; i++)
        CHECK_INT(sites[rows[a * n + i]].element, sites[i].element);
      for (size_t b = 0; b < order; b++) {
        for (size_t i = 0; i < n; i++)
          product[i] = rows[a * n + (size_t)rows[b * n + i]];
        CHECK(has_row(s.group, product));
      }
    }
  }
  scene_end(&s);
}

/* Rows marked as translations move every site by one vector. */
static void translations_are_marked(void)
{
  scene s;
  crystal c;

  memset(&c, 0, sizeof c);
  crystal_layered(&c);
  if (scene_of(&s, &c, twice)) {
    const uint8_t *marked = iw_site_group_translations(s.group);
    const size_t n = iw_site_group_n_sites(s.group);
    const iw_site *sites =
        iw_structure_sites(iw_supercell_structure(s.supercell));
    size_t count = 0;

    for (size_t k = 0; k < iw_site_group_order(s.group); k++) {
      const int32_t *row = iw_site_group_permutations(s.group) + k * n;
      double spread = 0;

      for (size_t i = 1; i < n; i++) {
        for (int x = 0; x < 3; x++) {
          const double d = sites[row[i]].frac[x] - sites[i].frac[x] -
                           sites[row[0]].frac[x] + sites[0].frac[x];

          spread = fmax(spread, fabs(d - floor(d + 0.5)));
        }
      }
      CHECK((spread < 1e-9) == (marked[k] != 0));
      count += marked[k] != 0;
    }
    CHECK_INT(count, 3 * 8); /* the centring times the index */
  }
  scene_end(&s);
}

/* Positions written in other cells, and the parent in another basis. */
static void description_does_not_matter(void)
{
  static const int32_t u[3][3] = {{1, 1, 0}, {0, 1, -2}, {0, 0, 1}};
  static const int32_t before[3][3] = {{2, 1, 0}, {0, 2, 0}, {0, 0, 3}};
  /* the same vectors in the new basis: before times the inverse of u */
  static const int32_t after[3][3] = {{2, -1, -2}, {0, 2, 4}, {0, 0, 3}};
  scene a, b;
  crystal c;
  iw_site_group *moved = NULL;

  memset(&c, 0, sizeof c);
  crystal_fluorite(&c);
  if (scene_of(&a, &c, before)) {
    a.frac[1][0] += 3;
    a.frac[2][2] -= 1;
    CHECK_INT(iw_site_group_create(ctx, &a.spec, &moved), IW_OK);
    if (moved != NULL)
      CHECK_INT(iw_site_group_order(moved), iw_site_group_order(a.group));
    iw_site_group_destroy(moved);
  }
  crystal_rebase(&c, u);
  if (scene_of(&b, &c, after)) {
    CHECK_INT(iw_site_group_order(a.group), iw_site_group_order(b.group));
    CHECK_NEAR(iw_supercell_image_distance_ang(a.supercell),
               iw_supercell_image_distance_ang(b.supercell), 1e-9);
  }
  scene_end(&a);
  scene_end(&b);
}

static iw_structure *read_crystal(const char *path)
{
  iw_structure *structure = NULL;

  if (iw_structure_read_file(ctx, path, NULL, &structure) != IW_OK)
    return NULL;
  return structure;
}

static void argyrodite_has_768(void)
{
  scene s;

  memset(&s, 0, sizeof s);
  s.structure = read_crystal(IONWAY_SHARED_DATA
                             "/data/structures/Li6PS5Cl_ordered_24g.cif");
  if (s.structure == NULL)
    SKIP("no reference structures");
  if (scene_begin(&s, s.structure, twice)) {
    CHECK_INT(iw_site_group_order(s.group), 768);
    CHECK_INT(iw_site_group_n_sites(s.group), 416);
  }
  scene_end(&s);
}

/* Two places 0.2 Angstrom apart that a mirror maps on each other. */
static void split_sites_stay_apart(void)
{
  static const double frac[2][3] = {{0.48, 0.5, 0.5}, {0.52, 0.5, 0.5}};
  static const iw_operation operations[2] = {
      {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {0, 0, 0}},
      {{{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {0, 0, 0}}};
  iw_site_group_spec spec;
  iw_site_group *group = NULL;

  iw_site_group_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 5;
  spec.operations = operations;
  spec.n_operations = 2;
  spec.frac = frac;
  spec.n_positions = 2;
  spec.tolerance_ang = 0.1;
  CHECK_INT(iw_site_group_create(ctx, &spec, &group), IW_OK);
  CHECK_INT(iw_site_group_permutations(group)[2], 1);
  CHECK_INT(iw_site_group_permutations(group)[3], 0);
  iw_site_group_destroy(group);
  spec.kinds = (const int32_t[2]){0, 1};
  spec.tolerance_ang = 0.01;
  CHECK_INT(iw_site_group_create(ctx, &spec, &group), IW_E_SYMMETRY);
  CHECK_HOLDS(iw_context_message(ctx), "0.48000");
  CHECK(group == NULL);
  spec.kinds = (const int32_t[2]){0, 0};
  spec.frac = (const double[2][3]){{0.5, 0.5, 0.5}, {0.501, 0.5, 0.5}};
  CHECK_INT(iw_site_group_create(ctx, &spec, &group), IW_E_SYMMETRY);
  CHECK_HOLDS(iw_context_message(ctx), "same image");
}

static void says_what_is_wrong(void)
{
  static const int32_t flat[3][3] = {{1, 2, 3}, {2, 4, 6}, {0, 0, 1}};
  static const int32_t big[3][3] = {{17, 0, 0}, {0, 17, 0}, {0, 0, 17}};
  static const int32_t wide[3][3] = {{16, 0, 0}, {0, 16, 0}, {0, 0, 16}};
  scene s;
  crystal c;
  iw_site_group *group = (iw_site_group *)&s;

  simple_cubic(&c);
  if (!scene_of(&s, &c, unit)) {
    scene_end(&s);
    return;
  }
  memcpy(s.spec.matrix, flat, sizeof flat);
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_ARGUMENT);
  CHECK(group == NULL);
  memcpy(s.spec.matrix, big, sizeof big);
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_LIMIT);
  memcpy(s.spec.matrix, wide, sizeof wide);
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_LIMIT);
  s.spec.matrix[0][0] = INT32_MIN;
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_LIMIT);
  memcpy(s.spec.matrix, unit, sizeof unit);
  s.spec.tolerance_ang = 0;
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_ARGUMENT);
  s.spec.tolerance_ang = NAN;
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_ARGUMENT);
  s.spec.tolerance_ang = 1e-3;
  s.frac[0][0] = NAN;
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_ARGUMENT);
  s.frac[0][0] = 0;
  s.spec.operations++; /* without the identity */
  s.spec.n_operations--;
  CHECK_INT(iw_site_group_create(ctx, &s.spec, &group), IW_E_ARGUMENT);
  scene_end(&s);
}

static iw_status from_rows(const int32_t *rows, size_t order, size_t n,
                           iw_site_group **out)
{
  return iw_site_group_from_permutations(ctx, rows, order, n, out);
}

static void permutations_are_checked(void)
{
  /* the rotations of a triangle, the identity last */
  static const int32_t turns[3][3] = {{1, 2, 0}, {2, 0, 1}, {0, 1, 2}};
  static const int32_t open[2][3] = {{0, 1, 2}, {1, 2, 0}};
  static const int32_t same[3][3] = {{0, 1, 2}, {1, 0, 2}, {1, 0, 2}};
  static const int32_t none[2][3] = {{1, 2, 0}, {2, 0, 1}};
  static const int32_t twofold[2][3] = {{0, 1, 2}, {1, 1, 2}};
  static const int32_t outside[2][3] = {{0, 1, 2}, {1, 3, 2}};
  iw_site_group *group = NULL;

  CHECK_INT(from_rows(turns[0], 3, 3, &group), IW_OK);
  if (group != NULL) {
    CHECK_INT(iw_site_group_order(group), 3);
    CHECK(memcmp(iw_site_group_permutations(group), turns[2],
                 sizeof turns[2]) == 0);
    CHECK(has_row(group, turns[0]));
    CHECK(has_row(group, turns[1]));
    CHECK(iw_site_group_translations(group) == NULL);
  }
  iw_site_group_destroy(group);
  CHECK_INT(from_rows(open[0], 2, 3, &group), IW_E_ARGUMENT);
  CHECK(group == NULL);
  CHECK_INT(from_rows(same[0], 3, 3, &group), IW_E_ARGUMENT);
  CHECK_INT(from_rows(none[0], 2, 3, &group), IW_E_ARGUMENT);
  CHECK_INT(from_rows(twofold[0], 2, 3, &group), IW_E_ARGUMENT);
  CHECK_INT(from_rows(outside[0], 2, 3, &group), IW_E_ARGUMENT);
  CHECK_INT(from_rows(turns[0], 0, 3, &group), IW_E_ARGUMENT);
}

/* All 120 permutations of five places: a group; any row less: none. */
static void symmetric_group(void)
{
  int32_t rows[120 * 5];
  size_t n = 0;
  iw_site_group *group = NULL;

  for (int code = 0; code < 3125; code++) {
    int seen = 0;

    for (int i = 0, rest = code; i < 5; i++, rest /= 5) {
      rows[5 * n + (size_t)i] = rest % 5;
      seen |= 1 << rest % 5;
    }
    if (seen == 31 && ++n == 120)
      break;
  }
  CHECK_INT(from_rows(rows, n, 5, &group), IW_OK);
  iw_site_group_destroy(group);
  CHECK_INT(from_rows(rows, n - 1, 5, &group), IW_E_ARGUMENT);
  CHECK_INT(from_rows(rows + 5, n - 1, 5, &group), IW_E_ARGUMENT);
}

/* The group a crystal gives passes the check of permutations. */
static void passes_own_check(void)
{
  scene s;
  crystal c;
  iw_site_group *again = NULL;

  memset(&c, 0, sizeof c);
  crystal_olivine(&c);
  if (scene_of(&s, &c, twice)) {
    CHECK_INT(from_rows(iw_site_group_permutations(s.group),
                        iw_site_group_order(s.group),
                        iw_site_group_n_sites(s.group), &again),
              IW_OK);
    iw_site_group_destroy(again);
  }
  scene_end(&s);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(agrees_with_spglib);
  RUN(orders_are_known);
  RUN(is_a_group);
  RUN(translations_are_marked);
  RUN(description_does_not_matter);
  RUN(argyrodite_has_768);
  RUN(split_sites_stay_apart);
  RUN(says_what_is_wrong);
  RUN(permutations_are_checked);
  RUN(symmetric_group);
  RUN(passes_own_check);
  iw_context_destroy(ctx);
  return check_report();
}
