/* SPDX-License-Identifier: BSD-3-Clause */
/* What is written reads back as the same crystal. */
#include "reading.h"

#include <stdlib.h>
#include <unistd.h>

#include "context.h"

static uint64_t seed = 20261123;

static double uniform(void)
{
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(seed >> 11) / 9007199254740992.0;
}

/* A skew cell with random sites, far enough apart; full unless mixed. */
static iw_structure *random_structure(int mixed, int left_handed)
{
  enum { N = 12 };
  iw_site sites[N];
  iw_structure_spec spec;
  iw_structure *s = NULL;

  iw_structure_spec_default(&spec);
  memset(sites, 0, sizeof sites);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      spec.lattice_ang[i][k] = (i == k ? 12 : 0) + 4 * uniform() - 2;
    if (left_handed)
      spec.lattice_ang[i][0] = -spec.lattice_ang[i][0];
  }
  for (int i = 0; i < N; i++) {
    /* one octant each, and half of a cell in z for the rest */
    sites[i].frac[0] = (i & 1) / 2.0 + 0.3 * uniform();
    sites[i].frac[1] = (i >> 1 & 1) / 2.0 + 0.3 * uniform();
    sites[i].frac[2] = (i >> 2) / 3.0 + 0.2 * uniform();
    sites[i].element = 1 + (int32_t)(90 * uniform());
    sites[i].occupancy = mixed ? 0.05 + 0.9 * uniform() : 1;
    sites[i].oxidation = mixed && i % 3 == 0 ? 0.1 * i : NAN;
    if (i % 4 == 0)
      snprintf(sites[i].label, sizeof sites[i].label, "same");
  }
  spec.sites = sites;
  spec.n_sites = N;
  spec.title = mixed ? "mixed crystal" : "full";
  CHECK_INT(iw_structure_create(reading_context(), &spec, &s), IW_OK);
  return s;
}

static double dot(const double *a, const double *b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static double frac_distance(double a, double b)
{
  const double d = fabs(a - b);

  return fmin(d, 1 - d);
}

/* sign: -1 when the file has the cell turned round */
static void compare(const iw_structure *s, const iw_structure *t, int sign,
                    int metric_only)
{
  const double(*a)[3] = iw_structure_lattice(s);
  const double(*b)[3] = iw_structure_lattice(t);

  CHECK_INT(iw_structure_n_sites(t), iw_structure_n_sites(s));
  if (iw_structure_n_sites(t) != iw_structure_n_sites(s))
    return;
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      if (metric_only)
        CHECK_NEAR(dot(a[i], a[k]), dot(b[i], b[k]), 1e-10);
      else
        CHECK_NEAR(a[i][k], b[i][k], 1e-10);
    }
  }
  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    const iw_site *p = &iw_structure_sites(s)[i];
    const iw_site *q = &iw_structure_sites(t)[i];

    CHECK_INT(q->element, p->element);
    CHECK_NEAR(q->occupancy, p->occupancy, 1e-15);
    CHECK(isnan(p->oxidation) == isnan(q->oxidation));
    if (!isnan(p->oxidation))
      CHECK_NEAR(q->oxidation, p->oxidation, 1e-15);
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(
          frac_distance(p->frac[k], sign > 0 ? q->frac[k] : 1 - q->frac[k]), 0,
          1e-10);
  }
}

static void round_trip(const iw_structure *s, iw_format format,
                       const char *name, int sign)
{
  iw_text *text = NULL;
  iw_structure *t;

  CHECK_INT(iw_structure_write_memory(reading_context(), s, format, &text),
            IW_OK);
  if (text == NULL)
    return;
  CHECK_INT(strlen(iw_text_data(text)), iw_text_size(text));
  t = reading(iw_text_data(text), name);
  if (t != NULL)
    compare(s, t, sign, format == IW_FORMAT_CIF);
  iw_structure_destroy(t);
  iw_text_destroy(text);
}

static void every_format_reads_back(void)
{
  for (int round = 0; round < 20; round++) {
    const int left_handed = round % 2;
    iw_structure *full = random_structure(0, left_handed);
    iw_structure *mixed = random_structure(1, left_handed);

    round_trip(full, IW_FORMAT_POSCAR, "POSCAR", 1);
    round_trip(full, IW_FORMAT_EXTXYZ, "a.xyz", 1);
    round_trip(full, IW_FORMAT_CIF, "a.cif", left_handed ? -1 : 1);
    round_trip(mixed, IW_FORMAT_EXTXYZ, "a.xyz", 1);
    round_trip(mixed, IW_FORMAT_CIF, "a.cif", left_handed ? -1 : 1);
    iw_structure_destroy(full);
    iw_structure_destroy(mixed);
  }
}

