/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations that turn a path round: found on crystals that have one, not
 * found where there is none, and right on paths another program converged. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "model_cases.h"
#include "rng.h"

static iw_context *ctx;

/* Largest distance of an image from the mapped opposite one, and the checks
 * that hold for every operation. */
static double miss_of(const iw_path *path, const iw_path_symmetry *g)
{
  const size_t n = iw_path_n_atoms(path), images = iw_path_n_images(path);
  double worst = 0;

  CHECK_INT(g->n_atoms, n);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      CHECK_NEAR(case_dot(g->rotation[i], g->rotation[k]), i == k, 1e-9);
      CHECK_NEAR(g->rotation[i][0] * g->rotation[0][k] +
                     g->rotation[i][1] * g->rotation[1][k] +
                     g->rotation[i][2] * g->rotation[2][k],
                 i == k, 1e-9);
    }
  }
  for (size_t at = 0; at < images; at++) {
    const double(*a)[3] = iw_path_image(path, at);
    const double(*b)[3] = iw_path_image(path, images - 1 - at);

    for (size_t i = 0; i < n; i++) {
      double d = 0;

      CHECK_INT(g->from[g->from[i]], i);
      for (int k = 0; k < 3; k++) {
        const double x =
            case_dot(g->rotation[k], b[g->from[i]]) + g->offset[i][k] - a[i][k];

        d += x * x;
      }
      worst = fmax(worst, sqrt(d));
    }
  }
  return worst;
}

/* A path of two or more images, with a lattice. */
static iw_path *path_of(const double (*lattice)[3], size_t n,
                        const int32_t *elements, const uint8_t *frozen,
                        size_t n_images, const double (*cart)[3])
{
  iw_path_spec spec;
  iw_path *path = NULL;

  iw_path_spec_default(&spec);
  memcpy(spec.lattice_ang, lattice, sizeof spec.lattice_ang);
  spec.n_atoms = n;
  spec.elements = elements;
  spec.frozen = frozen;
  spec.n_images = n_images;
  spec.cart_ang = cart;
  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  return path;
}

static iw_path_symmetry *find(const iw_path *path, double tolerance)
{
  iw_path_symmetry *g = NULL;

  CHECK_INT(iw_path_symmetry_find(ctx, path, tolerance, &g), IW_OK);
  return g;
}

/* fcc vacancy hop, turned by any rotation and moved to any origin: the atoms
 * about it shrink towards the vacancy, so that only operations which swap the
 * two places remain. */
static void finds_the_vacancy_hop(void)
{
  iwi_rng rng;

  iwi_rng_seed(&rng, 4, 0);
  for (int round = 0; round < 6; round++) {
    static double cart[2 * 107][3], all[108][3];
    double lattice[3][3] = {{0}}, axes[3][3], shift[3], hole[3];
    const double a = 4.0;
    int32_t elements[107];
    size_t n = fcc_fill(3, a, all);
    iw_path *path;
    iw_path_symmetry *g;

    /* axes from two random directions */
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 3; k++)
        axes[i][k] = iwi_rng_real(&rng) - 0.5;
    }
    for (int i = 0; i < 2; i++) {
      const double overlap = i == 1 ? case_dot(axes[0], axes[1]) : 0;
      double length;

      for (int k = 0; k < 3; k++)
        axes[i][k] -= overlap * axes[0][k];
      length = sqrt(case_dot(axes[i], axes[i]));
      for (int k = 0; k < 3; k++)
        axes[i][k] /= length;
    }
    for (int k = 0; k < 3; k++) {
      axes[2][k] = axes[0][(k + 1) % 3] * axes[1][(k + 2) % 3] -
                   axes[0][(k + 2) % 3] * axes[1][(k + 1) % 3];
      shift[k] = 20 * iwi_rng_real(&rng);
    }
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++)
        lattice[i][k] =
            3 * a * axes[i][k] + (round % 2 && i == 1 ? 3 * a * axes[0][k] : 0);
    }
    memcpy(hole, all[0], sizeof hole);
    n--;
    for (size_t i = 0; i < n; i++) {
      double from[2][3]; /* relaxed about either vacancy */

      for (int end = 0; end < 2; end++) {
        double d[3], length;

        for (int k = 0; k < 3; k++) {
          /* atom 1 of all is at (0, a/2, a/2): the other place */
          d[k] = all[i + 1][k] - (end == 0 ? hole[k] : all[1][k]);
          if (i == 0 && end == 1)
            d[k] = hole[k] - all[1][k];
          d[k] -= 3 * a * floor(d[k] / (3 * a) + 0.5);
        }
        length = sqrt(case_dot(d, d));
        for (int k = 0; k < 3; k++)
          from[end][k] = (i == 0 && end == 1 ? hole[k] : all[i + 1][k]) -
                         (length < 1.2 * a ? 0.1 * d[k] * exp(-length / a) : 0);
      }
      for (int end = 0; end < 2; end++) {
        for (int k = 0; k < 3; k++) {
          cart[end * n + i][k] = shift[k];
          for (int l = 0; l < 3; l++)
            cart[end * n + i][k] += from[end][l] * axes[l][k];
        }
      }
      elements[i] = 18;
    }
    path = path_of((const double(*)[3])lattice, n, elements, NULL, 2,
                   (const double(*)[3])cart);
    g = find(path, 1e-3);
    CHECK(g != NULL);
    if (g != NULL) /* rounding */
      CHECK(miss_of(path, g) < 1e-12);
    iw_path_symmetry_destroy(g);

    /* one atom out of place: none is left */
    cart[50][0] += 0.02;
    iw_path_destroy(path);
    path = path_of((const double(*)[3])lattice, n, elements, NULL, 2,
                   (const double(*)[3])cart);
    g = find(path, 1e-3);
    CHECK(g == NULL);
    iw_path_symmetry_destroy(g);
    iw_path_destroy(path);
  }
}

