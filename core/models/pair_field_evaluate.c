/* SPDX-License-Identifier: BSD-3-Clause */
/* One call of a pair field: follow the atoms, renew what has become too short,
 * sum. */
#include <math.h>
#include <string.h>

#include "context.h"
#include "pair_field_model.h"
#include "vec3.h"

#define PI 3.14159265358979323846

iw_status iwi_pair_cell_set(iw_context *ctx, iwi_pair_workspace *w,
                            const double rows[3][3])
{
  double reduced[3][3];

  for (int i = 0; i < 3; i++)
    iwi_row_times3(w->basis[i], rows, reduced[i]);
  if (!iwi_lattice_init(&w->lattice, (const double(*)[3])reduced))
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s: the cell is flat or not finite",
                    w->field->spec.name);
  memcpy(w->given, rows, sizeof w->given);
  w->has_lists = 0;
  return IW_OK;
}

iw_status iwi_pair_cell_waves(iw_context *ctx, iwi_pair_workspace *w)
{
  if (!(w->wave_cutoff > 0))
    return IW_OK;
  return iwi_waves_list(ctx, &w->waves, &w->lattice, w->screening.alpha,
                        w->wave_cutoff, w->screening.constant);
}

/* An atom that reappears at the other side of the cell has not moved: of its
 * images the one nearest to where it was last is followed. */
iw_status iwi_pair_follow(iw_context *ctx, iwi_pair_workspace *w,
                          const iw_energy_atoms *atoms)
{
  for (size_t i = 0; i < w->n_atoms; i++) {
    double t[3];

    iwi_row_times3(atoms->frac[i], (const double(*)[3])w->to_reduced, t);
    for (int k = 0; k < 3; k++) {
      if (!(fabs(t[k]) < 1e6))
        return iwi_fail(ctx, IW_E_ARGUMENT,
                        "%s: position of atom %zu is not finite",
                        w->field->spec.name, i + 1);
      if (w->followed)
        t[k] -= floor(t[k] - w->place[i][k] + 0.5);
      w->place[i][k] = t[k];
    }
  }
  w->followed = 1;
  return IW_OK;
}

static void set_frac(iwi_pair_workspace *w)
{
  for (size_t i = 0; i < w->n; i++) {
    const int32_t atom = w->atom_of[i];

    for (int k = 0; k < 3; k++)
      w->frac[i][k] = w->place[atom][k] - w->base[atom][k];
    if (i >= w->n_atoms) {
      double d[3];

      iwi_row_times3(w->shell[i - w->n_atoms],
                     (const double(*)[3])w->lattice.inverse, d);
      for (int k = 0; k < 3; k++)
        w->frac[i][k] += d[k];
    }
  }
}

/* Cartesian positions into the cloud; has one moved too far for the lists? */
static int place_particles(iwi_pair_workspace *w)
{
  const double far2 = 0.25 * IWI_SKIN_ANG * IWI_SKIN_ANG;
  int moved = 0;

  for (size_t i = 0; i < w->n; i++) {
    double cart[3], d2 = 0;

    iwi_row_times3(w->frac[i], (const double(*)[3])w->lattice.rows, cart);
    for (int k = 0; k < 3; k++)
      d2 += (cart[k] - w->listed[i][k]) * (cart[k] - w->listed[i][k]);
    moved |= !(d2 < far2);
    w->cloud.x[i] = cart[0];
    w->cloud.y[i] = cart[1];
    w->cloud.z[i] = cart[2];
  }
  return moved;
}

iw_status iwi_pair_place(iw_context *ctx, iwi_pair_workspace *w)
{
  iw_status status;

  set_frac(w);
  if (w->has_lists && !place_particles(w))
    return IW_OK;
  status = iwi_pair_list_renew(ctx, w);
  if (status != IW_OK)
    return status;
  place_particles(w);
  for (size_t i = 0; i < w->n; i++) {
    w->listed[i][0] = w->cloud.x[i];
    w->listed[i][1] = w->cloud.y[i];
    w->listed[i][2] = w->cloud.z[i];
  }
  return IW_OK;
}

