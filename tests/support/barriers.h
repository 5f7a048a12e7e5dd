/* SPDX-License-Identifier: BSD-3-Clause */
/* Made-up barriers, complete and incomplete, to be reported. */
#ifndef IONWAY_TEST_BARRIERS_H
#define IONWAY_TEST_BARRIERS_H

#include <math.h>
#include <string.h>

#include <ionway/ionway.h>

enum { BARRIERS_MAX_HOPS = 6, BARRIERS_N_IMAGES = 9, BARRIERS_N_CURVE = 101 };

enum {
  BARRIERS_ONE,    /* one hop, everything known                             */
  BARRIERS_MANY,   /* with failures, minima on the way, odd names           */
  BARRIERS_BARE,   /* one hop of which nothing is known                     */
  BARRIERS_NONE,   /* no hop                                                */
  BARRIERS_SOFT,   /* a host on springs                                     */
  BARRIERS_RIGID,  /* exact saddles, no bands */
  BARRIERS_VALLEY, /* one hop over a minimum, downhill, not certified */
  BARRIERS_DOWN,   /* one hop without a barrier, under a long name */
  BARRIERS_N_CASES
};

static const char *const barriers_names[BARRIERS_N_CASES] = {
    "one", "many", "bare", "none", "soft", "rigid", "valley", "down"};

/* A report and all it lends. */
typedef struct barriers {
  iw_structure *crystal, *supercell;
  iw_symmetry *symmetry;
  iw_report base;
  iw_report_note notes[2];
  int32_t matrix[3][3];
  iw_neb_report_hop hops[BARRIERS_MAX_HOPS];
  iw_neb_report_saddle saddles[BARRIERS_MAX_HOPS][2];
  iw_neb_report_minimum minima[1];
  iw_saddle_info infos[BARRIERS_MAX_HOPS];
  double s[BARRIERS_MAX_HOPS][BARRIERS_N_IMAGES];
  double e[BARRIERS_MAX_HOPS][BARRIERS_N_IMAGES];
  double curve_s[BARRIERS_MAX_HOPS][BARRIERS_N_CURVE];
  double curve_e[BARRIERS_MAX_HOPS][BARRIERS_N_CURVE];
  iw_neb_report_threshold thresholds[3];
  iw_neb_report report;
} barriers;

/* Li3OCl, an antiperovskite, na x nb x 1 times. */
static iw_structure *barriers_cell(iw_context *ctx, int na, int nb)
{
  static const struct {
    int32_t element;
    double frac[3];
  } basis[5] = {{3, {0.5, 0.5, 0}},
                {3, {0.5, 0, 0.5}},
                {3, {0, 0.5, 0.5}},
                {8, {0.5, 0.5, 0.5}},
                {17, {0, 0, 0}}};
  iw_site sites[20];
  iw_structure_spec spec;
  iw_structure *out = NULL;
  size_t n = 0;

  memset(sites, 0, sizeof sites);
  for (int k = 0; k < 5 * na * nb; k++) {
    const int cell = k % (na * nb);

    sites[n].element = basis[k / (na * nb)].element;
    memcpy(sites[n].frac, basis[k / (na * nb)].frac, sizeof sites[n].frac);
    sites[n].frac[0] = (sites[n].frac[0] + cell % na) / na;
    sites[n].frac[1] = (sites[n].frac[1] + (double)(cell / na)) / nb;
    sites[n].occupancy = 1;
    sites[n++].oxidation = NAN;
  }
  iw_structure_spec_default(&spec);
  spec.lattice_ang[0][0] = 3.9083 * na;
  spec.lattice_ang[1][1] = 3.9083 * nb;
  spec.lattice_ang[2][2] = 3.9083;
  spec.sites = sites;
  spec.n_sites = n;
  spec.source = "samples/Li3OCl/structure.cif";
  return iw_structure_create(ctx, &spec, &out) == IW_OK ? out : NULL;
}

/* top sin^2 up to the middle, then down to the end's energy */
static double barriers_profile(double x, double top, double end)
{
  const double half = sin(acos(-1.0) * x);

  return x < 0.5 ? top * half * half : end + (top - end) * half * half;
}

