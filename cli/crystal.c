/* SPDX-License-Identifier: BSD-3-Clause */
/* From a file name to a charged crystal. */
#include "crystal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Share of the positive charge that ionway dope makes up for when a file
 * leaves out ions; where more is missing, the file is another crystal. */
#define MAX_IMBALANCE 0.25

#define MAX_INPUT_BYTES ((size_t)256 << 20)

iw_format crystal_format(const char *name)
{
  if (strcmp(name, "cif") == 0)
    return IW_FORMAT_CIF;
  if (strcmp(name, "poscar") == 0)
    return IW_FORMAT_POSCAR;
  if (strcmp(name, "extxyz") == 0)
    return IW_FORMAT_EXTXYZ;
  return IW_FORMAT_AUTO;
}

const char *crystal_format_ending(const char *name)
{
  if (strcmp(name, "poscar") == 0)
    return "vasp";
  return strcmp(name, "extxyz") == 0 ? "xyz" : "cif";
}

/* All of standard input, at most the limit plus one byte. */
static char *read_stream(FILE *stream, size_t *size)
{
  size_t capacity = 0;
  char *data = NULL;

  *size = 0;
  for (;;) {
    if (*size == capacity) {
      const size_t larger = capacity < 65536 ? 65536 : 2 * capacity;
      char *grown = larger > 4 * MAX_INPUT_BYTES ? NULL : realloc(data, larger);

      if (grown == NULL) {
        free(data);
        return NULL;
      }
      data = grown;
      capacity = larger;
    }
    const size_t got = fread(data + *size, 1, capacity - *size, stream);

    *size += got;
    if (got == 0 || *size > MAX_INPUT_BYTES)
      return data;
  }
}

static iw_status read_stdin(session *c, const iw_read_options *options,
                            iw_structure **out)
{
  size_t size;
  char *data = read_stream(stdin, &size);
  iw_status status;

  if (data == NULL)
    return session_fail(c, IW_E_MEMORY, "standard input: out of memory");
  if (ferror(stdin)) {
    free(data);
    return session_fail(c, IW_E_IO, "standard input: cannot be read");
  }
  status = iw_structure_read_memory(c->ctx, data, size, "standard input",
                                    options, out);
  free(data);
  return status == IW_OK ? IW_OK
                         : session_library_failed(c, status, "standard input");
}

iw_status crystal_read(session *c, const char *path, iw_structure **out)
{
  iw_read_options options;
  iw_status status;

  *out = NULL;
  iw_read_options_default(&options);
  options.format = crystal_format(args_text(&c->a, "input-format"));
  options.block = args_text(&c->a, "block");
  options.frame = (size_t)args_integer(&c->a, "frame");
  options.min_distance_ang = args_real(&c->a, "min-distance-ang");
  options.max_bytes = MAX_INPUT_BYTES;
  if (strcmp(path, "-") == 0)
    return read_stdin(c, &options, out);
  status = iw_structure_read_file(c->ctx, path, &options, out);
  return status == IW_OK ? IW_OK : session_library_failed(c, status, path);
}

/* A group that is not the one the file declares is worth a look. */
static void judge_declared(session *c, const crystal *x)
{
  const int32_t found = iw_symmetry_number(x->symmetry);
  const int32_t declared = iw_structure_declared_group(x->structure);

  if (declared > 0 && declared != found)
    session_note(c, IW_LOG_WARNING,
                 "space group %d at %g Angstrom, but the file declares %d; see "
                 "--tolerance-ang",
                 (int)found, iw_symmetry_tolerance(x->symmetry), (int)declared);
}

/* So is one that changes within a factor of ten in tolerance. */
static void judge_tolerances(session *c, const crystal *x)
{
  const int32_t found = iw_symmetry_number(x->symmetry);
  const double tolerance = iw_symmetry_tolerance(x->symmetry);
  int32_t tighter = found, looser = found;
  double tighter_ang = 0, looser_ang = HUGE_VAL;

  for (size_t i = 0; i < x->n_scan; i++) {
    const double t = x->scan_tolerances_ang[i];

    if (x->scan_groups[i] == found || x->scan_groups[i] == 0)
      continue;
    if (t < tolerance && t > tighter_ang) {
      tighter_ang = t;
      tighter = x->scan_groups[i];
    }
    if (t > tolerance && t < looser_ang) {
      looser_ang = t;
      looser = x->scan_groups[i];
    }
  }
  if (tighter != found && tighter_ang >= 0.09 * tolerance)
    session_note(c, IW_LOG_WARNING,
                 "space group %d at %g Angstrom, but %d already at %g Angstrom",
                 (int)found, tolerance, (int)tighter, tighter_ang);
  if (looser != found && looser_ang <= 10.1 * tolerance)
    session_note(c, IW_LOG_WARNING,
                 "space group %d at %g Angstrom, but %d already at %g Angstrom",
                 (int)found, tolerance, (int)looser, looser_ang);
}

