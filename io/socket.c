/* SPDX-License-Identifier: BSD-3-Clause */
/* Stream sockets over UNIX files and TCP. */
/* TCP_QUICKACK is no part of POSIX */
#define _DEFAULT_SOURCE
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "context.h"
#include "scan.h"

/* Clients may come many at once and before anyone calls. */
#define BACKLOG 128

/* A client that went away must not end the host program by SIGPIPE. */
#ifdef MSG_NOSIGNAL
#define SEND_FLAGS MSG_NOSIGNAL
#else
#define SEND_FLAGS 0
#endif

static iw_status socket_fail(iw_context *ctx, const char *address,
                             const char *what)
{
  char reason[128];

  /* strerror() shares one buffer among threads */
  if (strerror_r(errno, reason, sizeof reason) != 0)
    snprintf(reason, sizeof reason, "error %d", errno);
  return iwi_fail(ctx, IW_E_IO, "%.300s: %s: %s", address, what, reason);
}

void iwi_socket_close(int fd)
{
  if (fd >= 0)
    close(fd);
}

/* Neither inherited by what the host starts nor ever waited on. */
static int make_ready(int fd)
{
#ifdef SO_NOSIGPIPE
  const int on = 1;

  setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
         fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

static iw_status begin_listening(iw_context *ctx, const char *address, int fd)
{
  if (!make_ready(fd) || listen(fd, BACKLOG) != 0)
    return socket_fail(ctx, address, "cannot listen");
  return IW_OK;
}

/* ---- UNIX ------------------------------------------------------------- */

/* Is somebody listening there? A full queue also is somebody. */
static int somebody_listens(const struct sockaddr_un *name)
{
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  int answer;

  if (fd < 0)
    return 1;
  make_ready(fd);
  answer = connect(fd, (const struct sockaddr *)name, sizeof *name) == 0 ||
           errno == EAGAIN || errno == EINPROGRESS || errno == EACCES;
  close(fd);
  return answer;
}

static iw_status make_way(iw_context *ctx, const struct sockaddr_un *name)
{
  iwi_file_mark mark;

  if (!iwi_file_identify(name->sun_path, &mark))
    return IW_OK;
  if (!mark.is_socket)
    return iwi_fail(ctx, IW_E_IO, "%s: is no socket, choose another name",
                    name->sun_path);
  if (somebody_listens(name))
    return iwi_fail(ctx, IW_E_IO,
                    "%s: another program listens there, choose another name",
                    name->sun_path);
  return iwi_file_remove(ctx, name->sun_path);
}

static iw_status listen_unix(iw_context *ctx, const char *name,
                             iwi_listener *out)
{
  struct sockaddr_un where;
  const size_t room = sizeof where.sun_path - sizeof "/tmp/ipi_";
  iw_status status;

  memset(&where, 0, sizeof where);
  where.sun_family = AF_UNIX;
  if (name[0] == '\0' || strlen(name) > room || strchr(name, '/') != NULL)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "address unix:%.120s: want a name of 1 to %zu characters "
                    "without a slash (the file is /tmp/ipi_NAME)",
                    name, room);
  snprintf(where.sun_path, sizeof where.sun_path, "/tmp/ipi_%s", name);
  status = make_way(ctx, &where);
  if (status != IW_OK)
    return status;
  out->fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (out->fd < 0 ||
      bind(out->fd, (const struct sockaddr *)&where, sizeof where) != 0)
    return socket_fail(ctx, where.sun_path, "cannot listen");
  /* ours from here on: to be removed at the end */
  memcpy(out->path, where.sun_path, sizeof out->path);
  iwi_file_identify(out->path, &out->mark);
  snprintf(out->address, sizeof out->address, "unix:%s", name);
  return begin_listening(ctx, out->path, out->fd);
}

/* ---- TCP -------------------------------------------------------------- */

static iw_status bind_first(iw_context *ctx, const char *address,
                            const struct addrinfo *found, iwi_listener *out)
{
  const int on = 1;

  out->fd = socket(found->ai_family, SOCK_STREAM, 0);
  /* a port whose last owner has just ended is free */
  if (out->fd < 0 ||
      setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(out->fd, found->ai_addr, found->ai_addrlen) != 0)
    return socket_fail(ctx, address, "cannot listen");
  return begin_listening(ctx, address, out->fd);
}

static iw_status tell_port(iw_context *ctx, const char *host, iwi_listener *out)
{
  struct sockaddr_in where;
  socklen_t size = sizeof where;

  if (getsockname(out->fd, (struct sockaddr *)&where, &size) != 0)
    return socket_fail(ctx, host, "has no port");
  snprintf(out->address, sizeof out->address, "tcp:%s:%u", host,
           (unsigned)ntohs(where.sin_port));
  return IW_OK;
}

