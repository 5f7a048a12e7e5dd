/* SPDX-License-Identifier: BSD-3-Clause */
/* A journal gives back every bit it was given without asking the model, after
 * any kind of death of the run that wrote it, and takes nobody else's file. */
#include "check.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "context.h"
#include "evaluator.h"
#include "journal_file.h"
#include "mem.h"

enum { N = 5, STEPS = 60, IMAGES = 6 };

static iw_context *ctx;
static char folder[] = "/tmp/ionway-journal-XXXXXX";
static char path[64];

/* ---- a model of our own: springs in a wavy field ----------------------- */

static atomic_int n_calls, n_opened, n_closed, n_batches;
static atomic_int n_misused; /* called with another's workspace or user */
static int die_at; /* call at which the process kills itself; 0: never */
static const double lattice[3][3] = {{4, 0, 0}, {0.3, 5, 0}, {0, -0.2, 6}};
static const int32_t elements[N] = {3, 3, 8, 8, 26};
static const double charges[N] = {1, 1, -2, -2, 2};
static double start[N][3];
static double opened_on; /* what workspaces begin with */

static iw_status springs(iw_context *c, const iw_energy_atoms *a,
                         void *workspace, iw_energy_result *r, void *user)
{
  (void)c;
  if (user != path || workspace == NULL ||
      *(const double *)workspace != opened_on)
    n_misused++;
  if (atomic_fetch_add(&n_calls, 1) + 1 == die_at)
    raise(SIGKILL);
  r->energy_ev = a->lattice_ang[0][0];
  for (size_t i = 0; i < a->n_atoms; i++) {
    for (int k = 0; k < 3; k++) {
      const double x = a->frac[i][k], z = a->elements[i];

      r->energy_ev += sin(7 * x) / z + 0.5 * x * x;
      if (r->forces_ev_ang != NULL)
        r->forces_ev_ang[i][k] = -7 * cos(7 * x) / z - x;
    }
  }
  if (r->stress_ev_ang3 != NULL) {
    for (int k = 0; k < 9; k++)
      r->stress_ev_ang3[k / 3][k % 3] = r->energy_ev / (k + 3);
  }
  return isnan(a->frac[0][0]) ? IW_E_ENERGY : IW_OK;
}

/* Remembers what it was opened on. */
static iw_status open_springs(iw_context *c, const iw_energy_atoms *a,
                              void *user, void **workspace)
{
  double *first = malloc(sizeof *first);

  (void)c;
  CHECK(user == path && a->n_atoms == N && a->elements[4] == 26);
  *workspace = first;
  if (first == NULL)
    return IW_E_MEMORY;
  *first = a->frac[0][0];
  n_opened++;
  return IW_OK;
}

static void close_springs(void *workspace, void *user)
{
  CHECK(user == path && workspace != NULL);
  n_closed++;
  free(workspace);
}