/* A certified hop with everything that can be told. */
static iw_neb_report_hop *barriers_hop(barriers *b, size_t i, const char *name,
                                       double length_ang, double top_ev,
                                       double end_ev)
{
  iw_neb_report_hop *hop = &b->hops[i];

  iw_neb_report_hop_default(hop);
  hop->name = name;
  hop->mechanism = "vacancy";
  hop->from = "Li1";
  hop->to = "Li1";
  memcpy(hop->from_frac, (const double[3]){0.5, 0.5, 0}, sizeof(double[3]));
  memcpy(hop->to_frac, (const double[3]){0, 0.5, -0.5}, sizeof(double[3]));
  hop->length_ang = length_ang;
  hop->n_per_cell = 12;
  hop->state = "certified";
  hop->reason = "";
  hop->certified = 1;
  hop->forward_ev = top_ev;
  hop->reverse_ev = top_ev - end_ev;
  hop->error_ev = 2.5e-5;
  hop->start_ev = -312.4523;
  hop->end_ev = hop->start_ev + end_ev;
  hop->max_force_ev_ang = 0.0123;
  hop->guess = "idpp";
  hop->n_images = BARRIERS_N_IMAGES;
  for (int k = 0; k < BARRIERS_N_IMAGES; k++) {
    const double x = (double)k / (BARRIERS_N_IMAGES - 1);

    b->s[i][k] = length_ang * x;
    b->e[i][k] = barriers_profile(x, top_ev, end_ev);
  }
  for (int k = 0; k < BARRIERS_N_CURVE; k++) {
    const double x = (double)k / (BARRIERS_N_CURVE - 1);

    b->curve_s[i][k] = length_ang * x;
    b->curve_e[i][k] = barriers_profile(x, top_ev, end_ev);
  }
  hop->s_ang = b->s[i];
  hop->energies_ev = b->e[i];
  hop->n_curve = BARRIERS_N_CURVE;
  hop->curve_s_ang = b->curve_s[i];
  hop->curve_energies_ev = b->curve_e[i];
  b->infos[i] = (iw_saddle_info){.energy_ev = hop->start_ev + top_ev,
                                 .max_force_ev_ang = 3.1e-4,
                                 .force_norm_ev_ang = 8.2e-4,
                                 .n_eigenvalues = 4,
                                 .eigenvalues_ev_ang2 = {-2.31, 1.2, 1.9, 2.4},
                                 .residuals_ev_ang2 = {4e-5, 0.01, 0.02, 0.4},
                                 .order = 1,
                                 .energy_error_ev = 2.5e-5,
                                 .alignment = 0.97,
                                 .moved_ang = 0.031,
                                 .n_calls = 24,
                                 .certified = 1};
  b->saddles[i][0] = (iw_neb_report_saddle){.s_ang = length_ang / 2,
                                            .energy_ev = top_ev,
                                            .frac = {0.25, 0.5, -0.25},
                                            .certified = 1,
                                            .info = &b->infos[i]};
  hop->saddles = b->saddles[i];
  hop->n_saddles = 1;
  hop->n_calls = 63;
  return hop;
}

/* Over a minimum halfway: two saddles, the second the higher. */
static void barriers_two_stretches(barriers *b, size_t i, const char *name)
{
  iw_neb_report_hop *hop = barriers_hop(b, i, name, 3.9083, 0.612, 0.05);

  b->saddles[i][1] = b->saddles[i][0];
  b->saddles[i][0] = (iw_neb_report_saddle){
      .s_ang = 0.9, .energy_ev = 0.402, .frac = {0.3, 0.5, 0.1}};
  b->saddles[i][1].s_ang = 2.7;
  b->minima[0] = (iw_neb_report_minimum){
      .s_ang = 1.8, .energy_ev = 0.221, .frac = {0.1, 0.5, 0.25}};
  hop->minima = b->minima;
  hop->n_minima = 1;
  hop->n_saddles = 2;
  hop->symmetric = 1;
}

static void barriers_failed_hop(barriers *b, size_t i)
{
  iw_neb_report_hop *hop = &b->hops[i];

  iw_neb_report_hop_default(hop);
  hop->name = "4";
  hop->mechanism = "knock-off";
  hop->from = "Li_octahedral1";
  hop->to = "Li_tetrahedral12";
  hop->length_ang = 2.2;
  hop->state = "energy failed";
  hop->reason =
      "image 4: the client at unix:/tmp/ipi_ionway stopped answering after "
      "12 calls, and \"no number\" came back twice, once more than is allowed";
  hop->n_calls = 12;
  hop->n_images = BARRIERS_N_IMAGES;
}

