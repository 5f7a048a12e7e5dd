/* SPDX-License-Identifier: BSD-3-Clause */
/* CIF: syntax, cell, species, and what becomes of the listed atoms. */
#include "reading.h"

#define CELL(a, b, c)                                                          \
  "_cell_length_a " a "\n_cell_length_b " b "\n_cell_length_c " c "\n"         \
  "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n"
#define ATOMS                                                                  \
  "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"      \
  "_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n"
#define P1     "_symmetry_space_group_name_H-M 'P 1'\n"
#define CUBE   CELL("4", "4", "4")
#define MIRROR "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nx,y,-z\n"

static double x_of(const iw_structure *s, size_t site, int axis)
{
  return site < iw_structure_n_sites(s) ? iw_structure_sites(s)[site].frac[axis]
                                        : NAN;
}

static void a_cell_has_its_lengths_and_angles(void)
{
  iw_structure *s = reading("data_t\n_cell_length_a 5.0(1)\n"
                            "_cell_length_b 6.5(23)\n_cell_length_c 7\n"
                            "_cell_angle_alpha 80.5(1)\n_cell_angle_beta 95\n"
                            "_cell_angle_gamma 112.25\n" P1 ATOMS
                            "Li1 Li 0.1(2) -0.25 1.5 1\n",
                            "t.cif");
  const double(*a)[3];
  const double degree = acos(-1.0) / 180;

  if (s == NULL)
    return;
  a = iw_structure_lattice(s);
  CHECK_NEAR(sqrt(a[0][0] * a[0][0]), 5.0, 1e-12);
  CHECK_NEAR(sqrt(a[1][0] * a[1][0] + a[1][1] * a[1][1]), 6.5, 1e-12);
  CHECK_NEAR((a[1][0] * a[2][0] + a[1][1] * a[2][1]) / (6.5 * 7),
             cos(80.5 * degree), 1e-12);
  CHECK_NEAR(a[0][0] * a[2][0] / (5 * 7), cos(95 * degree), 1e-12);
  CHECK_NEAR(a[0][0] * a[1][0] / (5 * 6.5), cos(112.25 * degree), 1e-12);
  /* the textbook's volume of the general cell */
  CHECK_NEAR(iw_structure_volume(s),
             5 * 6.5 * 7 *
                 sqrt(1 - pow(cos(80.5 * degree), 2) -
                      pow(cos(95 * degree), 2) - pow(cos(112.25 * degree), 2) +
                      2 * cos(80.5 * degree) * cos(95 * degree) *
                          cos(112.25 * degree)),
             1e-9);
  CHECK_NEAR(x_of(s, 0, 0), 0.1, 1e-15);
  CHECK_NEAR(x_of(s, 0, 1), 0.75, 1e-15);
  CHECK_NEAR(x_of(s, 0, 2), 0.5, 1e-15);
  CHECK_INT(iw_structure_sites(s)[0].line, 16);
  CHECK_TEXT(iw_structure_title(s), "t");
  iw_structure_destroy(s);
}

/* The same rock salt, its symmetry told in every way there is. */
static void symmetry_may_be_told_in_many_ways(void)
{
  static const char *const ways[] = {
      "_symmetry_space_group_name_H-M 'F m -3 m'\n",
      "_space_group_name_H-M_alt Fm-3m\n",
      "_SPACE_GROUP_NAME_H-M_ALT 'F 4/m -3 2/m'\n",
      "_space_group.name_H-M_alt \"F_m_-3_m\"\n",
      "_symmetry_space_group_name_H-M fm3m\n",
      "_space_group_name_H-M_alt\n;\nF m -3 m\n;\n",
      "_space_group_name_Hall '-F 4 2 3'\n",
      "_symmetry_Int_Tables_number 225\n",
      "_space_group_IT_number 225\n_symmetry_space_group_name_H-M ?\n",
      "loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n"
      "1 'x,y,z'\n2 'z,x,y'\n3 '-Y, X, Z'\n4 -x,-y,-z\n"
      "5 'x,y+1/2,z+1/2'\n6 '0.5+x,y,.5+z'\n"};

  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    char text[1024];
    iw_structure *s;

    snprintf(text, sizeof text, "data_x\n%s%s%s%s", CELL("5", "5", "5"),
             ways[i], ATOMS, "Na1 Na1+ 0 0 0 1\nCl1 Cl1- .5 .5 .5 1\n");
    s = reading(text, "t.cif");
    if (s == NULL)
      continue;
    CHECK_INT(iw_structure_n_sites(s), 8);
    CHECK_NEAR(reading_amount(s, "Na"), 4, 0);
    CHECK_NEAR(iw_structure_charge(s), 0, 1e-15);
    for (size_t k = 0; k < 8; k++) {
      double sum = 0;

      for (int axis = 0; axis < 3; axis++)
        sum += x_of(s, k, axis);
      /* face centres: an even number of halves for Na, an odd one for Cl */
      CHECK_NEAR(fmod(2 * sum, 2),
                 iw_structure_sites(s)[k].element == 11 ? 0 : 1, 1e-12);
    }
    if (i + 1 < sizeof ways / sizeof *ways)
      CHECK_INT(iw_structure_declared_group(s), 225);
    iw_structure_destroy(s);
  }
}

