/* SPDX-License-Identifier: BSD-3-Clause */
/* Field files: what is taken, and the line that is named when not. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "pair_field.h"

static iw_context *ctx;

static iw_status parse(const char *text, iw_pair_field **out)
{
  return iw_pair_field_read_memory(ctx, text, strlen(text), "own.field", out);
}

static void every_word_is_taken(void)
{
  iw_pair_field *f;
  const iw_pair_field_spec *s;

  CHECK_INT(parse("\xef\xbb\xbf# all there is\r\n"
                  "name  a field  of mine # with blanks\r\n"
                  "cutoff 9\n"
                  "Shift force\n"
                  "exclude angles\n"
                  "shell-force 1e-6\n"
                  "coulomb ewald tolerance 1e-8 cutoff 7 constant 14.4 "
                  "scale 0.5\n"
                  "type Li charge +1\n"
                  "type O1 element O charge 0.86 shell -2.86 spring 74.92 "
                  "spring4 10 label O1*\n"
                  "type O2 element O charge -2 near P within 2.1\n"
                  "buckingham Li O1 A 632.1 rho .29\n"
                  "buckingham O1 O2 C 27 A 22764 rho 0.149 cutoff 8 shift "
                  "none\n"
                  "born-mayer Li O2 A 500 rho 0.3\n"
                  "morse Li O2 D 0.1 a 2 r0 1.9 shift energy\n"
                  "lennard-jones Li Li epsilon 0.01 sigma 2\n"
                  "r12 O2 O2 C12 22\n"
                  "bond O1 O2 k 5 r0 1.5 within 1.8\n"
                  "angle O2 O1 O2 k 2 theta0 109.47 within 2",
                  &f),
            IW_OK);
  if (f == NULL) {
    printf("%s\n", iw_context_message(ctx));
    return;
  }
  s = &f->spec;
  CHECK_TEXT(s->name, "a field  of mine");
  CHECK_TEXT(iw_pair_field_energy(f)->name, "a field  of mine");
  CHECK_NEAR(s->cutoff_ang, 9, 0);
  CHECK_INT(s->shift, IW_SHIFT_FORCE);
  CHECK_INT(s->exclude, IW_EXCLUDE_ANGLES);
  CHECK_NEAR(s->shell_force_ev_ang, 1e-6, 0);
  CHECK_INT(s->coulomb, IW_COULOMB_EWALD);
  CHECK_NEAR(s->tolerance, 1e-8, 0);
  CHECK_NEAR(s->coulomb_cutoff_ang, 7, 0);
  CHECK_NEAR(s->coulomb_ev_ang, 14.4, 0);
  CHECK_NEAR(s->coulomb_scale, 0.5, 0);
  CHECK_INT(iw_pair_field_n_types(f), 3);
  CHECK_INT(s->types[0].element, 3);
  CHECK_NEAR(s->types[0].charge_e, 1, 0);
  CHECK_TEXT(s->types[1].label, "O1*");
  CHECK_NEAR(s->types[1].shell_charge_e, -2.86, 0);
  CHECK_NEAR(s->types[1].spring_ev_ang2, 74.92, 0);
  CHECK_NEAR(s->types[1].spring4_ev_ang4, 10, 0);
  CHECK_INT(s->types[2].near_element, 15);
  CHECK_NEAR(s->types[2].near_ang, 2.1, 0);
  CHECK(s->types[2].label == NULL);
  CHECK_INT(s->n_terms, 6);
  CHECK_INT(s->terms[1].form, IW_FIELD_BUCKINGHAM);
  CHECK_INT(s->terms[1].type_b, 2);
  CHECK_NEAR(s->terms[1].p[2], 27, 0);
  CHECK_NEAR(s->terms[1].cutoff_ang, 8, 0);
  CHECK_INT(s->terms[1].shift, IW_SHIFT_NONE);
  CHECK_INT(s->terms[3].shift, IW_SHIFT_ENERGY);
  CHECK_INT(s->terms[5].form, IW_FIELD_R12);
  CHECK_NEAR(s->bonds[0].within_ang, 1.8, 0);
  CHECK_INT(s->angles[0].type_centre, 1);
  CHECK_NEAR(s->angles[0].theta0_deg, 109.47, 0);
  iw_pair_field_destroy(f);
}

static void the_line_is_named(void)
{
  static const char head[] = "type Li charge 1\ntype O charge -2\n";
  static const struct {
    const char *text, *wanted;
  } cases[] = {
      {"buckinham Li O A 1 rho 1", ":3: met 'buckinham', want buckingham (or"},
      {"buckingham Li O A 1 rh 1", ":3: met 'rh', want rho (or A, C, cutoff"},
      {"buckingham Li O A 1", ":3: line ends, want rho as well"},
      {"buckingham Li O A 1 A 2 rho 1", ":3: met 'A', want each key once"},
      {"buckingham Li O A", ":3: line ends, want a number between 0"},
      {"buckingham Li O A x rho 1", ":3: met 'x', want a number between 0"},
      {"buckingham Li O A -1 rho 1", ":3: met '-1', want a number between 0"},
      {"buckingham Li S A 1 rho 1", ":3: met 'S', want a type that a line"},
      {"buckingham Li", ":3: line ends, want a type that a line"},
      {"type Li charge 2", ":3: met 'Li', want each type once"},
      {"type Xx charge 2", ":3: met 'Xx', want an element symbol"},
      {"type", ":3: line ends, want the name of the type"},
      {"type S", ":3: line ends, want charge as well"},
      {"type S charge 1 near P", ":3: met 'S', want near ELEMENT within"},
      {"type S charge 1 shell -2", ":3: met 'S', want shell CHARGE spring K"},
      {"type S charge 1 label", ":3: line ends, want a word for label"},
      {"coulomb ewal", ":3: met 'ewal', want ewald (or dsf, none)"},
      {"coulomb none cutoff 3", ":3: met 'cutoff', want the end of the line"},
      {"coulomb dsf alpha 0.2", ":3: line ends, want cutoff as well"},
      {"coulomb ewald\ncoulomb none", ":4: met 'coulomb', want one line of"},
      {"shift", ":3: line ends, want none (or energy, force)"},
      {"shift energy now", ":3: met 'now', want one word"},
      {"cutoff 0.5", ":3: met '0.5', want a number between 1 and 100"},
      {"cutoff 5 6", ":3: met '6', want number"},
      {"name", ":3: line ends, want a name of up"},
      {"name 1234567890123456789012345678901234567890123456789012345678901",
       "want a name of up to 60"},
      {"exclude all", ":3: met 'all', want"},
      {"angle O Li k 1 theta0 90 within 3", ":3: met 'k', want a type"},
      {"coulomb dsf alpha 2 cutoff 10", "own.field: pair field: alpha 2"},
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[400];
    iw_pair_field *f;

    snprintf(text, sizeof text, "%s%s\n", head, cases[i].text);
    CHECK(parse(text, &f) != IW_OK);
    CHECK(f == NULL);
    CHECK_HOLDS(iw_context_message(ctx), cases[i].wanted);
    iw_pair_field_destroy(f);
  }
}

static void files_without_a_type(void)
{
  iw_pair_field *f;

  CHECK_INT(parse("", &f), IW_E_PARSE);
  CHECK_INT(parse("# nothing\n\n", &f), IW_E_PARSE);
  CHECK_HOLDS(iw_context_message(ctx), "own.field: no type, want lines such");
  CHECK_INT(iw_pair_field_read_file(ctx, "no/such.field", &f), IW_E_IO);
  CHECK(f == NULL);
}

/* Each allocation fails once. */
static void memory_runs_out(void)
{
  static const char text[] = "name x\ntype Li charge 1 label Li*\n"
                             "type O charge 1 shell -3 spring 50\n"
                             "buckingham Li O A 632.1 rho 0.3\n"
                             "bond Li O k 1 r0 2 within 2\n"
                             "angle Li O Li k 1 theta0 90 within 2\n";
  iw_pair_field *f = NULL;
  size_t n = 1;

  for (; n < 200; n++) {
    iw_status status;

    iwi_context_fail_allocation(ctx, n);
    status = parse(text, &f);
    if (status == IW_OK)
      break;
    CHECK_INT(status, IW_E_MEMORY);
    CHECK(f == NULL);
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK(n > 10 && n < 200);
  iw_pair_field_destroy(f);
}

static void samples_are_read(void)
{
  static const char *const names[] = {"Li2O", "LiFePO4", "Li2MnSiO4"};
  static const size_t n_types[] = {2, 4, 6};

  for (int i = 0; i < 3; i++) {
    iw_pair_field *f;
    char path[512];

    snprintf(path, sizeof path, IONWAY_SOURCE_DIR "/samples/fields/%s.field",
             names[i]);
    CHECK_INT(iw_pair_field_read_file(ctx, path, &f), IW_OK);
    if (f == NULL) {
      printf("%s\n", iw_context_message(ctx));
      continue;
    }
    CHECK_INT(iw_pair_field_n_types(f), n_types[i]);
    iw_pair_field_destroy(f);
  }
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(every_word_is_taken);
  RUN(the_line_is_named);
  RUN(files_without_a_type);
  RUN(memory_runs_out);
  RUN(samples_are_read);
  iw_context_destroy(ctx);
  return check_report();
}
