/* SPDX-License-Identifier: BSD-3-Clause */
/* Crystal structures from CIF. */
#include <math.h>
#include <string.h>

#include <ionway/write.h>

#include "cif2.h"
#include "cif_atoms.h"
#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "vec3.h"

/* Everything met on the way to the structure. */
typedef struct reading {
  const iwi_input *input;
  const iwi_cif *cif;
  size_t block;
  double lengths[3], angles[3];
  int32_t cell_line;
  iwi_lattice lattice;
  iwi_cif_symmetry symmetry;
  iwi_cif_atom *atoms;
  size_t n_atoms;
} reading;

static iw_status choose_block(reading *r)
{
  const iwi_input *input = r->input;
  const size_t n = iwi_cif_n_blocks(r->cif);
  const char *wanted = input->options.block;
  size_t others = 0, chosen = n;

  for (size_t b = 0; b < n; b++) {
    iwi_cif_places places;

    if (wanted != NULL &&
        !iwi_span_same(iwi_span_of(wanted), iwi_cif_block_name(r->cif, b)))
      continue;
    if (!iwi_cif_atoms_find(r->cif, b, &places))
      continue;
    if (chosen == n)
      chosen = b;
    else
      others++;
  }
  if (chosen == n && wanted != NULL)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s: no data block '%.60s' with atom coordinates",
                    input->name, wanted);
  if (chosen == n)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s: no data block has atoms, want "
                    "_atom_site_fract_x, _y and _z",
                    input->name);
  r->block = chosen;
  if (others > 0)
    iwi_log(input->ctx, IW_LOG_NOTE,
            "%.500s: block '%.60s' is taken; %zu more have atoms", input->name,
            iwi_cif_block_name(r->cif, chosen), others);
  return IW_OK;
}

/* Exact for the angles that symmetry fixes, so that a cubic cell has no
 * off-diagonal dust. */
static double cosine(double degrees)
{
  if (degrees == 90)
    return 0;
  if (degrees == 60)
    return 0.5;
  if (degrees == 120)
    return -0.5;
  return cos(degrees * (3.14159265358979323846 / 180));
}

/* a along x, b in the plane of x and y: the usual frame. 0 when the three
 * angles close no cell. */
static int cell_rows(const reading *r, double rows[3][3])
{
  const double ca = cosine(r->angles[0]), cb = cosine(r->angles[1]);
  const double cg = cosine(r->angles[2]), sg = sqrt(1 - cg * cg);
  const double y = (ca - cb * cg) / sg, z2 = 1 - cb * cb - y * y;

  memset(rows, 0, 9 * sizeof(double));
  if (!(z2 > 1e-8))
    return 0;
  rows[0][0] = r->lengths[0];
  rows[1][0] = r->lengths[1] * cg;
  rows[1][1] = r->lengths[1] * sg;
  rows[2][0] = r->lengths[2] * cb;
  rows[2][1] = r->lengths[2] * y;
  rows[2][2] = r->lengths[2] * sqrt(z2);
  return 1;
}

static iw_status read_cell(reading *r)
{
  static const char *const tags[] = {"_cell_length_a",   "_cell_length_b",
                                     "_cell_length_c",   "_cell_angle_alpha",
                                     "_cell_angle_beta", "_cell_angle_gamma"};
  const iwi_input *input = r->input;
  double rows[3][3];

  for (int i = 0; i < 6; i++) {
    iwi_cif_column column;
    double *value = i < 3 ? &r->lengths[i] : &r->angles[i - 3];
    iw_status status;

    if (!iwi_cif_find(r->cif, r->block, tags[i], &column) ||
        column.n_rows == 0 || iwi_cif_value(&column, 0)[0] == '\0') {
      if (i < 3)
        return iwi_fail(input->ctx, IW_E_PARSE,
                        "%.500s: %s is missing in block '%.60s'", input->name,
                        tags[i], iwi_cif_block_name(r->cif, r->block));
      *value = 90; /* the dictionary's default */
      continue;
    }
    r->cell_line = iwi_cif_line(&column, 0);
    status = iwi_cif_number(input, &column, 0, tags[i], 0,
                            i < 3 ? IWI_MAX_CELL : 180, value);
    if (status != IW_OK)
      return status;
  }
  if (!cell_rows(r, rows) ||
      !iwi_lattice_init(&r->lattice, (const double(*)[3])rows))
    return iwi_fail(input->ctx, IW_E_STRUCTURE,
                    "%.500s:%d: cell %g %g %g %g %g %g has no volume",
                    input->name, (int)r->cell_line, r->lengths[0],
                    r->lengths[1], r->lengths[2], r->angles[0], r->angles[1],
                    r->angles[2]);
  return IW_OK;
}

/* Shortest distance between sites of which both are mostly filled, up to 3
 * Angstrom. */
typedef struct shortest {
  const iwi_cif_content *content;
  size_t site;
  double distance;
} shortest;

static int look_closer(const iwi_neighbor *neighbor, void *user)
{
  shortest *s = user;
  const iw_site *sites = s->content->sites;

  if (neighbor->distance_ang > 1e-6 &&
      sites[neighbor->site].occupancy + sites[s->site].occupancy > 1.02)
    s->distance = fmin(s->distance, neighbor->distance_ang);
  return 0;
}

