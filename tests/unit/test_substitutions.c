/* SPDX-License-Identifier: BSD-3-Clause */
/* Substitutions and contact distances from text. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

static iw_context *ctx;

/* What one clause should come to; charge NAN and unit 0 unless said. */
typedef struct want {
  const char *ion, *target;
  double min, max;
  iw_amount_unit unit;
  double charge;
} want;

static int32_t element_of(const char *ion)
{
  return ion[0] == '\0' ? IW_VACANCY : iw_element_from_symbol(ion, strlen(ion));
}

static void check_list(const char *text, const want *wanted, size_t n)
{
  iw_substitutions *s = NULL;

  CHECK_INT(iw_substitutions_parse(ctx, &text, 1, &s), IW_OK);
  if (s == NULL) {
    printf("%s\n", iw_context_message(ctx));
    return;
  }
  CHECK_INT(iw_substitutions_n(s), n);
  for (size_t i = 0; i < n && i < iw_substitutions_n(s); i++) {
    const iw_substitution *got = &iw_substitutions_get(s)[i];

    CHECK_INT(got->element, element_of(wanted[i].ion));
    CHECK_TEXT(got->target, wanted[i].target);
    CHECK_NEAR(got->min, wanted[i].min, 1e-15);
    CHECK_NEAR(got->max, wanted[i].max, 1e-15);
    CHECK_INT(got->unit, wanted[i].unit);
    if (wanted[i].charge < 0 || wanted[i].charge > 0)
      CHECK_NEAR(got->charge, wanted[i].charge, 0);
    else
      CHECK(isnan(got->charge));
  }
  iw_substitutions_destroy(s);
}

static void check_one(const char *text, want wanted)
{
  check_list(text, &wanted, 1);
}

static void reads_lists(void)
{
  const want story[] = {{"Al", "Zr", 0, 0.05, IW_AMOUNT_FRACTION, 0},
                        {"Ge", "P", 0.125, 0.125, IW_AMOUNT_FRACTION, 0}};
  const want plain[] = {{"Mg", "Li", 1, 1, IW_AMOUNT_COUNT, 0},
                        {"", "O", 2, 4, IW_AMOUNT_COUNT, 0},
                        {"Ta", "Zr", 1, 1, IW_AMOUNT_COUNT, 5}};

  check_list("Al on Zr, 0-5 %, Ge on P 1/8", story, 2);
  check_list("Al on Zr 0-5 %; Ge on P, 1/8", story, 2);
  check_list("  Al  on\tZr ,0\xe2\x80\x93"
             "5%,Ge on P 1 / 8 ",
             story, 2);
  check_list("Mg on Li, vac on O, 2-4, Ta5+ on Zr", plain, 3);
}

static void reads_amounts(void)
{
  const iw_amount_unit share = IW_AMOUNT_FRACTION, atoms = IW_AMOUNT_COUNT;

  check_one("Al on Zr", (want){"Al", "Zr", 1, 1, atoms, 0});
  check_one("Al on Zr 2", (want){"Al", "Zr", 2, 2, atoms, 0});
  check_one("Al on Zr 0-5", (want){"Al", "Zr", 0, 5, atoms, 0});
  check_one("Al on Zr 0..5%", (want){"Al", "Zr", 0, 0.05, share, 0});
  check_one("Al on Zr 0.5..5%", (want){"Al", "Zr", 0.005, 0.05, share, 0});
  check_one("Al on Zr 0.05", (want){"Al", "Zr", 0.05, 0.05, share, 0});
  check_one("Al on Zr .05-0.1", (want){"Al", "Zr", 0.05, 0.1, share, 0});
  check_one("Al on Zr 0-1/4", (want){"Al", "Zr", 0, 0.25, share, 0});
  check_one("Al on Zr 1/8 to 0.25", (want){"Al", "Zr", 0.125, 0.25, share, 0});
  check_one("Al on Zr up to 5%", (want){"Al", "Zr", 0, 0.05, share, 0});
  check_one("Al on Zr, up to 3", (want){"Al", "Zr", 0, 3, atoms, 0});
  check_one("Al on Zr 100 %", (want){"Al", "Zr", 1, 1, share, 0});
  check_one("Al on Zr 5% - 7%", (want){"Al", "Zr", 0.05, 0.07, share, 0});
  check_one("Al on Zr 2\xe2\x88\x92"
            "4",
            (want){"Al", "Zr", 2, 4, atoms, 0});
}

static void reads_ions_and_targets(void)
{
  check_one("Al3+ on Zr 2", (want){"Al", "Zr", 2, 2, IW_AMOUNT_COUNT, 3});
  check_one("F- on O", (want){"F", "O", 1, 1, IW_AMOUNT_COUNT, -1});
  check_one("VAC on Li 1", (want){"", "Li", 1, 1, IW_AMOUNT_COUNT, 0});
  check_one("vacancy ON Li", (want){"", "Li", 1, 1, IW_AMOUNT_COUNT, 0});
  check_one("Cl on 4a+4d 4", (want){"Cl", "4a+4d", 4, 4, IW_AMOUNT_COUNT, 0});
  check_one("Cl on 4a + 4d", (want){"Cl", "4a+4d", 1, 1, IW_AMOUNT_COUNT, 0});
  check_one("Al on Zr@16c 1", (want){"Al", "Zr@16c", 1, 1, IW_AMOUNT_COUNT, 0});
  check_one("V on O1'", (want){"V", "O1'", 1, 1, IW_AMOUNT_COUNT, 0});
}

