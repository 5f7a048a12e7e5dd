/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory runs out everywhere once: each call that allocates is made again and
 * again with its first, second, third ... allocation failing, until it gets
 * through. It must say IW_E_MEMORY, hand out nothing, and (which the
 * sanitizers see) neither crash nor leak. */
#include "check.h"

#include <stdlib.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "context.h"

/* An antiperovskite: five atoms, all steps of the chain, a millisecond each. */
static const char cif_text[] = "data_Li3OCl\n"
                               "_cell_length_a 3.9083\n"
                               "_cell_length_b 3.9083\n"
                               "_cell_length_c 3.9083\n"
                               "_cell_angle_alpha 90\n"
                               "_cell_angle_beta 90\n"
                               "_cell_angle_gamma 90\n"
                               "_space_group_name_H-M_alt 'P m -3 m'\n"
                               "loop_\n"
                               "_atom_site_label\n"
                               "_atom_site_type_symbol\n"
                               "_atom_site_fract_x\n"
                               "_atom_site_fract_y\n"
                               "_atom_site_fract_z\n"
                               "Li1 Li 0.5 0.5 0\n"
                               "O1 O 0.5 0.5 0.5\n"
                               "Cl1 Cl 0 0 0\n";

static const char poscar_text[] = "Li3OCl\n1.0\n"
                                  "3.9083 0 0\n0 3.9083 0\n0 0 3.9083\n"
                                  "Li O Cl\n3 1 1\nDirect\n"
                                  "0.5 0.5 0\n0.5 0 0.5\n0 0.5 0.5\n"
                                  "0.5 0.5 0.5\n0 0 0\n";

static const char xyz_text[] =
    "2\n"
    "Lattice=\"3 0 0 0 3 0 0 0 3\" Properties=species:S:1:pos:R:3 "
    "pbc=\"T T T\"\n"
    "Li 0 0 0\nF 1.5 1.5 1.5\n";

/* Everything the calls under test start from. */
typedef struct chain {
  iw_context *ctx;
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_parameters *parameters;
  iw_oxidation *oxidation;
  iw_bond_valence *valence;
  iw_bvse *field;
  iw_landscape *landscape;
  iw_percolation *percolation;
  iw_doping *doping;
  iw_decoration_count *dope_count;
  iw_selection *dope_selection;
  iw_enumeration_result dope_result;
  iw_dope_kept dope_kept;
  iw_dope_composition dope_composition;
  iw_dope_cell dope_cell;
  iw_dope_report dope_report;
  iw_text *text;
  iw_supercell *supercell; /* of the structure, and its symmetry */
  iw_symmetry *centred;
  iw_structure *salt; /* LiI, whose tetrahedra are empty */
  iw_symmetry *salt_symmetry;
  iw_interstitials_options hole_options;
  iw_interstitials *holes;
  iw_defects_options defects_options;
  iw_defects *defects;
  iw_hops_options hops_options;
  iw_hops *hops; /* by every mechanism */
  iw_migration_graph *graph;
  double hop_heights[512];
  iw_paths_report paths_report;
  iw_report salt_report;
  iw_defects_report defects_report;
  iw_structure_spec spec;
  iw_bvse_options field_options;
  iw_landscape_options grid_options;
  iw_report report;
  double charges[5];
  char folder[64];
} chain;

static const iw_structure *charged(const chain *c)
{
  return iw_oxidation_structure(c->oxidation);
}

/* A call under test; *clean says whether a failure left nothing behind. */
typedef iw_status call_fn(iw_context *ctx, const chain *c, int *clean);

/* What makes an object: a poisoned pointer goes in, NULL must come out. */
#define MAKES(name, type, destroy, call)                                       \
  static iw_status name(iw_context *ctx, const chain *c, int *clean)           \
  {                                                                            \
    type *const poison = (type *)(void *)&poisoned;                            \
    type *out = poison;                                                        \
    const iw_status status = (call);                                           \
                                                                               \
    (void)c;                                                                   \
    *clean = status == IW_OK ? out != poison : out == NULL;                    \
    if (out != poison)                                                         \
      destroy(out);                                                            \
    return status;                                                             \
  }

static char poisoned;

static const int32_t doubled[3][3] = {{1, 1, 0}, {-1, 1, 0}, {0, 0, 1}};

MAKES(structure_create, iw_structure, iw_structure_destroy,
      iw_structure_create(ctx, &c->spec, &out))
MAKES(structure_with_oxidation, iw_structure, iw_structure_destroy,
      iw_structure_with_oxidation(ctx, c->structure, c->charges, &out))
MAKES(symmetry_find, iw_symmetry, iw_symmetry_destroy,
      iw_symmetry_find(ctx, c->structure, 0.01, &out))
MAKES(parameters_create, iw_parameters, iw_parameters_destroy,
      iw_parameters_create(ctx, NULL, &out))
MAKES(oxidation_assign, iw_oxidation, iw_oxidation_destroy,
      iw_oxidation_assign(ctx, c->structure, c->parameters, NULL, &out))
MAKES(bond_valence_compute, iw_bond_valence, iw_bond_valence_destroy,
      iw_bond_valence_compute(ctx, charged(c), c->parameters, &out))
MAKES(bvse_create, iw_bvse, iw_bvse_destroy,
      iw_bvse_create(ctx, charged(c), c->parameters, &c->field_options, &out))
MAKES(landscape_compute, iw_landscape, iw_landscape_destroy,
      iw_landscape_compute(ctx, c->field, charged(c), c->symmetry,
                           &c->grid_options, &out))
MAKES(landscape_from_grid, iw_landscape, iw_landscape_destroy,
      iw_landscape_from_grid(ctx, iw_landscape_lattice(c->landscape),
                             iw_landscape_grid(c->landscape),
                             iw_landscape_energies(c->landscape), &out))
MAKES(percolation_compute, iw_percolation, iw_percolation_destroy,
      iw_percolation_compute(ctx, c->landscape, c->field, NULL, &out))
MAKES(winding_create, iw_winding, iw_winding_destroy,
      iw_winding_create(ctx, 100, &out))
