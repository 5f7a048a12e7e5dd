/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of symmetry-distinct decorations of real crystals, by counting and
 * by listing, against exact tables: those of the reference data, and those
 * published for well-known series, crystals written out here. */
#include "check.h"

#include <inttypes.h>
#include <stdlib.h>

#include <ionway/ionway.h>

/* Listing is checked up to this many decorations. */
#define MAX_LISTED 1e7

static const char rutile[] =
    "data_FeO2\n_cell_length_a 4.635\n_cell_length_b 4.635\n"
    "_cell_length_c 3.076\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P 42/m n m'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nFe 4\nO -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nFe1 Fe 0 0 0\n"
    "O1 O 0.305 0.305 0\n";

static const char spinel[] =
    "data_MgAl2O4\n_cell_length_a 8.08\n_cell_length_b 8.08\n"
    "_cell_length_c 8.08\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'F d -3 m :2'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nMg 2\nAl 3\nO -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nMg1 Mg 0.125 0.125 0.125\n"
    "Al1 Al 0.5 0.5 0.5\nO1 O 0.2625 0.2625 0.2625\n";

static const char tetragonal_perovskite[] =
    "data_PbTiO3\n_cell_length_a 3.904\n_cell_length_b 3.904\n"
    "_cell_length_c 4.152\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P 4 m m'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nPb 2\nTi 4\nO -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nPb1 Pb 0 0 0\n"
    "Ti1 Ti 0.5 0.5 0.538\nO1 O 0.5 0.5 0.112\nO2 O 0 0.5 0.617\n";

static const char cubic_perovskite[] =
    "data_LaTiO3\n_cell_length_a 3.87\n_cell_length_b 3.87\n"
    "_cell_length_c 3.87\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P m -3 m'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nLa 3\nTi 3\nO -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nLa1 La 0 0 0\n"
    "Ti1 Ti 0.5 0.5 0.5\nO1 O 0 0.5 0.5\n";

#define ARGYRODITE(lithium)                                                    \
  "data_Li6PS5Cl\n_cell_length_a 9.86026\n_cell_length_b 9.86026\n"            \
  "_cell_length_c 9.86026\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"        \
  "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'F -4 3 m'\nloop_\n"        \
  "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nP 5\nS -2\nCl -1\n"   \
  "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"      \
  "_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n" lithium     \
  "P1 P 0 0 0.5 1\nS1 S 0.1186 -0.1186 0.6186 1\nS2 S 0.25 0.25 0.75 1\n"      \
  "Cl1 Cl 0 0 0 1\n"

static const char argyrodite[] = ARGYRODITE("Li1 Li 0.25 0.0183 0.75 1\n");
static const char split_argyrodite[] =
    ARGYRODITE("Li1 Li 0.183 0.183 0.024 0.5\n");

/* 56 of the 120 Li sites, spread evenly */
#define GARNET(o24d, o96h)                                                     \
  "data_Li7La3Zr2O12\n_cell_length_a 12.97\n_cell_length_b 12.97\n"            \
  "_cell_length_c 12.97\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"          \
  "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'I a -3 d'\nloop_\n"        \
  "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nLa 3\nZr 4\nO -2\n"   \
  "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"      \
  "_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n"             \
  "Li1 Li 0.375 0 0.25 " o24d "\nLi2 Li 0.0959 0.6869 0.5782 " o96h            \
  "\nLa1 La 0.125 0 0.25 1\nZr1 Zr 0 0 0 1\nO1 O 0.28 0.1031 0.1952 1\n"

static const char garnet[] = GARNET("0.4666666667", "0.4666666667");
static const char full_garnet[] = GARNET("1", "1");

/* the anion frame of LGPS: lithium left out, the group is the same */
static const char lgps_frame[] =
    "data_LGPS\n_cell_length_a 8.71121\n_cell_length_b 8.71121\n"
    "_cell_length_c 12.6078\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P 42/n m c :1'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nGe 4\nP 5\nS -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nGe1 Ge 0 0.5 0.3079\nP2 P 0 0 0\n"
    "S1 S 0 0.187 0.0908\nS2 S 0 0.2943 0.4032\nS3 S 0 0.304 0.7062\n";