static void unknown_symmetry_is_never_taken_for_p1(void)
{
  reading_fails("data_x\n" CUBE "_symmetry_space_group_name_H-M 'Q 9 m'\n" ATOMS
                "Li Li 0 0 0 1\n",
                "t.cif", IW_E_PARSE,
                "t.cif:8: unknown space-group symbol 'Q 9 m'");
  reading_fails("data_x\n" CUBE "_space_group_name_Hall 'nonsense'\n" ATOMS
                "Li Li 0 0 0 1\n",
                "t.cif", IW_E_PARSE,
                "t.cif:8: unknown space-group symbol 'nonsense'");
  reading_fails("data_x\n" CUBE "_space_group_IT_number 231\n" ATOMS
                "Li Li 0 0 0 1\n",
                "t.cif", IW_E_PARSE, "t.cif:8: space-group number '231'");
  reading_fails("data_x\n" CUBE "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n"
                "x,y,w+1/2\n" ATOMS "Li Li 0 0 0 1\n",
                "t.cif", IW_E_PARSE, "t.cif:11: 'x,y,w+1/2' is no symmetry");
  reading_fails("data_x\n" CUBE "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n"
                "x+y,y,z\n" ATOMS "Li Li 0 0 0 1\n",
                "t.cif", IW_E_PARSE, "t.cif:10: the symmetry operations");
  reading_fails(
      "data_x\n" CELL("4", "5", "6") "_space_group_IT_number 221\n" ATOMS
                                     "Li Li 0 0 0 1\n",
      "t.cif", IW_E_PARSE, "does not have the declared symmetry");
  /* nothing said at all is P 1, and said so */
  iw_structure_destroy(
      reading("data_x\n" CUBE ATOMS "Li Li 0 0 0 1\n", "t.cif"));
  CHECK_HOLDS(reading_log, "no symmetry is given");
}

/* Rounded coordinates of special positions become exact: no image within
 * rounding of another, all at equal distances. */
static void special_positions_are_exact(void)
{
  iw_structure *s = reading(
      "data_x\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 6\n"
      "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 120\n"
      "_space_group_name_H-M_alt 'P 63/m m c'\n" ATOMS
      "Co1 Co 0.333 0.667 0.25 1\nO1 O 0.33 0.667 0.5999 1\n",
      "t.cif");

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 6);
  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    const double x = x_of(s, i, 0), y = x_of(s, i, 1);

    CHECK_NEAR(fabs(x - 0.5), 1.0 / 6, 1e-15);
    CHECK_NEAR(x + y, 1, 1e-15);
  }
  CHECK_NEAR(x_of(s, 0, 2), 0.25, 1e-15);
  iw_structure_destroy(s);
}

