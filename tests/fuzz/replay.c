/* SPDX-License-Identifier: BSD-3-Clause */
/* The corpus of a fuzz target, run through it in an ordinary build: replay
 * FOLDER... Each input has to come back within the time a user would wait. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Generous: sanitizers and a busy machine included. */
#define MAX_SECONDS 60.0

static int run_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  const time_t start = time(NULL);
  uint8_t *data;
  long size;

  if (file == NULL)
    return 0;
  if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 ||
      fseek(file, 0, SEEK_SET) != 0) {
    fclose(file);
    return 0; /* a folder */
  }
  data = malloc(size == 0 ? 1 : (size_t)size);
  if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
    free(data);
    fclose(file);
    return 0;
  }
  fclose(file);
  LLVMFuzzerTestOneInput(data, (size_t)size);
  free(data);
  if (difftime(time(NULL), start) > MAX_SECONDS) {
    printf("%s: took more than %g s\n", path, MAX_SECONDS);
    exit(1);
  }
  return 1;
}

int main(int argc, char **argv)
{
  int n = 0;

  for (int i = 1; i < argc; i++) {
    DIR *dir = opendir(argv[i]);
    const struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
      char path[4096];

      if (entry->d_name[0] == '.')
        continue;
      snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
      n += run_file(path);
    }
    if (dir != NULL)
      closedir(dir);
  }
  printf("%d inputs\n", n);
  return n > 0 ? 0 : 1; /* a corpus that is not there tests nothing */
}
