/* SPDX-License-Identifier: BSD-3-Clause */
/* A doping as a table for a terminal of 80 columns. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/elements.h>

#include "report_dope.h"
#include "report_table.h"

#define PLUS_MINUS "\xc2\xb1"

/* ---- cell ------------------------------------------------------------ */

static void put_pools(iwi_table *t, const iw_doping *d)
{
  iwi_text_printf(&t->text, "  %-20s %5s   %s\n", "decorated", "sites",
                  "species");
  for (size_t p = 0; p < iw_doping_n_pools(d); p++) {
    const iw_doping_pool *pool = &iw_doping_pools(d)[p];

    iwi_text_printf(&t->text, "  %-20s %5d  ", pool->name, (int)pool->n_sites);
    for (size_t s = 0; s < pool->n_species; s++)
      iwi_text_printf(&t->text, " %s", pool->species[s].name);
    iwi_text_add(&t->text, "\n", 1);
  }
}

/* "24 pairs of sites are not filled at once: Li-Li below 1.98 A" */
static void put_contacts(iwi_table *t, const iw_doping *d)
{
  const iw_contact *contacts = iw_doping_contacts(d);
  const char *separator = "";
  char line[512];
  size_t used;

  if (iw_doping_n_exclusions(d) == 0)
    return;
  used = (size_t)snprintf(
      line, sizeof line,
      "%zu pairs of sites are not filled at once:", iw_doping_n_exclusions(d));
  for (size_t i = 0; i < iw_doping_n_contacts(d) && used + 48 < sizeof line;
       i++) {
    if (!iwi_dope_contact_acts(d, &contacts[i]))
      continue;
    used += (size_t)snprintf(
        line + used, sizeof line - used, "%s %s-%s below %.2f " IWI_ANG,
        separator, iw_element_symbol(contacts[i].element_a),
        iw_element_symbol(contacts[i].element_b), contacts[i].distance_ang);
    separator = ",";
  }
  iwi_text_add(&t->text, "  ", 2);
  iwi_table_paragraph(t, line, 2, 4);
}

static void put_cell(iwi_table *t, const iw_dope_report *r, size_t k)
{
  const iw_dope_cell *cell = &r->cells[k];
  const iw_doping *d = cell->doping;
  char matrix[IWI_MATRIX_SIZE], line[IWI_MATRIX_SIZE + 64];
  int used = 0;

  if (r->n_cells > 1)
    used = snprintf(line, sizeof line, "Supercell %zu of %zu: ", k + 1,
                    r->n_cells);
  snprintf(line + used, sizeof line - (size_t)used, "%s%s%s",
           used > 0 ? "" : "Supercell ", iwi_dope_matrix(cell->matrix, matrix),
           r->from_primitive ? " of the primitive cell" : "");
  iwi_table_heading(t, line);
  iwi_text_printf(&t->text,
                  "  %zu sites, %zu of them decorated; images %.2f " IWI_ANG
                  " apart; %zu operations\n",
                  iw_doping_n_sites(d) + iw_doping_n_spectators(d),
                  iw_doping_n_sites(d), cell->image_distance_ang,
                  iw_site_group_order(iw_doping_group(d)));
  put_pools(t, d);
  put_contacts(t, d);
}

/* ---- composition ----------------------------------------------------- */

static void put_substitutions(iwi_table *t, const iw_dope_report *r,
                              const iw_composition *c)
{
  for (size_t s = 0; s < r->n_substitutions; s++) {
    const iw_substitution *wish = &r->substitutions[s];

    iwi_text_printf(
        &t->text, "%s%s on %s: %.10g", s > 0 ? ", " : "  ",
        wish->element == IW_VACANCY ? "vac" : iw_element_symbol(wish->element),
        wish->target, c->amounts[s]);
  }
  if (r->n_substitutions > 0)
    iwi_text_add(&t->text, "\n", 1);
}