static iw_status many_springs(iw_context *c, const iw_energy_atoms *a,
                              void *const *workspaces, iw_energy_result *r,
                              size_t n, void *user)
{
  n_batches++;
  for (size_t i = 0; i < n; i++) {
    const iw_status status = springs(c, &a[i], workspaces[i], &r[i], user);

    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

static iw_energy model = {.struct_size = sizeof(iw_energy),
                          .name = "springs",
                          .evaluate = springs,
                          .user = path,
                          .thread_safe = 1,
                          .provides = IW_ENERGY_FORCES | IW_ENERGY_STRESS,
                          .open = open_springs,
                          .close = close_springs};

static iw_energy_atoms atoms_at(double (*frac)[3])
{
  const iw_energy_atoms a = {.lattice_ang = lattice,
                             .frac = (const double(*)[3])frac,
                             .elements = elements,
                             .charges = charges,
                             .n_atoms = N};
  return a;
}

static iw_status open_journal(iw_journal **out)
{
  return iw_journal_open(ctx, path, &model, "input 17", out);
}

/* ---- a calculation: downhill, every step from the forces of the last ---- */

typedef struct trail {
  double energy[STEPS], stress[3][3], frac[N][3];
} trail;

static iw_status walk(const iw_energy *energy, int n_steps, trail *t)
{
  double forces[N][3];
  void *workspace = NULL;
  iw_energy_atoms a = atoms_at(start);
  iw_energy_result r = {0, forces, NULL};
  iw_status status = energy->open(ctx, &a, energy->user, &workspace);

  memcpy(t->frac, start, sizeof start);
  a = atoms_at(t->frac);
  for (int s = 0; status == IW_OK && s < n_steps; s++) {
    r.stress_ev_ang3 = s % 7 == 3 ? t->stress : NULL;
    status = energy->evaluate(ctx, &a, workspace, &r, energy->user);
    t->energy[s] = r.energy_ev;
    for (int k = 0; k < 3 * N; k++)
      t->frac[k / 3][k % 3] += 0.01 * forces[k / 3][k % 3];
  }
  if (workspace != NULL)
    energy->close(workspace, energy->user);
  return status;
}

static trail undisturbed;

static void check_same_trail(const trail *t)
{
  /* bits, not values */
  CHECK(memcmp(t, &undisturbed, sizeof *t) == 0);
}

static long file_size(void)
{
  FILE *file = fopen(path, "rb");
  long size = -1;

  if (file != NULL && fseek(file, 0, SEEK_END) == 0)
    size = ftell(file);
  if (file != NULL)
    fclose(file);
  return size;
}

static void replay_needs_no_model(void)
{
  iw_journal *j = NULL;
  trail t;
  long size;

  unlink(path);
  CHECK_INT(open_journal(&j), IW_OK);
  CHECK_TEXT(iw_journal_energy(j)->name, "springs");
  CHECK_INT(iw_journal_energy(j)->provides, model.provides);
  CHECK(iw_journal_energy(j)->evaluate_batch == NULL);
  n_calls = 0;
  CHECK_INT(walk(iw_journal_energy(j), STEPS, &t), IW_OK);
  check_same_trail(&t);
  CHECK_INT(n_calls, STEPS);
  CHECK_INT(iw_journal_n_recorded(j), STEPS);
  CHECK_INT(iw_journal_n_known(j), STEPS);
  CHECK_INT(iw_journal_n_replayed(j), 0);
  iw_journal_close(j);
  size = file_size();
  n_calls = n_opened = 0;
  CHECK_INT(open_journal(&j), IW_OK);
  CHECK_INT(iw_journal_n_known(j), STEPS);
  memset(&t, 0, sizeof t);
  CHECK_INT(walk(iw_journal_energy(j), STEPS, &t), IW_OK);
  check_same_trail(&t);
  CHECK_INT(n_calls, 0);
  CHECK_INT(n_opened, 0); /* not even opened */
  CHECK_INT(iw_journal_n_replayed(j), STEPS);
  CHECK_INT(iw_journal_n_recorded(j), 0);
  iw_journal_close(j);
  CHECK_INT(file_size(), size);
}

/* What is wanted has to be held; of several that hold it the first answers,
 * in this run as in the next. */
static void less_is_answered_by_more(void)
{
  double forces[N][3], stress[3][3];
  iw_energy_atoms a = atoms_at(start);
  iw_energy_result plain = {0}, full = {0, forces, stress};
  iw_journal *j = NULL;

  unlink(path);
  n_calls = 0;
  CHECK_INT(open_journal(&j), IW_OK);
  CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &plain), IW_OK);
  CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &full), IW_OK);
  CHECK_INT(n_calls, 2);
  full.stress_ev_ang3 = NULL;
  CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &full), IW_OK);
  plain.stress_ev_ang3 = stress;
  memset(stress, 0, sizeof stress);
  CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &plain), IW_OK);
  CHECK_NEAR(stress[1][2], plain.energy_ev / 8, 0); /* no rounding between */
  CHECK_INT(n_calls, 2);
  CHECK_INT(iw_journal_n_replayed(j), 2);
  iw_journal_close(j);
}