static iw_status shortest_distance(const reading *r,
                                   const iwi_cif_content *content, double *out)
{
  double(*frac)[3] = iwi_calloc(r->input->ctx, content->n_sites, sizeof *frac);
  shortest s = {content, 0, 3};
  /* Angstrom; wider in sparse cells */
  const double bin =
      fmax(3, cbrt(r->lattice.volume / (4.0 * (double)content->n_sites + 512)));
  iwi_bins *bins = NULL;
  iw_status status = IW_E_MEMORY;

  for (size_t i = 0; frac != NULL && i < content->n_sites; i++)
    memcpy(frac[i], content->sites[i].frac, sizeof *frac);
  if (frac != NULL)
    status =
        iwi_bins_create(r->input->ctx, &r->lattice, (const double(*)[3])frac,
                        content->n_sites, bin, &bins);
  /* a sample is enough to see atoms collide */
  for (s.site = 0; status == IW_OK && s.site < content->n_sites && s.site < 200;
       s.site++)
    iwi_bins_visit(bins, frac[s.site], 3, look_closer, &s);
  iwi_bins_destroy(bins);
  iwi_free(frac);
  *out = s.distance;
  return status;
}

/* The symbol leaves the origin open: the stated multiplicities tell, else the
 * origin at which atoms keep their distance. */
static iw_status decide_origin(reading *r, iwi_cif_content *content)
{
  iwi_cif_content second;
  double apart[2] = {0, 0};
  int swap;
  iw_status status = iwi_cif_expand(r->input, &r->lattice, &r->symmetry.other,
                                    r->atoms, r->n_atoms, &second);

  if (status == IW_OK)
    status = shortest_distance(r, content, &apart[0]);
  if (status == IW_OK)
    status = shortest_distance(r, &second, &apart[1]);
  if (status != IW_OK) {
    iwi_cif_content_free(&second);
    return status;
  }
  if (second.n_mismatches != content->n_mismatches)
    swap = second.n_mismatches < content->n_mismatches;
  else
    swap = apart[1] > apart[0] + 0.1; /* Angstrom: a clear difference */
  iwi_log(r->input->ctx, IW_LOG_WARNING,
          "%.500s: '%.60s' leaves the origin open; origin choice %d is taken, "
          "which %s",
          r->input->name, r->symmetry.symbol, swap ? 1 : 2,
          second.n_mismatches != content->n_mismatches
              ? "gives the stated multiplicities"
          : fabs(apart[1] - apart[0]) > 0.1 ? "keeps atoms apart"
                                            : "is the standard");
  if (swap) {
    const iwi_cif_content first = *content;

    *content = second;
    second = first;
  }
  iwi_cif_content_free(&second);
  return IW_OK;
}

static void report_mismatch(const reading *r, const iwi_cif_content *content)
{
  const iwi_cif_atom *atom;

  if (content->n_mismatches == 0)
    return;
  atom = &r->atoms[content->mismatch];
  iwi_log(r->input->ctx, IW_LOG_WARNING,
          "%.500s:%d: atom '%s' has %d images, the file states %d "
          "(%zu atoms differ)",
          r->input->name, (int)atom->site.line, atom->site.label,
          (int)content->found, (int)atom->multiplicity, content->n_mismatches);
}

static iw_status make_structure(reading *r, iw_structure **out)
{
  iw_structure_spec spec;
  iwi_cif_content content;
  iw_status status = iwi_cif_expand(r->input, &r->lattice, &r->symmetry.group,
                                    r->atoms, r->n_atoms, &content);

  if (status == IW_OK && r->symmetry.other.n_ops > 0)
    status = decide_origin(r, &content);
  if (status == IW_OK) {
    report_mismatch(r, &content);
    iw_structure_spec_default(&spec);
    memcpy(spec.lattice_ang, r->lattice.rows, sizeof spec.lattice_ang);
    spec.sites = content.sites;
    spec.n_sites = content.n_sites;
    spec.title = iwi_cif_block_name(r->cif, r->block);
    spec.declared_group = r->symmetry.number;
    spec.declared_symbol = r->symmetry.symbol;
    status = iwi_read_finish(r->input, &spec, r->cell_line, out);
  }
  iwi_cif_content_free(&content);
  return status;
}

static iw_status read_document(const iwi_input *input, const iwi_cif *cif,
                               iw_structure **out)
{
  reading *r = iwi_calloc(input->ctx, 1, sizeof *r);
  iw_status status;

  if (r == NULL)
    return IW_E_MEMORY;
  r->input = input;
  r->cif = cif;
  status = choose_block(r);
  if (status == IW_OK)
    status = read_cell(r);
  if (status == IW_OK)
    status = iwi_cif_symmetry_read(input, cif, r->block, &r->lattice, r->angles,
                                   &r->symmetry);
  if (status == IW_OK)
    status = iwi_cif_atoms_read(input, cif, r->block, &r->lattice, &r->atoms,
                                &r->n_atoms);
  if (status == IW_OK)
    status = make_structure(r, out);
  iwi_cif_symmetry_free(&r->symmetry);
  iwi_free(r->atoms);
  iwi_free(r);
  return status;
}

iw_status iwi_cif_read(const iwi_input *input, iw_structure **out)
{
  iw_text *flat;
  iwi_cif *cif = NULL;
  iw_status status;

  *out = NULL;
  status = iwi_cif2_flatten(input, &flat);
  if (status != IW_OK)
    return status;
  status = iwi_cif_parse(input->ctx, input->name, iw_text_data(flat),
                         iw_text_size(flat), &cif);
  iw_text_destroy(flat);
  if (status == IW_OK)
    status = read_document(input, cif, out);
  iwi_cif_destroy(cif);
  return status;
}
