/* SPDX-License-Identifier: BSD-3-Clause */
/* Every structure file of the reference data is read, and its content is what
 * the file states beside its coordinates: the formula of the cell, and the
 * multiplicity of every atom. */
#include "reading.h"

#include <dirent.h>

#include "file.h"
#include "mem.h"

#define SHARED IONWAY_SHARED_DATA

typedef struct tally {
  int n_files, n_formulas;
} tally;

/* The text after the tag on its line, quotes off; "" when it is not there. */
static void stated_formula(const char *text, char *out, size_t size)
{
  const char *at = strstr(text, "_chemical_formula_sum");
  size_t n = 0;

  out[0] = '\0';
  if (at == NULL)
    return;
  at += strlen("_chemical_formula_sum");
  at += strspn(at, " '\r\n"); /* a long one has its own line */
  while (strchr("'\r\n", at[n]) == NULL && n + 1 < size)
    n++;
  memcpy(out, at, n);
  out[n] = '\0';
}

/* "Li24 P4 S20 Cl4" against the occupancies. Formulas are rounded to whole
 * atoms or two digits, refined occupancies to three or four. */
static int compare_formula(const iw_structure *s, const char *formula)
{
  double total = 0, listed = 0;
  int agrees = 1;

  for (const char *p = formula; *p != '\0';) {
    char symbol[8] = "";
    int used = 0;
    double n = 1, found;

    p += strspn(p, " ");
    if (sscanf(p, "%7[A-Za-z]%n", symbol, &used) != 1)
      break;
    p += used;
    if (sscanf(p, "%lf%n", &n, &used) == 1)
      p += used;
    found = reading_amount(s, symbol);
    agrees = agrees && fabs(found - n) <= 0.02 * fmax(n, 1);
    listed += found;
  }
  for (size_t i = 0; i < iw_structure_n_sites(s); i++)
    total += iw_structure_sites(s)[i].occupancy;
  /* and nothing else is in the cell */
  return agrees && fabs(total - listed) < 1e-9;
}

static void read_one(const char *path, tally *t)
{
  char *data = NULL, formula[256];
  size_t size;
  iw_structure *s = NULL;

  CHECK_INT(iwi_file_read(reading_context(), path, 1 << 20, &data, &size),
            IW_OK);
  reading_log[0] = '\0';
  if (iw_structure_read_file(reading_ctx, path, NULL, &s) != IW_OK)
    printf("%s\n", iw_context_message(reading_ctx));
  CHECK(s != NULL);
  /* a multiplicity that misses what the file states would be remarked */
  if (reading_log[0] != '\0')
    printf("%s", reading_log);
  CHECK_TEXT(reading_log, "");
  if (data != NULL && s != NULL) {
    stated_formula(data, formula, sizeof formula);
    if (formula[0] != '\0') {
      if (!compare_formula(s, formula))
        printf("%s: content differs from '%s'\n", path, formula);
      CHECK(compare_formula(s, formula));
      t->n_formulas++;
    }
    t->n_files++;
  }
  iw_structure_destroy(s);
  iwi_free(data);
}

/* All .cif files of a folder; 0 files when there is no such folder. */
static tally read_folder(const char *folder)
{
  tally t = {0, 0};
  DIR *dir = opendir(folder);
  const struct dirent *entry;

  while (dir != NULL && (entry = readdir(dir)) != NULL) {
    const size_t n = strlen(entry->d_name);
    char path[1024];

    if (n < 4 || strcmp(entry->d_name + n - 4, ".cif") != 0)
      continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    read_one(path, &t);
  }
  if (dir != NULL)
    closedir(dir);
  return t;
}

static void conductors_of_the_obelix_set(void)
{
  const tally t = read_folder(SHARED "/data/obelix-train/cifs");

  if (t.n_files == 0) {
    SKIP("no folder data/obelix-train in the shared data");
    return;
  }
  CHECK_INT(t.n_files, 254);
  CHECK_INT(t.n_formulas, 254);
}

static void reference_conductors(void)
{
  const tally t = read_folder(SHARED "/data/structures");

  if (t.n_files == 0) {
    SKIP("no folder data/structures in the shared data");
    return;
  }
  CHECK_INT(t.n_files, 37);
  CHECK_INT(t.n_formulas, 37);
}

static void structures_of_the_other_anchors(void)
{
  const tally t = read_folder(SHARED "/anchors/enumeration/cifs");
  const tally u = read_folder(SHARED "/anchors/bvlain/structures");

  if (t.n_files == 0 || u.n_files == 0) {
    SKIP("no folders anchors/enumeration, anchors/bvlain in the shared data");
    return;
  }
  CHECK_INT(t.n_files, 25);
  CHECK_INT(u.n_files, 7);
}

int main(void)
{
  RUN(conductors_of_the_obelix_set);
  RUN(reference_conductors);
  RUN(structures_of_the_other_anchors);
  reading_end();
  return check_report();
}
