/* SPDX-License-Identifier: BSD-3-Clause */
/* Extended XYZ: a comment line of key=value pairs tells cell and columns. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "read.h"
#include "species.h"
#include "vec3.h"

/* Words a row may have: the columns of Properties, counted singly. */
#define MAX_WORDS 256

/* Where in a row something stands; 0 columns: nowhere. */
typedef struct field {
  size_t at, n;
} field;

typedef struct frame {
  const iwi_input *input;
  iwi_scan scan;
  int32_t line; /* of the comment */
  size_t n_atoms;
  double lattice[3][3], inverse[3][3];
  int has_lattice;
  field species, number, position, fraction, occupancy, oxidation, label;
  size_t n_words;
  char title[256];
  iw_site *sites;
} frame;

static iw_status bad(const frame *f, const char *what, iwi_span met,
                     const char *wanted)
{
  return iwi_fail(f->input->ctx, IW_E_PARSE, "%.500s:%d: %s '%.*s', want %s",
                  f->input->name, (int)f->scan.line, what, IWI_SHOW(met),
                  wanted);
}

static iw_status read_count(frame *f, iwi_span line)
{
  int64_t n = 0;
  const iwi_span text = iwi_span_trim(line);
  const iw_status status = iwi_scan_int(text, 0, IWI_MAX_ATOMS, &n);

  if (status == IW_E_LIMIT)
    return iwi_fail(f->input->ctx, IW_E_LIMIT,
                    "%.500s:%d: '%.*s' atoms, the limit is %d", f->input->name,
                    (int)f->scan.line, IWI_SHOW(text), IWI_MAX_ATOMS);
  if (status != IW_OK)
    return bad(f, "met", text, "the number of atoms of a frame");
  f->n_atoms = (size_t)n;
  return IW_OK;
}

/* Go to the wanted frame; f->scan then stands before its comment. */
static iw_status find_frame(frame *f)
{
  iwi_span line;

  for (size_t index = 0;; index++) {
    iw_status status;

    do {
      if (!iwi_scan_line(&f->scan, &line))
        return iwi_fail(f->input->ctx, IW_E_PARSE,
                        "%.500s: frame %zu is wanted, the file has %zu "
                        "(counted from 0)",
                        f->input->name, f->input->options.frame, index);
    } while (iwi_span_trim(line).size == 0);
    status = read_count(f, line);
    if (status != IW_OK || index == f->input->options.frame)
      return status;
    for (size_t i = 0; i < f->n_atoms + 1; i++) {
      if (!iwi_scan_line(&f->scan, &line))
        return iwi_fail(f->input->ctx, IW_E_PARSE,
                        "%.500s:%d: file ends inside frame %zu", f->input->name,
                        (int)f->scan.line, index);
    }
  }
}

/* key=value off the front of the comment; the value may stand in quotes or
 * brackets, which are taken off. A key alone has the value "T". */
static int take_pair(iwi_span *rest, iwi_span *key, iwi_span *value)
{
  size_t n = 0;
  char close = 0;

  *rest = iwi_span_trim(*rest);
  if (rest->size == 0)
    return 0;
  while (n < rest->size && strchr("= \t", rest->data[n]) == NULL)
    n++;
  *key = (iwi_span){rest->data, n};
  rest->data += n;
  rest->size -= n;
  *value = (iwi_span){"T", 1};
  if (rest->size == 0 || rest->data[0] != '=') {
    return 1;
  }
  rest->data++;
  rest->size--;
  if (rest->size > 0 && strchr("\"'{[", rest->data[0]) != NULL) {
    close = rest->data[0] == '{' ? '}' : rest->data[0];
    /* a list may hold lists: it ends with the last bracket before a blank */
    close = rest->data[0] == '[' ? ']' : close;
    rest->data++;
    rest->size--;
  }
  for (n = 0; n < rest->size; n++) {
    const char c = rest->data[n];
    const char next = n + 1 < rest->size ? rest->data[n + 1] : ' ';

    if (close == 0 ? c == ' ' || c == '\t'
                   : c == close && (next == ' ' || next == '\t'))
      break;
  }
  *value = (iwi_span){rest->data, n};
  n += close != 0 && n < rest->size;
  rest->data += n;
  rest->size -= n;
  return 1;
}

/* Nine numbers between blanks, commas and brackets: the rows of the cell. */
static iw_status read_lattice(frame *f, iwi_span value)
{
  const char *p = value.data, *end = value.data + value.size;
  size_t n = 0;

  while (p < end) {
    iwi_span word;
    iw_status status;
    double x;

    if (strchr(" \t,[]", *p) != NULL) {
      p++;
      continue;
    }
    word.data = p;
    while (p < end && strchr(" \t,[]", *p) == NULL)
      p++;
    word.size = (size_t)(p - word.data);
    status = iwi_read_double(f->input, f->scan.line, "Lattice", word,
                             -IWI_MAX_LENGTH, IWI_MAX_LENGTH, &x);
    if (status != IW_OK)
      return status;
    if (n == 9)
      return bad(f, "Lattice", value, "9 numbers");
    f->lattice[n / 3][n % 3] = x;
    n++;
  }
  if (n != 9)
    return bad(f, "Lattice", value, "9 numbers");
  f->has_lattice = 1;
  return IW_OK;
}

