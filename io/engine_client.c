/* SPDX-License-Identifier: BSD-3-Clause */
/* One client of an engine: what is said to it and when, never waiting. */
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "mem.h"

iw_status iwi_client_begin(iw_context *ctx, iwi_client *c, int fd, int is_tcp,
                           size_t number, double now)
{
  *c = (iwi_client){.fd = fd,
                    .is_tcp = is_tcp,
                    .number = number,
                    .state = IWI_CLIENT_ASKED,
                    .since = now,
                    .job = IWI_ENGINE_NONE,
                    .last = IWI_ENGINE_NONE};
  if (iwi_client_reserve(ctx, c, 1) != IW_OK) {
    iwi_client_end(c, 0);
    return IW_E_MEMORY;
  }
  c->out_size = (size_t)(iwi_ipi_put(c->out, "STATUS") - c->out);
  return IW_OK;
}

void iwi_client_end(iwi_client *c, int farewell)
{
  unsigned char message[IWI_IPI_HEADER];

  /* in the middle of a request it would be taken for part of that */
  if (farewell && c->out_sent == c->out_size) {
    iwi_ipi_put(message, "EXIT");
    iwi_socket_send(c->fd, c->is_tcp, message, sizeof message);
  }
  iwi_socket_close(c->fd);
  iwi_free(c->out);
  iwi_free(c->reader.forces);
}

iw_status iwi_client_reserve(iw_context *ctx, iwi_client *c, size_t n_atoms)
{
  /* the longest request: positions and a STATUS */
  const size_t size = iwi_ipi_positions_size(n_atoms) + IWI_IPI_HEADER;
  void *grown;

  if (n_atoms <= c->capacity)
    return IW_OK;
  grown = iwi_realloc(ctx, c->out, size, 1);
  if (grown == NULL)
    return IW_E_MEMORY;
  c->out = grown;
  grown = iwi_realloc(ctx, c->reader.forces, n_atoms, 3 * sizeof(double));
  if (grown == NULL)
    return IW_E_MEMORY;
  c->reader.forces = grown;
  c->capacity = n_atoms;
  return IW_OK;
}

static iwi_client_news lost(iwi_client *c, const char *reason)
{
  snprintf(c->reader.reason, sizeof c->reader.reason, "%s", reason);
  return IWI_CLIENT_LOST;
}

/* Whether the end of the stream or a reset is seen depends on who was faster.
 */
static iwi_client_news has_ended(iwi_client *c)
{
  return lost(c, c->was_ready ? "ended" : "ended before it was ready");
}

static iwi_client_news send_rest(iwi_client *c)
{
  while (c->out_sent < c->out_size) {
    const long n = iwi_socket_send(c->fd, c->is_tcp, c->out + c->out_sent,
                                   c->out_size - c->out_sent);

    if (n == IWI_SOCKET_LATER)
      return IWI_CLIENT_NO_NEWS;
    if (n < 0)
      return has_ended(c);
    c->out_sent += (size_t)n;
  }
  return IWI_CLIENT_NO_NEWS;
}

/* Send what has been written up to end. Requests follow one another, each when
 * the last one has been answered. */
static iwi_client_news send_to(iwi_client *c, const unsigned char *end)
{
  c->out_size = (size_t)(end - c->out);
  c->out_sent = 0;
  return send_rest(c);
}

static iwi_client_news say(iwi_client *c, const char *header)
{
  return send_to(c, iwi_ipi_put(c->out, header));
}

iwi_client_news iwi_client_give(iwi_client *c, const iwi_ipi_frame *frame,
                                const iw_energy_atoms *atoms, double now)
{
  unsigned char *end =
      iwi_ipi_put_positions(c->out, frame, atoms->frac, atoms->n_atoms);

  end = iwi_ipi_put(end, "STATUS");
  c->reader.n_atoms = atoms->n_atoms;
  c->state = IWI_CLIENT_WORKING;
  c->since = now;
  return send_to(c, end);
}

iwi_client_news iwi_client_ask(iwi_client *c)
{
  c->state = IWI_CLIENT_WORKING;
  return say(c, "STATUS");
}

static iwi_client_news initialise(iwi_client *c)
{
  return send_to(c, iwi_ipi_put(iwi_ipi_put_init(c->out), "STATUS"));
}

static iwi_client_news out_of_turn(iwi_client *c, iwi_ipi_event event)
{
  static const char *const said[] = {
      [IWI_IPI_NEEDINIT] = "said NEEDINIT out of turn",
      [IWI_IPI_READY] = "said READY out of turn",
      [IWI_IPI_HAVEDATA] = "said HAVEDATA out of turn",
      [IWI_IPI_FORCES] = "sent forces out of turn"};

  return lost(c, said[event]);
}

/* Quantum ESPRESSO and ASE want INIT again after every answer; some clients
 * say READY, or NEEDINIT already, while they are at work. */
static iwi_client_news react(iwi_client *c, iwi_ipi_event event, double now,
                             double poll_s)
{
  if (event == IWI_IPI_BROKEN)
    return IWI_CLIENT_LOST;
  switch (c->state) {
  case IWI_CLIENT_ASKED:
    if (event == IWI_IPI_NEEDINIT)
      return initialise(c);
    if (event != IWI_IPI_READY)
      return out_of_turn(c, event);
    c->state = IWI_CLIENT_IDLE;
    c->was_ready = 1;
    return IWI_CLIENT_NO_NEWS;
  case IWI_CLIENT_WORKING:
    if (event == IWI_IPI_FORCES)
      return out_of_turn(c, event);
    if (event == IWI_IPI_HAVEDATA) {
      c->state = IWI_CLIENT_ANSWERING;
      return say(c, "GETFORCE");
    }
    c->state = IWI_CLIENT_RESTING;
    c->ask_at = now + poll_s;
    return IWI_CLIENT_NO_NEWS;
  case IWI_CLIENT_ANSWERING:
    if (event != IWI_IPI_FORCES)
      return out_of_turn(c, event);
    c->state = IWI_CLIENT_ASKED;
    c->since = now;
    if (say(c, "STATUS") == IWI_CLIENT_LOST)
      c->out_size = c->out_sent = 0; /* the answer counts; the end will show */
    return IWI_CLIENT_ANSWER;
  default:
    return out_of_turn(c, event);
  }
}

/* Bytes taken at once. */
#define PIECE 16384

iwi_client_news iwi_client_serve(iwi_client *c, double now, double poll_s)
{
  unsigned char piece[PIECE];
  iwi_client_news news = send_rest(c);

  while (news == IWI_CLIENT_NO_NEWS) {
    const long n = iwi_socket_receive(c->fd, c->is_tcp, piece, sizeof piece);
    size_t used = 0;

    if (n == IWI_SOCKET_LATER)
      return IWI_CLIENT_NO_NEWS;
    if (n <= 0)
      return has_ended(c);
    while (news == IWI_CLIENT_NO_NEWS && used < (size_t)n) {
      size_t taken;
      const iwi_ipi_event event =
          iwi_ipi_read(&c->reader, piece + used, (size_t)n - used, &taken);

      used += taken;
      if (event != IWI_IPI_MORE)
        news = react(c, event, now, poll_s);
    }
    /* Nothing was asked for beyond an answer: what follows it is garbage. */
    if (news == IWI_CLIENT_ANSWER && used < (size_t)n)
      return lost(c, "sent more than was asked for");
  }
  return news;
}
