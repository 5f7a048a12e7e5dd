/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths of other programs: made continuous, and refused with a reason when they
 * are none. */
#include "check.h"

#include <stdlib.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "context.h"

static iw_context *ctx;

#define CELL        "Lattice=\"4 0 0 0 5 0 0 0 6\" "
#define PLAIN       "Properties=species:S:1:pos:R:3"
#define FRAME(rows) "2\n" CELL PLAIN "\n" rows

static iw_path *read_text(const char *text)
{
  iw_path *path = NULL;
  const iw_status status =
      iw_path_read_memory(ctx, text, strlen(text), "p.xyz", &path);

  CHECK_INT(status, IW_OK);
  if (status != IW_OK)
    printf("%s\n", iw_context_message(ctx));
  return path;
}

static void check_at(const iw_path *path, size_t image, size_t atom, double x,
                     double y, double z)
{
  const double *at;

  if (path == NULL || image >= iw_path_n_images(path))
    return;
  at = iw_path_image(path, image)[atom];
  /* exact: sums of numbers that binary fractions hold */
  CHECK_NEAR(at[0], x, 0);
  CHECK_NEAR(at[1], y, 0);
  CHECK_NEAR(at[2], z, 0);
}

/* Wrapped positions of an atom that leaves the cell twice. */
static void positions_follow_each_other(void)
{
  iw_path *path = read_text(
      FRAME("Li 3.5 0 0\nO 1 1 1\n") FRAME("Li 0.25 4.75 0\nO 1 1 1\n")
          FRAME("Li 1 4.5 0\nO 1 1.5 1\n") FRAME("Li 2.5 4.25 5.5\nO 1 1 1\n")
              FRAME("Li 4 4 5\nO 1 1 7\n") "\n\n");

  check_at(path, 0, 0, 3.5, 0, 0);
  check_at(path, 1, 0, 4.25, -0.25, 0);
  check_at(path, 2, 0, 5, -0.5, 0);
  check_at(path, 3, 0, 6.5, -0.75, -0.5);
  check_at(path, 4, 0, 8, -1, -1);
  check_at(path, 2, 1, 1, 1.5, 1);
  check_at(path, 4, 1, 1, 1, 1);
  CHECK_INT(path != NULL ? iw_path_mover(path) : -1, 0);
  CHECK(path != NULL && iw_path_types(path) == NULL);
  CHECK(path != NULL && iw_path_frozen(path) == NULL);
  iw_path_destroy(path);
}

/* Half a cell is as far one way as the other: as it is written. */
static void half_a_cell_goes_as_written(void)
{
  iw_path *path =
      read_text(FRAME("Li 0 0 0\nO 1 1 1\n") FRAME("Li 2 2.5 3\nO 1 1 1\n"));

  check_at(path, 1, 0, 2, 2.5, 3);
  iw_path_destroy(path);
  path =
      read_text(FRAME("Li 0 0 0\nO 1 1 1\n") FRAME("Li -2 2.5 -3\nO 1 1 1\n"));
  check_at(path, 1, 0, -2, 2.5, -3);
  iw_path_destroy(path);
}

/* By brute force in a skew cell: no image of the atom is nearer. */
static void nearest_in_a_skew_cell(void)
{
  static const double rows[3][3] = {{4, 0, 0}, {3.5, 3, 0}, {-3.7, 2.9, 5}};
  char text[1024];

  for (int i = 0; i < 50; i++) {
    const double x = 11 * sin(i), y = 7 * cos(3 * i), z = 9 * sin(5 * i + 1);
    double least = HUGE_VAL, d2 = 0;
    iw_path *path;

    snprintf(text, sizeof text,
             "1\nLattice=\"4 0 0 3.5 3 0 -3.7 2.9 5\"\nLi 0.1 0.2 0.3\n"
             "1\nLattice=\"4 0 0 3.5 3 0 -3.7 2.9 5\"\nLi %.17g %.17g %.17g\n",
             x, y, z);
    for (int n = 0; n < 21 * 21 * 21; n++) {
      const int s[3] = {n % 21 - 10, n / 21 % 21 - 10, n / 441 - 10};
      const double to[3] = {x - 0.1, y - 0.2, z - 0.3};
      double sum = 0;

      for (int k = 0; k < 3; k++) {
        const double v =
            to[k] + s[0] * rows[0][k] + s[1] * rows[1][k] + s[2] * rows[2][k];

        sum += v * v;
      }
      least = fmin(least, sum);
    }
    path = read_text(text);
    for (int k = 0; path != NULL && k < 3; k++)
      d2 += pow(iw_path_image(path, 1)[0][k] - iw_path_image(path, 0)[0][k], 2);
    CHECK_NEAR(sqrt(d2), sqrt(least), 1e-12); /* Angstrom, rounding */
    iw_path_destroy(path);
  }
}

static void what_is_said_is_taken(void)
{
  iw_path *path = read_text(
      "2\n" CELL "Properties=species:S:1:scaled_positions:R:3:oxidation:R:1:"
      "move_mask:L:3 mover=1 energy=-1.5\nLi 0.25 0 0 1 F F F\n"
      "O 0 0.5 0 -2 T T T\n"
      "2\n" CELL PLAIN ":forces:R:3\nLi 1 0 0 9 9 9\nO 0 2.25 0 9 9 9\n");

  check_at(path, 0, 0, 1, 0, 0);
  check_at(path, 1, 1, 0, 2.25, 0);
  if (path != NULL) {
    CHECK_INT(iw_path_mover(path), 1);
    CHECK_NEAR(iw_path_charges(path)[1], -2, 0);
    CHECK(iw_path_frozen(path) != NULL && iw_path_frozen(path)[0] == 1 &&
          iw_path_frozen(path)[1] == 0);
  }
  iw_path_destroy(path);
}