/* Next piece up to a colon. */
static iwi_span take_piece(iwi_span *rest)
{
  iwi_span piece = {rest->data, 0};

  while (piece.size < rest->size && rest->data[piece.size] != ':')
    piece.size++;
  rest->data += piece.size;
  rest->size -= piece.size;
  if (rest->size > 0) {
    rest->data++;
    rest->size--;
  }
  return piece;
}

typedef struct known {
  const char *name;
  size_t offset; /* of the field in frame */
  size_t n;
} known;

#define AT(member) offsetof(frame, member)
static const known known_columns[] = {
    {"species", AT(species), 1},
    {"symbols", AT(species), 1},
    {"element", AT(species), 1},
    {"Z", AT(number), 1},
    {"numbers", AT(number), 1},
    {"pos", AT(position), 3},
    {"positions", AT(position), 3},
    {"frac", AT(fraction), 3},
    {"scaled_positions", AT(fraction), 3},
    {"occupancy", AT(occupancy), 1},
    {"occupancies", AT(occupancy), 1},
    {"oxidation", AT(oxidation), 1},
    {"oxidation_state", AT(oxidation), 1},
    {"oxidation_states", AT(oxidation), 1},
    {"oxi_state", AT(oxidation), 1},
    {"formal_charge", AT(oxidation), 1},
    {"charge", AT(oxidation), 1},
    {"label", AT(label), 1},
    {"labels", AT(label), 1},
};
#undef AT

static iw_status note_column(frame *f, iwi_span name, size_t n)
{
  for (size_t i = 0; i < sizeof known_columns / sizeof *known_columns; i++) {
    field *column = (field *)((char *)f + known_columns[i].offset);

    if (!iwi_span_same(name, known_columns[i].name))
      continue;
    if (n != known_columns[i].n)
      return bad(f, "Properties: width of column", name,
                 "3 for positions, "
                 "1 for the others");
    if (column->n == 0) {
      column->at = f->n_words;
      column->n = n;
    }
  }
  return IW_OK;
}

/* name:type:count triples */
static iw_status read_properties(frame *f, iwi_span value)
{
  while (value.size > 0) {
    const iwi_span name = take_piece(&value);
    const iwi_span type = take_piece(&value);
    const iwi_span count = take_piece(&value);
    int64_t n = 0;
    iw_status status;

    if (name.size == 0 || type.size != 1 ||
        strchr("SRIL", type.data[0]) == NULL ||
        iwi_scan_int(count, 1, MAX_WORDS, &n) != IW_OK)
      return bad(f, "Properties: column", name, "name:S|R|I|L:count");
    status = note_column(f, name, (size_t)n);
    if (status != IW_OK)
      return status;
    f->n_words += (size_t)n;
    if (f->n_words > MAX_WORDS)
      return iwi_fail(f->input->ctx, IW_E_LIMIT,
                      "%.500s:%d: Properties: more than %d columns",
                      f->input->name, (int)f->scan.line, MAX_WORDS);
  }
  return IW_OK;
}

static iw_status read_pair(frame *f, iwi_span key, iwi_span value)
{
  if (iwi_span_same(key, "Lattice"))
    return read_lattice(f, value);
  if (iwi_span_same(key, "Properties"))
    return read_properties(f, value);
  if (iwi_span_same(key, "title")) {
    snprintf(f->title, sizeof f->title, "%.*s",
             (int)(value.size < 255 ? value.size : 255), value.data);
  } else if (iwi_span_same(key, "pbc")) {
    for (size_t i = 0; i < value.size; i++) {
      if (value.data[i] != 'F' && value.data[i] != 'f')
        continue;
      iwi_log(f->input->ctx, IW_LOG_WARNING,
              "%.500s:%d: pbc=\"%.*s\" is taken as periodic along all axes",
              f->input->name, (int)f->scan.line, IWI_SHOW(value));
      break;
    }
  }
  return IW_OK;
}

static iw_status read_comment(frame *f)
{
  iwi_span line, key, value;
  iw_status status;

  if (!iwi_scan_line(&f->scan, &line))
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: file ends here, want a comment line",
                    f->input->name, (int)f->scan.line);
  f->line = f->scan.line;
  while (take_pair(&line, &key, &value)) {
    status = read_pair(f, key, value);
    if (status != IW_OK)
      return status;
  }
  if (!f->has_lattice)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: no Lattice=\"...\": a crystal needs a cell",
                    f->input->name, (int)f->line);
  if (f->n_words == 0) { /* plain XYZ columns */
    f->species = (field){0, 1};
    f->position = (field){1, 3};
    f->n_words = 4;
  }
  if ((f->position.n == 0 && f->fraction.n == 0) ||
      (f->species.n == 0 && f->number.n == 0))
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: Properties lacks species or pos",
                    f->input->name, (int)f->line);
  return IW_OK;
}