MAKES(read_cif, iw_structure, iw_structure_destroy,
      iw_structure_read_memory(ctx, cif_text, sizeof cif_text - 1, "a.cif",
                               NULL, &out))
MAKES(read_poscar, iw_structure, iw_structure_destroy,
      iw_structure_read_memory(ctx, poscar_text, sizeof poscar_text - 1,
                               "POSCAR", NULL, &out))
MAKES(read_xyz, iw_structure, iw_structure_destroy,
      iw_structure_read_memory(ctx, xyz_text, sizeof xyz_text - 1, "a.xyz",
                               NULL, &out))
MAKES(write_cif, iw_text, iw_text_destroy,
      iw_structure_write_memory(ctx, c->structure, IW_FORMAT_CIF, &out))
MAKES(write_poscar, iw_text, iw_text_destroy,
      iw_structure_write_memory(ctx, c->structure, IW_FORMAT_POSCAR, &out))
MAKES(write_xyz, iw_text, iw_text_destroy,
      iw_structure_write_memory(ctx, c->structure, IW_FORMAT_EXTXYZ, &out))
MAKES(report_json, iw_text, iw_text_destroy,
      iw_report_json(ctx, &c->report, &out))
MAKES(report_table, iw_text, iw_text_destroy,
      iw_report_table(ctx, &c->report, 1, &out))

MAKES(report_csv, iw_text, iw_text_destroy,
      iw_report_csv(ctx, &c->report, &out))
MAKES(report_csv_header, iw_text, iw_text_destroy,
      iw_report_csv_header(ctx, &out))

MAKES(interstitials_find, iw_interstitials, iw_interstitials_destroy,
      iw_interstitials_find(ctx, c->salt, c->salt_symmetry, c->parameters,
                            &c->hole_options, &out))
MAKES(defects_find, iw_defects, iw_defects_destroy,
      iw_defects_find(ctx, c->salt, c->salt_symmetry, &c->defects_options,
                      &out))
MAKES(defects_structure, iw_structure, iw_structure_destroy,
      iw_defects_structure(ctx, c->defects, 2, &out))
MAKES(defects_json, iw_text, iw_text_destroy,
      iw_defects_report_json(ctx, &c->defects_report, &out))
MAKES(defects_table, iw_text, iw_text_destroy,
      iw_defects_report_table(ctx, &c->defects_report, 1, &out))

MAKES(hops_find, iw_hops, iw_hops_destroy,
      iw_hops_find(ctx, c->salt, c->salt_symmetry, &c->hops_options, &out))
MAKES(migration_graph, iw_migration_graph, iw_migration_graph_destroy,
      iw_migration_graph_from_hops(ctx, c->hops, IW_HOP_VACANCY, &out))
MAKES(paths_json, iw_text, iw_text_destroy,
      iw_paths_report_json(ctx, &c->paths_report, &out))
MAKES(paths_table, iw_text, iw_text_destroy,
      iw_paths_report_table(ctx, &c->paths_report, 1, &out))
MAKES(paths_csv, iw_text, iw_text_destroy,
      iw_paths_report_csv(ctx, &c->paths_report, &out))
MAKES(paths_csv_header, iw_text, iw_text_destroy,
      iw_paths_report_csv_header(ctx, &out))
MAKES(paths_csv_failure, iw_text, iw_text_destroy,
      iw_paths_report_csv_failure(ctx, "x.cif", IW_E_PARSE, "bad", &out))
MAKES(paths_graph, iw_text, iw_text_destroy,
      iw_paths_report_graph(ctx, &c->paths_report, &out))

static iw_status hops_ends(iw_context *ctx, const chain *c, int *clean)
{
  iw_structure *const poison = (iw_structure *)(void *)&poisoned;
  iw_structure *start = poison, *end = poison;
  iw_hop_ends info;
  const iw_status status =
      iw_hops_ends(ctx, c->hops, 0, doubled, &start, &end, &info);

  *clean = status == IW_OK ? start != poison && end != poison
                           : start == NULL && end == NULL;
  if (start != poison)
    iw_structure_destroy(start);
  if (end != poison)
    iw_structure_destroy(end);
  return status;
}

static iw_status migration_route(iw_context *ctx, const chain *c, int *clean)
{
  static const int32_t far_cell[3] = {3, 1, 0};
  const iw_migration_heights heights = {c->hop_heights, NULL};
  iw_migration_route *const poison = (iw_migration_route *)(void *)&poisoned;
  iw_migration_route *route = poison;
  const iw_status status =
      iw_migration_graph_route(ctx, c->graph, &heights, 0, 0, far_cell, &route);

  *clean = status == IW_OK ? route != poison && route != NULL : route == NULL;
  if (route != poison)
    iw_migration_route_destroy(route);
  return status;
}

static iw_status migration_sums(iw_context *ctx, const chain *c, int *clean)
{
  const iw_migration_heights heights = {c->hop_heights, NULL};
  iw_migration_component parts[16];
  iw_migration_threshold thresholds[3];
  double nodes[16], kinds[512];
  size_t n;
  iw_status status =
      iw_migration_graph_components(ctx, c->graph, NULL, NULL, parts, &n);

  *clean = 1;
  if (status == IW_OK)
    status = iw_migration_graph_thresholds(ctx, c->graph, &heights, thresholds);
  if (status == IW_OK)
    status = iw_migration_graph_heights(ctx, c->graph, c->hop_heights,
                                        c->hop_heights, nodes, kinds, NULL);
  return status;
}

static iw_status symmetry_scan(iw_context *ctx, const chain *c, int *clean)
{
  static const double tolerances[3] = {1e-4, 1e-2, 1e-1};
  int32_t numbers[3];

  *clean = 1;
  return iw_symmetry_scan(ctx, c->structure, tolerances, 3, numbers);
}