/* Every bit of the question counts. */
static void other_atoms_are_other_atoms(void)
{
  double cell[3][3], frac[N][3], charge[N];
  int32_t element[N], types[N] = {0, 1, 2, 3, 4};
  iw_energy_atoms a = atoms_at(frac);
  iw_journal *j = NULL;

  unlink(path);
  n_calls = 0;
  CHECK_INT(open_journal(&j), IW_OK);
  for (int i = 0; i < 9; i++) {
    iw_energy_result r = {0};

    memcpy(cell, lattice, sizeof cell);
    memcpy(frac, start, sizeof frac);
    memcpy(charge, charges, sizeof charge);
    memcpy(element, elements, sizeof element);
    a = atoms_at(frac);
    a.lattice_ang = (const double(*)[3])cell;
    a.elements = element;
    a.charges = charge;
    if (i == 1)
      cell[2][1] = nextafter(cell[2][1], 1);
    if (i == 2)
      frac[4][2] = nextafter(frac[4][2], 1);
    if (i == 3)
      charge[2] = nextafter(charge[2], 1);
    if (i == 4)
      element[0] = 4;
    if (i == 5)
      a.charges = NULL;
    if (i >= 6)
      a.types = types;
    if (i == 7)
      types[4] = 3;
    if (i == 8) /* exchanged atoms are other atoms, too */
      memcpy(frac[0], start[1], sizeof frac[0]);
    opened_on = frac[0][0];
    CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &r), IW_OK);
    CHECK_INT(n_calls, i + 1);
    CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &r), IW_OK);
    CHECK_INT(n_calls, i + 1);
  }
  opened_on = start[0][0];
  iw_journal_close(j);
}

/* ---- deaths ------------------------------------------------------------ */

static void pause_for(long microseconds)
{
  const struct timespec t = {0, 1000 * microseconds};

  nanosleep(&t, NULL);
}

/* A run of its own that does not live to its end. */
static void run_and_die(int at_call, long after_us)
{
  int answer = 0;
  pid_t child;

  fflush(stdout);
  child = fork();
  if (child == 0) {
    iw_journal *j = NULL;
    trail t;

    n_calls = 0;
    die_at = at_call;
    if (open_journal(&j) == IW_OK)
      (void)walk(iw_journal_energy(j), STEPS, &t);
    pause_for(100000);
    _exit(0);
  }
  CHECK(child > 0);
  if (after_us > 0) {
    pause_for(after_us);
    kill(child, SIGKILL);
  }
  CHECK(waitpid(child, &answer, 0) == child && WIFSIGNALED(answer));
}

static void finish_and_compare(size_t at_most)
{
  iw_journal *j = NULL;
  trail t;

  memset(&t, 0, sizeof t);
  n_calls = 0;
  CHECK_INT(open_journal(&j), IW_OK);
  if (j == NULL)
    return;
  CHECK_INT(walk(iw_journal_energy(j), STEPS, &t), IW_OK);
  check_same_trail(&t);
  CHECK((size_t)n_calls <= at_most);
  CHECK_INT(iw_journal_n_replayed(j) + (size_t)n_calls, STEPS);
  iw_journal_close(j);
}

static void killed_runs_go_on(void)
{
  /* killed in the model: what was evaluated before is kept */
  unlink(path);
  for (int i = 0; i < 10; i++)
    run_and_die(1 + i % 7, 0);
  /* of 0..6 whole calls each: 24 */
  finish_and_compare(STEPS - 24);
  CHECK(file_size() > 0);
  /* killed wherever it is, also in the middle of writing */
  for (int i = 0; i < 10; i++) {
    unlink(path);
    run_and_die(0, 50 + 337 * i);
    finish_and_compare(STEPS);
  }
}

typedef struct bytes {
  char *data;
  size_t size;
} bytes;

static bytes read_bytes(void)
{
  const long size = file_size();
  bytes b = {malloc((size_t)size), (size_t)size};
  FILE *file = fopen(path, "rb");

  CHECK(file != NULL && fread(b.data, 1, b.size, file) == b.size);
  if (file != NULL)
    fclose(file);
  return b;
}

