/* SPDX-License-Identifier: BSD-3-Clause */
/* Names for what a report holds: formulas, ions, directions, planes. */
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/elements.h>

#include "text.h"
#include "vec3.h"

/* ---- formula --------------------------------------------------------- */

/* Elements in the order of Table VI of [connelly2005], first to last: by
 * groups, downwards in each from the bottom, hydrogen between nitrogen and
 * oxygen. */
static const unsigned char formula_order[] = {
    86,  54,  36,  18,  10,  2,                          /* Rn .. He */
    87,  55,  37,  19,  11,  3,                          /* Fr .. Li */
    88,  56,  38,  20,  12,  4,                          /* Ra .. Be */
    103, 102, 101, 100, 99,  98, 97,  96, 95, 94, 93,    /* Lr .. Np */
    92,  91,  90,  89,  71,  70, 69,  68, 67, 66, 65,    /* U .. Tb  */
    64,  63,  62,  61,  60,  59, 58,  57, 39, 21,        /* Gd .. Sc */
    104, 72,  40,  22,  105, 73, 41,  23,                /* Ti, V    */
    106, 74,  42,  24,  107, 75, 43,  25,                /* Cr, Mn   */
    108, 76,  44,  26,  109, 77, 45,  27,                /* Fe, Co   */
    110, 78,  46,  28,  111, 79, 47,  29,                /* Ni, Cu   */
    112, 80,  48,  30,  113, 81, 49,  31, 13, 5,         /* Zn, B    */
    114, 82,  50,  32,  14,  6,  115, 83, 51, 33, 15, 7, /* C, N  */
    1,   116, 84,  52,  34,  16, 8,                      /* H, O     */
    117, 85,  53,  35,  17,  9,  118};                   /* F        */

/* How far from a whole number an amount may be and still count as whole. */
#define WHOLE 5e-4

static int is_whole(double amount)
{
  return fabs(amount - rint(amount)) < WHOLE && amount > 0.5;
}

static long common_divisor(long a, long b)
{
  while (b != 0) {
    const long rest = a % b;

    a = b;
    b = rest;
  }
  return labs(a);
}

/* What to divide by: the common divisor of the whole amounts, of the numbers
 * of sites where there are none. */
static double formula_units(const double *atoms, const int32_t *n_sites)
{
  long divisor = 0, sites = 0;

  for (int32_t z = 1; z <= IW_MAX_ELEMENT; z++) {
    if (is_whole(atoms[z]))
      divisor = common_divisor(divisor, lrint(atoms[z]));
    sites = common_divisor(sites, n_sites[z]);
  }
  if (divisor == 0)
    divisor = sites;
  return divisor > 0 ? (double)divisor : 1.0;
}

/* "6", "1.5", "0.333"; nothing for 1 */
static void add_amount(iwi_text_builder *b, double amount)
{
  char digits[32];
  size_t size;

  snprintf(digits, sizeof digits, "%.3f", amount);
  size = strlen(digits);
  while (digits[size - 1] == '0')
    size--;
  if (digits[size - 1] == '.')
    size--;
  digits[size] = '\0';
  if (strcmp(digits, "1") != 0)
    iwi_text_add(b, digits, size);
}

iw_status iwi_report_formula(iw_context *ctx, const double *atoms,
                             const int32_t *n_sites, iw_text **out)
{
  const double units = formula_units(atoms, n_sites);
  iwi_text_builder b;

  iwi_text_begin(&b, ctx);
  for (size_t i = 0; i < sizeof formula_order; i++) {
    const int32_t z = formula_order[i];

    if (!(atoms[z] > 0))
      continue;
    iwi_text_printf(&b, "%s", iw_element_symbol(z));
    add_amount(&b, atoms[z] / units);
  }
  return iwi_text_finish(&b, out);
}