static iw_status bvse_hop_find_all(iw_context *ctx, const chain *c, int *clean)
{
  const iw_bvse_hop_ends ends = {{0.2, 0.2, 0.2}, {0.4, 0.3, 0.2}};
  iw_bvse_hop_options options;
  iw_bvse_hop *hop = NULL;
  iw_status status;

  iw_bvse_hop_options_default(&options);
  options.host = IW_BVSE_HOP_DRAG;
  status = iw_bvse_hop_find_all(ctx, c->field, &ends, 1, &options, &hop);
  *clean = (status == IW_OK) == (hop != NULL);
  iw_bvse_hop_destroy(hop);
  return status;
}

static iw_status bvse_energies(iw_context *ctx, const chain *c, int *clean)
{
  static const double points[3][3] = {{0, 0, 0.1}, {0.2, 0.3, 0.4}, {0, 0, 1}};
  double energies[3];

  *clean = 1;
  return iw_bvse_energies(ctx, c->field, points, 3, energies);
}

static iw_status ewald_sums(iw_context *ctx, const chain *c, int *clean)
{
  double frac[5][3], energy, potentials[5], forces[5][3], matrix[25];
  const iw_energy_atoms atoms = {iw_structure_lattice(c->structure),
                                 (const double(*)[3])frac,
                                 NULL,
                                 c->charges,
                                 5,
                                 NULL};
  iw_status status;

  *clean = 1;
  for (int i = 0; i < 5; i++)
    memcpy(frac[i], iw_structure_sites(c->structure)[i].frac, sizeof frac[i]);
  status = iw_ewald_energy(ctx, &atoms, NULL, &energy, potentials, forces);
  return status == IW_OK ? iw_ewald_matrix(ctx, &atoms, NULL, matrix) : status;
}

MAKES(decoration_energy_create, iw_decoration_energy,
      iw_decoration_energy_destroy,
      iw_decoration_energy_create(ctx, c->doping, &out))
MAKES(selection_create, iw_selection, iw_selection_destroy,
      iw_selection_create(ctx, 3, 5, &out))

static iw_status short_range_order(iw_context *ctx, const chain *c, int *clean)
{
  iw_short_range_order *out = (iw_short_range_order *)(void *)&poisoned;
  const uint8_t species[3] = {0, 1, 2};
  size_t n;
  const iw_status status =
      iw_short_range_order_compute(ctx, c->doping, 0, species, 8.0, &out, &n);

  *clean = (out == NULL) == (status != IW_OK);
  iw_short_range_order_free(out);
  return status;
}

/* Files: nothing but a whole file may be there afterwards. */
static iw_status volume_file(iw_context *ctx, const chain *c, int *clean,
                             const char *ending)
{
  char path[96];
  iw_status status;

  snprintf(path, sizeof path, "%s/map.%s", c->folder, ending);
  status = iw_landscape_write_file(ctx, c->landscape, charged(c), 10.0,
                                   IW_VOLUME_AUTO, path);
  *clean = (access(path, F_OK) == 0) == (status == IW_OK);
  unlink(path);
  snprintf(path, sizeof path, "%s/map.json", c->folder);
  if (status == IW_OK)
    unlink(path); /* the companion of .npy */
  return status;
}

static iw_status write_cube(iw_context *ctx, const chain *c, int *clean)
{
  return volume_file(ctx, c, clean, "cube");
}

static iw_status write_grd(iw_context *ctx, const chain *c, int *clean)
{
  return volume_file(ctx, c, clean, "grd");
}

static iw_status write_xsf(iw_context *ctx, const chain *c, int *clean)
{
  return volume_file(ctx, c, clean, "xsf");
}

static iw_status write_npy(iw_context *ctx, const chain *c, int *clean)
{
  return volume_file(ctx, c, clean, "npy");
}

static iw_status write_text(iw_context *ctx, const chain *c, int *clean)
{
  char path[96];
  iw_status status;

  snprintf(path, sizeof path, "%s/text", c->folder);
  status = iw_text_write_file(ctx, c->text, path);
  *clean = (access(path, F_OK) == 0) == (status == IW_OK);
  unlink(path);
  return status;
}

static iw_status write_structure(iw_context *ctx, const chain *c, int *clean)
{
  char path[96];
  iw_status status;

  snprintf(path, sizeof path, "%s/a.cif", c->folder);
  status = iw_structure_write_file(ctx, c->structure, IW_FORMAT_AUTO, path);
  *clean = (access(path, F_OK) == 0) == (status == IW_OK);
  unlink(path);
  return status;
}

static iw_status read_file(iw_context *ctx, const chain *c, int *clean)
{
  const char *path = IONWAY_SOURCE_DIR "/samples/Li6PS5Cl/structure.cif";
  iw_structure *out = NULL;
  const iw_status status = iw_structure_read_file(ctx, path, NULL, &out);

  (void)c;
  *clean = (out != NULL) == (status == IW_OK);
  iw_structure_destroy(out);
  return status;
}

MAKES(supercell_create, iw_supercell, iw_supercell_destroy,
      iw_supercell_create(ctx, c->structure, doubled, &out))
MAKES(supercell_primitive, iw_structure, iw_structure_destroy,
      iw_supercell_primitive(ctx, iw_supercell_structure(c->supercell),
                             c->centred, &out))
MAKES(supercell_copy, iw_structure, iw_structure_destroy,
      iw_supercell_primitive(ctx, c->structure, c->symmetry, &out))
MAKES(supercell_shapes_find, iw_supercell_shapes, iw_supercell_shapes_destroy,
      iw_supercell_shapes_find(ctx, c->structure, c->symmetry, 12, &out))

static iw_status supercell_smallest(iw_context *ctx, const chain *c, int *clean)
{
  iw_supercell_shape shape;
  const iw_status status =
      iw_supercell_smallest(ctx, c->structure, c->symmetry, 9, &shape);

  *clean = (shape.index > 0) == (status == IW_OK);
  return status;
}

