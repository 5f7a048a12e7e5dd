/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of a field file that concern the whole field. */
#include <string.h>

#include "field_draft.h"
#include "mem.h"

char *iwi_field_copy(iwi_field_draft *d, iwi_span text)
{
  char *copy = iwi_calloc(d->line.ctx, text.size + 1, 1);

  if (copy != NULL)
    memcpy(copy, text.data, text.size);
  return copy;
}

iwi_span iwi_field_word(const iwi_field_draft *d, size_t at)
{
  const iwi_span nothing = {"", 0};

  return at < d->line.n ? d->line.words[at] : nothing;
}

static const char *const shifts[] = {"none", "energy", "force"};

iw_status iwi_field_take_shift(iwi_field_draft *d, iwi_span text,
                               iw_field_shift *out)
{
  size_t at = 0;
  const iw_status status = iwi_field_choose(&d->line, text, shifts, 3, &at);

  *out = (iw_field_shift)(IW_SHIFT_NONE + at);
  return status;
}

iw_status iwi_field_take_coulomb(iwi_field_draft *d, size_t which)
{
  static const char *const ways[] = {"ewald", "dsf", "none"};
  static const iwi_field_key ewald[] = {{"tolerance", 0, 0, 1e-15, 1e-3},
                                        {"cutoff", 0, 0, 1, 100},
                                        {"constant", 0, 0, 1, 100},
                                        {"scale", 0, 0, 0, 100}};
  static const iwi_field_key dsf[] = {{"alpha", 1, 0, 0, 5},
                                      {"cutoff", 1, 0, 1, 100},
                                      {"constant", 0, 0, 1, 100},
                                      {"scale", 0, 0, 0, 100}};
  iwi_field_value v[4];
  size_t way = 0;
  iw_status status =
      iwi_field_choose(&d->line, iwi_field_word(d, 1), ways, 3, &way);

  (void)which;
  if (status == IW_OK && d->coulomb_given)
    status =
        iwi_field_refuse(&d->line, iwi_field_word(d, 0), "one line of coulomb");
  if (status == IW_OK)
    status = iwi_field_values(&d->line, 2, way == 1 ? dsf : ewald,
                              way == 2 ? 0 : 4, v);
  if (status != IW_OK)
    return status;
  d->coulomb_given = 1;
  d->spec.coulomb = (iw_field_coulomb)way;
  if (way == 2)
    return IW_OK;
  if (way == 0 && v[0].given)
    d->spec.tolerance = v[0].number;
  if (way == 1)
    d->spec.dsf_alpha_inv_ang = v[0].number;
  if (v[1].given)
    d->spec.coulomb_cutoff_ang = v[1].number;
  if (v[2].given)
    d->spec.coulomb_ev_ang = v[2].number;
  if (v[3].given)
    d->spec.coulomb_scale = v[3].number;
  return IW_OK;
}

static iw_status take_number(iwi_field_draft *d, double min, double max,
                             double *out)
{
  const iwi_field_key key = {"number", 1, 0, min, max};
  iwi_field_value v;
  iwi_field_line alone = d->line;
  iw_status status;

  /* the same words, read as if the keyword were a key */
  alone.words[0] = iwi_span_of("number");
  status = iwi_field_values(&alone, 0, &key, 1, &v);
  if (status == IW_OK)
    *out = v.number;
  return status;
}

/* Up to the end of the line, blanks included. */
static iw_status take_name(iwi_field_draft *d)
{
  const iwi_span first = iwi_field_word(d, 1),
                 last = iwi_field_word(d, d->line.n - 1);
  iwi_span name = first;

  if (first.size > 0)
    name.size = (size_t)(last.data + last.size - first.data);
  if (name.size == 0 || name.size > IWI_FIELD_MAX_NAME)
    return iwi_field_refuse(&d->line, name, "a name of up to 60 bytes");
  iwi_free(d->name);
  d->name = iwi_field_copy(d, name);
  return d->name != NULL ? IW_OK : IW_E_MEMORY;
}

iw_status iwi_field_take_setting(iwi_field_draft *d, size_t which)
{
  static const char *const exclusions[] = {"bonded", "angles", "nothing"};
  size_t at = 0;
  iw_status status = IW_OK;

  if (which == IWI_FIELD_CUTOFF)
    return take_number(d, 1, 100, &d->spec.cutoff_ang);
  if (which == IWI_FIELD_SHELL_FORCE)
    return take_number(d, 1e-12, 1e-2, &d->spec.shell_force_ev_ang);
  if (which != IWI_FIELD_NAME && d->line.n > 2)
    return iwi_field_refuse(&d->line, iwi_field_word(d, 2), "one word");
  if (which == IWI_FIELD_SHIFT)
    return iwi_field_take_shift(d, iwi_field_word(d, 1), &d->spec.shift);
  if (which == IWI_FIELD_EXCLUDE) {
    status =
        iwi_field_choose(&d->line, iwi_field_word(d, 1), exclusions, 3, &at);
    d->spec.exclude = (iw_field_exclude)at;
    return status;
  }
  return take_name(d);
}
