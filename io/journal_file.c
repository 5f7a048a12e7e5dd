/* SPDX-License-Identifier: BSD-3-Clause */
/* Records at the end of a file, and an open-addressing table that tells where
 * in it the evaluations of given atoms are. The results stay on the disk: the
 * table takes forty bytes a record, whatever the number of atoms. */
#include "journal_file.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#include "context.h"
#include "file.h"
#include "journal_head.h"
#include "mem.h"

/* Bytes of a head that are looked at: it has five lines of which a caller
 * gives two. */
#define MAX_HEAD 4096

/* Records go to the disk when this long has passed since the last did,
 * seconds. A killed program loses nothing that was put; this is about power
 * cuts, and would cost milliseconds with every evaluation. */
#define SYNC_SECONDS 1.0

typedef struct entry {
  uint64_t name[2];
  uint64_t at; /* in the file */
  uint64_t n_atoms, holds;
} entry;

struct iwi_journal_file {
  iwi_growing *file;
  char *path;
  uint64_t end;   /* of the last whole record */
  int torn;       /* something that could not be taken back is behind it */
  double synced;  /* when, seconds */
  entry *entries; /* in the order of the file */
  size_t n, room;
  uint32_t *slots; /* entry + 1, 0: empty; a power of two of them */
  size_t n_slots;
  uint64_t *words; /* one record */
  size_t n_words;
};

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void iwi_journal_file_close(iwi_journal_file *f)
{
  if (f == NULL)
    return;
  if (f->file != NULL)
    (void)iwi_growing_sync(NULL, f->file); /* a killed run would not either */
  iwi_growing_close(f->file);
  iwi_free(f->path);
  iwi_free(f->entries);
  iwi_free(f->slots);
  iwi_free(f->words);
  iwi_free(f);
}

uint64_t iwi_journal_file_n(const iwi_journal_file *f)
{
  return f->n;
}

/* Room for a record of n words. */
static iw_status make_room(iw_context *ctx, iwi_journal_file *f, size_t n)
{
  void *words = f->words;
  const iw_status status =
      iwi_reserve(ctx, &words, &f->n_words, n, sizeof *f->words);

  f->words = words;
  return status;
}

/* ---- the table -------------------------------------------------------- */

/* Into the first empty slot from its own on: entries of one name are met in
 * the order of the file, also after the table has grown. */
static void place(iwi_journal_file *f, size_t index)
{
  size_t slot = f->entries[index].name[0] & (f->n_slots - 1);

  while (f->slots[slot] != 0)
    slot = (slot + 1) & (f->n_slots - 1);
  f->slots[slot] = (uint32_t)index + 1;
}

/* Room for one more entry, at most half of the slots being taken. */
static iw_status grow(iw_context *ctx, iwi_journal_file *f)
{
  void *entries = f->entries;
  const iw_status status =
      iwi_reserve(ctx, &entries, &f->room, f->n + 1, sizeof *f->entries);
  uint32_t *slots;

  f->entries = entries;
  if (status != IW_OK || 2 * (f->n + 1) <= f->n_slots)
    return status;
  if (f->n >= UINT32_MAX / 4)
    return iwi_fail(ctx, IW_E_LIMIT, "%.500s: more than %zu evaluations",
                    f->path, f->n);
  slots = iwi_calloc(ctx, f->n_slots == 0 ? 64 : 2 * f->n_slots, sizeof *slots);
  if (slots == NULL)
    return IW_E_MEMORY;
  iwi_free(f->slots);
  f->slots = slots;
  f->n_slots = f->n_slots == 0 ? 64 : 2 * f->n_slots;
  for (size_t i = 0; i < f->n; i++)
    place(f, i);
  return IW_OK;
}

/* There is room. */
static void enter(iwi_journal_file *f, const uint64_t *words, uint64_t at)
{
  f->entries[f->n] = (entry){.name = {words[4], words[5]},
                             .at = at,
                             .n_atoms = words[2],
                             .holds = words[1]};
  place(f, f->n++);
}

/* ---- reading ---------------------------------------------------------- */

typedef enum state {
  WHOLE,
  AT_END, /* nothing more */
  TORN,   /* the end of the file is in it */
  DAMAGED /* no record, or another one than was written */
} state;

/* Read what begins at an offset of a file of size bytes into f->words. */
static iw_status read_record(iw_context *ctx, iwi_journal_file *f, uint64_t at,
                             uint64_t size, state *what)
{
  const size_t head = IWI_JOURNAL_HEAD * sizeof(uint64_t);
  size_t got = 0, n;
  iw_status status = make_room(ctx, f, IWI_JOURNAL_HEAD);

  *what = at == size ? AT_END : TORN;
  if (status != IW_OK || size - at < head)
    return status;
  status = iwi_growing_read(ctx, f->file, at, (char *)f->words, head, &got);
  if (status != IW_OK || got < head)
    return status;
  *what = DAMAGED;
  if (f->words[0] != IWI_JOURNAL_MAGIC || f->words[1] > IWI_JOURNAL_KINDS ||
      f->words[2] > IWI_JOURNAL_N_MAX)
    return IW_OK;
  n = iwi_journal_words(f->words[2], f->words[1]);
  if (f->words[3] != n)
    return IW_OK;
  *what = TORN;
  if (size - at < n * sizeof(uint64_t))
    return IW_OK;
  status = make_room(ctx, f, n);
  if (status == IW_OK)
    status = iwi_growing_read(ctx, f->file, at, (char *)f->words,
                              n * sizeof(uint64_t), &got);
  if (status == IW_OK && got == n * sizeof(uint64_t))
    *what = f->words[n - 1] == iwi_journal_checksum(f->words, n - 1) ? WHOLE
                                                                     : DAMAGED;
  return status;
}

