/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory runs out everywhere once while paths are made and bands relaxed: the
 * status says so, nothing is handed out, and (which the sanitizers see) nothing
 * leaks. */
#include "check.h"

#include "context.h"
#include "neb_cases.h"

static iw_context *ctx;
static neb_case_model model = {.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
static iw_path *ends, *path;

static iw_status make_straight(void **out)
{
  return iw_path_straight(ctx, ends, 5, (iw_path **)out);
}

static iw_status make_idpp(void **out)
{
  return iw_path_idpp(ctx, ends, 5, (iw_path **)out);
}

static iw_status make_through(void **out)
{
  const double way[1][3] = {{0, 1, 0}};

  return iw_path_through(ctx, ends, way, 1, 5, (iw_path **)out);
}

static iw_status make_reversed(void **out)
{
  return iw_path_reversed(ctx, path, (iw_path **)out);
}

static iw_status relax(void **out, iw_neb_method method)
{
  const iw_energy energy = case_energy(&model);
  iw_neb_options o;

  iw_neb_options_default(&o);
  o.method = method;
  return iw_neb_relax(ctx, &energy, path, &o, (iw_neb **)out);
}

static iw_status make_lbfgs(void **out)
{
  return relax(out, IW_NEB_LBFGS);
}

static iw_status make_fire(void **out)
{
  return relax(out, IW_NEB_FIRE);
}

static void fail_each(iw_status (*make)(void **), int is_band)
{
  iw_status status = IW_E_MEMORY;
  void *out = NULL;

  for (size_t n = 1; status != IW_OK && n < 2000; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = make(&out);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    CHECK((out != NULL) == (status == IW_OK));
  }
  CHECK_INT(status, IW_OK);
  if (is_band)
    iw_neb_destroy(out);
  else
    iw_path_destroy(out);
}

static void paths(void)
{
  fail_each(make_straight, 0);
  fail_each(make_idpp, 0);
  fail_each(make_through, 0);
  fail_each(make_reversed, 0);
}

static void bands(void)
{
  fail_each(make_lbfgs, 1);
  fail_each(make_fire, 1);
}

static void closest_and_structure(void)
{
  iw_status status = IW_E_MEMORY;
  iw_structure *structure;
  double d;

  for (size_t n = 1; status != IW_OK && n < 100; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = iw_path_closest(ctx, path, &d, NULL, NULL);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
  }
  status = IW_E_MEMORY;
  for (size_t n = 1; status != IW_OK && n < 100; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = iw_path_structure(ctx, path, 1, &structure);
    iwi_context_fail_allocation(ctx, 0);
    CHECK((structure != NULL) == (status == IW_OK));
  }
  iw_structure_destroy(structure);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  ends = case_surface_path(ctx, &model, case_mb_a, case_mb_b, 2);
  path = case_surface_path(ctx, &model, case_mb_a, case_mb_b, 7);
  RUN(paths);
  RUN(bands);
  RUN(closest_and_structure);
  iw_path_destroy(path);
  iw_path_destroy(ends);
  iw_context_destroy(ctx);
  return check_report();
}
