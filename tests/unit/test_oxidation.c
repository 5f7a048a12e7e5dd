/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states of textbook compounds, and what is refused. */
#include "box.h"
#include "check.h"

#include <stdint.h>

#include "balance.h"
#include "context.h"

static iw_context *ctx;
static iw_parameters *parameters;
static char notes[2048];

static void take_note(iw_log_level level, const char *text, void *user)
{
  (void)user;
  if (strlen(notes) + strlen(text) + 4 < sizeof notes) {
    strncat(notes, level == IW_LOG_WARNING ? "W:" : "N:", 3);
    strncat(notes, text, 1024);
  }
}

static iw_oxidation *assign(iw_structure *s, const char *rules,
                            double cell_charge, iw_status *status)
{
  iw_oxidation_options options;
  iw_oxidation_rule list[8];
  iw_oxidation *oxidation = NULL;
  size_t n = 0;

  iw_oxidation_options_default(&options);
  while (rules != NULL && *rules != '\0') { /* "Fe=3 O=-2" */
    char symbol[4];
    int used;

    CHECK_INT(
        sscanf(rules, " %3[A-Za-z]=%lf%n", symbol, &list[n].charge, &used), 2);
    list[n++].element = iw_element_from_symbol(symbol, strlen(symbol));
    rules += used;
  }
  options.rules = list;
  options.n_rules = n;
  options.cell_charge = cell_charge;
  notes[0] = '\0';
  iw_context_set_log(ctx, take_note, NULL);
  *status = iw_oxidation_assign(ctx, s, parameters, &options, &oxidation);
  iw_context_set_log(ctx, NULL, NULL);
  return oxidation;
}

static const iw_oxidation_entry *entry_of(const iw_oxidation *oxidation,
                                          const char *symbol)
{
  for (size_t e = 0; e < iw_oxidation_n_entries(oxidation); e++) {
    const iw_oxidation_entry *entry = &iw_oxidation_entries(oxidation)[e];

    if (strcmp(iw_element_symbol(entry->element), symbol) == 0)
      return entry;
  }
  return NULL;
}

/* The assignment of a structure as "Li 1, Mn 3.5, O -2", or the error. */
static const char *states(iw_structure *s, const char *rules,
                          double cell_charge)
{
  static char text[1200];
  iw_status status;
  iw_oxidation *oxidation = assign(s, rules, cell_charge, &status);

  if (status != IW_OK) {
    snprintf(text, sizeof text, "%d: %s", (int)status, iw_context_message(ctx));
    CHECK(oxidation == NULL);
    return text;
  }
  text[0] = '\0';
  for (size_t e = 0; e < iw_oxidation_n_entries(oxidation); e++) {
    const iw_oxidation_entry *entry = &iw_oxidation_entries(oxidation)[e];
    const size_t used = strlen(text);

    if (entry->charge_min == entry->charge_max)
      snprintf(text + used, sizeof text - used, "%s%s %.5g", e == 0 ? "" : ", ",
               iw_element_symbol(entry->element), entry->charge_mean);
    else
      snprintf(text + used, sizeof text - used, "%s%s %g..%g",
               e == 0 ? "" : ", ", iw_element_symbol(entry->element),
               entry->charge_min, entry->charge_max);
    CHECK(strlen(entry->reason) > 10);
  }
  CHECK_NEAR(iw_structure_charge(iw_oxidation_structure(oxidation)),
             cell_charge, 0.5);
  iw_oxidation_destroy(oxidation);
  return text;
}

static const char *of_box(const box *c)
{
  static char text[1200];
  iw_structure *s;

  if (box_make(ctx, c, &s) != IW_OK)
    return iw_context_message(ctx);
  snprintf(text, sizeof text, "%s", states(s, NULL, 0));
  iw_structure_destroy(s);
  return text;
}

static void lone_ions(box *c, const char *symbol, int n)
{
  for (int i = 0; i < n; i++)
    box_add(c, symbol, 9 + 3.1 * (i % 3), 9 + 3.1 * (i / 3 % 3),
            9 + 3.1 * (i / 9) + 0.01 * (double)c->n);
}

