/* SPDX-License-Identifier: BSD-3-Clause */
/* A client's stream, read field by field. */
#include "ipi.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HEADER, ENERGY, N_ATOMS, FORCES, VIRIAL, N_EXTRA, EXTRA };

/* Where a field goes and how long it is; what nobody reads goes nowhere. */
static void *room_of(iwi_ipi_reader *r, size_t *size)
{
  switch (r->field) {
  case HEADER:
    *size = sizeof r->header;
    return r->header;
  case ENERGY:
    *size = sizeof r->energy;
    return &r->energy;
  case FORCES:
    *size = 3 * r->n_atoms * sizeof *r->forces;
    return r->forces;
  case VIRIAL:
    *size = sizeof r->virial;
    return r->virial;
  case EXTRA:
    *size = (size_t)r->count;
    return NULL;
  default: /* N_ATOMS, N_EXTRA */
    *size = sizeof r->count;
    return &r->count;
  }
}

static iwi_ipi_event broken(iwi_ipi_reader *r, const char *format, long a,
                            long b)
{
  snprintf(r->reason, sizeof r->reason, format, a, b);
  return IWI_IPI_BROKEN;
}

static iwi_ipi_event of_header(iwi_ipi_reader *r)
{
  static const struct {
    const char *text;
    iwi_ipi_event event;
  } known[] = {{"NEEDINIT    ", IWI_IPI_NEEDINIT},
               {"READY       ", IWI_IPI_READY},
               {"HAVEDATA    ", IWI_IPI_HAVEDATA},
               {"FORCEREADY  ", IWI_IPI_MORE}};
  char shown[IWI_IPI_HEADER + 1] = "";

  for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
    if (memcmp(r->header, known[k].text, IWI_IPI_HEADER) != 0)
      continue;
    if (known[k].event == IWI_IPI_MORE)
      r->field = ENERGY;
    return known[k].event;
  }
  for (int k = 0; k < IWI_IPI_HEADER; k++)
    shown[k] = r->header[k] < ' ' || r->header[k] > '~' ? '?' : r->header[k];
  snprintf(r->reason, sizeof r->reason,
           "said \"%s\", which is no message of the i-PI protocol", shown);
  return IWI_IPI_BROKEN;
}

/* A field is whole: what follows, or what has happened. */
static iwi_ipi_event next_field(iwi_ipi_reader *r)
{
  switch (r->field) {
  case HEADER:
    return of_header(r);
  case N_ATOMS:
    if (r->count < 0 || (size_t)r->count != r->n_atoms)
      return broken(r, "answered for %ld atoms, was asked about %ld",
                    (long)r->count, (long)r->n_atoms);
    break;
  case N_EXTRA:
    if (r->count < 0)
      return broken(r, "announced %ld more bytes", (long)r->count, 0);
    break;
  case EXTRA:
    r->field = HEADER;
    return IWI_IPI_FORCES;
  default:
    break;
  }
  r->field++;
  return IWI_IPI_MORE;
}

iwi_ipi_event iwi_ipi_read(iwi_ipi_reader *r, const unsigned char *data,
                           size_t size, size_t *used)
{
  for (*used = 0;;) {
    size_t whole, n;
    char *room = room_of(r, &whole);
    iwi_ipi_event event;

    n = whole - r->got < size - *used ? whole - r->got : size - *used;
    if (room != NULL && n > 0)
      memcpy(room + r->got, data + *used, n);
    r->got += n;
    *used += n;
    if (r->got < whole)
      return IWI_IPI_MORE;
    r->got = 0;
    event = next_field(r);
    if (event != IWI_IPI_MORE)
      return event;
  }
}

int iwi_ipi_is_finite(const iwi_ipi_reader *r, int with_virial)
{
  int finite = isfinite(r->energy) != 0;

  for (size_t k = 0; k < 3 * r->n_atoms; k++)
    finite = finite && isfinite(r->forces[k]);
  for (int k = 0; with_virial && k < 9; k++)
    finite = finite && isfinite(r->virial[k]);
  return finite;
}
