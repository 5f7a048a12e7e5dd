/* SPDX-License-Identifier: BSD-3-Clause */
/* What a wish means for a crystal: pools, amounts, who pays, refusals, and the
 * ordered cells that come out. */
#include "doped.h"

#include "crystals.h"

static iw_substitution put(int32_t element, const char *target, double min,
                           double max, iw_amount_unit unit)
{
  const iw_substitution s = {element, NAN, target, min, max, unit};

  return s;
}

static iw_doping_request ask(const iw_substitution *list, size_t n)
{
  iw_doping_request request;

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.substitutions = list;
  request.n_substitutions = n;
  return request;
}

static void dope(doped *d, const crystal *c, const iw_doping_request *request)
{
  doped_begin(d);
  d->status = crystal_structure(d->ctx, c, &d->structure);
  if (d->status == IW_OK)
    doped_make(d, request);
}

static void dope_olivine(doped *d, const iw_doping_request *request)
{
  static crystal c;

  crystal_olivine(&c);
  dope(d, &c, request);
}

static const iw_composition *first(const doped *d)
{
  return iw_doping_compositions(d->doping);
}

static void lithium_vacancies_pay_for_aluminium(void)
{
  const iw_substitution al = put(13, "Fe", 1, 1, IW_AMOUNT_COUNT);
  const iw_doping_request request = ask(&al, 1);
  doped d;

  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(iw_doping_n_compositions(d.doping), 1);
  CHECK_INT(iw_doping_n_pools(d.doping), 2);
  CHECK_INT(iw_doping_n_sites(d.doping), 8);
  CHECK_INT(iw_doping_n_spectators(d.doping), 20);
  CHECK_INT(iw_site_group_order(iw_doping_group(d.doping)), 8);
  CHECK_INT(doped_count(&d, 0, "Fe 4c", "Fe2+"), 3);
  CHECK_INT(doped_count(&d, 0, "Fe 4c", "Al3+"), 1);
  CHECK_INT(doped_count(&d, 0, "Li 4a", "Li+"), 3);
  CHECK_INT(doped_count(&d, 0, "Li 4a", "vac"), 1);
  CHECK_INT(first(&d)->rule, IW_COMPENSATE_VACANCY);
  CHECK_TEXT(first(&d)->rule_text,
             "1 Al3+ on Fe2+ (+1 e) balanced by 1 Li+ vacancy");
  CHECK_TEXT(first(&d)->formula, "Li3 Fe3 Al1 P4 O16");
  CHECK_INT(first(&d)->n_roundings, 0);
  CHECK_NEAR(first(&d)->amounts[0], 1, 0);
  doped_end(&d);
}

/* A range gives all whole numbers in it, in order. */
static void a_range_gives_all_whole_numbers(void)
{
  const iw_substitution al = put(13, "Fe", 0, 0.6, IW_AMOUNT_FRACTION);
  const iw_doping_request request = ask(&al, 1);
  doped d;

  dope_olivine(&d, &request); /* 0.6 of 4 is 2.4 */
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(iw_doping_n_compositions(d.doping), 3);
  for (int n = 0; n < 3; n++) {
    CHECK_INT(doped_count(&d, (size_t)n, "Fe 4c", "Al3+"), n);
    CHECK_INT(doped_count(&d, (size_t)n, "Li 4a", "vac"), n);
    CHECK_NEAR(iw_doping_compositions(d.doping)[n].amounts[0], n, 0);
  }
  CHECK_INT(first(&d)->rule, IW_COMPENSATE_NONE);
  doped_end(&d);
}

/* A species that rounding leaves none of is told as well. */
static void nothing_of_it_is_told(void)
{
  const iw_substitution al = put(13, "Fe", 0.09, 0.09, IW_AMOUNT_FRACTION);
  iw_doping_request request = ask(&al, 1);
  doped d;

  dope_olivine(&d, &request); /* 0.36 of an atom */
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(first(&d)->n_roundings, 1);
  CHECK_TEXT(first(&d)->roundings[0].name, "Al3+");
  CHECK_INT(first(&d)->roundings[0].species, -1);
  CHECK_NEAR(first(&d)->roundings[0].wanted, 0.36, 1e-12);
  CHECK_INT(first(&d)->roundings[0].got, 0);
  doped_end(&d);
}

