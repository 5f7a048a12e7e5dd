/* SPDX-License-Identifier: BSD-3-Clause */
/* POSCAR and CONTCAR, versions 4 and 5. */
#include "reading.h"

#define LATTICE "4 0 0\n0 4 0\n0 0 4\n"

static const iw_site *site(const iw_structure *s, size_t i)
{
  return &iw_structure_sites(s)[i];
}

static void version_5_with_everything(void)
{
  iw_structure *s = reading("rock salt\n  2.0\n 2 0 0\n 0 2.0 0\n 0 0 2.5\n"
                            " Li_sv Fe/0123abcd O\n 1 1  2\n"
                            "Selective dynamics\nDirect\n"
                            "0 0 0 T F T\n.5 .5 .5 F F F\n"
                            "-.25 .0 0 T T T remark\n0 1.25E0 0\n\n"
                            "0.1 0.2 0.3\n0 0 0\n",
                            "CONTCAR");

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 4);
  CHECK_TEXT(iw_structure_title(s), "rock salt");
  CHECK_NEAR(iw_structure_volume(s), 4 * 4 * 5, 1e-12);
  CHECK_INT(site(s, 0)->element, 3);
  CHECK_INT(site(s, 1)->element, 26);
  CHECK_INT(site(s, 3)->element, 8);
  CHECK_NEAR(site(s, 2)->frac[0], 0.75, 1e-15);
  CHECK_NEAR(site(s, 3)->frac[1], 0.25, 1e-15);
  CHECK_INT(site(s, 0)->line, 10);
  CHECK(isnan(site(s, 0)->oxidation));
  CHECK_TEXT(site(s, 3)->label, "O2");
  iw_structure_destroy(s);
}

static void scale_may_be_a_volume_or_three_factors(void)
{
  iw_structure *s = reading("x\n-128\n1 0 0\n0 1 0\n0 0 2\nLi\n1\nCartesian\n"
                            "0.5 0.25 1\n",
                            "POSCAR");

  if (s != NULL) {
    CHECK_NEAR(iw_structure_volume(s), 128, 1e-10);
    CHECK_NEAR(iw_structure_lattice(s)[0][0], 4, 1e-12);
    CHECK_NEAR(site(s, 0)->frac[0], 0.5, 1e-12);
    CHECK_NEAR(site(s, 0)->frac[1], 0.25, 1e-12);
    CHECK_NEAR(site(s, 0)->frac[2], 0.5, 1e-12);
  }
  iw_structure_destroy(s);
  /* each factor scales one Cartesian component */
  s = reading("x\n2 3 4\n1 1 0\n0 1 0\n0 0 1\nLi\n1\nkartesisch\n1 1 .5\n",
              "POSCAR");
  if (s != NULL) {
    CHECK_NEAR(iw_structure_lattice(s)[0][0], 2, 0);
    CHECK_NEAR(iw_structure_lattice(s)[0][1], 3, 0);
    CHECK_NEAR(iw_structure_lattice(s)[2][2], 4, 0);
    CHECK_NEAR(site(s, 0)->frac[0], 0, 1e-12);
    CHECK_NEAR(site(s, 0)->frac[2], 0.5, 1e-12);
  }
  iw_structure_destroy(s);
}

static void version_4_names_elements_elsewhere(void)
{
  iw_structure *s =
      reading("Li O\n1.0\n" LATTICE "1 1\ndirect\n0 0 0\n.5 .5 .5\n", "POSCAR");

  if (s != NULL) {
    CHECK_INT(site(s, 0)->element, 3);
    CHECK_INT(site(s, 1)->element, 8);
  }
  iw_structure_destroy(s);
  s = reading("my crystal\n1.0\n" LATTICE "1 1\nD\n0 0 0 Na\n.5 .5 .5 F\n",
              "a.vasp");
  if (s != NULL) {
    CHECK_INT(site(s, 0)->element, 11);
    CHECK_INT(site(s, 1)->element, 9);
  }
  iw_structure_destroy(s);
  reading_fails("my crystal\n1.0\n" LATTICE "1 1\nD\n0 0 0\n.5 .5 .5\n",
                "POSCAR", IW_E_PARSE, "POSCAR:8: the element is named neither");
}

