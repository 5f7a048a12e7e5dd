/* SPDX-License-Identifier: BSD-3-Clause */
/* Words for formulas, directions and planes; and whole reports on a landscape
 * whose thresholds are known exactly: -A cos x - B cos y - C cos z. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "report.h"

static iw_context *ctx;

static void check_formula(const char *expected, int n, const char *const *names,
                          const double *amounts)
{
  double atoms[IW_MAX_ELEMENT + 1] = {0};
  int32_t n_sites[IW_MAX_ELEMENT + 1] = {0};
  iw_text *text;

  for (int i = 0; i < n; i++) {
    const int32_t z = iw_element_from_symbol(names[i], strlen(names[i]));

    atoms[z] = amounts[i];
    n_sites[z] = 4 * (int32_t)ceil(amounts[i] / 4); /* fourfold orbits */
  }
  CHECK_INT(iwi_report_formula(ctx, atoms, n_sites, &text), IW_OK);
  CHECK_TEXT(iw_text_data(text), expected);
  iw_text_destroy(text);
}

#define FORMULA(expected, ...)                                                 \
  do {                                                                         \
    static const struct {                                                      \
      const char *name;                                                        \
      double n;                                                                \
    } list[] = {__VA_ARGS__};                                                  \
    const char *names[8];                                                      \
    double amounts[8];                                                         \
    const int n = (int)(sizeof list / sizeof list[0]);                         \
    for (int i = 0; i < n; i++) {                                              \
      names[i] = list[i].name;                                                 \
      amounts[i] = list[i].n;                                                  \
    }                                                                          \
    check_formula(expected, n, names, amounts);                                \
  } while (0)

static void formulas_are_reduced(void)
{
  FORMULA("Li6PS5Cl", {"S", 20}, {"Cl", 4}, {"Li", 24}, {"P", 4});
  FORMULA("LiFePO4", {"Li", 4}, {"Fe", 4}, {"P", 4}, {"O", 16});
  FORMULA("Li7.013La3Zr2O12", {"Li", 56.1}, {"La", 24}, {"Zr", 16}, {"O", 96});
  FORMULA("Li", {"Li", 2});
  FORMULA("LiH", {"H", 4}, {"Li", 4});
  FORMULA("Y0.148Zr0.852O1.926", {"Zr", 3.408}, {"Y", 0.592}, {"O", 7.704});
}

/* Every element stands in the order exactly once. */
static void no_element_is_left_out(void)
{
  for (int32_t z = 1; z <= IW_MAX_ELEMENT; z++) {
    double atoms[IW_MAX_ELEMENT + 1] = {0};
    int32_t n_sites[IW_MAX_ELEMENT + 1] = {0};
    iw_text *text;

    atoms[z] = n_sites[z] = 1;
    CHECK_INT(iwi_report_formula(ctx, atoms, n_sites, &text), IW_OK);
    CHECK_TEXT(iw_text_data(text), iw_element_symbol(z));
    iw_text_destroy(text);
  }
}

static void ions_are_named(void)
{
  char ion[IWI_ION_SIZE];

  CHECK_TEXT(iwi_report_ion(3, 1, ion), "Li+");
  CHECK_TEXT(iwi_report_ion(8, -2, ion), "O2-");
  CHECK_TEXT(iwi_report_ion(26, 2.5, ion), "Fe2.5+");
  CHECK_TEXT(iwi_report_ion(25, 10.0 / 3, ion), "Mn3.333+");
  CHECK_TEXT(iwi_report_ion(26, 0, ion), "Fe0");
  CHECK_TEXT(iwi_report_ion(26, NAN, ion), "Fe");
}