static iw_status site_group_call(iw_context *ctx, const chain *c,
                                 iw_site_group **out)
{
  static const double frac[1][3] = {{0, 0, 0}};
  iw_site_group_spec spec;

  iw_site_group_spec_default(&spec);
  memcpy(spec.lattice_ang, c->spec.lattice_ang, sizeof spec.lattice_ang);
  memcpy(spec.matrix, doubled, sizeof spec.matrix);
  spec.operations = iw_symmetry_operations(c->symmetry);
  spec.n_operations = iw_symmetry_n_operations(c->symmetry);
  spec.frac = frac;
  spec.n_positions = 1;
  return iw_site_group_create(ctx, &spec, out);
}

static const int32_t swap[4] = {0, 1, 1, 0};

MAKES(site_group_create, iw_site_group, iw_site_group_destroy,
      site_group_call(ctx, c, &out))
MAKES(site_group_from_permutations, iw_site_group, iw_site_group_destroy,
      iw_site_group_from_permutations(ctx, swap, 2, 2, &out))

/* Two pools and exclusions; from the group to a place in the list. */
static iw_status decoration_walk(iw_context *ctx, const chain *c, int *clean)
{
  static const int32_t rows[2][4] = {{0, 1, 2, 3}, {1, 0, 3, 2}};
  static const int32_t counts[2] = {1, 1}, site_pools[4] = {0, 0, 1, 1};
  static const iw_decoration_pool pools[2] = {{counts, 2}, {counts, 2}};
  static const iw_exclusion exclusions[2] = {{0, 2, 2, 2}, {1, 3, 2, 2}};
  iw_decoration_walk *const poison = (iw_decoration_walk *)(void *)&poisoned;
  iw_decoration_walk *walk = poison;
  iw_decoration_spec spec;
  iw_site_group *group = NULL;
  iw_decorations *decorations = NULL;
  iw_status status;

  (void)c;
  iw_decoration_spec_default(&spec);
  spec.site_pools = site_pools;
  spec.pools = pools;
  spec.n_pools = 2;
  spec.exclusions = exclusions;
  spec.n_exclusions = 2;
  status = iw_site_group_from_permutations(ctx, rows[0], 2, 4, &group);
  spec.group = group;
  if (status == IW_OK)
    status = iw_decorations_create(ctx, &spec, &decorations);
  *clean = (decorations != NULL) == (status == IW_OK);
  if (status == IW_OK) {
    status = iw_decoration_walk_create(ctx, decorations, 0, &walk);
    *clean = status == IW_OK ? walk != poison : walk == NULL;
  }
  if (status == IW_OK && iw_decoration_walk_next(walk))
    status =
        iw_decoration_walk_seek(ctx, walk, iw_decoration_walk_species(walk));
  if (walk != poison)
    iw_decoration_walk_destroy(walk);
  iw_decorations_destroy(decorations);
  iw_site_group_destroy(group);
  return status;
}

/* A ring of six sites, no two neighbours alike, none with a shorter period;
 * the space itself is made with another context, that is not under test. */
static iw_status count_call(iw_context *ctx, const chain *c,
                            iw_decoration_count **out)
{
  static const double frac[1][3] = {{0, 0, 0}};
  static const int32_t counts[2] = {4, 2}, site_pools[6] = {0};
  static const iw_decoration_pool pools[1] = {{counts, 2}};
  iw_exclusion exclusions[6];
  iw_site_group_spec ring;
  iw_decoration_spec spec;
  iw_decoration_count_options options;
  iw_site_group *group = NULL;
  iw_decorations *decorations = NULL;
  iw_status status;

  iw_site_group_spec_default(&ring);
  memcpy(ring.lattice_ang, c->spec.lattice_ang, sizeof ring.lattice_ang);
  ring.matrix[0][0] = 6;
  ring.operations = iw_symmetry_operations(c->symmetry);
  ring.n_operations = iw_symmetry_n_operations(c->symmetry);
  ring.frac = frac;
  ring.n_positions = 1;
  for (int i = 0; i < 6; i++)
    exclusions[i] = (iw_exclusion){i, (i + 1) % 6, 2, 2};
  iw_decoration_spec_default(&spec);
  spec.site_pools = site_pools;
  spec.pools = pools;
  spec.n_pools = 1;
  spec.exclusions = exclusions;
  spec.n_exclusions = 6;
  iw_decoration_count_options_default(&options);
  options.primitive_only = 1;
  status = iw_site_group_create(c->ctx, &ring, &group);
  spec.group = group;
  if (status == IW_OK)
    status = iw_decorations_create(c->ctx, &spec, &decorations);
  if (status == IW_OK)
    status = iw_decorations_count(ctx, decorations, &options, out);
  iw_decorations_destroy(decorations);
  iw_site_group_destroy(group);
  return status;
}

MAKES(decorations_count, iw_decoration_count, iw_decoration_count_destroy,
      count_call(ctx, c, &out))
MAKES(decoration_count_sum, iw_decoration_count, iw_decoration_count_destroy,
      iw_decoration_count_sum(ctx, NULL, 0, &out))

/* A dopant, a vacancy that pays, exclusions; to an ordered cell. */
static iw_status doping(iw_context *ctx, const chain *c, int *clean)
{
  static const iw_substitution mg = {12, NAN, "Li", 0, 1, IW_AMOUNT_COUNT};
  iw_doping *const poison = (iw_doping *)(void *)&poisoned;
  iw_doping *out = poison;
  iw_structure *cell = NULL;
  iw_doping_request request;
  iw_status status;
  uint8_t species[8] = {0};

  iw_doping_request_default(&request);
  memcpy(request.matrix, doubled, sizeof request.matrix);
  request.mobile_element = 3;
  request.substitutions = &mg;
  request.n_substitutions = 1;
  request.contact_scale = 1.5; /* Li 2.8 Angstrom apart */
  status = iw_doping_create(ctx, charged(c), c->symmetry, &request, &out);
  *clean = status == IW_OK ? out != poison : out == NULL;
  if (status == IW_OK) {
    status = iw_doping_structure(ctx, out, 0, species, "cell", &cell);
    *clean = (cell != NULL) == (status == IW_OK);
  }
  iw_structure_destroy(cell);
  if (out != poison)
    iw_doping_destroy(out);
  return status;
}

