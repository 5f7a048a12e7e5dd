/* SPDX-License-Identifier: BSD-3-Clause */
/* Engines against clients in processes of their own that serve a potential
 * known in closed form: right answers from good ones, and a message and a way
 * out for each way of being bad. */
#include "check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <ionway/ionway.h>

#include "context.h"
#include "evaluator.h"
#include "ipi_client.h"
#include "rng.h"
#include "socket.h"
#include "vec3.h"

#define N          5
#define MAX_IMAGES 9

/* Energies of a few eV and forces of a few eV/Angstrom in double precision:
 * round-off of two conversions of units and of a rotation. */
#define SAME 1e-12

static iw_context *ctx;
static char told[8192];  /* warnings, one a line */
static char noted[8192]; /* notes */
static char address[64];
static int given; /* the option as_given */

static void hear(iw_log_level level, const char *text, void *user)
{
  char *to = level == IW_LOG_WARNING ? told : noted;

  (void)user;
  if (strlen(to) + strlen(text) + 2 < sizeof told)
    snprintf(to + strlen(to), sizeof told - strlen(to), "%s\n", text);
}

/* ---- what is asked ---------------------------------------------------- */

/* left-handed and in no special frame */
static const double skew[3][3] = {
    {3.1, 0.7, -0.4}, {0.5, -1.2, 3.3}, {-0.6, 3.6, 0.9}};
/* as the clients have it already */
static const double upright[3][3] = {
    {4.2, 0, 0}, {1.1, 4.0, 0}, {-0.9, 0.8, 4}};

typedef struct image {
  double frac[N][3], forces[N][3], stress[3][3];
  iw_energy_atoms atoms;
  iw_energy_result result;
  void *workspace;
} image;

static image images[MAX_IMAGES];
static const int32_t elements[N] = {3, 3, 8, 8, 15};

static void set_images(const double cell[3][3])
{
  iwi_rng rng;

  iwi_rng_seed(&rng, 7, 0);
  for (int m = 0; m < MAX_IMAGES; m++) {
    image *a = &images[m];

    memset(a, 0, sizeof *a);
    for (int i = 0; i < N; i++)
      for (int k = 0; k < 3; k++) /* beyond the cell, too */
        a->frac[i][k] = 0.41 * (i + 1) * (k + 1) + 0.1 * iwi_rng_real(&rng) - 1;
    a->atoms = (iw_energy_atoms){.lattice_ang = cell,
                                 .frac = (const double(*)[3])a->frac,
                                 .elements = elements,
                                 .n_atoms = N};
    a->result = (iw_energy_result){.forces_ev_ang = a->forces,
                                   .stress_ev_ang3 = a->stress};
  }
}

/* The same without any client, in the frame of the cell as it is. */
static double difference(const image *a)
{
  const double(*cell)[3] = a->atoms.lattice_ang;
  const double volume = fabs(iwi_det3(cell));
  double x[N][3], forces[N][3], virial[3][3], worst;

  for (int i = 0; i < N; i++)
    iwi_row_times3(a->frac[i], cell, x[i]);
  worst =
      fabs(client_potential(cell, (const double(*)[3])x, N, forces, virial) -
           a->result.energy_ev);
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      worst = fmax(worst, fabs(forces[i][k] - a->forces[i][k]));
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      worst = fmax(worst, fabs(-virial[i][k] / volume - a->stress[i][k]));
  return worst;
}

static iw_engine_options options(void)
{
  iw_engine_options o;

  iw_engine_options_default(&o);
  o.address = address;
  o.wait_s = 20;
  o.stall_s = 20;
  o.poll_s = 0.001;
  o.probe = 0;
  o.as_given = given;
  told[0] = noted[0] = '\0';
  return o;
}

static iw_engine *listening(iw_engine_options o)
{
  iw_engine *engine = NULL;

  CHECK_INT(iw_engine_listen(ctx, &o, &engine), IW_OK);
  if (engine == NULL) {
    printf("%s\n", iw_context_message(ctx));
    exit(1);
  }
  return engine;
}