/* The image behind the particles is out of reach of all of them. */
static void place_images(iwi_pair_workspace *w)
{
  const size_t first = w->n + 1;
  iwi_cloud *c = &w->cloud;

  c->x[w->n] = c->y[w->n] = c->z[w->n] = 1e6;
  for (size_t k = 0; k < w->n_images; k++) {
    const size_t owner = (size_t)w->owner[k];

    c->x[first + k] = c->x[owner] + w->offset[k][0];
    c->y[first + k] = c->y[owner] + w->offset[k][1];
    c->z[first + k] = c->z[owner] + w->offset[k][2];
  }
  memset(c->fx, 0, (first + w->n_images) * sizeof *c->fx);
  memset(c->fy, 0, (first + w->n_images) * sizeof *c->fy);
  memset(c->fz, 0, (first + w->n_images) * sizeof *c->fz);
}

/* (F13) The virial of pairs is that of all particles and images; forces on
 * images then go to their owners. */
static void gather_forces(iwi_pair_workspace *w, double strain[3][3])
{
  const size_t first = w->n + 1, n = first + w->n_images;
  const iwi_cloud *c = &w->cloud;

  for (size_t i = 0; strain != NULL && i < n; i++) {
    const double r[3] = {c->x[i], c->y[i], c->z[i]};
    const double f[3] = {c->fx[i], c->fy[i], c->fz[i]};

    if (i == w->n)
      continue;
    for (int k = 0; k < 9; k++)
      strain[k / 3][k % 3] -= r[k / 3] * f[k % 3];
  }
  for (size_t k = 0; k < w->n_images; k++) {
    const size_t owner = (size_t)w->owner[k];

    c->fx[owner] += c->fx[first + k];
    c->fy[owner] += c->fy[first + k];
    c->fz[owner] += c->fz[first + k];
  }
  for (size_t i = 0; i < w->n; i++) {
    w->force[i][0] = c->fx[i];
    w->force[i][1] = c->fy[i];
    w->force[i][2] = c->fz[i];
  }
}

/* Name the closest pair of a list that is closer than it may be. */
static iw_status tell_close(iw_context *ctx, const iwi_pair_workspace *w,
                            const iwi_pair_list *list)
{
  const iwi_cloud *c = &w->cloud;
  double worst = INFINITY, limit = 0;
  int32_t pair[2] = {0, 0};

  for (size_t r = 0; r < list->n_rows; r++) {
    const iwi_pair_row *row = &list->rows[r];
    const double closest = row->pair < 0
                               ? IWI_CLOSEST_ANG
                               : w->field->pairs[row->pair].closest_ang;

    for (size_t k = row->first; k < row->first + row->n; k++) {
      const int32_t i = row->particle, j = list->images[k];
      const double d[3] = {c->x[j] - c->x[i], c->y[j] - c->y[i],
                           c->z[j] - c->z[i]};
      const double distance = iwi_norm3(d);

      if (distance < closest && distance < worst) {
        const int32_t a = w->atom_of[i];
        const int32_t b =
            w->atom_of[(size_t)j < w->n ? j : w->owner[(size_t)j - w->n - 1]];

        worst = distance;
        limit = closest;
        pair[0] = a < b ? a : b;
        pair[1] = a < b ? b : a;
      }
    }
  }
  return iwi_fail(
      ctx, IW_E_ENERGY,
      "%s: atoms %ld (%s) and %ld (%s) are %.3g Angstrom apart, want %.3g: %s",
      w->field->spec.name, (long)pair[0] + 1,
      w->field->spec.types[w->types[pair[0]]].name, (long)pair[1] + 1,
      w->field->spec.types[w->types[pair[1]]].name, worst, limit,
      limit > IWI_CLOSEST_ANG ? "nearer, their law turns over and pulls them "
                                "into each other"
                              : "no ions are as close");
}

