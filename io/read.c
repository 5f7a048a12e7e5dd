/* SPDX-License-Identifier: BSD-3-Clause */
/* Which format an input has, and what all readers check alike. */
#include "read.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "file.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* Angstrom. No atom fits into a thinner cell, and searches around a point
 * would find images without end. */
#define MIN_WIDTH_ANG 0.5

void iw_read_options_default(iw_read_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->min_distance_ang = 0.5;
  options->max_bytes = (size_t)256 << 20;
}

/* Older callers know fewer fields: the rest keeps its default. */
static iw_status take_options(iw_context *ctx, const iw_read_options *given,
                              iw_read_options *options)
{
  iw_read_options_default(options);
  if (given == NULL)
    return IW_OK;
  if (given->struct_size == 0 || given->struct_size > sizeof *options)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "read options: struct_size is %zu, want at most %zu (set "
                    "by iw_read_options_default)",
                    given->struct_size, sizeof *options);
  memcpy(options, given, given->struct_size);
  options->struct_size = sizeof *options;
  if ((int)options->format < IW_FORMAT_AUTO ||
      (int)options->format > IW_FORMAT_EXTXYZ)
    return iwi_fail(ctx, IW_E_ARGUMENT, "read options: unknown format %d",
                    (int)options->format);
  if (!(options->min_distance_ang >= 0) || options->min_distance_ang > 10)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "read options: min_distance_ang is %g, want 0..10",
                    options->min_distance_ang);
  return IW_OK;
}

iw_status iwi_read_bad_number(const iwi_input *input, int32_t line,
                              const char *what, iwi_span word, iw_status status,
                              double min, double max)
{
  if (status == IW_E_MEMORY)
    return iwi_fail(input->ctx, IW_E_MEMORY, "%.500s: out of memory",
                    input->name);
  if (status == IW_E_LIMIT)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s:%d: %s: '%.*s' is out of range, want %g to %g",
                    input->name, (int)line, what, IWI_SHOW(word), min, max);
  return iwi_fail(input->ctx, IW_E_PARSE,
                  "%.500s:%d: %s: '%.*s' is not a number", input->name,
                  (int)line, what, IWI_SHOW(word));
}

iw_status iwi_read_double(const iwi_input *input, int32_t line,
                          const char *what, iwi_span word, double min,
                          double max, double *out)
{
  const iw_status status = iwi_scan_double(word, min, max, out);

  if (status == IW_OK)
    return IW_OK;
  return iwi_read_bad_number(input, line, what, word, status, min, max);
}

iw_status iwi_read_check_cell(const iwi_input *input, const double rows[3][3],
                              int32_t line)
{
  iwi_lattice lattice;

  for (int k = 0; k < 3; k++) {
    const double length = iwi_norm3(rows[k]);

    if (!(length <= IWI_MAX_CELL))
      return iwi_fail(input->ctx, IW_E_LIMIT,
                      "%.500s:%d: cell vector of %.3g Angstrom, the limit is "
                      "%g",
                      input->name, (int)line, length, IWI_MAX_CELL);
  }
  if (!iwi_lattice_init(&lattice, rows))
    return iwi_fail(input->ctx, IW_E_STRUCTURE,
                    "%.500s:%d: cell has no volume, want three independent "
                    "cell vectors",
                    input->name, (int)line);
  for (int k = 0; k < 3; k++) {
    if (lattice.width[k] < MIN_WIDTH_ANG)
      return iwi_fail(input->ctx, IW_E_STRUCTURE,
                      "%.500s:%d: cell is %.3g Angstrom thick, want at least "
                      "%g",
                      input->name, (int)line, lattice.width[k], MIN_WIDTH_ANG);
  }
  return IW_OK;
}

iw_status iwi_read_finish(const iwi_input *input, iw_structure_spec *spec,
                          int32_t line, iw_structure **out)
{
  const double(*rows)[3] = (const double(*)[3])spec->lattice_ang;
  const iw_status status = iwi_read_check_cell(input, rows, line);

  *out = NULL;
  if (status != IW_OK)
    return status;
  spec->source = input->name;
  spec->min_distance_ang = input->options.min_distance_ang;
  return iw_structure_create(input->ctx, spec, out);
}

static const char *base_name(const char *path)
{
  const char *slash = strrchr(path, '/');

  return slash == NULL ? path : slash + 1;
}

static int ends_with(const char *name, const char *ending)
{
  const size_t n = strlen(name), m = strlen(ending);

  return n >= m && iwi_span_same(iwi_span_of(name + n - m), ending);
}

iw_format iwi_read_format_of_name(const char *path)
{
  const char *name = base_name(path);

  if (ends_with(name, ".cif") || ends_with(name, ".mcif"))
    return IW_FORMAT_CIF;
  if (ends_with(name, ".xyz") || ends_with(name, ".extxyz"))
    return IW_FORMAT_EXTXYZ;
  if (ends_with(name, ".vasp") || ends_with(name, ".poscar") ||
      strncmp(name, "POSCAR", 6) == 0 || strncmp(name, "CONTCAR", 7) == 0)
    return IW_FORMAT_POSCAR;
  return IW_FORMAT_AUTO;
}

