/* SPDX-License-Identifier: BSD-3-Clause */
/* Enumeration of a doping's composition: which energy, and off it goes. */
#include <ionway/enumeration.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "decoration_energy.h"
#include "enumeration_run.h"
#include "mem.h"

/* An energy model of the user's, called on whole crystals. */
typedef struct model {
  iw_context *ctx;
  const iw_doping *doping;
  size_t composition;
  const iw_energy *energy;
  double *charges; /* of the atoms of one crystal          */
  int32_t *elements, *types;
  double (*frac)[3];
  uint8_t *moved;     /* a decoration with a move made         */
  double energy_ev;   /* of the decoration annealing stands on */
  double proposed_ev; /* of the one it asked for               */
} model;

void iw_enumeration_options_default(iw_enumeration_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->max_listed = 1000000;
  options->n_samples = 10000;
  options->temperature_start_k = NAN;
  options->temperature_end_k = 300;
  options->seed = 1;
  options->rank = 1;
}

static iw_status evaluate(model *m, const uint8_t *species, double *energy_ev)
{
  iw_structure *structure = NULL;
  iw_status status = iw_doping_structure(m->ctx, m->doping, m->composition,
                                         species, NULL, &structure);
  iw_energy_atoms atoms = {0};
  iw_energy_result result = {0};
  const iw_site *sites;

  if (status != IW_OK)
    return status;
  sites = iw_structure_sites(structure);
  atoms.n_atoms = iw_structure_n_sites(structure);
  for (size_t i = 0; i < atoms.n_atoms; i++) {
    memcpy(m->frac[i], sites[i].frac, sizeof m->frac[i]);
    m->elements[i] = sites[i].element;
    m->charges[i] = sites[i].oxidation;
  }
  atoms.lattice_ang = iw_structure_lattice(structure);
  atoms.frac = (const double(*)[3])m->frac;
  atoms.elements = m->elements;
  atoms.charges = m->charges;
  if (m->energy->assign_types != NULL) {
    status =
        m->energy->assign_types(m->ctx, structure, m->types, m->energy->user);
    atoms.types = m->types;
  }
  if (status == IW_OK)
    status = iw_energy_evaluate(m->ctx, m->energy, &atoms, &result);
  *energy_ev = result.energy_ev;
  iw_structure_destroy(structure);
  return status;
}

static iw_status model_energy(iwi_run *run, const uint8_t *species,
                              double *energy_ev)
{
  return evaluate(run->energy_user, species, energy_ev);
}

static iw_status model_load(void *user, const uint8_t *species,
                            double *energy_ev)
{
  model *m = user;
  const iw_status status = evaluate(m, species, &m->energy_ev);

  *energy_ev = m->energy_ev;
  return status;
}

static iw_status model_delta(void *user, const uint8_t *species,
                             const iwi_move *move, double *delta_ev)
{
  model *m = user;
  iw_status status;

  memcpy(m->moved, species, iw_doping_n_sites(m->doping));
  for (int k = 0; k < move->n_swaps; k++) {
    const int32_t i = move->pairs[k][0], j = move->pairs[k][1];

    m->moved[i] = species[j];
    m->moved[j] = species[i];
  }
  status = evaluate(m, m->moved, &m->proposed_ev);
  *delta_ev = m->proposed_ev - m->energy_ev;
  return status;
}

static void model_accept(void *user, const uint8_t *species,
                         const iwi_move *move)
{
  model *m = user;

  (void)species;
  (void)move;
  m->energy_ev = m->proposed_ev;
}

static iw_status run_model(iwi_run *run, model *m)
{
  const size_t n_sites = run->d->n_sites;
  const size_t n_atoms = n_sites + iw_doping_n_spectators(m->doping);
  iw_status status = IW_E_MEMORY;

  m->charges = iwi_calloc(run->ctx, n_atoms, sizeof *m->charges);
  m->elements = iwi_calloc(run->ctx, n_atoms, sizeof *m->elements);
  m->types = iwi_calloc(run->ctx, n_atoms, sizeof *m->types);
  m->frac = iwi_calloc(run->ctx, n_atoms, sizeof *m->frac);
  m->moved = iwi_calloc(run->ctx, n_sites, sizeof *m->moved);
  if (m->charges != NULL && m->elements != NULL && m->types != NULL &&
      m->frac != NULL && m->moved != NULL) {
    run->energy = model_energy;
    run->energy_user = m;
    run->swap_energy =
        (iwi_swap_energy){model_load, model_delta, model_accept, m, 0};
    status = iwi_run_go(run);
  }
  iwi_free(m->charges);
  iwi_free(m->elements);
  iwi_free(m->types);
  iwi_free(m->frac);
  iwi_free(m->moved);
  return status;
}

static iw_status ewald_energy(iwi_run *run, const uint8_t *species,
                              double *energy_ev)
{
  *energy_ev = iw_decoration_energy_ev(run->energy_user, species);
  return IW_OK;
}

static iw_status run_electrostatics(iwi_run *run,
                                    iw_decoration_energy *electrostatics,
                                    size_t composition)
{
  iwi_quadratic_swaps *swaps = NULL;
  iwi_quadratic form = {.d = run->d};
  iw_status status;

  iw_decoration_energy_rebind(electrostatics, composition);
  iwi_decoration_energy_form(electrostatics, &form.matrix, &form.field,
                             &form.charges);
  status =
      iwi_quadratic_swaps_create(run->ctx, &form, &run->swap_energy, &swaps);
  if (status != IW_OK)
    return status;
  run->energy = ewald_energy;
  run->energy_user = electrostatics;
  status = iwi_run_go(run);
  iwi_quadratic_swaps_destroy(swaps);
  return status;
}

static iw_status check(iw_context *ctx, const iw_doping *doping,
                       size_t composition,
                       const iw_decoration_energy *electrostatics,
                       const iw_enumeration_options *options)
{
  const int by_ewald = options->rank && options->energy == NULL;

  if (options->struct_size != sizeof *options)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "enumeration: start from iw_enumeration_options_default()");
  if (composition >= iw_doping_n_compositions(doping))
    return iwi_fail(ctx, IW_E_ARGUMENT, "composition %zu of %zu", composition,
                    iw_doping_n_compositions(doping));
  if (by_ewald && electrostatics == NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "enumeration: ranking wants electrostatics or a model");
  return IW_OK;
}

iw_status iw_enumeration_run(iw_context *ctx, const iw_doping *doping,
                             size_t composition,
                             const iw_decoration_count *count,
                             iw_decoration_energy *electrostatics,
                             const iw_enumeration_options *options,
                             iw_selection *selection,
                             iw_enumeration_result *result)
{
  model m = {.ctx = ctx, .doping = doping, .composition = composition};
  iwi_run run = {.ctx = ctx,
                 .count = count,
                 .options = options,
                 .selection = selection,
                 .result = result};
  iw_decorations *d = NULL;
  iw_status status = check(ctx, doping, composition, electrostatics, options);

  *result = (iw_enumeration_result){.mode = IW_ENUMERATION_LISTED};
  if (status == IW_OK)
    status = iw_doping_decorations(ctx, doping, composition, &d);
  if (status != IW_OK)
    return status;
  run.d = d;
  m.energy = options->energy;
  if (!options->rank)
    status = iwi_run_go(&run);
  else if (options->energy != NULL)
    status = run_model(&run, &m);
  else
    status = run_electrostatics(&run, electrostatics, composition);
  iw_decorations_destroy(d);
  return status;
}
