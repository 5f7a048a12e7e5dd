/* SPDX-License-Identifier: BSD-3-Clause */
/* Identity of machine and source tree from plain files. */
#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 1024
#define PATH_SIZE 4096

/* The part of a "key<separator>value" line after key; NULL for other lines.
 * The line loses its newline. */
static const char *value_of(char *line, const char *key)
{
  const size_t n = strlen(key);

  line[strcspn(line, "\r\n")] = '\0';
  return strncmp(line, key, n) == 0 ? line + n : NULL;
}

void bench_cpu_name(char *name, size_t size)
{
  FILE *file = fopen("/proc/cpuinfo", "r");
  char line[LINE_SIZE];

  snprintf(name, size, "unknown");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    const char *value = value_of(line, "model name");

    if (value == NULL)
      continue;
    snprintf(name, size, "%s", value + strspn(value, " \t:"));
    break;
  }
  if (file != NULL)
    fclose(file);
}

double bench_load(void)
{
  FILE *file = fopen("/proc/loadavg", "r");
  char line[LINE_SIZE];
  double load = -1;

  if (file != NULL && fgets(line, sizeof line, file) != NULL)
    load = strtod(line, NULL);
  if (file != NULL)
    fclose(file);
  return load;
}

/* target seen from base; 0 when it does not fit. */
static int join(const char *base, const char *target, char out[PATH_SIZE])
{
  const char *prefix = target[0] == '/' ? "" : base;
  const char *slash = target[0] == '/' ? "" : "/";
  const int n = snprintf(out, PATH_SIZE, "%s%s%s", prefix, slash, target);

  return n > 0 && n < PATH_SIZE;
}

static FILE *open_in(const char *dir, const char *name)
{
  char path[PATH_SIZE];

  return join(dir, name, path) ? fopen(path, "r") : NULL;
}

/* First line of dir/name; 0 when there is none. */
static int first_line(const char *dir, const char *name, char *line, int size)
{
  FILE *file = open_in(dir, name);
  int read = 0;

  if (file == NULL)
    return 0;
  read = fgets(line, size, file) != NULL;
  fclose(file);
  if (read)
    line[strcspn(line, "\r\n")] = '\0';
  return read;
}

/* A branch that git has moved into its one file of branches. */
static int packed_commit(const char *git_dir, const char *branch, char *commit,
                         size_t size)
{
  FILE *file = open_in(git_dir, "packed-refs");
  char line[LINE_SIZE];
  int found = 0;

  while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
    const char *space = strchr(line, ' ');

    line[strcspn(line, "\r\n")] = '\0';
    found = space != NULL && strcmp(space + 1, branch) == 0;
    if (found)
      snprintf(commit, size, "%.*s", (int)(space - line), line);
  }
  if (file != NULL)
    fclose(file);
  return found;
}

void bench_commit(const char *source_dir, char *commit, size_t size)
{
  char line[LINE_SIZE], git_dir[PATH_SIZE], common[PATH_SIZE];
  const char *value = ".git";

  snprintf(commit, size, "unknown");
  /* in a linked working tree .git is a file that names the directory */
  if (first_line(source_dir, ".git", line, sizeof line))
    value = value_of(line, "gitdir: ");
  if (value == NULL || !join(source_dir, value, git_dir))
    return;
  if (!first_line(git_dir, "commondir", line, sizeof line))
    snprintf(line, sizeof line, ".");
  if (!join(git_dir, line, common) ||
      !first_line(git_dir, "HEAD", line, sizeof line))
    return;
  value = value_of(line, "ref: ");
  if (value == NULL) /* a commit, not a branch */
    snprintf(commit, size, "%s", line);
  else if (!first_line(common, value, commit, (int)size) &&
           !packed_commit(common, value, commit, size))
    snprintf(commit, size, "unknown");
}
