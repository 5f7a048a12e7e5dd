/* SPDX-License-Identifier: BSD-3-Clause */
/* The work of one call given to clients: who gets what, who is lost, when to
 * give up. One thread, one poll() at a time. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "engine.h"
#include "mem.h"

/* A call under way. */
typedef struct run {
  iw_context *ctx;
  iw_engine *e;
  size_t n_jobs, n_done;
  double now;
  double alone_since; /* without any client, s */
  double begun;       /* s */
  double next_sign;   /* of life to the caller, s */
  int has_signed;
  int is_full; /* no use in listening: it would wake up all the time */
} run;

/* ---- progress --------------------------------------------------------- */

/* Steps of waiting grow with the time waited, so that there are about a hundred
 * signs of life in a day. */
#define FIRST_SIGN_S 1.0
#define SIGN_GROWTH  0.1

static iw_status sign(run *r)
{
  const iw_status status =
      iwi_progress(r->ctx, "engine", r->has_signed ? r->n_done : 0, r->n_jobs);

  r->has_signed = 1;
  r->next_sign = r->now + fmax(FIRST_SIGN_S, SIGN_GROWTH * (r->now - r->begun));
  return status;
}

/* ---- clients that come and go ----------------------------------------- */

static iw_status welcome(run *r)
{
  iw_engine *e = r->e;

  while (e->n_clients < IWI_ENGINE_MAX_CLIENTS) {
    void *grown = e->clients;
    const int fd = iwi_socket_accept(&e->listener);
    iw_status status;

    if (fd == IWI_SOCKET_LOST && !r->is_full)
      iwi_log(r->ctx, IW_LOG_WARNING,
              "engine: the system has no room for another client");
    r->is_full = r->is_full || fd == IWI_SOCKET_LOST;
    if (fd < 0)
      return IW_OK;
    status = iwi_reserve(r->ctx, &grown, &e->clients_capacity, e->n_clients + 1,
                         sizeof *e->clients);
    e->clients = grown;
    if (status == IW_OK)
      status = iwi_client_begin(r->ctx, &e->clients[e->n_clients], fd,
                                e->listener.is_tcp, e->n_met + 1, r->now);
    else
      iwi_socket_close(fd);
    if (status != IW_OK)
      return status;
    e->n_clients++;
    e->n_met++;
  }
  return IW_OK;
}

/* Drop a client; its work waits for another one. */
static iw_status part(run *r, size_t index, const char *reason)
{
  iw_engine *e = r->e;
  iwi_client *c = &e->clients[index];
  iwi_engine_job *job = c->job == IWI_ENGINE_NONE ? NULL : &e->jobs[c->job];
  const size_t number = c->number;

  if (job == NULL) {
    iwi_log(r->ctx, IW_LOG_WARNING, "engine: client %zu %s", number, reason);
  } else {
    iwi_log(r->ctx, IW_LOG_WARNING,
            "engine: client %zu %s while at work on image %zu, which another "
            "has to do",
            number, reason, job->image);
    snprintf(job->lost, sizeof job->lost, "client %zu %s", number, reason);
    job->client = IWI_ENGINE_NONE;
    job->attempts++;
  }
  iwi_client_end(c, 0);
  /* the last one takes its place; jobs know clients by their place */
  *c = e->clients[--e->n_clients];
  if (index < e->n_clients && c->job != IWI_ENGINE_NONE)
    e->jobs[c->job].client = index;
  if (e->n_clients == 0)
    r->alone_since = r->now;
  if (job != NULL && job->attempts >= e->options.max_attempts)
    return iwi_fail(r->ctx, IW_E_ENERGY,
                    "image %zu: lost by %zu clients, at last since %s; look at "
                    "that geometry and at what the clients wrote",
                    job->image, job->attempts, job->lost);
  return IW_OK;
}

/* ---- work ------------------------------------------------------------ */

static iw_status assign(run *r)
{
  iw_engine *e = r->e;

  for (size_t i = 0; i < e->n_clients; i++) {
    iwi_client *c = &e->clients[i];
    iwi_engine_job *job;
    size_t k;

    if (c->state != IWI_CLIENT_IDLE)
      continue;
    k = iwi_engine_choose(e, r->n_jobs, i);
    if (k == IWI_ENGINE_NONE)
      return IW_OK;
    job = &e->jobs[k];
    if (iwi_client_reserve(r->ctx, c, job->atoms->n_atoms) != IW_OK)
      return IW_E_MEMORY;
    job->client = i;
    c->job = k;
    c->last = job->image;
    if (job->attempts > 0)
      e->n_reissued++;
    if (iwi_client_give(c, &job->frame, job->atoms, r->now) ==
        IWI_CLIENT_LOST) {
      const iw_status status = part(r, i, c->reader.reason);

      if (status != IW_OK)
        return status;
      i--; /* another one is in its place */
    }
  }
  return IW_OK;
}

