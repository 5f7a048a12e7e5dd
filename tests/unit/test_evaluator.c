/* SPDX-License-Identifier: BSD-3-Clause */
/* Images given to an energy model: the same bits for any number of threads, a
 * message that names image and atom, models that do it all by themselves, and
 * what is undone when one cannot be opened. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "evaluator.h"
#include "pair_fields.h"

#define N_IMAGES 7
#define N_ATOMS  6

static iw_context *ctx;

/* A model that counts: springs of every atom to where it was opened. */
typedef struct springs {
  int opened, closed, evaluated, batches;
  int fails_at;     /* the open that fails, 1 the first; 0 none              */
  double nan_above; /* x of an atom from which its force is no number        */
} springs;

static iw_status spring_open(iw_context *c, const iw_energy_atoms *atoms,
                             void *user, void **workspace)
{
  springs *s = user;

  (void)atoms;
  *workspace = NULL;
  if (++s->opened == s->fails_at) {
    s->opened--;
    return iwi_fail(c, IW_E_ENERGY, "springs: cannot be opened");
  }
  *workspace = s;
  return IW_OK;
}

static void spring_close(void *workspace, void *user)
{
  CHECK(workspace == user);
  ((springs *)user)->closed++;
}

static iw_status spring_evaluate(iw_context *c, const iw_energy_atoms *atoms,
                                 void *workspace, iw_energy_result *result,
                                 void *user)
{
  springs *s = user;
  double sum = 0;

  (void)c;
  (void)workspace;
  s->evaluated++;
  for (size_t i = 0; i < atoms->n_atoms; i++) {
    for (int k = 0; k < 3; k++) {
      const double x = atoms->frac[i][k] * atoms->lattice_ang[k][k];

      sum += 0.5 * x * x;
      if (result->forces_ev_ang != NULL)
        result->forces_ev_ang[i][k] = k == 0 && x > s->nan_above ? NAN : -x;
    }
  }
  result->energy_ev = sum;
  return IW_OK;
}

static iw_status spring_batch(iw_context *c, const iw_energy_atoms *atoms,
                              void *const *workspaces,
                              iw_energy_result *results, size_t n, void *user)
{
  ((springs *)user)->batches++;
  for (size_t i = 0; i < n; i++) {
    const iw_status status =
        spring_evaluate(c, &atoms[i], workspaces[i], &results[i], user);

    if (status != IW_OK)
      return status;
  }
  return IW_OK;
}

static iw_energy spring_model(springs *s)
{
  return (iw_energy){.struct_size = sizeof(iw_energy),
                     .name = "springs",
                     .evaluate = spring_evaluate,
                     .user = s,
                     .provides = IW_ENERGY_FORCES,
                     .open = spring_open,
                     .close = spring_close};
}

/* Seven images of six atoms in a cube of 8 Angstrom. */
typedef struct images {
  fields_cell cell;
  double cart[N_IMAGES][N_ATOMS][3], forces[N_IMAGES][N_ATOMS][3];
  iwi_evaluation jobs[N_IMAGES];
} images;

static void make_images(images *m)
{
  memset(m, 0, sizeof *m);
  m->cell.n = N_ATOMS;
  for (int k = 0; k < 3; k++)
    m->cell.lattice[k][k] = 8;
  for (size_t i = 0; i < N_ATOMS; i++) {
    m->cell.elements[i] = i % 2 ? 8 : 3;
    for (int k = 0; k < 3; k++)
      m->cell.frac[i][k] = (i >> k & 1) ? 0.3 : 0.02 * (double)(i + 1);
  }
  for (size_t image = 0; image < N_IMAGES; image++) {
    for (size_t i = 0; i < N_ATOMS; i++) {
      for (int k = 0; k < 3; k++)
        m->cart[image][i][k] =
            8 * m->cell.frac[i][k] + 0.05 * (double)(image * (i + 1) % 5);
    }
    m->jobs[image] =
        (iwi_evaluation){.slot = image,
                         .cart = (const double(*)[3])m->cart[image],
                         .forces_ev_ang = m->forces[image]};
  }
}

