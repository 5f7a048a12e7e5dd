/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole files: size cap, refusals, and writing that happens or does not. */
#include "check.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "context.h"
#include "file.h"
#include "mem.h"

static iw_context *ctx;
static char folder[] = "/tmp/ionway-file-XXXXXX";

static const char *in_folder(const char *name)
{
  static char path[256];

  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static int n_files(void)
{
  DIR *dir = opendir(folder);
  int n = 0;

  while (dir != NULL && readdir(dir) != NULL)
    n++;
  closedir(dir);
  return n - 2; /* . and .. */
}

static void what_is_written_is_read(void)
{
  char *data = NULL;
  size_t size = 0;

  CHECK_INT(iwi_file_write(ctx, in_folder("a"), "one\0two", 7), IW_OK);
  CHECK_INT(iwi_file_read(ctx, in_folder("a"), 100, &data, &size), IW_OK);
  CHECK_INT(size, 7);
  CHECK(data != NULL && memcmp(data, "one\0two\0", 8) == 0);
  iwi_free(data);
  CHECK_INT(iwi_file_write(ctx, in_folder("a"), "new", 3), IW_OK);
  CHECK_INT(iwi_file_read(ctx, in_folder("a"), 3, &data, &size), IW_OK);
  CHECK_TEXT(data, "new");
  iwi_free(data);
  CHECK_INT(n_files(), 1); /* nothing beside it is left */
  CHECK_INT(iwi_file_write(ctx, in_folder("empty"), "", 0), IW_OK);
  CHECK_INT(iwi_file_read(ctx, in_folder("empty"), 0, &data, &size), IW_OK);
  CHECK_INT(size, 0);
  iwi_free(data);
  unlink(in_folder("empty"));
}

static void size_is_capped(void)
{
  char *data = NULL;
  size_t size = 0;

  CHECK_INT(iwi_file_write(ctx, in_folder("a"), "12345", 5), IW_OK);
  CHECK_INT(iwi_file_read(ctx, in_folder("a"), 4, &data, &size), IW_E_LIMIT);
  CHECK(data == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "larger than 4 bytes");
  /* what does not tell its size is capped as well */
  CHECK_INT(iwi_file_read(ctx, "/dev/zero", 1000, &data, &size), IW_E_LIMIT);
  CHECK(data == NULL);
}

static void what_cannot_be_read_is_said(void)
{
  char *data = NULL;
  size_t size = 0;

  CHECK_INT(iwi_file_read(ctx, in_folder("none"), 9, &data, &size), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "none: cannot open: No such file");
  CHECK_INT(iwi_file_read(ctx, folder, 9, &data, &size), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "is a directory");
  CHECK(data == NULL);
}

static void a_failed_write_leaves_no_trace(void)
{
  const int before = n_files();

  CHECK_INT(iwi_file_write(ctx, in_folder("no/such"), "x", 1), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "cannot write");
  CHECK_INT(iwi_file_write(ctx, folder, "x", 1), IW_E_IO);
  CHECK_HOLDS(iw_context_message(ctx), "is a directory");
  if (access("/dev/full", W_OK) == 0) {
    CHECK_INT(iwi_file_write(ctx, "/dev/full", "x", 1), IW_E_IO);
    CHECK_HOLDS(iw_context_message(ctx), "No space left");
  }
  CHECK_INT(n_files(), before);
}

static void links_and_modes_stay(void)
{
  char target[256];
  struct stat info;

  CHECK_INT(iwi_file_write(ctx, in_folder("real"), "1", 1), IW_OK);
  CHECK_INT(chmod(in_folder("real"), 0640), 0);
  snprintf(target, sizeof target, "%s/real", folder);
  CHECK_INT(symlink(target, in_folder("link")), 0);
  CHECK_INT(iwi_file_write(ctx, in_folder("link"), "22", 2), IW_OK);
  CHECK_INT(lstat(in_folder("link"), &info), 0);
  CHECK(S_ISLNK(info.st_mode));
  CHECK_INT(stat(in_folder("real"), &info), 0);
  CHECK_INT(info.st_size, 2);
  CHECK_INT(info.st_mode & 0777, 0640);
  unlink(in_folder("link"));
  unlink(in_folder("real"));
}

static void failed_allocations_are_reported(void)
{
  char *data = NULL;
  size_t size = 0;

  iwi_context_fail_allocation(ctx, 1);
  CHECK_INT(iwi_file_read(ctx, in_folder("a"), 100, &data, &size), IW_E_MEMORY);
  CHECK(data == NULL);
  iwi_context_fail_allocation(ctx, 1);
  CHECK_INT(iwi_file_write(ctx, in_folder("a"), "x", 1), IW_E_MEMORY);
  iwi_context_fail_allocation(ctx, 0);
}

int main(void)
{
  CHECK(mkdtemp(folder) != NULL);
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(what_is_written_is_read);
  RUN(size_is_capped);
  RUN(what_cannot_be_read_is_said);
  RUN(a_failed_write_leaves_no_trace);
  RUN(links_and_modes_stay);
  RUN(failed_allocations_are_reported);
  iw_context_destroy(ctx);
  unlink(in_folder("a"));
  rmdir(folder);
  return check_report();
}