static const char gamma_li3po4[] =
    "data_Li3PO4\n_cell_length_a 10.49\n_cell_length_b 6.12\n"
    "_cell_length_c 4.9266\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P n m a'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nP 5\nO -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nLi1 Li 0.1639 0.5013 0.3013\n"
    "Li2 Li 0.4237 0.75 0.2056\nP1 P 0.4115 0.25 0.3082\n"
    "O1 O 0.3418 0.0437 0.2055\nO2 O 0.0505 0.25 0.2936\n"
    "O3 O 0.0898 0.75 0.1221\n";

static const char olivine[] =
    "data_LiFePO4\n_cell_length_a 10.332\n_cell_length_b 6.010\n"
    "_cell_length_c 4.692\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P n m a'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nFe 2\nP 5\nO -2\n"
    "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nLi1 Li 0 0 0\n"
    "Fe1 Fe 0.2822 0.25 0.9747\nP1 P 0.0948 0.25 0.4182\n"
    "O1 O 0.0968 0.25 0.7428\nO2 O 0.4571 0.25 0.206\n"
    "O3 O 0.1656 0.0465 0.2848\n";

static const char layered[] =
    "data_LiCoO2\n_cell_length_a 2.8161\n_cell_length_b 2.8161\n"
    "_cell_length_c 14.0536\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 120\n_space_group_name_H-M_alt 'R -3 m :H'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nCo 3\nO -2\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nLi1 Li 0 0 0.5\nCo1 Co 0 0 0\n"
    "O1 O 0 0 0.26\n";

static const char manganate[] =
    "data_LiMn2O4\n_cell_length_a 8.245\n_cell_length_b 8.245\n"
    "_cell_length_c 8.245\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'F d -3 m :2'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nMn 3.5\nO -2\n"
    "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nLi1 Li 0.125 0.125 0.125\n"
    "Mn1 Mn 0.5 0.5 0.5\nO1 O 0.2632 0.2632 0.2632\n";

static const char antiperovskite[] =
    "data_Li3OCl\n_cell_length_a 3.91\n_cell_length_b 3.91\n"
    "_cell_length_c 3.91\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P m -3 m'\nloop_\n"
    "_atom_type_symbol\n_atom_type_oxidation_number\nLi 1\nO -2\nCl -1\nloop_\n"
    "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\nLi1 Li 0.5 0 0\nO1 O 0 0 0\n"
    "Cl1 Cl 0.5 0.5 0.5\n";

/* "n atoms of a dopant on target", mostly with the charge of what it replaces,
 * so that only the counting is tested: the cell may carry the rest */
typedef struct wish {
  int32_t element;
  const char *target;
  double charge; /* of the dopant; for vacancies of what they replace */
  int n;
  double gain; /* what each atom adds to the charge of the cell */
} wish;

typedef struct row {
  const char *name, *cif;
  int n[3];
  const char *pool;
  wish wishes[2];
  size_t order;
  const char *total, *distinct;
} row;

enum { N = 7, O = 8, SI = 14, CL = 17, FE = 26, BR = 35, LI = 3 };
enum { ZR = 40, SB = 51, TA = 73, P = 15, VACANT = IW_VACANCY };

/* Published or Burnside counts: FeSbO4, spinel and PZT in Grau-Crespo et al.,
 * J. Phys.: Condens. Matter 19 (2007) 256201 and Okhotnikov et al., J.
 * Cheminform. 8 (2016) 17; the others computed by an independent program. */