/* One way through the decorations of the doping; by the pair matrix, or with
 * `model` by whole crystals. */
static iw_status enumerate(iw_context *ctx, const chain *c, int mode, int model)
{
  iw_enumeration_options options;
  iw_enumeration_result result;
  iw_decoration_energy *energy = NULL;
  iw_selection *selection = NULL;
  iw_status status = iw_decoration_energy_create(c->ctx, c->doping, &energy);

  iw_enumeration_options_default(&options);
  options.max_listed = mode == IW_ENUMERATION_LISTED ? 1000 : 0;
  options.anneal = mode == IW_ENUMERATION_ANNEALED;
  options.energy = model ? iw_ewald_model() : NULL;
  options.n_samples = 4;
  if (status == IW_OK)
    status = iw_selection_create(c->ctx, iw_doping_n_sites(c->doping), 2,
                                 &selection);
  if (status == IW_OK)
    status = iw_enumeration_run(ctx, c->doping, 0, c->dope_count, energy,
                                &options, selection, &result);
  iw_selection_destroy(selection);
  iw_decoration_energy_destroy(energy);
  return status;
}

static iw_status enumeration_list(iw_context *ctx, const chain *c, int *clean)
{
  *clean = 1;
  return enumerate(ctx, c, IW_ENUMERATION_LISTED, 0);
}

static iw_status enumeration_sample(iw_context *ctx, const chain *c, int *clean)
{
  *clean = 1;
  return enumerate(ctx, c, IW_ENUMERATION_SAMPLED, 1);
}

static iw_status enumeration_anneal(iw_context *ctx, const chain *c, int *clean)
{
  *clean = 1;
  return enumerate(ctx, c, IW_ENUMERATION_ANNEALED, 0);
}

MAKES(dope_json, iw_text, iw_text_destroy,
      iw_dope_report_json(ctx, &c->dope_report, &out))
MAKES(dope_table, iw_text, iw_text_destroy,
      iw_dope_report_table(ctx, &c->dope_report, 1, &out))
MAKES(write_frame, iw_text, iw_text_destroy,
      iw_structure_write_frame(ctx, c->structure,
                               &(iw_frame_value){"name", "a b"}, 1, &out))
MAKES(symmetry_find_primitive, iw_symmetry, iw_symmetry_destroy,
      iw_symmetry_find_primitive(ctx, c->structure,
                                 iw_supercell_structure(c->supercell),
                                 c->centred, &out))
MAKES(substitutions_parse, iw_substitutions, iw_substitutions_destroy,
      iw_substitutions_parse(
          ctx, &(const char *){"Al on Zr 0-5 %, Ge on P; Si on P 1/8"}, 1,
          &out))

static void ignore(size_t composition, const iw_candidate *candidate,
                   void *user)
{
  (void)composition;
  (void)candidate;
  (void)user;
}

/* A list with a line, opened again. */
static iw_status listing(iw_context *ctx, const chain *c, int *clean)
{
  static const uint8_t species[3] = {0};
  const iw_candidate candidate = {species, 1, 0, -1.5};
  iw_listing *const poison = (iw_listing *)(void *)&poisoned;
  iw_listing *out = NULL;
  iw_listing_spec spec;
  iw_status status = IW_OK;
  char path[96];

  iw_listing_spec_default(&spec);
  spec.parent = c->structure;
  spec.dopings = (const iw_doping *const *)&c->doping;
  spec.n_dopings = 1;
  snprintf(path, sizeof path, "%s/list", c->folder);
  *clean = 1;
  for (int i = 0; i < 2 && status == IW_OK; i++) {
    out = poison;
    status = iw_listing_open(ctx, path, &spec, ignore, NULL, &out);
    *clean &= status == IW_OK ? out != poison : out == NULL;
    if (status == IW_OK && i == 0)
      status = iw_listing_add(ctx, out, 0, &candidate);
    if (status == IW_OK)
      status = iw_listing_flush(ctx, out);
    iw_listing_close(out == poison ? NULL : out);
  }
  unlink(path);
  return status;
}

static void lay_out(const chain *c, int32_t elements[5], double cart[5][3],
                    iw_energy_atoms *atoms)
{
  for (int i = 0; i < 5; i++) {
    elements[i] = c->spec.sites[i].element;
    for (int k = 0; k < 3; k++)
      cart[i][k] = 3.9083 * c->spec.sites[i].frac[k];
  }
  *atoms = (iw_energy_atoms){.lattice_ang = iw_structure_lattice(c->structure),
                             .elements = elements,
                             .charges = c->charges,
                             .n_atoms = 5};
}

/* Two cells: enough atoms for springs between them, and too many coordinates
 * for the whole Hessian. */
typedef struct two_cells {
  double lattice[3][3], cart[10][3], charges[10];
  int32_t elements[10];
  iw_energy_atoms atoms;
} two_cells;

static void lay_out_two(const chain *c, two_cells *t)
{
  lay_out(c, t->elements, t->cart, &t->atoms);
  memcpy(t->lattice, t->atoms.lattice_ang, sizeof t->lattice);
  t->lattice[0][0] *= 2;
  for (int i = 0; i < 5; i++) {
    t->elements[5 + i] = t->elements[i];
    t->charges[i] = t->charges[5 + i] = c->charges[i];
    memcpy(t->cart[5 + i], t->cart[i], sizeof t->cart[i]);
    t->cart[5 + i][0] += 3.9083;
  }
  t->atoms.lattice_ang = (const double(*)[3])t->lattice;
  t->atoms.charges = t->charges;
  t->atoms.n_atoms = 10;
}

/* The crystal's forces vanish by symmetry: relaxed where it stands. */
static iw_status relax_atoms(iw_context *ctx, const chain *c, int *clean)
{
  two_cells t;
  iw_relax_options options;
  iw_status status = IW_OK;

  lay_out_two(c, &t);
  iw_relax_options_default(&options);
  *clean = 1;
  for (int method = 0; status == IW_OK && method < 2; method++) {
    options.method = (iw_relax_method)method;
    status = iw_relax_atoms(ctx, iw_ewald_model(), &t.atoms, NULL, &options,
                            t.cart, NULL, NULL);
  }
  return status;
}