static void write_bytes(const char *data, size_t size)
{
  FILE *file = fopen(path, "wb");

  CHECK(file != NULL && fwrite(data, 1, size, file) == size);
  if (file != NULL)
    fclose(file);
}

/* A file with n evaluations; the size of its last record. */
static size_t begin_file(int n)
{
  iw_journal *j = NULL;
  trail t;
  long size = 0;

  unlink(path);
  for (int i = n - 1; i <= n; i++) {
    size = i == n ? file_size() : 0;
    CHECK_INT(open_journal(&j), IW_OK);
    CHECK_INT(walk(iw_journal_energy(j), i, &t), IW_OK);
    iw_journal_close(j);
  }
  return (size_t)(file_size() - size);
}

static void torn_ends_are_cut(void)
{
  const size_t record = begin_file(4);
  const bytes whole = read_bytes();
  iw_journal *j = NULL;
  trail t;

  CHECK_INT(record, 8 * (6 + 9 + 3 * N + 1 + 3 * N + 9 + 1));
  for (size_t left = 0; left < record; left++) {
    write_bytes(whole.data, whole.size - record + left);
    CHECK_INT(open_journal(&j), IW_OK);
    CHECK_INT(iw_journal_n_known(j), 3);
    CHECK_INT(file_size(), whole.size - record);
    CHECK_INT(walk(iw_journal_energy(j), 4, &t), IW_OK);
    iw_journal_close(j);
  }
  /* a head that was not written to its end is begun again */
  for (size_t left = 0; left < 100; left += 9) {
    write_bytes(whole.data, left);
    CHECK_INT(open_journal(&j), IW_OK);
    CHECK_INT(iw_journal_n_known(j), 0);
    iw_journal_close(j);
  }
  /* what was calculated again is what was there */
  finish_and_compare(STEPS);
  free(whole.data);
}

static char warning[512];

static void keep_warning(iw_log_level level, const char *text, void *user)
{
  (void)user;
  if (level == IW_LOG_WARNING)
    snprintf(warning, sizeof warning, "%s", text);
}

static void damage_is_met_where_it_is(void)
{
  const size_t record = begin_file(3);
  const bytes whole = read_bytes();
  /* the others have no stress */
  const size_t first = whole.size - 3 * record;
  iw_journal *j = NULL;

  iw_context_set_log(ctx, keep_warning, NULL);
  for (size_t at = 0; at < record; at += 5) {
    whole.data[first + record + at] ^= 0x10;
    write_bytes(whole.data, whole.size);
    whole.data[first + record + at] ^= 0x10;
    warning[0] = '\0';
    CHECK_INT(open_journal(&j), IW_OK);
    CHECK_INT(iw_journal_n_known(j), 1);
    CHECK_HOLDS(warning, "evaluation 2 is damaged");
    CHECK_INT(file_size(), first + record);
    iw_journal_close(j);
  }
  iw_context_set_log(ctx, NULL, NULL);
  finish_and_compare(STEPS - 1);
  free(whole.data);
}

/* Somebody writes into it while it is open. */
static void changes_underneath_are_said(void)
{
  iw_energy_atoms a = atoms_at(start);
  iw_energy_result r = {0};
  iw_journal *j = NULL;
  FILE *file;

  (void)begin_file(2);
  CHECK_INT(open_journal(&j), IW_OK);
  file = fopen(path, "r+b");
  CHECK(file != NULL && fseek(file, 400, SEEK_SET) == 0 &&
        fputs("changed!", file) >= 0 && fclose(file) == 0);
  CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &r), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "was changed by another program");
  iw_journal_close(j);
}

/* ---- refusals ---------------------------------------------------------- */

static void check_refused(const iw_energy *of, const char *identity,
                          iw_status status, const char *message)
{
  const long size = file_size();
  iw_journal *j = (iw_journal *)(void *)path;

  CHECK_INT(iw_journal_open(ctx, path, of, identity, &j), status);
  CHECK(j == NULL);
  CHECK_HOLDS(iw_context_message(ctx), message);
  CHECK(strchr(iw_context_message(ctx), '\n') == NULL);
  CHECK_INT(file_size(), size);
}