/* 0.4 Angstrom across a mirror, each half filled: two places. */
static void split_sites_stay_apart(void)
{
  iw_structure *s = reading("data_x\n" CUBE MIRROR ATOMS
                            "Li1 Li 0 0 0.05 0.5\nO1 O 0.5 0.5 0 1\n",
                            "t.cif");

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 3);
  CHECK_NEAR(x_of(s, 0, 2), 0.05, 1e-15);
  CHECK_NEAR(x_of(s, 1, 2), 0.95, 1e-15);
  iw_structure_destroy(s);
  /* atoms listed one by one are never merged, however close */
  s = reading("data_x\n" CUBE P1 ATOMS "Li1 Li 0 0 0 0.5\n"
              "Li2 Li 0 0 0.003 0.5\nFe1 Fe 0.5 0.5 0.5 0.4\n"
              "Co1 Co 0.5 0.5 0.5 0.6\n",
              "t.cif");
  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 4);
  CHECK_NEAR(x_of(s, 1, 2), 0.003, 1e-15);
  iw_structure_destroy(s);
  /* but full atoms cannot be that close */
  reading_fails("data_x\n" CUBE MIRROR ATOMS "Li1 Li 0 0 0.05 1\n", "t.cif",
                IW_E_STRUCTURE, "overlap");
}

/* 0.04 Angstrom off a mirror: rounding for a full atom, a split for a half
 * one; a stated multiplicity is believed over either. */
static void stated_multiplicity_decides(void)
{
  static const struct {
    const char *occupancy, *multiplicity;
    size_t n;
  } cases[] = {{"1", ".", 1},   {"0.5", ".", 2}, {"0.5", "1", 1},
               {"0.5", "2", 2}, {"0.4", "7", 2}, {"1", "?", 1}};

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[1024];
    iw_structure *s;

    snprintf(text, sizeof text,
             "data_x\n%s%sloop_\n_atom_site_label\n_atom_site_fract_x\n"
             "_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n"
             "_atom_site_site_symmetry_multiplicity\nLi1 0 0 0.005 %s %s\n",
             CUBE, MIRROR, cases[i].occupancy, cases[i].multiplicity);
    s = reading(text, "t.cif");
    if (s == NULL)
      continue;
    CHECK_INT(iw_structure_n_sites(s), cases[i].n);
    if (cases[i].n == 1)
      CHECK_NEAR(x_of(s, 0, 2), 0, 1e-15);
    iw_structure_destroy(s);
  }
  CHECK_TEXT(reading_log, "");
}

static void origin_follows_the_atoms(void)
{
  /* spinel about the centre: A 1/8, B 1/2, O 0.262 (choice 2); the symbol does
   * not say which */
  iw_structure *s = reading(
      "data_x\n" CELL(
          "8.24", "8.24",
          "8.24") "_symmetry_space_group_name_H-M 'F d -3 m'\n" ATOMS
                  "Li1 Li1+ 0.125 0.125 0.125 1\nMn1 Mn3.5+ 0.5 0.5 0.5 1\n"
                  "O1 O2- 0.2631 0.2631 0.2631 1\n",
      "t.cif");

  if (s != NULL) {
    CHECK_INT(iw_structure_n_sites(s), 56);
    CHECK_NEAR(reading_amount(s, "Li"), 8, 0);
    CHECK_NEAR(reading_amount(s, "Mn"), 16, 0);
    CHECK_NEAR(iw_structure_charge(s), 0, 1e-12);
  }
  CHECK_HOLDS(reading_log, "origin choice 2 is taken");
  iw_structure_destroy(s);
  /* the same about the other origin: all shifted by -1/8 */
  s = reading("data_x\n" CELL(
                  "8.24", "8.24",
                  "8.24") "_symmetry_space_group_name_H-M 'F d -3 m'\n" ATOMS
                          "Li1 Li1+ 0 0 0 1\nMn1 Mn3.5+ 0.625 0.625 0.625 1\n"
                          "O1 O2- 0.3881 0.3881 0.3881 1\n",
              "t.cif");
  if (s != NULL)
    CHECK_INT(iw_structure_n_sites(s), 56);
  CHECK_HOLDS(reading_log, "origin choice 1 is taken");
  iw_structure_destroy(s);
}