/* n images in one call. */
static iw_status ask(iw_engine *engine, size_t n)
{
  const iw_energy *energy = iw_engine_energy(engine);
  iw_energy_atoms atoms[MAX_IMAGES];
  iw_energy_result results[MAX_IMAGES];
  void *workspaces[MAX_IMAGES];
  iw_status status;

  for (size_t k = 0; k < n; k++) {
    if (images[k].workspace == NULL)
      CHECK_INT(energy->open(ctx, &images[0].atoms, energy->user,
                             &images[k].workspace),
                IW_OK);
    atoms[k] = images[k].atoms;
    results[k] = images[k].result;
    workspaces[k] = images[k].workspace;
  }
  status =
      energy->evaluate_batch(ctx, atoms, workspaces, results, n, energy->user);
  for (size_t k = 0; k < n; k++)
    images[k].result = results[k];
  return status;
}

static void end(iw_engine *engine)
{
  const iw_energy *energy = iw_engine_energy(engine);

  for (int k = 0; k < MAX_IMAGES; k++) {
    energy->close(images[k].workspace, energy->user);
    images[k].workspace = NULL;
  }
  iw_engine_destroy(engine);
}

static void all_right(iw_engine *engine, size_t n)
{
  CHECK_INT(ask(engine, n), IW_OK);
  for (size_t k = 0; k < n; k++)
    CHECK_NEAR(difference(&images[k]), 0, SAME);
}

/* ---- good clients ----------------------------------------------------- */

static void served_by(const char *where, const double cell[3][3],
                      client_plan plan)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t child;

  o.address = where;
  set_images(cell);
  engine = listening(o);
  child = client_start(iw_engine_address(engine), plan);
  all_right(engine, 1);
  all_right(engine, 3);
  CHECK_INT(iw_engine_n_calls(engine), 4);
  CHECK_INT(iw_engine_n_reissued(engine), 0);
  CHECK_INT(iw_engine_n_clients(engine), 1);
  end(engine);
  CHECK_INT(client_end(child), 4);
  CHECK_TEXT(told, "");
}

static void unix_sockets(void)
{
  served_by(address, upright, (client_plan){0});
  served_by(address, skew, (client_plan){0});
}

static void tcp(void)
{
  served_by("tcp:127.0.0.1:0", skew, (client_plan){0});
  served_by("tcp:*:0", skew, (client_plan){.needs_init = 1});
  served_by("tcp:localhost:0", skew, (client_plan){.in_pieces = 11});
}

static void init_after_every_answer(void)
{
  served_by(address, skew, (client_plan){.needs_init = 1});
}

static void ready_while_at_work(void)
{
  served_by(address, skew, (client_plan){.ready_while_busy = 3});
}

static void half_a_virial(void)
{
  served_by(address, skew, (client_plan){.half_virial = 1});
}

static void more_bytes_and_small_pieces(void)
{
  served_by(address, skew,
            (client_plan){.n_extra = 1000, .in_pieces = 1, .needs_init = 1});
}

/* Turned, the user has to hear of it; else the numbers are the same. */
static void frames(void)
{
  static const double leaning[3][3] = {{0, 4, 0}, {0, 1, 5}, {-6, 2, 3}};

  served_by(address, leaning, (client_plan){0});
  CHECK_HOLDS(noted, "sent as (4.000000, 0, 0), (1.000000, 5.000000, 0), "
                     "(2.000000, 3.000000, 6.000000) A");
  served_by(address, upright, (client_plan){0});
  CHECK(strstr(noted, "sent as") == NULL);
  given = 1;
  served_by(address, skew, (client_plan){.any_frame = 1});
  CHECK(strstr(noted, "sent as") == NULL);
  given = 0;
}