static void spinel_averages_manganese(void)
{
  iw_structure *s;
  iw_status status;
  iw_oxidation *oxidation;
  const iw_oxidation_entry *mn;

  CHECK_INT(box_spinel(ctx, "Li", "Mn", "O", 8.245, 0.2632, &s), IW_OK);
  oxidation = assign(s, NULL, 0, &status);
  CHECK_INT(status, IW_OK);
  CHECK_INT(iw_oxidation_n_entries(oxidation), 3);
  mn = entry_of(oxidation, "Mn");
  CHECK_NEAR(mn->charge_mean, 3.5, 1e-12);
  CHECK_INT(mn->origin, IW_OXIDATION_GUESS);
  CHECK_TEXT(mn->reason, "average that balances the cell; common states 2, 3, "
                         "4, 5, 6, 7");
  CHECK_TEXT(entry_of(oxidation, "O")->reason, "only anion state");
  CHECK_TEXT(entry_of(oxidation, "Li")->reason, "only common state");
  CHECK_HOLDS(notes, "oxidation states: Li 1, O -2, Mn 3.5; sum 0 e");
  CHECK_NEAR(iw_structure_charge(iw_oxidation_structure(oxidation)), 0, 1e-12);
  iw_oxidation_destroy(oxidation);
  /* magnetite: iron is alike on both sites here, its mean is 8/3 */
  iw_structure_destroy(s);
  CHECK_INT(box_spinel(ctx, "Fe", "Fe", "O", 8.394, 0.2549, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, 0), "O -2, Fe 2.6667");
  iw_structure_destroy(s);
  CHECK_INT(box_spinel(ctx, "Mg", "Cr", "S", 10.0, 0.26, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, 0), "Mg 2, S -2, Cr 3");
  iw_structure_destroy(s);
}

/* n formula units of MPO4 with n_li Li, one polyanion to a corner. */
static const char *olivine(int n_li)
{
  box c;

  box_start(&c, 22);
  for (int i = 0; i < 4; i++) {
    const double x = 2 + 5 * (i & 1), y = 2 + 5 * (i >> 1);

    box_add(&c, "P", x, y, 2);
    box_tetrahedron(&c, "O", 4, 1.54, x, y, 2);
  }
  lone_ions(&c, "Fe", 4);
  for (int i = 0; i < n_li; i++)
    box_add(&c, "Li", 2 + 4.0 * i, 2, 18);
  return of_box(&c);
}

static void olivines_charged_and_discharged(void)
{
  CHECK_TEXT(olivine(4), "Li 1, O -2, P 5, Fe 2");
  CHECK_TEXT(olivine(1), "Li 1, O -2, P 5, Fe 2.75");
  CHECK_TEXT(olivine(0), "O -2, P 5, Fe 3");
}

static void sulphur_is_told_from_sulphate(void)
{
  box c;

  box_start(&c, 22);
  box_add(&c, "S", 4, 4, 4);
  box_tetrahedron(&c, "O", 4, 1.49, 4, 4, 4);
  lone_ions(&c, "Li", 2);
  CHECK_TEXT(of_box(&c), "Li 1, O -2, S 6");
  /* and sulphide in the same cell */
  box_add(&c, "S", 4, 4, 14);
  box_add(&c, "Mg", 4, 7, 14);
  CHECK_TEXT(of_box(&c), "Li 1, O -2, Mg 2, S -2..6");
  /* thiosulphate: the outer sulphur is a sulphide */
  box_start(&c, 22);
  box_add(&c, "S", 4, 4, 4);
  box_tetrahedron(&c, "O", 3, 1.48, 4, 4, 4);
  box_add(&c, "S", 4 - 1.16, 4 - 1.16, 4 + 1.16);
  lone_ions(&c, "Na", 2);
  CHECK_TEXT(of_box(&c), "O -2, Na 1, S -2..6");
  /* pyrite has pairs */
  box_start(&c, 22);
  box_add(&c, "S", 4, 4, 4);
  box_add(&c, "S", 4, 4, 6.16);
  lone_ions(&c, "Fe", 1);
  CHECK_TEXT(of_box(&c), "S -1, Fe 2");
}