static void put_balance(iwi_table *t, const iw_composition *c)
{
  iwi_text_builder *b = &t->text;
  char ion[IWI_ION_SIZE], line[1024];
  size_t used = 0;

  iwi_text_add(b, "  ", 2);
  iwi_table_paragraph(t, c->rule_text, 2, 4);
  for (size_t i = 0; i < c->n_terms && used + 64 < sizeof line; i++) {
    const iw_doping_charge *term = &c->terms[i];

    iwi_report_ion(term->element, term->charge, ion);
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%d %s",
                             i > 0 ? " + " : "charge: ", (int)term->count, ion);
  }
  snprintf(line + used, sizeof line - used, " = %+.6g e",
           fabs(c->charge) < 5e-7 ? 0.0 : c->charge);
  iwi_text_add(b, "  ", 2);
  iwi_table_paragraph(t, line, 2, 4);
}

static void put_roundings(iwi_table *t, const iw_doping *d,
                          const iw_composition *c)
{
  for (size_t i = 0; i < c->n_roundings; i++) {
    const iw_doping_rounding *r = &c->roundings[i];
    const iw_doping_pool *pool = &iw_doping_pools(d)[r->pool];
    const double wanted = r->wanted / pool->n_sites;
    const double got = (double)r->got / pool->n_sites;

    iwi_text_printf(&t->text,
                    "  rounded %s in %s: %.4g of %d -> %d (%.4f, %.4f off)\n",
                    r->name, pool->name, wanted, (int)pool->n_sites,
                    (int)r->got, got, fabs(got - wanted));
  }
}

static void put_count(iwi_table *t, const iw_decoration_count *count,
                      size_t n_sites)
{
  const double entropy = iw_decoration_count_entropy_mev_k(count);
  const char *bound = iw_decoration_count_is_exact(count) ? "" : "at most ";
  char total[IWI_DIGITS_SIZE], distinct[IWI_DIGITS_SIZE];

  iwi_dope_digits(iw_decoration_count_total(count), total);
  iwi_dope_digits(iw_decoration_count_distinct(count), distinct);
  iwi_text_printf(&t->text, "  %s%s decoration%s, %s%s distinct\n", bound,
                  total, strcmp(total, "1") == 0 ? "" : "s", bound, distinct);
  if (entropy > 0 && n_sites > 0)
    iwi_text_printf(&t->text,
                    "  entropy k ln W %.4f meV/K, %.4f meV/K a decorated "
                    "site\n",
                    entropy, entropy / (double)n_sites);
}

static void put_search(iwi_table *t, const iw_enumeration_result *result)
{
  char drawn[IWI_DIGITS_SIZE], distinct[IWI_DIGITS_SIZE];

  iwi_dope_whole(result->n_drawn, drawn);
  iwi_dope_whole(result->n_distinct, distinct);
  if (result->mode == IW_ENUMERATION_LISTED)
    iwi_text_printf(&t->text, "  listed: all %s\n", distinct);
  else
    iwi_text_printf(
        &t->text, "  %s: %s drawn, %s distinct, %.2g of the space seen%s\n",
        result->mode == IW_ENUMERATION_ANNEALED ? "annealed" : "sampled", drawn,
        distinct, result->fraction_seen,
        result->mode == IW_ENUMERATION_SAMPLED && !result->independent
            ? " (draws correlated)"
            : "");
}

static void put_energies(iwi_table *t, const iw_dope_report *r,
                         const iw_dope_cell *cell, size_t i, int32_t n_atoms)
{
  const iw_dope_composition *c = &cell->compositions[i];
  const double lowest = iw_selection_min_ev(c->selection);
  const double mixing = iw_dope_mixing_ev(r, cell, i);

  iwi_text_printf(&t->text, "  energy: lowest %.4f eV", lowest);
  if (iwi_dope_has_mean(c) && iw_selection_n_seen(c->selection) > 1) {
    const double mean = iw_selection_mean_ev(c->selection);
    const double deviation = iw_selection_deviation_ev(c->selection);

    iwi_text_printf(&t->text,
                    ", mean %.4f " PLUS_MINUS " %.4f eV"
                    "\n          (%.1f " PLUS_MINUS
                    " %.1f meV an atom above the lowest)",
                    mean, deviation, 1000 * (mean - lowest) / n_atoms,
                    1000 * deviation / n_atoms);
  }
  iwi_text_add(&t->text, "\n", 1);
  if (isfinite(mixing))
    iwi_text_printf(&t->text,
                    "  mixing energy %+.2f meV an atom against the ends of "
                    "the series\n",
                    1000 * mixing / n_atoms);
}

