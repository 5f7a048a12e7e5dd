/* SPDX-License-Identifier: BSD-3-Clause */
/* Reports on barriers that were made up: what was put in comes out, what is
 * missing is left out, and the drawing has its dots on the curve. */
#include "barriers.h"
#include "check.h"

#include <stdlib.h>

#include "context.h"
#include "json.h"
#include "report_neb.h"

static iw_context *ctx;

static iw_text *table_of(int which, int colour)
{
  iw_text *text = NULL;
  barriers b;

  CHECK(barriers_begin(ctx, &b, which));
  CHECK_INT(iw_neb_report_table(ctx, &b.report, colour, &text), IW_OK);
  barriers_end(&b);
  return text;
}

/* Columns of the widest line; a byte that continues a character is none. */
static int widest(const char *text)
{
  int most = 0, n = 0;

  for (; *text != '\0'; text++) {
    n = *text == '\n' ? 0 : n + (((unsigned char)*text & 0xc0) != 0x80);
    most = n > most ? n : most;
  }
  return most;
}

static void tables_fit_a_terminal(void)
{
  for (int i = 0; i < BARRIERS_N_CASES; i++) {
    iw_text *text = table_of(i, 0);

    CHECK(widest(iw_text_data(text)) <= 80);
    CHECK(strchr(iw_text_data(text), '\033') == NULL);
    CHECK(strstr(iw_text_data(text), "nan") == NULL);
    CHECK(strstr(iw_text_data(text), "-0.000") == NULL);
    CHECK_HOLDS(iw_text_data(text), "0 K");
    iw_text_destroy(text);
  }
}

static void one_hop_is_told(void)
{
  iw_text *text = table_of(BARRIERS_ONE, 0);
  const char *t = iw_text_data(text);

  CHECK_HOLDS(t, "Barriers of Li+\n");
  CHECK_HOLDS(t, "field (pair force field), Li3OCl.json\n");
  CHECK_HOLDS(t, "2x2x1, 20 atoms, images 3.9 \xc3\x85 apart\n");
  CHECK_HOLDS(t, "cell charge  -1 e\n");
  CHECK_HOLDS(t, "0.311    0.248   3e-05  certified\n");
  CHECK_HOLDS(t, "\n  percolates in three dimensions at 0.311 eV, decided by "
                 "hop 1\n");
  CHECK(strstr(t, "in one dimension") == NULL); /* it would say the same */
  CHECK_HOLDS(t, "largest force on");
  CHECK_HOLDS(t, "-2.310 \xc2\xb1 4e-05    1.200 \xc2\xb1 0.010      1");
  CHECK_HOLDS(t, "9.812          7.400\n");
  CHECK_HOLDS(t, "  path: path.xyz\n  plot: path.svg\n");
  CHECK_HOLDS(t, "as good as the force field");
  iw_text_destroy(text);
}

static void failures_are_told_with_their_reasons(void)
{
  iw_text *text = table_of(BARRIERS_MANY, 0);
  const char *t = iw_text_data(text);

  CHECK_HOLDS(t, "\xe2\x80\x93  out of steps\n       largest force on an atom "
                 "0.083 eV/\xc3\x85 after 500 steps\n");
  CHECK_HOLDS(t, "energy failed\n       image 4: the client");
  CHECK_HOLDS(t, "no barrier\n       an end is the highest image\n");
  CHECK_HOLDS(t, "percolates in one dimension along b at 0.270 eV, decided by "
                 "hop 1\n");
  CHECK_HOLDS(t, "decided by hop 3,\n    which is not certified\n");
  CHECK_HOLDS(t, "does not percolate in three dimensions");
  CHECK_HOLDS(t, "2 of 6 hops have no number and are left out");
  CHECK_HOLDS(t, "no certificate was made");
  CHECK_HOLDS(t, "minimum     1.800       0.221 ");
  CHECK_HOLDS(t, "2 files, from paths/hop-1.xyz\n    to paths/hop-2.xyz\n");
  CHECK_HOLDS(t, "as good as the set-up of the engine");
  CHECK(strstr(t, "Energy along the path") == NULL);
  iw_text_destroy(text);
}