static void thiophosphates_count_their_links(void)
{
  box c;

  /* Li7P3S11: PS4 and P2S7 */
  box_start(&c, 24);
  box_add(&c, "P", 3, 3, 3);
  box_tetrahedron(&c, "S", 4, 2.05, 3, 3, 3);
  box_add(&c, "P", 3, 10, 3);
  box_tetrahedron(&c, "S", 4, 2.08, 3, 10, 3);
  box_add(&c, "P", 3 + 2.4, 10 + 2.4, 3 + 2.4);
  box_add(&c, "S", 5.4 + 1.2, 12.4 + 1.2, 5.4 - 1.2);
  box_add(&c, "S", 5.4 + 1.2, 12.4 - 1.2, 5.4 + 1.2);
  box_add(&c, "S", 5.4 - 1.2, 12.4 + 1.2, 5.4 + 1.2);
  for (int i = 0; i < 7; i++)
    box_add(&c, "Li", 12 + 3.2 * (i % 3), 4 + 3.2 * (i / 3), 15);
  CHECK_TEXT(of_box(&c), "Li 1, P 5, S -2");
  /* P2S6 4-: the P-P bond is shared */
  box_start(&c, 24);
  box_add(&c, "P", 5, 5, 5);
  box_triangle(&c, "S", 1.9, 5, 5, 4.2);
  box_add(&c, "P", 5, 5, 7.25);
  box_triangle(&c, "S", 1.9, 5, 5, 8.05);
  lone_ions(&c, "Li", 4);
  CHECK_TEXT(of_box(&c), "Li 1, P 4, S -2");
}

static void nitrogen_in_all_its_states(void)
{
  box c;

  /* NaNO3 */
  box_start(&c, 22);
  box_add(&c, "N", 4, 4, 4);
  box_triangle(&c, "O", 1.25, 4, 4, 4);
  lone_ions(&c, "Na", 1);
  CHECK_TEXT(of_box(&c), "N 5, O -2, Na 1");
  /* with Li3N in the same cell */
  box_add(&c, "N", 4, 4, 14);
  for (int i = 0; i < 3; i++)
    box_add(&c, "Li", 4 + 2.1 * cos(2.1 * i), 4 + 2.1 * sin(2.1 * i), 14);
  CHECK_TEXT(of_box(&c), "Li 1, N -3..5, O -2, Na 1");
  /* LiPON: N bridges phosphorus, Li2PO2N */
  box_start(&c, 22);
  box_add(&c, "P", 4, 4, 4);
  box_add(&c, "O", 4.9, 4.9, 4.9);
  box_add(&c, "O", 4.9, 3.1, 3.1);
  box_add(&c, "N", 3.1, 4.9, 3.1);
  lone_ions(&c, "Li", 2);
  CHECK_TEXT(of_box(&c), "Li 1, N -3, O -2, P 5");
}