static int all_numbers(iwi_span line, size_t wanted)
{
  iwi_span words[4];
  const size_t n = iwi_scan_words(line, words, 4);
  double value;

  for (size_t i = 0; i < n; i++) {
    if (iwi_scan_double(words[i], -HUGE_VAL, HUGE_VAL, &value) != IW_OK)
      return 0;
  }
  return n == wanted;
}

static int starts_same(iwi_span line, const char *text)
{
  const iwi_span front = {line.data, strlen(text)};

  return line.size >= front.size && iwi_span_same(front, text);
}

/* First lines: a count over a comment, five lines of numbers, or a CIF's
 * first word behind comments. */
static iw_format format_of_content(const iwi_input *input)
{
  iwi_scan scan;
  iwi_span line, first = {"", 0};
  int numeric = 1;

  iwi_scan_init(&scan, input->data, input->size);
  while (iwi_scan_line(&scan, &line) && scan.line <= 5) {
    line = iwi_span_trim(line);
    if (scan.line == 1)
      first = line;
    else if (scan.line == 2 && all_numbers(first, 1) &&
             (line.size == 0 || !all_numbers(line, 1)))
      return IW_FORMAT_EXTXYZ;
    if (scan.line >= 2)
      numeric = numeric && (all_numbers(line, 3) ||
                            (scan.line == 2 && all_numbers(line, 1)));
  }
  if (numeric && scan.line >= 5)
    return IW_FORMAT_POSCAR;
  iwi_scan_init(&scan, input->data, input->size);
  while (iwi_scan_line(&scan, &line)) {
    line = iwi_span_trim(line);
    if (line.size > 0 && line.data[0] != '#')
      return starts_same(line, "data_") || starts_same(line, "global_")
                 ? IW_FORMAT_CIF
                 : IW_FORMAT_AUTO;
  }
  return IW_FORMAT_AUTO;
}

iw_status iwi_read_check_text(const iwi_input *input)
{
  const size_t n = input->size;
  size_t blank;

  if (n == 0)
    return iwi_fail(input->ctx, IW_E_PARSE, "%.500s: file is empty",
                    input->name);
  if (n >= 2 && (memcmp(input->data, "\xff\xfe", 2) == 0 ||
                 memcmp(input->data, "\xfe\xff", 2) == 0))
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s: file is UTF-16, want UTF-8 or ASCII", input->name);
  if (n >= 2 && memcmp(input->data, "\x1f\x8b", 2) == 0)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s: file is compressed, want plain text", input->name);
  if (memchr(input->data, '\0', n) != NULL)
    return iwi_fail(
        input->ctx, IW_E_PARSE,
        "%.500s: file is binary (byte 0 at offset %zu), want text", input->name,
        (size_t)((const char *)memchr(input->data, '\0', n) - input->data));
  for (blank = 0; blank < n; blank++) {
    if (strchr(" \t\r\n", input->data[blank]) == NULL)
      break;
  }
  if (blank == n)
    return iwi_fail(input->ctx, IW_E_PARSE, "%.500s: file is blank",
                    input->name);
  return IW_OK;
}

static iw_status dispatch(iwi_input *input, iw_structure **out)
{
  iw_status status = iwi_read_check_text(input);

  if (status != IW_OK)
    return status;
  if (input->options.format == IW_FORMAT_AUTO)
    input->options.format = iwi_read_format_of_name(input->name);
  if (input->options.format == IW_FORMAT_AUTO)
    input->options.format = format_of_content(input);
  switch (input->options.format) {
  case IW_FORMAT_CIF:
    return iwi_cif_read(input, out);
  case IW_FORMAT_POSCAR:
    return iwi_poscar_read(input, out);
  case IW_FORMAT_EXTXYZ:
    return iwi_extxyz_read(input, out);
  case IW_FORMAT_AUTO:
    break;
  }
  return iwi_fail(input->ctx, IW_E_PARSE,
                  "%.500s: unknown format, want CIF, POSCAR or extended XYZ",
                  input->name);
}

iw_status iw_structure_read_memory(iw_context *ctx, const char *data,
                                   size_t size, const char *name,
                                   const iw_read_options *options,
                                   iw_structure **out)
{
  iwi_input input;
  iw_status status;

  *out = NULL;
  memset(&input, 0, sizeof input);
  status = take_options(ctx, options, &input.options);
  if (status != IW_OK)
    return status;
  input.ctx = ctx;
  input.name = name == NULL ? "" : name;
  input.data = data;
  input.size = size;
  if (size > input.options.max_bytes)
    return iwi_fail(ctx, IW_E_LIMIT, "%.500s: input is larger than %zu bytes",
                    input.name, input.options.max_bytes);
  return dispatch(&input, out);
}

iw_status iw_structure_read_file(iw_context *ctx, const char *path,
                                 const iw_read_options *options,
                                 iw_structure **out)
{
  iw_read_options effective;
  char *data;
  size_t size;
  iw_status status;

  *out = NULL;
  status = take_options(ctx, options, &effective);
  if (status != IW_OK)
    return status;
  status = iwi_file_read(ctx, path, effective.max_bytes, &data, &size);
  if (status != IW_OK)
    return status;
  status = iw_structure_read_memory(ctx, data, size, path, &effective, out);
  iwi_free(data);
  return status;
}