static iw_status listen_tcp(iw_context *ctx, const char *place,
                            iwi_listener *out)
{
  const char *colon = strrchr(place, ':');
  const struct addrinfo want = {
      .ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
  struct addrinfo *found = NULL;
  char host[256];
  int64_t port;
  iw_status status;

  if (colon == NULL || colon == place ||
      (size_t)(colon - place) >= sizeof host ||
      iwi_scan_int(iwi_span_of(colon + 1), 0, 65535, &port) != IW_OK)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "address tcp:%.200s: want tcp:HOST:PORT, HOST a name, an "
                    "address or *, PORT 0..65535",
                    place);
  snprintf(host, sizeof host, "%.*s", (int)(colon - place), place);
  /* IPv4: some clients try one address of a name only, and know no other */
  if (getaddrinfo(strcmp(host, "*") == 0 ? NULL : host, colon + 1, &want,
                  &found) != 0)
    return iwi_fail(ctx, IW_E_IO,
                    "tcp:%.200s: this machine has no IPv4 "
                    "address of that name",
                    place);
  out->is_tcp = 1;
  status = bind_first(ctx, place, found, out);
  freeaddrinfo(found);
  return status == IW_OK ? tell_port(ctx, host, out) : status;
}

/* ---- both ------------------------------------------------------------- */

iw_status iwi_socket_listen(iw_context *ctx, const char *address,
                            iwi_listener *out)
{
  iw_status status;

  *out = (iwi_listener){.fd = -1};
  if (address != NULL && strncmp(address, "unix:", 5) == 0)
    status = listen_unix(ctx, address + 5, out);
  else if (address != NULL && strncmp(address, "tcp:", 4) == 0)
    status = listen_tcp(ctx, address + 4, out);
  else
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "address \"%.120s\": want unix:NAME or tcp:HOST:PORT",
                    address == NULL ? "" : address);
  if (status != IW_OK)
    iwi_socket_unlisten(out);
  return status;
}

void iwi_socket_unlisten(iwi_listener *listener)
{
  iwi_file_mark now;

  iwi_socket_close(listener->fd);
  listener->fd = -1;
  if (listener->path[0] != '\0' && iwi_file_identify(listener->path, &now) &&
      now.device == listener->mark.device &&
      now.number == listener->mark.number)
    iwi_file_remove(NULL, listener->path);
  listener->path[0] = '\0';
}

/* Acknowledge at once: a client whose system waits for it before sending the
 * rest of an answer takes 45 ms a call otherwise. Lasts until the kernel thinks
 * better of it, hence again and again. */
static void acknowledge_quickly(int fd)
{
#ifdef TCP_QUICKACK
  const int on = 1;

  setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#else
  (void)fd;
#endif
}

static long outcome(ssize_t n)
{
  if (n >= 0)
    return (long)n;
  return errno == EAGAIN || errno == EWOULDBLOCK ? IWI_SOCKET_LATER
                                                 : IWI_SOCKET_LOST;
}

int iwi_socket_accept(const iwi_listener *listener)
{
  const int on = 1;
  int fd;

  do
    fd = accept(listener->fd, NULL, NULL);
  while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
  if (fd < 0)
    return (int)outcome(fd);
  if (!make_ready(fd)) {
    close(fd);
    return IWI_SOCKET_LOST;
  }
  if (listener->is_tcp) {
    /* requests are short, and the client waits for each */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    acknowledge_quickly(fd);
  }
  return fd;
}

long iwi_socket_send(int fd, int is_tcp, const void *data, size_t size)
{
  ssize_t n;

  do
    n = send(fd, data, size, SEND_FLAGS);
  while (n < 0 && errno == EINTR);
  if (is_tcp)
    acknowledge_quickly(fd);
  return outcome(n);
}

long iwi_socket_receive(int fd, int is_tcp, void *data, size_t size)
{
  ssize_t n;

  if (is_tcp)
    acknowledge_quickly(fd);
  do
    n = recv(fd, data, size, 0);
  while (n < 0 && errno == EINTR);
  return outcome(n);
}

iw_status iwi_socket_wait(iw_context *ctx, iwi_socket_watch *watch, size_t n,
                          double timeout_s, int *interrupted)
{
  /* poll() counts in int milliseconds; too early is better than never */
  const double ms = ceil(fmin(fmax(timeout_s, 0), 1e6) * 1e3);
  struct pollfd fds[IWI_SOCKET_MAX_WATCH];
  int found;

  for (size_t i = 0; i < n; i++)
    fds[i] = (struct pollfd){
        .fd = watch[i].fd,
        .events = (short)(watch[i].wants_room ? POLLIN | POLLOUT : POLLIN)};
  found = poll(fds, (nfds_t)n, (int)ms);
  *interrupted = found < 0 && errno == EINTR;
  if (found < 0 && !*interrupted)
    return socket_fail(ctx, "engine", "cannot wait");
  for (size_t i = 0; i < n; i++)
    watch[i].is_ready = found > 0 && fds[i].revents != 0;
  return IW_OK;
}

double iwi_socket_seconds(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
