/* SPDX-License-Identifier: BSD-3-Clause */
/* VASP's POSCAR and CONTCAR, versions 4 and 5. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "mem.h"
#include "read.h"
#include "species.h"
#include "vec3.h"

#define MAX_TYPES 256

typedef struct poscar {
  const iwi_input *input;
  iwi_scan scan;
  iwi_span comment;
  double scale[3]; /* of each Cartesian component */
  double lattice[3][3];
  double inverse[3][3];
  size_t n_types;
  int32_t elements[MAX_TYPES]; /* 0: not named */
  size_t counts[MAX_TYPES];
  size_t n_atoms;
  int cartesian;
  iw_site *sites;
} poscar;

static iw_status truncated(const poscar *p, const char *wanted)
{
  return iwi_fail(p->input->ctx, IW_E_PARSE,
                  "%.500s:%d: file ends here, want %s", p->input->name,
                  (int)p->scan.line, wanted);
}

static iw_status three_numbers(const poscar *p, iwi_span line, const char *what,
                               double out[3])
{
  for (int k = 0; k < 3; k++) {
    iwi_span word;
    iw_status status;

    if (!iwi_scan_word(&line, &word))
      return iwi_fail(p->input->ctx, IW_E_PARSE,
                      "%.500s:%d: %s has %d numbers, want 3", p->input->name,
                      (int)p->scan.line, what, k);
    status = iwi_read_double(p->input, p->scan.line, what, word,
                             -IWI_MAX_LENGTH, IWI_MAX_LENGTH, &out[k]);
    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

/* One factor, one negative volume, or three factors. */
static iw_status read_scale(poscar *p)
{
  iwi_span line, words[4];
  size_t n;
  iw_status status = IW_OK;

  if (!iwi_scan_line(&p->scan, &line))
    return truncated(p, "the scale factor");
  n = iwi_scan_words(line, words, 4);
  if (n == 0)
    return iwi_fail(p->input->ctx, IW_E_PARSE,
                    "%.500s:%d: no scale factor, want 1 or 3 numbers",
                    p->input->name, (int)p->scan.line);
  /* "1.0 ! comment": three factors only when there are three numbers */
  for (size_t i = 0; status == IW_OK && i < 3; i++) {
    status = iwi_scan_double(words[i < n ? i : 0], -IWI_MAX_LENGTH,
                             IWI_MAX_LENGTH, &p->scale[i]);
    if (i > 0 && (n < 3 || status != IW_OK)) {
      p->scale[1] = p->scale[2] = p->scale[0];
      break;
    }
    if (status != IW_OK)
      return iwi_read_bad_number(p->input, p->scan.line, "scale factor",
                                 words[i], status, -IWI_MAX_LENGTH,
                                 IWI_MAX_LENGTH);
  }
  if (p->scale[0] == 0 || p->scale[1] == 0 || p->scale[2] == 0)
    return iwi_fail(p->input->ctx, IW_E_STRUCTURE,
                    "%.500s:%d: scale factor is 0, want another number",
                    p->input->name, (int)p->scan.line);
  return IW_OK;
}

static iw_status read_lattice(poscar *p)
{
  const int volume = p->scale[0] < 0;
  double det;

  for (int i = 0; i < 3; i++) {
    iwi_span line;
    iw_status status;

    if (!iwi_scan_line(&p->scan, &line))
      return truncated(p, "three cell vectors");
    status = three_numbers(p, line, "cell vector", p->lattice[i]);
    if (status != IW_OK)
      return status;
  }
  det = fabs(iwi_det3((const double(*)[3])p->lattice));
  if (!(det > 0))
    return iwi_fail(p->input->ctx, IW_E_STRUCTURE,
                    "%.500s:%d: cell has no volume, want three independent "
                    "cell vectors",
                    p->input->name, (int)p->scan.line);
  if (volume) {
    const double scale = cbrt(-p->scale[0] / det);

    p->scale[0] = p->scale[1] = p->scale[2] = scale;
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      p->lattice[i][k] *= p->scale[k];
  }
  return IW_OK;
}

/* "Li", "Li_sv", "Fe/abcdef", "O.5": what follows the letters names a
 * potential. */
static int32_t element_of(iwi_span word)
{
  size_t n = 0;

  while (n < word.size && strchr("_/.", word.data[n]) == NULL)
    n++;
  if (n == 0 || n > 2)
    return 0;
  return iw_element_from_symbol(word.data, n);
}

static iw_status read_symbols(poscar *p, iwi_span line)
{
  iwi_span word;

  while (iwi_scan_word(&line, &word) && word.data[0] != '!' &&
         word.data[0] != '#') {
    if (p->n_types == MAX_TYPES)
      return iwi_fail(p->input->ctx, IW_E_LIMIT,
                      "%.500s:%d: more than %d kinds of atoms", p->input->name,
                      (int)p->scan.line, MAX_TYPES);
    p->elements[p->n_types] = element_of(word);
    if (p->elements[p->n_types++] == 0)
      return iwi_fail(p->input->ctx, IW_E_PARSE,
                      "%.500s:%d: unknown element '%.*s'", p->input->name,
                      (int)p->scan.line, IWI_SHOW(word));
  }
  return IW_OK;
}

static iw_status read_counts(poscar *p, iwi_span line)
{
  iwi_span word;
  size_t n = 0;

  while (iwi_scan_word(&line, &word)) {
    int64_t count = 0;
    const iw_status status = iwi_scan_int(word, 0, IWI_MAX_ATOMS, &count);

    if (status == IW_E_PARSE && n > 0)
      break; /* a remark */
    if (status == IW_E_LIMIT && word.data[0] == '-')
      return iwi_read_bad_number(p->input, p->scan.line, "number of atoms",
                                 word, status, 0, IWI_MAX_ATOMS);
    if (status == IW_E_LIMIT || n == MAX_TYPES)
      return iwi_fail(p->input->ctx, IW_E_LIMIT,
                      "%.500s:%d: '%.*s' atoms of one kind, want 0 to %d",
                      p->input->name, (int)p->scan.line, IWI_SHOW(word),
                      IWI_MAX_ATOMS);
    if (status != IW_OK)
      return iwi_read_bad_number(p->input, p->scan.line, "number of atoms",
                                 word, status, 0, IWI_MAX_ATOMS);
    p->counts[n++] = (size_t)count;
    p->n_atoms += (size_t)count;
  }
  if (n == 0 || (p->n_types > 0 && n != p->n_types))
    return iwi_fail(p->input->ctx, IW_E_PARSE,
                    "%.500s:%d: %zu numbers of atoms, want %zu (one for each "
                    "element named)",
                    p->input->name, (int)p->scan.line, n, p->n_types);
  p->n_types = n;
  if (p->n_atoms > IWI_MAX_ATOMS)
    return iwi_fail(p->input->ctx, IW_E_LIMIT,
                    "%.500s:%d: %zu atoms, the limit is %d", p->input->name,
                    (int)p->scan.line, p->n_atoms, IWI_MAX_ATOMS);
  return IW_OK;
}

/* Version 4 names the elements, if anywhere, in the comment: as words in the
 * order of the counts. */
static int names_in_comment(poscar *p)
{
  iwi_span rest = p->comment, word;
  size_t n = 0;

  while (n < p->n_types && iwi_scan_word(&rest, &word)) {
    p->elements[n] = element_of(word);
    if (p->elements[n] == 0)
      break;
    n++;
  }
  if (n == p->n_types)
    return 1;
  memset(p->elements, 0, sizeof p->elements);
  return 0;
}

static iw_status read_types(poscar *p)
{
  iwi_span line, look, word;
  int64_t count;
  iw_status status;

  if (!iwi_scan_line(&p->scan, &line))
    return truncated(p, "element symbols or numbers of atoms");
  look = line;
  if (iwi_scan_word(&look, &word) &&
      iwi_scan_int(word, INT64_MIN, INT64_MAX, &count) == IW_E_PARSE) {
    status = read_symbols(p, line);
    if (status != IW_OK)
      return status;
    if (!iwi_scan_line(&p->scan, &line))
      return truncated(p, "numbers of atoms");
  }
  return read_counts(p, line);
}

static iw_status read_mode(poscar *p)
{
  iwi_span line;
  char c;

  if (!iwi_scan_line(&p->scan, &line))
    return truncated(p, "'Direct' or 'Cartesian'");
  line = iwi_span_trim(line);
  if (line.size > 0 && (line.data[0] == 'S' || line.data[0] == 's')) {
    if (!iwi_scan_line(&p->scan, &line))
      return truncated(p, "'Direct' or 'Cartesian'");
    line = iwi_span_trim(line);
  }
  c = line.size > 0 ? line.data[0] : ' ';
  p->cartesian = c == 'C' || c == 'c' || c == 'K' || c == 'k';
  if (!p->cartesian && c != 'D' && c != 'd')
    return iwi_fail(p->input->ctx, IW_E_PARSE,
                    "%.500s:%d: '%.*s', want 'Direct' or 'Cartesian'",
                    p->input->name, (int)p->scan.line, IWI_SHOW(line));
  return IW_OK;
}

/* The element that stands behind the coordinates, as some programs write. */
static int32_t trailing_element(iwi_span line)
{
  iwi_span words[8];
  const size_t n = iwi_scan_words(line, words, 8);

  for (size_t i = 3; i < n; i++) {
    /* selective dynamics flags come before a name; "F" is a flag too */
    if (iwi_span_equals(words[i], "T") ||
        (iwi_span_equals(words[i], "F") && i < 6 && n >= 6))
      continue;
    return element_of(words[i]);
  }
  return 0;
}

static iw_status read_site(poscar *p, size_t type, iw_site *site)
{
  iwi_span line;
  double x[3];
  iw_status status;

  if (!iwi_scan_line(&p->scan, &line))
    return iwi_fail(p->input->ctx, IW_E_PARSE,
                    "%.500s:%d: file ends after %zu atoms, want %zu",
                    p->input->name, (int)p->scan.line,
                    (size_t)(site - p->sites), p->n_atoms);
  status = three_numbers(p, line, "position", x);
  if (status != IW_OK)
    return status;
  site->element = p->elements[type];
  if (site->element == 0)
    site->element = trailing_element(line);
  if (site->element == 0)
    return iwi_fail(p->input->ctx, IW_E_PARSE,
                    "%.500s:%d: the element is named neither before the "
                    "counts nor in the comment nor behind the coordinates",
                    p->input->name, (int)p->scan.line);
  site->occupancy = 1;
  site->oxidation = NAN;
  site->line = p->scan.line;
  if (!p->cartesian) {
    memcpy(site->frac, x, sizeof x);
    return IW_OK;
  }
  for (int k = 0; k < 3; k++)
    x[k] *= p->scale[k];
  iwi_row_times3(x, (const double(*)[3])p->inverse, site->frac);
  return IW_OK;
}

static iw_status read_sites(poscar *p)
{
  size_t i = 0;

  /* an atom takes six bytes: no room is made for what cannot come */
  if (p->n_atoms > p->input->size / 6 + 1)
    return iwi_fail(p->input->ctx, IW_E_PARSE,
                    "%.500s:%d: %zu atoms are announced, the file is too "
                    "short for them",
                    p->input->name, (int)p->scan.line, p->n_atoms);
  p->sites = iwi_calloc(p->input->ctx, p->n_atoms, sizeof *p->sites);
  if (p->sites == NULL)
    return IW_E_MEMORY;
  for (size_t type = 0; type < p->n_types; type++) {
    for (size_t n = 0; n < p->counts[type]; n++) {
      const iw_status status = read_site(p, type, &p->sites[i++]);

      if (status != IW_OK)
        return status;
    }
  }
  return IW_OK;
}

static iw_status read_head(poscar *p)
{
  iw_status status;

  if (!iwi_scan_line(&p->scan, &p->comment))
    return truncated(p, "a comment line");
  status = read_scale(p);
  if (status == IW_OK)
    status = read_lattice(p);
  if (status == IW_OK)
    status = read_types(p);
  if (status == IW_OK)
    status = read_mode(p);
  if (status == IW_OK && p->elements[0] == 0)
    names_in_comment(p);
  if (status == IW_OK)
    iwi_inverse3((const double(*)[3])p->lattice, p->inverse);
  return status;
}

iw_status iwi_poscar_read(const iwi_input *input, iw_structure **out)
{
  poscar *p = iwi_calloc(input->ctx, 1, sizeof *p);
  iw_structure_spec spec;
  iw_status status;
  char title[256];

  *out = NULL;
  if (p == NULL)
    return IW_E_MEMORY;
  p->input = input;
  iwi_scan_init(&p->scan, input->data, input->size);
  status = read_head(p);
  if (status == IW_OK)
    status = read_sites(p);
  if (status == IW_OK) {
    const iwi_span comment = iwi_span_trim(p->comment);

    snprintf(title, sizeof title, "%.*s",
             (int)(comment.size < 255 ? comment.size : 255), comment.data);
    iw_structure_spec_default(&spec);
    memcpy(spec.lattice_ang, p->lattice, sizeof spec.lattice_ang);
    spec.sites = p->sites;
    spec.n_sites = p->n_atoms;
    spec.title = title;
    status = iwi_read_finish(input, &spec, 3, out);
  }
  iwi_free(p->sites);
  iwi_free(p);
  return status;
}