/* A glide that swaps two movers, and one whose halves are of other kinds. */
static void handles_several_movers(void)
{
  static const double h[3][3] = {{6, 0, 0}, {0, 7, 0}, {0, 0, 8}};
  /* y -> -y, x -> x + 3 maps A at its start on B at its end; the two oxygens
   * stand still and spoil what else there is */
  static const double cart[8][3] = {{1, 1, 2},     {4, -2, 2},   {.3, .4, 5},
                                    {3.3, -.4, 5}, {1, 2, 2},    {4, -1, 2},
                                    {.3, .4, 5},   {3.3, -.4, 5}};
  static const double asymmetric[8][3] = {
      {1, 1, 2},   {4, -2, 2}, {.3, .4, 5}, {3.3, -.4, 5},
      {1, 2, 2.4}, {4, -1, 2}, {.3, .4, 5}, {3.3, -.4, 5}};
  static const int32_t alike[4] = {3, 3, 8, 8}, unlike[4] = {3, 11, 8, 8};
  const uint8_t frozen[4] = {0, 0, 1, 1};
  iw_path *path = path_of(h, 4, alike, NULL, 2, cart);
  iw_path_symmetry *g = find(path, 1e-4);

  CHECK(g != NULL);
  if (g != NULL)
    CHECK(miss_of(path, g) < 1e-12);
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);

  path = path_of(h, 4, alike, NULL, 2, asymmetric);
  g = find(path, 1e-2);
  CHECK(g == NULL);
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);

  path = path_of(h, 4, alike, frozen, 2, cart);
  g = find(path, 1e-4);
  CHECK(g != NULL); /* what is frozen is swapped with what is */
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);

  path = path_of(h, 4, unlike, NULL, 2, cart);
  g = find(path, 1e-4);
  CHECK(g == NULL);
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);
}

static void refuses_a_bad_tolerance(void)
{
  static const double h[3][3] = {{6, 0, 0}, {0, 7, 0}, {0, 0, 8}};
  static const double cart[2][3] = {{1, 1, 2}, {4, -2, 2}};
  static const int32_t element = 3;
  iw_path *path = path_of(h, 1, &element, NULL, 2, cart);
  iw_path_symmetry *g = (iw_path_symmetry *)(void *)&ctx;

  CHECK_INT(iw_path_symmetry_find(ctx, path, 0, &g), IW_E_ARGUMENT);
  CHECK(g == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "tolerance 0");
  CHECK_INT(iw_path_symmetry_find(ctx, path, 1e-3, &g), IW_OK);
  CHECK(g != NULL); /* a lone atom: inversion half way */
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);
}

/* ---- reference data ---- */

static char *text_of(const char *name)
{
  FILE *file = fopen(name, "rb");
  char *text = calloc(1 << 20, 1);

  if (file == NULL || text == NULL) {
    free(text);
    if (file != NULL)
      fclose(file);
    return NULL;
  }
  text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
  fclose(file);
  return text;
}

/* n x 3 numbers after the key */
static int numbers_after(const char *text, const char *key, double (*out)[3],
                         size_t n)
{
  const char *at = strstr(text, key);

  at = at != NULL ? at + strlen(key) : "";
  for (size_t i = 0; i < 3 * n; i++) {
    char *next;

    at += strcspn(at, "-.0123456789");
    out[i / 3][i % 3] = strtod(at, &next);
    if (next == at)
      return 0;
    at = next;
  }
  return 1;
}

