/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths in files: every bit comes back. */
#include "check.h"

#include <stdlib.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "context.h"

enum { N = 4, IMAGES = 5 };

static iw_context *ctx;
static double cart[IMAGES][N][3], energies[IMAGES], forces[IMAGES][N][3];
static const double (*force_rows[IMAGES])[3];
static const int32_t elements[N] = {3, 26, 8, 8}, types[N] = {4, 0, -1, 7};
static const double charges[N] = {1, 2.5, -2, -1.0 / 3};
static const uint8_t frozen[N] = {0, 1, 0, 0};
static iw_path_spec spec;

/* Numbers without a short decimal form; atom 0 goes a whole cell, which only an
 * unwrapped file can tell; atom 1 stays. */
static void build(void)
{
  iw_path_spec_default(&spec);
  for (int k = 0; k < 9; k++)
    spec.lattice_ang[k / 3][k % 3] = k % 4 == 0 ? 5 + 1.0 / (3 + k) : 0.1 / 3;
  for (int i = 0; i < IMAGES; i++) {
    energies[i] = -1234.5 / 7 + i / 3.0;
    force_rows[i] = (const double(*)[3])forces[i];
    for (int a = 0; a < N; a++)
      for (int k = 0; k < 3; k++) {
        cart[i][a][k] =
            sqrt(2 + 3 * a + k) * (a == 2 ? -1 : 1) + (a == 0   ? 1.3
                                                       : a == 1 ? 0
                                                                : 0.01) *
                                                          i;
        forces[i][a][k] = 1e-3 / (1 + i + 7 * a + 3 * k);
      }
  }
  forces[1][2][0] = 0;
  forces[1][2][1] = 1e-300;
  spec.n_atoms = N;
  spec.n_images = IMAGES;
  spec.elements = elements;
  spec.cart_ang = (const double(*)[3])cart;
}

static iw_path *path_of(void)
{
  iw_path *path = NULL;

  CHECK_INT(iw_path_create(ctx, &spec, &path), IW_OK);
  return path;
}

static iw_text *text_of(const iw_path *path, int all)
{
  iw_text *text = NULL;

  CHECK_INT(iw_path_write_memory(ctx, path, all ? energies : NULL,
                                 all ? force_rows : NULL, &text),
            IW_OK);
  return text;
}

/* Two arrays that are both there or both not, and the same bits. */
static int same(const void *a, const void *b, size_t size)
{
  return (a == NULL) == (b == NULL) && (a == NULL || memcmp(a, b, size) == 0);
}

static void check_round_trip(int all)
{
  iw_path *path = path_of(), *again = NULL;
  iw_text *text = text_of(path, all);

  CHECK_INT(iw_path_read_memory(ctx, iw_text_data(text), iw_text_size(text),
                                "a.xyz", &again),
            IW_OK);
  if (again != NULL) {
    CHECK_INT(iw_path_n_atoms(again), N);
    CHECK_INT(iw_path_n_images(again), IMAGES);
    CHECK_INT(iw_path_mover(again), iw_path_mover(path));
    CHECK(same(iw_path_lattice(again), iw_path_lattice(path),
               sizeof(double[3][3])));
    CHECK(same(iw_path_elements(again), elements, sizeof elements));
    CHECK(same(iw_path_charges(again), iw_path_charges(path), sizeof charges));
    CHECK(same(iw_path_types(again), iw_path_types(path), sizeof types));
    CHECK(same(iw_path_frozen(again), iw_path_frozen(path), sizeof frozen));
    for (size_t i = 0; i < IMAGES; i++)
      CHECK(same(iw_path_image(again, i), cart[i], sizeof cart[i]));
  }
  iw_path_destroy(again);
  iw_path_destroy(path);
  iw_text_destroy(text);
}

static void every_bit_comes_back(void)
{
  check_round_trip(0);
  check_round_trip(1);
  spec.charges = charges;
  check_round_trip(1);
  spec.types = types;
  spec.frozen = frozen;
  spec.mover = 2;
  check_round_trip(0);
  check_round_trip(1);
  build();
}

