/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of decorations on the disk: what was added comes back bit by bit, and
 * what is not whole, or another list, does not. */
#include "check.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ionway/ionway.h>

enum { N = 8, MAX_ROWS = 64 };

static iw_context *ctx;
static iw_structure *parent;
static iw_symmetry *symmetry;
static iw_doping *doping;
static iw_listing_spec spec;
static char folder[] = "/tmp/ionway-listing-XXXXXX";
static char path[64];

typedef struct row {
  size_t composition;
  uint64_t serial, multiplicity;
  double energy_ev;
  uint8_t species[N];
} row;

static row met[MAX_ROWS];
static size_t n_met;

static void remember(size_t composition, const iw_candidate *candidate,
                     void *user)
{
  row *r = &met[n_met];

  CHECK(user == path);
  CHECK(n_met < MAX_ROWS);
  if (n_met < MAX_ROWS - 1)
    n_met++;
  r->composition = composition;
  r->serial = candidate->serial;
  r->multiplicity = candidate->multiplicity;
  r->energy_ev = candidate->energy_ev;
  memcpy(r->species, candidate->species, N);
}

static iw_status open_list(iw_listing **out)
{
  n_met = 0;
  return iw_listing_open(ctx, path, &spec, remember, path, out);
}

static row row_of(size_t i)
{
  row r = {i / 5, i % 5, i + 1, -1.0 / (double)(3 + 7 * i), {0}};

  if (i == 3)
    r.energy_ev = NAN;
  r.species[i % N] = 1;
  return r;
}

static void add_rows(iw_listing *list, size_t first, size_t n)
{
  for (size_t i = first; i < n; i++) {
    const row r = row_of(i);
    const iw_candidate candidate = {r.species, r.multiplicity, r.serial,
                                    r.energy_ev};

    CHECK_INT(iw_listing_add(ctx, list, r.composition, &candidate), IW_OK);
  }
  CHECK_INT(iw_listing_flush(ctx, list), IW_OK);
}

static void check_rows(size_t n)
{
  CHECK_INT(n_met, n);
  for (size_t i = 0; i < n && i < n_met; i++) {
    const row r = row_of(i);

    CHECK_INT(met[i].composition, r.composition);
    CHECK_INT(met[i].serial, r.serial);
    CHECK_INT(met[i].multiplicity, r.multiplicity);
    /* every bit, or both unknown */
    CHECK(isnan(r.energy_ev) ? isnan(met[i].energy_ev)
                             : memcmp(&met[i].energy_ev, &r.energy_ev,
                                      sizeof r.energy_ev) == 0);
    CHECK(memcmp(met[i].species, r.species, N) == 0);
  }
}

static size_t file_size(void)
{
  FILE *file = fopen(path, "rb");
  long size = -1;

  if (file != NULL && fseek(file, 0, SEEK_END) == 0)
    size = ftell(file);
  if (file != NULL)
    fclose(file);
  return (size_t)size;
}

static void append_text(const char *text)
{
  FILE *file = fopen(path, "ab");

  CHECK(file != NULL && fputs(text, file) >= 0);
  if (file != NULL)
    fclose(file);
}

static void rows_come_back(void)
{
  iw_listing *list;

  unlink(path);
  CHECK_INT(open_list(&list), IW_OK);
  CHECK_INT(iw_listing_n(list), 0);
  CHECK(iw_listing_last(list) == NULL);
  add_rows(list, 0, 7);
  iw_listing_close(list);
  CHECK_INT(open_list(&list), IW_OK);
  check_rows(7);
  CHECK_INT(iw_listing_n(list), 7);
  CHECK_INT(iw_listing_composition(list), 1);
  CHECK_INT(iw_listing_serial(list), 2);
  CHECK(iw_listing_last(list) != NULL && iw_listing_last(list)[6] == 1);
  add_rows(list, 7, 10);
  CHECK_INT(iw_listing_serial(list), 5);
  iw_listing_close(list);
  CHECK_INT(open_list(&list), IW_OK);
  check_rows(10);
  iw_listing_close(list);
}

