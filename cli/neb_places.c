/* SPDX-License-Identifier: BSD-3-Clause */
/* Empty positions that hops may go to: the user's, the landscape's minima,
 * minima met on the way. */
#include "neb_job.h"

#include <stdlib.h>
#include <string.h>

#define NEEDS_EMPTY (IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF | IW_HOP_FRENKEL)

static iw_status add_empty(session *c, neb_task *t, const double (*frac)[3],
                           size_t n)
{
  double(*grown)[3] =
      realloc(t->empty, (t->n_empty + n + 1) * sizeof *t->empty);

  if (grown == NULL)
    return session_fail(c, IW_E_MEMORY, "out of memory");
  t->empty = grown;
  memcpy(t->empty + t->n_empty, frac, n * sizeof *frac);
  t->n_empty += n;
  return IW_OK;
}

/* A position in vectors of the input, in those of the primitive cell. */
static void in_primitive(const neb_task *t, const double frac[3], double out[3])
{
  const double(*rows)[3] = iw_structure_lattice(neb_structure(t));
  double cart[3];

  for (int k = 0; k < 3; k++)
    cart[k] =
        frac[0] * rows[0][k] + frac[1] * rows[1][k] + frac[2] * rows[2][k];
  neb_frac_in(iw_structure_lattice(t->primitive), cart, out);
}

/* "0.25,0.5,0.1" of --site */
static iw_status take_sites(session *c, neb_task *t)
{
  const arg_values *sites = args_list(&c->a, "site");
  iw_status status = IW_OK;

  for (size_t i = 0; i < sites->n && status == IW_OK; i++) {
    const char *text = sites->texts[i];
    double frac[3], inside[3];
    int n = 0;

    for (; n < 3; n++) {
      char token[40] = "";
      const size_t size = strcspn(text, ",");

      if (size == 0 || size >= sizeof token)
        break;
      memcpy(token, text, size);
      if (!args_scan_real(token, &frac[n]))
        break;
      text += size + (text[size] == ',' && n < 2);
    }
    if (n < 3 || *text != '\0')
      return session_fail(c, IW_E_ARGUMENT,
                          "--site is %.60s, want three fractional coordinates "
                          "such as 0.25,0.5,0.1",
                          sites->texts[i]);
    in_primitive(t, frac, inside);
    status = add_empty(c, t, (const double(*)[3])inside, 1);
  }
  return status;
}

/* Empty positions: the user's, else the landscape's minima. */
iw_status neb_find_empty(session *c, neb_task *t, unsigned mechanisms)
{
  iw_interstitials_options wanted;
  iw_interstitials *found;
  iw_status status = take_sites(c, t);

  if (status == IW_OK && t->n_empty > 0 &&
      !args_list(&c->a, "site")->from_config && !(mechanisms & NEEDS_EMPTY) &&
      !args_flag(&c->a, "feed-back"))
    return session_fail(c, IW_E_ARGUMENT,
                        "--site wants hops that go there: --mechanism "
                        "frenkel, interstitial or knock-off");

  if (status != IW_OK || t->n_empty > 0 || !(mechanisms & NEEDS_EMPTY))
    return status;
  iw_interstitials_options_default(&wanted);
  wanted.mobile_element = t->x.mobile_element;
  wanted.mobile_charge = crystal_mobile_charge(c, &t->x);
  status = iw_interstitials_find(c->ctx, t->primitive, t->primitive_symmetry,
                                 c->parameters, &wanted, &found);
  if (status != IW_OK)
    return neb_failed(c, t, status);
  status = add_empty(c, t, iw_interstitials_frac(found),
                     iw_interstitials_n_positions(found));
  iw_interstitials_destroy(found);
  return status;
}

iw_status neb_take_minima(session *c, neb_task *t, size_t *n)
{
  iw_status status = IW_OK;

  *n = 0;
  for (size_t i = 0; i < t->n_rows; i++) {
    const iw_neb_report_hop *h = &t->rows[i].hop;

    for (size_t k = 0; k < h->n_minima && status == IW_OK; k++) {
      double frac[3];

      in_primitive(t, h->minima[k].frac, frac);
      status = add_empty(c, t, (const double(*)[3])frac, 1);
      ++*n;
    }
  }
  return status;
}
