/* SPDX-License-Identifier: BSD-3-Clause */
/* The caller's bond-valence rows: a line each, columns as in
 * docs/parameters.md. */
#include "parameters_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/read.h>

#include "context.h"
#include "file.h"
#include "ion.h"
#include "mem.h"
#include "parameters.h"
#include "species.h"

#define MAX_BYTES      ((size_t)16 << 20)
#define MAX_ROWS       10000 /* each is compared with those before it */
#define MAX_COLUMNS    11
#define NEEDED_COLUMNS 6

typedef struct rows {
  iw_context *ctx;
  const char *name;
  int32_t line;
  iw_bond *bonds;
  int32_t *lines; /* where each row stands */
  size_t n, capacity, lines_capacity;
} rows;

/* A column: its place in the row and what it may hold. */
typedef struct column_rule {
  const char *name;
  double min, max;
} column_rule;

static const column_rule columns[MAX_COLUMNS] = {
    {"cation", 0, 0},        {"cation charge", 0, 8}, {"anion", 0, 0},
    {"anion charge", -4, 0}, {"R0", 0, 10},           {"b", 0, 5},
    {"Rcut", 0, 20},         {"Nc", 0, 24},           {"D0", 0, 100},
    {"Rmin", 0, 10},         {"alpha", 0, 100}};

static iw_status take_element(const rows *r, iwi_span word, int column,
                              int32_t *out)
{
  size_t used = 0;

  *out = iwi_species_element(word, &used);
  if (*out == 0 || used != word.size)
    return iwi_fail(
        r->ctx, IW_E_PARSE, "%.500s:%d: %s: met '%.*s', want an element symbol",
        r->name, (int)r->line, columns[column].name, IWI_SHOW(word));
  return IW_OK;
}

/* A number; "-" in an optional column leaves it to the formulas. */
static iw_status take_number(const rows *r, iwi_span word, int column,
                             double *out)
{
  const double min = columns[column].min, max = columns[column].max;

  *out = NAN;
  if (column >= NEEDED_COLUMNS && iwi_span_equals(word, "-"))
    return IW_OK;
  if (word.size > 1 && word.data[0] == '+') { /* a charge as one writes it */
    word.data++;
    word.size--;
  }
  if (iwi_scan_double(word, min, max, out) != IW_OK || *out == 0)
    return iwi_fail(r->ctx, IW_E_PARSE,
                    "%.500s:%d: %s: met '%.*s', want a number between %g and "
                    "%g",
                    r->name, (int)r->line, columns[column].name, IWI_SHOW(word),
                    min, max);
  return IW_OK;
}

static iw_status parse_row(const rows *r, const iwi_span *words, size_t n,
                           iw_bond *row)
{
  double number[MAX_COLUMNS];
  iw_status status;

  for (size_t i = 0; i < MAX_COLUMNS; i++)
    number[i] = NAN;
  status = take_element(r, words[0], 0, &row->cation);
  if (status == IW_OK)
    status = take_element(r, words[2], 2, &row->anion);
  for (size_t i = 1; i < n && status == IW_OK; i++) {
    if (i != 2)
      status = take_number(r, words[i], (int)i, &number[i]);
  }
  if (status != IW_OK)
    return status;
  row->cation_charge = number[1];
  row->anion_charge = number[3];
  row->r0_ang = number[4];
  row->b_ang = number[5];
  /* NAN: where the valence has fallen off, see bondval.c */
  row->bond_cutoff_ang = number[6];
  row->coordination = number[7];
  row->d0_ev = number[8];
  row->r_min_ang = number[9];
  row->alpha_inv_ang = number[10];
  return IW_OK;
}

static iw_status check_twice(const rows *r, const iw_bond *row)
{
  for (size_t i = 0; i < r->n; i++) {
    const iw_bond *old = &r->bonds[i];

    if (old->cation == row->cation && old->anion == row->anion &&
        fabs(old->cation_charge - row->cation_charge) < 1e-9 &&
        fabs(old->anion_charge - row->anion_charge) < 1e-9) {
      char cation[IWI_ION_TEXT], anion[IWI_ION_TEXT];

      return iwi_fail(
          r->ctx, IW_E_PARSE,
          "%.500s:%d: %s - %s is given twice, first in line %d", r->name,
          (int)r->line, iwi_ion_text(row->cation, row->cation_charge, cation),
          iwi_ion_text(row->anion, row->anion_charge, anion), (int)r->lines[i]);
    }
  }
  return IW_OK;
}