static void other_files_are_refused(void)
{
  iw_energy other = model;
  bytes b;

  (void)begin_file(2);
  check_refused(&model, "input 18", IW_E_PARSE,
                "was begun with \"input input 17\", \"input input 18\" is "
                "wanted; remove it or name another");
  check_refused(&model, "input 1", IW_E_PARSE, "\"input input 1\" is wanted");
  check_refused(&model, "input 170", IW_E_PARSE, "\"input input 170\"");
  other.name = "strings";
  check_refused(&other, "input 17", IW_E_PARSE,
                "was begun with \"model springs\", \"model strings\"");
  check_refused(&model, "two\nlines", IW_E_ARGUMENT, "control character");
  other = model;
  other.struct_size = 8;
  check_refused(&other, "input 17", IW_E_ARGUMENT, "energy model of size 8");
  b = read_bytes();
  b.data[strlen("# ionway journal of energies 1\n# version ")] = 'x';
  write_bytes(b.data, b.size);
  check_refused(&model, "input 17", IW_E_PARSE, "was begun with \"version x");
  free(b.data);
  write_bytes("# ionway decorations 1\nmine\n", 28);
  check_refused(&model, "input 17", IW_E_PARSE, "is no journal of energies");
  write_bytes("\0\xff\n", 3);
  check_refused(&model, "input 17", IW_E_PARSE, "it is left as it is");
}

/* Every text counts, where it ends, and their order. */
static void identities_differ(void)
{
  static const char *const texts[][3] = {{"ab", "c", ""},
                                         {"a", "bc", ""},
                                         {"ab", "", "c"},
                                         {"c", "ab", ""},
                                         {"abcdefgh", "i", ""},
                                         {"abcdefg", "hi", ""},
                                         {"abcdefghi", "", ""},
                                         {"", "abcdefghi", ""},
                                         {"", "", ""},
                                         {"abcdefgi", "h", ""},
                                         {"\xff"
                                          "bcdefgh",
                                          "i", ""}};
  enum { N_TEXTS = sizeof texts / sizeof texts[0] };
  iw_text *names[N_TEXTS + 1] = {NULL};

  for (size_t i = 0; i <= N_TEXTS; i++) {
    CHECK_INT(iw_journal_identity(ctx, texts[i % N_TEXTS], 3, &names[i]),
              IW_OK);
    CHECK_INT(strspn(iw_text_data(names[i]), "0123456789abcdef"), 32);
    for (size_t k = 0; k < i; k++)
      CHECK((strcmp(iw_text_data(names[i]), iw_text_data(names[k])) == 0) ==
            (i % N_TEXTS == k));
  }
  for (size_t i = 0; i <= N_TEXTS; i++)
    iw_text_destroy(names[i]);
}

static void one_program_at_a_time(void)
{
  iw_journal *j = NULL, *second = NULL;
  int answer = -1;
  pid_t child;

  unlink(path);
  CHECK_INT(open_journal(&j), IW_OK);
  CHECK_INT(open_journal(&second), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "another run is writing it");
  fflush(stdout);
  child = fork();
  if (child == 0)
    _exit(open_journal(&second) == IW_E_IO ? 0 : 1);
  CHECK(child > 0 && waitpid(child, &answer, 0) == child);
  CHECK(WIFEXITED(answer) && WEXITSTATUS(answer) == 0);
  iw_journal_close(j);
  CHECK_INT(open_journal(&j), IW_OK);
  iw_journal_close(j);
}