static void stress_is_the_derivative_by_strain(void)
{
  const double h = 1e-4; /* error of h^2 times the third derivative */
  iw_engine *engine;
  pid_t child;
  double cells[2][3][3];

  set_images(skew);
  for (int s = 0; s < 2; s++)
    for (int i = 0; i < 3; i++)
      for (int k = 0; k < 3; k++) /* x sheared along y */
        cells[s][i][k] =
            skew[i][k] + (k == 0 ? (s == 0 ? h : -h) * skew[i][1] : 0);
  for (int s = 0; s < 2; s++) {
    images[1 + s].atoms.lattice_ang = (const double(*)[3])cells[s];
    memcpy(images[1 + s].frac, images[0].frac, sizeof images[0].frac);
  }
  engine = listening(options());
  child = client_start(address, (client_plan){0});
  CHECK_INT(ask(engine, 3), IW_OK);
  CHECK_NEAR(images[0].stress[0][1],
             (images[1].result.energy_ev - images[2].result.energy_ev) /
                 (2 * h * fabs(iwi_det3(skew))),
             1e-7);
  CHECK_NEAR(images[0].stress[0][1], images[0].stress[1][0], 0);
  end(engine);
  CHECK_INT(client_end(child), 3);
}

static void several_clients_share_a_batch(void)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t children[3];
  int sum = 0;

  o.min_clients = 3;
  set_images(skew);
  engine = listening(o);
  for (int k = 0; k < 3; k++)
    children[k] = client_start(
        address, (client_plan){.needs_init = k == 1,
                               .ready_while_busy = k == 2 ? 2 : 0});
  for (int round = 0; round < 4; round++)
    all_right(engine, 7);
  CHECK_INT(iw_engine_n_clients(engine), 3);
  CHECK_INT(iw_engine_n_calls(engine), 28);
  end(engine);
  for (int k = 0; k < 3; k++) {
    const int n = client_end(children[k]);

    CHECK(n > 0); /* none was idle */
    sum += n;
  }
  CHECK_INT(sum, 28);
  CHECK_TEXT(told, "");
}

/* Where the work is shared evenly, each keeps its images. */
static void clients_keep_their_images(void)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t children[2];

  o.min_clients = 2;
  set_images(skew);
  engine = listening(o);
  for (int k = 0; k < 2; k++)
    children[k] = client_start(address, (client_plan){.work_s = 0.02});
  for (int round = 0; round < 5; round++)
    all_right(engine, 2);
  end(engine);
  for (int k = 0; k < 2; k++)
    CHECK_INT(client_end(children[k]), 5);
}

static void too_few_clients(void)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t child;

  o.min_clients = 2;
  o.wait_s = 0.4;
  set_images(skew);
  engine = listening(o);
  child = client_start(address, (client_plan){0});
  all_right(engine, 2);
  CHECK_HOLDS(told, "only 1 of 2 clients after 0.4 s, going on with these");
  end(engine);
  CHECK_INT(client_end(child), 2);
}

static void one_that_comes_late(void)
{
  iw_engine *engine;
  pid_t child;

  set_images(skew);
  engine = listening(options());
  child = client_start(address, (client_plan){.delay_s = 0.3});
  all_right(engine, 2);
  end(engine);
  CHECK_INT(client_end(child), 2);
}

/* ---- bad clients ------------------------------------------------------ */

/* A bad one, and a good one that comes when it is gone: right numbers, and a
 * word about the bad one. */
static void gets_over(client_plan plan, const char *message, int bad_exit)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t bad, good;

  o.stall_s = plan.fault == CLIENT_STALLS || plan.fault == CLIENT_MUTE ? 1 : 20;
  set_images(skew);
  engine = listening(o);
  bad = client_start(address, plan);
  good = client_start(
      address, (client_plan){.delay_s = plan.fault == CLIENT_MUTE ? 1.5 : 0.3});
  all_right(engine, 3);
  CHECK_HOLDS(told, message);
  CHECK_INT(iw_engine_n_clients(engine), 1);
  CHECK_INT(iw_engine_n_calls(engine), 3);
  CHECK_INT(iw_engine_n_reissued(engine),
            plan.fault != CLIENT_EARLY_END && plan.fault != CLIENT_MUTE);
  end(engine);
  CHECK_INT(client_end(bad), bad_exit);
  CHECK_INT(client_end(good), 3 - plan.after);
}