static void an_amount_between_is_rounded_and_told(void)
{
  const iw_substitution al = put(13, "Fe", 0.2, 0.2, IW_AMOUNT_FRACTION);
  iw_doping_request request = ask(&al, 1);
  doped d;

  dope_olivine(&d, &request); /* 0.8 of an atom */
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(doped_count(&d, 0, "Fe 4c", "Al3+"), 1);
  CHECK_INT(first(&d)->n_roundings, 1);
  CHECK_NEAR(first(&d)->roundings[0].wanted, 0.8, 1e-12);
  CHECK_INT(first(&d)->roundings[0].got, 1);
  doped_end(&d);
  request.matrix[2][2] = 5; /* 4 of 20 */
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(doped_count(&d, 0, "Fe 4c", "Al3+"), 4);
  CHECK_INT(first(&d)->n_roundings, 0);
  doped_end(&d);
}

static void isovalent_and_several_at_once(void)
{
  const iw_substitution list[2] = {put(12, "Fe", 0, 1, IW_AMOUNT_COUNT),
                                   put(14, "P", 1, 2, IW_AMOUNT_COUNT)};
  iw_doping_request request = ask(list, 2);
  doped d;

  request.rules[0] = IW_COMPENSATE_REDOX; /* Si4+ on P5+ oxidises Fe2+ */
  request.n_rules = 1;
  request.redox_element = 26;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(iw_doping_n_compositions(d.doping), 4);
  CHECK_INT(doped_count(&d, 3, "Fe 4c", "Mg2+"), 1);
  CHECK_INT(doped_count(&d, 3, "P 4c", "Si4+"), 2);
  /* two electrons less on three Fe */
  CHECK_NEAR(iw_doping_compositions(d.doping)[3]
                 .charges[doped_entry(&d, "Fe 4c", "Fe2+")],
             2 + 2.0 / 3, 1e-12);
  CHECK_TEXT(iw_doping_compositions(d.doping)[3].rule_text,
             "1 Mg2+ on Fe2+, 2 Si4+ on P5+ (-2 e) balanced by Fe2+ becoming "
             "Fe2.667+ on average");
  doped_end(&d);
}

static void delithiation_is_paid_by_iron(void)
{
  const iw_substitution gone = put(IW_VACANCY, "Li", 0, 1, IW_AMOUNT_FRACTION);
  iw_doping_request request = ask(&gone, 1);
  doped d;

  request.rules[0] = IW_COMPENSATE_REDOX;
  request.n_rules = 1;
  request.redox_element = 26;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(iw_doping_n_compositions(d.doping), 5);
  for (int n = 0; n < 5; n++) {
    CHECK_INT(doped_count(&d, (size_t)n, "Li 4a", "vac"), n);
    CHECK_NEAR(iw_doping_compositions(d.doping)[n]
                   .charges[doped_entry(&d, "Fe 4c", "Fe2+")],
               2 + n / 4.0, 1e-12);
  }
  doped_end(&d);
  /* the same without anybody to pay */
  request.rules[0] = IW_COMPENSATE_INTERSTITIAL;
  request.substitutions = &gone;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK); /* only the parent is left */
  CHECK_INT(iw_doping_n_compositions(d.doping), 1);
  CHECK_HOLDS(d.log, "4 of 5 compositions do not balance");
  doped_end(&d);
  /* or with a cell that is to carry the charge */
  request.cell_charge = -2;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status == IW_OK) {
    doped_check(&d, -2);
    CHECK_INT(iw_doping_n_compositions(d.doping), 1);
    CHECK_INT(doped_count(&d, 0, "Li 4a", "vac"), 2);
  }
  doped_end(&d);
}

