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
  if (iw_doping_n_exclusions(d) > 0)
    iwi_text_printf(&t->text,
                    "  %zu pairs of sites are too close to be filled at "
                    "once\n",
                    iw_doping_n_exclusions(d));
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
                    pool->species[r->species].name, pool->name, wanted,
                    (int)pool->n_sites, (int)r->got, got, fabs(got - wanted));
  }
}

static void put_count(iwi_table *t, const iw_decoration_count *count,
                      size_t n_sites)
{
  const double entropy = iw_decoration_count_entropy_mev_k(count);
  char total[IWI_DIGITS_SIZE], distinct[IWI_DIGITS_SIZE];

  iwi_text_printf(
      &t->text, "  %s%s decorations, %s%s distinct\n",
      iw_decoration_count_is_exact(count) ? "" : "at most ",
      iwi_dope_digits(iw_decoration_count_total(count), total),
      iw_decoration_count_is_exact(count) ? "" : "at most ",
      iwi_dope_digits(iw_decoration_count_distinct(count), distinct));
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
  if (iwi_dope_has_mean(c)) {
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

/* The nearest shell of each pair of species. */
static void put_order(iwi_table *t, const iw_doping *d,
                      const iw_dope_composition *c)
{
  for (size_t i = 0; i < c->n_order; i++) {
    const iw_short_range_order *o = &c->order[i];
    const iw_doping_pool *pool = &iw_doping_pools(d)[o->pool];
    int is_first = 1;

    for (size_t k = 0; k < i; k++)
      is_first &= c->order[k].pool != o->pool ||
                  c->order[k].species_a != o->species_a ||
                  c->order[k].species_b != o->species_b;
    if (!is_first || o->species_a == o->species_b)
      continue;
    iwi_text_printf(
        &t->text,
        "  order of the best: %s-%s in %s at %.2f " IWI_ANG ": alpha %+.3f\n",
        pool->species[o->species_a].name, pool->species[o->species_b].name,
        pool->name, o->distance_ang, o->alpha);
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
  if (r->energy != NULL && c->n_kept > 0)
    put_energies(t, r, cell, i, n_atoms);
  put_order(t, cell->doping, c);
  put_kept(t, r, c, n_atoms);
}

/* ---- all ------------------------------------------------------------- */

static void put_totals(iwi_table *t, const iw_dope_report *r, size_t n)
{
  char total[IWI_DIGITS_SIZE], distinct[IWI_DIGITS_SIZE];

  if (n > 1 && r->sum != NULL) {
    iwi_table_heading(t, "Together");
    iwi_text_printf(
        &t->text, "  %zu compositions, %s%s decorations, %s distinct\n", n,
        iw_decoration_count_is_exact(r->sum) ? "" : "at most ",
        iwi_dope_digits(iw_decoration_count_total(r->sum), total),
        iwi_dope_digits(iw_decoration_count_distinct(r->sum), distinct));
  }
  if (isfinite(r->estimate_s))
    iwi_text_printf(
        &t->text, "\nestimate from a short trial: %s and %.0f MB in all\n",
        iwi_dope_duration(r->estimate_s, total), r->estimate_bytes / 1e6);
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
