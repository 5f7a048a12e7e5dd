/* SPDX-License-Identifier: BSD-3-Clause */
/* The atoms a CIF lists: species, places, occupancies. */
#include "cif_atoms.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "species.h"
#include "vec3.h"

static const char *const fract_tags[] = {
    "_atom_site_fract_x", "_atom_site_fract_y", "_atom_site_fract_z"};
static const char *const cartn_tags[] = {
    "_atom_site_cartn_x", "_atom_site_cartn_y", "_atom_site_cartn_z"};

/* Rows of the list of atom types. */
#define MAX_TYPES 1000

/* Everything met on the way to the atoms. */
typedef struct reading {
  const iwi_input *input;
  const iwi_cif *cif;
  size_t block;
  const iwi_lattice *lattice;
  iwi_cif_places places;
  double frame[3][3]; /* rows: the cell vectors in the frame of Cartesian ... */
  double inverse[3][3], origin[3]; /* ... coordinates; and its origin */
  iwi_cif_column label, type, occupancy, multiplicity, flag, disorder;
  iwi_cif_column oxidation_symbol, oxidation_number;
  const char *formula;
  iwi_cif_atom *atoms;
  size_t n_atoms, capacity;
  size_t n_dummies, n_unplaced, n_empty;
} reading;

int iwi_cif_atoms_find(const iwi_cif *cif, size_t block, iwi_cif_places *out)
{
  for (out->cartesian = 0; out->cartesian < 2; out->cartesian++) {
    const char *const *tags = out->cartesian ? cartn_tags : fract_tags;
    int found = 0;

    for (int k = 0; k < 3; k++)
      found += iwi_cif_find(cif, block, tags[k], &out->x[k]) &&
               out->x[k].n_rows > 0 && out->x[k].n_rows == out->x[0].n_rows;
    if (found == 3)
      return 1;
  }
  return 0;
}

iw_status iwi_cif_number(const iwi_input *input, const iwi_cif_column *column,
                         size_t row, const char *what, double min, double max,
                         double *out)
{
  const iwi_span text = iwi_span_of(iwi_cif_value(column, row));
  const iw_status status = iwi_scan_esd(text, min, max, out);

  if (status == IW_OK)
    return IW_OK;
  return iwi_read_bad_number(input, iwi_cif_line(column, row), what, text,
                             status, min, max);
}

static int find(const reading *r, const char *tag, iwi_cif_column *out)
{
  return iwi_cif_find(r->cif, r->block, tag, out);
}

/* A column of the loop that the coordinates are in. */
static void find_beside(const reading *r, const char *tag, iwi_cif_column *out)
{
  if (find(r, tag, out) && r->places.x[0].lines != NULL &&
      out->item != r->places.x[0].item)
    out->item = NULL;
  if (out->n_rows != r->places.x[0].n_rows)
    out->item = NULL;
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
      return iwi_cif_number(r->input, values, row, "oxidation number", -9, 9,
                            out);
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
                    r->input->name, (int)iwi_cif_line(&r->places.x[0], row),
                    label, type[0] == '\0' ? label : type);
  if (*n == 1 && type[0] != '\0')
    status = listed_oxidation(r, type, &out->oxidation);
  return status;
}

