/* SPDX-License-Identifier: BSD-3-Clause */
/* Crystal structures from CIF. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/write.h>

#include "cif2.h"
#include "cif_expand.h"
#include "context.h"
#include "mem.h"
#include "neighbor.h"
#include "species.h"
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
  iwi_cif_column x[3]; /* fractional, or Cartesian ... */
  int cartesian;       /* ... when this is set         */
  iwi_cif_column label, type, occupancy, multiplicity, flag, disorder;
  iwi_cif_column oxidation_symbol, oxidation_number;
  const char *formula;
  iwi_cif_atom *atoms;
  size_t n_atoms, capacity;
  size_t n_dummies, n_unplaced, n_empty;
} reading;

static const char *const fract_tags[] = {
    "_atom_site_fract_x", "_atom_site_fract_y", "_atom_site_fract_z"};
static const char *const cartn_tags[] = {
    "_atom_site_cartn_x", "_atom_site_cartn_y", "_atom_site_cartn_z"};

static int find(const reading *r, const char *tag, iwi_cif_column *out)
{
  return iwi_cif_find(r->cif, r->block, tag, out);
}

/* A column of the loop that the coordinates are in. */
static void find_beside(const reading *r, const char *tag, iwi_cif_column *out)
{
  if (find(r, tag, out) && r->x[0].lines != NULL && out->item != r->x[0].item)
    out->item = NULL;
  if (out->n_rows != r->x[0].n_rows)
    out->item = NULL;
}

static int has_atoms(reading *r)
{
  for (int set = 0; set < 2; set++) {
    const char *const *tags = set == 0 ? fract_tags : cartn_tags;
    int found = 0;

    for (int k = 0; k < 3; k++)
      found += find(r, tags[k], &r->x[k]) && r->x[k].n_rows > 0 &&
               r->x[k].n_rows == r->x[0].n_rows;
    r->cartesian = set;
    if (found == 3)
      return 1;
  }
  return 0;
}