static void barriers_many(barriers *b)
{
  iw_neb_report_hop *hop;

  barriers_hop(b, 0, "1", 2.7636, 0.2701, 0);
  b->hops[0].path_file = "paths/hop-1.xyz";
  barriers_two_stretches(b, 1, "2");
  b->hops[1].path_file = "paths/hop-2.xyz";
  hop = barriers_hop(b, 2, "3", 3.1, 0.44, -0.1);
  hop->mechanism = "interstitial";
  hop->to = "i1";
  hop->certified = 0;
  hop->state = "out of steps";
  hop->reason = "largest force on an atom 0.083 eV/\xc3\x85 after 500 steps";
  hop->error_ev = NAN;
  b->saddles[2][0].certified = b->infos[2].certified = 0;
  b->infos[2].order = -1;
  b->infos[2].n_eigenvalues = 1;
  b->infos[2].max_force_ev_ang = 0.083;
  barriers_failed_hop(b, 3);
  hop = barriers_hop(b, 4, NULL, 1.2, NAN, NAN);
  hop->state = "no barrier";
  hop->reason = "an end is the highest image";
  hop->certified = 0;
  hop->n_saddles = 0;
  hop = barriers_hop(b, 5, "6", 4.4, 0.9, 0.2);
  b->saddles[5][0].info = NULL; /* found, not examined */
  hop->from = "Li\033[31m,\"x\"";
  hop->prefactor_forward_thz = 9.81;
  b->report.n_hops = 6;
  b->thresholds[0] = (iw_neb_report_threshold){.found = 1,
                                               .barrier_ev = 0.2701,
                                               .rank = 1,
                                               .basis = {{0, 1, 0}},
                                               .hop = "1"};
  b->thresholds[1] = (iw_neb_report_threshold){.found = 1,
                                               .barrier_ev = 0.54,
                                               .rank = 2,
                                               .basis = {{1, 0, 0}, {0, 1, 0}},
                                               .hop = "3"};
  b->report.thresholds = b->thresholds;
  b->report.energy_model = "ipi";
  b->report.energy_source = "unix:ionway";
  b->notes[0] = (iw_report_note){IW_LOG_NOTE, "oxidation states guessed"};
  b->notes[1] = (iw_report_note){
      IW_LOG_WARNING, "the cell carries a charge of -1 e; a uniform background "
                      "balances it"};
  b->base.notes = b->notes;
  b->base.n_notes = 2;
}

static void barriers_one(barriers *b)
{
  iw_neb_report_hop *hop = barriers_hop(b, 0, "1", 2.7636, 0.3112, 0.0634);

  hop->prefactor_forward_thz = 9.812;
  hop->prefactor_reverse_thz = 7.4;
  hop->path_file = "path.xyz";
  b->report.plot_file = "path.svg";
  b->report.n_hops = 1;
  for (int d = 0; d < 3; d++)
    b->thresholds[d] =
        (iw_neb_report_threshold){.found = 1,
                                  .barrier_ev = 0.3112,
                                  .rank = 3,
                                  .basis = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                  .hop = "1"};
  b->report.thresholds = b->thresholds;
  b->report.energy_model = "field";
  b->report.energy_source = "Li3OCl.json";
}

static void barriers_soft(barriers *b)
{
  for (size_t i = 0; i < 2; i++) {
    iw_neb_report_hop *hop = barriers_hop(b, i, i == 0 ? "1" : "2", 2.7636,
                                          0.31 + 0.2 * (double)i, 0);

    hop->rigid_forward_ev = 0.62 + 0.2 * (double)i;
    hop->host_shift_ang = 0.184;
  }
  b->report.n_hops = 2;
  b->report.energy_model = "soft";
  b->report.cell_charge = NAN;
}

static void barriers_rigid(barriers *b)
{
  for (size_t i = 0; i < 3; i++) {
    iw_neb_report_hop *hop =
        barriers_hop(b, i, NULL, 2.7 + (double)i, 0.43 + (double)i, 0);

    hop->n_images = hop->n_curve = hop->n_calls = 0;
    hop->s_ang = hop->energies_ev = NULL;
    hop->curve_s_ang = hop->curve_energies_ev = NULL;
    hop->guess = NULL;
    hop->max_force_ev_ang = NAN;
    hop->error_ev = 1e-12;
    b->infos[i].max_force_ev_ang = 3e-14;
    b->infos[i].n_eigenvalues = 3;
    hop->path_file = "paths.xyz";
  }
  b->report.n_hops = 3;
  b->report.energy_model = "bvse";
  b->report.force_tol_ev_ang = NAN;
  b->report.cell_charge = NAN;
  b->report.supercell = NULL;
  b->report.matrix = NULL;
  b->report.image_distance_ang = NAN;
  b->report.thresholds = b->thresholds; /* none found */
}

