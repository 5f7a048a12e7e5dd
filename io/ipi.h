/* SPDX-License-Identifier: BSD-3-Clause */
/* The i-PI protocol as bytes: requests written, a client's stream read. Atomic
 * units (Hartree, Bohr), native byte order. Knows no sockets. */
#ifndef IONWAY_IO_IPI_H
#define IONWAY_IO_IPI_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/energy.h>

/* ---- what we say ------------------------------------------------------ */

#define IWI_IPI_HEADER 12
/* INIT, replica, number of bytes, one byte */
#define IWI_IPI_INIT (IWI_IPI_HEADER + 4 + 4 + 1)

/** Bytes of POSDATA for n atoms. */
size_t iwi_ipi_positions_size(size_t n_atoms);

/** Each writes at out and returns the place behind. */
unsigned char *iwi_ipi_put(unsigned char *out, const char *header);
unsigned char *iwi_ipi_put_init(unsigned char *out);

/** The frame clients see: x along the first cell vector, the second in the xy
 *  plane, z so that the cell is right-handed. LAMMPS reads no other half of the
 *  matrix, and takes no other cell. */
typedef struct iwi_ipi_frame {
  double axes[3][3];    /* rows: its x, y, z in the frame of the caller       */
  double cell[3][3];    /* rows: cell vectors in it; zero above the diagonal  */
  double inverse[3][3]; /* of cell                                            */
  double volume;        /* Angstrom^3                                         */
} iwi_ipi_frame;

/** 0 when the cell is flat or not finite. as_given leaves the frame alone. */
int iwi_ipi_frame_init(iwi_ipi_frame *frame, const double lattice_ang[3][3],
                       int as_given);

unsigned char *iwi_ipi_put_positions(unsigned char *out,
                                     const iwi_ipi_frame *frame,
                                     const double (*frac)[3], size_t n_atoms);

/* ---- what they say ---------------------------------------------------- */

typedef enum iwi_ipi_event {
  IWI_IPI_MORE = 0, /* all bytes used, nothing whole yet */
  IWI_IPI_NEEDINIT,
  IWI_IPI_READY,
  IWI_IPI_HAVEDATA,
  IWI_IPI_FORCES, /* the reader holds an answer */
  IWI_IPI_BROKEN  /* reason says why; nothing after it can be read */
} iwi_ipi_event;

/** Reads a stream that comes in pieces of any size. Zero it, then give it the
 *  room for forces and the number of atoms asked about. */
typedef struct iwi_ipi_reader {
  size_t n_atoms;
  double *forces; /* 3 n_atoms, Hartree/Bohr, in the frame of the client     */
  double energy;  /* Hartree */
  double virial[9];
  int field;  /* which one is being read */
  size_t got; /* bytes of it */
  char header[IWI_IPI_HEADER];
  int32_t count;
  char reason[80];
} iwi_ipi_reader;

/** Use bytes up to the end of the next event; *used says how many. */
iwi_ipi_event iwi_ipi_read(iwi_ipi_reader *reader, const unsigned char *data,
                           size_t size, size_t *used);

/** 1 when energy, forces and (where wanted) virial are finite. */
int iwi_ipi_is_finite(const iwi_ipi_reader *reader, int with_virial);

/** The answer in eV and eV/Angstrom and in the frame of the caller. */
void iwi_ipi_take(const iwi_ipi_reader *reader, const iwi_ipi_frame *frame,
                  iw_energy_result *result);

#endif