static void one_that_is_killed(void)
{
  gets_over((client_plan){.fault = CLIENT_KILLED},
            "client 1 ended while at work on image 0, which another has to do",
            -SIGKILL);
  gets_over((client_plan){.fault = CLIENT_KILLED, .after = 1},
            "client 1 ended while at work on image 1", -SIGKILL);
}

static void one_that_ends(void)
{
  gets_over((client_plan){.fault = CLIENT_ENDS, .after = 2},
            "client 1 ended while at work on image 2", 2);
}

static void one_that_ends_early(void)
{
  gets_over((client_plan){.fault = CLIENT_EARLY_END},
            "client 1 ended before it was ready\n", 0);
}

static void one_that_stalls(void)
{
  gets_over((client_plan){.fault = CLIENT_STALLS, .after = 1},
            "client 1 has not answered for 1 s while at work on image 1", 1);
  gets_over((client_plan){.fault = CLIENT_MUTE},
            "client 1 has not answered for 1 s\n", 0);
}

static void one_with_other_atoms(void)
{
  gets_over((client_plan){.fault = CLIENT_WRONG_COUNT},
            "client 1 answered for 6 atoms, was asked about 5 while", 1);
}

static void one_without_numbers(void)
{
  gets_over((client_plan){.fault = CLIENT_NAN_ENERGY},
            "client 1 sent a number that is not finite while", 1);
  gets_over((client_plan){.fault = CLIENT_INFINITE_FORCE},
            "client 1 sent a number that is not finite while", 1);
}

static void one_that_talks_something_else(void)
{
  gets_over((client_plan){.fault = CLIENT_GARBAGE},
            "client 1 said \"<html>?<body\", which is no message of the i-PI "
            "protocol while at work on image 0",
            0);
  gets_over((client_plan){.fault = CLIENT_UNTIMELY},
            "client 1 sent forces out of turn while", 0);
  gets_over((client_plan){.fault = CLIENT_MINUS_EXTRA},
            "client 1 announced -1 more bytes while", 1);
}

/* It is not known whether the answer was read with what came behind it. */
static void one_that_talks_too_much(void)
{
  iw_engine *engine;
  pid_t children[2];

  set_images(skew);
  engine = listening(options());
  children[0] = client_start(address, (client_plan){.fault = CLIENT_TOO_MUCH});
  children[1] = client_start(address, (client_plan){.delay_s = 0.2});
  all_right(engine, 3);
  CHECK(strstr(told, "out of turn") != NULL ||
        strstr(told, "sent more than was asked for") != NULL);
  end(engine);
  for (int k = 0; k < 2; k++)
    CHECK(client_end(children[k]) > 0);
}

static void one_that_ends_between_calls(void)
{
  iw_engine *engine;
  pid_t children[2];

  set_images(skew);
  engine = listening(options());
  children[0] = client_start(address, (client_plan){.fault = CLIENT_IDLE_END});
  all_right(engine, 1);
  CHECK_INT(client_end(children[0]), 1);
  children[1] = client_start(address, (client_plan){0});
  all_right(engine, 2);
  CHECK_HOLDS(told, "client 1 ended");
  CHECK_INT(iw_engine_n_reissued(engine), 0);
  end(engine);
  CHECK_INT(client_end(children[1]), 2);
}

/* One of three goes, the other two do its work in the same call. */
static void others_take_over(void)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t children[3];
  int sum = 0;

  o.min_clients = 3;
  set_images(skew);
  engine = listening(o);
  for (int k = 0; k < 3; k++)
    children[k] = client_start(
        address, (client_plan){.fault = k == 1 ? CLIENT_KILLED : CLIENT_GOOD,
                               .after = 1,
                               .work_s = 0.01});
  all_right(engine, 9);
  all_right(engine, 9);
  CHECK_INT(iw_engine_n_clients(engine), 2);
  CHECK_INT(iw_engine_n_reissued(engine), 1);
  CHECK_HOLDS(told, "while at work on image");
  end(engine);
  for (int k = 0; k < 3; k++) {
    const int n = client_end(children[k]);

    CHECK(k == 1 ? n == -SIGKILL : n > 0);
    sum += k == 1 ? 1 : n;
  }
  CHECK_INT(sum, 18);
}

