/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to a client, and its numbers turned back: units and frames. */
#include <string.h>

#include "ipi.h"
#include "lattice.h"
#include "units.h"
#include "vec3.h"

/* Rows: x along a, y in the plane of a and b, z upright on both. A left-handed
 * cell goes out as its mirror image, of the same energy. */
static void find_axes(const double rows[3][3], double e[3][3])
{
  double normal[3], side;

  iwi_cross3(rows[0], rows[1], normal);
  side = iwi_norm3(normal);
  for (int k = 0; k < 3; k++) {
    normal[k] /= side;
    e[0][k] = rows[0][k] / iwi_norm3(rows[0]);
  }
  iwi_cross3(normal, e[0], e[1]);
  side = iwi_dot3(normal, rows[2]) < 0 ? -1 : 1;
  for (int k = 0; k < 3; k++)
    e[2][k] = side * normal[k];
}

int iwi_ipi_frame_init(iwi_ipi_frame *frame, const double lattice_ang[3][3],
                       int as_given)
{
  iwi_lattice lattice;

  if (!iwi_lattice_init(&lattice, lattice_ang))
    return 0;
  *frame = (iwi_ipi_frame){.axes = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                           .volume = lattice.volume};
  if (as_given) {
    memcpy(frame->cell, lattice.rows, sizeof frame->cell);
  } else {
    find_axes((const double(*)[3])lattice.rows, frame->axes);
    for (int i = 0; i < 3; i++)
      for (int k = 0; k <= i; k++)
        frame->cell[i][k] = iwi_dot3(lattice.rows[i], frame->axes[k]);
  }
  iwi_inverse3((const double(*)[3])frame->cell, frame->inverse);
  return 1;
}

size_t iwi_ipi_positions_size(size_t n_atoms)
{
  return IWI_IPI_HEADER + 18 * sizeof(double) + sizeof(int32_t) +
         3 * n_atoms * sizeof(double);
}

static unsigned char *put_bytes(unsigned char *out, const void *from,
                                size_t size)
{
  memcpy(out, from, size);
  return out + size;
}

static unsigned char *put_int(unsigned char *out, int32_t value)
{
  return put_bytes(out, &value, sizeof value);
}

/* Rows of ours are columns of theirs. */
static unsigned char *put_matrix(unsigned char *out, const double m[3][3],
                                 double scale)
{
  double columns[9];

  for (int i = 0; i < 9; i++)
    columns[i] = m[i % 3][i / 3] * scale;
  return put_bytes(out, columns, sizeof columns);
}

unsigned char *iwi_ipi_put(unsigned char *out, const char *header)
{
  const size_t size = strlen(header);

  memset(out, ' ', IWI_IPI_HEADER);
  memcpy(out, header, size < IWI_IPI_HEADER ? size : IWI_IPI_HEADER);
  return out + IWI_IPI_HEADER;
}

unsigned char *iwi_ipi_put_init(unsigned char *out)
{
  out = iwi_ipi_put(out, "INIT");
  out = put_int(out, 0);
  /* one byte: Quantum ESPRESSO waits for ever for the end of none */
  out = put_int(out, 1);
  return put_bytes(out, "", 1);
}

unsigned char *iwi_ipi_put_positions(unsigned char *out,
                                     const iwi_ipi_frame *frame,
                                     const double (*frac)[3], size_t n_atoms)
{
  out = iwi_ipi_put(out, "POSDATA");
  out = put_matrix(out, (const double(*)[3])frame->cell, 1 / IWI_BOHR_ANG);
  out = put_matrix(out, (const double(*)[3])frame->inverse, IWI_BOHR_ANG);
  out = put_int(out, (int32_t)n_atoms);
  for (size_t i = 0; i < n_atoms; i++) {
    double x[3];

    iwi_row_times3(frac[i], (const double(*)[3])frame->cell, x);
    for (int k = 0; k < 3; k++)
      x[k] /= IWI_BOHR_ANG;
    out = put_bytes(out, x, sizeof x);
  }
  return out;
}

/* LAMMPS fills one triangle and leaves zeros in the other. */
static double both_triangles(const double virial[9], int i, int k)
{
  const double a = virial[3 * i + k], b = virial[3 * k + i];

  return a == 0 || b == 0 ? a + b : 0.5 * (a + b);
}

/* stress = -virial / volume, the virial being minus the derivative by the
 * strain; turned back by axes^T V axes. */
static void turn_stress(const iwi_ipi_frame *frame, const double virial[9],
                        double (*stress)[3])
{
  const double scale = -IWI_HARTREE_EV / frame->volume;
  const double(*e)[3] = (const double(*)[3])frame->axes;

  for (int a = 0; a < 3; a++)
    for (int b = 0; b <= a; b++) {
      double sum = 0;

      for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
          sum += (i == k ? virial[4 * i] : both_triangles(virial, i, k)) *
                 e[i][a] * e[k][b];
      stress[a][b] = stress[b][a] = scale * sum;
    }
}

void iwi_ipi_take(const iwi_ipi_reader *reader, const iwi_ipi_frame *frame,
                  iw_energy_result *result)
{
  const double scale = IWI_HARTREE_EV / IWI_BOHR_ANG;

  result->energy_ev = reader->energy * IWI_HARTREE_EV;
  for (size_t i = 0; result->forces_ev_ang != NULL && i < reader->n_atoms;
       i++) {
    const double *f = &reader->forces[3 * i];
    const double scaled[3] = {scale * f[0], scale * f[1], scale * f[2]};

    iwi_row_times3(scaled, (const double(*)[3])frame->axes,
                   result->forces_ev_ang[i]);
  }
  if (result->stress_ev_ang3 != NULL)
    turn_stress(frame, reader->virial, result->stress_ev_ang3);
}