static void check_refused(const char *text, const char *message)
{
  iw_substitutions *s = NULL;

  CHECK_INT(iw_substitutions_parse(ctx, &text, 1, &s), IW_E_PARSE);
  CHECK(s == NULL);
  CHECK_HOLDS(iw_context_message(ctx), message);
  iw_substitutions_destroy(s);
}

static void points_at_what_is_wrong(void)
{
  check_refused("", "ends early, want an element");
  check_refused("Al", "ends early, want \"on\"");
  check_refused("Al on", "ends early, want an element, an orbit");
  check_refused("Al in Zr", "character 4: met \"in\", want \"on\"");
  check_refused("Xx on Zr", "character 1: met \"Xx\"");
  check_refused("Al12+ on Zr", "character 1: met \"Al12+\"");
  check_refused("0.5Al+0.5Ge on Zr", "character 1");
  check_refused("Al on Zr,", "ends early");
  check_refused("Al on Zr,,Ge on P", "character 10: met \",\"");
  check_refused("Al on Zr 5 6", "character 12: met \"6\", want a comma");
  check_refused("Al on Zr 5, 6", "character 13: met \"6\"");
  check_refused("Al on Zr 1.5", "character 10: met \"1.5\", want a share");
  check_refused("Al on Zr 120 %", "character 10: met \"120 %\"");
  check_refused("Al on Zr 5-2 %", "the smaller amount first");
  check_refused("Al on Zr 1-0.5", "both ends");
  check_refused("Al on Zr 5%-7", "both ends");
  check_refused("Al on Zr 1/0", "character 10: met \"1/0\"");
  check_refused("Al on Zr 1e3", "met \"e3\"");
  check_refused("Al on Zr -1", "met \"-1\"");
  check_refused("Al on Zr4+ 1", "character 12: met \"1\", want an element");
  check_refused("Al on Zr up 5", "want \"to\"");
  check_refused("Al on Zr 99999999", "0..1000000");
  /* characters are counted, not bytes */
  check_refused("Al on Zr 0\xe2\x80\x93"
                "5 % x",
                "character 16: met \"x\"");
}

static void joins_texts(void)
{
  const char *const texts[] = {"Al on Zr", "Ge on P 1/8, Si on P"};
  iw_substitutions *s = NULL;

  CHECK_INT(iw_substitutions_parse(ctx, texts, 2, &s), IW_OK);
  CHECK_INT(iw_substitutions_n(s), 3);
  iw_substitutions_destroy(s);
  CHECK_INT(iw_substitutions_parse(ctx, texts, 0, &s), IW_OK);
  CHECK_INT(iw_substitutions_n(s), 0);
  iw_substitutions_destroy(s);
}

static void reads_contacts(void)
{
  iw_contact contacts[3];
  size_t n = 0;

  CHECK_INT(iw_contacts_parse(ctx, "Li-Li=2.2,Li-Na=0", contacts, 3, &n),
            IW_OK);
  CHECK_INT(n, 2);
  CHECK_INT(contacts[0].element_a, 3);
  CHECK_INT(contacts[0].element_b, 3);
  CHECK_NEAR(contacts[0].distance_ang, 2.2, 0);
  CHECK_INT(contacts[1].element_b, 11);
  CHECK_NEAR(contacts[1].distance_ang, 0, 0);
  CHECK_INT(iw_contacts_parse(ctx, "Ag-Cu = 1", contacts, 3, &n), IW_OK);
  CHECK_INT(n, 3);
  CHECK_INT(iw_contacts_parse(ctx, "Ag-Cu=1", contacts, 3, &n), IW_E_LIMIT);
  CHECK_INT(n, 3);
  n = 0;
  CHECK_INT(iw_contacts_parse(ctx, "Li-Xx=1", contacts, 3, &n), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "character 4: met \"Xx\"");
  CHECK_INT(iw_contacts_parse(ctx, "Li-Na", contacts, 3, &n), IW_E_PARSE);
  CHECK_INT(iw_contacts_parse(ctx, "Li-Na=-1", contacts, 3, &n), IW_E_PARSE);
  CHECK_INT(iw_contacts_parse(ctx, "Li-Na=1 2", contacts, 3, &n), IW_E_PARSE);
  CHECK_INT(n, 0);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(reads_lists);
  RUN(reads_amounts);
  RUN(reads_ions_and_targets);
  RUN(points_at_what_is_wrong);
  RUN(joins_texts);
  RUN(reads_contacts);
  iw_context_destroy(ctx);
  return check_report();
}