/* KFe(CN)3: each edge of a cubic cell is Fe-C-N-Fe. */
static void prussian_blue(void)
{
  box c;
  static const double unit[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  box_start(&c, 5.1);
  box_add(&c, "Fe", 0, 0, 0);
  box_add(&c, "K", 2.55, 2.55, 2.55);
  for (int i = 0; i < 3; i++) {
    box_add(&c, "C", 1.9 * unit[i][0], 1.9 * unit[i][1], 1.9 * unit[i][2]);
    box_add(&c, "N", 3.06 * unit[i][0], 3.06 * unit[i][1], 3.06 * unit[i][2]);
  }
  CHECK_TEXT(of_box(&c), "C 2, N -3, K 1, Fe 2");
}

static void carbonate_and_peroxide_and_hydrides(void)
{
  box c;

  box_start(&c, 22);
  box_add(&c, "C", 4, 4, 4);
  box_triangle(&c, "O", 1.29, 4, 4, 4);
  lone_ions(&c, "Li", 2);
  CHECK_TEXT(of_box(&c), "Li 1, C 4, O -2");
  box_start(&c, 22);
  box_add(&c, "O", 4, 4, 4);
  box_add(&c, "O", 4, 4, 5.55);
  lone_ions(&c, "Li", 2);
  CHECK_TEXT(of_box(&c), "Li 1, O -1");
  box_start(&c, 22); /* KO2 */
  box_add(&c, "O", 4, 4, 4);
  box_add(&c, "O", 4, 4, 5.28);
  lone_ions(&c, "K", 1);
  CHECK_TEXT(of_box(&c), "O -0.5, K 1");
  box_start(&c, 22); /* LiBH4: hydridic */
  box_add(&c, "B", 4, 4, 4);
  box_tetrahedron(&c, "H", 4, 1.2, 4, 4, 4);
  lone_ions(&c, "Li", 1);
  CHECK_TEXT(of_box(&c), "H -1, Li 1, B 3");
  box_start(&c, 22); /* NH4Cl: protic */
  box_add(&c, "N", 4, 4, 4);
  box_tetrahedron(&c, "H", 4, 1.02, 4, 4, 4);
  lone_ions(&c, "Cl", 1);
  CHECK_TEXT(of_box(&c), "H 1, N -3, Cl -1");
}

static void simple_salts_and_mixed_anions(void)
{
  box c;

  box_start(&c, 22);
  lone_ions(&c, "Ag", 1);
  lone_ions(&c, "I", 1);
  c.sites[1].frac[0] += 0.12;
  CHECK_TEXT(of_box(&c), "Ag 1, I -1");
  box_start(&c, 22);
  lone_ions(&c, "Ca", 1);
  box_add(&c, "F", 2, 2, 2);
  box_add(&c, "F", 2, 2, 6);
  CHECK_TEXT(of_box(&c), "F -1, Ca 2");
  box_start(&c, 22); /* Li3OCl */
  lone_ions(&c, "Li", 3);
  box_add(&c, "O", 2, 2, 2);
  box_add(&c, "Cl", 2, 2, 6);
  CHECK_TEXT(of_box(&c), "Li 1, O -2, Cl -1");
  box_start(&c, 22); /* Na TiOF2 with a vacancy of the other kind */
  lone_ions(&c, "Ti", 2);
  box_add(&c, "Na", 20, 2, 2);
  for (int i = 0; i < 2; i++) {
    box_add(&c, "O", 2 + 4.0 * i, 2, 2);
    box_add(&c, "F", 2 + 4.0 * i, 6, 2);
    box_add(&c, "F", 2 + 4.0 * i, 2, 6);
  }
  CHECK_TEXT(of_box(&c), "O -2, F -1, Na 1, Ti 3.5");
}

/* Two metals in octahedra of oxygen, Fe-O and Ti-O as given. */
static const char *ilmenite(double fe_o, double ti_o)
{
  box c;

  box_start(&c, 30);
  box_add(&c, "Fe", 4, 4, 4);
  box_octahedron(&c, "O", fe_o, 4, 4, 4);
  box_add(&c, "Ti", 4, 4, 16);
  box_octahedron(&c, "O", ti_o, 4, 4, 16);
  lone_ions(&c, "Mg", 9);
  return of_box(&c);
}

static void bond_lengths_break_ties(void)
{
  /* Shannon: Fe2+-O 2.18, Ti4+-O 2.005; Fe3+-O 2.045, Ti3+-O 2.07 */
  CHECK_TEXT(ilmenite(2.18, 2.00), "O -2, Mg 2, Ti 4, Fe 2");
  CHECK_TEXT(ilmenite(2.02, 2.12), "O -2, Mg 2, Ti 3, Fe 3");
}

static void several_metals_take_their_usual_states(void)
{
  box c;

  box_start(&c, 26); /* Li2NiMn3O8 */
  lone_ions(&c, "Ni", 1);
  for (int i = 0; i < 8; i++)
    box_add(&c, "O", 2 + 3.0 * (i & 1), 2 + 3.0 * (i >> 1 & 1),
            2 + 3.0 * (i >> 2));
  for (int i = 0; i < 3; i++)
    box_add(&c, "Mn", 20, 3 + 3.0 * i, 20);
  box_add(&c, "Li", 23, 4, 2);
  box_add(&c, "Li", 23, 8, 2);
  CHECK_TEXT(of_box(&c), "Li 1, O -2, Mn 4, Ni 2");
}

static void intermetallics_are_refused(void)
{
  box c;

  box_start(&c, 22);
  lone_ions(&c, "Cu", 3);
  box_add(&c, "Zn", 2, 2, 2);
  CHECK_TEXT(of_box(&c),
             "7: no oxidation states: none of Cu, Zn is an anion here; want "
             "an ionic compound, or charges by --oxidation");
  box_start(&c, 22);
  lone_ions(&c, "He", 1);
  CHECK_HOLDS(of_box(&c), "7: no oxidation state of He is known");
  box_start(&c, 22); /* but Zintl phases are salts */
  lone_ions(&c, "Li", 3);
  box_add(&c, "Bi", 2, 2, 2);
  CHECK_TEXT(of_box(&c), "Li 1, Bi -3");
}

/* MgFe2O4 with Fe2+ lacks 4 e where the cations have 12: a third. */
static void missing_ions_are_let_pass_on_request(void)
{
  const iw_oxidation_rule iron = {26, 2};
  iw_oxidation_options options;
  iw_oxidation *oxidation = NULL;
  iw_structure *s;

  CHECK_INT(box_spinel(ctx, "Mg", "Fe", "O", 8.4, 0.26, &s), IW_OK);
  iw_oxidation_options_default(&options);
  options.rules = &iron;
  options.n_rules = 1;
  options.max_imbalance = 0.33;
  CHECK_INT(iw_oxidation_assign(ctx, s, parameters, &options, &oxidation),
            IW_E_OXIDATION);
  options.max_imbalance = 0.34;
  notes[0] = '\0';
  iw_context_set_log(ctx, take_note, NULL);
  CHECK_INT(iw_oxidation_assign(ctx, s, parameters, &options, &oxidation),
            IW_OK);
  iw_context_set_log(ctx, NULL, NULL);
  CHECK_HOLDS(notes, "W:the charges of the cell sum to -4.000 e");
  CHECK_NEAR(iw_structure_charge(iw_oxidation_structure(oxidation)), -4, 1e-12);
  iw_oxidation_destroy(oxidation);
  options.max_imbalance = -1;
  CHECK_INT(iw_oxidation_assign(ctx, s, parameters, &options, &oxidation),
            IW_E_ARGUMENT);
  iw_structure_destroy(s);
}

static void rules_win_and_impossible_ones_are_refused(void)
{
  iw_structure *s;
  iw_status status;
  iw_oxidation *oxidation;

  CHECK_INT(box_spinel(ctx, "Mg", "Fe", "O", 8.4, 0.26, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, 0), "O -2, Mg 2, Fe 3");
  CHECK_TEXT(states(s, "Mg=1", 0), "O -2, Mg 1, Fe 3.5");
  CHECK_TEXT(states(s, "Fe=3 O=-2 Mg=2", 0), "O -2, Mg 2, Fe 3");
  CHECK_TEXT(states(s, "Fe=2", 0),
             "7: oxidation states do not balance: the closest sum is -4 e, "
             "want 0 (2 Mg +2, 4 Fe +2, 8 O -2); add the atoms that are "
             "missing, set a state by --oxidation Mg=CHARGE, or take the cell "
             "as charged by --cell-charge -4");
  CHECK_TEXT(states(s, "Fe=2", -4), "O -2, Mg 2, Fe 2");
  oxidation = assign(s, "Fe=3", 0, &status);
  CHECK_INT(status, IW_OK);
  CHECK_INT(entry_of(oxidation, "Fe")->origin, IW_OXIDATION_RULE);
  CHECK_TEXT(entry_of(oxidation, "Fe")->reason, "given by the user");
  CHECK_INT(entry_of(oxidation, "O")->origin, IW_OXIDATION_GUESS);
  iw_oxidation_destroy(oxidation);
  CHECK_HOLDS(states(s, "Xx=9", 0), "1: oxidation rule 1");
  iw_structure_destroy(s);
}

static void charged_cells_ask_for_their_charge(void)
{
  box c;
  iw_structure *s;

  box_start(&c, 22); /* Li3PO4 less one Li */
  box_add(&c, "P", 4, 4, 4);
  box_tetrahedron(&c, "O", 4, 1.54, 4, 4, 4);
  lone_ions(&c, "Li", 2);
  CHECK_HOLDS(of_box(&c), "the closest sum is -1 e, want 0");
  CHECK_HOLDS(of_box(&c), "--cell-charge -1");
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, -1), "Li 1, O -2, P 5");
  iw_structure_destroy(s);
}

