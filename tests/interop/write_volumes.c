/* SPDX-License-Identifier: BSD-3-Clause */
/* Writes one known function in every volume format, for other programs to
 * read: a sum of plane waves with a frequency and a weight of its own on each
 * axis, in a triclinic cell. usage: write_volumes FOLDER [locale] */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

#define N0 9
#define N1 11
#define N2 14

static const double rows[3][3] = {
    {5.1, 0.2, -0.1}, {-1.3, 6.2, 0.4}, {0.7, 1.1, 7.3}};

/* eV, at fractional x */
static double waves(double x, double y, double z)
{
  const double tau = 2 * acos(-1.0);

  return 0.7 * sin(tau * x) - 0.31 * cos(2 * tau * y) +
         0.113 * sin(3 * tau * z) + 0.05 * cos(tau * (x - 2 * y + z));
}

static int fail(const char *what)
{
  fprintf(stderr, "%s\n", what);
  return 1;
}

static iw_status make_structure(iw_context *ctx, iw_structure **out)
{
  /* lithium, oxygen, and a site half potassium, half silver */
  static const int32_t elements[] = {3, 8, 19, 47};
  static const double frac[][3] = {
      {0.1, 0.2, 0.3}, {0.6, 0.25, 0.95}, {0.5, 0.7, 0.1}, {0.5, 0.7, 0.1}};
  iw_structure_spec spec;
  iw_site sites[4];

  memset(sites, 0, sizeof sites);
  for (int s = 0; s < 4; s++) {
    sites[s].element = elements[s];
    sites[s].occupancy = s < 2 ? 1 : 0.5;
    sites[s].oxidation = s == 1 ? -2 : 1;
    memcpy(sites[s].frac, frac[s], sizeof frac[s]);
  }
  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, rows, sizeof rows);
  spec.sites = sites;
  spec.n_sites = 4;
  spec.title = "plane waves";
  return iw_structure_create(ctx, &spec, out);
}

static iw_status make_landscape(iw_context *ctx, iw_landscape **out)
{
  static double energies[N0 * N1 * N2];
  const int32_t grid[3] = {N0, N1, N2};

  for (int i = 0; i < N0; i++) {
    for (int j = 0; j < N1; j++) {
      for (int k = 0; k < N2; k++)
        energies[(i * N1 + j) * N2 + k] =
            waves((double)i / N0, (double)j / N1, (double)k / N2);
    }
  }
  return iw_landscape_from_grid(ctx, rows, grid, energies, out);
}

static iw_status write_all(iw_context *ctx, const char *folder)
{
  static const struct {
    const char *name;
    double cap_ev;
  } files[] = {{"waves.cube", INFINITY}, {"waves.grd", INFINITY},
               {"waves.xsf", INFINITY},  {"waves.npy", INFINITY},
               {"capped.cube", 0.25},    {"capped.npy", 0.25}};
  iw_landscape *landscape = NULL;
  iw_structure *structure = NULL;
  iw_status status = make_structure(ctx, &structure);

  if (status == IW_OK)
    status = make_landscape(ctx, &landscape);
  for (size_t f = 0; status == IW_OK && f < sizeof files / sizeof files[0];
       f++) {
    char path[512];

    snprintf(path, sizeof path, "%s/%s", folder, files[f].name);
    status = iw_landscape_write_file(ctx, landscape, structure, files[f].cap_ev,
                                     IW_VOLUME_AUTO, path);
  }
  iw_landscape_destroy(landscape);
  iw_structure_destroy(structure);
  return status;
}

int main(int argc, char **argv)
{
  locale_t locale = (locale_t)0;
  iw_context *ctx;
  iw_status status;

  if (argc < 2 || argc > 3)
    return fail("usage: write_volumes FOLDER [locale]");
  /* a host program may have chosen a locale with a decimal comma */
  if (argc == 3) {
    locale = newlocale(LC_ALL_MASK, argv[2], (locale_t)0);
    if (locale == (locale_t)0)
      return fail("no such locale");
    uselocale(locale);
  }
  if (iw_context_create(&ctx) != IW_OK)
    return fail("out of memory");
  status = write_all(ctx, argv[1]);
  if (status != IW_OK)
    fail(iw_context_message(ctx));
  iw_context_destroy(ctx);
  if (locale != (locale_t)0) {
    uselocale(LC_GLOBAL_LOCALE);
    freelocale(locale);
  }
  return status == IW_OK ? 0 : 1;
}