static iw_status add_atom(reading *r, const iwi_cif_atom *atom)
{
  void *grown = r->atoms;

  if (r->n_atoms == IWI_MAX_ATOMS)
    return iwi_fail(r->input->ctx, IW_E_LIMIT,
                    "%.500s:%d: more than %d atoms are listed", r->input->name,
                    (int)atom->site.line, IWI_MAX_ATOMS);
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
    if (iwi_cif_value(&r->places.x[k], row)[0] == '\0') {
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
        iwi_cif_number(r->input, &r->places.x[k], row,
                       r->places.cartesian ? "coordinate" : fract_tags[k],
                       -IWI_MAX_LENGTH, IWI_MAX_LENGTH, &x[k]);

    if (status != IW_OK)
      return status;
  }
  if (r->places.cartesian) {
    for (int k = 0; k < 3; k++)
      x[k] -= r->origin[k];
    iwi_row_times3(x, (const double(*)[3])r->inverse, frac);
  } else {
    memcpy(frac, x, sizeof x);
  }
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
  return iwi_cif_number(r->input, &r->occupancy, row, "occupancy", 0, 1e6,
                        occupancy);
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
  atom->site.line = iwi_cif_line(&r->places.x[0], row);
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

static iw_status read_rows(reading *r)
{
  iw_status status = IW_OK;

  find_columns(r);
  /* every atom looks its type up */
  if (r->oxidation_symbol.n_rows > MAX_TYPES)
    return iwi_fail(r->input->ctx, IW_E_LIMIT,
                    "%.500s:%d: %zu atom types, the limit is %d",
                    r->input->name, (int)iwi_cif_line(&r->oxidation_symbol, 0),
                    r->oxidation_symbol.n_rows, MAX_TYPES);
  for (size_t row = 0; status == IW_OK && row < r->places.x[0].n_rows; row++)
    status = read_atom(r, row);
  return status;
}

static void report_left_out(const reading *r)
{
  if (r->n_dummies > 0)
    iwi_log(r->input->ctx, IW_LOG_WARNING,
            "%.500s: %zu dummy atoms or vacancies are left out", r->input->name,
            r->n_dummies);
  if (r->n_unplaced > 0)
    iwi_log(r->input->ctx, IW_LOG_WARNING,
            "%.500s: %zu atoms without coordinates are left out",
            r->input->name, r->n_unplaced);
  if (r->n_empty > 0)
    iwi_log(r->input->ctx, IW_LOG_WARNING,
            "%.500s: %zu atoms of occupancy 0 are left out", r->input->name,
            r->n_empty);
}

/* One entry of the matrix or vector, when it is there. */
static iw_status frame_entry(const reading *r, const char *tag, double *out,
                             int *n_found)
{
  iwi_cif_column column;

  if (!iwi_cif_find(r->cif, r->block, tag, &column) || column.n_rows == 0 ||
      iwi_cif_value(&column, 0)[0] == '\0')
    return IW_OK;
  ++*n_found;
  return iwi_cif_number(r->input, &column, 0, tag, -IWI_MAX_LENGTH,
                        IWI_MAX_LENGTH, out);
}

/* The frame of Cartesian coordinates: x = M frac + v where the file gives M
 * and v, else a along x and b in the plane of x and y. */
static iw_status read_frame(reading *r)
{
  char tag[64];
  int n_matrix = 0, n_vector = 0;

  memcpy(r->frame, r->lattice->rows, sizeof r->frame);
  for (int i = 0; i < 12; i++) {
    iw_status status;

    if (i < 9)
      snprintf(tag, sizeof tag, "_atom_sites_cartn_tran_matrix_%d%d", i / 3 + 1,
               i % 3 + 1);
    else
      snprintf(tag, sizeof tag, "_atom_sites_cartn_tran_vector_%d", i - 8);
    status = i < 9 ? frame_entry(r, tag, &r->frame[i % 3][i / 3], &n_matrix)
                   : frame_entry(r, tag, &r->origin[i - 9], &n_vector);
    if (status != IW_OK)
      return status;
  }
  for (int k = 0; k < 3; k++) {
    const double length = iwi_norm3(r->lattice->rows[k]);

    /* a wrong or half-given matrix shows in the lengths it gives the cell */
    if ((n_matrix != 0 && n_matrix != 9) ||
        !(fabs(iwi_norm3(r->frame[k]) - length) < 0.01 * length) ||
        !(fabs(iwi_det3((const double(*)[3])r->frame)) >
          0.9 * r->lattice->volume))
      return iwi_fail(r->input->ctx, IW_E_PARSE,
                      "%.500s: _atom_sites_Cartn_tran_matrix does not fit the "
                      "cell",
                      r->input->name);
  }
  iwi_inverse3((const double(*)[3])r->frame, r->inverse);
  return IW_OK;
}

iw_status iwi_cif_atoms_read(const iwi_input *input, const iwi_cif *cif,
                             size_t block, const iwi_lattice *lattice,
                             iwi_cif_atom **out, size_t *n_out)
{
  reading *r = iwi_calloc(input->ctx, 1, sizeof *r);
  iw_status status;

  *out = NULL;
  *n_out = 0;
  if (r == NULL)
    return IW_E_MEMORY;
  r->input = input;
  r->cif = cif;
  r->block = block;
  r->lattice = lattice;
  iwi_cif_atoms_find(cif, block, &r->places);
  status = r->places.cartesian ? read_frame(r) : IW_OK;
  if (status == IW_OK)
    status = read_rows(r);
  if (status == IW_OK) {
    report_left_out(r);
    drop_zero_charges(r);
    *out = r->atoms;
    *n_out = r->n_atoms;
  } else {
    iwi_free(r->atoms);
  }
  iwi_free(r);
  return status;
}