static void charges_come_from_types_and_lists(void)
{
  iw_structure *s = reading(
      "data_x\n" CELL("9", "9", "9") P1
      "loop_\n_atom_type_symbol\n_atom_type_oxidation_number\n"
      "Fe3+ 3.2\nO2- -2\nMn 4\nS .\n" ATOMS
      "Fe1 Fe3+ 0 0 0 1\nO1 O2- .2 0 0 1\nMn1 mn .4 0 0 1\nS1 S .6 0 0 1\n"
      "Li1 Li1+ .8 0 0 1\nCl1 Cl- 0 .3 0 1\nCl2 Cl-1 0 .6 0 1\n"
      "Fe2 Fe+2 .3 .3 .3 1\nH1 D .6 .6 .6 1\nSi1 Siv .8 .8 .8 1\n"
      "Ni1 Ni0+ .5 .5 .5 1\n",
      "t.cif");
  static const double wanted[] = {3.2, -2, 4, NAN, 1, -1, -1, 2, NAN, NAN, 0};
  static const int32_t elements[] = {26, 8, 25, 16, 3, 17, 17, 26, 1, 14, 28};

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 11);
  for (size_t i = 0; i < 11; i++) {
    const iw_site *site = &iw_structure_sites(s)[i];

    CHECK_INT(site->element, elements[i]);
    if (isnan(wanted[i]))
      CHECK(isnan(site->oxidation));
    else
      CHECK_NEAR(site->oxidation, wanted[i], 1e-15);
  }
  iw_structure_destroy(s);
}

static void mixed_types_become_several_sites(void)
{
  iw_structure *s =
      reading("data_x\n" CUBE P1 ATOMS "M1 '0.75Si + 0.25Al' 0 0 0 0.8\n"
              "M2 0.5Fe3++0.5Fe2+ .5 .5 .5 1\n",
              "t.cif");
  const iw_site *site;

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 4);
  site = iw_structure_sites(s);
  CHECK_INT(site[0].element, 14);
  CHECK_NEAR(site[0].occupancy, 0.6, 1e-15);
  CHECK_INT(site[1].element, 13);
  CHECK_NEAR(site[1].occupancy, 0.2, 1e-15);
  CHECK_NEAR(site[2].oxidation, 3, 0);
  CHECK_NEAR(site[3].oxidation, 2, 0);
  CHECK_NEAR(site[3].occupancy, 0.5, 1e-15);
  CHECK_TEXT(site[1].label, "M1");
  iw_structure_destroy(s);
}

static void labels_stand_in_for_types(void)
{
  iw_structure *s = reading(
      "data_x\n_chemical_formula_sum 'C2 Ca F Fe Li O'\n" CELL("9", "9", "9") P1
      "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n"
      "_atom_site_fract_z\nLi1 0 0 0\nOW1 .2 0 0\nFE2 .4 0 0\nLI2a .6 0 0\n"
      "C1 .8 0 0\nCa(1) 0 .5 0\nCO3 0 .5 .5\nF1 .5 .5 .5\n",
      "t.cif");
  static const int32_t elements[] = {3, 8, 26, 3, 6, 20, 6, 9};

  if (s == NULL)
    return;
  for (size_t i = 0; i < 8; i++)
    CHECK_INT(iw_structure_sites(s)[i].element, elements[i]);
  iw_structure_destroy(s);
}

static void rows_without_an_atom_are_left_out(void)
{
  iw_structure *s = reading(
      "data_x\n" CUBE P1 "loop_\n_atom_site_label\n_atom_site_type_symbol\n"
      "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
      "_atom_site_occupancy\n_atom_site_calc_flag\n_atom_site_disorder_group\n"
      "Li1 Li 0 0 0 ? d .\nX1 Li .5 0 0 1 dum .\nH1 H ? ? ? 1 calc .\n"
      "O1 O .5 .5 .5 . . 1\nO2 O .5 .5 0 0.0 d 2\n",
      "t.cif");

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 2);
  CHECK_NEAR(iw_structure_sites(s)[0].occupancy, 1, 0);
  CHECK_HOLDS(reading_log, "1 dummy");
  CHECK_HOLDS(reading_log, "1 atoms without coordinates");
  CHECK_HOLDS(reading_log, "1 atoms of occupancy 0");
  iw_structure_destroy(s);
}