static void directions_are_named(void)
{
  static const int32_t c[3][3] = {{0, 0, 2}};
  static const int32_t diagonal[3][3] = {{2, -2, 0}};
  static const int32_t ab[3][3] = {{1, 1, 0}, {0, 2, 0}};
  static const int32_t tilted[3][3] = {{1, 0, 0}, {0, 1, 1}};
  static const int32_t all[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  char text[IWI_DIRECTION_SIZE];

  CHECK_TEXT(iwi_report_direction(1, c, text), "along c");
  CHECK_TEXT(iwi_report_direction(1, diagonal, text), "along [1 -1 0]");
  CHECK_TEXT(iwi_report_direction(2, ab, text), "in the ab plane");
  CHECK_TEXT(iwi_report_direction(2, tilted, text), "in the (0 1 -1) plane");
  CHECK_TEXT(iwi_report_direction(3, all, text), "in all three directions");
}

static void normals_stand_on_their_planes(void)
{
  const double lattice[3][3] = {{4, 0.3, -1}, {1, 5, 0.2}, {-0.7, 0.4, 6}};
  static const int32_t a[3] = {1, 2, -1}, b[3] = {0, 1, 3};
  double normal[3], u[3], v[3];
  int32_t hkl[3];

  iwi_report_plane(a, b, hkl);
  iwi_report_unit_normal(lattice, hkl, normal);
  iwi_report_unit_vector(lattice, a, u);
  iwi_report_unit_vector(lattice, b, v);
  CHECK_NEAR(normal[0] * u[0] + normal[1] * u[1] + normal[2] * u[2], 0, 1e-14);
  CHECK_NEAR(normal[0] * v[0] + normal[1] * v[1] + normal[2] * v[2], 0, 1e-14);
  CHECK_NEAR(normal[0] * normal[0] + normal[1] * normal[1] +
                 normal[2] * normal[2],
             1, 1e-14);
}

/* One Li in a 4 x 5 x 6 box and the cosine landscape on it. */
typedef struct fixture {
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_landscape *landscape;
  iw_percolation *percolation;
  iw_report report;
} fixture;

static void make_landscape(fixture *f, const double amplitude[3])
{
  const int32_t grid[3] = {16, 20, 24};
  const double turn = 2 * acos(-1.0);
  double *e = malloc(sizeof *e * 16 * 20 * 24);
  size_t n = 0;

  CHECK(e != NULL);
  if (e == NULL)
    return;
  for (int i = 0; i < grid[0]; i++) {
    for (int j = 0; j < grid[1]; j++) {
      for (int k = 0; k < grid[2]; k++)
        e[n++] = -amplitude[0] * cos(turn * i / grid[0]) -
                 amplitude[1] * cos(turn * j / grid[1]) -
                 amplitude[2] * cos(turn * k / grid[2]);
    }
  }
  CHECK_INT(iw_landscape_from_grid(ctx, iw_structure_lattice(f->structure),
                                   grid, e, &f->landscape),
            IW_OK);
  free(e);
}

static void set_up(fixture *f, const double amplitude[3])
{
  iw_site site = {.frac = {0.02, 0, 0},
                  .occupancy = 1,
                  .oxidation = 1,
                  .element = 3,
                  .label = "Li\033[31m"};
  iw_percolation_options options;
  iw_structure_spec spec;

  memset(f, 0, sizeof *f);
  iw_structure_spec_default(&spec);
  for (int k = 0; k < 3; k++)
    spec.lattice_ang[k][k] = 4 + k;
  spec.sites = &site;
  spec.n_sites = 1;
  spec.source = "box.cif";
  CHECK_INT(iw_structure_create(ctx, &spec, &f->structure), IW_OK);
  CHECK_INT(iw_symmetry_find(ctx, f->structure, 1e-3, &f->symmetry), IW_OK);
  make_landscape(f, amplitude);
  iw_percolation_options_default(&options);
  options.refine = 0;
  options.max_barrier_ev = 5;
  CHECK_INT(iw_percolation_compute(ctx, f->landscape, NULL, &options,
                                   &f->percolation),
            IW_OK);
  iw_report_default(&f->report);
  f->report.structure = f->structure;
  f->report.symmetry = f->symmetry;
  f->report.mobile_element = 3;
  f->report.landscape = f->landscape;
  f->report.percolation = f->percolation;
}

static void tear_down(fixture *f)
{
  iw_percolation_destroy(f->percolation);
  iw_landscape_destroy(f->landscape);
  iw_symmetry_destroy(f->symmetry);
  iw_structure_destroy(f->structure);
}

/* Passes lie 2A, 2B, 2C above the minimum: E_1D = 0.2 along c, E_2D = 0.3 in
 * the bc plane, E_3D = 4. */
static const double layered[3] = {2.0, 0.15, 0.1};

static void facts_of_a_layered_landscape(void)
{
  char statement[IWI_STATEMENT_SIZE];
  iwi_facts facts;
  fixture f;

  set_up(&f, layered);
  CHECK_INT(iwi_report_gather(ctx, &f.report, &facts), IW_OK);
  CHECK_INT(facts.n_percolating, 3);
  CHECK_INT(facts.easy_dimension, 2);
  CHECK_INT(facts.n_minima, 1);
  CHECK_NEAR(facts.density_g_cm3, 6.94 / 0.602214076 / 120, 1e-6);
  CHECK_TEXT(iwi_report_statement(&f.report, &facts, statement),
             "two-dimensional, in the bc plane: 0.300 eV; one more direction "
             "from 4.000 eV");
  iwi_report_release(&facts);
  tear_down(&f);
}

static void the_table_says_it(void)
{
  iw_text *text, *coloured;
  fixture f;

  set_up(&f, layered);
  CHECK_INT(iw_report_table(ctx, &f.report, 0, &text), IW_OK);
  CHECK_HOLDS(iw_text_data(text), "E_1D         0.200");
  CHECK_HOLDS(iw_text_data(text), "along c");
  CHECK_HOLDS(iw_text_data(text), "E_3D         4.000");
  CHECK_HOLDS(iw_text_data(text), "The host is rigid");
  /* neither our colours nor the input's escape bytes */
  CHECK(strchr(iw_text_data(text), '\033') == NULL);
  CHECK_INT(iw_report_table(ctx, &f.report, 1, &coloured), IW_OK);
  CHECK(strstr(iw_text_data(coloured), "\033[1m") != NULL);
  CHECK(strstr(iw_text_data(coloured), "\033[31m") == NULL);
  iw_text_destroy(coloured);
  iw_text_destroy(text);
  tear_down(&f);
}

static void rows_have_as_many_fields_as_the_header(void)
{
  iw_text *texts[3];
  fixture f;

  set_up(&f, layered);
  CHECK_INT(iw_report_csv_header(ctx, &texts[0]), IW_OK);
  CHECK_INT(iw_report_csv(ctx, &f.report, &texts[1]), IW_OK);
  CHECK_INT(iw_report_failure_csv(ctx, "a.cif", IW_E_PARSE, "no, \"cell\"",
                                  &texts[2]),
            IW_OK);
  for (int i = 0; i < 3; i++) {
    const char *text = iw_text_data(texts[i]);
    int commas = 0, quoted = 0;

    for (const char *c = text; *c != '\0'; c++) {
      quoted ^= *c == '"';
      commas += *c == ',' && !quoted;
    }
    CHECK_INT(commas, 20);
    CHECK_INT(text[strlen(text) - 1], '\n');
  }
  CHECK_HOLDS(iw_text_data(texts[1]), ",3,2,0.2");
  CHECK_HOLDS(iw_text_data(texts[2]), ",\"no, \"\"cell\"\"\"\n");
  for (int i = 0; i < 3; i++)
    iw_text_destroy(texts[i]);
  tear_down(&f);
}

static void no_threshold_is_no_number(void)
{
  static const double closed[3] = {9, 9, 9};
  iw_text *text;
  fixture f;

  set_up(&f, closed);
  CHECK_INT(iw_report_json(ctx, &f.report, &text), IW_OK);
  CHECK(strstr(iw_text_data(text), "\"barrier_ev\"") == NULL);
  iw_text_destroy(text);
  CHECK_INT(iw_report_table(ctx, &f.report, 0, &text), IW_OK);
  CHECK_HOLDS(iw_text_data(text), "not found");
  iw_text_destroy(text);
  tear_down(&f);
}

static void exhaustion_is_reported(void)
{
  iw_status status = IW_E_MEMORY;
  iw_text *text = NULL;
  fixture f;
  size_t n;

  set_up(&f, layered);
  for (n = 1; n < 3000 && status != IW_OK; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = iw_report_json(ctx, &f.report, &text);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || (status == IW_E_MEMORY && text == NULL));
  }
  CHECK(n > 50);
  CHECK_INT(status, IW_OK);
  iw_text_destroy(text);
  text = NULL;
  status = IW_E_MEMORY;
  for (n = 1; n < 200 && status != IW_OK; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = iw_report_table(ctx, &f.report, 1, &text);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || (status == IW_E_MEMORY && text == NULL));
  }
  CHECK_INT(status, IW_OK);
  iw_text_destroy(text);
  tear_down(&f);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(formulas_are_reduced);
  RUN(no_element_is_left_out);
  RUN(ions_are_named);
  RUN(directions_are_named);
  RUN(normals_stand_on_their_planes);
  RUN(facts_of_a_layered_landscape);
  RUN(the_table_says_it);
  RUN(rows_have_as_many_fields_as_the_header);
  RUN(no_threshold_is_no_number);
  RUN(exhaustion_is_reported);
  iw_context_destroy(ctx);
  return check_report();
}
