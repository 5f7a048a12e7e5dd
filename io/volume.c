/* SPDX-License-Identifier: BSD-3-Clause */
/* Landscapes to volume files: which format, checks, and the files written. */
#include "volume.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "file.h"
#include "mem.h"

double iwi_volume_value(const iwi_volume *volume, int32_t i, int32_t j,
                        int32_t k)
{
  const int32_t *n = volume->grid;
  const size_t row = (size_t)(i % n[0]) * (size_t)n[1] + (size_t)(j % n[1]);
  const double value =
      volume->energies_ev[row * (size_t)n[2] + (size_t)(k % n[2])];

  return value > volume->cap_ev ? volume->cap_ev : value;
}

static iw_volume_format format_of_name(const char *path)
{
  static const struct {
    const char *ending;
    iw_volume_format format;
  } known[] = {{".cube", IW_VOLUME_CUBE},
               {".cub", IW_VOLUME_CUBE},
               {".grd", IW_VOLUME_GRD},
               {".xsf", IW_VOLUME_XSF},
               {".npy", IW_VOLUME_NPY}};
  const char *dot = strrchr(path, '.');

  for (size_t i = 0; dot != NULL && i < sizeof known / sizeof known[0]; i++) {
    if (strcasecmp(dot, known[i].ending) == 0)
      return known[i].format;
  }
  return IW_VOLUME_AUTO;
}

/* Viewers read "inf" as 0, or not at all. */
static iw_status check_values(iw_context *ctx, const iw_landscape *landscape,
                              double cap_ev)
{
  const double *energies = iw_landscape_energies(landscape);
  const size_t n = iw_landscape_n_points(landscape);

  if (isnan(cap_ev) || (isinf(cap_ev) && cap_ev < 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "cap %g eV of a volume, want a number or no cap", cap_ev);
  for (size_t i = 0; i < n; i++) {
    const double value = energies[i] > cap_ev ? cap_ev : energies[i];

    if (!isfinite(value))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "energy %g at grid point %zu cannot be written, want a "
                      "finite cap",
                      energies[i], i);
  }
  return IW_OK;
}

/* Atoms in another cell than the grid's would be drawn in wrong places. */
static iw_status check_cell(iw_context *ctx, const iw_landscape *landscape,
                            const iw_structure *structure)
{
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      const double of_grid = iw_landscape_lattice(landscape)[i][k];
      const double of_atoms = iw_structure_lattice(structure)[i][k];

      /* Angstrom; files carry about six decimals */
      if (!(fabs(of_grid - of_atoms) < 1e-6))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "cell vector %d of the landscape has %g where that of "
                        "the structure has %g, want one cell",
                        i + 1, of_grid, of_atoms);
    }
  }
  return IW_OK;
}

/* Last part of a path. */
static const char *base_name(const char *path)
{
  const char *slash = strrchr(path, '/');

  return slash == NULL ? path : slash + 1;
}

/* NAME.npy to NAME.json, any other NAME to NAME.json. Free: iwi_free. */
static char *json_path(iw_context *ctx, const char *path)
{
  const size_t length = strlen(path);
  const int ends =
      length > 4 && format_of_name(base_name(path)) == IW_VOLUME_NPY;
  const size_t stem = ends ? length - 4 : length;
  char *json = iwi_calloc(ctx, stem + sizeof ".json", 1);

  if (json == NULL)
    return NULL;
  memcpy(json, path, stem);
  memcpy(json + stem, ".json", sizeof ".json");
  return json;
}

static iw_status write_text(iw_context *ctx, iwi_text_builder *b,
                            const char *path)
{
  iw_text *text;
  iw_status status = iwi_text_finish(b, &text);

  if (status == IW_OK)
    status = iw_text_write_file(ctx, text, path);
  iw_text_destroy(text);
  return status;
}

/* The description first: where the data stands, its description does too. */
static iw_status write_npy(iw_context *ctx, const iwi_volume *volume,
                           const char *path)
{
  char *json_name = json_path(ctx, path);
  iw_text *json = NULL;
  iwi_text_builder b;
  iw_status status;

  if (json_name == NULL)
    return IW_E_MEMORY;
  status = iwi_volume_json(ctx, volume, base_name(path), &json);
  if (status == IW_OK)
    status = iw_text_write_file(ctx, json, json_name);
  if (status == IW_OK) {
    iwi_text_begin(&b, ctx);
    iwi_volume_npy(volume, &b);
    status = write_text(ctx, &b, path);
  }
  iw_text_destroy(json);
  iwi_free(json_name);
  return status;
}

static iw_status write_volume(iw_context *ctx, const iwi_volume *volume,
                              iw_volume_format format, const char *path)
{
  iwi_text_builder b;

  if (format == IW_VOLUME_NPY)
    return write_npy(ctx, volume, path);
  iwi_text_begin(&b, ctx);
  if (format == IW_VOLUME_CUBE)
    iwi_volume_cube(volume, &b);
  else if (format == IW_VOLUME_GRD)
    iwi_volume_grd(volume, &b);
  else
    iwi_volume_xsf(volume, &b);
  return write_text(ctx, &b, path);
}

iw_status iw_landscape_write_file(iw_context *ctx,
                                  const iw_landscape *landscape,
                                  const iw_structure *structure, double cap_ev,
                                  iw_volume_format format, const char *path)
{
  iwi_volume volume = {.lattice_ang = iw_landscape_lattice(landscape),
                       .grid = iw_landscape_grid(landscape),
                       .energies_ev = iw_landscape_energies(landscape),
                       .cap_ev = cap_ev,
                       .title = ""};
  iw_status status = check_values(ctx, landscape, cap_ev);

  if (status == IW_OK && structure != NULL)
    status = check_cell(ctx, landscape, structure);
  if (status != IW_OK)
    return status;
  if (format == IW_VOLUME_AUTO)
    format = format_of_name(path);
  if (format < IW_VOLUME_CUBE || format > IW_VOLUME_NPY)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%.500s: no volume format goes by this name, want .cube, "
                    ".grd, .xsf or .npy",
                    path);
  if (structure != NULL) {
    volume.sites = iw_structure_sites(structure);
    volume.n_sites = iw_structure_n_sites(structure);
    volume.title = iw_structure_title(structure);
  }
  return write_volume(ctx, &volume, format, path);
}
