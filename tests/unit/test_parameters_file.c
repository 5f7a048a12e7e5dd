/* SPDX-License-Identifier: BSD-3-Clause */
/* Parameter files: what is taken, and the line that is named when not. */
#include "check.h"

#include <ionway/ionway.h>
#include <ionway/read.h>

#include "context.h"
#include "parameters_file.h"

static iw_context *ctx;

static iw_status parse(const char *text, iw_parameters **out)
{
  return iwi_parameters_file_parse(ctx, text, strlen(text), "own.txt", NULL,
                                   out);
}

static void rows_win_and_are_completed(void)
{
  iw_parameters *set, *plain;
  iw_bond bond, table;

  CHECK_INT(iw_parameters_create(ctx, NULL, &plain), IW_OK);
  CHECK_INT(parse("# my rows\r\n"
                  "Li 1 O -2 1.2 0.5 6.0 4.5 1.0 1.95 2.1 # whole\r\n"
                  "\r\n"
                  "  Zn +2 N -3 1.77 0.37\r\n"
                  "Na 1 O -2 1.6 0.48 - 6 - 2.4 -",
                  &set),
            IW_OK);
  CHECK_INT(iw_parameters_n_bonds(set), iw_parameters_n_bonds(plain) + 3);
  CHECK_INT(iw_parameters_find(ctx, set, 3, 1, 8, -2, &bond), IW_OK);
  CHECK_INT(bond.origin, IW_BOND_USER);
  CHECK_NEAR(bond.r0_ang, 1.2, 0);
  CHECK_NEAR(bond.b_ang, 0.5, 0);
  CHECK_NEAR(bond.bond_cutoff_ang, 6, 0);
  CHECK_NEAR(bond.coordination, 4.5, 0);
  CHECK_NEAR(bond.d0_ev, 1.0, 0);
  CHECK_NEAR(bond.r_min_ang, 1.95, 0);
  CHECK_NEAR(bond.alpha_inv_ang, 2.1, 0);
  CHECK_INT(iw_parameters_find(ctx, set, 30, 2, 7, -3, &bond), IW_OK);
  CHECK_INT(iw_parameters_find(ctx, plain, 30, 2, 8, -2, &table), IW_OK);
  CHECK_NEAR(bond.alpha_inv_ang, 1 / 0.37, 1e-12);
  CHECK_NEAR(bond.coordination, table.coordination, 1e-12); /* of Zn2+ */
  CHECK(bond.r_min_ang > 1.6 && bond.r_min_ang < 2.3 && bond.d0_ev > 0);
  CHECK_INT(iw_parameters_find(ctx, set, 11, 1, 8, -2, &bond), IW_OK);
  CHECK_NEAR(bond.r_min_ang, 2.4, 0);
  /* d0 follows from the given r_min: 14.4 * 2 b^2 / (2 r_min sqrt(3 * 2)) */
  CHECK_NEAR(bond.d0_ev, 14.4 * 2 * 0.48 * 0.48 / (2 * 2.4 * sqrt(6.0)), 1e-12);
  iw_parameters_destroy(set);
  iw_parameters_destroy(plain);
}

static void earlier_rows_stay_behind_those_of_the_file(void)
{
  static const iw_bond own[] = {
      {3, 8, 1, -2, 1.1, 0.5, 6, 4, 1, 1.9, 2, IW_BOND_USER},
      {3, 16, 1, -2, 1.5, 0.6, 6, 4, 1, 2.4, 1.6, IW_BOND_USER}};
  iw_parameters_options options;
  iw_parameters *set;
  iw_bond bond;
  static const char text[] = "Li 1 O -2 1.2 0.5";

  iw_parameters_options_default(&options);
  options.radii = IW_RADII_SOFTBV;
  options.own = own;
  options.n_own = 2;
  CHECK_INT(iwi_parameters_file_parse(ctx, text, strlen(text), "own.txt",
                                      &options, &set),
            IW_OK);
  CHECK_INT(iw_parameters_radii(set), IW_RADII_SOFTBV);
  CHECK_INT(iw_parameters_find(ctx, set, 3, 1, 8, -2, &bond), IW_OK);
  CHECK_NEAR(bond.r0_ang, 1.2, 0);
  CHECK_INT(iw_parameters_find(ctx, set, 3, 1, 16, -2, &bond), IW_OK);
  CHECK_NEAR(bond.r0_ang, 1.5, 0);
  iw_parameters_destroy(set);
}

