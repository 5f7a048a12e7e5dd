/* SPDX-License-Identifier: BSD-3-Clause */
/* Energies from other programs over the i-PI socket protocol: LAMMPS, CP2K,
 * Quantum ESPRESSO, ABINIT, ASE and what ASE calls. This side listens; the
 * programs connect, any number, at any time (docs/engines.md). */
#ifndef IONWAY_ENGINE_H
#define IONWAY_ENGINE_H

#include <stddef.h>

#include <ionway/energy.h>

IW_BEGIN_DECLS

typedef struct iw_engine_options {
  size_t struct_size;
  /* "unix:NAME": the socket file /tmp/ipi_NAME, where every client looks for
     it; "tcp:HOST:PORT": HOST an address or name of this machine or * for all
     of them (whoever reaches the port can answer), PORT 0 for a free one    */
  const char *address;
  /* without any client: this long until giving up, at the start and after the
     last one was lost; default 300                                          */
  double wait_s;
  /* a client may take this long for one evaluation, and to say its first word;
     default 3600                                                            */
  double stall_s;
  /* pause before asking again a client that is not done; default 0.01       */
  double poll_s;
  /* ready before the first evaluation begins, 1..1024; with fewer after wait_s
     it begins, and warns; default 1                                         */
  size_t min_clients;
  /* clients that may be lost on the same atoms before the atoms are blamed, at
     least 1; default 3                                                      */
  size_t max_attempts;
  /* compare force and energy by two evaluations more when the first one is
     asked for, and warn when they differ; default 1                         */
  int probe;
  /* send the cell in the frame in which it is given and not turned, for clients
     that take any (not LAMMPS); default 0                                   */
  int as_given;
  /* difference that is told, besides 1 % of the slope; default 0.01         */
  double probe_tolerance_ev_ang;
} iw_engine_options;

IW_API void iw_engine_options_default(iw_engine_options *options);

typedef struct iw_engine iw_engine;

/**
 * Listen for clients. Returns at once; the first evaluation waits for them.
 *
 * A socket file left by a program that is no longer there is replaced.
 * Errors  IW_E_ARGUMENT (address, options), IW_E_IO (another program listens
 *         there; what the system says), IW_E_MEMORY.
 * Free    iw_engine_destroy.
 */
IW_API iw_status iw_engine_listen(iw_context *ctx,
                                  const iw_engine_options *options,
                                  iw_engine **out);

/** Tell all clients to end, close, remove the socket file. NULL is fine. */
IW_API void iw_engine_destroy(iw_engine *engine);

/**
 * The engine as an energy model, with forces and stress. Lent: valid as long
 * as the engine, which belongs to one thread at a time. Batches are spread over
 * the clients; a client that ends, stalls or answers what cannot be is dropped
 * with a warning and its work given to another. Positions are sent as they are,
 * in the order given, in a frame turned so that the first vector lies along x
 * and the second in the xy plane; elements are what the client's own input
 * says. Errors  IW_E_ENERGY (no client within wait_s, max_attempts),
 * IW_E_CANCELLED, IW_E_ARGUMENT (flat cell, not finite), IW_E_MEMORY.
 */
IW_API const iw_energy *iw_engine_energy(const iw_engine *engine);

/** Where clients connect, as in the options with the port in force. Lent. */
IW_API const char *iw_engine_address(const iw_engine *engine);

/** Clients connected now, as far as noticed. */
IW_API size_t iw_engine_n_clients(const iw_engine *engine);
/** Evaluations that clients have answered, the probe's included. */
IW_API size_t iw_engine_n_calls(const iw_engine *engine);
/** Evaluations given again because a client was lost. */
IW_API size_t iw_engine_n_reissued(const iw_engine *engine);

/** What the probe saw along a random direction in the space of all
 *  coordinates, on the half step where the two differ more. */
typedef struct iw_engine_slopes {
  double by_energy_ev_ang; /* minus the difference of energies over the step */
  double by_forces_ev_ang; /* mean force along it                            */
} iw_engine_slopes;

/** 1 when the probe has been made (slopes filled in), else 0. */
IW_API int iw_engine_probe(const iw_engine *engine, iw_engine_slopes *slopes);

IW_END_DECLS

#endif
