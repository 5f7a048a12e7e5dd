/* SPDX-License-Identifier: BSD-3-Clause */
/* What all parts of ionway neb ask of a run: its crystal, positions in its
 * cell, failures in its name. */
#include "neb_job.h"
#include "supercell_option.h"

#include <stdlib.h>

iw_status neb_failed(session *c, const neb_task *t, iw_status status)
{
  return session_library_failed(c, status, t->x.path);
}

const iw_structure *neb_structure(const neb_task *t)
{
  if (t->relaxed != NULL)
    return t->relaxed;
  return t->x.oxidation != NULL ? iw_oxidation_structure(t->x.oxidation)
                                : t->x.structure;
}

const iw_symmetry *neb_symmetry(const neb_task *t)
{
  return t->relaxed != NULL ? t->relaxed_symmetry : t->x.symmetry;
}

void neb_frac_in(const double lattice[3][3], const double cart_ang[3],
                 double frac[3])
{
  double inverse[3][3];

  supercell_option_invert(lattice, inverse);
  for (int k = 0; k < 3; k++)
    frac[k] = cart_ang[0] * inverse[0][k] + cart_ang[1] * inverse[1][k] +
              cart_ang[2] * inverse[2][k];
}

void neb_frac(const neb_task *t, const double cart_ang[3], double frac[3])
{
  neb_frac_in(iw_structure_lattice(neb_structure(t)), cart_ang, frac);
}

void neb_row_frac(const neb_task *t, const neb_row *row,
                  const double cart_ang[3], double frac[3])
{
  neb_frac(t, cart_ang, frac);
  for (int k = 0; k < 3; k++)
    frac[k] -= row->origin[k];
}

void neb_free_row(neb_row *row)
{
  iw_barrier_destroy(row->barrier);
  iw_bvse_hop_destroy(row->way);
  free(row->s);
  free(row->e);
  free(row->curve_s);
  free(row->curve_e);
  free(row->saddles);
  free(row->minima);
  free(row->infos);
  free(row->marks);
  free(row->path_file);
}