static void models_have_their_own_words(void)
{
  iw_text *soft = table_of(BARRIERS_SOFT, 0), *rigid, *own;

  rigid = table_of(BARRIERS_RIGID, 0);
  own = table_of(BARRIERS_DOWN, 0);
  CHECK_HOLDS(iw_text_data(soft), "0.620            0.310"
                                  "                    0.184\n");
  CHECK_HOLDS(iw_text_data(soft), "rank paths");
  CHECK_HOLDS(iw_text_data(rigid), "The host is rigid");
  CHECK_HOLDS(iw_text_data(rigid), "does not percolate in any direction");
  CHECK_HOLDS(iw_text_data(rigid), "  paths: paths.xyz\n");
  CHECK(strstr(iw_text_data(rigid), "Bands") == NULL);
  CHECK_HOLDS(iw_text_data(own), "a_model_of_my_own\n");
  CHECK_HOLDS(iw_text_data(own), "as good as the energy model");
  CHECK_HOLDS(iw_text_data(own), "1 of 1 hops has no number and is left out");
  iw_text_destroy(soft);
  iw_text_destroy(rigid);
  iw_text_destroy(own);
}

static void colours_are_asked_for(void)
{
  iw_text *text = table_of(BARRIERS_MANY, 1);

  CHECK_HOLDS(iw_text_data(text), "\033[1m");
  CHECK_HOLDS(iw_text_data(text), "\033[33m");
  /* not those of the input */
  CHECK(strstr(iw_text_data(text), "\033[31m") == NULL);
  iw_text_destroy(text);
}

/* ---- drawing --------------------------------------------------------- */

/* The next character of UTF-8 text of at most three bytes. */
static unsigned next_letter(const char **at)
{
  const unsigned char *c = (const unsigned char *)*at;
  const int size = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2 : 3;

  *at += size;
  if (size == 1)
    return c[0];
  if (size == 2)
    return (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu);
  return (c[0] & 0x0fu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu);
}

/* Braille dots 1..8 by the bits of U+2800: column and row in the cell. */
static const int dot_x[8] = {0, 0, 0, 1, 1, 1, 0, 1};
static const int dot_y[8] = {0, 1, 2, 0, 1, 2, 3, 3};

/* The drawing is 120 x 40 dots, its corners at the ends of the path and at the
 * top and the start. The profile changes by less than one row a column, and
 * each rounding to a dot costs half a one: two in all. */
static void dots_lie_on_the_curve(void)
{
  iw_text *text = table_of(BARRIERS_ONE, 0);
  const char *at = strstr(iw_text_data(text), "Energy along the path");
  int seen[120] = {0}, n_images = 0, n_saddles = 0;

  CHECK(at != NULL);
  if (at == NULL)
    return;
  for (int row = 0; row < 10; row++) {
    at = strchr(at, '\n') + 1;
    for (int column = -12; *at != '\n'; column++) {
      const unsigned letter = next_letter(&at);

      n_images += letter == 0x25cf;
      n_saddles += letter == 0x25b2;
      if (letter == 0x25cf || letter == 0x25b2)
        seen[2 * column] = seen[2 * column + 1] = 1; /* hidden by the mark */
      for (int bit = 0; bit < 8 && letter >= 0x2800 && letter <= 0x28ff;
           bit++) {
        const int x = 2 * column + dot_x[bit], y = 4 * row + dot_y[bit];

        if ((letter >> bit & 1) == 0)
          continue;
        CHECK(x >= 0 && x < 120);
        CHECK_NEAR(
            y, 39 * (1 - barriers_profile(x / 119.0, 0.3112, 0.0634) / 0.3112),
            2);
        seen[x < 0 || x > 119 ? 0 : x] = 1;
      }
    }
  }
  /* the saddle stands on the middle image */
  CHECK_INT(n_images, BARRIERS_N_IMAGES - 1);
  CHECK_INT(n_saddles, 1);
  for (int x = 0; x < 120; x++)
    CHECK(seen[x]);
  iw_text_destroy(text);
}

/* ---- for programs ---------------------------------------------------- */

static const iwi_json_node *member(const iwi_json_node *node, const char *key)
{
  const iwi_json_node *child = node != NULL ? iwi_json_first(node) : NULL;

  while (child != NULL && strcmp(iwi_json_key(child), key) != 0)
    child = iwi_json_next(child);
  CHECK(child != NULL);
  return child;
}

static const iwi_json_node *entry(const iwi_json_node *list, int i)
{
  const iwi_json_node *child = list != NULL ? iwi_json_first(list) : NULL;

  while (child != NULL && i-- > 0)
    child = iwi_json_next(child);
  CHECK(child != NULL);
  return child;
}