static iw_status append(rows *r, const iw_bond *row)
{
  iw_status status = iwi_reserve(r->ctx, (void **)&r->bonds, &r->capacity,
                                 r->n + 1, sizeof *r->bonds);

  if (status == IW_OK)
    status = iwi_reserve(r->ctx, (void **)&r->lines, &r->lines_capacity,
                         r->n + 1, sizeof *r->lines);
  if (status != IW_OK)
    return status;
  r->bonds[r->n] = *row;
  r->lines[r->n] = r->line;
  r->n++;
  return IW_OK;
}

static iw_status take_line(rows *r, iwi_span line)
{
  const char *comment = memchr(line.data, '#', line.size);
  iwi_span words[MAX_COLUMNS + 1];
  char where[600];
  iw_bond row = {0}, whole;
  iw_status status;
  size_t n;

  if (comment != NULL)
    line.size = (size_t)(comment - line.data);
  n = iwi_scan_words(line, words, MAX_COLUMNS + 1);
  if (n == 0)
    return IW_OK;
  if (n < NEEDED_COLUMNS || n > MAX_COLUMNS)
    return iwi_fail(r->ctx, IW_E_PARSE,
                    "%.500s:%d: %s%zu columns, want 6 to 11: cation charge "
                    "anion charge R0 b [Rcut Nc D0 Rmin alpha]",
                    r->name, (int)r->line, n > MAX_COLUMNS ? "over " : "",
                    n > MAX_COLUMNS ? n - 1 : n);
  if (r->n >= MAX_ROWS)
    return iwi_fail(r->ctx, IW_E_LIMIT, "%.500s:%d: more than %d rows", r->name,
                    (int)r->line, MAX_ROWS);
  status = parse_row(r, words, n, &row);
  if (status == IW_OK)
    status = check_twice(r, &row);
  if (status != IW_OK)
    return status;
  snprintf(where, sizeof where, "%.500s:%d", r->name, (int)r->line);
  if (iwi_parameters_take_row(r->ctx, &row, where, &whole) != IW_OK)
    return IW_E_PARSE; /* the message stands */
  return append(r, &whole);
}

static iw_status append_own(rows *r, const iw_parameters_options *options)
{
  for (size_t i = 0; options->own != NULL && i < options->n_own; i++) {
    const iw_status status = append(r, &options->own[i]);

    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

iw_status iwi_parameters_file_parse(iw_context *ctx, const char *data,
                                    size_t size, const char *name,
                                    const iw_parameters_options *options,
                                    iw_parameters **out)
{
  rows r = {0};
  iw_parameters_options all;
  iw_status status = IW_OK;
  iwi_scan scan;
  iwi_span line;

  *out = NULL;
  iw_parameters_options_default(&all);
  if (options != NULL)
    all = *options;
  r.ctx = ctx;
  r.name = name;
  iwi_scan_init(&scan, data, size);
  while (status == IW_OK && iwi_scan_line(&scan, &line)) {
    r.line = scan.line;
    status = take_line(&r, line);
  }
  if (status == IW_OK && r.n == 0)
    status = iwi_fail(ctx, IW_E_PARSE,
                      "%.500s: no parameter row, want lines of cation charge "
                      "anion charge R0 b [Rcut Nc D0 Rmin alpha]",
                      name);
  if (status == IW_OK)
    status = append_own(&r, &all);
  if (status == IW_OK) {
    all.own = r.bonds;
    all.n_own = r.n;
    status = iw_parameters_create(ctx, &all, out);
  }
  iwi_free(r.bonds);
  iwi_free(r.lines);
  return status;
}

iw_status iw_parameters_read_file(iw_context *ctx, const char *path,
                                  const iw_parameters_options *options,
                                  iw_parameters **out)
{
  char *data;
  size_t size;
  iw_status status;

  *out = NULL;
  status = iwi_file_read(ctx, path, MAX_BYTES, &data, &size);
  if (status != IW_OK)
    return status;
  status = iwi_parameters_file_parse(ctx, data, size, path, options, out);
  iwi_free(data);
  return status;
}