static void check_refused(const char *text, iw_status status,
                          const char *message)
{
  iw_path *path = (iw_path *)(void *)&ctx;

  CHECK_INT(iw_path_read_memory(ctx, text, strlen(text), "p.xyz", &path),
            status);
  CHECK(path == NULL);
  CHECK_HOLDS(iw_context_message(ctx), message);
  CHECK(strchr(iw_context_message(ctx), '\n') == NULL);
}

#define A FRAME("Li 0 0 0\nO 1 1 1\n")

static void what_is_no_path_is_refused(void)
{
  check_refused("", IW_E_PARSE, "p.xyz: file is empty");
  check_refused(A, IW_E_PARSE, "p.xyz: 1 frame, want at least the two ends");
  check_refused(A "1\n" CELL PLAIN "\nLi 0 0 0\n", IW_E_PARSE,
                "p.xyz:5: frame 1 has 1 atoms, frame 0 has 2");
  check_refused(A FRAME("O 1 1 1\nLi 0 0 0\n"), IW_E_PARSE,
                "p.xyz:7: atom 1 is O, in frame 0 it is Li");
  check_refused(A "2\nLattice=\"4 0 0 0 5.1 0 0 0 6\"\nLi 0 0 0\nO 1 1 1\n",
                IW_E_PARSE, "p.xyz:6: the cell of frame 1 differs by 0.1");
  check_refused(A "2\nsteps\nLi 0 0 0\nO 1 1 1\n", IW_E_PARSE,
                "p.xyz:6: no Lattice");
  check_refused(A FRAME("Li 0 0 0\n"), IW_E_PARSE, "file ends after 1 atoms");
  check_refused(A FRAME("Li 0 zero 0\nO 1 1 1\n"), IW_E_PARSE,
                "p.xyz:7: position: 'zero' is not a number");
  check_refused(A "and so on\n", IW_E_PARSE,
                "p.xyz:5: met 'and so on', want the number of atoms");
  check_refused("0\n" CELL "\n0\n" CELL "\n", IW_E_PARSE, "no atoms");
  check_refused("1\n" CELL PLAIN ":occupancy:R:1\nLi 0 0 0 0.5\n", IW_E_PARSE,
                "p.xyz:3: Li: partial occupancy");
  check_refused("2\n" CELL PLAIN ":oxidation:R:1\nLi 0 0 0 1\nO 1 1 1 nan\n",
                IW_E_PARSE, "p.xyz:4: O: no oxidation state, other atoms");
  check_refused("1\n" CELL PLAIN " mover=1\nLi 0 0 0\n", IW_E_PARSE,
                "p.xyz:2: mover '1', want an atom, counted from 0");
  check_refused("1\nLattice=\"4 0 0 4 0 0 0 0 6\"\nLi 0 0 0\n", IW_E_STRUCTURE,
                "cell has no volume");
  check_refused("1\n" CELL PLAIN ":move_mask:L:1\nLi 0 0 0 F\n"
                "1\n" CELL PLAIN ":move_mask:L:1\nLi 1 0 0 F\n",
                IW_E_ARGUMENT, "p.xyz: path: atom 1 is frozen but goes 1 ");
}

static char folder[] = "/tmp/ionway-path-XXXXXX";

static void files_are_read(void)
{
  char name[64];
  iw_path *path = NULL;
  FILE *file;

  CHECK(mkdtemp(folder) != NULL);
  snprintf(name, sizeof name, "%s/p.xyz", folder);
  CHECK_INT(iw_path_read_file(ctx, name, &path), IW_E_IO);
  CHECK(path == NULL);
  file = fopen(name, "wb");
  CHECK(file != NULL && fputs(A A, file) >= 0 && fclose(file) == 0);
  CHECK_INT(iw_path_read_file(ctx, name, &path), IW_OK);
  CHECK_INT(path != NULL ? iw_path_n_images(path) : 0, 2);
  iw_path_destroy(path);
  unlink(name);
  rmdir(folder);
}

static void memory_may_run_out(void)
{
  iw_status status = IW_E_MEMORY;
  size_t n;

  for (n = 1; status == IW_E_MEMORY && n < 100; n++) {
    iw_path *path = (iw_path *)(void *)&ctx;

    iwi_context_fail_allocation(ctx, n);
    status = iw_path_read_memory(ctx, A A A, sizeof(A A A) - 1, "p", &path);
    iwi_context_fail_allocation(ctx, 0);
    CHECK((status == IW_OK) == (path != NULL));
    iw_path_destroy(path);
  }
  CHECK_INT(status, IW_OK);
  CHECK(n > 10);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(positions_follow_each_other);
  RUN(half_a_cell_goes_as_written);
  RUN(nearest_in_a_skew_cell);
  RUN(what_is_said_is_taken);
  RUN(what_is_no_path_is_refused);
  RUN(files_are_read);
  RUN(memory_may_run_out);
  iw_context_destroy(ctx);
  return check_report();
}
