/* SPDX-License-Identifier: BSD-3-Clause */
/* The comment line of extended XYZ: key=value pairs that tell the cell and what
 * stands in which column. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "extxyz_frame.h"

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
static iw_status read_lattice(iwi_frame *f, iwi_span value)
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
      return iwi_frame_bad(f, "Lattice", value, "9 numbers");
    f->lattice[n / 3][n % 3] = x;
    n++;
  }
  if (n != 9)
    return iwi_frame_bad(f, "Lattice", value, "9 numbers");
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
  size_t offset; /* of the field in the frame */
  size_t n;      /* its width; 0: 1 or 3 */
} known;

#define AT(member) offsetof(iwi_frame, member)
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
    {"move_mask", AT(mask), 0},
    {"model_type", AT(type), 1},
    {"label", AT(label), 1},
    {"labels", AT(label), 1},
};
#undef AT

static iw_status note_column(iwi_frame *f, iwi_span name, size_t n)
{
  for (size_t i = 0; i < sizeof known_columns / sizeof *known_columns; i++) {
    iwi_frame_field *column =
        (iwi_frame_field *)((char *)f + known_columns[i].offset);

    if (!iwi_span_same(name, known_columns[i].name))
      continue;
    if (n != known_columns[i].n &&
        !(known_columns[i].n == 0 && (n == 1 || n == 3)))
      return iwi_frame_bad(f, "Properties: width of column", name,
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
static iw_status read_properties(iwi_frame *f, iwi_span value)
{
  while (value.size > 0) {
    const iwi_span name = take_piece(&value);
    const iwi_span type = take_piece(&value);
    const iwi_span count = take_piece(&value);
    int64_t n = 0;
    iw_status status;

    if (name.size == 0 || type.size != 1 ||
        strchr("SRIL", type.data[0]) == NULL ||
        iwi_scan_int(count, 1, IWI_FRAME_WORDS, &n) != IW_OK)
      return iwi_frame_bad(f, "Properties: column", name, "name:S|R|I|L:count");
    status = note_column(f, name, (size_t)n);
    if (status != IW_OK)
      return status;
    f->n_words += (size_t)n;
    if (f->n_words > IWI_FRAME_WORDS)
      return iwi_fail(f->input->ctx, IW_E_LIMIT,
                      "%.500s:%d: Properties: more than %d columns",
                      f->input->name, (int)f->scan.line, IWI_FRAME_WORDS);
  }
  return IW_OK;
}

/* Which atom hops, counted from 0. */
static iw_status read_mover(iwi_frame *f, iwi_span value)
{
  int64_t mover = 0;

  if (iwi_scan_int(value, 0, (int64_t)f->n_atoms - 1, &mover) != IW_OK)
    return iwi_frame_bad(f, "mover", value, "an atom, counted from 0");
  f->mover = (int32_t)mover;
  return IW_OK;
}

static iw_status read_pair(iwi_frame *f, iwi_span key, iwi_span value)
{
  if (iwi_span_same(key, "Lattice"))
    return read_lattice(f, value);
  if (iwi_span_same(key, "Properties"))
    return read_properties(f, value);
  if (iwi_span_same(key, "unwrapped"))
    f->unwrapped =
        value.size > 0 && (value.data[0] == 'T' || value.data[0] == 't');
  else if (f->of_path && iwi_span_same(key, "mover"))
    return read_mover(f, value);
  else if (iwi_span_same(key, "title")) {
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

/* Nothing of the frame before holds for the next. */
static void reset(iwi_frame *f)
{
  static const iwi_frame_field none;

  f->species = f->number = f->position = f->fraction = none;
  f->occupancy = f->oxidation = f->label = f->mask = f->type = none;
  f->n_words = 0;
  f->has_lattice = f->unwrapped = 0;
  f->mover = -1;
  f->title[0] = '\0';
}

iw_status iwi_frame_read_comment(iwi_frame *f)
{
  iwi_span line, key, value;
  iw_status status;

  reset(f);
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
    f->species = (iwi_frame_field){0, 1};
    f->position = (iwi_frame_field){1, 3};
    f->n_words = 4;
  }
  if ((f->position.n == 0 && f->fraction.n == 0) ||
      (f->species.n == 0 && f->number.n == 0))
    return iwi_fail(f->input->ctx, IW_E_PARSE,
                    "%.500s:%d: Properties lacks species or pos",
                    f->input->name, (int)f->line);
  return IW_OK;
}