static int same_pair(const iw_short_range_order *a,
                     const iw_short_range_order *b)
{
  return a->pool == b->pool && a->species_a == b->species_a &&
         a->species_b == b->species_b;
}

/* The nearest shell of each pair of unlike species. */
static void put_order(iwi_table *t, const iw_doping *d,
                      const iw_dope_composition *c)
{
  const char *head = "  nearest-neighbour order of the best (0 random, below "
                     "0 unlike attract):\n";

  for (size_t i = 0; i < c->n_order; i++) {
    const iw_short_range_order *o = &c->order[i];
    const iw_doping_pool *pool = &iw_doping_pools(d)[o->pool];
    size_t first = 0;

    while (!same_pair(&c->order[first], o))
      first++;
    if (first < i || o->species_a == o->species_b || !isfinite(o->alpha))
      continue;
    iwi_text_printf(&t->text, "%s    %+.3f  %s-%s at %.2f " IWI_ANG " in %s\n",
                    head, o->alpha, pool->species[o->species_a].name,
                    pool->species[o->species_b].name, o->distance_ang,
                    pool->name);
    head = "";
  }
}

static void put_kept(iwi_table *t, const iw_dope_report *r,
                     const iw_dope_composition *c, int32_t n_atoms)
{
  if (c->n_kept == 0)
    return;
  iwi_text_printf(&t->text, "  %4s%s %12s  %-10s %s\n", "rank",
                  r->energy != NULL ? "  above lowest, meV/atom" : "",
                  "multiplicity", "group", "file");
  for (size_t i = 0; i < c->n_kept; i++) {
    const iw_dope_kept *kept = &c->kept[i];

    iwi_text_printf(&t->text, "  %4zu", i + 1);
    if (r->energy != NULL)
      iwi_text_printf(
          &t->text, "  %22.3f",
          1000 *
              (kept->candidate->energy_ev - iw_selection_min_ev(c->selection)) /
              n_atoms);
    iwi_text_printf(&t->text, " %12llu  %-10s %s\n",
                    (unsigned long long)kept->candidate->multiplicity,
                    kept->group_number > 0 ? kept->group_symbol : "-",
                    kept->path != NULL ? kept->path : "-");
  }
}

static void put_composition(iwi_table *t, const iw_dope_report *r,
                            const iw_dope_cell *cell, size_t i, size_t number)
{
  const iw_composition *what = &iw_doping_compositions(cell->doping)[i];
  const iw_dope_composition *c = &cell->compositions[i];
  const int32_t n_atoms = iwi_dope_n_atoms(what);
  char line[160], duration[IWI_DIGITS_SIZE];

  snprintf(line, sizeof line, "%zu  %.140s", number, what->formula);
  iwi_table_heading(t, line);
  put_substitutions(t, r, what);
  put_balance(t, what);
  put_roundings(t, cell->doping, what);
  put_count(t, c->count, iw_doping_n_sites(cell->doping));
  if (isfinite(c->estimate_s))
    iwi_text_printf(&t->text, "  estimated time %s\n",
                    iwi_dope_duration(c->estimate_s, duration));
  if (c->result == NULL)
    return;
  put_search(t, c->result);
  if (r->energy != NULL && iw_selection_n_seen(c->selection) > 0)
    put_energies(t, r, cell, i, n_atoms);
  put_order(t, cell->doping, c);
  put_kept(t, r, c, n_atoms);
}

/* ---- all ------------------------------------------------------------- */