/* Terms of an Ewald sum, or of (F12), that no pair and no wave brings. */
static double self_energy(const iwi_pair_workspace *w, double strain[3][3])
{
  const iwi_screening *s = &w->screening;
  const double q = w->total_charge;
  double background;

  if (!(w->wave_cutoff > 0)) /* DSF */
    return -s->constant * w->sum_charge2 *
           (0.5 * s->shift + s->alpha / sqrt(PI));
  background =
      s->constant * PI * q * q / (2 * w->lattice.volume * s->alpha * s->alpha);
  for (int k = 0; strain != NULL && k < 3; k++)
    strain[k][k] += background;
  return -s->constant * w->sum_charge2 * s->alpha / sqrt(PI) - background;
}

iw_status iwi_pair_sum(iw_context *ctx, iwi_pair_workspace *w, double *energy,
                       double strain[3][3])
{
  double e = 0, close = 0, laws_close = 0;

  place_images(w);
  for (size_t r = 0; r < w->coulomb.n_rows; r++) {
    const iwi_pair_row *row = &w->coulomb.rows[r];

    e += iwi_kernel_coulomb(&w->cloud, &w->screening, (size_t)row->particle,
                            w->charges[row->particle], row->n,
                            w->coulomb.images + row->first,
                            w->coulomb.charges + row->first, &close);
  }
  for (size_t r = 0; r < w->short_range.n_rows; r++) {
    const iwi_pair_row *row = &w->short_range.rows[r];

    e += iwi_kernel_laws(&w->cloud, &w->field->pairs[row->pair],
                         (size_t)row->particle, row->n,
                         w->short_range.images + row->first, &laws_close);
  }
  if (laws_close > 0)
    return tell_close(ctx, w, &w->short_range);
  if (close > 0)
    return tell_close(ctx, w, &w->coulomb);
  gather_forces(w, strain);
  if (w->wave_cutoff > 0)
    e += iwi_waves_add(&w->waves, &w->lattice, (const double(*)[3])w->frac,
                       w->force, strain);
  if (w->screening.cutoff_ang > 0)
    e += self_energy(w, strain);
  *energy = e + iwi_pair_bonded_add(w, strain);
  return IW_OK;
}

static void hand_over(const iwi_pair_workspace *w, double strain[3][3],
                      iw_energy_result *result)
{
  if (result->forces_ev_ang != NULL) {
    memcpy(result->forces_ev_ang, w->force,
           w->n_atoms * sizeof *result->forces_ev_ang);
    for (size_t i = w->n_atoms; i < w->n; i++) {
      for (int k = 0; k < 3; k++)
        result->forces_ev_ang[w->atom_of[i]][k] += w->force[i][k];
    }
  }
  for (int k = 0; result->stress_ev_ang3 != NULL && k < 9; k++)
    result->stress_ev_ang3[k / 3][k % 3] =
        0.5 * (strain[k / 3][k % 3] + strain[k % 3][k / 3]) / w->lattice.volume;
}

iw_status iwi_pair_model_evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                                  void *workspace, iw_energy_result *result,
                                  void *user)
{
  const iw_pair_field *field = user;
  iwi_pair_workspace *w = workspace;
  double strain[3][3] = {{0}};
  double(*wanted)[3] = result->stress_ev_ang3 != NULL ? strain : NULL;
  iw_status status = IW_OK;

  if (w == NULL || atoms->n_atoms != w->n_atoms)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%s: want the workspace that was opened on these atoms",
                    field->spec.name);
  if (memcmp(w->given, atoms->lattice_ang, sizeof w->given) != 0) {
    status = iwi_pair_cell_set(ctx, w, atoms->lattice_ang);
    if (status == IW_OK)
      status = iwi_pair_cell_waves(ctx, w);
  }
  if (status == IW_OK)
    status = iwi_pair_follow(ctx, w, atoms);
  if (status == IW_OK)
    status = iwi_pair_place(ctx, w);
  if (status != IW_OK)
    return status;
  if (w->n_shells > 0)
    status = iwi_pair_shells_relax(ctx, w, &result->energy_ev, wanted);
  else
    status = iwi_pair_sum(ctx, w, &result->energy_ev, wanted);
  if (status == IW_OK)
    hand_over(w, strain, result);
  return status;
}