static void no_client_at_all(void)
{
  iw_engine_options o = options();
  iw_engine *engine;

  o.wait_s = 0.1;
  set_images(skew);
  engine = listening(o);
  CHECK_INT(ask(engine, 2), IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "image 0: no client at unix:");
  CHECK_HOLDS(iw_context_message(ctx),
              "for 0.1 s; start one that connects there, or wait longer");
  end(engine);
}

static void no_client_left(void)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t child;

  o.wait_s = 0.5;
  set_images(skew);
  engine = listening(o);
  child =
      client_start(address, (client_plan){.fault = CLIENT_ENDS, .after = 1});
  CHECK_INT(ask(engine, 2), IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "image 1: no client at unix:");
  CHECK_HOLDS(iw_context_message(ctx), "for 0.5 s, client 1 ended; start one");
  CHECK_INT(client_end(child), 1);
  /* and all is well as soon as one comes */
  child = client_start(address, (client_plan){0});
  all_right(engine, 2);
  end(engine);
  CHECK_INT(client_end(child), 2);
}

/* A geometry on which each of them fails: not all of them are spent on it. */
static void an_image_that_nobody_survives(void)
{
  iw_engine_options o = options();
  iw_engine *engine;
  pid_t children[4];
  int n_lost = 0;

  o.max_attempts = 2;
  o.min_clients = 4;
  set_images(skew);
  engine = listening(o);
  for (int k = 0; k < 4; k++)
    children[k] =
        client_start(address, (client_plan){.fault = CLIENT_NAN_ENERGY});
  CHECK_INT(ask(engine, 1), IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "image 0: lost by 2 clients, at last "
                                       "since client ");
  CHECK_HOLDS(iw_context_message(ctx), "not finite; look at that geometry");
  CHECK_INT(iw_engine_n_clients(engine), 2);
  end(engine);
  for (int k = 0; k < 4; k++)
    n_lost += client_end(children[k]);
  CHECK_INT(n_lost, 2);
}

/* ---- the probe -------------------------------------------------------- */

static void the_probe_is_content(void)
{
  iw_engine_options o = options();
  iw_engine_slopes slopes;
  iw_engine *engine;
  pid_t child;

  o.probe = 1;
  set_images(skew);
  engine = listening(o);
  CHECK_INT(iw_engine_probe(engine, &slopes), 0);
  child = client_start(address, (client_plan){0});
  images[0].result.forces_ev_ang = NULL; /* it has to bring its own */
  CHECK_INT(ask(engine, 2), IW_OK);
  images[0].result.forces_ev_ang = images[0].forces;
  all_right(engine, 2);
  CHECK_INT(iw_engine_n_calls(engine), 6); /* once only */
  CHECK_INT(iw_engine_probe(engine, &slopes), 1);
  /* steps of 0.01 Angstrom, error of their fourth power over that of 0.7 */
  CHECK_NEAR(slopes.by_energy_ev_ang, slopes.by_forces_ev_ang, 1e-5);
  CHECK(fabs(slopes.by_energy_ev_ang) > 0.01);
  CHECK_TEXT(told, "");
  end(engine);
  CHECK_INT(client_end(child), 6);
}