static void a_codopant_pays(void)
{
  const iw_substitution al = put(13, "Fe", 1, 2, IW_AMOUNT_COUNT);
  const iw_substitution si = put(14, "P", 0, 1, IW_AMOUNT_COUNT);
  iw_doping_request request = ask(&al, 1);
  doped d;

  request.rules[0] = IW_COMPENSATE_CODOPANT;
  request.rules[1] = IW_COMPENSATE_VACANCY;
  request.codopant = &si;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(iw_doping_n_compositions(d.doping), 2);
  CHECK_INT(doped_count(&d, 0, "P 4c", "Si4+"), 1);
  CHECK_TEXT(first(&d)->rule_text,
             "1 Al3+ on Fe2+ (+1 e) balanced by 1 Si4+ on P5+");
  /* two Si are not allowed: the next rule has to */
  CHECK_INT(iw_doping_compositions(d.doping)[1].rule, IW_COMPENSATE_VACANCY);
  CHECK_INT(doped_count(&d, 1, "P 4c", "Si4+"), 0);
  CHECK_INT(doped_count(&d, 1, "Li 4a", "vac"), 2);
  doped_end(&d);
}

/* An anion that moves: fluorite takes up F- for Y3+, loses it for Na+. */
static void fluorine_enters_and_leaves(void)
{
  static const double empty[1][3] = {{0.5, 0.5, 0.5}};
  iw_substitution dopant = put(39, "Ca", 1, 1, IW_AMOUNT_COUNT);
  iw_doping_request request = ask(&dopant, 1);
  static crystal c;
  doped d;

  crystal_fluorite(&c);
  request.mobile_element = 9;
  request.interstitial_frac = empty;
  request.n_interstitials = 1;
  for (int i = 0; i < 3; i++)
    request.matrix[i][i] = 2;
  dope(&d, &c, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(iw_doping_n_pools(d.doping), 2);
  CHECK_INT(doped_count(&d, 0, "Ca 4a", "Y3+"), 1);
  CHECK_INT(doped_count(&d, 0, "interstitial", "F-"), 1);
  CHECK_INT(doped_count(&d, 0, "interstitial", "vac"), 7);
  CHECK_TEXT(first(&d)->rule_text,
             "1 Y3+ on Ca2+ (+1 e) balanced by 1 F- interstitial");
  CHECK_INT(iw_site_group_order(iw_doping_group(d.doping)), 48 * 8);
  doped_end(&d);
  dopant = put(11, "Ca1", 2, 2, IW_AMOUNT_COUNT); /* by label */
  dope(&d, &c, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(doped_count(&d, 0, "F 8c", "vac"), 2);
  CHECK_INT(doped_count(&d, 0, "Ca 4a", "Na+"), 2);
  CHECK_INT(doped_pool(&d, "interstitial"), -1);
  doped_end(&d);
}

/* Three orbits of O: one pool as a whole, apart where the request tells them
 * apart; then a dopant is spread over them in every way. */
static void full_orbits_join_unless_told_apart(void)
{
  iw_substitution list[2] = {put(16, "O", 2, 2, IW_AMOUNT_COUNT),
                             put(9, "O@8d", 0, 0, IW_AMOUNT_COUNT)};
  iw_doping_request request = ask(list, 1);
  const char *all = "8d+4c";
  doped d;

  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_pools(d.doping), 1);
  CHECK_INT(doped_count(&d, 0, "O 4c+8d", "S2-"), 2);
  CHECK_INT(doped_count(&d, 0, "O 4c+8d", "O2-"), 14);
  doped_end(&d);
  request.n_substitutions = 2;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  CHECK_INT(iw_doping_n_pools(d.doping), 2);
  CHECK_INT(iw_doping_n_compositions(d.doping), 3);
  for (int n = 0; n < 3; n++) {
    CHECK_INT(doped_count(&d, (size_t)n, "O 4c", "S2-"), n);
    CHECK_INT(doped_count(&d, (size_t)n, "O 8d", "S2-"), 2 - n);
  }
  doped_end(&d);
  request.max_compositions = 2;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_E_LIMIT);
  CHECK_HOLDS(doped_message(&d), "3 compositions, the limit is 2");
  doped_end(&d);
  request.max_compositions = 100;
  request.pools = &all; /* Fe, P and O on one pool: asked for, so done */
  request.n_pools = 1;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_pools(d.doping), 1);
  CHECK_INT(iw_doping_n_sites(d.doping), 24);
  doped_end(&d);
}