static int is_null(const iwi_json_node *node, const char *key)
{
  const iwi_json_node *child = member(node, key);

  return child != NULL && iwi_json_kind_of(child) == IWI_JSON_NULL;
}

static double number(const iwi_json_node *node, const char *key)
{
  const iwi_json_node *child = member(node, key);

  return child != NULL ? iwi_json_number_of(child) : (double)NAN;
}

static iwi_json_node *parsed(int which, iw_text **text)
{
  iwi_json_node *root = NULL;
  barriers b;

  CHECK(barriers_begin(ctx, &b, which));
  CHECK_INT(iw_neb_report_json(ctx, &b.report, text), IW_OK);
  barriers_end(&b);
  CHECK_INT(iwi_json_parse(ctx, iw_text_data(*text), iw_text_size(*text),
                           "report", &root),
            IW_OK);
  return root;
}

static void json_gives_back_every_bit(void)
{
  iw_text *text;
  iwi_json_node *root = parsed(BARRIERS_MANY, &text);
  const iwi_json_node *hops = member(root, "hops"), *hop, *saddle, *sum;

  CHECK_TEXT(iwi_json_text_of(member(root, "schema")), "ionway/neb/1");
  CHECK_NEAR(number(root, "n_without_barrier"), 2, 0);
  hop = entry(hops, 1);
  CHECK_NEAR(number(hop, "forward_ev"), 0.612, 0);
  CHECK_NEAR(number(hop, "reverse_ev"), 0.612 - 0.05, 0);
  saddle = entry(member(hop, "saddles"), 1);
  CHECK_NEAR(number(saddle, "s_ang"), 2.7, 0);
  sum = member(saddle, "certificate");
  CHECK_NEAR(number(sum, "max_force_ev_ang"), 3.1e-4, 0);
  CHECK_NEAR(iwi_json_number_of(entry(member(sum, "eigenvalues_ev_ang2"), 3)),
             2.4, 0);
  CHECK(is_null(entry(member(hop, "saddles"), 0), "certificate"));
  CHECK_NEAR(number(entry(member(hop, "minima"), 0), "energy_ev"), 0.221, 0);
  hop = entry(hops, 3);
  CHECK(is_null(hop, "forward_ev"));
  CHECK(is_null(hop, "n_per_cell"));
  CHECK(is_null(member(hop, "from"), "frac"));
  CHECK(is_null(member(hop, "band"), "images"));
  CHECK_HOLDS(iwi_json_text_of(member(hop, "reason")), "\"no number\"");
  CHECK_TEXT(iwi_json_text_of(member(entry(hops, 4), "name")), "5");
  CHECK_TEXT(
      iwi_json_text_of(member(entry(member(root, "thresholds"), 1), "hop")),
      "3");
  iwi_json_release(root);
  iw_text_destroy(text);
}

static void json_has_null_for_what_is_missing(void)
{
  iw_text *text;
  iwi_json_node *root = parsed(BARRIERS_BARE, &text);

  CHECK(is_null(root, "supercell"));
  CHECK(is_null(root, "thresholds"));
  CHECK(is_null(root, "plot_file"));
  CHECK(is_null(root, "force_tol_ev_ang"));
  CHECK(is_null(member(root, "energy_model"), "name"));
  CHECK(is_null(entry(member(root, "hops"), 0), "mechanism"));
  iwi_json_release(root);
  iw_text_destroy(text);
}

/* Fields of each line; a line break inside quotes would break the count. */
static void check_fields(const char *text, int n_lines, int n_fields)
{
  int lines = 0, commas = 0, quoted = 0;

  for (; *text != '\0'; text++) {
    quoted ^= *text == '"';
    commas += *text == ',' && !quoted;
    if (*text != '\n')
      continue;
    CHECK_INT(commas + 1, n_fields);
    CHECK_INT(quoted, 0);
    commas = 0;
    lines++;
  }
  CHECK_INT(lines, n_lines);
}

static void rows_have_as_many_fields_as_the_header(void)
{
  iw_text *text;

  CHECK_INT(iw_neb_report_csv_header(ctx, &text), IW_OK);
  check_fields(iw_text_data(text), 1, 36);
  iw_text_destroy(text);
  for (int i = 0; i < BARRIERS_N_CASES; i++) {
    barriers b;

    CHECK(barriers_begin(ctx, &b, i));
    CHECK_INT(iw_neb_report_csv(ctx, &b.report, &text), IW_OK);
    check_fields(iw_text_data(text), (int)b.report.n_hops, 36);
    CHECK(strstr(iw_text_data(text), "nan") == NULL);
    iw_text_destroy(text);
    barriers_end(&b);
  }
}