static void the_probe_warns(void)
{
  iw_engine_options o = options();
  iw_engine_slopes slopes;
  iw_engine *engine;
  char want[64];
  pid_t child;

  o.probe = 1;
  set_images(skew);
  engine = listening(o);
  child = client_start(address, (client_plan){.force_scale = 1.2});
  CHECK_INT(ask(engine, 1), IW_OK);
  CHECK_INT(iw_engine_probe(engine, &slopes), 1);
  CHECK_NEAR(slopes.by_forces_ev_ang, 1.2 * slopes.by_energy_ev_ang, 1e-5);
  snprintf(want, sizeof want, "falls by %.5g eV/A, the forces say %.5g;",
           slopes.by_energy_ev_ang, slopes.by_forces_ev_ang);
  CHECK_HOLDS(told, want);
  end(engine);
  CHECK_INT(client_end(child), 3);
}

static void zeros_for_a_virial(void)
{
  iw_engine *engine;
  pid_t child;

  set_images(skew);
  engine = listening(options());
  child = client_start(address, (client_plan){.no_virial = 1});
  CHECK_INT(ask(engine, 2), IW_OK);
  CHECK_TEXT(told, "engine: client 1 sent a virial of zeros; is its stress "
                   "switched on?\n");
  end(engine);
  CHECK_INT(client_end(child), 2);
}

/* ---- interruption ----------------------------------------------------- */

static int n_signs;

static int stop(const char *stage, size_t done, size_t total, void *user)
{
  (void)stage;
  (void)user;
  n_signs++;
  return done < total;
}

static void wake(int signal_number)
{
  (void)signal_number;
}

static void a_signal_stops_the_wait(void)
{
  const struct itimerval soon = {.it_value = {.tv_usec = 200000}};
  struct sigaction action = {.sa_handler = wake};
  iw_engine *engine;
  pid_t child;

  set_images(skew);
  engine = listening(options());
  child = client_start(address, (client_plan){.work_s = 0.6});
  sigaction(SIGALRM, &action, NULL);
  iw_context_set_progress(ctx, stop, NULL);
  setitimer(ITIMER_REAL, &soon, NULL);
  CHECK_INT(ask(engine, 1), IW_E_CANCELLED);
  iw_context_set_progress(ctx, NULL, NULL);
  CHECK_INT(n_signs, 1);
  /* the answer to what was given up comes first, and is not taken for ours */
  images[0].frac[1][1] += 0.2;
  all_right(engine, 1);
  CHECK_INT(iw_engine_n_calls(engine), 1);
  end(engine);
  CHECK_INT(client_end(child), 2);
}

/* ---- addresses and options -------------------------------------------- */

static void refuse(iw_engine_options o, iw_status status, const char *message)
{
  iw_engine *engine = (iw_engine *)&o;

  CHECK_INT(iw_engine_listen(ctx, &o, &engine), status);
  CHECK(engine == NULL);
  CHECK_HOLDS(iw_context_message(ctx), message);
}

static void addresses(void)
{
  static const struct {
    const char *address, *message;
  } bad[] = {{NULL, "want unix:NAME or tcp:HOST:PORT"},
             {"", "want unix:NAME"},
             {"ionway", "address \"ionway\": want unix:NAME"},
             {"unix:", "want a name of 1 to 98 characters"},
             {"unix:a/b", "without a slash"},
             {"tcp:31415", "want tcp:HOST:PORT"},
             {"tcp::31415", "want tcp:HOST:PORT"},
             {"tcp:localhost:65536", "PORT 0..65535"},
             {"tcp:localhost:http", "PORT 0..65535"}};
  iw_engine_options o = options();

  for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
    o.address = bad[k].address;
    refuse(o, IW_E_ARGUMENT, bad[k].message);
  }
  o.address = "tcp:no.such.host.invalid:0";
  refuse(o, IW_E_IO, "no IPv4 address of that name");
}