static iw_status choose_block(reading *r)
{
  const iwi_input *input = r->input;
  const size_t n = iwi_cif_n_blocks(r->cif);
  const char *wanted = input->options.block;
  size_t others = 0, chosen = n;

  for (size_t b = 0; b < n; b++) {
    r->block = b;
    if (wanted != NULL &&
        !iwi_span_same(iwi_span_of(wanted), iwi_cif_block_name(r->cif, b)))
      continue;
    if (!has_atoms(r))
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
  has_atoms(r);
  if (others > 0)
    iwi_log(input->ctx, IW_LOG_NOTE,
            "%.500s: block '%.60s' is taken; %zu more have atoms", input->name,
            iwi_cif_block_name(r->cif, chosen), others);
  return IW_OK;
}

static iw_status number(const reading *r, const iwi_cif_column *column,
                        size_t row, const char *what, double min, double max,
                        double *out)
{
  const iwi_span text = iwi_span_of(iwi_cif_value(column, row));
  const iw_status status = iwi_scan_esd(text, min, max, out);

  if (status == IW_OK)
    return IW_OK;
  return iwi_read_bad_number(r->input, iwi_cif_line(column, row), what, text,
                             status, min, max);
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

    if (!find(r, tags[i], &column) || column.n_rows == 0 ||
        iwi_cif_value(&column, 0)[0] == '\0') {
      if (i < 3)
        return iwi_fail(input->ctx, IW_E_PARSE,
                        "%.500s: %s is missing in block '%.60s'", input->name,
                        tags[i], iwi_cif_block_name(r->cif, r->block));
      *value = 90; /* the dictionary's default */
      continue;
    }
    r->cell_line = iwi_cif_line(&column, 0);
    status =
        number(r, &column, 0, tags[i], 0, i < 3 ? IWI_MAX_CELL : 180, value);
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

/* Tags of the later dictionary first. */
static void find_columns(reading *r)
{
  iwi_cif_column formula;

  find_beside(r, "_atom_site_label", &r->label);
  find_beside(r, "_atom_site_type_symbol", &r->type);
  find_beside(r, "_atom_site_occupancy", &r->occupancy);
  find_beside(r, "_atom_site_site_symmetry_multiplicity", &r->multiplicity);
  if (r->multiplicity.item == NULL)
    find_beside(r, "_atom_site_symmetry_multiplicity", &r->multiplicity);
  find_beside(r, "_atom_site_calc_flag", &r->flag);
  find_beside(r, "_atom_site_disorder_group", &r->disorder);
  find(r, "_atom_type_symbol", &r->oxidation_symbol);
  find(r, "_atom_type_oxidation_number", &r->oxidation_number);
  if (r->oxidation_symbol.lines != NULL &&
      r->oxidation_symbol.item != r->oxidation_number.item)
    r->oxidation_number.item = NULL;
  find(r, "_chemical_formula_sum", &formula);
  r->formula = formula.n_rows > 0 ? iwi_cif_value(&formula, 0) : "";
}

/* Oxidation number of the type in the file's own list; left alone when the
 * list lacks it. */
static iw_status listed_oxidation(const reading *r, const char *type,
                                  double *out)
{
  const iwi_cif_column *values = &r->oxidation_number;

  if (values->item == NULL || r->oxidation_symbol.item == NULL)
    return IW_OK;
  for (size_t row = 0; row < values->n_rows; row++) {
    const char *symbol = iwi_cif_value(&r->oxidation_symbol, row);

    if (symbol[0] != '\0' && iwi_span_same(iwi_span_of(type), symbol) &&
        iwi_cif_value(values, row)[0] != '\0')
      return number(r, values, row, "oxidation number", -9, 9, out);
  }
  return IW_OK;
}

/* Species of a row, by its type symbol, else by its label. */
static iw_status read_species(const reading *r, size_t row, iwi_species *out,
                              size_t *n)
{
  const char *type = iwi_cif_value(&r->type, row);
  const char *label = iwi_cif_value(&r->label, row);
  iw_status status = IW_OK;

  if (type[0] == '\0') {
    out->element = iwi_species_from_label(iwi_span_of(label), r->formula);
    out->fraction = 1;
    out->oxidation = NAN;
    *n = out->element != 0;
  } else {
    *n = iwi_species_parse(iwi_span_of(type), out);
  }
  if (*n == 0)
    return iwi_fail(r->input->ctx, IW_E_PARSE,
                    "%.500s:%d: atom '%.40s': unknown element '%.40s'",
                    r->input->name, (int)iwi_cif_line(&r->x[0], row), label,
                    type[0] == '\0' ? label : type);
  if (*n == 1 && type[0] != '\0')
    status = listed_oxidation(r, type, &out->oxidation);
  return status;
}

static iw_status add_atom(reading *r, const iwi_cif_atom *atom)
{
  void *grown = r->atoms;

  if (iwi_reserve(r->input->ctx, &grown, &r->capacity, r->n_atoms + 1,
                  sizeof *r->atoms) != IW_OK)
    return IW_E_MEMORY;
  r->atoms = grown;
  r->atoms[r->n_atoms++] = *atom;
  return IW_OK;
}

/* Rows that are no atoms: dummies, vacancies, atoms without coordinates. */
static int is_left_out(reading *r, size_t row)
{
  const iwi_span type = iwi_span_of(iwi_cif_value(&r->type, row));

  if (iwi_span_same(iwi_span_of(iwi_cif_value(&r->flag, row)), "dum") ||
      iwi_span_same(type, "Va") || iwi_span_same(type, "Vac")) {
    r->n_dummies++;
    return 1;
  }
  for (int k = 0; k < 3; k++) {
    if (iwi_cif_value(&r->x[k], row)[0] == '\0') {
      r->n_unplaced++;
      return 1;
    }
  }
  return 0;
}

static iw_status read_position(const reading *r, size_t row, double frac[3])
{
  double x[3];

  for (int k = 0; k < 3; k++) {
    const iw_status status =
        number(r, &r->x[k], row, r->cartesian ? "coordinate" : fract_tags[k],
               -IWI_MAX_LENGTH, IWI_MAX_LENGTH, &x[k]);

    if (status != IW_OK)
      return status;
  }
  if (r->cartesian)
    iwi_row_times3(x, (const double(*)[3])r->lattice.inverse, frac);
  else
    memcpy(frac, x, sizeof x);
  for (int k = 0; k < 3; k++)
    frac[k] = iwi_wrap1(frac[k]);
  return IW_OK;
}

static iw_status read_occupancy(reading *r, size_t row, double *occupancy)
{
  *occupancy = 1;
  if (iwi_cif_value(&r->occupancy, row)[0] == '\0')
    return IW_OK;
  /* what is too large is refused with the atom's name by the structure */
  return number(r, &r->occupancy, row, "occupancy", 0, 1e6, occupancy);
}

/* What belongs to the row whatever its species. */
static iw_status read_row(reading *r, size_t row, iwi_cif_atom *atom)
{
  const char *text = iwi_cif_value(&r->multiplicity, row);
  int64_t multiplicity = 0;
  iw_status status;

  memset(atom, 0, sizeof *atom);
  snprintf(atom->site.label, sizeof atom->site.label, "%s",
           iwi_cif_value(&r->label, row));
  atom->site.line = iwi_cif_line(&r->x[0], row);
  status = read_position(r, row, atom->site.frac);
  if (status == IW_OK)
    status = read_occupancy(r, row, &atom->site.occupancy);
  /* only a help: what is no number here is passed over */
  if (text[0] != '\0' &&
      iwi_scan_int(iwi_span_of(text), 1, 10000, &multiplicity) == IW_OK)
    atom->multiplicity = (int32_t)multiplicity;
  /* negative groups are disordered about a special position */
  atom->keep_apart = iwi_cif_value(&r->disorder, row)[0] == '-';
  return status;
}

static iw_status read_atom(reading *r, size_t row)
{
  iwi_species species[IWI_MAX_SPECIES];
  iwi_cif_atom atom;
  size_t n = 0;
  double occupancy;
  iw_status status;

  if (is_left_out(r, row))
    return IW_OK;
  status = read_row(r, row, &atom);
  if (status == IW_OK)
    status = read_species(r, row, species, &n);
  occupancy = atom.site.occupancy;
  if (status == IW_OK && occupancy == 0) {
    r->n_empty++;
    return IW_OK;
  }
  for (size_t i = 0; status == IW_OK && i < n; i++) {
    if (species[i].fraction <= 0)
      continue;
    atom.site.element = species[i].element;
    atom.site.oxidation = species[i].oxidation;
    atom.site.occupancy = occupancy * species[i].fraction;
    status = add_atom(r, &atom);
  }
  return status;
}

/* Lists where every charge is 0 are placeholders of some programs. */
static void drop_zero_charges(reading *r)
{
  for (size_t i = 0; i < r->n_atoms; i++) {
    if (r->atoms[i].site.oxidation != 0)
      return;
  }
  for (size_t i = 0; i < r->n_atoms; i++)
    r->atoms[i].site.oxidation = NAN;
}

static iw_status read_atoms(reading *r)
{
  const iwi_input *input = r->input;
  iw_status status = IW_OK;

  find_columns(r);
  if (r->x[0].n_rows > IWI_MAX_ATOMS)
    return iwi_fail(input->ctx, IW_E_LIMIT,
                    "%.500s: %zu atoms are listed, the limit is %d",
                    input->name, r->x[0].n_rows, IWI_MAX_ATOMS);
  for (size_t row = 0; status == IW_OK && row < r->x[0].n_rows; row++)
    status = read_atom(r, row);
  if (status != IW_OK)
    return status;
  if (r->n_dummies > 0)
    iwi_log(input->ctx, IW_LOG_WARNING,
            "%.500s: %zu dummy atoms or vacancies are left out", input->name,
            r->n_dummies);
  if (r->n_unplaced > 0)
    iwi_log(input->ctx, IW_LOG_WARNING,
            "%.500s: %zu atoms without coordinates are left out", input->name,
            r->n_unplaced);
  if (r->n_empty > 0)
    iwi_log(input->ctx, IW_LOG_WARNING,
            "%.500s: %zu atoms of occupancy 0 are left out", input->name,
            r->n_empty);
  drop_zero_charges(r);
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
  iwi_bins *bins = NULL;
  iw_status status = IW_E_MEMORY;

  for (size_t i = 0; frac != NULL && i < content->n_sites; i++)
    memcpy(frac[i], content->sites[i].frac, sizeof *frac);
  if (frac != NULL)
    status =
        iwi_bins_create(r->input->ctx, &r->lattice, (const double(*)[3])frac,
                        content->n_sites, 3, &bins);
  /* a sample is enough to see atoms collide */
  for (s.site = 0;
       status == IW_OK && s.site < content->n_sites && s.site < 1000; s.site++)
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
    status = read_atoms(r);
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