static void content_is_recognised(void)
{
  iw_structure *s =
      reading("Li\n1.0\n" LATTICE "Li\n1\ndirect\n0 0 0\n", "some.dat");

  iw_structure_destroy(s);
}

static void errors_name_the_line(void)
{
  static const struct {
    const char *text;
    iw_status status;
    const char *part;
  } cases[] = {
      {"x\n", IW_E_PARSE, "P:1: file ends here, want the scale factor"},
      {"x\n1\n1 0 0\n", IW_E_PARSE, "P:3: file ends here, want three cell"},
      {"x\nabc\n", IW_E_PARSE, "P:2: scale factor: 'abc' is not a number"},
      {"x\n0\n" LATTICE, IW_E_STRUCTURE, "P:2: scale factor is 0"},
      {"x\n1\n1 0\n", IW_E_PARSE, "P:3: cell vector has 2 numbers, want 3"},
      {"x\n1\n1 0 nan\n", IW_E_PARSE, "P:3: cell vector: 'nan' is not a"},
      {"x\n1\n1 0 0\n2 0 0\n0 0 1\n", IW_E_STRUCTURE, "P:5: cell has no vol"},
      {"x\n1\n" LATTICE "Qq\n1\n", IW_E_PARSE, "P:6: unknown element 'Qq'"},
      {"x\n1\n" LATTICE "Li O\n1\n", IW_E_PARSE, "P:7: 1 numbers of atoms, w"},
      {"x\n1\n" LATTICE "Li\n-1\n", IW_E_PARSE,
       "P:7: number of atoms: '-1' is"},
      {"x\n1\n" LATTICE "Li\n2000000\n", IW_E_LIMIT, "P:7: '2000000' atoms"},
      {"x\n1\n" LATTICE "Li\n1\nfoo\n", IW_E_PARSE, "P:8: 'foo', want 'Direct"},
      {"x\n1\n" LATTICE "Li\n2\nD\n0 0 0\n", IW_E_PARSE,
       "P:9: file ends after 1 atoms, want 2"},
      {"x\n1\n" LATTICE "Li\n900000\nD\n0 0 0\n", IW_E_PARSE, "too short"},
      {"x\n1\n" LATTICE "Li\n1\nD\n0 zero 0\n", IW_E_PARSE,
       "P:9: position: 'zero' is not a number"},
      {"x\n1\n" LATTICE "Li\n2\nD\n0 0 0\n0 0 .01\n", IW_E_STRUCTURE,
       "P:9: atoms 1 (Li1) and 2 (Li2) overlap: 0.040 Angstrom"},
      {"x\n1\n" LATTICE "Li\n0\nD\n", IW_E_STRUCTURE, "no atoms"},
      {"x\n0.1\n" LATTICE "Li\n1\nD\n0 0 0\n", IW_E_STRUCTURE,
       "P:3: cell is 0.4 Angstrom thick"},
      {"x\n1e5\n" LATTICE "Li\n1\nD\n0 0 0\n", IW_E_LIMIT, "cell vector of"},
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    iw_read_options options;
    iw_structure *s;

    iw_read_options_default(&options);
    options.format = IW_FORMAT_POSCAR;
    CHECK_INT(
        reading_try(cases[i].text, strlen(cases[i].text), "P", &options, &s),
        cases[i].status);
    CHECK_HOLDS(iw_context_message(reading_ctx), cases[i].part);
    iw_structure_destroy(s);
  }
}

int main(void)
{
  RUN(version_5_with_everything);
  RUN(scale_may_be_a_volume_or_three_factors);
  RUN(version_4_names_elements_elsewhere);
  RUN(content_is_recognised);
  RUN(errors_name_the_line);
  reading_end();
  return check_report();
}
