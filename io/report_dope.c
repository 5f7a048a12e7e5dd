/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts and words of a report on a doping. */
#include "report_dope.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void iw_dope_report_default(iw_dope_report *report)
{
  memset(report, 0, sizeof *report);
  report->struct_size = sizeof *report;
  report->estimate_s = NAN;
  report->estimate_bytes = NAN;
}

/* ---- facts ----------------------------------------------------------- */

int32_t iwi_dope_n_atoms(const iw_composition *composition)
{
  int32_t n = 0;

  for (size_t i = 0; i < composition->n_terms; i++)
    n += composition->terms[i].count;
  return n;
}

/* Is the element among the species of a mask of the site's pool? */
static int mask_holds(const iw_doping *d, int32_t site, uint32_t mask,
                      int32_t element)
{
  const iw_doping_pool *pool =
      &iw_doping_pools(d)[iw_doping_site_pools(d)[site]];

  for (size_t s = 0; s < pool->n_species; s++) {
    if ((mask >> s & 1u) != 0 && pool->species[s].element == element)
      return 1;
  }
  return 0;
}

int iwi_dope_contact_acts(const iw_doping *d, const iw_contact *contact)
{
  const int32_t a = contact->element_a, b = contact->element_b;

  for (size_t i = 0; i < iw_doping_n_exclusions(d); i++) {
    const iw_exclusion *e = &iw_doping_exclusions(d)[i];

    if ((mask_holds(d, e->site_a, e->species_a, a) &&
         mask_holds(d, e->site_b, e->species_b, b)) ||
        (mask_holds(d, e->site_a, e->species_a, b) &&
         mask_holds(d, e->site_b, e->species_b, a)))
      return 1;
  }
  return 0;
}

/* Amounts are whole numbers of atoms, so that they compare exactly. */
static int same_series(const iw_dope_report *r, const iw_composition *a,
                       const iw_composition *b, size_t varied)
{
  for (size_t s = 0; s < r->n_substitutions; s++) {
    if (s != varied && !(fabs(a->amounts[s] - b->amounts[s]) < 0.5))
      return 0;
  }
  return 1;
}

static double lowest_ev(const iw_dope_composition *c)
{
  return c->selection != NULL ? iw_selection_min_ev(c->selection) : (double)NAN;
}

/* Against the ends of the series in which substitution s varies. */
static double mixing_in_series(const iw_dope_report *r,
                               const iw_dope_cell *cell, size_t i, size_t s)
{
  const iw_composition *all = iw_doping_compositions(cell->doping);
  const double x = all[i].amounts[s];
  size_t first = i, last = i, n = 0;
  double span, share;

  for (size_t k = 0; k < iw_doping_n_compositions(cell->doping); k++) {
    if (!same_series(r, &all[i], &all[k], s))
      continue;
    n++;
    if (all[k].amounts[s] < all[first].amounts[s])
      first = k;
    if (all[k].amounts[s] > all[last].amounts[s])
      last = k;
  }
  span = all[last].amounts[s] - all[first].amounts[s];
  if (n < 3 || !(span > 0.5))
    return NAN;
  share = (x - all[first].amounts[s]) / span;
  return lowest_ev(&cell->compositions[i]) -
         ((1 - share) * lowest_ev(&cell->compositions[first]) +
          share * lowest_ev(&cell->compositions[last]));
}

double iw_dope_mixing_ev(const iw_dope_report *report, const iw_dope_cell *cell,
                         size_t i)
{
  for (size_t s = 0; s < report->n_substitutions; s++) {
    const double mixing = mixing_in_series(report, cell, i, s);

    if (isfinite(mixing))
      return mixing;
  }
  return NAN;
}

/* Annealing goes where the energy is low; its mean would be one of nothing. */
int iwi_dope_has_mean(const iw_dope_composition *composition)
{
  return composition->result != NULL &&
         composition->result->mode != IW_ENUMERATION_ANNEALED &&
         isfinite(iw_selection_mean_ev(composition->selection));
}

/* ---- words ----------------------------------------------------------- */

/* More digits than this are told by their magnitude. */
enum { MAX_DIGITS = 15 };

const char *iwi_dope_digits(const char *digits, char *buffer)
{
  const size_t n = strlen(digits);
  size_t used = 0;

  if (n > MAX_DIGITS) {
    char head[4] = {digits[0], digits[1], digits[2], '\0'};
    int lead = 0;

    /* three digits, rounded to two: 9.96e5 is 1.0e6 */
    for (int i = 0; i < 3; i++)
      lead = 10 * lead + (head[i] - '0');
    lead = (lead + 5) / 10;
    snprintf(buffer, IWI_DIGITS_SIZE, "%d.%de+%zu", lead == 100 ? 1 : lead / 10,
             lead == 100 ? 0 : lead % 10, n - 1 + (lead == 100));
    return buffer;
  }
  for (size_t i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      buffer[used++] = ' ';
    buffer[used++] = digits[i];
  }
  buffer[used] = '\0';
  return buffer;
}

const char *iwi_dope_whole(uint64_t value, char *buffer)
{
  char digits[32];

  snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
  return iwi_dope_digits(digits, buffer);
}

const char *iwi_dope_duration(double seconds, char *buffer)
{
  if (seconds < 99)
    snprintf(buffer, IWI_DIGITS_SIZE, "%.2g s", seconds);
  else if (seconds < 99 * 60)
    snprintf(buffer, IWI_DIGITS_SIZE, "%.2g min", seconds / 60);
  else if (seconds < 48 * 3600.0)
    snprintf(buffer, IWI_DIGITS_SIZE, "%.2g hours", seconds / 3600);
  else if (seconds < 999 * 86400.0)
    snprintf(buffer, IWI_DIGITS_SIZE, "%.3g days", seconds / 86400);
  else
    snprintf(buffer, IWI_DIGITS_SIZE, "%.2g years", seconds / 31557600);
  return buffer;
}

const char *iwi_dope_mode(iw_enumeration_mode mode)
{
  switch (mode) {
  case IW_ENUMERATION_LISTED:
    return "listed";
  case IW_ENUMERATION_SAMPLED:
    return "sampled";
  case IW_ENUMERATION_ANNEALED:
    return "annealed";
  }
  return "unknown";
}

const char *iwi_dope_rule(iw_compensation rule)
{
  switch (rule) {
  case IW_COMPENSATE_NONE:
    return "none";
  case IW_COMPENSATE_VACANCY:
    return "vacancy";
  case IW_COMPENSATE_INTERSTITIAL:
    return "interstitial";
  case IW_COMPENSATE_CODOPANT:
    return "codopant";
  case IW_COMPENSATE_REDOX:
    return "redox";
  }
  return "unknown";
}

const char *iwi_dope_matrix(const int32_t m[3][3], char *buffer)
{
  int diagonal = 1;

  for (int i = 0; i < 9; i++)
    diagonal &= i % 4 == 0 ? m[i / 3][i % 3] > 0 : m[i / 3][i % 3] == 0;
  if (diagonal)
    snprintf(buffer, IWI_MATRIX_SIZE, "%dx%dx%d", (int)m[0][0], (int)m[1][1],
             (int)m[2][2]);
  else
    snprintf(buffer, IWI_MATRIX_SIZE, "%d %d %d / %d %d %d / %d %d %d",
             (int)m[0][0], (int)m[0][1], (int)m[0][2], (int)m[1][0],
             (int)m[1][1], (int)m[1][2], (int)m[2][0], (int)m[2][1],
             (int)m[2][2]);
  return buffer;
}
