/* SPDX-License-Identifier: BSD-3-Clause */
/* Byte layout of the volume files, number by number; other programs read them
 * in tests/interop. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "context.h"
#include "units.h"

/* Triclinic; 3 x 4 x 5 points, so that no two axes can be mistaken. */
static const double rows[3][3] = {{4, 0, 0}, {1, 5, 0}, {0.5, -1, 6}};
static const int32_t grid[3] = {3, 4, 5};

static char folder[] = "/tmp/ionway-volume-XXXXXX";

/* energy of a point that names the point: 1.23 at (1, 2, 3) */
static double named(int i, int j, int k)
{
  return i + 0.1 * j + 0.01 * k;
}

static iw_landscape *make_landscape(iw_context *ctx)
{
  double energies[3 * 4 * 5];
  iw_landscape *landscape = NULL;

  for (int p = 0; p < 60; p++)
    energies[p] = named(p / 20, p / 5 % 4, p % 5);
  CHECK_INT(iw_landscape_from_grid(ctx, rows, grid, energies, &landscape),
            IW_OK);
  return landscape;
}

static iw_structure *make_structure(iw_context *ctx, double edge)
{
  iw_site sites[2];
  iw_structure_spec spec;
  iw_structure *structure = NULL;

  memset(sites, 0, sizeof sites);
  sites[0].element = 3;
  sites[0].occupancy = 0.5;
  sites[0].oxidation = 1;
  sites[0].frac[0] = 0.25;
  sites[1].element = 17;
  sites[1].occupancy = 1;
  sites[1].oxidation = NAN;
  sites[1].frac[1] = 0.5;
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, rows, sizeof rows);
  spec.lattice_ang[0][0] = edge;
  spec.sites = sites;
  spec.n_sites = 2;
  spec.title = "two\natoms";
  CHECK_INT(iw_structure_create(ctx, &spec, &structure), IW_OK);
  return structure;
}

/* Whole file, with a NUL after it; free(). NULL when it is not there. */
static char *slurp(const char *path, size_t *size)
{
  FILE *file = fopen(path, "rb");
  char *data = calloc(1, 65536);

  *size = 0;
  if (file == NULL || data == NULL) {
    free(data);
    return NULL;
  }
  *size = fread(data, 1, 65535, file);
  fclose(file);
  return data;
}

static const char *path_of(const char *name)
{
  static char path[256];

  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static char *written(const char *name, double cap_ev, iw_volume_format format,
                     size_t *size)
{
  iw_context *ctx;
  iw_landscape *landscape;
  iw_structure *structure;
  char *data;

  iw_context_create(&ctx);
  landscape = make_landscape(ctx);
  structure = make_structure(ctx, 4);
  CHECK_INT(iw_landscape_write_file(ctx, landscape, structure, cap_ev, format,
                                    path_of(name)),
            IW_OK);
  data = slurp(path_of(name), size);
  CHECK(data != NULL);
  iw_structure_destroy(structure);
  iw_landscape_destroy(landscape);
  iw_context_destroy(ctx);
  return data;
}

/* The text after n lines. */
static char *after_lines(char *text, int n)
{
  while (n-- > 0 && text != NULL) {
    text = strchr(text, '\n');
    text = text == NULL ? NULL : text + 1;
  }
  return text;
}

/* The next number of a text, and the place after it. */
static double next(char **text)
{
  char *end;
  const double value = strtod(*text, &end);

  CHECK(end != *text);
  *text = end;
  return value;
}

static void cube_is_bohr_last_axis_fastest(void)
{
  size_t size;
  char *data = written("a.cube", INFINITY, IW_VOLUME_AUTO, &size);
  char *at = after_lines(data, 2);

  CHECK_HOLDS(data, "ionway " IW_VERSION_STRING);
  CHECK_HOLDS(data, "two?atoms");
  CHECK_INT(next(&at), 2);
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(next(&at), 0, 0);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(next(&at), grid[i]);
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(next(&at) * 0.529177210903 * grid[i], rows[i][k], 1e-12);
  }
  CHECK_INT(next(&at), 3);
  CHECK_INT(next(&at), 3);
  CHECK_NEAR(next(&at) * 0.529177210903, 1.0, 1e-12);
  CHECK_NEAR(next(&at), 0, 0);
  CHECK_NEAR(next(&at), 0, 0);
  CHECK_INT(next(&at), 17);
  CHECK_INT(next(&at), 17);
  CHECK_NEAR(next(&at) * 0.529177210903, 0.5, 1e-12);
  CHECK_NEAR(next(&at) * 0.529177210903, 2.5, 1e-12);
  CHECK_NEAR(next(&at), 0, 0);
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 4; j++) {
      for (int k = 0; k < 5; k++)
        CHECK_NEAR(next(&at), named(i, j, k), 1e-9);
    }
  }
  CHECK_TEXT(at, "\n");
  free(data);
}

