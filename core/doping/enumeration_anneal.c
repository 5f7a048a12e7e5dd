/* SPDX-License-Identifier: BSD-3-Clause */
/* Annealing as a mode of going through decorations: what it comes by is
 * counted in while it is among the lowest, and then the neighbours of what was
 * kept are looked at, so that next-best decorations are there too. */
#include "enumeration_run.h"

#include <math.h>
#include <string.h>

#include "annealing.h"
#include "mem.h"

/* Energies summed in another order differ by less than this, eV. */
#define SAME_EV 1e-6

/* Kept decorations whose neighbours are looked at. */
enum { LOOKS = 100 };

typedef struct hunt {
  iwi_run *run;
  uint8_t *last;    /* the decoration offered last: walkers stand still in the
                       cold */
  double limit_ev;  /* of what is kept; INFINITY while there is room */
  double offset_ev; /* of the run's energies from those of annealing, which
                       leave a constant out; NAN until known                */
} hunt;

/* A full selection that takes one in drops one. */
static iw_status count_in(hunt *h, const uint8_t *species)
{
  iw_selection *s = h->run->selection;
  const size_t kept = iw_selection_n_kept(s);
  const uint64_t seen = iw_selection_n_seen(s);
  const iw_status status = iwi_run_sampled(h->run, species);

  if (kept > 0 && iw_selection_n_seen(s) > seen &&
      iw_selection_n_kept(s) == kept)
    h->limit_ev = iw_selection_kept(s)[kept - 1].energy_ev;
  return status;
}

static iw_status find_offset(hunt *h, const uint8_t *species, double energy_ev)
{
  const iw_status status = h->run->energy(h->run, species, &h->offset_ev);

  h->offset_ev -= energy_ev;
  return status;
}

static iw_status offer(void *user, const uint8_t *species, double energy_ev,
                       uint64_t done)
{
  hunt *h = user;
  const size_t n = h->run->d->n_sites;
  iw_status status = IW_OK;

  if (species != NULL && isnan(h->offset_ev))
    status = find_offset(h, species, energy_ev);
  if (status == IW_OK && species != NULL &&
      energy_ev + h->offset_ev <= h->limit_ev + SAME_EV &&
      memcmp(h->last, species, n) != 0) {
    memcpy(h->last, species, n);
    status = count_in(h, species);
  }
  h->run->result->n_drawn = done;
  return status == IW_OK ? iwi_run_progress(h->run, done) : status;
}

/* The lowest kept candidate that was not looked at; NULL: none left. */
static iw_status next_to_look_at(hunt *h, iwi_decoration_set *looked,
                                 const uint8_t **species)
{
  iw_selection *s = h->run->selection;
  int is_new = 0;

  *species = NULL;
  for (size_t k = 0; k < iw_selection_n_kept(s) && k < LOOKS && !is_new; k++) {
    const uint8_t *kept = iw_selection_kept(s)[k].species;

    if (iwi_decoration_set_add(h->run->ctx, looked, kept, &is_new) != IW_OK)
      return IW_E_MEMORY;
  }
  if (is_new)
    *species =
        iwi_decoration_set_get(looked, iwi_decoration_set_size(looked) - 1);
  return IW_OK;
}

static iw_status look_around(hunt *h, const iwi_annealing *a)
{
  iwi_decoration_set *looked = NULL;
  iw_status status =
      iwi_decoration_set_create(h->run->ctx, h->run->d->n_sites, &looked);

  while (status == IW_OK &&
         iwi_decoration_set_size(h->run->seen) < a->n_sweeps) {
    const uint8_t *species;

    status = next_to_look_at(h, looked, &species);
    if (status != IW_OK || species == NULL)
      break;
    status = iwi_anneal_look_around(a, species,
                                    h->limit_ev - h->offset_ev + SAME_EV);
  }
  iwi_decoration_set_destroy(looked);
  return status;
}

static iw_status anneal(hunt *h, iwi_swaps *swaps)
{
  const iw_enumeration_options *o = h->run->options;
  const iwi_annealing annealing = {
      .swaps = swaps,
      .energy = &h->run->swap_energy,
      .n_sweeps = o->n_samples,
      .temperature_start_k = o->temperature_start_k,
      .temperature_end_k = o->temperature_end_k,
      .seed = o->seed,
      .offer = offer,
      .user = h,
  };
  iw_status status = iwi_anneal(h->run->ctx, &annealing);

  if (status == IW_OK && annealing.energy->is_cheap)
    status = look_around(h, &annealing);
  return status;
}

iw_status iwi_run_anneal(iwi_run *run)
{
  hunt h = {.run = run, .limit_ev = INFINITY, .offset_ev = NAN};
  iwi_swaps *swaps = NULL;
  iw_status status = iwi_swaps_create(run->ctx, run->d, &swaps);

  h.last = iwi_calloc(run->ctx, run->d->n_sites, 1);
  if (h.last == NULL)
    status = IW_E_MEMORY;
  else
    memset(h.last, 0xff, run->d->n_sites); /* no decoration */
  if (status == IW_OK)
    status = iwi_run_start_progress(run, 0, run->options->n_samples);
  if (status == IW_OK)
    status = anneal(&h, swaps);
  iwi_swaps_destroy(swaps);
  iwi_free(h.last);
  return status;
}
