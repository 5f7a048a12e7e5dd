/* SPDX-License-Identifier: BSD-3-Clause */
/* Changes of a quadratic form: with the potentials b + A q at hand a swap
 * takes a few products, and only one that is made costs a pass over the
 * sites. */
#include "swap_energy.h"

#include "mem.h"

struct iwi_quadratic_swaps {
  iwi_quadratic form;
  double *potentials; /* b + A q of the present decoration */
};

/* Up to four sites whose charge a move changes. */
typedef struct change {
  int n;
  int32_t sites[4];
  double charges[4];
} change;

static double charge_of(const iwi_quadratic *form, size_t site, uint8_t species)
{
  const iw_decorations *d = form->d;

  return form->charges[d->first_species[d->site_pools[site]] + species];
}

static change change_of(const iwi_quadratic *form, const uint8_t *species,
                        const iwi_move *move)
{
  change c = {0};

  for (int k = 0; k < move->n_swaps; k++) {
    const int32_t i = move->pairs[k][0], j = move->pairs[k][1];
    const double d =
        charge_of(form, j, species[j]) - charge_of(form, i, species[i]);

    c.sites[c.n] = i;
    c.charges[c.n++] = d;
    c.sites[c.n] = j;
    c.charges[c.n++] = -d;
  }
  return c;
}

static iw_status load(void *user, const uint8_t *species, double *energy_ev)
{
  iwi_quadratic_swaps *q = user;
  const size_t n = q->form.d->n_sites;
  double energy = 0;

  for (size_t i = 0; i < n; i++)
    q->potentials[i] = q->form.field[i];
  for (size_t j = 0; j < n; j++) {
    const double charge = charge_of(&q->form, j, species[j]);
    const double *row = q->form.matrix + j * n;

    for (size_t i = 0; i < n; i++)
      q->potentials[i] += row[i] * charge;
  }
  for (size_t i = 0; i < n; i++)
    energy += 0.5 * (q->potentials[i] + q->form.field[i]) *
              charge_of(&q->form, i, species[i]);
  *energy_ev = energy;
  return IW_OK;
}

static iw_status delta(void *user, const uint8_t *species, const iwi_move *move,
                       double *delta_ev)
{
  const iwi_quadratic_swaps *q = user;
  const change c = change_of(&q->form, species, move);
  double sum = 0;

  for (int a = 0; a < c.n; a++) {
    const double *row =
        q->form.matrix + (size_t)c.sites[a] * q->form.d->n_sites;
    double response = 0;

    for (int b = 0; b < c.n; b++)
      response += row[c.sites[b]] * c.charges[b];
    sum += c.charges[a] * (q->potentials[c.sites[a]] + 0.5 * response);
  }
  *delta_ev = sum;
  return IW_OK;
}

static void accept(void *user, const uint8_t *species, const iwi_move *move)
{
  iwi_quadratic_swaps *q = user;
  const change c = change_of(&q->form, species, move);
  const size_t n = q->form.d->n_sites;

  for (int a = 0; a < c.n; a++) {
    const double *row = q->form.matrix + (size_t)c.sites[a] * n;

    for (size_t i = 0; i < n; i++)
      q->potentials[i] += row[i] * c.charges[a];
  }
}

iw_status iwi_quadratic_swaps_create(iw_context *ctx, const iwi_quadratic *form,
                                     iwi_swap_energy *energy,
                                     iwi_quadratic_swaps **out)
{
  iwi_quadratic_swaps *q = iwi_calloc(ctx, 1, sizeof *q);

  *out = NULL;
  if (q == NULL)
    return IW_E_MEMORY;
  q->form = *form;
  q->potentials = iwi_calloc(ctx, form->d->n_sites, sizeof *q->potentials);
  if (q->potentials == NULL) {
    iwi_free(q);
    return IW_E_MEMORY;
  }
  *energy = (iwi_swap_energy){load, delta, accept, q, 1};
  *out = q;
  return IW_OK;
}

void iwi_quadratic_swaps_destroy(iwi_quadratic_swaps *q)
{
  if (q == NULL)
    return;
  iwi_free(q->potentials);
  iwi_free(q);
}