static void put_row(iwi_table *t, const iw_dope_report *r, size_t k, size_t i,
                    size_t number)
{
  const iw_dope_cell *cell = &r->cells[k];
  const iw_composition *what = &iw_doping_compositions(cell->doping)[i];
  const iw_dope_composition *c = &cell->compositions[i];
  const int32_t n_atoms = iwi_dope_n_atoms(what);
  const double mixing = iw_dope_mixing_ev(r, cell, i);
  char distinct[IWI_DIGITS_SIZE];

  iwi_text_printf(
      &t->text, "  %4zu %15s", number,
      iwi_dope_digits(iw_decoration_count_distinct(c->count), distinct));
  if (r->energy != NULL && c->result != NULL)
    iwi_text_printf(&t->text, " %12.5f",
                    iw_selection_min_ev(c->selection) / n_atoms);
  else
    iwi_text_printf(&t->text, " %12s", "-");
  if (isfinite(mixing))
    iwi_text_printf(&t->text, " %8.2f", 1000 * mixing / n_atoms);
  else
    iwi_text_printf(&t->text, " %8s", "-");
  if (r->n_cells > 1)
    iwi_text_printf(&t->text, "  cell %zu:", k + 1);
  iwi_text_printf(&t->text, "  %s\n", what->formula);
}

static void put_rows(iwi_table *t, const iw_dope_report *r, size_t n)
{
  char total[IWI_DIGITS_SIZE], distinct[IWI_DIGITS_SIZE];
  size_t number = 0;

  iwi_table_heading(t, "Together");
  iwi_text_printf(&t->text, "  %4s %15s %12s %8s\n", "", "", "lowest,",
                  "mixing,");
  iwi_text_printf(&t->text, "  %4s %15s %12s %8s\n", "no.", "distinct",
                  "eV/atom", "meV/atom");
  for (size_t k = 0; k < r->n_cells; k++) {
    for (size_t i = 0; i < iw_doping_n_compositions(r->cells[k].doping); i++)
      put_row(t, r, k, i, ++number);
  }
  iwi_text_printf(
      &t->text, "  %zu compositions, %s%s decorations, %s distinct\n", n,
      iw_decoration_count_is_exact(r->sum) ? "" : "at most ",
      iwi_dope_digits(iw_decoration_count_total(r->sum), total),
      iwi_dope_digits(iw_decoration_count_distinct(r->sum), distinct));
}

static void put_totals(iwi_table *t, const iw_dope_report *r, size_t n)
{
  char duration[IWI_DIGITS_SIZE];

  if (n > 1 && r->sum != NULL)
    put_rows(t, r, n);
  if (isfinite(r->estimate_s))
    iwi_text_printf(
        &t->text, "\nestimated from a short trial: %s and %.0f MB in all\n",
        iwi_dope_duration(r->estimate_s, duration), r->estimate_bytes / 1e6);
}

static void put_files(iwi_table *t, const iw_dope_report *r)
{
  if (r->list_path != NULL)
    iwi_text_printf(&t->text, "\nevery decoration is in %s\n", r->list_path);
  if (r->stream_path != NULL)
    iwi_text_printf(&t->text, "\nthe cells kept are in %s\n", r->stream_path);
}

iw_status iw_dope_report_table(iw_context *ctx, const iw_dope_report *r,
                               int colour, iw_text **out)
{
  iwi_facts facts;
  iwi_table t;
  size_t n = 0;
  iw_status status;

  *out = NULL;
  status = iwi_report_gather(ctx, r->crystal, &facts);
  if (status != IW_OK)
    return status;
  iwi_text_begin(&t.text, ctx);
  t.colour = colour != 0;
  iwi_table_crystal(&t, r->crystal, &facts);
  if (r->crystal->mobile_element != 0)
    iwi_text_printf(&t.text, "mobile ion %s\n",
                    iw_element_symbol(r->crystal->mobile_element));
  for (size_t k = 0; k < r->n_cells; k++) {
    put_cell(&t, r, k);
    for (size_t i = 0; i < iw_doping_n_compositions(r->cells[k].doping); i++)
      put_composition(&t, r, &r->cells[k], i, ++n);
  }
  put_totals(&t, r, n);
  put_files(&t, r);
  iwi_table_remarks(&t, r->crystal);
  if (isfinite(r->crystal->seconds))
    iwi_text_printf(&t.text, "\n%.3f s\n", r->crystal->seconds);
  iwi_report_release(&facts);
  return iwi_text_finish(&t.text, out);
}