static void option_domains(void)
{
  iw_engine_options o = options();

  o.struct_size--;
  refuse(o, IW_E_ARGUMENT, "start from the defaults");
  o = options();
  o.wait_s = -1;
  refuse(o, IW_E_ARGUMENT, "wait_s -1 s, want 0..");
  o = options();
  o.stall_s = NAN;
  refuse(o, IW_E_ARGUMENT, "stall_s nan s");
  o = options();
  o.poll_s = 0;
  refuse(o, IW_E_ARGUMENT, "poll_s 0 s");
  o = options();
  o.min_clients = 1025;
  refuse(o, IW_E_ARGUMENT, "min_clients 1025, want 1..1024");
  o = options();
  o.max_attempts = 0;
  refuse(o, IW_E_ARGUMENT, "max_attempts 0");
  o = options();
  o.probe_tolerance_ev_ang = NAN;
  refuse(o, IW_E_ARGUMENT, "probe_tolerance_ev_ang nan");
}

static void socket_files(void)
{
  iw_engine_options o = options();
  iw_engine *first;
  struct sockaddr_un where = {.sun_family = AF_UNIX};
  struct stat info;
  FILE *file;
  int fd;

  snprintf(where.sun_path, sizeof where.sun_path, "/tmp/ipi_%s", address + 5);
  first = listening(o);
  CHECK_TEXT(iw_engine_address(first), address);
  CHECK_INT(stat(where.sun_path, &info), 0);
  refuse(o, IW_E_IO, "another program listens there");
  iw_engine_destroy(first);
  CHECK(stat(where.sun_path, &info) != 0);

  /* left behind by one that was killed */
  fd = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK_INT(bind(fd, (struct sockaddr *)&where, sizeof where), 0);
  close(fd);
  CHECK_INT(stat(where.sun_path, &info), 0);
  first = listening(o);
  /* one of another owner by the time it ends */
  unlink(where.sun_path);
  file = fopen(where.sun_path, "w");
  CHECK(file != NULL);
  if (file != NULL)
    fclose(file);
  iw_engine_destroy(first);
  CHECK_INT(stat(where.sun_path, &info), 0);
  refuse(o, IW_E_IO, "is no socket, choose another name");
  unlink(where.sun_path);
  iw_engine_destroy(NULL);
}

static void taken_port(void)
{
  iw_engine_options o = options();
  iw_engine *first;
  char same[64];

  o.address = "tcp:127.0.0.1:0";
  first = listening(o);
  CHECK(strcmp(iw_engine_address(first), "tcp:127.0.0.1:0") != 0);
  snprintf(same, sizeof same, "%s", iw_engine_address(first));
  o.address = same;
  refuse(o, IW_E_IO, "cannot listen");
  iw_engine_destroy(first);
}

static void atoms_that_cannot_be(void)
{
  static const double flat[3][3] = {{1, 0, 0}, {0, 1, 0}, {1, 1, 0}};
  iw_engine *engine;

  set_images(skew);
  engine = listening(options());
  images[1].atoms.lattice_ang = flat;
  CHECK_INT(ask(engine, 2), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "image 1: the cell is flat");
  images[1].atoms.lattice_ang = skew;
  images[1].frac[3][0] = NAN;
  CHECK_INT(ask(engine, 2), IW_E_ARGUMENT);
  CHECK_HOLDS(iw_context_message(ctx), "image 1: atom 4 is nowhere");
  end(engine);
}

/* ---- the rest --------------------------------------------------------- */

/* By way of the evaluator, as bands do it: images have the numbers of their
 * slots, also when only some of them are asked for. */
