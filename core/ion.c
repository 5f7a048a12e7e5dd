/* SPDX-License-Identifier: BSD-3-Clause */
/* Single ions: lookup in charge, text, period. */
#include "ion.h"

#include <math.h>
#include <stdio.h>

#include <ionway/elements.h>

double iwi_ion_find(const iwi_ion_value *table, size_t n, int32_t element,
                    double charge)
{
  const iwi_ion_value *below = NULL, *above = NULL;

  for (size_t i = 0; i < n; i++) {
    if (table[i].element != element)
      continue;
    if (table[i].charge <= charge)
      below = &table[i];
    if (table[i].charge >= charge && above == NULL)
      above = &table[i];
  }
  /* an anion is no neighbour of a cation of the element */
  if (below != NULL && (below->charge < 0) != (charge < 0))
    below = NULL;
  if (above != NULL && (above->charge < 0) != (charge < 0))
    above = NULL;
  if (below != NULL && above != NULL) {
    const double span = above->charge - below->charge;

    if (below == above)
      return below->value;
    return below->value +
           (above->value - below->value) * (charge - below->charge) / span;
  }
  if (below != NULL && charge - below->charge <= 0.5)
    return below->value;
  if (above != NULL && above->charge - charge <= 0.5)
    return above->value;
  return NAN;
}

const char *iwi_ion_text(int32_t element, double charge,
                         char text[IWI_ION_TEXT])
{
  const char *sign = charge < 0 ? "-" : "+";
  const double size = fabs(charge);

  /* 1e-9: a charge of one, written without the number */
  if (fabs(size - 1) < 1e-9)
    snprintf(text, IWI_ION_TEXT, "%s%s", iw_element_symbol(element), sign);
  else
    snprintf(text, IWI_ION_TEXT, "%s%.4g%s", iw_element_symbol(element), size,
             sign);
  return text;
}

int32_t iwi_ion_period(int32_t element)
{
  static const int32_t last[] = {2, 10, 18, 36, 54, 86, 118};

  if (element < 1)
    return 0;
  for (int32_t period = 0; period < 7; period++) {
    if (element <= last[period])
      return period + 1;
  }
  return 0;
}