/* ---- answers ---------------------------------------------------------- */

static void check_virial(run *r, const iwi_client *c)
{
  for (int k = 0; k < 9; k++)
    if (c->reader.virial[k] != 0)
      return;
  if (!r->e->told_no_virial)
    iwi_log(r->ctx, IW_LOG_WARNING,
            "engine: client %zu sent a virial of zeros; is its stress switched "
            "on?",
            c->number);
  r->e->told_no_virial = 1;
}

static iw_status take_answer(run *r, size_t index)
{
  iw_engine *e = r->e;
  iwi_client *c = &e->clients[index];
  iwi_engine_job *job;
  int wants_stress;

  if (c->job == IWI_ENGINE_NONE)
    return IW_OK; /* of a call that was given up */
  job = &e->jobs[c->job];
  wants_stress = job->result->stress_ev_ang3 != NULL;
  if (!iwi_ipi_is_finite(&c->reader, wants_stress))
    return part(r, index, "sent a number that is not finite");
  if (wants_stress)
    check_virial(r, c);
  iwi_ipi_take(&c->reader, &job->frame, job->result);
  if (job->workspace != NULL)
    job->workspace->client = c->number;
  job->is_done = 1;
  job->client = IWI_ENGINE_NONE;
  c->job = IWI_ENGINE_NONE;
  r->n_done++;
  e->n_calls++;
  return IW_OK;
}

/* What a client has to say. It may be gone afterwards, *is_gone. */
static iw_status serve(run *r, size_t index, int *is_gone)
{
  const size_t before = r->e->n_clients;
  iw_status status = IW_OK;

  for (;;) {
    iwi_client *c = &r->e->clients[index];
    const int was_ready = c->was_ready;
    const iwi_client_news news =
        iwi_client_serve(c, r->now, r->e->options.poll_s);

    if (c->was_ready && !was_ready)
      iwi_log(r->ctx, IW_LOG_NOTE, "engine: client %zu is ready", c->number);
    if (news == IWI_CLIENT_ANSWER)
      status = take_answer(r, index);
    else if (news == IWI_CLIENT_LOST)
      status = part(r, index, c->reader.reason);
    *is_gone = r->e->n_clients < before;
    if (status != IW_OK || *is_gone || news == IWI_CLIENT_NO_NEWS)
      return status;
  }
}

/* ---- time ------------------------------------------------------------- */

static size_t n_ready(const iw_engine *e)
{
  size_t n = 0;

  for (size_t i = 0; i < e->n_clients; i++)
    n += e->clients[i].was_ready != 0;
  return n;
}

/* May work be given? The first time there have to be enough clients. */
static int may_begin(run *r)
{
  iw_engine *e = r->e;
  const size_t n = n_ready(e);

  if (e->has_begun || n == 0)
    return e->has_begun;
  if (n < e->options.min_clients) {
    if (r->now - r->begun < e->options.wait_s)
      return 0;
    iwi_log(r->ctx, IW_LOG_WARNING,
            "engine: only %zu of %zu clients after %g s, going on with these",
            n, e->options.min_clients, e->options.wait_s);
  }
  e->has_begun = 1;
  return 1;
}

static iw_status give_up(const run *r)
{
  const iw_engine *e = r->e;
  size_t k = 0;

  while (k + 1 < r->n_jobs && e->jobs[k].is_done)
    k++;
  return iwi_fail(
      r->ctx, IW_E_ENERGY,
      "image %zu: no client at %s for %g s%s%s; start one that connects "
      "there, or wait longer",
      e->jobs[k].image, e->listener.address, e->options.wait_s,
      e->jobs[k].lost[0] != '\0' ? ", " : "", e->jobs[k].lost);
}

