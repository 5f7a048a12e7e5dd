/* SPDX-License-Identifier: BSD-3-Clause */
/* Field files: a line a fact, as docs/fields.md says. Lines are taken into the
 * arrays of a spec; what numbers mean together the field itself checks. */
#include <ionway/field_file.h>

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "field_draft.h"
#include "file.h"
#include "mem.h"

#define MAX_BYTES ((size_t)1 << 20)
#define MAX_TYPES 200
#define BIG       1e12

typedef iw_status take_fn(iwi_field_draft *d, size_t which);

static iw_status take_element(iwi_field_draft *d, iwi_span text, int32_t *out)
{
  *out = iw_element_from_symbol(text.data, text.size);
  return *out != 0 ? IW_OK
                   : iwi_field_refuse(&d->line, text, "an element symbol");
}

/* Index of the type that a word names. */
static iw_status take_type(iwi_field_draft *d, size_t at, int32_t *out)
{
  for (size_t i = 0; i < d->spec.n_types; i++) {
    if (iwi_span_equals(iwi_field_word(d, at), d->types[i].name)) {
      *out = (int32_t)i;
      return IW_OK;
    }
  }
  return iwi_field_refuse(&d->line, iwi_field_word(d, at),
                          "a type that a line above defines");
}

static iw_status take_types(iwi_field_draft *d, size_t n, int32_t *out)
{
  iw_status status = IW_OK;

  for (size_t i = 0; i < n && status == IW_OK; i++)
    status = take_type(d, i + 1, &out[i]);
  return status;
}

enum { ELEMENT, CHARGE, LABEL, NEAR, WITHIN, SHELL, SPRING, SPRING4, N_KEYS };

static iw_status fill_type(iwi_field_draft *d, const iwi_field_value *v,
                           iw_field_type *type)
{
  iw_status status;

  status =
      take_element(d, v[ELEMENT].given ? v[ELEMENT].text : iwi_field_word(d, 1),
                   &type->element);
  if (status == IW_OK && v[NEAR].given)
    status = take_element(d, v[NEAR].text, &type->near_element);
  if (status != IW_OK)
    return status;
  if (v[NEAR].given != v[WITHIN].given)
    return iwi_field_refuse(&d->line, iwi_field_word(d, 1),
                            "near ELEMENT within ANGSTROM, both or neither");
  if (v[SHELL].given != v[SPRING].given ||
      (v[SPRING4].given && !v[SPRING].given))
    return iwi_field_refuse(&d->line, iwi_field_word(d, 1),
                            "shell CHARGE spring K, both or neither");
  type->charge_e = v[CHARGE].number;
  type->near_ang = v[WITHIN].given ? v[WITHIN].number : 0;
  type->shell_charge_e = v[SHELL].given ? v[SHELL].number : 0;
  type->spring_ev_ang2 = v[SPRING].given ? v[SPRING].number : 0;
  type->spring4_ev_ang4 = v[SPRING4].given ? v[SPRING4].number : 0;
  return IW_OK;
}

static iw_status take_type_line(iwi_field_draft *d, size_t which)
{
  static const iwi_field_key keys[N_KEYS] = {
      [ELEMENT] = {"element", 0, 1, 0, 0},
      [CHARGE] = {"charge", 1, 0, -20, 20},
      [LABEL] = {"label", 0, 1, 0, 0},
      [NEAR] = {"near", 0, 1, 0, 0},
      [WITHIN] = {"within", 0, 0, 0.1, 20},
      [SHELL] = {"shell", 0, 0, -20, 20},
      [SPRING] = {"spring", 0, 0, 1e-6, 1e9 * (1 - 1e-9)},
      [SPRING4] = {"spring4", 0, 0, 0, 1e11}};
  iwi_field_value v[N_KEYS];
  iw_field_type *type;
  iw_status status;

  (void)which;
  if (iwi_field_word(d, 1).size == 0 ||
      iwi_field_word(d, 1).size > IWI_FIELD_MAX_NAME)
    return iwi_field_refuse(&d->line, iwi_field_word(d, 1),
                            "the name of the type, up to 60 bytes");
  for (size_t i = 0; i < d->spec.n_types; i++) {
    if (iwi_span_equals(iwi_field_word(d, 1), d->types[i].name))
      return iwi_field_refuse(&d->line, iwi_field_word(d, 1), "each type once");
  }
  if (d->spec.n_types >= MAX_TYPES)
    return iwi_field_refuse(&d->line, iwi_field_word(d, 1), "up to 200 types");
  status = iwi_field_values(&d->line, 2, keys, N_KEYS, v);
  if (status == IW_OK)
    status = iwi_reserve(d->line.ctx, (void **)&d->types, &d->types_capacity,
                         d->spec.n_types + 1, sizeof *d->types);
  if (status != IW_OK)
    return status;
  type = &d->types[d->spec.n_types];
  *type = (iw_field_type){0};
  status = fill_type(d, v, type);
  if (status != IW_OK)
    return status;
  type->name = iwi_field_copy(d, iwi_field_word(d, 1));
  d->spec.n_types += type->name != NULL;
  if (type->name != NULL && v[LABEL].given)
    type->label = iwi_field_copy(d, v[LABEL].text);
  return type->name != NULL && (type->label != NULL || !v[LABEL].given)
             ? IW_OK
             : IW_E_MEMORY;
}