static iw_status saddle_refine(iw_context *ctx, const chain *c, int *clean)
{
  const double along[10][3] = {{1, 0, 0}};
  double mode[10][3];
  two_cells t;
  iw_saddle_options options;
  iw_saddle_info info;

  lay_out_two(c, &t);
  iw_saddle_options_default(&options);
  options.max_steps = 0;
  options.max_modes_calls = 10;
  *clean = 1;
  return iw_saddle_refine(ctx, iw_ewald_model(), &t.atoms, NULL, &options,
                          along, t.cart, mode, &info);
}

static iw_status vibrations_call(iw_context *ctx, const chain *c,
                                 iw_vibrations **out)
{
  const uint8_t frozen[5] = {0, 1, 1, 1, 1};
  iw_energy_atoms atoms;
  int32_t elements[5];
  double cart[5][3];

  lay_out(c, elements, cart, &atoms);
  return iw_vibrations_compute(ctx, iw_ewald_model(), &atoms, frozen, NULL,
                               (const double(*)[3])cart, out);
}

MAKES(vibrations_compute, iw_vibrations, iw_vibrations_destroy,
      vibrations_call(ctx, c, &out))

/* The crystal and the same with an ion and the origin moved. */
static iw_status match_call(iw_context *ctx, const chain *c, iw_path **out)
{
  iw_site sites[5];
  iw_structure_spec spec = c->spec;
  iw_structure *end = NULL;
  iw_status status;

  memcpy(sites, c->spec.sites, sizeof sites);
  for (int i = 0; i < 5; i++)
    sites[i].frac[1] += 0.3;
  sites[0].frac[2] += 0.2;
  spec.sites = sites;
  status = iw_structure_create(c->ctx, &spec, &end);
  if (status == IW_OK)
    status = iw_path_match(ctx, c->structure, end, NULL, NULL, NULL, out);
  iw_structure_destroy(end);
  return status;
}

MAKES(path_match, iw_path, iw_path_destroy, match_call(ctx, c, &out))

/* A lone ion: inversion about the middle of its way. */
static iw_status turn_call(iw_context *ctx, const chain *c,
                           iw_path_symmetry **out)
{
  static const double ends[2][3] = {{0, 0, 0}, {1, 0.5, 0.2}};
  static const int32_t lithium = 3;
  iw_path *path = NULL;
  iw_path_spec spec;
  iw_status status;

  iw_path_spec_default(&spec);
  memcpy(spec.lattice_ang, c->spec.lattice_ang, sizeof spec.lattice_ang);
  spec.n_atoms = 1;
  spec.elements = &lithium;
  spec.n_images = 2;
  spec.cart_ang = ends;
  status = iw_path_create(c->ctx, &spec, &path);
  if (status == IW_OK)
    status = iw_path_symmetry_find(ctx, path, 0.01, out);
  iw_path_destroy(path);
  return status;
}

MAKES(path_symmetry_find, iw_path_symmetry, iw_path_symmetry_destroy,
      turn_call(ctx, c, &out))

typedef struct subject {
  const char *name;
  call_fn *call;
} subject;

#define SUBJECT(name)                                                          \
  {                                                                            \
#name, name                                                                \
  }

static const subject subjects[] = {
    SUBJECT(structure_create),
    SUBJECT(structure_with_oxidation),
    SUBJECT(symmetry_find),
    SUBJECT(symmetry_scan),
    SUBJECT(parameters_create),
    SUBJECT(oxidation_assign),
    SUBJECT(bond_valence_compute),
    SUBJECT(bvse_create),
    SUBJECT(bvse_energies),
    SUBJECT(bvse_hop_find_all),
    SUBJECT(landscape_compute),
    SUBJECT(landscape_from_grid),
    SUBJECT(percolation_compute),
    SUBJECT(winding_create),
    SUBJECT(read_cif),
    SUBJECT(read_poscar),
    SUBJECT(read_xyz),
    SUBJECT(read_file),
    SUBJECT(write_cif),
    SUBJECT(write_poscar),
    SUBJECT(write_xyz),
    SUBJECT(report_json),
    SUBJECT(report_csv),
    SUBJECT(report_csv_header),
    SUBJECT(report_table),
    SUBJECT(interstitials_find),
    SUBJECT(defects_find),
    SUBJECT(defects_structure),
    SUBJECT(defects_json),
    SUBJECT(defects_table),
    SUBJECT(hops_find),
    SUBJECT(hops_ends),
    SUBJECT(migration_graph),
    SUBJECT(migration_sums),
    SUBJECT(migration_route),
    SUBJECT(paths_json),
    SUBJECT(paths_table),
    SUBJECT(paths_csv),
    SUBJECT(paths_csv_header),
    SUBJECT(paths_csv_failure),
    SUBJECT(paths_graph),
    SUBJECT(write_cube),
    SUBJECT(write_grd),
    SUBJECT(write_xsf),
    SUBJECT(write_npy),
    SUBJECT(write_text),
    SUBJECT(write_structure),
    SUBJECT(supercell_create),
    SUBJECT(supercell_primitive),
    SUBJECT(supercell_copy),
    SUBJECT(supercell_shapes_find),
    SUBJECT(supercell_smallest),
    SUBJECT(site_group_create),
    SUBJECT(site_group_from_permutations),
    SUBJECT(ewald_sums),
    SUBJECT(decoration_energy_create),
    SUBJECT(selection_create),
    SUBJECT(short_range_order),
    SUBJECT(decoration_walk),
    SUBJECT(decorations_count),
    SUBJECT(decoration_count_sum),
    SUBJECT(doping),
    SUBJECT(enumeration_list),
    SUBJECT(enumeration_sample),
    SUBJECT(enumeration_anneal),
    SUBJECT(dope_json),
    SUBJECT(dope_table),
    SUBJECT(write_frame),
    SUBJECT(symmetry_find_primitive),
    SUBJECT(substitutions_parse),
    SUBJECT(listing),
    SUBJECT(relax_atoms),
    SUBJECT(saddle_refine),
    SUBJECT(vibrations_compute),
    SUBJECT(path_match),
    SUBJECT(path_symmetry_find),
};

