/* SPDX-License-Identifier: BSD-3-Clause */
/* Defects that differ only in how the supercell repeats them: an operation of
 * the crystal that does not keep the supercell maps one on the other. */
#include "defects.h"

#include <math.h>

#include "lattice.h"
#include "vec3.h"

/* Where a defect is in the parent, and how far apart its two parts are. */
typedef struct place {
  double vacancy[3], interstitial[3]; /* fractional; zero when it has none   */
  double vector[3];                   /* from one to the other, fractional   */
} place;

typedef struct merger {
  const iw_structure *structure;
  const iw_symmetry *symmetry;
  const iw_defects_options *options;
  iwi_lattice lattice; /* of the parent */
  iwi_lattice supercell;
  int32_t index;
  double tolerance_ang;
} merger;

static void find_place(const merger *m, const iw_defects *d, size_t i, place *p)
{
  static const place nothing;
  const iw_defect *defect = &d->list[i];
  const iw_site *sites =
      iw_structure_sites(iw_supercell_structure(d->supercell));
  double difference[3], cart[3];

  *p = nothing;
  for (int k = 0; k < 3; k++) {
    if (defect->vacancy >= 0)
      p->vacancy[k] =
          iw_structure_sites(m->structure)[defect->vacancy / m->index].frac[k];
    if (defect->interstitial >= 0)
      p->interstitial[k] =
          m->options->interstitial_frac[defect->interstitial][k];
  }
  if (defect->kind != IW_DEFECT_FRENKEL)
    return;
  for (int k = 0; k < 3; k++)
    difference[k] =
        defect->interstitial_frac[k] - sites[defect->vacancy].frac[k];
  iwi_lattice_shortest(&m->supercell, difference, cart);
  iwi_row_times3(cart, (const double(*)[3])m->lattice.inverse, p->vector);
}

static void turn(const iw_operation *o, const double v[3], double out[3])
{
  for (int i = 0; i < 3; i++)
    out[i] = o->rotation[i][0] * v[0] + o->rotation[i][1] * v[1] +
             o->rotation[i][2] * v[2];
}

static int lands(const merger *m, const iw_operation *o, const double from[3],
                 const double to[3])
{
  double d[3];

  turn(o, from, d);
  for (int k = 0; k < 3; k++)
    d[k] += o->translation[k] - to[k];
  return iwi_lattice_shortest(&m->lattice, d, NULL) <= m->tolerance_ang;
}

static int maps(const merger *m, const iw_operation *o, iw_defect_kind kind,
                const place *from, const place *to)
{
  double v[3], cart[3];

  turn(o, from->vector, v);
  for (int k = 0; k < 3; k++)
    v[k] -= to->vector[k];
  iwi_row_times3(v, (const double(*)[3])m->lattice.rows, cart);
  return iwi_norm3(cart) <= m->tolerance_ang &&
         (kind == IW_DEFECT_INTERSTITIAL ||
          lands(m, o, from->vacancy, to->vacancy)) &&
         (kind == IW_DEFECT_VACANCY ||
          lands(m, o, from->interstitial, to->interstitial));
}

static int alike(const merger *m, const iw_defects *d, size_t a, size_t b)
{
  place from, to;

  find_place(m, d, a, &from);
  find_place(m, d, b, &to);
  for (size_t o = 0; o < iw_symmetry_n_operations(m->symmetry); o++) {
    if (maps(m, &iw_symmetry_operations(m->symmetry)[o], d->list[a].kind, &from,
             &to))
      return 1;
  }
  return 0;
}

/* The one of those kept that defect i is like; n_kept when there is none. They
 * are in order of kind and distance, so the search can end early. */
static size_t find_like(const merger *m, const iw_defects *d, size_t n_kept,
                        size_t i)
{
  for (size_t k = n_kept; k-- > 0 && d->list[k].kind == d->list[i].kind;) {
    if (d->list[i].distance_ang - d->list[k].distance_ang > m->tolerance_ang)
      break;
    if (alike(m, d, k, i))
      return k;
  }
  return n_kept;
}

void iwi_defects_merge(const iw_structure *structure,
                       const iw_symmetry *symmetry,
                       const iw_defects_options *options, iw_defects *d)
{
  merger m = {.structure = structure,
              .symmetry = symmetry,
              .options = options,
              .index = iw_supercell_index(d->supercell),
              .tolerance_ang = iwi_defects_tolerance_ang(symmetry)};
  size_t n = 0;

  iwi_lattice_init(&m.lattice, iw_structure_lattice(structure));
  iwi_lattice_init(&m.supercell,
                   iw_structure_lattice(iw_supercell_structure(d->supercell)));
  for (size_t i = 0; i < d->n; i++) {
    const size_t like = find_like(&m, d, n, i);

    if (like < n)
      d->list[like].multiplicity += d->list[i].multiplicity;
    else
      d->list[n++] = d->list[i];
  }
  d->n = n;
}