static void a_full_disk_is_said(void)
{
  const struct rlimit small = {4000, RLIM_INFINITY};
  struct rlimit before;
  iw_journal *j = NULL;
  trail t;

  unlink(path);
  CHECK_INT(getrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, SIG_IGN);
  CHECK_INT(open_journal(&j), IW_OK);
  CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
  CHECK_INT(walk(iw_journal_energy(j), STEPS, &t), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "cannot write: File too large");
  CHECK(iw_journal_n_known(j) > 5);
  CHECK_INT(iw_journal_n_known(j), iw_journal_n_recorded(j));
  CHECK_INT(setrlimit(RLIMIT_FSIZE, &before), 0);
  /* room again: it goes on */
  CHECK_INT(walk(iw_journal_energy(j), STEPS, &t), IW_OK);
  check_same_trail(&t);
  iw_journal_close(j);
  finish_and_compare(0);
}

static iw_status no_number(iw_context *c, const iw_energy_atoms *a,
                           void *workspace, iw_energy_result *r, void *user)
{
  const iw_status status = springs(c, a, workspace, r, user);

  r->energy_ev = NAN;
  return status;
}

/* A failed evaluation is not remembered. */
static void failures_are_not_recorded(void)
{
  iw_energy bad = model;
  iw_energy_atoms a = atoms_at(start);
  iw_energy_result r = {0};
  iw_journal *j = NULL;

  unlink(path);
  bad.evaluate = no_number;
  CHECK_INT(iw_journal_open(ctx, path, &bad, "input 17", &j), IW_OK);
  CHECK_INT(iw_energy_evaluate(ctx, iw_journal_energy(j), &a, &r), IW_E_ENERGY);
  CHECK_INT(iw_journal_n_known(j), 0);
  iw_journal_close(j);
}

/* ---- images in parallel ------------------------------------------------ */

static double images[IMAGES][N][3], image_forces[IMAGES][N][3];

static void set_images(iwi_evaluation *jobs)
{
  for (size_t i = 0; i < IMAGES; i++) {
    for (size_t k = 0; k < 3 * N; k++)
      images[i][k / 3][k % 3] = start[k / 3][k % 3] + 0.01 * (double)i;
    jobs[i] = (iwi_evaluation){.slot = i,
                               .cart = (const double(*)[3])images[i],
                               .forces_ev_ang = image_forces[i]};
  }
}

/* Energies of all images, summed, from an evaluator on the model given. */
static double run_images(const iw_energy *energy, int n_threads, size_t first)
{
  iwi_evaluation jobs[IMAGES];
  iwi_evaluator *e = NULL;
  iw_energy_atoms a = atoms_at(start);
  double sum = 0;

  set_images(jobs);
  CHECK_INT(iw_context_set_threads(ctx, n_threads), IW_OK);
  CHECK_INT(iwi_evaluator_create(ctx, energy, &a, IMAGES, &e), IW_OK);
  if (e == NULL)
    return NAN;
  CHECK_INT(iwi_evaluator_run(e, ctx, jobs + first, IMAGES - first), IW_OK);
  for (size_t i = first; i < IMAGES; i++)
    sum += jobs[i].energy_ev + image_forces[i][2][1];
  iwi_evaluator_destroy(e);
  CHECK_INT(iw_context_set_threads(ctx, 1), IW_OK);
  return sum;
}

static void images_run_in_threads(void)
{
  const double wanted = run_images(&model, 1, 0);
  iw_journal *j = NULL;

  for (int round = 0; round < 20; round++) {
    unlink(path);
    CHECK_INT(open_journal(&j), IW_OK);
    n_calls = n_opened = n_closed = 0;
    CHECK(run_images(iw_journal_energy(j), 4, 0) == wanted); /* bits */
    CHECK_INT(iw_journal_n_known(j), IMAGES);
    CHECK_INT(n_calls, IMAGES);
    CHECK(run_images(iw_journal_energy(j), 4, 0) == wanted);
    CHECK_INT(n_calls, IMAGES);
    CHECK_INT(n_opened, IMAGES);
    CHECK_INT(n_closed, IMAGES);
    iw_journal_close(j);
  }
}