static size_t count(const char *text, const char *part)
{
  size_t n = 0;

  for (; (text = strstr(text, part)) != NULL; text++)
    n++;
  return n;
}

static void the_form_is_as_documented(void)
{
  iw_path *path = path_of();
  iw_text *text = text_of(path, 1);
  const char *data = iw_text_data(text);

  CHECK(strncmp(data, "4\nLattice=\"5.33333333333333", 27) == 0);
  CHECK_INT(count(data, "Properties=species:S:1:pos:R:3:forces:R:3 energy="),
            IMAGES);
  CHECK_HOLDS(data, " image=0 s_ang=0 mover=0 unwrapped=T pbc=\"T T T\"\n");
  CHECK_INT(count(data, "\n"), IMAGES * (N + 2));
  iw_text_destroy(text);
  spec.charges = charges;
  spec.types = types;
  spec.frozen = frozen;
  iw_path_destroy(path);
  path = path_of();
  text = text_of(path, 0);
  CHECK_HOLDS(iw_text_data(text),
              "pos:R:3:oxidation:R:1:model_type:I:1:move_mask:L:1 image=");
  CHECK_HOLDS(iw_text_data(text), " 2.5 0 F\n");
  iw_text_destroy(text);
  iw_path_destroy(path);
  build();
}

/* Any image is an extended XYZ structure, too. */
static void images_read_as_structures(void)
{
  iw_path *path = path_of();
  iw_text *text = text_of(path, 1);
  iw_structure *s = NULL;
  iw_read_options options;

  iw_read_options_default(&options);
  options.frame = IMAGES - 1;
  CHECK_INT(iw_structure_read_memory(ctx, iw_text_data(text),
                                     iw_text_size(text), "a.xyz", &options, &s),
            IW_OK);
  CHECK_INT(s != NULL ? iw_structure_n_sites(s) : 0, N);
  iw_structure_destroy(s);
  iw_text_destroy(text);
  iw_path_destroy(path);
}

static void numbers_have_to_be_finite(void)
{
  iw_path *path = path_of();
  iw_text *text = (iw_text *)(void *)cart;

  energies[3] = -INFINITY;
  CHECK_INT(iw_path_write_memory(ctx, path, energies, NULL, &text),
            IW_E_ARGUMENT);
  CHECK(text == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "the energy of image 3 is -inf");
  build();
  forces[1][2][1] = INFINITY;
  CHECK_INT(iw_path_write_memory(ctx, path, energies, force_rows, &text),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "image 1, atom 3: the force is inf");
  build();
  iw_path_destroy(path);
}

/* A band that broke off has images without an energy. */
static void what_is_not_known_is_not_written(void)
{
  iw_path *path = path_of();
  iw_text *text;

  energies[3] = forces[3][1][1] = NAN;
  text = text_of(path, 1);
  CHECK_INT(count(iw_text_data(text), " energy="), IMAGES - 1);
  CHECK_INT(count(iw_text_data(text), ":forces:R:3"), IMAGES - 1);
  CHECK(strstr(iw_text_data(text), "nan") == NULL);
  iw_text_destroy(text);
  check_round_trip(1);
  iw_path_destroy(path);
  build();
}

static void memory_may_run_out(void)
{
  iw_path *path = path_of();
  iw_status status = IW_E_MEMORY;
  size_t n;

  for (n = 1; status == IW_E_MEMORY && n < 100; n++) {
    iw_text *text = (iw_text *)(void *)cart;

    iwi_context_fail_allocation(ctx, n);
    status = iw_path_write_memory(ctx, path, energies, force_rows, &text);
    iwi_context_fail_allocation(ctx, 0);
    CHECK((status == IW_OK) == (text != NULL));
    iw_text_destroy(text);
  }
  CHECK_INT(status, IW_OK);
  CHECK(n > 3);
  iw_path_destroy(path);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  build();
  RUN(every_bit_comes_back);
  RUN(the_form_is_as_documented);
  RUN(images_read_as_structures);
  RUN(numbers_have_to_be_finite);
  RUN(what_is_not_known_is_not_written);
  RUN(memory_may_run_out);
  iw_context_destroy(ctx);
  return check_report();
}