/* Everything that is due by now. */
static iw_status look_at_the_clock(run *r)
{
  iw_engine *e = r->e;

  for (size_t i = 0; i < e->n_clients; i++) {
    iwi_client *c = &e->clients[i];
    char reason[80] = "";

    if (c->state == IWI_CLIENT_IDLE)
      continue;
    if (r->now - c->since >= e->options.stall_s)
      snprintf(reason, sizeof reason, "has not answered for %g s",
               e->options.stall_s);
    else if (c->state == IWI_CLIENT_RESTING && r->now >= c->ask_at &&
             iwi_client_ask(c) == IWI_CLIENT_LOST)
      snprintf(reason, sizeof reason, "%s", c->reader.reason);
    if (reason[0] != '\0') {
      const iw_status status = part(r, i, reason);

      if (status != IW_OK)
        return status;
      i--;
    }
  }
  if (e->n_clients == 0 && r->now - r->alone_since >= e->options.wait_s)
    return give_up(r);
  return r->now >= r->next_sign ? sign(r) : IW_OK;
}

static double time_to_wait(const run *r)
{
  const iw_engine *e = r->e;
  double until = r->next_sign;

  if (e->n_clients == 0)
    until = fmin(until, r->alone_since + e->options.wait_s);
  if (!e->has_begun && n_ready(e) > 0)
    until = fmin(until, r->begun + e->options.wait_s);
  for (size_t i = 0; i < e->n_clients; i++) {
    const iwi_client *c = &e->clients[i];

    if (c->state != IWI_CLIENT_IDLE)
      until = fmin(until, c->since + e->options.stall_s);
    if (c->state == IWI_CLIENT_RESTING)
      until = fmin(until, c->ask_at);
  }
  return until - r->now;
}

/* Wait until something can be done, and do it. */
static iw_status turn(run *r, double timeout_s)
{
  iw_engine *e = r->e;
  iwi_socket_watch watch[IWI_SOCKET_MAX_WATCH];
  const size_t n = e->n_clients;
  const int is_full = r->is_full || n == IWI_ENGINE_MAX_CLIENTS;
  int interrupted = 0;
  iw_status status;

  watch[n] = (iwi_socket_watch){.fd = e->listener.fd};
  for (size_t i = 0; i < n; i++)
    watch[i] = (iwi_socket_watch){.fd = e->clients[i].fd,
                                  .wants_room = e->clients[i].out_sent <
                                                e->clients[i].out_size};
  /* a full house lets nobody in, and must not wake up for it */
  status = iwi_socket_wait(r->ctx, watch, is_full ? n : n + 1, timeout_s,
                           &interrupted);
  r->now = iwi_socket_seconds();
  if (status == IW_OK && interrupted)
    status = sign(r);
  /* from the last one down: where one is gone, a later one takes its place */
  for (size_t i = n; status == IW_OK && !interrupted && i-- > 0;) {
    int is_gone = 0;

    if (watch[i].is_ready)
      status = serve(r, i, &is_gone);
  }
  return status == IW_OK ? welcome(r) : status;
}

static iw_status begin(run *r, iw_context *ctx, iw_engine *e, size_t n_jobs)
{
  *r = (run){.ctx = ctx, .e = e, .n_jobs = n_jobs};
  r->now = r->begun = r->alone_since = iwi_socket_seconds();
  r->next_sign = r->now + FIRST_SIGN_S;
  for (size_t i = 0; i < e->n_clients; i++) {
    /* nobody has listened since the last call: its time begins now */
    e->clients[i].since = r->now;
    assert(e->clients[i].job == IWI_ENGINE_NONE);
  }
  if (!e->has_begun)
    iwi_log(ctx, IW_LOG_NOTE, "engine: waiting for clients at %s",
            e->listener.address);
  /* who has come or gone meanwhile */
  return turn(r, 0);
}

iw_status iwi_engine_run(iw_context *ctx, iw_engine *e, size_t n_jobs)
{
  run r;
  iw_status status = begin(&r, ctx, e, n_jobs);

  while (status == IW_OK) {
    if (may_begin(&r))
      status = assign(&r);
    if (status != IW_OK || r.n_done == n_jobs)
      break;
    status = turn(&r, time_to_wait(&r));
    if (status == IW_OK)
      status = look_at_the_clock(&r);
  }
  if (status == IW_OK && r.has_signed)
    status = sign(&r);
  /* who is still at work will be heard out, and its answer dropped */
  for (size_t i = 0; i < e->n_clients; i++)
    e->clients[i].job = IWI_ENGINE_NONE;
  return status;
}