/* What is not whole goes, so that records come after records again. */
static iw_status cut(iw_context *ctx, iwi_journal_file *f, uint64_t size,
                     state what)
{
  if (what == DAMAGED)
    iwi_log(ctx, IW_LOG_WARNING,
            "%.500s: evaluation %zu is damaged; it and all behind it, %llu "
            "bytes, are dropped and will be calculated again",
            f->path, f->n + 1, (unsigned long long)(size - f->end));
  else
    iwi_log(ctx, IW_LOG_NOTE,
            "%.500s: an evaluation that was not written to its end is dropped",
            f->path);
  return iwi_growing_cut(ctx, f->file, f->end);
}

static iw_status read_records(iw_context *ctx, iwi_journal_file *f)
{
  uint64_t size;
  state what = WHOLE;
  iw_status status = iwi_growing_size(ctx, f->file, &size);

  while (status == IW_OK) {
    status = read_record(ctx, f, f->end, size, &what);
    if (status != IW_OK || what != WHOLE)
      break;
    status = grow(ctx, f);
    if (status != IW_OK)
      break;
    enter(f, f->words, f->end);
    f->end += f->words[3] * sizeof(uint64_t);
  }
  return status == IW_OK && what != AT_END ? cut(ctx, f, size, what) : status;
}

/* Begin the file, or see that it was begun as is wanted. */
static iw_status read_head(iw_context *ctx, iwi_journal_file *f,
                           const iw_text *head)
{
  const size_t n = iw_text_size(head);
  char *met = iwi_calloc(ctx, MAX_HEAD, 1);
  size_t got = 0;
  iw_status status = IW_E_MEMORY;

  assert(n < MAX_HEAD);
  if (met != NULL)
    status = iwi_growing_read(ctx, f->file, 0, met, MAX_HEAD, &got);
  if (status == IW_OK &&
      memcmp(met, iw_text_data(head), got < n ? got : n) != 0)
    status = iwi_journal_refuse(ctx, f->path, head, met, got);
  iwi_free(met);
  f->end = n;
  if (status != IW_OK || got >= n)
    return status;
  /* empty, or killed at its first write */
  status = iwi_growing_cut(ctx, f->file, 0);
  return status == IW_OK ? iwi_growing_add(ctx, f->file, iw_text_data(head), n)
                         : status;
}

iw_status iwi_journal_file_open(iw_context *ctx, const char *path,
                                const iw_text *head, iwi_journal_file **out)
{
  iwi_journal_file *f = iwi_calloc(ctx, 1, sizeof *f);
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if (f == NULL)
    return status;
  f->path = iwi_strdup(ctx, path);
  if (f->path != NULL)
    status = iwi_growing_open(ctx, path, &f->file);
  if (status == IW_OK)
    status = read_head(ctx, f, head);
  if (status == IW_OK)
    status = read_records(ctx, f);
  f->synced = now();
  if (status == IW_OK)
    *out = f;
  else
    iwi_journal_file_close(f);
  return status;
}

/* ---- asking and adding ------------------------------------------------ */

iw_status iwi_journal_file_find(iw_context *ctx, iwi_journal_file *f,
                                const iwi_journal_query *q,
                                iw_energy_result *result, int *found)
{
  const size_t mask = f->n_slots - 1; /* unused without slots */
  const size_t n_atoms = q->atoms->n_atoms;

  *found = 0;
  if (f->n_slots == 0)
    return IW_OK;
  for (size_t slot = q->name[0] & mask; f->slots[slot] != 0;
       slot = (slot + 1) & mask) {
    const entry *e = &f->entries[f->slots[slot] - 1];
    state what;
    iw_status status;

    if (e->name[0] != q->name[0] || e->name[1] != q->name[1] ||
        e->n_atoms != n_atoms || (q->holds & ~e->holds) != 0)
      continue;
    status = read_record(ctx, f, e->at, f->end, &what);
    if (status == IW_OK && what != WHOLE)
      status = iwi_fail(ctx, IW_E_IO, "%.500s: was changed by another program",
                        f->path);
    if (status != IW_OK)
      return status;
    if (!iwi_journal_is_of(f->words, q->atoms))
      continue;
    iwi_journal_hand_out(f->words, result);
    *found = 1;
    return IW_OK;
  }
  return IW_OK;
}

iw_status iwi_journal_file_add(iw_context *ctx, iwi_journal_file *f,
                               const iwi_journal_query *q,
                               const iw_energy_result *result)
{
  size_t n;
  iw_status status;

  if (f->torn)
    return iwi_fail(ctx, IW_E_IO, "%.500s: cannot write since a first failure",
                    f->path);
  if (q->atoms->n_atoms > IWI_JOURNAL_N_MAX)
    return iwi_fail(ctx, IW_E_LIMIT, "journal: %zu atoms, the limit is %d",
                    q->atoms->n_atoms, IWI_JOURNAL_N_MAX);
  status = grow(ctx, f);
  if (status == IW_OK)
    status = make_room(ctx, f, iwi_journal_words(q->atoms->n_atoms, q->holds));
  if (status != IW_OK)
    return status;
  n = iwi_journal_compose(q, result, f->words);
  status = iwi_growing_put(ctx, f->file, (const char *)f->words,
                           n * sizeof(uint64_t));
  if (status != IW_OK) {
    /* half a record must not get a whole one behind it */
    f->torn = iwi_growing_cut(NULL, f->file, f->end) != IW_OK;
    return status;
  }
  enter(f, f->words, f->end);
  f->end += n * sizeof(uint64_t);
  if (now() - f->synced > SYNC_SECONDS) {
    status = iwi_growing_sync(ctx, f->file);
    f->synced = now();
  }
  return status;
}
