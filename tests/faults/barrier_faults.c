/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory runs out everywhere once while barriers are found, structures relaxed
 * and ends of hops made into paths. */
#include "check.h"

#include <string.h>

#include <ionway/ionway.h>

#include "context.h"
#include "neb_cases.h"

static iw_context *ctx;
static neb_case_model model = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
static iw_path *ends;
static iw_structure *rock_salt, *moved;

/* The surface knows one atom: a harmonic well at (0, 0, 0) for any number. */
static iw_status well(iw_context *c, const iw_energy_atoms *atoms,
                      void *workspace, iw_energy_result *result, void *user)
{
  (void)c;
  (void)workspace;
  (void)user;
  result->energy_ev = 0;
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    for (int k = 0; k < 3; k++) {
      const double x = atoms->lattice_ang[k][k] *
                       (atoms->frac[i][k] - (i == 0 ? 0.01 : 0.5));

      result->energy_ev += x * x;
      if (result->forces_ev_ang != NULL)
        result->forces_ev_ang[i][k] = -2 * x;
    }
  }
  return IW_OK;
}

static const iw_energy wells = {.struct_size = sizeof wells,
                                .name = "wells",
                                .evaluate = well,
                                .provides = IW_ENERGY_FORCES};

static iw_status find(void **out)
{
  const iw_energy energy = case_energy(&model);
  iw_barrier_options options;

  iw_barrier_options_default(&options);
  options.prefactor = 1;
  return iw_barrier_find(ctx, &energy, ends, &options, (iw_barrier **)out);
}

/* From a path that is given. */
static iw_status find_from(void **out)
{
  const iw_energy energy = case_energy(&model);
  iw_barrier_options options;
  iw_path *guess = NULL;
  iw_status status = iw_path_straight(ctx, ends, 5, &guess);

  iw_barrier_options_default(&options);
  options.guess = guess;
  *out = NULL;
  if (status == IW_OK)
    status = iw_barrier_find(ctx, &energy, ends, &options, (iw_barrier **)out);
  iw_path_destroy(guess);
  return status;
}

static iw_status relax(void **out)
{
  iw_relax_options options;
  iw_relax_info info;

  iw_relax_options_default(&options);
  return iw_relax_structure(ctx, &wells, rock_salt, &options, &info,
                            (iw_structure **)out);
}

static iw_status make_ends(void **out)
{
  const iw_hop_ends info = {.n_movers = 1, .displacement_ang = {{0.5, 0, 0}}};

  return iw_path_ends_of_hop(ctx, &wells, rock_salt, moved, &info,
                             (iw_path **)out);
}

static iw_status make_typed(void **out)
{
  iw_path *path = NULL;
  iw_status status = make_ends((void **)&path);

  *out = NULL;
  if (status == IW_OK)
    status = iw_path_ends_typed(ctx, &wells, rock_salt, path, (iw_path **)out);
  iw_path_destroy(path);
  return status;
}

static void fail_each(iw_status (*make)(void **), void (*destroy)(void *))
{
  iw_status status = IW_E_MEMORY;
  void *out = NULL;

  for (size_t n = 1; status != IW_OK && n < 5000; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = make(&out);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    CHECK((out != NULL) == (status == IW_OK));
  }
  CHECK_INT(status, IW_OK);
  destroy(out);
}

static void free_barrier(void *barrier)
{
  iw_barrier_destroy(barrier);
}

static void free_structure(void *structure)
{
  iw_structure_destroy(structure);
}

static void free_path(void *path)
{
  iw_path_destroy(path);
}

static void barriers(void)
{
  fail_each(find, free_barrier);
  fail_each(find_from, free_barrier);
}

static void structures_and_ends(void)
{
  fail_each(relax, free_structure);
  fail_each(make_ends, free_path);
  fail_each(make_typed, free_path);
}

static iw_structure *pair(double x)
{
  iw_site sites[2] = {{.frac = {x, 0, 0}, .occupancy = 1, .element = 3},
                      {.frac = {0.5, 0.5, 0.5}, .occupancy = 1, .element = 9}};
  iw_structure_spec spec;
  iw_structure *made = NULL;

  iw_structure_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 4;
  sites[0].oxidation = 1;
  sites[1].oxidation = -1;
  spec.sites = sites;
  spec.n_sites = 2;
  CHECK_INT(iw_structure_create(ctx, &spec, &made), IW_OK);
  return made;
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  ends = case_surface_path(ctx, &model, case_mb_a, case_mb_b, 2);
  rock_salt = pair(0);
  moved = pair(0.125);
  RUN(barriers);
  RUN(structures_and_ends);
  iw_path_destroy(ends);
  iw_structure_destroy(rock_salt);
  iw_structure_destroy(moved);
  iw_context_destroy(ctx);
  return check_report();
}