/* Na2Ti3O7 cells that lack a Na: Ti has nothing more to give. */
static void holes_go_to_the_anion(void)
{
  box c;

  box_start(&c, 30);
  for (int i = 0; i < 28; i++)
    box_add(&c, "O", 2 + 3.0 * (i % 4), 2 + 3.0 * (i / 4 % 4),
            2 + 3.0 * (i / 16));
  for (int i = 0; i < 12; i++)
    box_add(&c, "Ti", 16 + 3.0 * (i % 3), 2 + 3.0 * (i / 3), 2);
  for (int i = 0; i < 7; i++)
    box_add(&c, "Na", 16 + 3.0 * (i % 3), 2 + 3.0 * (i / 3), 16);
  CHECK_TEXT(of_box(&c), "O -1.9643, Na 1, Ti 4"); /* -2 + 1/28 */
  CHECK_HOLDS(notes, "W:Ti cannot balance the cell: O takes -1.964");
  c.n--; /* two are missing: more than 0.05 e to an O */
  CHECK_HOLDS(of_box(&c), "the closest sum is -2 e");
  /* nor in average structures */
  c.n++;
  c.sites[0].occupancy = 0.9999;
  CHECK_HOLDS(of_box(&c), "7: oxidation states do not balance");
}

static void input_states_are_kept_when_they_balance(void)
{
  box c;
  iw_structure *s;
  iw_oxidation_options options;
  iw_oxidation *oxidation;

  box_start(&c, 22); /* V3+ with V5+, told apart by the file only */
  box_add(&c, "V", 2, 2, 2)->oxidation = 3;
  box_add(&c, "V", 2, 2, 8)->oxidation = 5;
  for (int i = 0; i < 4; i++)
    box_add(&c, "O", 10 + 3.0 * i, 2, 2)->oxidation = -2;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, 0), "O -2, V 3..5");
  CHECK_INT(iw_oxidation_assign(ctx, s, NULL, NULL, &oxidation), IW_OK);
  CHECK_INT(iw_oxidation_entries(oxidation)[0].origin, IW_OXIDATION_INPUT);
  CHECK_TEXT(iw_oxidation_entries(oxidation)[0].reason,
             "given by the structure file");
  iw_oxidation_destroy(oxidation);
  iw_oxidation_options_default(&options);
  options.ignore_input = 1;
  CHECK_INT(iw_oxidation_assign(ctx, s, NULL, &options, &oxidation), IW_OK);
  CHECK_NEAR(entry_of(oxidation, "V")->charge_min, 4, 1e-12);
  CHECK_INT(entry_of(oxidation, "V")->origin, IW_OXIDATION_GUESS);
  iw_oxidation_destroy(oxidation);
  iw_structure_destroy(s);
  /* states that do not add up are told and not used */
  c.sites[0].oxidation = 4;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, 0), "O -2, V 4");
  CHECK_HOLDS(notes, "W:the oxidation states of the input sum to 1 e");
  iw_structure_destroy(s);
  /* incomplete ones are not used */
  c.sites[0].oxidation = NAN;
  CHECK_INT(box_make(ctx, &c, &s), IW_OK);
  CHECK_TEXT(states(s, NULL, 0), "O -2, V 4");
  iw_structure_destroy(s);
}