static iw_status read_element(const frame *f, const iwi_span *words,
                              iw_site *site)
{
  const iwi_span word = words[f->species.n > 0 ? f->species.at : f->number.at];
  iwi_species species[IWI_MAX_SPECIES];
  int64_t z = 0;

  if (f->species.n == 0) {
    if (iwi_scan_int(word, 1, IW_MAX_ELEMENT, &z) != IW_OK)
      return bad(f, "atomic number", word, "1 to 118");
    site->element = (int32_t)z;
    return IW_OK;
  }
  if (iwi_species_parse(word, species) != 1)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: unknown element '%.*s'", f->input->name,
                    (int)f->scan.line, IWI_SHOW(word));
  site->element = species[0].element;
  site->oxidation = species[0].oxidation;
  return IW_OK;
}

static iw_status read_optional(const frame *f, const iwi_span *words,
                               iw_site *site)
{
  iw_status status = IW_OK;

  if (f->occupancy.n > 0)
    status = iwi_read_double(f->input, f->scan.line, "occupancy",
                             words[f->occupancy.at], 0, 1e6, &site->occupancy);
  /* "nan": not known for this atom */
  if (status == IW_OK && f->oxidation.n > 0 &&
      !iwi_span_same(words[f->oxidation.at], "nan"))
    status = iwi_read_double(f->input, f->scan.line, "oxidation state",
                             words[f->oxidation.at], -9, 9, &site->oxidation);
  if (f->label.n > 0)
    snprintf(site->label, sizeof site->label, "%.*s",
             IWI_SHOW(words[f->label.at]));
  return status;
}

static iw_status read_atom(frame *f, iw_site *site)
{
  iwi_span line, words[MAX_WORDS + 1];
  const field *x = f->position.n > 0 ? &f->position : &f->fraction;
  double v[3];
  iw_status status;
  size_t n;

  if (!iwi_scan_line(&f->scan, &line))
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: file ends after %zu atoms, want %zu",
                    f->input->name, (int)f->scan.line,
                    (size_t)(site - f->sites), f->n_atoms);
  n = iwi_scan_words(line, words, MAX_WORDS + 1);
  if (n < f->n_words)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: %zu columns, want %zu", f->input->name,
                    (int)f->scan.line, n, f->n_words);
  site->occupancy = 1;
  site->oxidation = NAN;
  site->line = f->scan.line;
  for (int k = 0; k < 3; k++) {
    status = iwi_read_double(f->input, f->scan.line, "position",
                             words[x->at + (size_t)k], -IWI_MAX_LENGTH,
                             IWI_MAX_LENGTH, &v[k]);
    if (status != IW_OK)
      return status;
  }
  if (x == &f->position)
    iwi_row_times3(v, (const double(*)[3])f->inverse, site->frac);
  else
    memcpy(site->frac, v, sizeof v);
  status = read_element(f, words, site);
  if (status != IW_OK)
    return status;
  return read_optional(f, words, site);
}

static iw_status read_atoms(frame *f)
{
  /* an atom takes seven bytes: no room is made for what cannot come */
  if (f->n_atoms > f->input->size / 7 + 1)
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: %zu atoms are announced, the file is too "
                    "short for them",
                    f->input->name, (int)f->line, f->n_atoms);
  f->sites = iwi_calloc(f->input->ctx, f->n_atoms, sizeof *f->sites);
  if (f->sites == NULL)
    return IW_E_MEMORY;
  if (fabs(iwi_det3((const double(*)[3])f->lattice)) > 0)
    iwi_inverse3((const double(*)[3])f->lattice, f->inverse);
  else
    return iwi_fail(f->input->ctx, IW_E_STRUCTURE,
                    "%.500s:%d: cell has no volume, want three independent "
                    "cell vectors",
                    f->input->name, (int)f->line);
  for (size_t i = 0; i < f->n_atoms; i++) {
    const iw_status status = read_atom(f, &f->sites[i]);

    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

iw_status iwi_extxyz_read(const iwi_input *input, iw_structure **out)
{
  frame *f = iwi_calloc(input->ctx, 1, sizeof *f);
  iw_structure_spec spec;
  iw_status status;

  *out = NULL;
  if (f == NULL)
    return IW_E_MEMORY;
  f->input = input;
  iwi_scan_init(&f->scan, input->data, input->size);
  status = find_frame(f);
  if (status == IW_OK)
    status = read_comment(f);
  if (status == IW_OK)
    status = read_atoms(f);
  if (status == IW_OK) {
    iw_structure_spec_default(&spec);
    memcpy(spec.lattice_ang, f->lattice, sizeof spec.lattice_ang);
    spec.sites = f->sites;
    spec.n_sites = f->n_atoms;
    spec.title = f->title;
    status = iwi_read_finish(input, &spec, f->line, out);
  }
  iwi_free(f->sites);
  iwi_free(f);
  return status;
}
