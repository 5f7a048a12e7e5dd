/* SPDX-License-Identifier: BSD-3-Clause */
/* Bounded reading and atomic writing of files; files that grow. */
/* realpath() is an X/Open function */
#define _XOPEN_SOURCE 700
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "context.h"
#include "mem.h"

static iw_status io_fail(iw_context *ctx, const char *path, const char *what)
{
  char reason[128];

  /* strerror() shares one buffer among threads */
  if (strerror_r(errno, reason, sizeof reason) != 0)
    snprintf(reason, sizeof reason, "error %d", errno);
  return iwi_fail(ctx, IW_E_IO, "%.500s: %s: %s", path, what, reason);
}

static iw_status too_large(iw_context *ctx, const char *path, size_t max_bytes)
{
  return iwi_fail(ctx, IW_E_LIMIT, "%.500s: file is larger than %zu bytes",
                  path, max_bytes);
}

/* A step of reading what does not tell its size (pipes, /proc). */
#define CHUNK 65536

static iw_status read_all(iw_context *ctx, int fd, const char *path,
                          size_t max_bytes, size_t expected, char **data,
                          size_t *size)
{
  size_t capacity = 0;
  void *grown = NULL;

  for (*size = 0;;) {
    const size_t room = *size < expected ? expected - *size + 1 : CHUNK;
    ssize_t got;

    /* one byte more for the NUL */
    if (iwi_reserve(ctx, &grown, &capacity, *size + room + 1, 1) != IW_OK) {
      *data = grown;
      return IW_E_MEMORY;
    }
    *data = grown;
    got = read(fd, *data + *size, room);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return io_fail(ctx, path, "cannot read");
    if (got == 0)
      break;
    *size += (size_t)got;
    if (*size > max_bytes)
      return too_large(ctx, path, max_bytes);
  }
  (*data)[*size] = '\0';
  return IW_OK;
}

iw_status iwi_file_read(iw_context *ctx, const char *path, size_t max_bytes,
                        char **data, size_t *size)
{
  struct stat info;
  iw_status status;
  size_t expected = 0;
  int fd;

  *data = NULL;
  *size = 0;
  fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return io_fail(ctx, path, "cannot open");
  if (fstat(fd, &info) != 0)
    status = io_fail(ctx, path, "cannot read");
  else if (S_ISDIR(info.st_mode))
    status =
        iwi_fail(ctx, IW_E_IO, "%.500s: is a directory, want a file", path);
  else if (S_ISREG(info.st_mode) && (uintmax_t)info.st_size > max_bytes)
    status = too_large(ctx, path, max_bytes);
  else {
    if (S_ISREG(info.st_mode))
      expected = (size_t)info.st_size;
    status = read_all(ctx, fd, path, max_bytes, expected, data, size);
  }
  close(fd);
  if (status != IW_OK) {
    iwi_free(*data);
    *data = NULL;
    *size = 0;
  }
  return status;
}

static int write_all(int fd, const char *data, size_t size)
{
  while (size > 0) {
    const ssize_t put = write(fd, data, size);

    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return 0;
    data += put;
    size -= (size_t)put;
  }
  return 1;
}

static iw_status write_directly(iw_context *ctx, const char *path,
                                const char *data, size_t size)
{
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  iw_status status = IW_OK;

  if (fd < 0)
    return io_fail(ctx, path, "cannot write");
  if (!write_all(fd, data, size))
    status = io_fail(ctx, path, "cannot write");
  if (close(fd) != 0 && status == IW_OK)
    status = io_fail(ctx, path, "cannot write");
  return status;
}

/* Names tried beside the wanted one before giving up. */
#define MAX_TRIES 100

/* Open a file nobody else has, in the same folder, so that the rename cannot
 * cross file systems; the process's umask gives its mode. */
static int open_beside(const char *path, char *name, size_t name_size)
{
  for (int i = 0; i < MAX_TRIES; i++) {
    int fd;

    snprintf(name, name_size, "%s.%ld-%d.tmp", path, (long)getpid(), i);
    fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST)
      return fd;
  }
  return -1;
}

static iw_status replace(iw_context *ctx, const char *path,
                         const struct stat *old, const char *data, size_t size)
{
  const size_t name_size = strlen(path) + 48;
  char *name = iwi_calloc(ctx, name_size, 1);
  iw_status status = IW_OK;
  int fd;

  if (name == NULL)
    return IW_E_MEMORY;
  fd = open_beside(path, name, name_size);
  if (fd < 0) {
    status = io_fail(ctx, path, "cannot write");
    iwi_free(name);
    return status;
  }
  if (!write_all(fd, data, size) ||
      (old != NULL && fchmod(fd, old->st_mode & 0777) != 0) || fsync(fd) != 0)
    status = io_fail(ctx, path, "cannot write");
  if (close(fd) != 0 && status == IW_OK)
    status = io_fail(ctx, path, "cannot write");
  if (status == IW_OK && rename(name, path) != 0)
    status = io_fail(ctx, path, "cannot write");
  if (status != IW_OK)
    unlink(name);
  iwi_free(name);
  return status;
}

iw_status iwi_file_write(iw_context *ctx, const char *path, const char *data,
                         size_t size)
{
  struct stat old;
  char target[PATH_MAX];

  if (stat(path, &old) != 0)
    return replace(ctx, path, NULL, data, size);
  if (S_ISDIR(old.st_mode))
    return iwi_fail(ctx, IW_E_IO, "%.500s: is a directory, want a file", path);
  if (!S_ISREG(old.st_mode))
    return write_directly(ctx, path, data, size);
  /* A link stays a link: replace what it points to. */
  if (realpath(path, target) == NULL)
    return io_fail(ctx, path, "cannot write");
  return replace(ctx, target, &old, data, size);
}

