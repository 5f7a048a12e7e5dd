/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of decorations that is also the checkpoint. */
#include <ionway/listing.h>

#include <math.h>
#include <string.h>

#include "context.h"
#include "file.h"
#include "listing_head.h"
#include "mem.h"
#include "text.h"

/* A piece of this size goes to the disk without being asked, bytes. */
#define PIECE ((size_t)1 << 20)

/* Room for the numbers of a line, bytes. */
#define NUMBERS 128

struct iw_listing {
  iwi_growing *file;
  char *path;
  iwi_text_builder lines; /* not on the disk yet                            */
  uint64_t n;             /* candidates                                     */
  size_t composition;     /* of the last of them                            */
  uint64_t serial;        /* candidates of that composition                 */
  uint8_t *last;          /* species of the last one                        */
  size_t n_sites;
};

void iw_listing_close(iw_listing *l)
{
  if (l == NULL)
    return;
  iwi_growing_close(l->file);
  iwi_text_abandon(&l->lines);
  iwi_free(l->path);
  iwi_free(l->last);
  iwi_free(l);
}

uint64_t iw_listing_n(const iw_listing *l)
{
  return l->n;
}

size_t iw_listing_composition(const iw_listing *l)
{
  return l->composition;
}

const uint8_t *iw_listing_last(const iw_listing *l)
{
  return l->serial > 0 ? l->last : NULL;
}

uint64_t iw_listing_serial(const iw_listing *l)
{
  return l->serial;
}

/* ---- reading --------------------------------------------------------- */

typedef struct reader {
  iw_listing *l;
  const iw_listing_spec *spec;
  iw_listing_fn *seen;
  void *user;
} reader;

/* The doping of a composition counted through; NULL beyond the last. */
static const iw_doping *doping_of(const iw_listing_spec *spec,
                                  size_t composition)
{
  for (size_t k = 0; k < spec->n_dopings; k++) {
    const size_t n = iw_doping_n_compositions(spec->dopings[k]);

    if (composition < n)
      return spec->dopings[k];
    composition -= n;
  }
  return NULL;
}

static int take_species(iw_listing *l, const iw_doping *d, iwi_span word)
{
  const int32_t *pools = iw_doping_site_pools(d);

  if (word.size != iw_doping_n_sites(d))
    return 0;
  for (size_t i = 0; i < word.size; i++) {
    const int s = word.data[i] - 'A';

    if (s < 0 || (size_t)s >= iw_doping_pools(d)[pools[i]].n_species)
      return 0;
    l->last[i] = (uint8_t)s;
  }
  return 1;
}

static int take_energy(iwi_span word, double *energy_ev)
{
  *energy_ev = NAN;
  return iwi_span_equals(word, "-") ||
         iwi_scan_double(word, -1e300, 1e300, energy_ev) == IW_OK;
}

/* The next line of a list in order: 0 when it is not one. */
static int take_candidate(const reader *r, iwi_span line, iw_candidate *out)
{
  iw_listing *l = r->l;
  iwi_span words[6];
  int64_t composition, serial, multiplicity;
  const iw_doping *d;

  if (iwi_scan_words(line, words, 6) != 5 ||
      iwi_scan_int(words[0], 1, INT32_MAX, &composition) != IW_OK ||
      iwi_scan_int(words[1], 0, INT64_MAX, &serial) != IW_OK ||
      iwi_scan_int(words[2], 1, INT64_MAX, &multiplicity) != IW_OK ||
      !take_energy(words[3], &out->energy_ev))
    return 0;
  composition--;
  if ((size_t)composition > l->composition)
    l->serial = 0;
  d = doping_of(r->spec, (size_t)composition);
  if ((size_t)composition < l->composition || d == NULL ||
      (uint64_t)serial != l->serial || !take_species(l, d, words[4]))
    return 0;
  l->composition = (size_t)composition;
  out->species = l->last;
  out->multiplicity = (uint64_t)multiplicity;
  out->serial = l->serial++;
  l->n++;
  return 1;
}

static iw_status take_line(iw_context *ctx, iwi_span line, void *user)
{
  const reader *r = user;
  iw_candidate candidate;

  if (!take_candidate(r, line, &candidate))
    return iwi_fail(ctx, IW_E_PARSE,
                    "%.500s: candidate %llu is damaged: \"%.*s\"; remove the "
                    "file to start again",
                    r->l->path, (unsigned long long)r->l->n + 1,
                    IWI_SHOW(line));
  r->seen(r->l->composition, &candidate, r->user);
  return IW_OK;
}