/* An ordered crystal is its own and only arrangement. */
static void keeps_ordered_crystal(void)
{
  iw_doping_request request;
  iw_decorations *decorations = NULL;
  iw_structure *cell = NULL;
  doped d;
  uint8_t species[64] = {0};

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  CHECK_INT(iw_doping_n_compositions(d.doping), 1);
  CHECK_INT(iw_doping_compositions(d.doping)[0].n_roundings, 0);
  CHECK_INT(iw_doping_decorations(d.ctx, d.doping, 0, &decorations), IW_OK);
  CHECK(iw_decorations_holds(decorations, species));
  CHECK_INT(iw_doping_structure(d.ctx, d.doping, 0, species, NULL, &cell),
            IW_OK);
  CHECK_INT(iw_structure_n_sites(cell), 28);
  iw_structure_destroy(cell);
  iw_decorations_destroy(decorations);
  doped_end(&d);
}

static void refuses(const iw_doping_request *request, iw_status status,
                    const char *part)
{
  doped d;

  dope_olivine(&d, request);
  CHECK_INT(d.status, status);
  CHECK(d.doping == NULL);
  CHECK_HOLDS(doped_message(&d), part);
  doped_end(&d);
}

static void refusals_say_why(void)
{
  iw_substitution s = put(13, "Fe", 5, 5, IW_AMOUNT_COUNT);
  iw_doping_request request = ask(&s, 1);

  refuses(&request, IW_E_ARGUMENT, "5 Al on Fe: the supercell has 4 Fe");
  s.target = "Zr";
  refuses(&request, IW_E_ARGUMENT, "target \"Zr\" of \"Zr\": no such element");
  s.target = "4c";
  refuses(&request, IW_E_ARGUMENT, "say which, \"Fe@4c\" or \"P@4c\"");
  s.target = "";
  refuses(&request, IW_E_ARGUMENT, "empty target");
  s = put(26, "Fe", 1, 1, IW_AMOUNT_COUNT);
  refuses(&request, IW_E_ARGUMENT, "same element");
  s = put(13, "Fe", 2, 1, IW_AMOUNT_COUNT);
  refuses(&request, IW_E_ARGUMENT, "min <= max");
  s = put(13, "Fe", 0, 1.5, IW_AMOUNT_FRACTION);
  refuses(&request, IW_E_ARGUMENT, "<= 1");
  s = put(3, "Fe", 1, 1, IW_AMOUNT_COUNT);
  refuses(&request, IW_E_OXIDATION, "1 Li+ on Fe2+ leaves -1 e");
  refuses(&request, IW_E_OXIDATION,
          "vacancies of Li+ can only balance positive charge");
  refuses(&request, IW_E_OXIDATION,
          "no partly filled Li orbit and no interstitial position");
  s = put(41, "Fe", 2, 2, IW_AMOUNT_COUNT);
  refuses(&request, IW_E_OXIDATION, "6 Li+ would have to leave, there are 4");
  request.n_rules = 0;
  refuses(&request, IW_E_OXIDATION, "2 Nb5+ on Fe2+ leaves +6 e");
  memset(request.matrix, 0, sizeof request.matrix);
  refuses(&request, IW_E_ARGUMENT, "determinant");
  request = ask(NULL, 0);
  request.rules[0] = IW_COMPENSATE_CODOPANT;
  refuses(&request, IW_E_ARGUMENT, "co-dopant: none is given");
}

/* Iron at 2.5+ on average and half the lithium: the iron takes what rounding
 * leaves, as far as its states go. */
