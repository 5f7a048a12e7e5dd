/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a journal. The first byte chooses: the file as it is, or behind
 * a right head, or with magic, lengths and checksums put right as well, so that
 * what the reader makes of the rest is reached. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ionway/ionway.h>

#include "journal_file.h"
#include "journal_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
  if (!condition)
    abort();
}

/* Make records of what is there. */
static void put_right(uint8_t *bytes, size_t size)
{
  const size_t word = sizeof(uint64_t);

  for (size_t at = 0; at + IWI_JOURNAL_HEAD * word <= size;) {
    uint64_t *w = calloc(1, size - at + word);
    size_t n;

    must(w != NULL);
    memcpy(w, bytes + at, size - at);
    w[0] = IWI_JOURNAL_MAGIC;
    w[1] &= IWI_JOURNAL_KINDS;
    w[2] &= 15;
    n = iwi_journal_words(w[2], w[1]);
    w[3] = n;
    if (n * word <= size - at) {
      w[n - 1] = iwi_journal_checksum(w, n - 1);
      memcpy(bytes + at, w, n * word);
    }
    at += n * word;
    free(w);
  }
}

static void write_input(int fd, const iw_text *head, const uint8_t *data,
                        size_t size)
{
  const int mode = size > 0 ? data[0] % 3 : 0;
  uint8_t *bytes = malloc(size + 1);

  must(bytes != NULL && ftruncate(fd, 0) == 0);
  must(lseek(fd, 0, SEEK_SET) == 0);
  if (size > 0)
    memcpy(bytes, data + 1, --size);
  if (mode > 0)
    must(write(fd, iw_text_data(head), iw_text_size(head)) > 0);
  if (mode > 1)
    put_right(bytes, size);
  must(write(fd, bytes, size) == (ssize_t)size);
  free(bytes);
}

/* Ask for the first record under its own name. */
static void ask(iw_context *ctx, iwi_journal_file *f, const char *path,
                size_t at)
{
  static double numbers[9 + 3 * 16], forces[16][3], stress[3][3];
  iw_energy_atoms atoms = {.lattice_ang = (const double(*)[3])numbers,
                           .frac = (const double(*)[3])(numbers + 9)};
  iwi_journal_query query = {.atoms = &atoms};
  iw_energy_result result = {0, forces, stress};
  uint64_t w[IWI_JOURNAL_HEAD];
  FILE *file = fopen(path, "rb");
  int found;

  must(file != NULL && fseek(file, (long)at, SEEK_SET) == 0);
  must(fread(w, sizeof w, 1, file) == 1);
  if (w[2] <= 15) {
    must(fread(numbers, 8, 9 + 3 * w[2], file) == 9 + 3 * w[2]);
    atoms.n_atoms = w[2];
    memcpy(query.name, w + 4, sizeof query.name);
    query.holds = w[1];
    if ((w[1] & IW_ENERGY_FORCES) == 0)
      result.forces_ev_ang = NULL;
    if ((w[1] & IW_ENERGY_STRESS) == 0)
      result.stress_ev_ang3 = NULL;
    must(iwi_journal_file_find(ctx, f, &query, &result, &found) == IW_OK);
    must(found);
  }
  fclose(file);
}

static uint64_t open_once(iw_context *ctx, const char *path,
                          const iw_text *head)
{
  iwi_journal_file *f = NULL;
  const iw_status status = iwi_journal_file_open(ctx, path, head, &f);
  uint64_t n = UINT64_MAX;

  must((status == IW_OK) == (f != NULL));
  if (status == IW_OK) {
    n = iwi_journal_file_n(f);
    if (n > 0)
      ask(ctx, f, path, iw_text_size(head));
  } else {
    must(status == IW_E_PARSE && iw_context_message(ctx)[0] != '\0');
    must(strchr(iw_context_message(ctx), '\n') == NULL);
  }
  iwi_journal_file_close(f);
  return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  /* in memory where there is such a folder: the disk would be the brake */
  char shared[] = "/dev/shm/ionway-fuzz-XXXXXX";
  char disk[] = "/tmp/ionway-fuzz-XXXXXX";
  const char *path = shared;
  int fd = mkstemp(shared);
  iw_context *ctx = NULL;
  iw_text *head;
  uint64_t n;

  if (fd < 0) {
    path = disk;
    fd = mkstemp(disk);
  }
  must(fd >= 0);
  must(iw_context_create(&ctx) == IW_OK);
  must(iwi_journal_head(ctx, "fuzz", "one", &head) == IW_OK);
  write_input(fd, head, data, size);
  n = open_once(ctx, path, head);
  /* what was cut is cut; what was kept stays */
  must(open_once(ctx, path, head) == n);
  iw_text_destroy(head);
  iw_context_destroy(ctx);
  close(fd);
  unlink(path);
  return 0;
}