static iw_status find_symmetry(session *c, crystal *x)
{
  const iw_status status = iw_symmetry_find(
      c->ctx, x->structure, args_real(&c->a, "tolerance-ang"), &x->symmetry);

  return status == IW_OK ? IW_OK : session_library_failed(c, status, x->path);
}

iw_status crystal_scan_symmetry(session *c, crystal *x)
{
  static const double tolerances[] = {1e-4, 1e-3, 0.01, 0.03, 0.1, 0.2};
  iw_status status;

  x->n_scan = sizeof tolerances / sizeof tolerances[0];
  memcpy(x->scan_tolerances_ang, tolerances, sizeof tolerances);
  status = iw_symmetry_scan(c->ctx, x->structure, x->scan_tolerances_ang,
                            x->n_scan, x->scan_groups);
  if (status != IW_OK)
    return session_library_failed(c, status, x->path);
  judge_tolerances(c, x);
  return IW_OK;
}

static int holds(const iw_structure *structure, int32_t element)
{
  const iw_site *sites = iw_structure_sites(structure);

  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (sites[i].element == element)
      return 1;
  }
  return 0;
}

/* Cations that are known to move, likeliest first. Protons are left out: they
 * hop along hydrogen bonds, which this energy does not describe. */
static const char *const mobile_candidates[] = {
    "Li", "Na", "K", "Ag", "Cu", "Mg", "Zn", "Ca", "Al", "Rb", "Cs"};

static int32_t choose_mobile(session *c, const iw_structure *structure)
{
  char others[64] = "";
  int32_t chosen = 0;
  size_t used = 0;

  for (size_t i = 0; i < sizeof mobile_candidates / sizeof mobile_candidates[0];
       i++) {
    const char *symbol = mobile_candidates[i];
    const int32_t element = iw_element_from_symbol(symbol, strlen(symbol));

    if (!holds(structure, element))
      continue;
    if (chosen == 0)
      chosen = element;
    else if (used < sizeof others - 4)
      used += (size_t)snprintf(others + used, sizeof others - used, "%s%s",
                               used > 0 ? ", " : "", symbol);
  }
  if (chosen != 0 && used > 0)
    session_note(c, IW_LOG_NOTE,
                 "mobile ion %s, the likeliest here; %s can be chosen with "
                 "--mobile",
                 iw_element_symbol(chosen), others);
  return chosen;
}

/* "Fe, Li, O, P": the elements in order of first appearance. */
static void list_elements(const iw_structure *structure, char *text,
                          size_t size)
{
  const iw_site *sites = iw_structure_sites(structure);
  char seen[IW_MAX_ELEMENT + 1] = {0};
  size_t used = 0;

  text[0] = '\0';
  for (size_t i = 0; i < iw_structure_n_sites(structure); i++) {
    if (seen[sites[i].element] || used + 5 > size)
      continue;
    seen[sites[i].element] = 1;
    used +=
        (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "",
                         iw_element_symbol(sites[i].element));
  }
}

static iw_status find_mobile(session *c, crystal *x)
{
  char elements[128];

  x->mobile_element = c->wanted_mobile;
  if (x->mobile_element == 0) {
    x->mobile_element = choose_mobile(c, x->structure);
    return IW_OK;
  }
  /* ionway dope can let it in */
  if (holds(x->structure, x->mobile_element) || args_has(&c->a, "compensate"))
    return IW_OK;
  list_elements(x->structure, elements, sizeof elements);
  return session_fail(c, IW_E_STRUCTURE,
                      "%s: no mobile ion: it holds %s, --mobile wants %s",
                      x->path, elements, iw_element_symbol(x->mobile_element));
}

static void note_disorder(session *c, const crystal *x)
{
  const iw_site *sites = iw_structure_sites(x->structure);
  size_t n = 0;

  for (size_t i = 0; i < iw_structure_n_sites(x->structure); i++)
    n += sites[i].occupancy < 1;
  if (n > 0)
    session_note(c, IW_LOG_NOTE,
                 "%zu of %zu sites are partly occupied: energies and sums are "
                 "those of the average structure",
                 n, iw_structure_n_sites(x->structure));
}

iw_status crystal_open(session *c, const char *path, crystal *x)
{
  iw_status status;

  memset(x, 0, sizeof *x);
  x->path = strcmp(path, "-") == 0 ? "standard input" : path;
  status = crystal_read(c, path, &x->structure);
  if (status == IW_OK)
    status = find_mobile(c, x);
  if (status == IW_OK)
    status = find_symmetry(c, x);
  if (status == IW_OK) {
    judge_declared(c, x);
    if (!args_has(&c->a, "dope")) /* which orders the crystal first */
      note_disorder(c, x);
  }
  return status;
}

