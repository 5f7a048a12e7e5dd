/* SPDX-License-Identifier: BSD-3-Clause */
/* Cell and atoms as one set of variables: positions in the cell it began with,
 * and a symmetric strain, which does not turn it. */
#include <math.h>
#include <string.h>

#include "relaxation.h"
#include "vec3.h"

/* D = 1 + strain of the variables, rows of positions times D are Cartesian */
static void deformation(const iwi_relaxation *r, const double *x,
                        double d[3][3])
{
  const double *w = x + 3 * r->n_atoms;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      d[i][k] = (i == k) + w[3 * i + k] / r->strain_length;
  }
}

void iwi_relax_cell_unpack(iwi_relaxation *r, const double *x)
{
  double d[3][3];

  deformation(r, x, d);
  for (int i = 0; i < 3; i++)
    iwi_row_times3(r->reference[i], (const double(*)[3])d, r->lattice[i]);
  for (size_t i = 0; i < r->n_atoms; i++)
    iwi_row_times3(x + 3 * i, (const double(*)[3])d, r->cart[i]);
}

void iwi_relax_cell_gradient(iwi_relaxation *r)
{
  const double pressure = r->options->pressure_ev_ang3;
  const double volume = fabs(iwi_det3((const double(*)[3])r->lattice));
  double d[3][3], inverse[3][3], g[3][3];
  double *strain = r->gradient + 3 * r->n_atoms;

  deformation(r, r->x, d);
  iwi_inverse3((const double(*)[3])d, inverse);
  r->value = r->energy + pressure * volume;
  r->max_stress = 0;
  for (int i = 0; i < 3; i++) {
    r->stress[i][i] += pressure;
    for (int k = 0; k < 3; k++)
      r->max_stress = fmax(r->max_stress, fabs(r->stress[i][k]));
  }
  /* (R4) dH/dx = dE/dr D^T, dH/dD = V D^-T (stress + p), made symmetric */
  for (size_t i = 0; i < r->n_atoms; i++) {
    double f[3];

    iwi_times_col3((const double(*)[3])d, r->forces[i], f);
    for (int k = 0; k < 3; k++)
      r->gradient[3 * i + k] = -f[k];
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      g[i][k] = 0;
      for (int j = 0; j < 3; j++)
        g[i][k] += volume * inverse[j][i] * r->stress[j][k];
    }
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      strain[3 * i + k] = 0.5 * (g[i][k] + g[k][i]) / r->strain_length;
  }
}