typedef struct bad_file {
  const char *text, *message;
} bad_file;

static void bad_lines_are_named(void)
{
  static const bad_file bad[] = {
      {"", "own.txt: no parameter row, want"},
      {"# only\n", "own.txt: no parameter row, want"},
      {"Li 1 O -2 1.2", "own.txt:1: 5 columns, want 6 to 11"},
      {"1 2 3 4 5 6 7 8 9 10 11 12", "own.txt:1: over 11 columns"},
      {"\n\nLq 1 O -2 1.2 0.5",
       "own.txt:3: cation: met 'Lq', want an element symbol"},
      {"Li 1 O2 -2 1.2 0.5", "own.txt:1: anion: met 'O2', want"},
      {"Li 1 O 2 1.2 0.5",
       "own.txt:1: anion charge: met '2', want a number between -4 and 0"},
      {"Li -1 O -2 1.2 0.5", "own.txt:1: cation charge: met '-1'"},
      {"Li 0 O -2 1.2 0.5", "own.txt:1: cation charge: met '0'"},
      {"Li 1 O -2 1,2 0.5", "own.txt:1: R0: met '1,2'"},
      {"Li 1 O -2 nan 0.5", "own.txt:1: R0: met 'nan'"},
      {"Li 1 O -2 1.2 -0.5", "own.txt:1: b: met '-0.5'"},
      {"Li 1 O -2 1.2 -", "own.txt:1: b: met '-'"},
      {"Li 1 O -2 1.2 0.5\nLi 1 O -2 1.2 0.5",
       "own.txt:2: Li+ - O2- is given twice, first in line 1"},
      {"Li 1 O -2 1.2 0.5\nPu 6 O -2 1.2 0.5",
       "own.txt:2: Pu6+ - O2-: its energy parameters cannot be derived"}};

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    iw_parameters *set;

    CHECK_INT(parse(bad[i].text, &set), IW_E_PARSE);
    CHECK(set == NULL);
    CHECK_HOLDS(iw_context_message(ctx), bad[i].message);
  }
}

static void rows_are_limited(void)
{
  static char text[400000];
  iw_parameters *set;
  size_t used = 0;

  for (int i = 1; i <= 10001; i++)
    used += (size_t)snprintf(text + used, sizeof text - used,
                             "Li %.4f O -2 1.2 0.5 - 5\n", 0.5 + i * 1e-4);
  CHECK_INT(parse(text, &set), IW_E_LIMIT);
  CHECK_HOLDS(iw_context_message(ctx), "own.txt:10001: more than 10000 rows");
}

static void files_are_read(void)
{
  iw_parameters *set;

  CHECK_INT(iw_parameters_read_file(ctx, "no/such/file", NULL, &set), IW_E_IO);
  CHECK(set == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "no/such/file");
  /* this source file is no parameter file, but it is read */
  CHECK_INT(iw_parameters_read_file(ctx, __FILE__, NULL, &set), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "test_parameters_file.c:1: ");
}

static void every_allocation_may_fail(void)
{
  iw_parameters *set;
  iw_status status = IW_E_MEMORY;
  size_t n = 0;

  while (status != IW_OK && n < 50) {
    iwi_context_fail_allocation(ctx, ++n);
    status = parse("Li 1 O -2 1.2 0.5\nNa 1 O -2 1.5 0.5", &set);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    CHECK((status == IW_OK) == (set != NULL));
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK(n > 3 && n < 50);
  iw_parameters_destroy(set);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(rows_win_and_are_completed);
  RUN(earlier_rows_stay_behind_those_of_the_file);
  RUN(bad_lines_are_named);
  RUN(rows_are_limited);
  RUN(files_are_read);
  RUN(every_allocation_may_fail);
  iw_context_destroy(ctx);
  return check_report();
}