/* Only what is not known is sent on. */
static void batches_are_thinned_out(void)
{
  iw_journal *j = NULL;
  double wanted;

  model.evaluate_batch = many_springs;
  wanted = run_images(&model, 1, 0);
  unlink(path);
  CHECK_INT(open_journal(&j), IW_OK);
  n_calls = n_batches = 0;
  (void)run_images(iw_journal_energy(j), 1, 4);
  CHECK_INT(n_calls, IMAGES - 4);
  CHECK(run_images(iw_journal_energy(j), 1, 0) == wanted); /* bits */
  CHECK_INT(n_calls, IMAGES);
  CHECK_INT(n_batches, 2);
  CHECK(run_images(iw_journal_energy(j), 1, 0) == wanted);
  CHECK_INT(n_batches, 2);
  iw_journal_close(j);
  CHECK_INT(open_journal(&j), IW_OK);
  CHECK(run_images(iw_journal_energy(j), 1, 0) == wanted);
  CHECK_INT(n_calls, IMAGES);
  iw_journal_close(j);
  model.evaluate_batch = NULL;
}

/* Memory runs out everywhere once; what is in the file stays good. */
static void memory_may_run_out(void)
{
  iw_status status = IW_E_MEMORY;
  trail t;
  int n;

  unlink(path);
  for (n = 1; status == IW_E_MEMORY && n < 200; n++) {
    iw_journal *j = NULL;

    iwi_context_fail_allocation(ctx, (size_t)n);
    status = open_journal(&j);
    CHECK((status == IW_OK) == (j != NULL));
    if (status == IW_OK)
      status = walk(iw_journal_energy(j), STEPS, &t);
    iwi_context_fail_allocation(ctx, 0);
    iw_journal_close(j);
  }
  CHECK_INT(status, IW_OK);
  CHECK(n > 10);
  check_same_trail(&t);
  finish_and_compare(0);
  n_opened = n_closed = 0;
  for (n = 1, status = IW_E_MEMORY; status == IW_E_MEMORY && n < 200; n++) {
    double forces[N][3];
    iw_energy_atoms a = atoms_at(start);
    iw_energy_result r = {0, forces, NULL};
    void *workspace = NULL;
    iw_journal *j = NULL;

    unlink(path);
    model.evaluate_batch = many_springs;
    CHECK_INT(open_journal(&j), IW_OK);
    model.evaluate_batch = NULL;
    CHECK_INT(
        iw_journal_energy(j)->open(
            ctx, &a, j == NULL ? NULL : iw_journal_energy(j)->user, &workspace),
        IW_OK);
    iwi_context_fail_allocation(ctx, (size_t)n);
    status = iw_journal_energy(j)->evaluate_batch(ctx, &a, &workspace, &r, 1,
                                                  iw_journal_energy(j)->user);
    iwi_context_fail_allocation(ctx, 0);
    iw_journal_energy(j)->close(workspace, iw_journal_energy(j)->user);
    iw_journal_close(j);
  }
  CHECK_INT(status, IW_OK);
  CHECK_INT(n_opened, n_closed);
}

int main(void)
{
  const int built = iw_context_create(&ctx) == IW_OK;

  CHECK(built && mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/run.journal", folder);
  for (int k = 0; k < 3 * N; k++)
    start[k / 3][k % 3] = sin(1.0 + 3 * k);
  opened_on = start[0][0];
  memset(&undisturbed, 0, sizeof undisturbed);
  CHECK_INT(walk(&model, STEPS, &undisturbed), IW_OK);
  RUN(replay_needs_no_model);
  RUN(less_is_answered_by_more);
  RUN(other_atoms_are_other_atoms);
  RUN(killed_runs_go_on);
  RUN(torn_ends_are_cut);
  RUN(damage_is_met_where_it_is);
  RUN(changes_underneath_are_said);
  RUN(other_files_are_refused);
  RUN(identities_differ);
  RUN(one_program_at_a_time);
  RUN(a_full_disk_is_said);
  RUN(failures_are_not_recorded);
  RUN(images_run_in_threads);
  RUN(batches_are_thinned_out);
  RUN(memory_may_run_out);
  CHECK_INT(n_misused, 0);
  unlink(path);
  rmdir(folder);
  iw_context_destroy(ctx);
  return check_report();
}