/* Average structures miss by rounding; more than that is refused. */
static void occupancies_need_not_be_exact(void)
{
  box c;

  box_start(&c, 22);
  box_add(&c, "La", 4, 4, 4)->occupancy = 0.56;
  box_add(&c, "Li", 9, 4, 4)->occupancy = 0.33;
  box_add(&c, "Zr", 4, 9, 4);
  for (int i = 0; i < 3; i++)
    box_add(&c, "O", 10 + 3.0 * i, 2, 12);
  CHECK_TEXT(of_box(&c), "Li 1, O -2, Zr 4, La 3");
  CHECK_HOLDS(notes, "W:the charges of the cell sum to 0.010 e");
  c.sites[1].occupancy = 0.1;
  CHECK_HOLDS(of_box(&c), "the closest sum is -0.22 e, want 0");
  /* a redox-active metal takes the rest */
  c.sites[2].element = 25;
  CHECK_TEXT(of_box(&c), "Li 1, O -2, Mn 4.22, La 3");
}

/* Many kinds: the search ends and finds the neutral choice. */
static void search_is_bounded(void)
{
  iwi_kind kinds[13] = {0};
  double charge[13], sum = 0;
  iwi_balance balance;

  for (int k = 0; k < 12; k++) {
    kinds[k].n = 5;
    kinds[k].average = 1;
    kinds[k].amount = 1 + 0.37 * k;
    for (int i = 0; i < 5; i++) {
      kinds[k].state[i] = (i + k) % 5 + 2;
      kinds[k].cost[i] = 0.1 * i;
    }
  }
  kinds[12].n = 1;
  kinds[12].state[0] = -2;
  kinds[12].amount = 60;
  CHECK_INT(iwi_balance_search(ctx, kinds, 13, 0, 0.005, charge, &balance),
            IW_OK);
  for (int k = 0; k < 13; k++)
    sum += kinds[k].amount * charge[k];
  CHECK_NEAR(sum, 0, 0.0051);
  CHECK_NEAR(balance.residual, sum, 1e-9);
}