iw_status iwi_folder_make(iw_context *ctx, const char *path)
{
  struct stat info;

  if (mkdir(path, 0777) == 0)
    return IW_OK;
  if (errno == EEXIST && stat(path, &info) == 0 && !S_ISDIR(info.st_mode))
    return iwi_fail(ctx, IW_E_IO, "%.500s: is a file, want a folder", path);
  return errno == EEXIST ? IW_OK : io_fail(ctx, path, "cannot make folder");
}

int iwi_file_identify(const char *path, iwi_file_mark *mark)
{
  struct stat info;

  if (lstat(path, &info) != 0)
    return 0;
  *mark = (iwi_file_mark){.device = (uint64_t)info.st_dev,
                          .number = (uint64_t)info.st_ino,
                          .is_socket = S_ISSOCK(info.st_mode)};
  return 1;
}

iw_status iwi_file_remove(iw_context *ctx, const char *path)
{
  return unlink(path) == 0 ? IW_OK : io_fail(ctx, path, "cannot remove");
}

/* ---- files that grow -------------------------------------------------- */

struct iwi_growing {
  char *path;
  int fd;
};

/* The lock is of the open file, not of the process as fcntl() has it: a second
 * opening in the same process is refused, too, and its closing frees nothing.
 * It goes with the process, however that ends. */
static iw_status lock(iw_context *ctx, const char *path, int fd)
{
  if (flock(fd, LOCK_EX | LOCK_NB) == 0)
    return IW_OK;
  if (errno == EWOULDBLOCK)
    return iwi_fail(ctx, IW_E_IO, "%.500s: another run is writing it", path);
  /* file systems without locks: go on without */
  return IW_OK;
}

iw_status iwi_growing_open(iw_context *ctx, const char *path, iwi_growing **out)
{
  iwi_growing *file = iwi_calloc(ctx, 1, sizeof *file);
  struct stat info;
  iw_status status = IW_OK;

  *out = NULL;
  if (file == NULL)
    return IW_E_MEMORY;
  file->fd = -1;
  file->path = iwi_strdup(ctx, path);
  if (file->path == NULL) {
    iwi_growing_close(file);
    return IW_E_MEMORY;
  }
  file->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file->fd < 0 || fstat(file->fd, &info) != 0)
    status = io_fail(ctx, path, "cannot open");
  else if (!S_ISREG(info.st_mode))
    status = iwi_fail(ctx, IW_E_IO, "%.500s: is no regular file", path);
  else
    status = lock(ctx, path, file->fd);
  if (status == IW_OK)
    *out = file;
  else
    iwi_growing_close(file);
  return status;
}

void iwi_growing_close(iwi_growing *file)
{
  if (file == NULL)
    return;
  if (file->fd >= 0)
    close(file->fd);
  iwi_free(file->path);
  iwi_free(file);
}

iw_status iwi_growing_size(iw_context *ctx, const iwi_growing *file,
                           uint64_t *size)
{
  struct stat info;

  *size = 0;
  if (fstat(file->fd, &info) != 0)
    return io_fail(ctx, file->path, "cannot read");
  *size = (uint64_t)info.st_size;
  return IW_OK;
}

iw_status iwi_growing_read(iw_context *ctx, const iwi_growing *file,
                           uint64_t from, char *data, size_t size, size_t *got)
{
  for (*got = 0; *got < size;) {
    const ssize_t n =
        pread(file->fd, data + *got, size - *got, (off_t)(from + *got));

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return io_fail(ctx, file->path, "cannot read");
    if (n == 0)
      break;
    *got += (size_t)n;
  }
  return IW_OK;
}

iw_status iwi_growing_lines(iw_context *ctx, iwi_growing *file, uint64_t from,
                            size_t max_line, iwi_line_fn *take, void *user,
                            uint64_t *end)
{
  const size_t capacity = max_line + CHUNK;
  char *data = iwi_calloc(ctx, capacity, 1);
  iw_status status = data == NULL ? IW_E_MEMORY : IW_OK;
  size_t got = 1;

  for (*end = from; status == IW_OK;) {
    size_t at = 0;
    const char *stop;

    status = iwi_growing_read(ctx, file, *end, data, capacity, &got);
    while (status == IW_OK &&
           (stop = memchr(data + at, '\n', got - at)) != NULL) {
      const iwi_span line = {data + at, (size_t)(stop - (data + at))};

      status = take(ctx, line, user);
      at += line.size + 1;
    }
    *end += at;
    if (status != IW_OK || got < capacity)
      break;
    if (at == 0)
      status = iwi_fail(ctx, IW_E_LIMIT, "%.500s: line of over %zu bytes",
                        file->path, max_line);
  }
  iwi_free(data);
  return status;
}

iw_status iwi_growing_cut(iw_context *ctx, iwi_growing *file, uint64_t size)
{
  if (ftruncate(file->fd, (off_t)size) != 0)
    return io_fail(ctx, file->path, "cannot write");
  return IW_OK;
}

iw_status iwi_growing_put(iw_context *ctx, iwi_growing *file, const char *data,
                          size_t size)
{
  return write_all(file->fd, data, size)
             ? IW_OK
             : io_fail(ctx, file->path, "cannot write");
}

iw_status iwi_growing_sync(iw_context *ctx, iwi_growing *file)
{
  return fdatasync(file->fd) == 0 ? IW_OK
                                  : io_fail(ctx, file->path, "cannot write");
}

iw_status iwi_growing_add(iw_context *ctx, iwi_growing *file, const char *data,
                          size_t size)
{
  const iw_status status = iwi_growing_put(ctx, file, data, size);

  return status == IW_OK ? iwi_growing_sync(ctx, file) : status;
}
