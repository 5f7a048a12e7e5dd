/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of the i-PI protocol in a process of its own, written from the
 * protocol and not from our side of it, well behaved or not as asked; and the
 * potential it serves. */
#ifndef IONWAY_IPI_CLIENT_H
#define IONWAY_IPI_CLIENT_H

#include <math.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* CODATA 2018 */
#define CLIENT_BOHR      0.529177210903
#define CLIENT_HARTREE   27.211386245988
#define CLIENT_MAX_ATOMS 512

/* ---- the potential ---------------------------------------------------- */

/* Pairs with all 27 nearest copies repel by D exp(-r/rho); D depends on the
 * place in the list, so that a changed order shows. Analytic in positions and
 * cell, the same in any frame. Angstrom and eV; virial = -dE/dstrain. */
static inline double client_potential(const double cell[3][3],
                                      const double (*x)[3], size_t n,
                                      double (*forces)[3], double virial[3][3])
{
  const double rho = 0.7;
  double energy = 0;

  memset(forces, 0, n * sizeof *forces);
  memset(virial, 0, 9 * sizeof(double));
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      for (int image = 0; image < 27; image++) {
        const int s[3] = {image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
        const double depth = 10 + (double)(i + j);
        double d[3], r, slope;

        if (i == j && image == 13)
          continue;
        for (int k = 0; k < 3; k++)
          d[k] = x[j][k] - x[i][k] + s[0] * cell[0][k] + s[1] * cell[1][k] +
                 s[2] * cell[2][k];
        r = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        energy += 0.5 * depth * exp(-r / rho);
        slope = -0.5 * depth * exp(-r / rho) / rho; /* dE/dr */
        for (int k = 0; k < 3; k++) {
          forces[i][k] += slope * d[k] / r;
          forces[j][k] -= slope * d[k] / r;
          for (int l = 0; l < 3; l++)
            virial[k][l] -= slope * d[k] * d[l] / r;
        }
      }
  return energy;
}

/* ---- behaviour -------------------------------------------------------- */

typedef enum client_fault {
  CLIENT_GOOD,
  CLIENT_EARLY_END,      /* connects and is gone */
  CLIENT_MUTE,           /* connects and says nothing */
  CLIENT_ENDS,           /* ends instead of computing */
  CLIENT_KILLED,         /* is killed in the middle of its forces */
  CLIENT_STALLS,         /* never comes back with an answer */
  CLIENT_WRONG_COUNT,    /* one atom too many */
  CLIENT_NAN_ENERGY,     //
  CLIENT_INFINITE_FORCE, //
  CLIENT_GARBAGE,        /* a web page instead of a header */
  CLIENT_UNTIMELY,       /* forces where HAVEDATA is due */
  CLIENT_MINUS_EXTRA,    /* announces -1 more bytes */
  CLIENT_TOO_MUCH,       /* bytes behind the answer */
  CLIENT_IDLE_END        /* answers once more, then ends */
} client_fault;

typedef struct client_plan {
  client_fault fault;
  int after;            /* good evaluations before the fault */
  int needs_init;       /* NEEDINIT at first and after every answer */
  int ready_while_busy; /* times it says READY before HAVEDATA */
  int n_extra;          /* bytes behind the answer, announced */
  int in_pieces;        /* bytes a send(), 0: all at once */
  double delay_s;       /* before it connects */
  double work_s;        /* an evaluation */
  double force_scale;   /* 0 means 1 */
  int no_virial;
  int any_frame;   /* the cell need not be turned */
  int half_virial; /* the upper triangle only, as LAMMPS */
  int trivial;     /* energy and forces 0: for timing */
} client_plan;

static inline void client_sleep(double seconds)
{
  const struct timespec t = {(time_t)seconds,
                             (long)(1e9 * (seconds - floor(seconds)))};

  nanosleep(&t, NULL);
}

static inline int client_get(int fd, void *to, size_t size)
{
  char *at = to;

  while (size > 0) {
    const ssize_t n = recv(fd, at, size, 0);

    if (n <= 0)
      return 0;
    at += n;
    size -= (size_t)n;
  }
  return 1;
}

static inline int client_put(int fd, const void *from, size_t size, int piece)
{
  const char *at = from;

  while (size > 0) {
    const size_t part =
        piece > 0 && (size_t)piece < size ? (size_t)piece : size;
    const ssize_t n = send(fd, at, part, MSG_NOSIGNAL);

    if (n <= 0)
      return 0;
    at += n;
    size -= (size_t)n;
  }
  return 1;
}

static inline int client_say(int fd, const char *word)
{
  char header[13];

  snprintf(header, sizeof header, "%-12s", word);
  return client_put(fd, header, 12, 0);
}

/* Until the other side closes. */
static inline void client_linger(int fd)
{
  char rest[256];

  while (recv(fd, rest, sizeof rest, 0) > 0) {
  }
}

static inline int client_connect(const char *address)
{
  int fd = -1;

  if (strncmp(address, "unix:", 5) == 0) {
    struct sockaddr_un where = {.sun_family = AF_UNIX};

    snprintf(where.sun_path, sizeof where.sun_path, "/tmp/ipi_%s", address + 5);
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&where, sizeof where) != 0)
      return -1;
  } else {
    struct sockaddr_in where = {.sin_family = AF_INET};

    where.sin_port =
        htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&where, sizeof where) != 0)
      return -1;
  }
  return fd;
}

