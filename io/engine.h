/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of an engine: its clients, the work of one call, the probe. */
#ifndef IONWAY_IO_ENGINE_H
#define IONWAY_IO_ENGINE_H

#include <ionway/engine.h>

#include "ipi.h"
#include "socket.h"

#define IWI_ENGINE_MAX_CLIENTS (IWI_SOCKET_MAX_WATCH - 1)
#define IWI_ENGINE_NONE        ((size_t)-1)

typedef enum iwi_client_state {
  IWI_CLIENT_ASKED,    /* STATUS has been sent, nothing is asked of it yet */
  IWI_CLIENT_IDLE,     /* it said READY */
  IWI_CLIENT_WORKING,  /* positions and STATUS have been sent */
  IWI_CLIENT_RESTING,  /* not done: STATUS again at ask_at */
  IWI_CLIENT_ANSWERING /* GETFORCE has been sent */
} iwi_client_state;

typedef struct iwi_client {
  int fd, is_tcp;
  size_t number; /* from 1, in order of arrival; in messages */
  iwi_client_state state;
  int was_ready;   /* it has spoken */
  double since;    /* when its present task began, s */
  double ask_at;   /* s */
  size_t job;      /* of the present call, IWI_ENGINE_NONE */
  size_t last;     /* number of the image it had last, IWI_ENGINE_NONE */
  size_t capacity; /* atoms that there is room for */
  iwi_ipi_reader reader;
  unsigned char *out; /* requests not yet sent */
  size_t out_size, out_sent;
} iwi_client;

/** What a client's bytes have come to. */
typedef enum iwi_client_news {
  IWI_CLIENT_NO_NEWS = 0,
  IWI_CLIENT_ANSWER, /* its reader holds one; it is asked for its status */
  IWI_CLIENT_LOST    /* reader.reason says why */
} iwi_client_news;

/** A client on a connection; its first STATUS is on the way. Errors:
 *  IW_E_MEMORY, with the connection closed. */
iw_status iwi_client_begin(iw_context *ctx, iwi_client *client, int fd,
                           int is_tcp, size_t number, double now);
/** Close and free. With a farewell it is told to end. */
void iwi_client_end(iwi_client *client, int farewell);
/** Make room for n atoms. Errors: IW_E_MEMORY. */
iw_status iwi_client_reserve(iw_context *ctx, iwi_client *client,
                             size_t n_atoms);
/** Send an idle client its work. */
iwi_client_news iwi_client_give(iwi_client *client, const iwi_ipi_frame *frame,
                                const iw_energy_atoms *atoms, double now);
/** Receive and send what can be. A client with an answer is to be served again
 *  when that is taken. */
iwi_client_news iwi_client_serve(iwi_client *client, double now, double poll_s);
/** Ask a resting client again. */
iwi_client_news iwi_client_ask(iwi_client *client);

/** An image, as far as the engine tells them apart. */
typedef struct iwi_engine_workspace {
  size_t image;  /* from 0, in the order in which they were opened */
  size_t client; /* number of the one that had it last, 0: none     */
} iwi_engine_workspace;

/** One evaluation of a call. */
typedef struct iwi_engine_job {
  const iw_energy_atoms *atoms;
  iw_energy_result *result;
  iwi_engine_workspace *workspace; /* NULL: of no image */
  size_t image;
  iwi_ipi_frame frame;
  size_t client;   /* index of the one at work, IWI_ENGINE_NONE */
  size_t attempts; /* clients lost on it */
  int is_done;
  char lost[120]; /* how the last one was lost */
} iwi_engine_job;

struct iw_engine {
  iw_engine_options options;
  iw_energy energy;
  iwi_listener listener;
  iwi_client *clients;
  size_t n_clients, clients_capacity;
  size_t n_met; /* clients so far */
  iwi_engine_job *jobs;
  size_t jobs_capacity;
  const void *reference; /* whose images are being opened */
  size_t n_open, next_image;
  size_t n_calls, n_reissued;
  int has_begun;  /* enough clients have been waited for */
  int is_probed;  /* or will not be */
  int has_slopes; /* they are those of the probe */
  int told_no_virial;
  int has_shown_cell;
  iw_engine_slopes slopes;
};

/** Fill in job number k of a call. Errors: IW_E_ARGUMENT. */
iw_status iwi_engine_set_job(iw_context *ctx, iw_engine *engine, size_t k,
                             const iw_energy_atoms *atoms, void *workspace,
                             iw_energy_result *result);
/** Which of the first n jobs suits a client (by its place) best;
 *  IWI_ENGINE_NONE when all are done or in hand. */
size_t iwi_engine_choose(const iw_engine *engine, size_t n_jobs, size_t client);
/** Have the first n jobs done by whichever clients there are. */
iw_status iwi_engine_run(iw_context *ctx, iw_engine *engine, size_t n_jobs);

/** Two evaluations beside the first one of a call. */
typedef struct iwi_engine_probe {
  double *memory; /* one block: positions and forces */
  iw_energy_atoms atoms[2];
  iw_energy_result results[2];
  double (*forces)[3]; /* for the first when nobody else wants them */
  double step_ang;     /* length in the space of all coordinates */
} iwi_engine_probe;

#define IWI_PROBE_MOVE_ANG 0.01

iw_status iwi_engine_probe_begin(iw_context *ctx, iwi_engine_probe *probe,
                                 const iw_energy_atoms *atoms);
/** Compare, given the result in the middle. */
void iwi_engine_probe_end(const iwi_engine_probe *probe,
                          const iw_energy_result *middle,
                          iw_engine_slopes *slopes);
void iwi_engine_probe_free(iwi_engine_probe *probe);

#endif