static void through_the_evaluator(void)
{
  iw_engine_options o = options();
  iwi_evaluation jobs[2];
  iwi_evaluator *evaluator = NULL;
  double cart[N][3];
  iw_engine *engine;
  pid_t child;

  o.wait_s = 0.5;
  set_images(skew);
  engine = listening(o);
  CHECK_INT(iwi_evaluator_create(ctx, iw_engine_energy(engine),
                                 &images[0].atoms, 4, &evaluator),
            IW_OK);
  for (int i = 0; i < N; i++)
    iwi_row_times3(images[0].frac[i], skew, cart[i]);
  for (size_t k = 0; k < 2; k++)
    jobs[k] = (iwi_evaluation){.slot = 2 + k,
                               .cart = (const double(*)[3])cart,
                               .forces_ev_ang = images[k].forces,
                               .stress_ev_ang3 = images[k].stress};
  CHECK_INT(iwi_evaluator_run(evaluator, ctx, jobs, 2), IW_E_ENERGY);
  CHECK_HOLDS(iw_context_message(ctx), "image 2: no client");
  child = client_start(address, (client_plan){0});
  CHECK_INT(iwi_evaluator_run(evaluator, ctx, jobs, 2), IW_OK);
  memcpy(images[1].frac, images[0].frac, sizeof images[0].frac);
  for (int k = 0; k < 2; k++) {
    images[k].result.energy_ev = jobs[k].energy_ev;
    CHECK_NEAR(difference(&images[k]), 0, SAME);
  }
  iwi_evaluator_destroy(evaluator);
  iw_engine_destroy(engine);
  CHECK_INT(client_end(child), 2);
}

/* SIGPIPE would end this program. */
static void sending_to_nobody(void)
{
  int ends[2];
  char byte;

  CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  close(ends[1]);
  CHECK_INT(iwi_socket_send(ends[0], 0, "a", 1), IWI_SOCKET_LOST);
  CHECK_INT(iwi_socket_receive(ends[0], 0, &byte, 1), 0);
  close(ends[0]);
}

/* Every allocation fails once, with the probe and a client that arrives. */
static void memory_runs_out(void)
{
  iw_status status = IW_E_MEMORY;

  set_images(skew);
  for (size_t n = 1; status != IW_OK && n < 100; n++) {
    iw_engine_options o = options();
    iw_engine *engine = NULL;
    pid_t child = 0;

    o.probe = 1;
    o.wait_s = 5;
    iwi_context_fail_allocation(ctx, n);
    status = iw_engine_listen(ctx, &o, &engine);
    CHECK((status == IW_OK) == (engine != NULL));
    if (status == IW_OK) {
      child = client_start(address, (client_plan){0});
      status = iw_energy_evaluate(ctx, iw_engine_energy(engine),
                                  &images[0].atoms, &images[0].result);
    }
    CHECK(status == IW_OK || status == IW_E_MEMORY);
    iwi_context_fail_allocation(ctx, 0);
    iw_engine_destroy(engine);
    if (child > 0)
      CHECK(client_end(child) <= 3);
  }
  CHECK_INT(status, IW_OK);
  CHECK_NEAR(difference(&images[0]), 0, SAME);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  iw_context_set_log(ctx, hear, NULL);
  snprintf(address, sizeof address, "unix:ionway_test_%ld", (long)getpid());
  RUN(unix_sockets);
  RUN(tcp);
  RUN(init_after_every_answer);
  RUN(ready_while_at_work);
  RUN(half_a_virial);
  RUN(more_bytes_and_small_pieces);
  RUN(frames);
  RUN(stress_is_the_derivative_by_strain);
  RUN(several_clients_share_a_batch);
  RUN(clients_keep_their_images);
  RUN(too_few_clients);
  RUN(one_that_comes_late);
  RUN(one_that_is_killed);
  RUN(one_that_ends);
  RUN(one_that_ends_early);
  RUN(one_that_stalls);
  RUN(one_with_other_atoms);
  RUN(one_without_numbers);
  RUN(one_that_talks_something_else);
  RUN(one_that_talks_too_much);
  RUN(one_that_ends_between_calls);
  RUN(others_take_over);
  RUN(no_client_at_all);
  RUN(no_client_left);
  RUN(an_image_that_nobody_survives);
  RUN(the_probe_is_content);
  RUN(the_probe_warns);
  RUN(zeros_for_a_virial);
  RUN(a_signal_stops_the_wait);
  RUN(addresses);
  RUN(option_domains);
  RUN(socket_files);
  RUN(taken_port);
  RUN(atoms_that_cannot_be);
  RUN(through_the_evaluator);
  RUN(sending_to_nobody);
  RUN(memory_runs_out);
  iw_context_destroy(ctx);
  return check_report();
}