typedef struct client_state {
  int fd, n_done, busy;
  int32_t n;
  double cell[3][3], x[CLIENT_MAX_ATOMS][3];
} client_state;

static inline int client_read_positions(client_state *c, int any_frame)
{
  double h[9], inverse[9];

  if (!client_get(c->fd, h, 72) || !client_get(c->fd, inverse, 72) ||
      !client_get(c->fd, &c->n, 4) || c->n > CLIENT_MAX_ATOMS ||
      !client_get(c->fd, c->x, 24 * (size_t)c->n))
    return 0;
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++) {
      double unit = 0;

      /* columns are vectors; the lower triangle is what LAMMPS ignores */
      c->cell[i][k] = h[3 * k + i] * CLIENT_BOHR;
      if (!any_frame && k > i && h[3 * k + i] != 0)
        _exit(21);
      if (!any_frame && k == i && !(h[3 * k + i] > 0))
        _exit(22);
      for (int l = 0; l < 3; l++)
        unit += h[3 * i + l] * inverse[3 * l + k];
      if (!(fabs(unit - (i == k)) < 1e-12))
        _exit(23);
    }
  for (int i = 0; i < c->n; i++)
    for (int k = 0; k < 3; k++)
      c->x[i][k] *= CLIENT_BOHR;
  return 1;
}

static inline int client_answer(client_state *c, const client_plan *p,
                                client_fault fault)
{
  static double forces[CLIENT_MAX_ATOMS][3];
  static char all[64 + 24 * (CLIENT_MAX_ATOMS + 1) + 72];
  double virial[3][3] = {{0}}, energy = 0;
  const double scale = p->force_scale > 0 ? p->force_scale : 1;
  const int32_t n = c->n + (fault == CLIENT_WRONG_COUNT);
  const int32_t extra = fault == CLIENT_MINUS_EXTRA ? -1 : p->n_extra;
  char *at = all;

  memset(forces, 0, sizeof forces);
  if (!p->trivial)
    energy =
        client_potential((const double(*)[3])c->cell, (const double(*)[3])c->x,
                         (size_t)c->n, forces, virial);
  energy /= CLIENT_HARTREE;
  for (int i = 0; i < c->n; i++)
    for (int k = 0; k < 3; k++)
      forces[i][k] *= scale * CLIENT_BOHR / CLIENT_HARTREE;
  for (int i = 0; i < 9; i++)
    virial[i / 3][i % 3] *= p->no_virial || (p->half_virial && i / 3 > i % 3)
                                ? 0
                                : 1 / CLIENT_HARTREE;
  if (fault == CLIENT_NAN_ENERGY)
    energy = NAN;
  if (fault == CLIENT_INFINITE_FORCE)
    forces[c->n - 1][2] = INFINITY;
  memcpy(at, "FORCEREADY  ", 12);
  memcpy(at += 12, &energy, 8);
  memcpy(at += 8, &n, 4);
  memcpy(at += 4, forces, 24 * (size_t)n);
  memcpy(at += 24 * n, virial, 72);
  memcpy(at += 72, &extra, 4);
  at += 4;
  if (fault == CLIENT_KILLED) {
    client_put(c->fd, all, 24 + 12 * (size_t)n, 0);
    kill(getpid(), SIGKILL);
  }
  if (!client_put(c->fd, all, (size_t)(at - all), p->in_pieces))
    return 0;
  for (int32_t k = 0; k < extra; k++)
    if (!client_put(c->fd, "x", 1, 0))
      return 0;
  return fault != CLIENT_TOO_MUCH || client_say(c->fd, "READY");
}

