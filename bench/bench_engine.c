/* SPDX-License-Identifier: BSD-3-Clause */
/* What a call over a socket costs besides the client's own work: a client that
 * answers zeros, over a UNIX socket and over TCP, in one piece, in the several
 * small writes of real ones, and with INIT after every answer; and batches. */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "ipi_client.h"

#define N_ATOMS     96
#define N_IMAGES    8
#define CALLS       50
#define MAX_CLIENTS 4

typedef struct job {
  bench *b;
  iw_engine *engine;
  const iw_energy *energy;
  size_t n_images;
  double lattice[3][3];
  double frac[N_ATOMS][3], forces[N_IMAGES][N_ATOMS][3];
  int32_t elements[N_ATOMS];
  iw_energy_atoms atoms[N_IMAGES];
  iw_energy_result results[N_IMAGES];
  void *workspaces[N_IMAGES];
  pid_t clients[MAX_CLIENTS];
} job;

typedef struct setup {
  const char *name, *address;
  client_plan plan;
  size_t n_images;
  int n_clients;
} setup;

static void prepare(job *j, size_t n_images)
{
  uint64_t state = 3;

  j->n_images = n_images;
  for (int k = 0; k < 3; k++)
    j->lattice[k][k] = 9.24;
  for (int i = 0; i < N_ATOMS; i++)
    for (int k = 0; k < 3; k++)
      j->frac[i][k] = bench_uniform(&state);
  for (size_t m = 0; m < n_images; m++) {
    j->atoms[m] =
        (iw_energy_atoms){.lattice_ang = (const double(*)[3])j->lattice,
                          .frac = (const double(*)[3])j->frac,
                          .elements = j->elements,
                          .n_atoms = N_ATOMS};
    j->results[m] = (iw_energy_result){.forces_ev_ang = j->forces[m]};
  }
}

static void begin(job *j, const setup *s)
{
  iw_engine_options options;

  prepare(j, s->n_images);
  iw_engine_options_default(&options);
  options.address = s->address;
  options.probe = 0;
  options.wait_s = 20;
  options.min_clients = (size_t)s->n_clients;
  bench_require(j->b, iw_engine_listen(j->b->ctx, &options, &j->engine),
                "listen");
  j->energy = iw_engine_energy(j->engine);
  for (int k = 0; k < s->n_clients; k++)
    j->clients[k] = client_start(iw_engine_address(j->engine), s->plan);
  for (size_t m = 0; m < s->n_images; m++)
    bench_require(j->b,
                  j->energy->open(j->b->ctx, &j->atoms[0], j->energy->user,
                                  &j->workspaces[m]),
                  "open");
}

static void end(job *j, int n_clients)
{
  for (size_t m = 0; m < j->n_images; m++)
    j->energy->close(j->workspaces[m], j->energy->user);
  iw_engine_destroy(j->engine);
  for (int k = 0; k < n_clients; k++)
    client_end(j->clients[k]);
}

static void run(void *user)
{
  job *j = user;

  for (int i = 0; i < CALLS; i++)
    bench_require(j->b,
                  j->energy->evaluate_batch(j->b->ctx, j->atoms, j->workspaces,
                                            j->results, j->n_images,
                                            j->energy->user),
                  "evaluation");
}

static void measure(bench *b, const setup *s)
{
  static job j;
  iwi_json_node *record;
  bench_time time;
  double each_s;

  j.b = b;
  begin(&j, s);
  time = bench_measure(b, run, &j);
  end(&j, s->n_clients);
  /* a wait is a wait: wall time, not that of the processor */
  each_s = time.median_s / (CALLS * (double)s->n_images);
  record = bench_record(b, s->name);
  iwi_json_integer(&b->json, record, "atoms", N_ATOMS);
  iwi_json_integer(&b->json, record, "images", (int64_t)s->n_images);
  iwi_json_integer(&b->json, record, "clients", s->n_clients);
  iwi_json_number(&b->json, record, "each_s", each_s);
  bench_add_time(b, record, &time);
  printf("%-28s %d clients: %8.4f ms an evaluation\n", s->name, s->n_clients,
         1e3 * each_s);
}

int main(int argc, char **argv)
{
  static char place[64];
  const char *const tcp = "tcp:127.0.0.1:0";
  /* answers of real clients come field by field */
  const client_plan whole = {.trivial = 1},
                    parts = {.trivial = 1, .in_pieces = 600},
                    init = {.trivial = 1, .in_pieces = 600, .needs_init = 1};
  const setup setups[] = {{"UNIX, one piece", place, whole, 1, 1},
                          {"UNIX, several writes", place, parts, 1, 1},
                          {"UNIX, INIT every time", place, init, 1, 1},
                          {"TCP, one piece", tcp, whole, 1, 1},
                          {"TCP, several writes", tcp, parts, 1, 1},
                          {"TCP, INIT every time", tcp, init, 1, 1},
                          {"UNIX, batch of 8", place, parts, 8, 1},
                          {"UNIX, batch of 8 on 4", place, parts, 8, 4}};
  bench b;

  bench_begin(&b, argc, argv, "bench_engine");
  snprintf(place, sizeof place, "unix:ionway_bench_%ld", (long)getpid());
  for (size_t k = 0; k < sizeof setups / sizeof setups[0]; k++)
    if (b.only == NULL || strcmp(b.only, setups[k].name) == 0)
      measure(&b, &setups[k]);
  return bench_finish(&b);
}