/* Fail the n-th allocation for n = 1, 2, ...; all of the first hundred, then
 * every tenth, which bounds the time where each grid block allocates. */
static void fail_each(const chain *c, const subject *s)
{
  iw_context *ctx = NULL;
  size_t n = 1, faults = 0, wrong = 0;

  CHECK_INT(iw_context_create(&ctx), IW_OK);
  for (;; n += n < 100 ? 1 : 10) {
    const size_t before = iwi_context_allocations(ctx);
    iw_status status;
    int clean = 0, fired;

    iwi_context_fail_allocation(ctx, n);
    status = s->call(ctx, c, &clean);
    fired = iwi_context_allocations(ctx) >= before + n;
    iwi_context_fail_allocation(ctx, 0);
    if (!fired) { /* fewer than n allocations: it must have got through */
      CHECK_INT(status, IW_OK);
      CHECK(clean);
      break;
    }
    faults++;
    if (status != IW_E_MEMORY || !clean ||
        strstr(iw_context_message(ctx), "memory") == NULL) {
      if (wrong++ == 0)
        printf("%s, allocation %zu: status %d (%s), %s\n", s->name, n,
               (int)status, iw_context_message(ctx),
               clean ? "clean" : "something is left");
    }
  }
  CHECK_INT(wrong, 0);
  printf("%-24s %zu faults\n", s->name, faults);
  iw_context_destroy(ctx);
}

/* The reader of this small text is itself under test: build by hand. */
static void set_spec(chain *c)
{
  static const double frac[5][3] = {
      {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}, {0.5, 0.5, 0.5}, {0, 0, 0}};
  static const int32_t elements[5] = {3, 3, 3, 8, 17};
  static const double charges[5] = {1, 1, 1, -2, -1};
  static iw_site sites[5];

  iw_structure_spec_default(&c->spec);
  for (int i = 0; i < 3; i++)
    c->spec.lattice_ang[i][i] = 3.9083;
  for (int i = 0; i < 5; i++) {
    memcpy(sites[i].frac, frac[i], sizeof frac[i]);
    sites[i].element = elements[i];
    sites[i].occupancy = 1;
    sites[i].oxidation = NAN;
    c->charges[i] = charges[i];
  }
  c->spec.sites = sites;
  c->spec.n_sites = 5;
}

/* One Mg2+ for Li+ and one vacancy, on the three sites of the cell */
static iw_status dope(chain *c)
{
  const iw_substitution magnesium = {12, 2, "Li", 1, 1, IW_AMOUNT_COUNT};
  iw_doping_request request;

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.substitutions = &magnesium;
  request.n_substitutions = 1;
  return iw_doping_create(c->ctx, charged(c), c->symmetry, &request,
                          &c->doping);
}

/* A report on the doping, with one cell kept. */
static int build_dope_report(chain *c)
{
  static const uint8_t species[3] = {0};
  const iw_candidate candidate = {species, 1, 0, -1.5};
  iw_decorations *d = NULL;
  int ok = iw_doping_decorations(c->ctx, c->doping, 0, &d) == IW_OK &&
           iw_decorations_count(c->ctx, d, NULL, &c->dope_count) == IW_OK &&
           iw_selection_create(c->ctx, iw_doping_n_sites(c->doping), 1,
                               &c->dope_selection) == IW_OK;

  iw_decorations_destroy(d);
  if (!ok || iw_doping_n_sites(c->doping) != 3)
    return 0;
  iw_selection_add(c->dope_selection, &candidate);
  c->dope_kept.candidate = iw_selection_kept(c->dope_selection);
  c->dope_kept.group_symbol = "";
  c->dope_composition.count = c->dope_count;
  c->dope_composition.result = &c->dope_result;
  c->dope_composition.selection = c->dope_selection;
  c->dope_composition.kept = &c->dope_kept;
  c->dope_composition.n_kept = 1;
  c->dope_composition.estimate_s = NAN;
  for (int i = 0; i < 3; i++)
    c->dope_cell.matrix[i][i] = 1;
  c->dope_cell.index = 1;
  c->dope_cell.doping = c->doping;
  c->dope_cell.compositions = &c->dope_composition;
  iw_dope_report_default(&c->dope_report);
  c->dope_report.crystal = &c->report;
  c->dope_report.cells = &c->dope_cell;
  c->dope_report.n_cells = 1;
  c->dope_report.energy = "ewald";
  return 1;
}

static int build_salt(chain *c)
{
  static iw_site sites[2];
  iw_structure_spec spec;

  iw_structure_spec_default(&spec);
  for (int i = 0; i < 9; i++)
    spec.lattice_ang[i / 3][i % 3] = i % 4 == 0 ? 0 : 3.0;
  for (int i = 0; i < 2; i++) {
    sites[i].element = i == 0 ? 3 : 53;
    sites[i].oxidation = i == 0 ? 1 : -1;
    sites[i].occupancy = 1;
    for (int k = 0; k < 3; k++)
      sites[i].frac[k] = 0.5 * i;
  }
  spec.sites = sites;
  spec.n_sites = 2;
  iw_interstitials_options_default(&c->hole_options);
  c->hole_options.mobile_element = 3;
  c->hole_options.step_ang = 0.4;
  iw_defects_options_default(&c->defects_options);
  c->defects_options.mobile_element = 3;
  c->defects_options.max_pair_ang = 20;
  c->defects_options.matrix[2][2] = 2;
  if (iw_structure_create(c->ctx, &spec, &c->salt) != IW_OK ||
      iw_symmetry_find(c->ctx, c->salt, 0.01, &c->salt_symmetry) != IW_OK ||
      iw_interstitials_find(c->ctx, c->salt, c->salt_symmetry, c->parameters,
                            &c->hole_options, &c->holes) != IW_OK)
    return 0;
  c->defects_options.interstitial_frac = iw_interstitials_frac(c->holes);
  c->defects_options.n_interstitials = iw_interstitials_n_positions(c->holes);
  if (iw_defects_find(c->ctx, c->salt, c->salt_symmetry, &c->defects_options,
                      &c->defects) != IW_OK)
    return 0;
  iw_report_default(&c->salt_report);
  c->salt_report.structure = c->salt;
  c->salt_report.symmetry = c->salt_symmetry;
  c->salt_report.mobile_element = 3;
  iw_defects_report_default(&c->defects_report);
  c->defects_report.crystal = &c->salt_report;
  c->defects_report.parent = c->salt;
  c->defects_report.interstitials = c->holes;
  c->defects_report.defects = c->defects;
  /* a vacancy, an interstitial, a pair at least: all paths are gone */
  return iw_defects_n(c->defects) > 2;
}