static void cartesian_coordinates_are_converted(void)
{
  iw_structure *s = reading(
      "data_x\n_cell.length_a 4\n_cell.length_b 5\n_cell.length_c 6\n"
      "_cell.angle_alpha 90\n_cell.angle_beta 120\n_cell.angle_gamma 90\n"
      "_symmetry.space_group_name_H-M 'P 1'\n"
      "loop_\n_atom_site.type_symbol\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n"
      "_atom_site.Cartn_z\nLi 2 2.5 0\nO -1.5 0 2.598076211353316\n",
      "t.cif");

  if (s == NULL)
    return;
  CHECK_NEAR(x_of(s, 0, 0), 0.5, 1e-12);
  CHECK_NEAR(x_of(s, 0, 1), 0.5, 1e-12);
  CHECK_NEAR(x_of(s, 1, 2), 0.5, 1e-12); /* halfway along c */
  CHECK_NEAR(fmin(x_of(s, 1, 0), 1 - x_of(s, 1, 0)), 0, 1e-12);
  iw_structure_destroy(s);
}

/* A frame with c along z, as the file may say. */
static void the_cartesian_frame_may_be_given(void)
{
  static const char head[] =
      "data_x\n_cell_length_a 4\n_cell_length_b 5\n_cell_length_c 6\n"
      "_cell_angle_beta 120\n_symmetry_space_group_name_H-M 'P 1'\n";
  static const char frame[] =
      "_atom_sites_Cartn_tran_matrix_11 3.4641016151377544\n"
      "_atom_sites_Cartn_tran_matrix_12 0\n"
      "_atom_sites_Cartn_tran_matrix_13 0\n"
      "_atom_sites_Cartn_tran_matrix_21 0\n"
      "_atom_sites_Cartn_tran_matrix_22 5\n"
      "_atom_sites_Cartn_tran_matrix_23 0\n"
      "_atom_sites_Cartn_tran_matrix_31 -2\n"
      "_atom_sites_Cartn_tran_matrix_32 0\n"
      "_atom_sites_Cartn_tran_matrix_33 6\n"
      "_atom_sites_Cartn_tran_vector_3 1\n";
  static const char atoms[] =
      "loop_\n_atom_site_type_symbol\n_atom_site_Cartn_x\n"
      "_atom_site_Cartn_y\n_atom_site_Cartn_z\n"
      "Li 1.7320508075688772 2.5 3\n";
  char text[2048];
  iw_structure *s;

  snprintf(text, sizeof text, "%s%s%s", head, frame, atoms);
  s = reading(text, "t.cif");
  if (s == NULL)
    return;
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(x_of(s, 0, k), 0.5, 1e-12);
  iw_structure_destroy(s);
  /* a matrix of another cell, and half a matrix */
  strstr(text, "22 5")[3] = '9';
  reading_fails(text, "t.cif", IW_E_PARSE, "does not fit the cell");
  snprintf(text, sizeof text, "%s_atom_sites_Cartn_tran_matrix_11 4\n%s", head,
           atoms);
  reading_fails(text, "t.cif", IW_E_PARSE, "does not fit the cell");
}

static void blocks_are_chosen(void)
{
  static const char text[] =
      "data_global\n_journal_name 'x'\n"
      "data_One\n" CUBE P1 ATOMS "Li Li 0 0 0 1\n"
      "data_two\n" CUBE P1 ATOMS "Na Na 0 0 0 1\nO O .5 .5 .5 1\n";
  iw_structure *s = reading(text, "t.cif");
  iw_read_options options;

  if (s != NULL)
    CHECK_TEXT(iw_structure_title(s), "One");
  CHECK_HOLDS(reading_log, "1 more have atoms");
  iw_structure_destroy(s);
  iw_read_options_default(&options);
  options.block = "TWO";
  CHECK_INT(reading_try(text, sizeof text - 1, "t.cif", &options, &s), IW_OK);
  if (s != NULL)
    CHECK_INT(iw_structure_n_sites(s), 2);
  iw_structure_destroy(s);
  options.block = "three";
  CHECK_INT(reading_try(text, sizeof text - 1, "t.cif", &options, &s),
            IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(reading_ctx), "no data block 'three'");
  reading_fails("data_a\n_x y\n", "t.cif", IW_E_PARSE, "no data block has");
}