static void poscar_wants_full_sites(void)
{
  iw_structure *s = random_structure(1, 0);
  iw_text *text = NULL;

  CHECK_INT(
      iw_structure_write_memory(reading_context(), s, IW_FORMAT_POSCAR, &text),
      IW_E_ARGUMENT);
  CHECK(text == NULL);
  CHECK_HOLDS(iw_context_message(reading_ctx), "site 1 (same) has occupancy");
  CHECK_INT(
      iw_structure_write_memory(reading_context(), s, IW_FORMAT_AUTO, &text),
      IW_E_ARGUMENT);
  iw_structure_destroy(s);
}

/* One label, many images: each row has a label of its own. */
static void labels_in_a_cif_are_unique(void)
{
  iw_structure *s = random_structure(0, 0);
  iw_text *text = NULL;

  CHECK_INT(
      iw_structure_write_memory(reading_context(), s, IW_FORMAT_CIF, &text),
      IW_OK);
  if (text != NULL) {
    CHECK_HOLDS(iw_text_data(text), "\nsame ");
    CHECK_HOLDS(iw_text_data(text), "\nsame_2 ");
    CHECK_HOLDS(iw_text_data(text), "\nsame_3 ");
    CHECK(strstr(iw_text_data(text), "same_4") == NULL);
  }
  iw_text_destroy(text);
  iw_structure_destroy(s);
}

static void files_go_by_their_names(void)
{
  static const char *const names[] = {"a.cif", "POSCAR", "b.vasp", "c.xyz"};
  char folder[] = "/tmp/ionway-write-XXXXXX";
  iw_structure *s = random_structure(0, 0);
  char path[128];

  CHECK(mkdtemp(folder) != NULL);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    iw_structure *t = NULL;

    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    CHECK_INT(
        iw_structure_write_file(reading_context(), s, IW_FORMAT_AUTO, path),
        IW_OK);
    CHECK_INT(iw_structure_read_file(reading_context(), path, NULL, &t), IW_OK);
    if (t != NULL) {
      CHECK_INT(iw_structure_n_sites(t), iw_structure_n_sites(s));
      CHECK_TEXT(iw_structure_source(t), path);
    }
    iw_structure_destroy(t);
    unlink(path);
  }
  snprintf(path, sizeof path, "%s/none.dat", folder);
  CHECK_INT(iw_structure_write_file(reading_context(), s, IW_FORMAT_AUTO, path),
            IW_E_ARGUMENT);
  CHECK_INT(rmdir(folder), 0); /* nothing was left in it */
  iw_structure_destroy(s);
}

/* Every allocation fails once: the status is right and nothing leaks (the
 * sanitizer looks). */
static void failed_allocations_are_reported(void)
{
  static const char text[] =
      "data_x\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\n"
      "_space_group_name_H-M_alt 'F d -3 m'\nloop_\n_atom_site_label\n"
      "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
      "Si1 0.125 0.125 0.125\n";
  iw_context *ctx = reading_context();
  iw_structure *s = NULL;
  iw_text *out = NULL;
  iw_status status = IW_E_MEMORY;
  size_t n = 0;

  while (status != IW_OK && n < 1000) {
    iwi_context_fail_allocation(ctx, ++n);
    status =
        iw_structure_read_memory(ctx, text, sizeof text - 1, "x.cif", NULL, &s);
    CHECK(status == IW_OK || (status == IW_E_MEMORY && s == NULL));
  }
  CHECK(n > 10 && n < 1000);
  iwi_context_fail_allocation(ctx, 0);
  for (int format = IW_FORMAT_CIF; s != NULL && format <= IW_FORMAT_EXTXYZ;
       format++) {
    status = IW_E_MEMORY;
    for (n = 0; status != IW_OK && n < 1000;) {
      iwi_context_fail_allocation(ctx, ++n);
      status = iw_structure_write_memory(ctx, s, (iw_format)format, &out);
      CHECK(status == IW_OK || (status == IW_E_MEMORY && out == NULL));
    }
    CHECK(n > 1 && n < 1000);
    iwi_context_fail_allocation(ctx, 0);
    iw_text_destroy(out);
  }
  iw_structure_destroy(s);
}

int main(void)
{
  RUN(every_format_reads_back);
  RUN(poscar_wants_full_sites);
  RUN(labels_in_a_cif_are_unique);
  RUN(files_go_by_their_names);
  RUN(failed_allocations_are_reported);
  reading_end();
  return check_report();
}