iw_status crystal_need_mobile(session *c, const crystal *x)
{
  if (x->mobile_element != 0)
    return IW_OK;
  return session_fail(c, IW_E_STRUCTURE,
                      "%s: no mobile ion: none of Li, Na, K, Ag, Cu, Mg, "
                      "Zn, Ca, Al, Rb, Cs is in it; name one with --mobile",
                      x->path);
}

/* The states are in every report; what stands in none is that they are a
 * guess that the user can mend. */
static void note_guess(session *c, const crystal *x)
{
  const iw_oxidation_entry *entries = iw_oxidation_entries(x->oxidation);
  char states[256] = "";
  size_t used = 0;

  for (size_t i = 0; i < iw_oxidation_n_entries(x->oxidation); i++) {
    if (entries[i].origin == IW_OXIDATION_GUESS && used + 20 < sizeof states)
      used += (size_t)snprintf(states + used, sizeof states - used,
                               "%s%s %+.4g", used > 0 ? ", " : "",
                               iw_element_symbol(entries[i].element),
                               entries[i].charge_mean);
  }
  if (used > 0)
    session_note(c, IW_LOG_NOTE,
                 "oxidation states guessed: %s; --oxidation corrects them",
                 states);
}

/* Takes warnings only. */
static void log_warning(iw_log_level level, const char *text, void *user)
{
  if (level == IW_LOG_WARNING)
    show_log(level, text, user);
}

iw_status crystal_charge(session *c, crystal *x)
{
  iw_oxidation_options options;
  iw_status status;

  iw_oxidation_options_default(&options);
  options.rules = c->rules;
  options.n_rules = c->n_rules;
  options.cell_charge = args_real(&c->a, "cell-charge");
  options.ignore_input = args_flag(&c->a, "guess-oxidation");
  /* who balances what was put in, or has the end of a hop with its defect */
  if (args_has(&c->a, "compensate") || c->second_operand != NULL)
    options.max_imbalance = MAX_IMBALANCE;
  iw_context_set_log(c->ctx, log_warning, &c->s);
  status = iw_oxidation_assign(c->ctx, x->structure, c->parameters, &options,
                               &x->oxidation);
  iw_context_set_log(c->ctx, show_log, &c->s);
  if (status != IW_OK)
    return session_library_failed(c, status, x->path);
  note_guess(c, x);
  status = iw_bond_valence_compute(c->ctx, iw_oxidation_structure(x->oxidation),
                                   c->parameters, &x->valence);
  return status == IW_OK ? IW_OK : session_library_failed(c, status, x->path);
}

iw_status crystal_check_full(session *c, const crystal *x, const char *when)
{
  const iw_site *sites = iw_structure_sites(x->structure);

  for (size_t i = 0; i < iw_structure_n_sites(x->structure); i++) {
    if (sites[i].element == x->mobile_element && sites[i].occupancy < 1)
      return session_fail(c, IW_E_STRUCTURE,
                          "%s: %s has occupancy %.4g, %swant full sites of %s: "
                          "order the crystal first, with ionway dope",
                          x->path, sites[i].label, sites[i].occupancy, when,
                          iw_element_symbol(x->mobile_element));
  }
  return IW_OK;
}

double crystal_mobile_charge(const session *c, const crystal *x)
{
  if (isfinite(c->wanted_mobile_charge))
    return c->wanted_mobile_charge;
  for (size_t i = 0;
       x->oxidation != NULL && i < iw_oxidation_n_entries(x->oxidation); i++) {
    const iw_oxidation_entry *entry = &iw_oxidation_entries(x->oxidation)[i];

    if (entry->element == x->mobile_element)
      return entry->charge_mean;
  }
  return NAN;
}

void crystal_close(crystal *x)
{
  iw_bond_valence_destroy(x->valence);
  iw_oxidation_destroy(x->oxidation);
  iw_symmetry_destroy(x->symmetry);
  iw_structure_destroy(x->structure);
  memset(x, 0, sizeof *x);
}

void crystal_report(const session *c, const crystal *x, iw_report *report)
{
  iw_report_default(report);
  report->structure = x->structure;
  if (x->oxidation != NULL)
    report->structure = iw_oxidation_structure(x->oxidation);
  report->symmetry = x->symmetry;
  report->scan_tolerances_ang = x->scan_tolerances_ang;
  report->scan_groups = x->scan_groups;
  report->n_scan = x->n_scan;
  report->oxidation = x->oxidation;
  report->valence = x->valence;
  report->mobile_element = x->mobile_element;
  report->parameters = c->parameters;
  report->options_json = iw_text_data(c->options_json);
  report->notes = c->s.notes;
  report->n_notes = c->s.n_notes;
}
