/* SPDX-License-Identifier: BSD-3-Clause */
/* Energies of bonds and angles, springs of shells, and the correction for what
 * the other sums count of excluded pairs. */
#include <math.h>

#include "pair_field_model.h"
#include "vec3.h"

#define PI 3.14159265358979323846

/* What is being added to. */
typedef struct account {
  iwi_pair_workspace *w;
  double energy;
  double (*strain)[3];
} account;

/* From particle i to j in a cell that counts as the topology does. */
static void vector_to(const iwi_pair_workspace *w, int32_t i, int32_t j,
                      const int32_t cell[3], double d[3])
{
  const int32_t *from = w->base[w->atom_of[i]], *to = w->base[w->atom_of[j]];
  double shift[3];

  for (int k = 0; k < 3; k++)
    shift[k] = cell[k] + to[k] - from[k];
  iwi_row_times3(shift, (const double(*)[3])w->lattice.rows, d);
  d[0] += w->cloud.x[j] - w->cloud.x[i];
  d[1] += w->cloud.y[j] - w->cloud.y[i];
  d[2] += w->cloud.z[j] - w->cloud.z[i];
}

/* Force f on j, -f on i, d from i to j. */
static void add_force(account *a, int32_t i, int32_t j, const double d[3],
                      const double f[3])
{
  for (int k = 0; k < 3; k++) {
    a->w->force[i][k] -= f[k];
    a->w->force[j][k] += f[k];
  }
  for (int k = 0; a->strain != NULL && k < 9; k++)
    a->strain[k / 3][k % 3] -= d[k / 3] * f[k % 3];
}

/* (F5) k/2 (r - r0)^2 */
static void add_bond(account *a, const iwi_bonded *bond)
{
  const iw_field_bond *law = bond->law;
  const int32_t i = bond->atoms[0], j = bond->atoms[1];
  double d[3], f[3], r;

  vector_to(a->w, i, j, bond->cells[0], d);
  r = iwi_norm3(d);
  a->energy += 0.5 * law->k_ev_ang2 * (r - law->r0_ang) * (r - law->r0_ang);
  for (int k = 0; k < 3; k++)
    f[k] = r > 0 ? -law->k_ev_ang2 * (r - law->r0_ang) * d[k] / r : 0;
  add_force(a, i, j, d, f);
}

/* (F5) k/2 (theta - theta0)^2. Where an angle is 180 degrees the direction of
 * its force is not defined; there it is left out, which is right when theta0 is
 * 180 degrees. */
static void add_angle(account *a, const iwi_bonded *angle)
{
  const iw_field_angle *law = angle->law;
  double d[2][3], r[2], cosine, sine, push;

  for (int k = 0; k < 2; k++) {
    vector_to(a->w, angle->atoms[0], angle->atoms[k + 1], angle->cells[k],
              d[k]);
    r[k] = iwi_norm3(d[k]);
  }
  cosine = iwi_dot3(d[0], d[1]) / (r[0] * r[1]);
  cosine = cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
  sine = sqrt(1 - cosine * cosine);
  push = acos(cosine) - law->theta0_deg * PI / 180;
  a->energy += 0.5 * law->k_ev_rad2 * push * push;
  /* 1e-8: where 1 - cosine^2 is rounding */
  push = sine > 1e-8 ? law->k_ev_rad2 * push / sine : 0;
  for (int k = 0; k < 2; k++) {
    double f[3];

    /* -dU/d(d_k) = push d(cos)/d(d_k) */
    for (int c = 0; c < 3; c++)
      f[c] = push *
             (d[1 - k][c] / (r[0] * r[1]) - cosine * d[k][c] / (r[k] * r[k]));
    add_force(a, angle->atoms[0], angle->atoms[k + 1], d[k], f);
  }
}

/* (F1) k/2 x^2 + k4/24 x^4 */
static void add_spring(account *a, size_t shell)
{
  static const int32_t home[3] = {0, 0, 0};
  const iwi_pair_workspace *w = a->w;
  const int32_t core = w->atom_of[shell];
  const iw_field_type *type = &w->field->spec.types[w->types[core]];
  double d[3], f[3], x2;

  vector_to(w, core, (int32_t)shell, home, d);
  x2 = iwi_dot3(d, d);
  a->energy +=
      x2 * (0.5 * type->spring_ev_ang2 + type->spring4_ev_ang4 * x2 / 24);
  for (int k = 0; k < 3; k++)
    f[k] = -d[k] * (type->spring_ev_ang2 + type->spring4_ev_ang4 * x2 / 6);
  add_force(a, core, (int32_t)shell, d, f);
}

/* (F14) -k q q' [erf(a r)/r + shift - slope (r - R)]: what is left of an
 * excluded pair when its Coulomb energy is taken off. */
static void take_off(account *a, const iwi_exclusion *e)
{
  const iwi_pair_workspace *w = a->w;
  const iwi_screening *s = &w->screening;
  const double qq = s->constant * w->charges[e->i] * w->charges[e->j];
  const double z_small = 0.05, bell = 2 * s->alpha / sqrt(PI);
  double d[3], f[3], r, z, u, push; /* push: -u'/r */

  vector_to(w, e->i, e->j, e->cell, d);
  r = iwi_norm3(d);
  z = s->alpha * r;
  if (z > z_small) {
    u = erf(z) / r;
    push = (u - bell * exp(-z * z)) / (r * r);
  } else { /* the difference cancels; what the series leave out is below 1e-12
            */
    const double z2 = z * z;

    u = bell *
        (1 - z2 * (1.0 / 3 - z2 * (1.0 / 10 - z2 * (1.0 / 42 - z2 / 216))));
    push = bell * s->alpha * s->alpha *
           (2.0 / 3 - z2 * (2.0 / 5 - z2 * (1.0 / 7 - z2 / 27)));
  }
  u += s->shift - s->slope * (r - s->cutoff_ang);
  push += r > 0 ? s->slope / r : 0;
  a->energy -= qq * u;
  for (int k = 0; k < 3; k++)
    f[k] = -qq * push * d[k];
  add_force(a, e->i, e->j, d, f);
}

static int is_first(const iwi_exclusion *e)
{
  if (e->i != e->j)
    return e->i < e->j;
  for (int k = 0; k < 3; k++) {
    if (e->cell[k] != 0)
      return e->cell[k] > 0;
  }
  return 0;
}

double iwi_pair_bonded_add(iwi_pair_workspace *w, double strain[3][3])
{
  const iwi_topology *t = &w->topology;
  account a = {w, 0, strain};

  for (size_t k = 0; k < t->n_bonds; k++)
    add_bond(&a, &t->bonds[k]);
  for (size_t k = 0; k < t->n_angles; k++)
    add_angle(&a, &t->angles[k]);
  for (size_t i = w->n_atoms; i < w->n; i++)
    add_spring(&a, i);
  for (size_t k = 0; w->screening.cutoff_ang > 0 && k < t->n_exclusions; k++) {
    if (is_first(&t->exclusions[k]))
      take_off(&a, &t->exclusions[k]);
  }
  return a.energy;
}