/* Keys of the laws, in the order of iw_field_form; cutoff and shift follow. */
static const struct {
  const char *keyword;
  size_t n;
  iwi_field_key keys[3];
} laws[] = {
    {"buckingham",
     3,
     {{"A", 1, 0, 0, BIG}, {"rho", 1, 0, 1e-3, 10}, {"C", 0, 0, 0, 1e9}}},
    {"born-mayer", 2, {{"A", 1, 0, -1e6, BIG}, {"rho", 1, 0, 1e-3, 10}}},
    {"morse",
     3,
     {{"D", 1, 0, 0, 1e4}, {"a", 1, 0, 1e-3, 100}, {"r0", 1, 0, 1e-3, 20}}},
    {"lennard-jones",
     2,
     {{"epsilon", 1, 0, 0, 1e4}, {"sigma", 1, 0, 1e-3, 20}}},
    {"r12", 1, {{"C12", 1, 0, 0, BIG}}}};

static iw_status take_law(iwi_field_draft *d, size_t form)
{
  const size_t n = laws[form].n;
  iwi_field_key keys[5];
  iwi_field_value v[5];
  iw_field_term term = {.form = (iw_field_form)form};
  int32_t types[2];
  iw_status status = take_types(d, 2, types);

  memcpy(keys, laws[form].keys, sizeof laws[form].keys);
  keys[n] = (iwi_field_key){"cutoff", 0, 0, 1, 100};
  keys[n + 1] = (iwi_field_key){"shift", 0, 1, 0, 0};
  if (status == IW_OK)
    status = iwi_field_values(&d->line, 3, keys, n + 2, v);
  if (status == IW_OK && v[n + 1].given)
    status = iwi_field_take_shift(d, v[n + 1].text, &term.shift);
  if (status == IW_OK)
    status = iwi_reserve(d->line.ctx, (void **)&d->terms, &d->terms_capacity,
                         d->spec.n_terms + 1, sizeof *d->terms);
  if (status != IW_OK)
    return status;
  term.type_a = types[0];
  term.type_b = types[1];
  for (size_t k = 0; k < n; k++)
    term.p[k] = v[k].given ? v[k].number : 0;
  term.cutoff_ang = v[n].given ? v[n].number : 0;
  d->terms[d->spec.n_terms++] = term;
  return IW_OK;
}

static iw_status take_bond(iwi_field_draft *d, size_t which)
{
  static const iwi_field_key keys[] = {
      {"k", 1, 0, 0, 1e6}, {"r0", 1, 0, 0.1, 20}, {"within", 1, 0, 0.1, 20}};
  iwi_field_value v[3];
  int32_t types[2];
  iw_status status = take_types(d, 2, types);

  (void)which;
  if (status == IW_OK)
    status = iwi_field_values(&d->line, 3, keys, 3, v);
  if (status == IW_OK)
    status = iwi_reserve(d->line.ctx, (void **)&d->bonds, &d->bonds_capacity,
                         d->spec.n_bonds + 1, sizeof *d->bonds);
  if (status == IW_OK)
    d->bonds[d->spec.n_bonds++] = (iw_field_bond){
        types[0], types[1], v[0].number, v[1].number, v[2].number};
  return status;
}

static iw_status take_angle(iwi_field_draft *d, size_t which)
{
  static const iwi_field_key keys[] = {
      {"k", 1, 0, 0, 1e6}, {"theta0", 1, 0, 1, 180}, {"within", 1, 0, 0.1, 20}};
  iwi_field_value v[3];
  int32_t types[3];
  iw_status status = take_types(d, 3, types);

  (void)which;
  if (status == IW_OK)
    status = iwi_field_values(&d->line, 4, keys, 3, v);
  if (status == IW_OK)
    status = iwi_reserve(d->line.ctx, (void **)&d->angles, &d->angles_capacity,
                         d->spec.n_angles + 1, sizeof *d->angles);
  if (status == IW_OK)
    d->angles[d->spec.n_angles++] = (iw_field_angle){
        types[0], types[1], types[2], v[0].number, v[1].number, v[2].number};
  return status;
}