const char *iwi_report_ion(int32_t element, double charge, char *buffer)
{
  const char *symbol = iw_element_symbol(element);
  const double size = fabs(charge);
  const char *sign = charge > 0 ? "+" : "-";

  if (!isfinite(charge))
    snprintf(buffer, IWI_ION_SIZE, "%s", symbol);
  else if (size < 5e-4)
    snprintf(buffer, IWI_ION_SIZE, "%s0", symbol);
  else if (fabs(size - 1) < 5e-4)
    snprintf(buffer, IWI_ION_SIZE, "%s%s", symbol, sign);
  else
    snprintf(buffer, IWI_ION_SIZE, "%s%.4g%s", symbol, rint(size * 1e3) / 1e3,
             sign);
  return buffer;
}

/* ---- directions ------------------------------------------------------ */

int iwi_report_primitive(const int32_t v[3], int32_t out[3])
{
  const long divisor = common_divisor(common_divisor(v[0], v[1]), v[2]);
  int sign = 1;

  memcpy(out, v, 3 * sizeof *out);
  if (divisor == 0)
    return 0;
  /* the first index that is not zero shall be positive */
  for (int k = 2; k >= 0; k--) {
    if (v[k] != 0)
      sign = v[k] > 0 ? 1 : -1;
  }
  for (int k = 0; k < 3; k++)
    out[k] = (int32_t)(sign * (v[k] / divisor));
  return 1;
}

void iwi_report_plane(const int32_t a[3], const int32_t b[3], int32_t hkl[3])
{
  int32_t cross[3];

  /* the rows of a winding lattice are small numbers */
  for (int k = 0; k < 3; k++) {
    const int i = (k + 1) % 3, j = (k + 2) % 3;

    cross[k] = (int32_t)((int64_t)a[i] * b[j] - (int64_t)a[j] * b[i]);
  }
  iwi_report_primitive(cross, hkl);
}

/* Index of the only component that is not zero, -1 when there are more. */
static int single_axis(const int32_t v[3])
{
  int axis = -1;

  for (int k = 0; k < 3; k++) {
    if (v[k] == 0)
      continue;
    if (axis >= 0)
      return -1;
    axis = k;
  }
  return axis;
}

const char *iwi_report_direction(int rank, const int32_t basis[3][3],
                                 char *buffer)
{
  static const char *const planes[3] = {"bc", "ac", "ab"};
  int32_t v[3];
  int axis;

  if (rank >= 3) {
    snprintf(buffer, IWI_DIRECTION_SIZE, "in all three directions");
  } else if (rank == 2) {
    iwi_report_plane(basis[0], basis[1], v);
    axis = single_axis(v);
    if (axis >= 0)
      snprintf(buffer, IWI_DIRECTION_SIZE, "in the %s plane", planes[axis]);
    else
      snprintf(buffer, IWI_DIRECTION_SIZE, "in the (%d %d %d) plane", (int)v[0],
               (int)v[1], (int)v[2]);
  } else {
    iwi_report_primitive(basis[0], v);
    axis = single_axis(v);
    if (axis >= 0)
      snprintf(buffer, IWI_DIRECTION_SIZE, "along %c", "abc"[axis]);
    else
      snprintf(buffer, IWI_DIRECTION_SIZE, "along [%d %d %d]", (int)v[0],
               (int)v[1], (int)v[2]);
  }
  return buffer;
}

static void normalise(double v[3])
{
  const double size = iwi_norm3(v);

  for (int k = 0; k < 3; k++)
    v[k] = size > 0 ? v[k] / size : NAN;
}

void iwi_report_unit_vector(const double lattice[3][3], const int32_t v[3],
                            double out[3])
{
  const double frac[3] = {v[0], v[1], v[2]};

  iwi_row_times3(frac, lattice, out);
  normalise(out);
}

void iwi_report_unit_normal(const double lattice[3][3], const int32_t hkl[3],
                            double out[3])
{
  double inverse[3][3];
  const double index[3] = {hkl[0], hkl[1], hkl[2]};

  iwi_inverse3(lattice, inverse); /* its columns are the reciprocal vectors */
  iwi_times_col3((const double(*)[3])inverse, index, out);
  normalise(out);
}

/* ---- sentences ------------------------------------------------------- */