/* The state in which STATUS finds it. */
static inline const char *client_status(client_state *c, const client_plan *p,
                                        int has_data, int needs_init)
{
  if (!has_data)
    return needs_init ? "NEEDINIT" : "READY";
  return c->busy++ < p->ready_while_busy ? "READY" : "HAVEDATA";
}

/* Serve until told to end; the exit code is the number of evaluations. Codes
 * above 20 are complaints. */
static inline void client_run(const char *address, const client_plan *p,
                              int connected)
{
  static client_state c;
  int has_data = 0, needs_init = p->needs_init;

  client_sleep(p->delay_s);
  c.fd = client_connect(address);
  if (c.fd < 0)
    _exit(24);
  close(connected);
  if (p->fault == CLIENT_EARLY_END)
    _exit(0);
  if (p->fault == CLIENT_MUTE) {
    client_linger(c.fd);
    _exit(0);
  }
  for (;;) {
    const client_fault fault = c.n_done >= p->after ? p->fault : CLIENT_GOOD;
    char header[13] = "";
    int32_t words[2];
    char byte;

    if (!client_get(c.fd, header, 12) || strcmp(header, "EXIT        ") == 0)
      break;
    if (strcmp(header, "STATUS      ") == 0) {
      if (fault == CLIENT_GARBAGE && has_data)
        client_put(c.fd, "<html>\n<body>", 12, 0);
      else if (fault == CLIENT_UNTIMELY && has_data)
        client_answer(&c, p, fault);
      else
        client_say(c.fd, client_status(&c, p, has_data, needs_init));
    } else if (strcmp(header, "INIT        ") == 0) {
      if (!needs_init || !client_get(c.fd, words, 8) || words[1] != 1 ||
          !client_get(c.fd, &byte, 1) || byte != 0)
        _exit(25);
      needs_init = 0;
    } else if (strcmp(header, "POSDATA     ") == 0) {
      if (has_data || needs_init || !client_read_positions(&c, p->any_frame))
        _exit(26);
      client_sleep(p->work_s);
      if (fault == CLIENT_ENDS)
        _exit(c.n_done);
      if (fault == CLIENT_STALLS) {
        client_linger(c.fd);
        break;
      }
      has_data = 1;
      c.busy = 0;
    } else if (strcmp(header, "GETFORCE    ") == 0) {
      if (!has_data || !client_answer(&c, p, fault))
        break;
      has_data = 0;
      needs_init = p->needs_init;
      c.n_done++;
      if (fault == CLIENT_IDLE_END)
        break;
    } else {
      _exit(27);
    }
  }
  _exit(c.n_done);
}

/* In a process of its own, without the files of this one. Comes back when the
 * client has connected, so that clients arrive in the order of these calls; at
 * once for one that is to be late. */
static inline pid_t client_start(const char *address, client_plan plan)
{
  int ends[2];
  char none;
  pid_t child;

  if (pipe(ends) != 0)
    return -1;
  child = fork();
  if (child == 0) {
    for (int fd = 3; fd < 256; fd++)
      if (fd != ends[1])
        close(fd);
    client_run(address, &plan, ends[1]);
  }
  close(ends[1]);
  while (!(plan.delay_s > 0) && read(ends[0], &none, 1) > 0) {
  }
  close(ends[0]);
  return child;
}

/* The number of evaluations, or minus the signal that ended it. */
static inline int client_end(pid_t child)
{
  int status = 0;

  if (child < 0 || waitpid(child, &status, 0) != child)
    return -1000;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#endif