static const struct {
  const char *keyword;
  take_fn *take;
  size_t which;
} lines[] = {{"type", take_type_line, 0},
             {"buckingham", take_law, IW_FIELD_BUCKINGHAM},
             {"born-mayer", take_law, IW_FIELD_BORN_MAYER},
             {"morse", take_law, IW_FIELD_MORSE},
             {"lennard-jones", take_law, IW_FIELD_LENNARD_JONES},
             {"r12", take_law, IW_FIELD_R12},
             {"bond", take_bond, 0},
             {"angle", take_angle, 0},
             {"coulomb", iwi_field_take_coulomb, 0},
             {"name", iwi_field_take_setting, IWI_FIELD_NAME},
             {"cutoff", iwi_field_take_setting, IWI_FIELD_CUTOFF},
             {"shift", iwi_field_take_setting, IWI_FIELD_SHIFT},
             {"exclude", iwi_field_take_setting, IWI_FIELD_EXCLUDE},
             {"shell-force", iwi_field_take_setting, IWI_FIELD_SHELL_FORCE}};

#define N_LINES (sizeof lines / sizeof *lines)

static iw_status take_line(iwi_field_draft *d, iwi_span text)
{
  const char *comment = memchr(text.data, '#', text.size);
  const char *names[N_LINES];
  size_t at = 0;
  iw_status status;

  if (comment != NULL)
    text.size = (size_t)(comment - text.data);
  d->line.n = iwi_scan_words(text, d->line.words, IWI_FIELD_MAX_WORDS);
  if (d->line.n == 0)
    return IW_OK;
  if (d->line.n == IWI_FIELD_MAX_WORDS)
    return iwi_field_refuse(&d->line, iwi_field_word(d, d->line.n - 1),
                            "less than 40 words a line");
  for (size_t i = 0; i < N_LINES; i++)
    names[i] = lines[i].keyword;
  status = iwi_field_choose(&d->line, d->line.words[0], names, N_LINES, &at);
  return status == IW_OK ? lines[at].take(d, lines[at].which) : status;
}

static void free_draft(iwi_field_draft *d)
{
  for (size_t i = 0; i < d->spec.n_types; i++) {
    iwi_free((char *)d->types[i].name);
    iwi_free((char *)d->types[i].label);
  }
  iwi_free(d->types);
  iwi_free(d->terms);
  iwi_free(d->bonds);
  iwi_free(d->angles);
  iwi_free(d->name);
}

/* What the field says of the whole goes with the name of the file. */
static iw_status make_field(iwi_field_draft *d, iw_pair_field **out)
{
  char why[512] = "";
  iw_status status;

  d->spec.name = d->name;
  d->spec.types = d->types;
  d->spec.terms = d->terms;
  d->spec.bonds = d->bonds;
  d->spec.angles = d->angles;
  if (d->spec.n_types == 0)
    return iwi_fail(d->line.ctx, IW_E_PARSE,
                    "%.500s: no type, want lines such as: type Li charge 1",
                    d->line.name);
  status = iw_pair_field_create(d->line.ctx, &d->spec, out);
  if (status == IW_OK || status == IW_E_MEMORY)
    return status;
  strncat(why, iw_context_message(d->line.ctx), sizeof why - 1);
  return iwi_fail(d->line.ctx, status, "%.400s: %s", d->line.name, why);
}

iw_status iw_pair_field_read_memory(iw_context *ctx, const char *data,
                                    size_t size, const char *name,
                                    iw_pair_field **out)
{
  iwi_field_draft d = {.line = {.ctx = ctx, .name = name}};
  iw_status status = IW_OK;
  iwi_scan scan;
  iwi_span text;

  *out = NULL;
  iw_pair_field_spec_default(&d.spec);
  iwi_scan_init(&scan, data, size);
  while (status == IW_OK && iwi_scan_line(&scan, &text)) {
    d.line.line = scan.line;
    status = take_line(&d, text);
  }
  if (status == IW_OK)
    status = make_field(&d, out);
  free_draft(&d);
  return status;
}

iw_status iw_pair_field_read_file(iw_context *ctx, const char *path,
                                  iw_pair_field **out)
{
  char *data;
  size_t size;
  iw_status status;

  *out = NULL;
  status = iwi_file_read(ctx, path, MAX_BYTES, &data, &size);
  if (status != IW_OK)
    return status;
  status = iw_pair_field_read_memory(ctx, data, size, path, out);
  iwi_free(data);
  return status;
}