static const row rows[] = {
    {"FeSbO4 1x1x1",
     rutile,
     {1, 1, 1},
     NULL,
     {{SB, "Fe", 4, 1, 0}},
     16,
     "2",
     "1"},
    {"FeSbO4 1x1x2",
     rutile,
     {1, 1, 2},
     NULL,
     {{SB, "Fe", 4, 2, 0}},
     32,
     "6",
     "2"},
    {"FeSbO4 1x1x3",
     rutile,
     {1, 1, 3},
     NULL,
     {{SB, "Fe", 4, 3, 0}},
     48,
     "20",
     "3"},
    {"FeSbO4 1x1x4",
     rutile,
     {1, 1, 4},
     NULL,
     {{SB, "Fe", 4, 4, 0}},
     64,
     "70",
     "8"},
    {"FeSbO4 2x2x2",
     rutile,
     {2, 2, 2},
     NULL,
     {{SB, "Fe", 4, 8, 0}},
     128,
     "12870",
     "180"},
    {"FeSbO4 2x2x3",
     rutile,
     {2, 2, 3},
     NULL,
     {{SB, "Fe", 4, 12, 0}},
     192,
     "2704156",
     "15565"},
    {"MgAlFeO4",
     spinel,
     {1, 1, 1},
     NULL,
     {{FE, "Al", 3, 8, 0}},
     192,
     "12870",
     "97"},
    {"PZT 4x2x1",
     tetragonal_perovskite,
     {4, 2, 1},
     NULL,
     {{ZR, "Ti", 4, 4, 0}},
     0,
     "70",
     "10"},
    {"PZT 4x3x2",
     tetragonal_perovskite,
     {4, 3, 2},
     NULL,
     {{ZR, "Ti", 4, 12, 0}},
     0,
     "2704156",
     "29606"},
    {"Li6PS5X 4S+4X", argyrodite, {1, 1, 1}, "4a+4d", {{0}}, 96, "70", "6"},
    {"3S+5X",
     argyrodite,
     {1, 1, 1},
     "4a+4d",
     {{CL, "S@4d", -1, 1, 1}},
     96,
     "56",
     "4"},
    {"2S+6X",
     argyrodite,
     {1, 1, 1},
     "4a+4d",
     {{CL, "S@4d", -1, 2, 1}},
     96,
     "28",
     "3"},
    {"4S+2Cl+2Br",
     argyrodite,
     {1, 1, 1},
     "4a+4d",
     {{BR, "Cl", -1, 2, 0}},
     96,
     "420",
     "12"},
    {"1S+4Cl+3Br",
     argyrodite,
     {1, 1, 1},
     "4a+4d",
     {{BR, "S@4d", -2, 3, 0}},
     96,
     "280",
     "10"},
    {"2S+4Cl+2Br",
     argyrodite,
     {1, 1, 1},
     "4a+4d",
     {{BR, "S@4d", -2, 2, 0}},
     96,
     "420",
     "12"},
    {"8S+8Cl 2x1x1", argyrodite, {2, 1, 1}, "4a+4d", {{0}}, 64, "12870", "306"},
    {"16S+16Cl 2x2x1",
     argyrodite,
     {2, 2, 1},
     "4a+4d",
     {{0}},
     0,
     "601080390",
     "4713304"},
    {"32S+32Cl 2x2x2",
     argyrodite,
     {2, 2, 2},
     "4a+4d",
     {{0}},
     768,
     "1832624140942590534",
     "2386232118451860"},
    {"24g, one vacancy",
     argyrodite,
     {1, 1, 1},
     NULL,
     {{VACANT, "Li", 1, 1, 0}},
     96,
     "24",
     "1"},
    {"24g, two vacancies",
     argyrodite,
     {1, 1, 1},
     NULL,
     {{VACANT, "Li", 1, 2, 0}},
     96,
     "276",
     "8"},
    {"48h half filled",
     split_argyrodite,
     {1, 1, 1},
     NULL,
     {{0}},
     96,
     "32247603683100",
     "335913656262"},
    {"LLZO 56 Li of 120",
     garnet,
     {1, 1, 1},
     "Li@24d+Li@96h",
     {{0}},
     96,
     "74149497419434427516855265371220435",
     "772390598119108672150911327539418"},
    {"LLZO 14Zr+2Ta",
     full_garnet,
     {1, 1, 1},
     NULL,
     {{TA, "Zr", 4, 2, 0}},
     96,
     "120",
     "5"},
    {"LLZO 12Zr+4Ta",
     full_garnet,
     {1, 1, 1},
     NULL,
     {{TA, "Zr", 4, 4, 0}},
     96,
     "1820",
     "34"},
    {"LGPS 2Ge+2P",
     lgps_frame,
     {1, 1, 1},
     NULL,
     {{P, "Ge", 4, 2, 0}},
     16,
     "6",
     "3"},
    {"LGPS 2x2x1 8Ge+8P",
     lgps_frame,
     {2, 2, 1},
     NULL,
     {{P, "Ge", 4, 8, 0}},
     64,
     "12870",
     "289"},
    {"Li3PO4 3P+1Si",
     gamma_li3po4,
     {1, 1, 1},
     NULL,
     {{SI, "P", 5, 1, 0}},
     8,
     "4",
     "1"},
    {"Li3PO4 15O+1N",
     gamma_li3po4,
     {1, 1, 1},
     NULL,
     {{N, "O", -2, 1, 0}},
     8,
     "16",
     "3"},
    {"Pnma 8d+4c+4c 14+2",
     gamma_li3po4,
     {1, 1, 1},
     NULL,
     {{N, "O", -2, 2, 0}},
     8,
     "120",
     "25"},
    {"LiFePO4 8Li-1",
     olivine,
     {2, 1, 1},
     NULL,
     {{VACANT, "Li", 1, 1, 0}},
     16,
     "8",
     "1"},
    {"LiCoO2 18Li+9vac",
     layered,
     {3, 3, 1},
     NULL,
     {{VACANT, "Li", 1, 9, 0}},
     324,
     "4686825",
     "15048"},
    {"LiMn2O4 4Li+4vac",
     manganate,
     {1, 1, 1},
     NULL,
     {{VACANT, "Li", 1, 4, 0}},
     192,
     "70",
     "4"},
    {"LLTO 15La+9Li+3vac",
     cubic_perovskite,
     {3, 3, 3},
     NULL,
     {{LI, "La", 3, 9, 0}, {VACANT, "La", 3, 3, 0}},
     1296,
     "3824449200",
     "2966122"},
    {"Li3OCl Br 4/8",
     antiperovskite,
     {2, 2, 2},
     NULL,
     {{BR, "Cl", -1, 4, 0}},
     384,
     "70",
     "6"},
    {"Li3OCl one vacancy",
     antiperovskite,
     {2, 2, 2},
     NULL,
     {{VACANT, "Li", 1, 1, 0}},
     384,
     "24",
     "1"},
    {"Li3OCl two vacancies",
     antiperovskite,
     {2, 2, 2},
     NULL,
     {{VACANT, "Li", 1, 2, 0}},
     384,
     "276",
     "7"},
};

