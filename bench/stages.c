/* SPDX-License-Identifier: BSD-3-Clause */
/* One timed run of the main job, stage by stage. */
#include "stages.h"

#include <math.h>
#include <string.h>

const char *const stage_names[N_STAGES] = {"read",  "oxidation", "symmetry",
                                           "field", "landscape", "percolation"};

/* Everything a run owns. */
typedef struct run {
  iw_structure *raw;
  iw_parameters *parameters;
  iw_oxidation *oxidation;
  iw_symmetry *symmetry;
  iw_bvse *field;
  iw_landscape *landscape;
  iw_percolation *percolation;
  double clock; /* when the stage began */
} run;

static void end_stage(run *r, stages_result *result, int stage)
{
  const double now = bench_cpu_seconds();

  result->seconds[stage] = now - r->clock;
  result->total += now - r->clock;
  r->clock = now;
}

static const iw_structure *charge(const bench *b, const stages_input *input,
                                  run *r, stages_result *result)
{
  iw_oxidation_options options;

  if (input->path == NULL)
    return input->charged;
  bench_require(b, iw_structure_read_file(b->ctx, input->path, NULL, &r->raw),
                "reading");
  end_stage(r, result, STAGE_READ);
  iw_oxidation_options_default(&options);
  options.rules = input->rules;
  options.n_rules = input->n_rules;
  bench_require(b,
                iw_oxidation_assign(b->ctx, r->raw, r->parameters, &options,
                                    &r->oxidation),
                "oxidation states");
  end_stage(r, result, STAGE_OXIDATION);
  return iw_oxidation_structure(r->oxidation);
}

static void compute(const bench *b, const stages_input *input,
                    const iw_structure *structure, run *r,
                    stages_result *result)
{
  iw_bvse_options field_options;
  iw_landscape_options landscape_options;

  if (input->use_symmetry)
    bench_require(b, iw_symmetry_find(b->ctx, structure, 1e-2, &r->symmetry),
                  "symmetry");
  end_stage(r, result, STAGE_SYMMETRY);
  iw_bvse_options_default(&field_options);
  field_options.mobile_element = input->mobile;
  bench_require(b,
                iw_bvse_create(b->ctx, structure, r->parameters, &field_options,
                               &r->field),
                "field");
  end_stage(r, result, STAGE_FIELD);
  iw_landscape_options_default(&landscape_options);
  landscape_options.step_ang = input->step_ang;
  bench_require(b,
                iw_landscape_compute(b->ctx, r->field, structure, r->symmetry,
                                     &landscape_options, &r->landscape),
                "landscape");
  end_stage(r, result, STAGE_LANDSCAPE);
  bench_require(b,
                iw_percolation_compute(b->ctx, r->landscape, r->field, NULL,
                                       &r->percolation),
                "percolation");
  end_stage(r, result, STAGE_PERCOLATION);
}

stages_result stages_run(const bench *b, const stages_input *input)
{
  stages_result result;
  const iw_structure *structure;
  run r = {0};
  const double start = bench_seconds();

  memset(&result, 0, sizeof result);
  r.clock = bench_cpu_seconds();
  bench_require(b, iw_parameters_create(b->ctx, NULL, &r.parameters),
                "parameters");
  structure = charge(b, input, &r, &result);
  compute(b, input, structure, &r, &result);
  result.wall = bench_seconds() - start;
  memcpy(result.grid, iw_landscape_grid(r.landscape), sizeof result.grid);
  result.n_points = iw_landscape_n_points(r.landscape);
  result.n_irreducible = iw_landscape_n_irreducible(r.landscape);
  result.n_sites = iw_structure_n_sites(structure);
  result.volume_ang3 = iw_structure_volume(structure);
  for (int d = 0; d < 3; d++) {
    const iw_percolation_event *e =
        iw_percolation_threshold(r.percolation, d + 1);

    result.barrier_ev[d] = e->found ? e->barrier_ev : INFINITY;
  }
  iw_percolation_destroy(r.percolation);
  iw_landscape_destroy(r.landscape);
  iw_bvse_destroy(r.field);
  iw_symmetry_destroy(r.symmetry);
  iw_oxidation_destroy(r.oxidation);
  iw_parameters_destroy(r.parameters);
  iw_structure_destroy(r.raw);
  return result;
}