/* Start the file, or read on behind the head it has. */
static iw_status take_file(iw_context *ctx, reader *r, const iw_text *head)
{
  iw_listing *l = r->l;
  const size_t size = iw_text_size(head);
  char *met = iwi_calloc(ctx, size, 1);
  size_t got = 0;
  uint64_t end = 0;
  iw_status status = IW_E_MEMORY;

  if (met != NULL)
    status = iwi_growing_read(ctx, l->file, 0, met, size, &got);
  if (status == IW_OK && memcmp(met, iw_text_data(head), got) != 0)
    status = iwi_listing_refuse(ctx, l->path, iw_text_data(head), met, got);
  iwi_free(met);
  if (status != IW_OK)
    return status;
  if (got == size) {
    status = iwi_growing_lines(ctx, l->file, size, l->n_sites + NUMBERS,
                               take_line, r, &end);
    return status == IW_OK ? iwi_growing_cut(ctx, l->file, end) : status;
  }
  status = iwi_growing_cut(ctx, l->file, 0);
  return status == IW_OK
             ? iwi_growing_add(ctx, l->file, iw_text_data(head), size)
             : status;
}

static iw_status start(iw_context *ctx, const char *path,
                       const iw_listing_spec *spec, iw_listing *l)
{
  if (spec->n_dopings == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "a list needs something to list");
  l->n_sites = iw_doping_n_sites(spec->dopings[0]);
  for (size_t k = 1; k < spec->n_dopings; k++) {
    if (iw_doping_n_sites(spec->dopings[k]) != l->n_sites)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "supercells of %zu and %zu sites do not go in one list",
                      l->n_sites, iw_doping_n_sites(spec->dopings[k]));
  }
  iwi_text_begin(&l->lines, ctx);
  l->path = iwi_strdup(ctx, path);
  l->last = iwi_calloc(ctx, l->n_sites, 1);
  if (l->path == NULL || l->last == NULL)
    return IW_E_MEMORY;
  return iwi_growing_open(ctx, path, &l->file);
}

iw_status iw_listing_open(iw_context *ctx, const char *path,
                          const iw_listing_spec *spec, iw_listing_fn *seen,
                          void *user, iw_listing **out)
{
  iw_listing *l = iwi_calloc(ctx, 1, sizeof *l);
  reader r = {l, spec, seen, user};
  iw_text *head = NULL;
  iw_status status;

  *out = NULL;
  if (l == NULL)
    return IW_E_MEMORY;
  status = iwi_listing_head(ctx, spec, &head);
  if (status == IW_OK)
    status = start(ctx, path, spec, l);
  if (status == IW_OK)
    status = take_file(ctx, &r, head);
  iw_text_destroy(head);
  if (status == IW_OK)
    *out = l;
  else
    iw_listing_close(l);
  return status;
}

/* ---- writing --------------------------------------------------------- */

iw_status iw_listing_flush(iw_context *ctx, iw_listing *l)
{
  iw_status status;

  if (l->lines.failed)
    return IW_E_MEMORY;
  if (l->lines.size == 0)
    return IW_OK;
  status = iwi_growing_add(ctx, l->file, l->lines.data, l->lines.size);
  l->lines.size = 0;
  return status;
}

iw_status iw_listing_add(iw_context *ctx, iw_listing *l, size_t composition,
                         const iw_candidate *candidate)
{
  char energy[IWI_NUMBER_SIZE] = "-";

  if (isfinite(candidate->energy_ev))
    iwi_text_number(candidate->energy_ev, energy);
  iwi_text_printf(&l->lines, "%zu %llu %llu %s ", composition + 1,
                  (unsigned long long)candidate->serial,
                  (unsigned long long)candidate->multiplicity, energy);
  for (size_t i = 0; i < l->n_sites; i++)
    l->last[i] = (uint8_t)('A' + candidate->species[i]);
  iwi_text_add(&l->lines, (const char *)l->last, l->n_sites);
  iwi_text_add(&l->lines, "\n", 1);
  memcpy(l->last, candidate->species, l->n_sites);
  l->serial = candidate->serial + 1;
  l->composition = composition;
  l->n++;
  return l->lines.failed         ? IW_E_MEMORY
         : l->lines.size < PIECE ? IW_OK
                                 : iw_listing_flush(ctx, l);
}