/* ---- edges ----------------------------------------------------------- */

static void the_highest_saddle_is_found(void)
{
  iw_neb_report_saddle saddles[3] = {
      {.energy_ev = NAN}, {.energy_ev = -0.2}, {.energy_ev = -0.1}};
  iw_neb_report_hop hop;

  iw_neb_report_hop_default(&hop);
  CHECK(iwi_neb_highest(&hop) == NULL);
  hop.saddles = saddles;
  hop.n_saddles = 1;
  CHECK(iwi_neb_highest(&hop) == &saddles[0]);
  hop.n_saddles = 3;
  CHECK(iwi_neb_highest(&hop) == &saddles[2]);
  saddles[2].energy_ev = NAN;
  CHECK(iwi_neb_highest(&hop) == &saddles[1]);
}

/* Poison goes in, NULL must come out. */
static void refused(const iw_neb_report *report, const char *part)
{
  iw_text *const poison = (iw_text *)(void *)&ctx;
  iw_text *texts[3] = {poison, poison, poison};

  CHECK_INT(iw_neb_report_table(ctx, report, 0, &texts[0]), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), part);
  CHECK_INT(iw_neb_report_json(ctx, report, &texts[1]), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), part);
  CHECK_INT(iw_neb_report_csv(ctx, report, &texts[2]), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), part);
  for (int i = 0; i < 3; i++)
    CHECK(texts[i] == NULL);
}

static void bad_reports_are_refused(void)
{
  barriers b;

  CHECK(barriers_begin(ctx, &b, BARRIERS_ONE));
  b.report.hops = NULL;
  refused(&b.report, "1 hops, but no array");
  b.report.hops = b.hops;
  b.report.crystal = NULL;
  refused(&b.report, "no crystal");
  b.report.crystal = &b.base;
  b.base.structure = NULL;
  refused(&b.report, "no crystal with a structure");
  b.report.struct_size = 8;
  refused(&b.report, "struct_size is 8");
  barriers_end(&b);
}

typedef iw_status writer(const iw_neb_report *report, iw_text **out);

static iw_status write_table(const iw_neb_report *report, iw_text **out)
{
  return iw_neb_report_table(ctx, report, 1, out);
}

static iw_status write_json(const iw_neb_report *report, iw_text **out)
{
  return iw_neb_report_json(ctx, report, out);
}

static iw_status write_csv(const iw_neb_report *report, iw_text **out)
{
  return iw_neb_report_csv(ctx, report, out);
}

/* Each allocation fails once. */
static void exhaust(const iw_neb_report *report, writer *write, size_t least)
{
  iw_status status = IW_E_MEMORY;
  iw_text *text = NULL;
  size_t n;

  for (n = 1; n < 20000 && status != IW_OK; n++) {
    iwi_context_fail_allocation(ctx, n);
    status = write(report, &text);
    iwi_context_fail_allocation(ctx, 0);
    CHECK(status == IW_OK || (status == IW_E_MEMORY && text == NULL));
  }
  CHECK_INT(status, IW_OK);
  CHECK(n > least);
  iw_text_destroy(text);
}

static void exhaustion_is_reported(void)
{
  barriers b;

  CHECK(barriers_begin(ctx, &b, BARRIERS_MANY));
  exhaust(&b.report, write_table, 5);
  exhaust(&b.report, write_json, 300);
  exhaust(&b.report, write_csv, 3);
  barriers_end(&b);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(tables_fit_a_terminal);
  RUN(one_hop_is_told);
  RUN(failures_are_told_with_their_reasons);
  RUN(models_have_their_own_words);
  RUN(colours_are_asked_for);
  RUN(dots_lie_on_the_curve);
  RUN(json_gives_back_every_bit);
  RUN(json_has_null_for_what_is_missing);
  RUN(rows_have_as_many_fields_as_the_header);
  RUN(the_highest_saddle_is_found);
  RUN(bad_reports_are_refused);
  RUN(exhaustion_is_reported);
  iw_context_destroy(ctx);
  return check_report();
}