static void turns_the_lj_hop_round(void)
{
  char *text = text_of(IONWAY_SHARED_DATA "/anchors/methods/lj_ends_7.json");
  static double cart[2 * 107][3];
  const double h[3][3] = {{14.22, 0, 0}, {0, 14.22, 0}, {0, 0, 14.22}};
  int32_t elements[107];
  iw_path *path;
  iw_path_symmetry *g;

  if (text == NULL) {
    SKIP("no anchors/methods/lj_ends_7.json");
    return;
  }
  CHECK(numbers_after(text, "\"a\":", cart, 107));
  CHECK(numbers_after(text, "\"b\":", cart + 107, 107));
  free(text);
  for (int i = 0; i < 107; i++)
    elements[i] = 18;
  path = path_of(h, 107, elements, NULL, 2, (const double(*)[3])cart);
  g = find(path, 1e-2);
  CHECK(g != NULL);
  if (g != NULL) {
    const double miss = miss_of(path, g);

    printf("     lj hop: miss %.2g Angstrom\n", miss);
    CHECK(miss < 1e-3); /* ends relaxed to 1e-4 eV/Angstrom */
  }
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);
}

static iw_structure *frame_of(const char *name, size_t frame)
{
  iw_read_options options;
  iw_structure *out = NULL;

  iw_read_options_default(&options);
  options.frame = frame;
  if (iw_structure_read_file(ctx, name, &options, &out) != IW_OK)
    return NULL;
  return out;
}

/* The ends of a converged band have an operation; has the whole band? */
static void check_band(const char *name, int all)
{
  iw_structure *frames[7] = {NULL};
  iw_path_match_options options;
  static double cart[7 * 120][3];
  const iw_path *shape = NULL;
  iw_path *pair[6] = {NULL}, *path;
  iw_path_symmetry *g;
  size_t n = 0;

  frames[0] = frame_of(name, 0);
  if (frames[0] == NULL) {
    SKIP(name);
    return;
  }
  iw_path_match_options_default(&options);
  options.keep_order = options.keep_drift = 1;
  n = iw_structure_n_sites(frames[0]);
  for (size_t k = 1; k < 7; k++) { /* one image follows another */
    frames[k] = frame_of(name, k);
    CHECK_INT(iw_path_match(ctx, frames[k - 1], frames[k], &options, NULL, NULL,
                            &pair[k - 1]),
              IW_OK);
    if (pair[k - 1] == NULL)
      return;
    if (k == 1)
      memcpy(cart, iw_path_image(pair[0], 0), n * sizeof *cart);
    for (size_t i = 0; i < 3 * n; i++)
      cart[k * n + i / 3][i % 3] = cart[(k - 1) * n + i / 3][i % 3] +
                                   iw_path_image(pair[k - 1], 1)[i / 3][i % 3] -
                                   iw_path_image(pair[k - 1], 0)[i / 3][i % 3];
  }
  shape = pair[0];
  path = path_of(iw_path_lattice(shape), n, iw_path_elements(shape), NULL, 7,
                 (const double(*)[3])cart);
  g = find(path, 5e-3); /* 0.002 eV/Angstrom over 0.5 eV/Angstrom^2 */
  CHECK((g != NULL) == all);
  if (g != NULL) {
    const double miss = miss_of(path, g);

    printf("     band: miss %.2g Angstrom over 7 images\n", miss);
    CHECK(miss < 1e-3);
  }
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);
  memcpy(cart + n, cart + 6 * n, n * sizeof *cart);
  path = path_of(iw_path_lattice(shape), n, iw_path_elements(shape), NULL, 2,
                 (const double(*)[3])cart);
  g = find(path, 5e-3);
  CHECK(g != NULL);
  if (g != NULL)
    CHECK(miss_of(path, g) < 1e-3);
  iw_path_symmetry_destroy(g);
  iw_path_destroy(path);
  for (int k = 0; k < 7; k++)
    iw_structure_destroy(frames[k]);
  for (int k = 0; k < 6; k++)
    iw_path_destroy(pair[k]);
}

static void turns_converged_bands_round(void)
{
  check_band(IONWAY_SHARED_DATA "/anchors/lammps/path_A.extxyz", 1);
  /* its energies differ between the halves by up to 0.03 eV: the path leaves
   * the mirror plane its ends lie on either side of */
  check_band(IONWAY_SHARED_DATA "/anchors/lammps/path_B.extxyz", 0);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(finds_the_vacancy_hop);
  RUN(handles_several_movers);
  RUN(refuses_a_bad_tolerance);
  RUN(turns_the_lj_hop_round);
  RUN(turns_converged_bands_round);
  iw_context_destroy(ctx);
  return check_report();
}
