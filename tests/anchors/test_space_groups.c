/* SPDX-License-Identifier: BSD-3-Clause */
/* Every setting of the 530 in spglib's data base, looked up by its full symbol,
 * its short one and its Hall symbol: the operations have to be spglib's. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <spglib.h>

#include "cif_symop.h"

static int by_bytes(const void *a, const void *b)
{
  return memcmp(a, b, sizeof(iwi_symop));
}

/* spglib's operations over 24, sorted. */
static size_t reference(int hall_number, iwi_symop *ops)
{
  int rotations[192][3][3];
  double translations[192][3];
  const int n =
      spg_get_symmetry_from_database(rotations, translations, hall_number);

  for (int i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++) {
      for (int j = 0; j < 3; j++)
        ops[i].rotation[k][j] = rotations[i][k][j];
      ops[i].translation[k] =
          ((int)floor(24 * translations[i][k] + 0.5) % 24 + 24) % 24;
    }
  }
  qsort(ops, (size_t)n, sizeof *ops, by_bytes);
  return (size_t)n;
}

static int same_operations(iwi_group *group, const iwi_symop *ops, size_t n)
{
  qsort(group->ops, group->n_ops, sizeof *group->ops, by_bytes);
  return group->n_ops == n && memcmp(group->ops, ops, n * sizeof *ops) == 0;
}

static iwi_group group;
static iwi_symop wanted[192];

/* Rhombohedral groups have their axes as a mark, others their origin; the
 * permutation of axes that may follow shows in the symbol. */
static void symbol_with_choice(int hall, char *out, size_t size)
{
  const SpglibSpacegroupType type = spg_get_spacegroup_type(hall);
  const char mark = type.choice[0];
  const int origin = mark == '1' || mark == '2';

  if (mark == 'H' || mark == 'R' || origin)
    snprintf(out, size, "%s:%c", type.international_full, mark);
  else
    snprintf(out, size, "%s", type.international_full);
}

/* The "e" planes of the newer symbols merge settings that the older told
 * apart: then the first of them is meant. */
static int is_told_already(int hall)
{
  char text[64], other[64];

  symbol_with_choice(hall, text, sizeof text);
  for (int earlier = 1; earlier < hall; earlier++) {
    symbol_with_choice(earlier, other, sizeof other);
    if (strcmp(text, other) == 0)
      return 1;
  }
  return 0;
}

static void every_setting_is_found(void)
{
  int n_settings = 0;

  for (int hall = 1; hall <= 530; hall++) {
    const SpglibSpacegroupType type = spg_get_spacegroup_type(hall);
    const size_t n = reference(hall, wanted);
    char text[64];
    int open;

    symbol_with_choice(hall, text, sizeof text);
    if (is_told_already(hall))
      continue;
    if (!iwi_cif_symbol_find(text, 90, 90, 2, &group, &open) ||
        !same_operations(&group, wanted, n))
      printf("%d: '%s' (choice '%s')\n", hall, text, type.choice);
    CHECK(iwi_cif_symbol_find(text, 90, 90, 2, &group, &open));
    CHECK_INT(group.number, type.number);
    CHECK(same_operations(&group, wanted, n));
    n_settings++;
  }
  CHECK(n_settings > 500);
  printf("%d different symbols\n", n_settings);
}

static void every_hall_symbol_is_understood(void)
{
  for (int hall = 1; hall <= 530; hall++) {
    const SpglibSpacegroupType type = spg_get_spacegroup_type(hall);
    const size_t n = reference(hall, wanted);

    if (!iwi_group_by_hall(type.hall_symbol, &group) ||
        !same_operations(&group, wanted, n))
      printf("%d: '%s'\n", hall, type.hall_symbol);
    CHECK(iwi_group_by_hall(type.hall_symbol, &group));
    CHECK(same_operations(&group, wanted, n));
  }
}

/* Short symbols as data bases print them, for the standard settings: blanks
 * and underscores taken out. */
static void short_symbols_are_found(void)
{
  for (int hall = 1; hall <= 530; hall++) {
    const SpglibSpacegroupType type = spg_get_spacegroup_type(hall);
    const size_t n = reference(hall, wanted);
    char text[64];
    int open;

    /* a choice of axes is not part of the short symbol */
    if (type.choice[0] != '\0' && type.choice[0] != 'H' &&
        strcmp(type.choice, "2") != 0 && strcmp(type.choice, "b") != 0 &&
        strcmp(type.choice, "b1") != 0)
      continue;
    snprintf(text, sizeof text, "%s", type.international_short);
    CHECK(iwi_cif_symbol_find(text, 90, 120, 2, &group, &open));
    CHECK_INT(group.number, type.number);
    if (!same_operations(&group, wanted, n))
      printf("%d: '%s' (choice '%s')\n", hall, text, type.choice);
    CHECK(same_operations(&group, wanted, n));
  }
}

int main(void)
{
  RUN(every_setting_is_found);
  RUN(every_hall_symbol_is_understood);
  RUN(short_symbols_are_found);
  return check_report();
}
