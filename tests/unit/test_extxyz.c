/* SPDX-License-Identifier: BSD-3-Clause */
/* Extended XYZ: comment line, columns in any order, frames. */
#include "reading.h"

#define CUBE "Lattice=\"4 0 0 0 4 0 0 0 4\""

static const iw_site *site(const iw_structure *s, size_t i)
{
  return &iw_structure_sites(s)[i];
}

static void columns_come_in_any_order(void)
{
  iw_structure *s =
      reading("2\nenergy=-1.5 " CUBE " pbc=\"T T T\" "
              "Properties=forces:R:3:pos:R:3:id:I:1:occupancy:R:1:species:S:1:"
              "oxidation:R:1:fixed:L:1 note='a b=c' stress=\"0 0 0\" flag\n"
              "9 9 9 1 2 3 7 0.25 Fe 2.5 T\n9 9 9 3 0 -1 8 1 O nan F extra\n",
              "a.xyz");

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 2);
  CHECK_NEAR(site(s, 0)->frac[0], 0.25, 1e-15);
  CHECK_NEAR(site(s, 0)->frac[2], 0.75, 1e-15);
  CHECK_NEAR(site(s, 1)->frac[2], 0.75, 1e-15);
  CHECK_NEAR(site(s, 0)->occupancy, 0.25, 0);
  CHECK_NEAR(site(s, 0)->oxidation, 2.5, 0);
  CHECK(isnan(site(s, 1)->oxidation));
  CHECK_INT(site(s, 0)->element, 26);
  CHECK_INT(site(s, 1)->line, 4);
  iw_structure_destroy(s);
}

/* The rows of a skew cell follow one another in Lattice. */
static void cell_vectors_are_rows(void)
{
  iw_structure *s = reading(
      "1\nlattice=[[4, 0, 0], [1, 5, 0], [0.5, 0.25, 6]]\nLi 2.75 2.625 3\n",
      "a.extxyz");

  if (s == NULL)
    return;
  CHECK_NEAR(iw_structure_lattice(s)[1][0], 1, 0);
  CHECK_NEAR(iw_structure_lattice(s)[2][1], 0.25, 0);
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(site(s, 0)->frac[k], 0.5, 1e-15);
  iw_structure_destroy(s);
}

static void numbers_may_name_elements(void)
{
  iw_structure *s =
      reading("1\n" CUBE " Properties=Z:I:1:pos:R:3\n11 0 0 0\n", "a.xyz");

  if (s != NULL)
    CHECK_INT(site(s, 0)->element, 11);
  iw_structure_destroy(s);
}

static void frames_are_counted_from_zero(void)
{
  static const char text[] = "1\n" CUBE "\nLi 0 0 0\n"
                             "2\n" CUBE "\nNa 0 0 0\nCl 2 2 2\n\n"
                             "1\n" CUBE "\nK 0 0 0\n";
  static const int32_t elements[] = {3, 11, 19};
  iw_read_options options;
  iw_structure *s;

  iw_read_options_default(&options);
  for (size_t i = 0; i < 3; i++) {
    options.frame = i;
    CHECK_INT(reading_try(text, sizeof text - 1, "a.xyz", &options, &s), IW_OK);
    if (s != NULL)
      CHECK_INT(site(s, 0)->element, elements[i]);
    iw_structure_destroy(s);
  }
  options.frame = 3;
  CHECK_INT(reading_try(text, sizeof text - 1, "a.xyz", &options, &s),
            IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(reading_ctx),
              "frame 3 is wanted, the file has 3");
}

static void open_boundaries_are_remarked(void)
{
  iw_structure_destroy(
      reading("1\n" CUBE " pbc=\"T T F\"\nLi 0 0 0\n", "a.xyz"));
  CHECK_HOLDS(reading_log, "taken as periodic");
}

static void content_is_recognised(void)
{
  iw_structure_destroy(reading("1\n" CUBE "\nLi 0 0 0\n", "some.dat"));
}

static void errors_name_the_line(void)
{
  static const struct {
    const char *text;
    iw_status status;
    const char *part;
  } cases[] = {
      {"x\n", IW_E_PARSE, "a.xyz:1: met 'x', want the number of atoms"},
      {"1\n", IW_E_PARSE, "a.xyz:1: file ends here, want a comment line"},
      {"1\nenergy=1\nLi 0 0 0\n", IW_E_PARSE, "a.xyz:2: no Lattice"},
      {"1\nLattice=\"1 2 3\"\nLi 0 0 0\n", IW_E_PARSE,
       "a.xyz:2: Lattice '1 2 3', want 9 numbers"},
      {"1\nLattice=\"4 0 0 0 4 0 0 0 inf\"\nLi 0 0 0\n", IW_E_PARSE,
       "a.xyz:2: Lattice: 'inf' is not a number"},
      {"1\nLattice=\"4 0 0 0 4 0 0 4 0\"\nLi 0 0 0\n", IW_E_STRUCTURE,
       "a.xyz:2: cell has no volume"},
      {"2\n" CUBE "\nLi 0 0 0\n", IW_E_PARSE,
       "a.xyz:3: file ends after 1 atoms, want 2"},
      {"999999\n" CUBE "\nLi 0 0 0\n", IW_E_PARSE, "too short"},
      {"1000001\n" CUBE "\nLi 0 0 0\n", IW_E_LIMIT, "the limit is 1000000"},
      {"1\n" CUBE "\nXx 0 0 0\n", IW_E_PARSE, "a.xyz:3: unknown element 'Xx'"},
      {"1\n" CUBE "\nLi 0 0\n", IW_E_PARSE, "a.xyz:3: 3 columns, want 4"},
      {"1\n" CUBE "\nLi 0 nan 0\n", IW_E_PARSE,
       "a.xyz:3: position: 'nan' is not a number"},
      {"1\n" CUBE " Properties=pos:R:3\n0 0 0\n", IW_E_PARSE,
       "a.xyz:2: Properties lacks species"},
      {"1\n" CUBE " Properties=species:S:1:pos:R\nLi 0 0 0\n", IW_E_PARSE,
       "a.xyz:2: Properties: column 'pos'"},
      {"1\n" CUBE " Properties=species:S:1:pos:R:2\nLi 0 0\n", IW_E_PARSE,
       "a.xyz:2: Properties: width of column 'pos'"},
      {"1\n" CUBE " Properties=species:S:1:pos:R:3:x:R:250\nLi 0 0 0\n",
       IW_E_PARSE, "a.xyz:3: 4 columns, want 254"},
      {"1\n" CUBE " Properties=species:S:1:pos:R:3:occupancy:R:1\n"
       "Li 0 0 0 1.3\n",
       IW_E_STRUCTURE, "a.xyz:3: atom 1 (Li): occupancy 1.3"},
      {"0\n" CUBE "\n", IW_E_STRUCTURE, "no atoms"},
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    reading_fails(cases[i].text, "a.xyz", cases[i].status, cases[i].part);
}

int main(void)
{
  RUN(columns_come_in_any_order);
  RUN(cell_vectors_are_rows);
  RUN(numbers_may_name_elements);
  RUN(frames_are_counted_from_zero);
  RUN(open_boundaries_are_remarked);
  RUN(content_is_recognised);
  RUN(errors_name_the_line);
  reading_end();
  return check_report();
}