static void grd_has_the_cell_and_no_atoms(void)
{
  size_t size;
  char *data = written("a.GRD", INFINITY, IW_VOLUME_AUTO, &size);
  char *at = after_lines(data, 1);
  const double degree = 180 / acos(-1.0);
  const double b = sqrt(26), c = sqrt(37.25);

  CHECK_NEAR(next(&at), 4, 1e-12);
  CHECK_NEAR(next(&at), b, 1e-12);
  CHECK_NEAR(next(&at), c, 1e-12);
  CHECK_NEAR(next(&at), acos((0.5 - 5) / (b * c)) * degree, 1e-10);
  CHECK_NEAR(next(&at), acos(0.5 / c) * degree, 1e-10);
  CHECK_NEAR(next(&at), acos(1 / b) * degree, 1e-10);
  for (int i = 0; i < 3; i++)
    CHECK_INT(next(&at), grid[i]);
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 4; j++) {
      for (int k = 0; k < 5; k++)
        CHECK_NEAR(next(&at), named(i, j, k), 1e-9);
    }
  }
  CHECK_TEXT(at, "\n");
  free(data);
}

static void xsf_repeats_the_end_planes_first_axis_fastest(void)
{
  size_t size;
  char *data = written("a.xsf", INFINITY, IW_VOLUME_AUTO, &size);
  char *at = strstr(data, "PRIMVEC\n");

  CHECK_INT(data[0], '#');
  CHECK_HOLDS(data, "\nCRYSTAL\nPRIMVEC\n");
  at = after_lines(at, 1);
  for (int i = 0; i < 9; i++)
    CHECK_NEAR(next(&at), rows[i / 3][i % 3], 0);
  at = after_lines(strstr(data, "\nPRIMCOORD\n2 1\n"), 3);
  CHECK_INT(next(&at), 3);
  CHECK_NEAR(next(&at), 1, 1e-12);
  at = after_lines(strstr(data, "\n BEGIN_DATAGRID_3D_"), 2);
  for (int i = 0; i < 3; i++)
    CHECK_INT(next(&at), grid[i] + 1);
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(next(&at), 0, 0);
  for (int i = 0; i < 9; i++)
    CHECK_NEAR(next(&at), rows[i / 3][i % 3], 0);
  for (int k = 0; k <= 5; k++) {
    for (int j = 0; j <= 4; j++) {
      for (int i = 0; i <= 3; i++)
        CHECK_NEAR(next(&at), named(i % 3, j % 4, k % 5), 1e-9);
    }
  }
  CHECK_TEXT(at, "\n END_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n");
  free(data);
}

static void npy_keeps_every_bit(void)
{
  size_t size, json_size;
  char *data = written("a.npy", INFINITY, IW_VOLUME_AUTO, &size);
  char *json = slurp(path_of("a.json"), &json_size);
  const size_t start =
      10 + (unsigned char)data[8] + 256u * (unsigned char)data[9];

  CHECK(memcmp(data, "\x93NUMPY\x01\x00", 8) == 0);
  CHECK_INT(start % 64, 0);
  CHECK_INT(data[start - 1], '\n');
  CHECK_HOLDS(data + 10, "'descr': '<f8'");
  CHECK_HOLDS(data + 10, "'fortran_order': False");
  CHECK_HOLDS(data + 10, "'shape': (3, 4, 5)");
  CHECK_INT(size, start + 60 * 8);
  for (int p = 0; p < 60; p++) {
    uint64_t bits = 0;
    double value;

    for (int i = 7; i >= 0; i--)
      bits = bits << 8 | (unsigned char)data[start + 8 * (size_t)p + (size_t)i];
    memcpy(&value, &bits, sizeof value);
    CHECK_NEAR(value, named(p / 20, p / 5 % 4, p % 5), 0);
  }
  CHECK(json != NULL);
  CHECK_HOLDS(json, "\"ionway/volume/1\"");
  CHECK_HOLDS(json, "\"a.npy\"");
  CHECK_HOLDS(json, "\"eV\"");
  free(json);
  free(data);
}

static void the_cap_cuts_what_is_above(void)
{
  static const char *const names[] = {"c.cube", "c.grd", "c.xsf"};

  for (int f = 0; f < 3; f++) {
    size_t size;
    char *data = written(names[f], 1.25, (iw_volume_format)(f + 1), &size);
    char *last = strrchr(data, '2'); /* of the last 1.25 */

    CHECK_HOLDS(data, "above 1.25 eV");
    CHECK_HOLDS(data, "1.24");
    CHECK(strstr(data, "1.26") == NULL);
    CHECK(strstr(data, "2.34") == NULL);
    CHECK(last != NULL && strncmp(last, "25", 2) == 0);
    free(data);
  }
}

