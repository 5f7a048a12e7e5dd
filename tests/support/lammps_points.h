/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ionic crystals that LAMMPS was measured on, their fields, and their
 * reference energies and forces from the maintainers' reference data. */
#ifndef IONWAY_TESTS_LAMMPS_POINTS_H
#define IONWAY_TESTS_LAMMPS_POINTS_H

#include "peer.h"

#define LAMMPS_POINTS    IONWAY_SHARED_DATA "/anchors/lammps/anchors.json"
#define LAMMPS_MAX_ATOMS 128
#define LAMMPS_N_POINTS  8
#define LAMMPS_COULOMB   14.399645 /* of that program's metal units */

typedef struct lammps_point {
  char name[64]; /* "A/..." is Li2O, "B/..." LiFePO4 */
  double lattice[3][3];
  double frac[LAMMPS_MAX_ATOMS][3], forces[LAMMPS_MAX_ATOMS][3];
  int32_t elements[LAMMPS_MAX_ATOMS];
  size_t n;
  double energy;
} lammps_point;

static inline iw_pair_field_spec lammps_spec(double tolerance)
{
  iw_pair_field_spec spec;

  iw_pair_field_spec_default(&spec);
  spec.cutoff_ang = 8;
  spec.coulomb_ev_ang = LAMMPS_COULOMB;
  spec.tolerance = tolerance;
  return spec;
}

/* Li2O: Islam et al., Chem. Mater. 17 (2005) 5085, without shells. */
static inline iw_status lammps_oxide(iw_context *ctx, double tolerance,
                                     iw_pair_field **out)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 1},
                                 {.name = "O", .element = 8, .charge_e = -2}};
  const iw_field_term terms[] = {
      {0, 1, IW_FIELD_BUCKINGHAM, {632.1018, 0.2906, 0}, 0, 0},
      {1, 1, IW_FIELD_BUCKINGHAM, {22764.30, 0.1490, 27.89}, 0, 0}};
  iw_pair_field_spec spec = lammps_spec(tolerance);

  spec.types = types;
  spec.n_types = 2;
  spec.terms = terms;
  spec.n_terms = 2;
  return iw_pair_field_create(ctx, &spec, out);
}

/* LiFePO4: Pedone et al., J. Phys. Chem. B 110 (2006) 11780. */
static inline iw_status lammps_phosphate(iw_context *ctx, double tolerance,
                                         iw_pair_field **out)
{
  const iw_field_type types[] = {{.name = "Li", .element = 3, .charge_e = 0.6},
                                 {.name = "Fe", .element = 26, .charge_e = 1.2},
                                 {.name = "P", .element = 15, .charge_e = 3.0},
                                 {.name = "O", .element = 8, .charge_e = -1.2}};
  const iw_field_term terms[] = {
      {0, 3, IW_FIELD_MORSE, {0.001114, 3.429506, 2.681360}, 0, 0},
      {1, 3, IW_FIELD_MORSE, {0.078171, 1.822638, 2.658163}, 0, 0},
      {2, 3, IW_FIELD_MORSE, {0.831326, 2.585833, 1.800790}, 0, 0},
      {3, 3, IW_FIELD_MORSE, {0.042395, 1.379316, 3.618701}, 0, 0},
      {0, 3, IW_FIELD_R12, {1}, 0, 0},
      {1, 3, IW_FIELD_R12, {2}, 0, 0},
      {2, 3, IW_FIELD_R12, {1}, 0, 0},
      {3, 3, IW_FIELD_R12, {22}, 0, 0}};
  iw_pair_field_spec spec = lammps_spec(tolerance);

  spec.types = types;
  spec.n_types = 4;
  spec.terms = terms;
  spec.n_terms = 8;
  return iw_pair_field_create(ctx, &spec, out);
}

static inline size_t lammps_vectors(const iwi_json_node *from, double (*to)[3],
                                    size_t max)
{
  size_t n = 0;

  for (const iwi_json_node *row = from == NULL ? NULL : iwi_json_first(from);
       row != NULL && n < max; row = iwi_json_next(row), n++) {
    const iwi_json_node *x = iwi_json_first(row);

    for (int k = 0; k < 3 && x != NULL; k++, x = iwi_json_next(x))
      to[n][k] = iwi_json_number_of(x);
  }
  return n;
}

/* Cells of the reference are orthogonal. */
static inline void lammps_take(const iwi_json_node *from, lammps_point *p)
{
  size_t n = 0;

  snprintf(p->name, sizeof p->name, "%s", iwi_json_key(from));
  lammps_vectors(peer_member(from, "cell"), p->lattice, 3);
  p->n =
      lammps_vectors(peer_member(from, "positions"), p->frac, LAMMPS_MAX_ATOMS);
  lammps_vectors(peer_member(from, "forces"), p->forces, LAMMPS_MAX_ATOMS);
  for (size_t i = 0; i < p->n; i++) {
    for (int k = 0; k < 3; k++)
      p->frac[i][k] /= p->lattice[k][k];
  }
  for (const iwi_json_node *s = iwi_json_first(peer_member(from, "symbols"));
       s != NULL && n < LAMMPS_MAX_ATOMS; s = iwi_json_next(s), n++)
    p->elements[n] = iw_element_from_symbol(iwi_json_text_of(s),
                                            strlen(iwi_json_text_of(s)));
  p->energy = peer_number(from, "energy_eV");
}

/* Number of points read; 0 when the reference data is not there. */
static inline int lammps_load(iw_context *ctx,
                              lammps_point points[LAMMPS_N_POINTS])
{
  size_t size = 0;
  char *data = peer_read(LAMMPS_POINTS, &size);
  iwi_json_node *root = NULL;
  int n = 0;

  if (data != NULL &&
      iwi_json_parse(ctx, data, size, "anchors.json", &root) == IW_OK) {
    for (const iwi_json_node *p = iwi_json_first(root);
         p != NULL && n < LAMMPS_N_POINTS; p = iwi_json_next(p))
      lammps_take(p, &points[n++]);
  }
  iwi_json_release(root);
  free(data);
  return n;
}

static inline iw_energy_atoms lammps_atoms(const lammps_point *p)
{
  return (iw_energy_atoms){.lattice_ang = (const double(*)[3])p->lattice,
                           .frac = (const double(*)[3])p->frac,
                           .elements = p->elements,
                           .n_atoms = p->n};
}

#endif
