/* SPDX-License-Identifier: BSD-3-Clause */
/* A band that is killed again and again and started again with the same journal
 * ends with the bits of one that was left alone, and no evaluation is recorded
 * twice. */
#include "check.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ionway/journal.h>

#include "neb_cases.h"

enum { IMAGES = 9 };

static iw_context *ctx;
static char folder[] = "/tmp/ionway-restart-XXXXXX";
static char name[64];

/* Kills the process in the call after so many; 0: never. */
typedef struct mortal {
  neb_case_model surface;
  size_t lives;
} mortal;

static iw_status evaluate(iw_context *c, const iw_energy_atoms *atoms,
                          void *workspace, iw_energy_result *result, void *user)
{
  mortal *m = user;

  if (m->lives > 0 && m->surface.n_calls >= m->lives)
    raise(SIGKILL);
  return case_evaluate(c, atoms, workspace, result, &m->surface);
}

static iw_energy model_of(mortal *m)
{
  iw_energy model = case_energy(&m->surface);

  model.evaluate = evaluate;
  model.user = m;
  return model;
}

static iw_neb *relax(iw_context *c, const iw_energy *model,
                     iw_neb_method method)
{
  static const double a[2] = {-0.558223634633024, 1.441725841804669},
                      b[2] = {0.623499404930877, 0.028037758528686};
  const neb_case_model surface = {
      .kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1};
  iw_path *path = case_surface_path(c, &surface, a, b, IMAGES);
  iw_neb_options options;
  iw_neb *neb = NULL;

  iw_neb_options_default(&options);
  options.method = method;
  options.force_tol_ev_ang = 0.001;
  CHECK(path != NULL);
  if (path != NULL)
    CHECK_INT(iw_neb_relax(c, model, path, &options, &neb), IW_OK);
  iw_path_destroy(path);
  return neb;
}

/* In a process of its own, which is killed when it wants more than so many
 * calls: 1 when it came to its end. */
static int live(iw_neb_method method, size_t lives)
{
  int answer = 0;
  pid_t child;

  fflush(stdout);
  child = fork();
  if (child == 0) {
    mortal m = {{.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1}, lives};
    const iw_energy model = model_of(&m);
    iw_context *own;
    iw_journal *j;
    iw_neb *neb = NULL;

    if (iw_context_create(&own) == IW_OK &&
        iw_journal_open(own, name, &model, "", &j) == IW_OK)
      neb = relax(own, iw_journal_energy(j), method);
    _exit(neb != NULL ? 0 : 1);
  }
  CHECK(child > 0 && waitpid(child, &answer, 0) == child);
  CHECK(WIFSIGNALED(answer) || WEXITSTATUS(answer) == 0);
  return !WIFSIGNALED(answer);
}

static void check_same(const iw_neb *a, const iw_neb *b)
{
  CHECK(a != NULL && b != NULL);
  if (a == NULL || b == NULL)
    return;
  CHECK_INT(iw_neb_n_steps(a), iw_neb_n_steps(b));
  CHECK(memcmp(iw_neb_energies(a), iw_neb_energies(b),
               IMAGES * sizeof(double)) == 0);
  for (size_t i = 0; i < IMAGES; i++)
    CHECK(memcmp(iw_path_image(iw_neb_path(a), i),
                 iw_path_image(iw_neb_path(b), i), sizeof(double[3])) == 0);
}

static void check_method(iw_neb_method method)
{
  mortal m = {{.kind = CASE_MUELLER_BROWN, .ev = 1, .ang = 1}, 0};
  const iw_energy model = model_of(&m);
  iw_neb *undisturbed = relax(ctx, &model, method), *again = NULL;
  const size_t n_calls = m.surface.n_calls;
  iw_journal *j = NULL;
  int deaths = 0;

  unlink(name);
  for (size_t lives = 7; deaths < 200 && !live(method, lives); deaths++)
    lives = 7 + (5 * lives) % 23;
  CHECK(deaths > 3 && deaths < 200);
  CHECK_INT(iw_journal_open(ctx, name, &model, "", &j), IW_OK);
  if (j == NULL)
    return;
  CHECK_INT(iw_journal_n_known(j), n_calls);
  m.surface.n_calls = 0;
  again = relax(ctx, iw_journal_energy(j), method);
  CHECK_INT(m.surface.n_calls, 0);
  check_same(undisturbed, again);
  printf("%zu calls, %d deaths\n", n_calls, deaths);
  iw_journal_close(j);
  iw_neb_destroy(undisturbed);
  iw_neb_destroy(again);
}

static void lbfgs_goes_on(void)
{
  check_method(IW_NEB_LBFGS);
}

static void fire_goes_on(void)
{
  check_method(IW_NEB_FIRE);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK(mkdtemp(folder) != NULL);
  snprintf(name, sizeof name, "%s/band.journal", folder);
  RUN(lbfgs_goes_on);
  RUN(fire_goes_on);
  unlink(name);
  rmdir(folder);
  iw_context_destroy(ctx);
  return check_report();
}