static int exists(const char *path)
{
  return access(path, F_OK) == 0;
}

static void bad_calls_write_nothing(void)
{
  iw_context *ctx;
  iw_landscape *landscape, *broken = NULL;
  iw_structure *structure, *other;
  double energies[60] = {0};

  iw_context_create(&ctx);
  landscape = make_landscape(ctx);
  structure = make_structure(ctx, 4);
  other = make_structure(ctx, 4.1);
  CHECK_INT(iw_landscape_write_file(ctx, landscape, structure, INFINITY,
                                    IW_VOLUME_AUTO, path_of("x.dat")),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), ".cube");
  CHECK(!exists(path_of("x.dat")));
  CHECK_INT(iw_landscape_write_file(ctx, landscape, structure, NAN,
                                    IW_VOLUME_CUBE, path_of("x.cube")),
            IW_E_ARGUMENT);
  CHECK_INT(iw_landscape_write_file(ctx, landscape, other, INFINITY,
                                    IW_VOLUME_CUBE, path_of("x.cube")),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "one cell");
  CHECK_INT(iw_landscape_write_file(ctx, landscape, structure, INFINITY,
                                    (iw_volume_format)9, path_of("x.cube")),
            IW_E_ARGUMENT);
  CHECK(!exists(path_of("x.cube")));
  CHECK_INT(iw_landscape_write_file(ctx, landscape, structure, INFINITY,
                                    IW_VOLUME_NPY, path_of("no/x.npy")),
            IW_E_IO);
  CHECK_INT(iw_landscape_write_file(ctx, landscape, NULL, INFINITY,
                                    IW_VOLUME_XSF, path_of("bare.xsf")),
            IW_OK);
  /* an infinite energy (the mobile ion on a host ion) needs a cap */
  energies[7] = INFINITY;
  if (iw_landscape_from_grid(ctx, rows, grid, energies, &broken) == IW_OK) {
    CHECK_INT(iw_landscape_write_file(ctx, broken, NULL, INFINITY,
                                      IW_VOLUME_GRD, path_of("x.grd")),
              IW_E_ARGUMENT);
    CHECK(!exists(path_of("x.grd")));
    CHECK_INT(iw_landscape_write_file(ctx, broken, NULL, 3, IW_VOLUME_GRD,
                                      path_of("x.grd")),
              IW_OK);
  }
  iw_landscape_destroy(broken);
  iw_structure_destroy(other);
  iw_structure_destroy(structure);
  iw_landscape_destroy(landscape);
  iw_context_destroy(ctx);
}

static void every_failed_allocation_is_reported(void)
{
  for (int format = IW_VOLUME_CUBE; format <= IW_VOLUME_NPY; format++) {
    iw_context *ctx;
    iw_landscape *landscape;
    iw_structure *structure;
    size_t n = 0;
    iw_status status;

    iw_context_create(&ctx);
    landscape = make_landscape(ctx);
    structure = make_structure(ctx, 4);
    do {
      iwi_context_fail_allocation(ctx, ++n);
      status =
          iw_landscape_write_file(ctx, landscape, structure, INFINITY,
                                  (iw_volume_format)format, path_of("memory"));
      CHECK(status == IW_OK || status == IW_E_MEMORY);
      CHECK(status == IW_OK || !exists(path_of("memory")));
    } while (status != IW_OK);
    CHECK(n > 3);
    unlink(path_of("memory"));
    unlink(path_of("memory.json"));
    iw_structure_destroy(structure);
    iw_landscape_destroy(landscape);
    iw_context_destroy(ctx);
  }
}

static void remove_files(void)
{
  static const char *const names[] = {"a.cube",   "a.GRD",  "a.xsf", "a.npy",
                                      "a.json",   "c.cube", "c.grd", "c.xsf",
                                      "bare.xsf", "x.grd"};

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    unlink(path_of(names[i]));
  CHECK_INT(rmdir(folder), 0); /* and nothing else, no temporary file */
}

int main(void)
{
  if (mkdtemp(folder) == NULL) {
    SKIP("no folder for files can be made");
    return check_report();
  }
  RUN(cube_is_bohr_last_axis_fastest);
  RUN(grd_has_the_cell_and_no_atoms);
  RUN(xsf_repeats_the_end_planes_first_axis_fastest);
  RUN(npy_keeps_every_bit);
  RUN(the_cap_cuts_what_is_above);
  RUN(bad_calls_write_nothing);
  RUN(every_failed_allocation_is_reported);
  RUN(remove_files);
  return check_report();
}
