/* SPDX-License-Identifier: BSD-3-Clause */
/* Listening and talking on stream sockets without ever blocking: the only code
 * that makes socket calls. */
#ifndef IONWAY_IO_SOCKET_H
#define IONWAY_IO_SOCKET_H

#include <stddef.h>

#include <ionway/context.h>

#include "file.h"

#define IWI_SOCKET_ADDRESS_SIZE 300

typedef struct iwi_listener {
  int fd; /* -1: closed */
  int is_tcp;
  char path[108];                        /* the socket file, "" for TCP */
  iwi_file_mark mark;                    /* of that file */
  char address[IWI_SOCKET_ADDRESS_SIZE]; /* with the port in force */
} iwi_listener;

/** Listen on "unix:NAME" (/tmp/ipi_NAME) or "tcp:HOST:PORT". Errors:
 *  IW_E_ARGUMENT, IW_E_IO. */
iw_status iwi_socket_listen(iw_context *ctx, const char *address,
                            iwi_listener *out);
/** Stop, and remove the socket file unless another has taken its place. */
void iwi_socket_unlisten(iwi_listener *listener);

/* What calls come to, other than a descriptor or a number of bytes. */
enum { IWI_SOCKET_LATER = -1, IWI_SOCKET_LOST = -2 };

/** One who is waiting to be let in: a descriptor; IWI_SOCKET_LATER when nobody
 *  is, IWI_SOCKET_LOST when the system has no room for more. */
int iwi_socket_accept(const iwi_listener *listener);
void iwi_socket_close(int fd);

/** Bytes taken at once, up to size; IWI_SOCKET_LATER or IWI_SOCKET_LOST. */
long iwi_socket_send(int fd, int is_tcp, const void *data, size_t size);
/** Bytes that came, 0 at the end of the stream; or as above. */
long iwi_socket_receive(int fd, int is_tcp, void *data, size_t size);

/** A descriptor and what to wait for. */
typedef struct iwi_socket_watch {
  int fd;
  int wants_room; /* to send, besides bytes to receive */
  int is_ready;   /* out: something can be done, if only notice its end */
} iwi_socket_watch;

#define IWI_SOCKET_MAX_WATCH 1025

/** Wait for any of them, n at most IWI_SOCKET_MAX_WATCH. *interrupted when a
 *  signal came first. Errors: IW_E_IO. */
iw_status iwi_socket_wait(iw_context *ctx, iwi_socket_watch *watch, size_t n,
                          double timeout_s, int *interrupted);

/** Seconds of a clock that nobody sets. */
double iwi_socket_seconds(void);

#endif