static void threads_give_the_same_bits(void)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -1}};
  const iw_field_term term = {0, 1, IW_FIELD_BUCKINGHAM, {632.1, 0.29, 0},
                              6, 0};
  const iw_pair_field_spec spec = fields_spec(types, 2, &term, 1);
  static images first, m;
  double energies[N_IMAGES] = {0};
  iw_pair_field *field;

  CHECK_INT(iw_pair_field_create(ctx, &spec, &field), IW_OK);
  for (int threads = 1; threads <= 4; threads++) {
    iw_energy_atoms atoms;
    iwi_evaluator *e;

    make_images(&m);
    atoms = fields_atoms(&m.cell);
    CHECK_INT(iw_context_set_threads(ctx, threads), IW_OK);
    CHECK_INT(iwi_evaluator_create(ctx, iw_pair_field_energy(field), &atoms,
                                   N_IMAGES, &e),
              IW_OK);
    for (int step = 0; step < 5; step++) {
      CHECK_INT(iwi_evaluator_run(e, ctx, m.jobs, N_IMAGES), IW_OK);
      for (size_t i = 0; i < N_IMAGES * N_ATOMS * 3; i++)
        (&m.cart[0][0][0])[i] += 0.05 * (&m.forces[0][0][0])[i] /
                                 (1 + fabs((&m.forces[0][0][0])[i]));
    }
    CHECK_INT(iwi_evaluator_calls(e), 5 * N_IMAGES);
    CHECK_INT(iwi_evaluator_n_atoms(e), N_ATOMS);
    if (threads == 1) {
      first = m;
      for (int i = 0; i < N_IMAGES; i++)
        energies[i] = m.jobs[i].energy_ev;
    }
    CHECK(memcmp(m.cart, first.cart, sizeof m.cart) == 0);
    CHECK(memcmp(m.forces, first.forces, sizeof m.forces) == 0);
    for (int i = 0; i < N_IMAGES; i++) /* every bit */
      CHECK(m.jobs[i].energy_ev == energies[i]);
    iwi_evaluator_destroy(e);
  }
  iw_context_set_threads(ctx, 1);
  iw_pair_field_destroy(field);
}

static void the_reference_is_kept(void)
{
  springs s = {.nan_above = INFINITY};
  iw_energy model = spring_model(&s);
  static images m;
  iw_energy_atoms atoms;
  iwi_evaluator *e;

  make_images(&m);
  atoms = fields_atoms(&m.cell);
  CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, N_IMAGES, &e), IW_OK);
  CHECK_INT(s.opened, N_IMAGES);
  m.cell.frac[2][1] = 77;
  CHECK_NEAR(iwi_evaluator_reference(e)->frac[2][1], 0.3, 0);
  CHECK(iwi_evaluator_energy(e)->evaluate == spring_evaluate);
  /* positions come out as they went in */
  CHECK_INT(iwi_evaluator_run(e, ctx, m.jobs, N_IMAGES), IW_OK);
  CHECK_NEAR(m.forces[4][5][2], -m.cart[4][5][2], 1e-14);
  CHECK_INT(s.evaluated, N_IMAGES);
  iwi_evaluator_destroy(e);
  CHECK_INT(s.closed, N_IMAGES);
}

static void what_is_no_number_is_named(void)
{
  springs s = {.nan_above = 2.45};
  iw_energy model = spring_model(&s);
  static images m;
  iw_energy_atoms atoms;
  iwi_evaluator *e;

  make_images(&m);
  for (size_t i = 0; i < N_IMAGES * N_ATOMS * 3; i++)
    (&m.cart[0][0][0])[i] = 1;
  m.cart[3][4][0] = 2.5;
  m.cart[5][1][0] = 2.5; /* told is the first */
  atoms = fields_atoms(&m.cell);
  for (int batch = 0; batch < 2; batch++) {
    model.evaluate_batch = batch ? spring_batch : NULL;
    CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, N_IMAGES, &e), IW_OK);
    CHECK_INT(iwi_evaluator_run(e, ctx, m.jobs, N_IMAGES), IW_E_ENERGY);
    CHECK_HOLDS(iw_context_message(ctx), "image 3: ");
    CHECK_HOLDS(iw_context_message(ctx), "force on atom 5");
    iwi_evaluator_destroy(e);
  }
  CHECK_INT(s.batches, 1);
}

