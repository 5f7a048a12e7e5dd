/* SPDX-License-Identifier: BSD-3-Clause */
/* Doped olivine from request to ranking: the pair matrix and an energy model
 * on whole crystals tell the same, listed and annealed. */
#include "doped.h"

#include "crystals.h"

#define KEEP 10

/* Two Al on eight Fe of a doubled cell, two Li gone. */
typedef struct olivine {
  doped d;
  iw_decorations *decorations;
  iw_decoration_count *count;
  iw_decoration_energy *electrostatics;
  iw_enumeration_options options;
} olivine;

static void olivine_create(olivine *o)
{
  const iw_substitution al = {13, NAN, "Fe", 2, 2, IW_AMOUNT_COUNT};
  iw_doping_request request;
  static crystal c;

  memset(o, 0, sizeof *o);
  crystal_olivine(&c);
  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.substitutions = &al;
  request.n_substitutions = 1;
  request.matrix[2][2] = 2;
  doped_begin(&o->d);
  CHECK_INT(crystal_structure(o->d.ctx, &c, &o->d.structure), IW_OK);
  doped_make(&o->d, &request);
  CHECK_INT(o->d.status, IW_OK);
  CHECK_INT(iw_doping_decorations(o->d.ctx, o->d.doping, 0, &o->decorations),
            IW_OK);
  CHECK_INT(iw_decorations_count(o->d.ctx, o->decorations, NULL, &o->count),
            IW_OK);
  CHECK_INT(
      iw_decoration_energy_create(o->d.ctx, o->d.doping, &o->electrostatics),
      IW_OK);
  iw_enumeration_options_default(&o->options);
}

static void olivine_destroy(olivine *o)
{
  iw_decoration_energy_destroy(o->electrostatics);
  iw_decoration_count_destroy(o->count);
  iw_decorations_destroy(o->decorations);
  doped_end(&o->d);
}

static iw_status go(olivine *o, iw_selection **selection,
                    iw_enumeration_result *result)
{
  CHECK_INT(iw_selection_create(o->d.ctx, iw_doping_n_sites(o->d.doping), KEEP,
                                selection),
            IW_OK);
  return iw_enumeration_run(o->d.ctx, o->d.doping, 0, o->count,
                            o->electrostatics, &o->options, *selection, result);
}

static void check_energies(iw_selection *a, iw_selection *b, size_t n)
{
  CHECK_INT(iw_selection_n_kept(a), KEEP);
  CHECK(iw_selection_n_kept(b) >= n);
  for (size_t k = 0; k < n && k < iw_selection_n_kept(b); k++)
    CHECK_NEAR(iw_selection_kept(a)[k].energy_ev,
               iw_selection_kept(b)[k].energy_ev, 1e-6);
}

/* 28 ways for Al times 28 for the vacancies. */
static void matrix_and_model_agree(void)
{
  iw_selection *s[4] = {NULL};
  iw_enumeration_result result;
  olivine o;

  olivine_create(&o);
  CHECK_INT(go(&o, &s[0], &result), IW_OK);
  CHECK_INT(result.mode, IW_ENUMERATION_LISTED);
  CHECK(iw_selection_weight(s[0]) == 784);
  o.options.energy = iw_ewald_model();
  CHECK_INT(go(&o, &s[1], &result), IW_OK);
  check_energies(s[0], s[1], KEEP);
  CHECK_NEAR(iw_selection_mean_ev(s[0]), iw_selection_mean_ev(s[1]), 1e-6);
  o.options.max_listed = 0;
  o.options.anneal = 1;
  o.options.n_samples = 150; /* swaps tried */
  CHECK_INT(go(&o, &s[2], &result), IW_OK);
  CHECK_INT(result.mode, IW_ENUMERATION_ANNEALED);
  CHECK_INT(result.n_drawn, 150);
  check_energies(s[0], s[2], 1);
  o.options.energy = NULL;
  o.options.n_samples = 40;
  CHECK_INT(go(&o, &s[3], &result), IW_OK);
  check_energies(s[0], s[3], KEEP);
  for (int k = 0; k < 4; k++)
    iw_selection_destroy(s[k]);
  olivine_destroy(&o);
}

static iw_status no_number(iw_context *ctx, const iw_energy_atoms *atoms,
                           void *workspace, iw_energy_result *result,
                           void *user)
{
  (void)ctx;
  (void)atoms;
  (void)workspace;
  (void)user;
  result->energy_ev = NAN;
  return IW_OK;
}

static iw_status zero(iw_context *ctx, const iw_energy_atoms *atoms,
                      void *workspace, iw_energy_result *result, void *user)
{
  int *calls = user;

  (void)ctx;
  (void)workspace;
  CHECK_INT(atoms->n_atoms, 54); /* 56 less two Li */
  result->energy_ev = 0;
  return (*calls)++ == 3 ? IW_E_NOT_CONVERGED : IW_OK;
}

static void failures_of_a_model_are_handed_on(void)
{
  int calls = 0;
  iw_energy broken = {.struct_size = sizeof broken,
                      .name = "broken",
                      .evaluate = zero,
                      .user = &calls};
  iw_selection *s = NULL;
  iw_enumeration_result result;
  olivine o;

  olivine_create(&o);
  o.options.energy = &broken;
  CHECK_INT(go(&o, &s, &result), IW_E_NOT_CONVERGED);
  CHECK_INT(iw_selection_n_seen(s), 3);
  CHECK_INT(result.n_distinct, 3);
  iw_selection_destroy(s);
  for (int anneal = 0; anneal < 2; anneal++) {
    broken.evaluate = no_number;
    o.options.max_listed = anneal ? 0 : 1000;
    o.options.anneal = anneal;
    CHECK_INT(go(&o, &s, &result), IW_E_ENERGY);
    CHECK_HOLDS(doped_message(&o.d), "broken");
    iw_selection_destroy(s);
  }
  olivine_destroy(&o);
}

static void refuses_wrong_arguments(void)
{
  iw_selection *s = NULL;
  iw_enumeration_result result;
  olivine o;

  olivine_create(&o);
  CHECK_INT(
      iw_selection_create(o.d.ctx, iw_doping_n_sites(o.d.doping), KEEP, &s),
      IW_OK);
  CHECK_INT(iw_enumeration_run(o.d.ctx, o.d.doping, 1, o.count,
                               o.electrostatics, &o.options, s, &result),
            IW_E_ARGUMENT);
  CHECK_INT(iw_enumeration_run(o.d.ctx, o.d.doping, 0, o.count, NULL,
                               &o.options, s, &result),
            IW_E_ARGUMENT);
  o.options.struct_size = 1;
  CHECK_INT(iw_enumeration_run(o.d.ctx, o.d.doping, 0, o.count,
                               o.electrostatics, &o.options, s, &result),
            IW_E_ARGUMENT);
  CHECK_INT(iw_selection_n_seen(s), 0);
  iw_selection_destroy(s);
  olivine_destroy(&o);
}

int main(void)
{
  RUN(matrix_and_model_agree);
  RUN(failures_of_a_model_are_handed_on);
  RUN(refuses_wrong_arguments);
  return check_report();
}
