/* SPDX-License-Identifier: BSD-3-Clause */
/* dump_path -o FILE: a path made from a formula, with energies and forces.
 * dump_path FILE: a path that was read, a line an atom and image. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/ionway.h>

enum { N = 3, IMAGES = 4 };

static int fail(const iw_context *ctx)
{
  fprintf(stderr, "%s\n", iw_context_message(ctx));
  return 1;
}

static int write_sample(iw_context *ctx, const char *name)
{
  static const int32_t elements[N] = {3, 26, 8};
  static const double charges[N] = {1, 2, -2};
  static const uint8_t frozen[N] = {0, 1, 0};
  double cart[IMAGES * N][3], energies[IMAGES], forces[IMAGES][N][3];
  const double(*rows[IMAGES])[3];
  iw_path_spec spec;
  iw_path *path = NULL;
  iw_text *text = NULL;
  iw_status status;

  iw_path_spec_default(&spec);
  for (int i = 0; i < IMAGES; i++) {
    energies[i] = -100.0 / 3 + 0.1 * i;
    rows[i] = (const double(*)[3])forces[i];
    for (int k = 0; k < 3 * N; k++) {
      /* the second atom stays */
      cart[i * N + k / 3][k % 3] = sqrt(1.0 + k) + (k / 3 == 1 ? 0 : 1.1 * i);
      forces[i][k / 3][k % 3] = cos(1.0 + k + i);
    }
  }
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 4 + k;
  spec.lattice_ang[1][0] = 0.5;
  spec.n_atoms = N;
  spec.n_images = IMAGES;
  spec.elements = elements;
  spec.charges = charges;
  spec.frozen = frozen;
  spec.cart_ang = (const double(*)[3])cart;
  status = iw_path_create(ctx, &spec, &path);
  if (status == IW_OK)
    status = iw_path_write_memory(ctx, path, energies, rows, &text);
  if (status == IW_OK)
    status = iw_text_write_file(ctx, text, name);
  iw_text_destroy(text);
  iw_path_destroy(path);
  return status == IW_OK ? 0 : fail(ctx);
}

static int dump(iw_context *ctx, const char *name)
{
  iw_path *path = NULL;

  if (iw_path_read_file(ctx, name, &path) != IW_OK)
    return fail(ctx);
  for (size_t i = 0; i < iw_path_n_images(path); i++)
    for (size_t a = 0; a < iw_path_n_atoms(path); a++) {
      const double *x = iw_path_image(path, i)[a];
      const uint8_t *frozen = iw_path_frozen(path);

      printf("%zu %zu %d %d %.17g %.17g %.17g\n", i, a,
             (int)iw_path_elements(path)[a], frozen != NULL ? frozen[a] : 0,
             x[0], x[1], x[2]);
    }
  iw_path_destroy(path);
  return 0;
}

int main(int argc, char **argv)
{
  iw_context *ctx;
  int code = 2;

  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  if (argc == 3 && strcmp(argv[1], "-o") == 0)
    code = write_sample(ctx, argv[2]);
  else if (argc == 2)
    code = dump(ctx, argv[1]);
  iw_context_destroy(ctx);
  return code;
}
