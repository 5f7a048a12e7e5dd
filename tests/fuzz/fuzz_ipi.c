/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as what a client says. The first one tells the number of atoms and
 * in what pieces the rest arrives; events and numbers may not depend on the
 * pieces. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ipi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_EVENTS 64

typedef struct heard {
  size_t n;
  iwi_ipi_event events[MAX_EVENTS];
  double sums[MAX_EVENTS]; /* of what came with forces */
} heard;

static void must(int condition)
{
  if (!condition)
    abort();
}

/* A new block that ends where the forces end, for the address sanitizer. */
static double *room(size_t n_atoms)
{
  double *forces = calloc(n_atoms, 3 * sizeof *forces);

  must(forces != NULL);
  return forces;
}

static double take(const iwi_ipi_reader *reader)
{
  static const double lattice[3][3] = {{4, 1, 0}, {0, 3, 1}, {1, 0, -5}};
  double forces[8][3], stress[3][3];
  iw_energy_result result = {.forces_ev_ang = forces, .stress_ev_ang3 = stress};
  iwi_ipi_frame frame;
  double sum;

  must(reader->n_atoms <= 8);
  must(iwi_ipi_frame_init(&frame, lattice, 0));
  if (!iwi_ipi_is_finite(reader, 1))
    return 0;
  iwi_ipi_take(reader, &frame, &result);
  sum = result.energy_ev;
  for (size_t i = 0; i < 3 * reader->n_atoms; i++)
    sum += forces[i / 3][i % 3];
  return sum;
}

static void listen_to(const uint8_t *data, size_t size, size_t n_atoms,
                      size_t piece, heard *out)
{
  iwi_ipi_reader reader = {.n_atoms = n_atoms, .forces = room(n_atoms)};
  iwi_ipi_event event = IWI_IPI_MORE;

  out->n = 0;
  for (size_t at = 0; at < size && event != IWI_IPI_BROKEN;) {
    const size_t n = piece < size - at ? piece : size - at;
    size_t used;

    event = iwi_ipi_read(&reader, data + at, n, &used);
    must(used <= n && (event != IWI_IPI_MORE || used == n));
    at += used;
    if (event == IWI_IPI_MORE || out->n == MAX_EVENTS)
      continue;
    out->sums[out->n] = event == IWI_IPI_FORCES ? take(&reader) : 0;
    out->events[out->n++] = event;
  }
  must(event != IWI_IPI_BROKEN || reader.reason[0] != '\0');
  must(memchr(reader.reason, '\0', sizeof reader.reason) != NULL);
  free(reader.forces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  heard whole, pieces;
  size_t n_atoms, piece;

  if (size == 0)
    return 0;
  n_atoms = 1 + data[0] % 8;
  piece = 1 + data[0] / 8;
  listen_to(data + 1, size - 1, n_atoms, size, &whole);
  listen_to(data + 1, size - 1, n_atoms, piece, &pieces);
  must(whole.n == pieces.n);
  must(memcmp(whole.events, pieces.events, whole.n * sizeof *whole.events) ==
       0);
  /* an overflow to infinity minus infinity is the same in both */
  must(memcmp(whole.sums, pieces.sums, whole.n * sizeof *whole.sums) == 0);
  return 0;
}