/* Up 0.9, down to 0.3, up 0.5 and far down: a wave that sinks. */
static void barriers_valley(barriers *b)
{
  iw_neb_report_hop *hop;

  barriers_two_stretches(b, 0, "1");
  hop = &b->hops[0];
  hop->certified = 0;
  hop->state = "not certified";
  hop->reason = "2 negative eigenvalues at the second saddle";
  b->infos[0].certified = b->saddles[0][1].certified = 0;
  b->infos[0].order = 2;
  b->infos[0].n_eigenvalues = 2;
  b->infos[0].alignment = NAN;
  b->infos[0].energy_error_ev = NAN;
  for (int k = 0; k < BARRIERS_N_CURVE; k++) {
    const double x = b->curve_s[0][k] / hop->length_ang;

    b->curve_e[0][k] = 0.45 * (1 - cos(4 * acos(-1.0) * x)) - 0.7 * x;
  }
  for (int k = 0; k < BARRIERS_N_IMAGES; k++)
    b->e[0][k] =
        b->curve_e[0][k * (BARRIERS_N_CURVE - 1) / (BARRIERS_N_IMAGES - 1)];
  b->saddles[0][0].s_ang = 0.22 * hop->length_ang;
  b->saddles[0][1].s_ang = 0.72 * hop->length_ang;
  b->saddles[0][0].energy_ev = hop->forward_ev = 0.73;
  b->saddles[0][1].energy_ev = 0.38;
  hop->reverse_ev = 1.43;
  b->report.n_hops = 1;
  b->report.energy_model = "field";
}

static void barriers_down(barriers *b)
{
  iw_neb_report_hop *hop =
      barriers_hop(b, 0, "Li1-to-i12-over-the-edge", 1.9, NAN, NAN);

  for (int k = 0; k < BARRIERS_N_IMAGES; k++)
    b->e[0][k] = -0.05 * k;
  hop->n_curve = 0;
  hop->from = "Li_octahedral_site_one";
  hop->n_saddles = 0;
  hop->certified = 0;
  hop->state = "no barrier";
  hop->reason = "an end is the highest image";
  b->report.n_hops = 1;
  b->report.energy_model = "a_model_of_my_own";
  b->report.thresholds = b->thresholds;
}

/* The report of a case, 0 when memory is out. */
static int barriers_begin(iw_context *ctx, barriers *b, int which)
{
  memset(b, 0, sizeof *b);
  iw_neb_report_default(&b->report);
  iw_report_default(&b->base);
  b->crystal = barriers_cell(ctx, 1, 1);
  b->supercell = barriers_cell(ctx, 2, 2);
  if (b->crystal == NULL || b->supercell == NULL ||
      iw_symmetry_find(ctx, b->crystal, 1e-2, &b->symmetry) != IW_OK)
    return 0;
  b->base.structure = b->crystal;
  b->base.symmetry = b->symmetry;
  b->base.mobile_element = 3;
  b->base.options_json = "{\"force-tol-ev-ang\": 0.02}";
  b->report.crystal = &b->base;
  b->report.hops = b->hops;
  if (which == BARRIERS_BARE || which == BARRIERS_NONE) {
    iw_neb_report_hop_default(&b->hops[0]);
    b->report.n_hops = which == BARRIERS_BARE;
    return 1;
  }
  b->report.mobile_charge = 1;
  b->report.supercell = b->supercell;
  b->matrix[0][0] = b->matrix[1][1] = 2;
  b->matrix[2][2] = 1;
  b->report.matrix = (const int32_t(*)[3])b->matrix;
  b->report.image_distance_ang = 3.9083;
  b->report.cell_charge = -1;
  b->report.force_tol_ev_ang = 0.02;
  if (which == BARRIERS_ONE)
    barriers_one(b);
  else if (which == BARRIERS_MANY)
    barriers_many(b);
  else if (which == BARRIERS_SOFT)
    barriers_soft(b);
  else if (which == BARRIERS_RIGID)
    barriers_rigid(b);
  else if (which == BARRIERS_VALLEY)
    barriers_valley(b);
  else
    barriers_down(b);
  return 1;
}

static void barriers_end(barriers *b)
{
  iw_symmetry_destroy(b->symmetry);
  iw_structure_destroy(b->crystal);
  iw_structure_destroy(b->supercell);
}

#endif