static void mixed_valence_takes_the_rest(void)
{
  static crystal c;
  iw_doping_request request = ask(NULL, 0);
  doped d;

  crystal_olivine(&c);
  for (size_t i = 0; i < c.n_sites; i++) {
    if (c.sites[i].element == 3)
      c.sites[i].occupancy = 0.6;
    if (c.sites[i].element == 26)
      c.sites[i].oxidation = 2.4;
  }
  dope(&d, &c, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  doped_check(&d, 0);
  CHECK_INT(doped_count(&d, 0, "Li 4a", "Li+"), 2); /* 2.4 */
  CHECK_NEAR(first(&d)->charges[doped_entry(&d, "Fe 4c", "Fe2.4+")], 2.5, 1e-9);
  CHECK_HOLDS(first(&d)->rule_text, "Fe2.4+ becoming Fe2.5+ on average");
  doped_end(&d);
}

/* Every cell that comes out is what its composition says, and other parts of
 * the library find the states that went in. */
static void check_cell(const doped *d, size_t composition,
                       const uint8_t *species)
{
  const iw_composition *c = &iw_doping_compositions(d->doping)[composition];
  iw_structure *cell = NULL;
  int32_t group;
  char symbol[16];
  iw_symmetry *symmetry = NULL;
  iw_oxidation *oxidation = NULL;
  size_t changes = 0;

  CHECK_INT(iw_doping_structure(d->ctx, d->doping, composition, species,
                                c->formula, &cell),
            IW_OK);
  if (cell == NULL)
    return;
  CHECK_NEAR(iw_structure_charge(cell), c->charge, 1e-9);
  for (size_t k = 0; k < c->n_terms; k++) {
    int32_t n = 0;

    for (size_t i = 0; i < iw_structure_n_sites(cell); i++) {
      const iw_site *site = &iw_structure_sites(cell)[i];

      n += site->element == c->terms[k].element &&
           fabs(site->oxidation - c->terms[k].charge) < 1e-9;
      CHECK_NEAR(site->occupancy, 1, 0);
    }
    CHECK_INT(n, c->terms[k].count);
  }
  for (size_t i = 1; i < iw_structure_n_sites(cell); i++)
    changes += iw_structure_sites(cell)[i].element !=
               iw_structure_sites(cell)[i - 1].element;
  CHECK_INT(changes + 1, c->n_terms); /* elements stand together */
  CHECK_INT(iw_symmetry_find(d->ctx, cell, 1e-2, &symmetry), IW_OK);
  CHECK_INT(iw_doping_space_group(d->ctx, d->doping, composition, species, 1e-2,
                                  &group, symbol),
            IW_OK);
  CHECK_INT(group, iw_symmetry_number(symmetry));
  CHECK_TEXT(symbol, iw_symmetry_symbol(symmetry));
  CHECK_INT(iw_oxidation_assign(d->ctx, cell, NULL, NULL, &oxidation), IW_OK);
  iw_oxidation_destroy(oxidation);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(cell);
}

/* Four Al of eight Fe: some arrangements repeat within the supercell. */
static void groups_of_repeating_cells(void)
{
  iw_substitution al = put(13, "Fe", 4, 4, IW_AMOUNT_COUNT);
  iw_doping_request request;
  iw_decorations *decorations = NULL;
  iw_decoration_walk *walk = NULL;
  doped d;

  al.charge = 2;
  request = ask(&al, 1);
  request.matrix[1][0] = 1;
  request.matrix[1][1] = 2;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  CHECK_INT(iw_doping_decorations(d.ctx, d.doping, 0, &decorations), IW_OK);
  CHECK_INT(iw_decoration_walk_create(d.ctx, decorations, 0, &walk), IW_OK);
  while (iw_decoration_walk_next(walk)) {
    iw_structure *cell = NULL;
    iw_symmetry *symmetry = NULL;
    int32_t group;
    char symbol[16];
    const uint8_t *species = iw_decoration_walk_species(walk);

    CHECK_INT(iw_doping_structure(d.ctx, d.doping, 0, species, "", &cell),
              IW_OK);
    CHECK_INT(iw_symmetry_find(d.ctx, cell, 1e-2, &symmetry), IW_OK);
    CHECK_INT(iw_doping_space_group(d.ctx, d.doping, 0, species, 1e-2, &group,
                                    symbol),
              IW_OK);
    CHECK_INT(group, iw_symmetry_number(symmetry));
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(cell);
  }
  iw_decoration_walk_destroy(walk);
  iw_decorations_destroy(decorations);
  doped_end(&d);
}

static void cells_are_what_they_say(void)
{
  const iw_substitution al = put(13, "Fe", 1, 1, IW_AMOUNT_COUNT);
  iw_doping_request request = ask(&al, 1);
  iw_decorations *decorations = NULL;
  iw_decoration_walk *walk = NULL;
  uint8_t wrong[64];
  uint64_t total = 0;
  doped d;

  request.matrix[1][1] = 2;
  dope_olivine(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  CHECK_INT(iw_doping_decorations(d.ctx, d.doping, 0, &decorations), IW_OK);
  CHECK_INT(iw_decoration_walk_create(d.ctx, decorations, 0, &walk), IW_OK);
  while (iw_decoration_walk_next(walk)) {
    total += iw_decoration_walk_multiplicity(walk);
    check_cell(&d, 0, iw_decoration_walk_species(walk));
  }
  CHECK_INT(total, 8 * 8); /* one of eight Fe, one of eight Li */
  memset(wrong, 9, sizeof wrong);
  iw_decoration_walk_destroy(walk);
  iw_decorations_destroy(decorations);
  {
    iw_structure *none;

    CHECK_INT(iw_doping_structure(d.ctx, d.doping, 0, wrong, "", &none),
              IW_E_ARGUMENT);
    CHECK(none == NULL);
    CHECK_INT(iw_doping_structure(d.ctx, d.doping, 1, wrong, "", &none),
              IW_E_ARGUMENT);
    CHECK_INT(iw_doping_decorations(d.ctx, d.doping, 1, &decorations),
              IW_E_ARGUMENT);
  }
  doped_end(&d);
}

/* Site numbers, supercell and parent: every decorated site is an image of a
 * parent site of its pool. */
static void sites_are_those_of_the_parent(void)
{
  const iw_substitution al = put(13, "Fe", 2, 2, IW_AMOUNT_COUNT);
  iw_doping_request request = ask(&al, 1);
  static crystal c;
  doped d;
  size_t found = 0;

  crystal_olivine(&c);
  request.matrix[0][1] = 1; /* a skew cell of three */
  request.matrix[1][1] = 3;
  dope(&d, &c, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status != IW_OK)
    return;
  CHECK_INT(iw_doping_n_sites(d.doping), 24);
  CHECK_INT(iw_doping_n_spectators(d.doping), 60);
  for (size_t i = 0; i < iw_doping_n_sites(d.doping); i++) {
    const int32_t element =
        iw_doping_site_pools(d.doping)[i] == doped_pool(&d, "Fe 4c") ? 26 : 3;
    double x[3] = {0, 0, 0};

    /* fractions of the parent: (f M) */
    for (int k = 0; k < 3; k++) {
      for (int j = 0; j < 3; j++)
        x[k] += iw_doping_frac(d.doping)[i][j] * request.matrix[j][k];
    }
    for (size_t s = 0; s < c.n_sites; s++) {
      double off = 0;

      for (int k = 0; k < 3; k++) {
        const double t = x[k] - c.sites[s].frac[k];

        off += fabs(t - floor(t + 0.5));
      }
      found += c.sites[s].element == element && off < 1e-9;
    }
  }
  CHECK_INT(found, 24);
  doped_end(&d);
}

static void contact_distances(void)
{
  CHECK_NEAR(iw_doping_contact_ang(3, 1, 3, 1), 1.3 * 2 * 0.76, 1e-12);
  CHECK_NEAR(iw_doping_contact_ang(3, 1, 16, -2), 0.7 * (0.76 + 1.84), 1e-12);
  CHECK_NEAR(iw_doping_contact_ang(16, -2, 17, -1), 0.7 * (1.84 + 1.81), 1e-12);
  CHECK_NEAR(iw_doping_contact_ang(IW_VACANCY, 0, 3, 1), 0, 0);
}

int main(void)
{
  RUN(lithium_vacancies_pay_for_aluminium);
  RUN(a_range_gives_all_whole_numbers);
  RUN(an_amount_between_is_rounded_and_told);
  RUN(nothing_of_it_is_told);
  RUN(isovalent_and_several_at_once);
  RUN(delithiation_is_paid_by_iron);
  RUN(a_codopant_pays);
  RUN(fluorine_enters_and_leaves);
  RUN(full_orbits_join_unless_told_apart);
  RUN(keeps_ordered_crystal);
  RUN(refusals_say_why);
  RUN(mixed_valence_takes_the_rest);
  RUN(cells_are_what_they_say);
  RUN(groups_of_repeating_cells);
  RUN(sites_are_those_of_the_parent);
  RUN(contact_distances);
  return check_report();
}