static void torn_ends_are_dropped(void)
{
  const size_t whole = file_size();
  iw_listing *list;

  for (size_t cut = 1; cut < 40; cut += 6) {
    append_text("2 5 11 -0.25 AAAAAAAA\n");
    CHECK_INT(truncate(path, (off_t)(whole + (cut < 22 ? cut : 21))), 0);
    CHECK_INT(open_list(&list), IW_OK);
    check_rows(10);
    iw_listing_close(list);
    CHECK_INT(file_size(), whole);
  }
}

static void check_refused(const char *message)
{
  const size_t size = file_size();
  iw_listing *list;

  CHECK_INT(open_list(&list), IW_E_PARSE);
  CHECK(list == NULL);
  CHECK_HOLDS(iw_context_message(ctx), message);
  CHECK_INT(file_size(), size);
}

static void other_lists_are_refused(void)
{
  static const char *const damaged[] = {
      "2 6 11 -0.25 AAAAAAAA\n", "1 5 11 -0.25 AAAAAAAA\n",
      "2 5 0 -0.25 AAAAAAAA\n",  "2 5 11 nan AAAAAAAA\n",
      "2 5 11 -0.25 AAAAAAA\n",  "2 5 11 -0.25 AAAAAAAZ\n",
      "9 0 11 -0.25 AAAAAAAA\n", "2 5 11 -0.25 AAAAAAAA x\n"};
  const size_t whole = file_size();

  for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
    append_text(damaged[i]);
    check_refused("candidate 11 is damaged");
    CHECK_INT(truncate(path, (off_t)whole), 0);
  }
  spec.primitive_only = 1;
  check_refused("other settings");
  spec.primitive_only = 0;
  CHECK_INT(truncate(path, 0), 0);
  append_text("somebody's notes\n");
  check_refused("no list of decorations");
}

/* Locks are of processes: a child asks. */
static void one_program_at_a_time(void)
{
  iw_listing *list, *second;
  int answer = -1;
  pid_t child;

  unlink(path);
  CHECK_INT(open_list(&list), IW_OK);
  fflush(stdout);
  child = fork();
  if (child == 0)
    _exit(open_list(&second) == IW_E_IO ? 0 : 1);
  CHECK(child > 0 && waitpid(child, &answer, 0) == child);
  CHECK(WIFEXITED(answer) && WEXITSTATUS(answer) == 0);
  iw_listing_close(list);
}

/* CsCl doubled in each direction: eight sites for Cl or Br, in two amounts. */
static int build(void)
{
  static iw_site sites[2] = {
      {{0, 0, 0}, 1, 1, 55, 0, ""},
      {{0.5, 0.5, 0.5}, 1, -1, 17, 0, ""},
  };
  const iw_substitution bromine = {35, -1, "Cl", 1, 2, IW_AMOUNT_COUNT};
  iw_structure_spec crystal;
  iw_doping_request request;

  iw_structure_spec_default(&crystal);
  iw_doping_request_default(&request);
  for (int k = 0; k < 3; k++) {
    crystal.lattice_ang[k][k] = 4.12;
    request.matrix[k][k] = 2;
  }
  crystal.sites = sites;
  crystal.n_sites = 2;
  request.substitutions = &bromine;
  request.n_substitutions = 1;
  if (iw_context_create(&ctx) != IW_OK ||
      iw_structure_create(ctx, &crystal, &parent) != IW_OK ||
      iw_symmetry_find(ctx, parent, 0.01, &symmetry) != IW_OK ||
      iw_doping_create(ctx, parent, symmetry, &request, &doping) != IW_OK)
    return 0;
  iw_listing_spec_default(&spec);
  spec.parent = parent;
  spec.dopings = (const iw_doping *const *)&doping;
  spec.n_dopings = 1;
  spec.energy = "ewald";
  return iw_doping_n_sites(doping) == N &&
         iw_doping_n_compositions(doping) == 2;
}

int main(void)
{
  const int built = build();

  CHECK(built);
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/list.txt", folder);
  if (built) {
    RUN(rows_come_back);
    RUN(torn_ends_are_dropped);
    RUN(other_lists_are_refused);
    RUN(one_program_at_a_time);
  } else {
    printf("%s\n", iw_context_message(ctx));
  }
  unlink(path);
  rmdir(folder);
  iw_doping_destroy(doping);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(parent);
  iw_context_destroy(ctx);
  return check_report();
}