/* One text, its lines ended in every way; line numbers stay. */
static void line_ends_and_marks_do_not_matter(void)
{
  static const char text[] =
      "# a comment 'with' quotes\ndata_x\n_title\n;\nmany [ lines ' of \" "
      "text\n;\n" CUBE P1 ATOMS "Li1 Li 0 0 0 1 # remark\n\n"
      "O1 O .5 .5 .5 1\n";
  static const char *const ends[] = {"\n", "\r\n", "\r"};

  for (int i = 0; i < 6; i++) {
    char changed[2048] = "";
    size_t n = 0;
    iw_structure *s;

    if (i >= 3)
      n = (size_t)snprintf(changed, sizeof changed, "\xef\xbb\xbf");
    for (const char *c = text; *c != '\0'; c++) {
      if (*c == '\n')
        n += (size_t)snprintf(changed + n, sizeof changed - n, "%s",
                              ends[i % 3]);
      else
        changed[n++] = *c;
    }
    changed[n] = '\0';
    s = reading(changed, "t.cif");
    if (s == NULL)
      continue;
    CHECK_INT(iw_structure_n_sites(s), 2);
    CHECK_INT(iw_structure_sites(s)[0].line, 21);
    CHECK_INT(iw_structure_sites(s)[1].line, 23);
    iw_structure_destroy(s);
  }
}

static void cif_2_is_read(void)
{
  iw_structure *s = reading(
      "#\\#CIF_2.0\ndata_t\xc3\xa4st\n"
      "_names [one 'two]' [\"three\" {'a':1 'b':\"\"\"x\"\"\"}]\n ]\n"
      "_author.name \xc3\x85se\n"
      "_text '''several\nlines 'of' text'''\n"
      "_more \"\"\"say \"so\" and 'so'\"\"\"\n"
      "_cell.length_a 4.0(1)\n_cell.length_b 4\n_cell.length_c 4\n"
      "_space_group.name_H-M_alt 'P m -3 m'\n"
      "loop_\n_atom_site.label\n_atom_site.fract_xyz\n_atom_site.type_symbol\n"
      "_atom_site.fract_x\n_atom_site.fract_y\n_atom_site.fract_z\n"
      "Li1 [0 0\n 0] Li1+ 0 0 0\nO1 [.5 0 0] O2- .5 0 0\n",
      "t.cif");

  if (s == NULL)
    return;
  CHECK_INT(iw_structure_n_sites(s), 4);
  CHECK_NEAR(reading_amount(s, "O"), 3, 0);
  CHECK_INT(iw_structure_sites(s)[0].line, 21);
  CHECK_INT(iw_structure_sites(s)[1].line, 22);
  iw_structure_destroy(s);
  reading_fails("#\\#CIF_2.0\ndata_x\n_a\n[1 2\n", "t.cif", IW_E_PARSE,
                "t.cif:4: not a CIF: '[' is not closed");
  reading_fails("data_x\n_a '''one\ntwo\n", "t.cif", IW_E_PARSE,
                "t.cif:2: not a CIF: triple-quoted text is not closed");
}

/* In CIF 1.1 brackets are letters like others, and quotes may stand inside. */
static void cif_1_keeps_its_own_rules(void)
{
  iw_structure *s =
      reading("data_x\n_moiety {Fe(CN)6\n_other [local]\n_name 'it's so'\n"
              "_url \"a 'b' c\"\n" CUBE P1 ATOMS "Li'1 Li 0 0 0 1\n",
              "t.cif");

  if (s != NULL)
    CHECK_TEXT(iw_structure_sites(s)[0].label, "Li'1");
  iw_structure_destroy(s);
}

int main(void)
{
  RUN(a_cell_has_its_lengths_and_angles);
  RUN(symmetry_may_be_told_in_many_ways);
  RUN(unknown_symmetry_is_never_taken_for_p1);
  RUN(special_positions_are_exact);
  RUN(split_sites_stay_apart);
  RUN(stated_multiplicity_decides);
  RUN(origin_follows_the_atoms);
  RUN(charges_come_from_types_and_lists);
  RUN(mixed_types_become_several_sites);
  RUN(labels_stand_in_for_types);
  RUN(rows_without_an_atom_are_left_out);
  RUN(cartesian_coordinates_are_converted);
  RUN(the_cartesian_frame_may_be_given);
  RUN(blocks_are_chosen);
  RUN(line_ends_and_marks_do_not_matter);
  RUN(cif_2_is_read);
  RUN(cif_1_keeps_its_own_rules);
  reading_end();
  return check_report();
}