/* The search against all combinations, on small random problems. */
static void search_equals_enumeration(void)
{
  uint64_t seed = 7;

  for (int round = 0; round < 200; round++) {
    iwi_kind kinds[4] = {0};
    double charge[4], best = 1e9;
    iwi_balance balance;

    for (int k = 0; k < 4; k++) {
      kinds[k].n = 3;
      kinds[k].amount = 1;
      for (int i = 0; i < 3; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        kinds[k].state[i] = (double)(seed >> 61) - 4 + 3 * i;
        kinds[k].cost[i] = (double)(seed >> 40 & 0xff) / 256;
      }
    }
    CHECK_INT(iwi_balance_search(ctx, kinds, 4, 0, 0.005, charge, &balance),
              IW_OK);
    for (int c = 0; c < 81; c++) {
      const int pick[4] = {c % 3, c / 3 % 3, c / 9 % 3, c / 27};
      double sum = 0, cost = 0;

      for (int k = 0; k < 4; k++) {
        sum += kinds[k].state[pick[k]];
        cost += kinds[k].cost[pick[k]] / 4;
      }
      best = fmin(best, cost + 1000 * fmax(0, fabs(sum) - 0.005));
    }
    CHECK_NEAR(balance.cost + 1000 * fmax(0, fabs(balance.residual) - 0.005),
               best, 1e-9);
  }
}

static void every_allocation_may_fail(void)
{
  iw_structure *s;
  iw_oxidation *oxidation;
  iw_status status = IW_E_MEMORY;
  size_t n = 0;

  CHECK_INT(box_spinel(ctx, "Li", "Mn", "O", 8.245, 0.2632, &s), IW_OK);
  while (status != IW_OK && n < 100) {
    iwi_context_fail_allocation(ctx, ++n);
    status = iw_oxidation_assign(ctx, s, NULL, NULL, &oxidation);
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    CHECK((status == IW_OK) == (oxidation != NULL));
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK(n > 10 && n < 100);
  iw_oxidation_destroy(oxidation);
  iw_oxidation_destroy(NULL);
  iw_structure_destroy(s);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  RUN(spinel_averages_manganese);
  RUN(olivines_charged_and_discharged);
  RUN(sulphur_is_told_from_sulphate);
  RUN(thiophosphates_count_their_links);
  RUN(nitrogen_in_all_its_states);
  RUN(prussian_blue);
  RUN(carbonate_and_peroxide_and_hydrides);
  RUN(simple_salts_and_mixed_anions);
  RUN(bond_lengths_break_ties);
  RUN(several_metals_take_their_usual_states);
  RUN(intermetallics_are_refused);
  RUN(missing_ions_are_let_pass_on_request);
  RUN(rules_win_and_impossible_ones_are_refused);
  RUN(charged_cells_ask_for_their_charge);
  RUN(holes_go_to_the_anion);
  RUN(input_states_are_kept_when_they_balance);
  RUN(occupancies_need_not_be_exact);
  RUN(search_is_bounded);
  RUN(search_equals_enumeration);
  RUN(every_allocation_may_fail);
  iw_parameters_destroy(parameters);
  iw_context_destroy(ctx);
  return check_report();
}