static iw_context *ctx;

static void failed(const char *name)
{
  printf("%s: %s\n", name, iw_context_message(ctx));
}

/* Walk over all orbits: their number, and that multiplicities add up. */
static void check_listing(const char *name, const iw_decorations *d,
                          const iw_decoration_count *count)
{
  iw_decoration_walk *walk = NULL;
  uint64_t n = 0, sum = 0;
  char text[32];

  if (iw_decoration_count_total_real(count) > MAX_LISTED)
    return;
  CHECK_INT(iw_decoration_walk_create(ctx, d, 0, &walk), IW_OK);
  while (walk != NULL && iw_decoration_walk_next(walk)) {
    n++;
    sum += iw_decoration_walk_multiplicity(walk);
  }
  iw_decoration_walk_destroy(walk);
  snprintf(text, sizeof text, "%" PRIu64, n);
  CHECK_TEXT(text, iw_decoration_count_distinct(count));
  snprintf(text, sizeof text, "%" PRIu64, sum);
  CHECK_TEXT(text, iw_decoration_count_total(count));
  if (check_failures > 0)
    printf("  in %s\n", name);
}

/* The only composition of a doping: group order (0: not checked), numbers. */
static void check_space(const char *name, const iw_doping *doping, size_t order,
                        const char *total, const char *distinct)
{
  iw_decorations *d = NULL;
  iw_decoration_count *count = NULL;
  const int before = check_failures;

  CHECK_INT(iw_doping_n_compositions(doping), 1);
  CHECK_INT(iw_doping_decorations(ctx, doping, 0, &d), IW_OK);
  if (d != NULL)
    CHECK_INT(iw_decorations_count(ctx, d, NULL, &count), IW_OK);
  if (count == NULL) {
    failed(name);
  } else {
    if (order > 0)
      CHECK_INT(iw_decorations_order(d), order);
    CHECK(iw_decoration_count_is_exact(count));
    CHECK_TEXT(iw_decoration_count_total(count), total);
    CHECK_TEXT(iw_decoration_count_distinct(count), distinct);
    check_listing(name, d, count);
  }
  if (check_failures > before)
    printf("  in %s\n", name);
  iw_decoration_count_destroy(count);
  iw_decorations_destroy(d);
}

