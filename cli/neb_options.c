/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of ionway neb that would do nothing: told, not passed over. */
#include "neb_job.h"

#include <math.h>
#include <string.h>

typedef enum reach { BANDS, ENGINES, CRYSTALS, PAIRS } reach;

static const char *const reaches[] = {
    "bands of all ions: --energy field:FILE or ipi:ADDRESS",
    "other programs: --energy ipi:ADDRESS",
    "the hops of one crystal; two files are one hop in a cell of their own",
    "the hop between two files"};

static const struct {
  const char *name;
  reach reach;
} limited[] = {{"journal", BANDS},
               {"guess", BANDS},
               {"images", BANDS},
               {"starts", BANDS},
               {"keep-ends", BANDS},
               {"check-minima", BANDS},
               {"method", BANDS},
               {"force-tol-ev-ang", BANDS},
               {"max-steps", BANDS},
               {"spring-ev-ang2", BANDS},
               {"energy-weighted", BANDS},
               {"no-climb", BANDS},
               {"no-symmetry", BANDS},
               {"no-split", BANDS},
               {"prefactor", BANDS},
               {"prefactor-radius-ang", BANDS},
               {"paths", BANDS},
               {"engine-wait-s", ENGINES},
               {"engine-stall-s", ENGINES},
               {"engine-clients", ENGINES},
               {"no-engine-probe", ENGINES},
               {"engine-as-given", ENGINES},
               {"mechanism", CRYSTALS},
               {"site", CRYSTALS},
               {"cutoff-ang", CRYSTALS},
               {"until", CRYSTALS},
               {"hop", CRYSTALS},
               {"supercell", CRYSTALS},
               {"min-image-ang", CRYSTALS},
               {"keep-order", PAIRS}};

static int is_within(const neb_task *t, reach where)
{
  switch (where) {
  case BANDS:
    return t->model.kind == NEB_FIELD || t->model.kind == NEB_IPI;
  case ENGINES:
    return t->model.kind == NEB_IPI;
  case CRYSTALS:
    return t->end_path == NULL;
  case PAIRS:
    break;
  }
  return t->end_path != NULL;
}

/* Those of a config file hold for every command line it is used with. */
static int is_typed(const session *c, const char *name)
{
  const arg_values *values = args_list(&c->a, name);

  return values->n > 0 && !values->from_config;
}

iw_status neb_check_options(session *c, const neb_task *t)
{
  if (args_flag(&c->a, "feed-back") &&
      (t->model.kind > NEB_SOFT || t->end_path != NULL ||
       args_text(&c->a, "supercell") != NULL ||
       isfinite(args_real(&c->a, "min-image-ang"))))
    return session_fail(c, IW_E_ARGUMENT,
                        "--feed-back is for one ion alone in the crystal: "
                        "--energy bvse or soft, no supercell; elsewhere give "
                        "the minima found by --site");
  for (size_t i = 0; i < sizeof limited / sizeof limited[0]; i++) {
    if (is_typed(c, limited[i].name) && !is_within(t, limited[i].reach))
      return session_fail(c, IW_E_ARGUMENT, "--%s is for %s", limited[i].name,
                          reaches[limited[i].reach]);
  }
  if (is_typed(c, "prefactor-radius-ang") && !args_flag(&c->a, "prefactor"))
    return session_fail(c, IW_E_ARGUMENT,
                        "--prefactor-radius-ang wants --prefactor");
  return IW_OK;
}