const char *iwi_report_statement(const iw_report *report,
                                 const iwi_facts *facts, char *buffer)
{
  static const char *const words[] = {"no", "one-dimensional",
                                      "two-dimensional", "three-dimensional"};
  const int easy = facts->easy_dimension;
  const iw_percolation_event *event, *next = NULL;
  char direction[IWI_DIRECTION_SIZE];
  int used;

  if (easy == 0) {
    snprintf(buffer, IWI_STATEMENT_SIZE,
             "no percolation in the energy range searched");
    return buffer;
  }
  event = iw_percolation_threshold(report->percolation, easy);
  if (easy < 3)
    next = iw_percolation_threshold(report->percolation, easy + 1);
  used = snprintf(buffer, IWI_STATEMENT_SIZE, "%s, %s: %.3f eV", words[easy],
                  iwi_report_direction(event->rank, event->basis, direction),
                  event->barrier_ev);
  if (next != NULL && used > 0 && used < IWI_STATEMENT_SIZE) {
    if (next->found)
      snprintf(buffer + used, IWI_STATEMENT_SIZE - (size_t)used,
               "; one more direction from %.3f eV", next->barrier_ev);
    else
      snprintf(buffer + used, IWI_STATEMENT_SIZE - (size_t)used,
               "; no further direction in the energy range searched");
  }
  return buffer;
}

const char *iwi_report_origin(iw_bond_origin origin)
{
  switch (origin) {
  case IW_BOND_PUBLISHED:
    return "published";
  case IW_BOND_DERIVED:
    return "derived";
  case IW_BOND_USER:
    return "user";
  case IW_BOND_MIXED:
    return "mixed";
  }
  return "unknown";
}

const char *iwi_report_radii(iw_radii radii)
{
  return radii == IW_RADII_SOFTBV ? "softbv" : "cordero";
}

const char *iwi_report_oxidation_origin(iw_oxidation_origin origin)
{
  switch (origin) {
  case IW_OXIDATION_INPUT:
    return "input";
  case IW_OXIDATION_RULE:
    return "rule";
  case IW_OXIDATION_GUESS:
    return "guess";
  }
  return "unknown";
}

/* ---- operations ------------------------------------------------------ */

/* "+x-y": the terms of one row, the first without a plus. */
static size_t put_terms(const int32_t row[3], char *out, size_t size)
{
  size_t used = 0;

  out[0] = '\0';
  for (int k = 0; k < 3 && used < size; k++) {
    const char *sign = row[k] < 0 ? "-" : used > 0 ? "+" : "";

    if (row[k] == 0)
      continue;
    used +=
        (size_t)(abs(row[k]) == 1
                     ? snprintf(out + used, size - used, "%s%c", sign, "xyz"[k])
                     : snprintf(out + used, size - used, "%s%d%c", sign,
                                abs(row[k]), "xyz"[k]));
  }
  return used;
}

/* "+1/4" where the shift is a fraction of 24, else a decimal. */
static size_t put_shift(double shift, char *out, size_t size)
{
  const int n = (int)floor(shift * 24 + 0.5);
  int a = n % 24, b = 24;

  /* 1e-6 cells: rational to rounding or not at all */
  if (fabs(shift * 24 - n) > 24e-6)
    return (size_t)snprintf(out, size, "+%.9g", shift);
  out[0] = '\0';
  if (a == 0)
    return 0;
  for (int d = 12; d > 1; d--) {
    if (a % d == 0 && b % d == 0) {
      a /= d;
      b /= d;
    }
  }
  return (size_t)snprintf(out, size, "+%d/%d", a, b);
}

void iwi_report_operation(const iw_operation *operation,
                          char text[IWI_OPERATION_SIZE])
{
  size_t used = 0;

  for (int i = 0; i < 3; i++) {
    used += put_terms(operation->rotation[i], text + used,
                      IWI_OPERATION_SIZE - used);
    used += put_shift(operation->translation[i], text + used,
                      IWI_OPERATION_SIZE - used);
    if (i < 2)
      used += (size_t)snprintf(text + used, IWI_OPERATION_SIZE - used, ",");
  }
}