/* The model's own failure, made with a context of the image when threads run.
 */
static iw_status refuse(iw_context *c, const iw_energy_atoms *atoms, void *w,
                        iw_energy_result *result, void *user)
{
  (void)w;
  if (atoms->frac[0][0] * 8 > 5)
    return iwi_fail(c, IW_E_NOT_CONVERGED, "no rest after 9 steps");
  return spring_evaluate(c, atoms, w, result, user);
}

static void failures_of_the_model_are_told(void)
{
  springs s = {.nan_above = INFINITY};
  iw_energy model = spring_model(&s);
  static images m;
  iw_energy_atoms atoms;
  iwi_evaluator *e;

  make_images(&m);
  m.cart[2][0][0] = 6;
  m.cart[6][0][0] = 6;
  atoms = fields_atoms(&m.cell);
  model.evaluate = refuse;
  for (int threads = 1; threads < 4; threads++) {
    iw_context_set_threads(ctx, threads);
    model.thread_safe = threads > 2;
    CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, N_IMAGES, &e), IW_OK);
    CHECK_INT(iwi_evaluator_run(e, ctx, m.jobs, N_IMAGES), IW_E_NOT_CONVERGED);
    CHECK_TEXT(iw_context_message(ctx), "image 2: no rest after 9 steps");
    iwi_evaluator_destroy(e);
  }
  iw_context_set_threads(ctx, 1);
}

static void an_open_that_fails_is_undone(void)
{
  springs s = {.nan_above = INFINITY, .fails_at = 4};
  iw_energy model = spring_model(&s);
  static images m;
  iw_energy_atoms atoms;
  iwi_evaluator *e = (iwi_evaluator *)&m;

  make_images(&m);
  atoms = fields_atoms(&m.cell);
  CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, N_IMAGES, &e),
            IW_E_ENERGY);
  CHECK(e == NULL);
  CHECK_INT(s.opened, 3);
  CHECK_INT(s.closed, 3);
  CHECK_TEXT(iw_context_message(ctx), "springs: cannot be opened");
  model.provides = 0;
  CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, N_IMAGES, &e),
            IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "springs has no forces");
  iwi_evaluator_destroy(NULL);
}

static void a_job_brings_its_cell(void)
{
  const double wide[3][3] = {{16, 0, 0}, {0, 16, 0}, {0, 0, 16}};
  springs s = {.nan_above = INFINITY};
  iw_energy model = spring_model(&s);
  static images m;
  iw_energy_atoms atoms;
  iwi_evaluator *e;

  make_images(&m);
  atoms = fields_atoms(&m.cell);
  CHECK_INT(iwi_evaluator_create(ctx, &model, &atoms, 1, &e), IW_OK);
  CHECK_INT(iwi_evaluator_run(e, ctx, m.jobs, 0), IW_OK);
  m.jobs[0].lattice = wide;
  CHECK_INT(iwi_evaluator_run(e, ctx, m.jobs, 1), IW_OK);
  CHECK_NEAR(m.forces[0][3][1], -m.cart[0][3][1], 1e-14);
  iwi_evaluator_destroy(e);
}

static void memory_runs_out(void)
{
  springs s = {.nan_above = INFINITY};
  iw_energy model = spring_model(&s);
  static images m;
  iw_energy_atoms atoms;
  iwi_evaluator *e = NULL;
  size_t n = 1;

  make_images(&m);
  atoms = fields_atoms(&m.cell);
  for (; n < 100; n++) {
    iw_status status;

    iwi_context_fail_allocation(ctx, n);
    status = iwi_evaluator_create(ctx, &model, &atoms, N_IMAGES, &e);
    if (status == IW_OK)
      break;
    CHECK_INT(status, IW_E_MEMORY);
    CHECK(e == NULL);
    CHECK_INT(s.opened, s.closed);
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK(n > 8 && n < 100);
  iwi_evaluator_destroy(e);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(threads_give_the_same_bits);
  RUN(the_reference_is_kept);
  RUN(what_is_no_number_is_named);
  RUN(failures_of_the_model_are_told);
  RUN(an_open_that_fails_is_undone);
  RUN(a_job_brings_its_cell);
  RUN(memory_runs_out);
  iw_context_destroy(ctx);
  return check_report();
}
