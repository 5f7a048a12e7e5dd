/* SPDX-License-Identifier: BSD-3-Clause */
/* Published disordered crystals: the compositions of their pools are those the
 * reference counts were made for. */
#include "doped.h"

#include <unistd.h>

#define FOLDER IONWAY_SHARED_DATA "/anchors/enumeration/"

/* Pools of the doping with the counts of the line, in any order of pools and
 * species: sorted lists of numbers are compared. */
typedef struct numbers {
  int n;
  long value[64];
} numbers;

static int compare(const void *a, const void *b)
{
  return (*(const long *)a > *(const long *)b) -
         (*(const long *)a < *(const long *)b);
}

/* "[[9, 3], [4, 2]]" to 3009 2004: a number a pool, from its sorted counts */
static numbers read_counts(const char *text)
{
  numbers out = {0}, pool = {0};

  for (; *text != '\0'; text++) {
    if (*text >= '0' && *text <= '9') {
      char *end;

      pool.value[pool.n++] = strtol(text, &end, 10);
      text = end - 1;
    } else if (*text == ']' && pool.n > 0) {
      qsort(pool.value, (size_t)pool.n, sizeof *pool.value, compare);
      for (int k = 0; k < pool.n; k++)
        out.value[out.n] = 1000 * out.value[out.n] + pool.value[k];
      out.n++;
      pool.n = 0;
    }
  }
  qsort(out.value, (size_t)out.n, sizeof *out.value, compare);
  return out;
}

static numbers counts_of(const doped *d)
{
  const int32_t *counts = iw_doping_compositions(d->doping)[0].counts;
  numbers out = {0};

  for (size_t p = 0; p < iw_doping_n_pools(d->doping); p++) {
    numbers pool = {0};

    for (size_t s = 0; s < iw_doping_pools(d->doping)[p].n_species; s++)
      pool.value[pool.n++] = *counts++;
    qsort(pool.value, (size_t)pool.n, sizeof *pool.value, compare);
    for (int k = 0; k < pool.n; k++)
      out.value[out.n] = 1000 * out.value[out.n] + pool.value[k];
    out.n++;
  }
  qsort(out.value, (size_t)out.n, sizeof *out.value, compare);
  return out;
}

/* Cells that are written without the ions that pay for their dopants. */
static double charge_of(const char *name)
{
  static const struct {
    const char *name;
    double charge;
  } charged[] = {{"llzo_Al2", -28},
                 {"llzo_Al3", -26},
                 {"llzo_Ta4", -28},
                 {"latp_Al2", -2},
                 {"latp_Al3", -3}};

  for (size_t i = 0; i < sizeof charged / sizeof *charged; i++) {
    if (strcmp(charged[i].name, name) == 0)
      return charged[i].charge;
  }
  return 0;
}

static void check_case(const char *name, const char *cell, const char *counts,
                       int order)
{
  const double charge = charge_of(name);
  const numbers want = read_counts(counts);
  iw_doping_request request;
  char path[512];
  doped d;

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.contact_scale = 0; /* the references know no distances */
  request.cell_charge = charge;
  for (int i = 0; i < 3; i++)
    request.matrix[i][i] = cell[2 * i] - '0';
  snprintf(path, sizeof path, FOLDER "cifs/%s.cif", name);
  if (access(path, R_OK) != 0) {
    SKIP(path);
    return;
  }
  CHECK(doped_read(&d, path, charge));
  if (d.oxidation != NULL)
    doped_make(&d, &request);
  if (d.doping != NULL) {
    const numbers got = counts_of(&d);

    doped_check(&d, charge);
    CHECK_INT(iw_doping_n_compositions(d.doping), 1);
    CHECK_INT(iw_site_group_order(iw_doping_group(d.doping)), order);
    CHECK_INT(got.n, want.n);
    for (int k = 0; k < want.n; k++)
      CHECK_INT(got.value[k], want.value[k]);
  } else {
    printf("%s: %s\n", name, doped_message(&d));
    CHECK(d.doping != NULL);
  }
  doped_end(&d);
}

static void compositions_of_the_reference_counts(void)
{
  FILE *table = fopen(FOLDER "counts.tsv", "r");
  char line[512];
  int n = 0;

  if (table == NULL) {
    SKIP("no " FOLDER "counts.tsv");
    return;
  }
  while (fgets(line, sizeof line, table) != NULL) {
    char name[64], cell[16], counts[128];
    int order;

    /* the antisite pairs are compositions of a request, not of a file */
    if (sscanf(line, "%63s %15s comps=%127[^\t] %d", name, cell, counts,
               &order) != 4 ||
        strncmp(name, "arg_222", 7) == 0)
      continue;
    check_case(name, cell, counts, order);
    n++;
  }
  fclose(table);
  CHECK(n >= 15);
}

/* One antisite pair in 2x2x2 argyrodite: S on Cl and Cl on S, 32 each. */
static void an_antisite_pair_by_request(void)
{
  const iw_substitution pair[2] = {{16, NAN, "Cl@4a", 1, 1, IW_AMOUNT_COUNT},
                                   {17, NAN, "S@4d", 1, 1, IW_AMOUNT_COUNT}};
  const char path[] = FOLDER "cifs/arg_48h.cif";
  iw_doping_request request;
  doped d;

  if (access(path, R_OK) != 0) {
    SKIP("no reference crystals");
    return;
  }
  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.contact_scale = 0;
  request.substitutions = pair;
  request.n_substitutions = 2;
  for (int i = 0; i < 3; i++)
    request.matrix[i][i] = 2;
  CHECK(doped_read(&d, path, 0));
  doped_make(&d, &request);
  CHECK_INT(d.status, IW_OK);
  if (d.status == IW_OK) {
    doped_check(&d, 0);
    CHECK_INT(doped_count(&d, 0, "Cl 4a", "S2-"), 1);
    CHECK_INT(doped_count(&d, 0, "Cl 4a", "Cl-"), 31);
    CHECK_INT(doped_count(&d, 0, "S 4d", "Cl-"), 1);
    CHECK_INT(doped_count(&d, 0, "S 4d", "S2-"), 31);
    CHECK_INT(doped_count(&d, 0, "Li 48h", "Li+"), 192);
    CHECK_INT(iw_site_group_order(iw_doping_group(d.doping)), 768);
  }
  doped_end(&d);
}

int main(void)
{
  RUN(compositions_of_the_reference_counts);
  RUN(an_antisite_pair_by_request);
  return check_report();
}