static iw_status read_row(const row *r, iw_structure **structure,
                          iw_symmetry **symmetry)
{
  iw_status status = iw_structure_read_memory(ctx, r->cif, strlen(r->cif),
                                              "row.cif", NULL, structure);

  if (status == IW_OK)
    status = iw_symmetry_find(ctx, *structure, 0.01, symmetry);
  return status;
}

static void check_row(const row *r)
{
  iw_structure *structure = NULL;
  iw_symmetry *symmetry = NULL;
  iw_doping *doping = NULL;
  iw_substitution substitutions[2];
  iw_doping_request request;
  iw_status status = read_row(r, &structure, &symmetry);

  iw_doping_request_default(&request);
  request.mobile_element = LI;
  request.contact_scale = 0;
  request.substitutions = substitutions;
  request.pools = &r->pool;
  request.n_pools = r->pool != NULL;
  for (int k = 0; k < 3; k++)
    request.matrix[k][k] = r->n[k];
  if (status == IW_OK)
    request.cell_charge =
        iw_structure_charge(structure) * r->n[0] * r->n[1] * r->n[2];
  for (size_t i = 0; i < 2 && r->wishes[i].n > 0; i++) {
    const wish *w = &r->wishes[i];

    substitutions[i] = (iw_substitution){
        w->element, w->charge, w->target, w->n, w->n, IW_AMOUNT_COUNT};
    request.cell_charge += w->n * (w->element == VACANT ? -w->charge : w->gain);
    request.n_substitutions = i + 1;
  }
  if (status == IW_OK)
    status = iw_doping_create(ctx, structure, symmetry, &request, &doping);
  CHECK_INT(status, IW_OK);
  if (status == IW_OK)
    check_space(r->name, doping, r->order, r->total, r->distinct);
  else
    failed(r->name);
  iw_doping_destroy(doping);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

static void published_series(void)
{
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    check_row(&rows[i]);
}

/* ------------------------------------------------------ the reference files */

typedef struct file_row {
  char name[64], comps[128], total[64], distinct[64];
  int n[3], order;
} file_row;

/* "comps=[[22, 2], [2, 2]]" as our pools give it, in any order of pools. */
static void check_counts(const file_row *r, const iw_doping *doping)
{
  const iw_composition *c = iw_doping_compositions(doping);
  const int32_t *counts = c->counts;
  size_t found = 0, wanted = 0;

  for (const char *p = r->comps; (p = strchr(p, ',')) != NULL; p++)
    wanted++;
  for (size_t p = 0; p < iw_doping_n_pools(doping); p++) {
    const iw_doping_pool *pool = &iw_doping_pools(doping)[p];
    char forward[40], backward[40];

    CHECK_INT(pool->n_species, 2);
    snprintf(forward, sizeof forward, "[%d, %d]", counts[0], counts[1]);
    snprintf(backward, sizeof backward, "[%d, %d]", counts[1], counts[0]);
    found +=
        strstr(r->comps, forward) != NULL || strstr(r->comps, backward) != NULL;
    counts += pool->n_species;
  }
  CHECK_INT(found, iw_doping_n_pools(doping));
  /* n pairs and the commas between them */
  CHECK_INT(2 * found - 1, wanted);
}

static void check_file_row(const file_row *r)
{
  char path[512];
  iw_structure *structure = NULL;
  iw_symmetry *symmetry = NULL;
  iw_doping *doping = NULL;
  iw_doping_request request;
  iw_status status;

  snprintf(path, sizeof path, "%s/anchors/enumeration/cifs/%s.cif",
           IONWAY_SHARED_DATA, r->name);
  status = iw_structure_read_file(ctx, path, NULL, &structure);
  if (status == IW_OK)
    status = iw_symmetry_find(ctx, structure, 0.01, &symmetry);
  iw_doping_request_default(&request);
  request.mobile_element = LI;
  request.contact_scale = 0;
  for (int k = 0; k < 3; k++)
    request.matrix[k][k] = r->n[k];
  if (status == IW_OK) {
    /* some of the files are charged on purpose */
    request.cell_charge =
        nearbyint(iw_structure_charge(structure) * r->n[0] * r->n[1] * r->n[2]);
    status = iw_doping_create(ctx, structure, symmetry, &request, &doping);
  }
  CHECK_INT(status, IW_OK);
  if (status == IW_OK) {
    check_counts(r, doping);
    check_space(r->name, doping, (size_t)r->order, r->total, r->distinct);
  } else {
    failed(r->name);
  }
  iw_doping_destroy(doping);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

static void reference_files(void)
{
  char line[512];
  size_t n = 0;
  FILE *file = fopen(IONWAY_SHARED_DATA "/anchors/enumeration/counts.tsv", "r");

  if (file == NULL) {
    SKIP("no reference data: anchors/enumeration/counts.tsv");
    return;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    file_row r;

    if (sscanf(line, "%63s %dx%dx%d comps=%127[^\t] %d %63s %63s", r.name,
               &r.n[0], &r.n[1], &r.n[2], r.comps, &r.order, r.total,
               r.distinct) != 8)
      continue;
    check_file_row(&r);
    n++;
  }
  fclose(file);
  CHECK_INT(n, 23);
}

/* ------------------------------------------------ derivatives of a lattice */

/* Binary decorations of the shapes of one index. */
typedef struct derivatives {
  double all, primitive; /* by counting                                      */
  uint64_t listed, swapped;
} derivatives;

/* The site, and its two species. */
static iw_site_group *shape_group(const iw_structure *structure,
                                  const iw_symmetry *symmetry,
                                  const iw_supercell_shape *shape)
{
  iw_site_group_spec spec;
  iw_site_group *group = NULL;
  const double frac[1][3] = {{0, 0, 0}};

  iw_site_group_spec_default(&spec);
  memcpy(spec.lattice_ang, iw_structure_lattice(structure),
         sizeof spec.lattice_ang);
  spec.operations = iw_symmetry_operations(symmetry);
  spec.n_operations = iw_symmetry_n_operations(symmetry);
  spec.frac = frac;
  spec.n_positions = 1;
  spec.tolerance_ang = 0.01;
  memcpy(spec.matrix, shape->matrix, sizeof spec.matrix);
  CHECK_INT(iw_site_group_create(ctx, &spec, &group), IW_OK);
  return group;
}

/* One representative with its species exchanged is the same or another: the
 * smaller of the two stands for both. */
static int is_first_of_swap(const iw_decorations *exchanged,
                            const uint8_t *species, size_t n)
{
  uint8_t other[16];
  uint64_t multiplicity;

  for (size_t i = 0; i < n; i++)
    other[i] = (uint8_t)(1 - species[i]);
  CHECK_INT(
      iw_decorations_canonical(ctx, exchanged, other, other, &multiplicity),
      IW_OK);
  return memcmp(species, other, n) <= 0;
}

static void count_shape(const iw_site_group *group, derivatives *sum)
{
  const int32_t n = (int32_t)iw_site_group_n_sites(group);
  const int32_t pools[16] = {0};

  for (int32_t k = 0; k <= n; k++) {
    const int32_t counts[2] = {n - k, k}, reversed[2] = {k, n - k};
    const iw_decoration_pool pool = {counts, 2}, back = {reversed, 2};
    iw_decoration_count_options options;
    iw_decoration_spec spec;
    iw_decorations *d = NULL, *exchanged = NULL;
    iw_decoration_count *all = NULL, *primitive = NULL;
    iw_decoration_walk *walk = NULL;

    iw_decoration_spec_default(&spec);
    spec.group = group;
    spec.site_pools = pools;
    spec.pools = &pool;
    spec.n_pools = 1;
    CHECK_INT(iw_decorations_create(ctx, &spec, &d), IW_OK);
    spec.pools = &back;
    CHECK_INT(iw_decorations_create(ctx, &spec, &exchanged), IW_OK);
    iw_decoration_count_options_default(&options);
    CHECK_INT(iw_decorations_count(ctx, d, &options, &all), IW_OK);
    options.primitive_only = 1;
    CHECK_INT(iw_decorations_count(ctx, d, &options, &primitive), IW_OK);
    sum->all += iw_decoration_count_distinct_real(all);
    sum->primitive += iw_decoration_count_distinct_real(primitive);
    CHECK_INT(iw_decoration_walk_create(ctx, d, 1, &walk), IW_OK);
    while (iw_decoration_walk_next(walk)) {
      sum->listed++;
      sum->swapped +=
          2 * k < n ||
          (2 * k == n &&
           is_first_of_swap(exchanged, iw_decoration_walk_species(walk),
                            (size_t)n));
    }
    iw_decoration_walk_destroy(walk);
    iw_decoration_count_destroy(all);
    iw_decoration_count_destroy(primitive);
    iw_decorations_destroy(d);
    iw_decorations_destroy(exchanged);
  }
}

/* Binary derivative structures of the fcc lattice: Hart and Forcade, Phys.
 * Rev. B 77 (2008) 224115, table IV; columns as in fcc_check.tsv. */
static void fcc_derivatives(void)
{
  static const struct {
    int forms, shapes, primitive, swapped, all;
  } known[] = {{1, 1, 2, 1, 2},           {7, 2, 2, 2, 6},
               {13, 3, 6, 3, 12},         {35, 7, 19, 12, 41},
               {31, 5, 28, 14, 38},       {91, 10, 80, 50, 130},
               {57, 7, 104, 52, 118},     {155, 20, 390, 229, 544},
               {130, 14, 504, 252, 568},  {217, 18, 1211, 685, 1371},
               {133, 11, 1364, 682, 1386}};
  static const int later[] = {3875, 2624, 9628, 16584, 49764};
  iw_site site = {.frac = {0, 0, 0}, .occupancy = 1, .element = 29};
  const double cell[3][3] = {{0, 1.8, 1.8}, {1.8, 0, 1.8}, {1.8, 1.8, 0}};
  iw_structure_spec spec;
  iw_structure *structure = NULL;
  iw_symmetry *symmetry = NULL;

  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, cell, sizeof cell);
  site.oxidation = 0;
  spec.sites = &site;
  spec.n_sites = 1;
  CHECK_INT(iw_structure_create(ctx, &spec, &structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, structure, 0.01, &symmetry), IW_OK);
  for (int index = 1; index <= 16; index++) {
    iw_supercell_shapes *shapes = NULL;
    derivatives sum = {0};
    int forms = 0;

    CHECK_INT(
        iw_supercell_shapes_find(ctx, structure, symmetry, index, &shapes),
        IW_OK);
    for (size_t i = 0; i < iw_supercell_shapes_n(shapes); i++) {
      const iw_supercell_shape *shape = &iw_supercell_shapes_get(shapes)[i];
      iw_site_group *group = shape_group(structure, symmetry, shape);

      forms += shape->multiplicity;
      count_shape(group, &sum);
      iw_site_group_destroy(group);
    }
    CHECK_INT(sum.listed, (uint64_t)sum.primitive);
    if (index <= 11) {
      CHECK_INT(forms, known[index - 1].forms);
      CHECK_INT(iw_supercell_shapes_n(shapes), known[index - 1].shapes);
      CHECK_INT(sum.listed, known[index - 1].primitive);
      CHECK_INT(sum.swapped, known[index - 1].swapped);
      CHECK_INT((uint64_t)sum.all, known[index - 1].all);
    } else {
      CHECK_INT(sum.swapped, later[index - 12]);
    }
    iw_supercell_shapes_destroy(shapes);
  }
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(fcc_derivatives);
  RUN(published_series);
  RUN(reference_files);
  iw_context_destroy(ctx);
  return check_report();
}