static int build_hops(chain *c)
{
  iw_hops_options_default(&c->hops_options);
  c->hops_options.mobile_element = 3;
  c->hops_options.mechanisms =
      IW_HOP_VACANCY | IW_HOP_INTERSTITIAL | IW_HOP_KNOCK_OFF | IW_HOP_FRENKEL;
  c->hops_options.empty_frac = iw_interstitials_frac(c->holes);
  c->hops_options.n_empty = iw_interstitials_n_positions(c->holes);
  if (iw_hops_find(c->ctx, c->salt, c->salt_symmetry, &c->hops_options,
                   &c->hops) != IW_OK ||
      iw_migration_graph_from_hops(c->ctx, c->hops, IW_HOP_VACANCY,
                                   &c->graph) != IW_OK)
    return 0;
  for (size_t i = 0; i < iw_hops_n(c->hops) && i < 512; i++)
    c->hop_heights[i] = iw_hops_get(c->hops)[i].length_ang;
  iw_paths_report_default(&c->paths_report);
  c->paths_report.crystal = &c->salt_report;
  c->paths_report.hops = c->hops;
  c->paths_report.interstitials = c->holes;
  return iw_hops_n(c->hops) >= 4 && iw_hops_n(c->hops) <= 512 &&
         iw_hops_n_sites(c->hops) <= 16;
}

static int build(chain *c)
{
  iw_bvse_options_default(&c->field_options);
  c->field_options.mobile_element = 3;
  iw_landscape_options_default(&c->grid_options);
  c->grid_options.step_ang = 0.4;
  set_spec(c);
  if (iw_context_create(&c->ctx) != IW_OK ||
      iw_structure_create(c->ctx, &c->spec, &c->structure) != IW_OK ||
      iw_symmetry_find(c->ctx, c->structure, 0.01, &c->symmetry) != IW_OK ||
      iw_parameters_create(c->ctx, NULL, &c->parameters) != IW_OK ||
      iw_oxidation_assign(c->ctx, c->structure, c->parameters, NULL,
                          &c->oxidation) != IW_OK ||
      iw_bond_valence_compute(c->ctx, charged(c), c->parameters, &c->valence) !=
          IW_OK ||
      iw_bvse_create(c->ctx, charged(c), c->parameters, &c->field_options,
                     &c->field) != IW_OK ||
      iw_landscape_compute(c->ctx, c->field, charged(c), c->symmetry,
                           &c->grid_options, &c->landscape) != IW_OK ||
      iw_percolation_compute(c->ctx, c->landscape, c->field, NULL,
                             &c->percolation) != IW_OK ||
      iw_supercell_create(c->ctx, c->structure, doubled, &c->supercell) !=
          IW_OK ||
      iw_symmetry_find(c->ctx, iw_supercell_structure(c->supercell), 0.01,
                       &c->centred) != IW_OK ||
      dope(c) != IW_OK || !build_dope_report(c) || !build_salt(c) ||
      !build_hops(c))
    return 0;
  iw_report_default(&c->report);
  c->report.structure = charged(c);
  c->report.symmetry = c->symmetry;
  c->report.oxidation = c->oxidation;
  c->report.valence = c->valence;
  c->report.mobile_element = 3;
  c->report.parameters = c->parameters;
  c->report.field = c->field;
  c->report.landscape = c->landscape;
  c->report.percolation = c->percolation;
  c->report.options_json = "{\"step_ang\": 0.4}";
  return iw_report_json(c->ctx, &c->report, &c->text) == IW_OK;
}

static void destroy(chain *c)
{
  iw_migration_graph_destroy(c->graph);
  iw_hops_destroy(c->hops);
  iw_defects_destroy(c->defects);
  iw_interstitials_destroy(c->holes);
  iw_symmetry_destroy(c->salt_symmetry);
  iw_structure_destroy(c->salt);
  iw_symmetry_destroy(c->centred);
  iw_supercell_destroy(c->supercell);
  iw_text_destroy(c->text);
  iw_selection_destroy(c->dope_selection);
  iw_decoration_count_destroy(c->dope_count);
  iw_doping_destroy(c->doping);
  iw_percolation_destroy(c->percolation);
  iw_landscape_destroy(c->landscape);
  iw_bvse_destroy(c->field);
  iw_bond_valence_destroy(c->valence);
  iw_oxidation_destroy(c->oxidation);
  iw_parameters_destroy(c->parameters);
  iw_symmetry_destroy(c->symmetry);
  iw_structure_destroy(c->structure);
  iw_context_destroy(c->ctx);
}

int main(void)
{
  static chain c;
  const int built = build(&c);

  CHECK(built);
  if (!built)
    printf("%s\n", c.ctx == NULL ? "" : iw_context_message(c.ctx));
  snprintf(c.folder, sizeof c.folder, "/tmp/ionway-faults-XXXXXX");
  CHECK(mkdtemp(c.folder) != NULL);
  for (size_t i = 0; built && i < sizeof subjects / sizeof *subjects; i++)
    fail_each(&c, &subjects[i]);
  /* empty unless a failed write has left a part behind */
  CHECK_INT(rmdir(c.folder), 0);
  destroy(&c);
  return check_report();
}
