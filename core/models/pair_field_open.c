/* SPDX-License-Identifier: BSD-3-Clause */
/* The workspace of a pair field: particles of the atoms at hand, the reduced
 * cell, how the Ewald sum is split. */
#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "pair_field_model.h"
#include "vec3.h"

#define PI 3.14159265358979323846

/* Time of a pair in real space over that of a wave at one charge, measured by
 * bench_pair_field with AVX-512. */
#define PAIR_OVER_WAVE 10.0

/* Charges that add up to less than this are neutral, e: sums of decimal
 * charges. */
#define NEUTRAL_E 1e-9

static iw_status take_types(iw_context *ctx, const iw_pair_field *field,
                            const iw_energy_atoms *atoms, iwi_pair_workspace *w)
{
  w->types = iwi_calloc(ctx, w->n_atoms, sizeof *w->types);
  w->n_of_type = iwi_calloc(ctx, field->spec.n_types, sizeof *w->n_of_type);
  if (w->types == NULL || w->n_of_type == NULL)
    return IW_E_MEMORY;
  if (atoms->types == NULL) {
    const iw_status status =
        iwi_pair_types_of_atoms(ctx, field, atoms, w->types);

    if (status != IW_OK)
      return status;
  } else {
    memcpy(w->types, atoms->types, w->n_atoms * sizeof *w->types);
  }
  for (size_t i = 0; i < w->n_atoms; i++) {
    const int32_t type = w->types[i];

    if (type < 0 || (size_t)type >= field->spec.n_types)
      return iwi_fail(
          ctx, IW_E_ARGUMENT, "%s: atom %zu has type %ld, want 0..%zu",
          field->spec.name, i + 1, (long)type, field->spec.n_types - 1);
    w->n_of_type[type]++;
    w->n_shells += field->spec.types[type].spring_ev_ang2 > 0;
  }
  w->n = w->n_atoms + w->n_shells;
  return IW_OK;
}

static iw_status make_arrays(iw_context *ctx, iwi_pair_workspace *w)
{
  w->acting = iwi_calloc(ctx, w->n, sizeof *w->acting);
  w->charges = iwi_calloc(ctx, w->n, sizeof *w->charges);
  w->atom_of = iwi_calloc(ctx, w->n, sizeof *w->atom_of);
  w->site_of = iwi_calloc(ctx, w->n_atoms, sizeof *w->site_of);
  w->place = iwi_calloc(ctx, w->n_atoms, sizeof *w->place);
  w->base = iwi_calloc(ctx, w->n_atoms, sizeof *w->base);
  w->shell = iwi_calloc(ctx, w->n_shells, sizeof *w->shell);
  w->listed = iwi_calloc(ctx, w->n, sizeof *w->listed);
  w->frac = iwi_calloc(ctx, w->n, sizeof *w->frac);
  w->force = iwi_calloc(ctx, w->n, sizeof *w->force);
  if (w->acting == NULL || w->charges == NULL || w->atom_of == NULL ||
      w->site_of == NULL || w->place == NULL || w->base == NULL ||
      w->shell == NULL || w->listed == NULL || w->frac == NULL ||
      w->force == NULL)
    return IW_E_MEMORY;
  return IW_OK;
}

static void make_particles(const iw_pair_field *field, iwi_pair_workspace *w)
{
  size_t shell = w->n_atoms;

  for (size_t i = 0; i < w->n_atoms; i++) {
    const iw_field_type *type = &field->spec.types[w->types[i]];

    w->atom_of[i] = w->site_of[i] = (int32_t)i;
    w->acting[i] = w->types[i];
    w->charges[i] = type->charge_e;
    if (!(type->spring_ev_ang2 > 0))
      continue;
    w->acting[i] = -1;
    w->site_of[i] = (int32_t)shell;
    w->atom_of[shell] = (int32_t)i;
    w->acting[shell] = w->types[i];
    w->charges[shell++] = type->shell_charge_e;
  }
  for (size_t i = 0; i < w->n; i++) {
    w->total_charge += w->charges[i];
    w->sum_charge2 += w->charges[i] * w->charges[i];
  }
  for (size_t p = 0; p < field->n_pairs; p++) {
    const iwi_pair_laws *pair = &field->pairs[p];

    if (w->n_of_type[pair->type_a] > 0 && w->n_of_type[pair->type_b] > 0)
      w->short_reach_ang = fmax(w->short_reach_ang, pair->cutoff_ang);
  }
}

/* frac = reduced times to_reduced's inverse: both are whole numbers. */
static iw_status take_cell(iw_context *ctx, const iw_energy_atoms *atoms,
                           iwi_pair_workspace *w)
{
  iwi_lattice lattice;

  if (!iwi_lattice_init(&lattice, atoms->lattice_ang))
    return iwi_fail(ctx, IW_E_ARGUMENT, "%s: the cell is flat or not finite",
                    w->field->spec.name);
  for (int i = 0; i < 3; i++) {
    iwi_row_times3(atoms->lattice_ang[i],
                   (const double(*)[3])lattice.reduced_inverse,
                   w->to_reduced[i]);
    for (int k = 0; k < 3; k++)
      w->to_reduced[i][k] = floor(w->to_reduced[i][k] + 0.5);
  }
  iwi_inverse3((const double(*)[3])w->to_reduced, w->basis);
  for (int k = 0; k < 9; k++)
    w->basis[k / 3][k % 3] = floor(w->basis[k / 3][k % 3] + 0.5);
  return iwi_pair_cell_set(ctx, w, atoms->lattice_ang);
}

/* (C4) The split: time is least where pairs, (2 pi/3) n^2 R^3/V, and waves at
 * charges, 2/(3 pi^2) V (alpha R)^3 alpha^3 n, take the same. */
static void split_ewald(const iw_pair_field_spec *spec, iwi_pair_workspace *w)
{
  const double reach = sqrt(-log(spec->tolerance)), volume = w->lattice.volume;
  double n = 0;

  for (size_t i = 0; i < w->n; i++)
    n += w->charges[i] != 0; /* exact: 0 is no charge */
  w->screening.alpha = pow(
      PAIR_OVER_WAVE * PI * PI * PI * fmax(n, 1) / (volume * volume), 1.0 / 6);
  /* exact: 0 stands for the default */
  if (spec->coulomb_cutoff_ang != 0)
    w->screening.alpha = reach / spec->coulomb_cutoff_ang;
  w->screening.cutoff_ang = reach / w->screening.alpha;
  w->wave_cutoff = 2 * w->screening.alpha * reach;
}

/* (F12) The damped, shifted force. */
static void set_dsf(const iw_pair_field_spec *spec, iwi_pair_workspace *w)
{
  /* 1e-9: no damping, but for 1e-9 of the energy */
  const double a = fmax(spec->dsf_alpha_inv_ang, 1e-9);
  const double r = iwi_pair_field_dsf_cutoff(spec);

  w->screening.alpha = a;
  w->screening.cutoff_ang = r;
  w->screening.shift = erfc(a * r) / r;
  w->screening.slope =
      (w->screening.shift + 2 * a / sqrt(PI) * exp(-a * a * r * r)) / r;
}

static iw_status begin_coulomb(iw_context *ctx, iw_pair_field *field,
                               iwi_pair_workspace *w)
{
  const iw_pair_field_spec *spec = &field->spec;

  if (spec->coulomb == IW_COULOMB_NONE || !(w->sum_charge2 > 0))
    return IW_OK;
  w->screening.constant = spec->coulomb_ev_ang * spec->coulomb_scale;
  if (spec->coulomb == IW_COULOMB_DSF) {
    set_dsf(spec, w);
    return IW_OK;
  }
  if (fabs(w->total_charge) > NEUTRAL_E &&
      !atomic_flag_test_and_set(&field->said_charged))
    iwi_log(ctx, IW_LOG_NOTE,
            "%s: the cell has a charge of %g e; a uniform background of the "
            "opposite charge makes it neutral",
            spec->name, w->total_charge);
  split_ewald(spec, w);
  return iwi_waves_begin(ctx, w->n, w->charges, &w->waves);
}

iw_status iwi_pair_model_open(iw_context *ctx, const iw_energy_atoms *atoms,
                              void *user, void **workspace)
{
  iw_pair_field *field = user;
  iwi_pair_workspace *w = iwi_calloc(ctx, 1, sizeof *w);
  iw_status status;

  *workspace = NULL;
  if (w == NULL)
    return IW_E_MEMORY;
  w->field = field;
  w->n_atoms = atoms->n_atoms;
  status = take_types(ctx, field, atoms, w);
  if (status == IW_OK)
    status = make_arrays(ctx, w);
  if (status == IW_OK) {
    make_particles(field, w);
    status = take_cell(ctx, atoms, w);
  }
  if (status == IW_OK)
    status = begin_coulomb(ctx, field, w);
  if (status == IW_OK)
    status = iwi_pair_cell_waves(ctx, w);
  if (status == IW_OK)
    status = iwi_pair_follow(ctx, w, atoms);
  if (status == IW_OK)
    status = iwi_pair_topology_find(ctx, w);
  if (status == IW_OK && w->n_shells > 0)
    status = iwi_pair_shells_begin(ctx, w);
  if (status != IW_OK) {
    iwi_pair_model_close(w, user);
    return status;
  }
  *workspace = w;
  return IW_OK;
}

static void free_list(iwi_pair_list *list)
{
  iwi_free(list->rows);
  iwi_free(list->images);
  iwi_free(list->charges);
}

void iwi_pair_model_close(void *workspace, void *user)
{
  iwi_pair_workspace *w = workspace;

  (void)user;
  if (w == NULL)
    return;
  iwi_pair_shells_end(w);
  iwi_pair_topology_free(&w->topology);
  iwi_waves_end(&w->waves);
  free_list(&w->coulomb);
  free_list(&w->short_range);
  iwi_free(w->types);
  iwi_free(w->n_of_type);
  iwi_free(w->acting);
  iwi_free(w->charges);
  iwi_free(w->atom_of);
  iwi_free(w->site_of);
  iwi_free(w->place);
  iwi_free(w->base);
  iwi_free(w->shell);
  iwi_free(w->listed);
  iwi_free(w->frac);
  iwi_free(w->force);
  iwi_free(w->cloud.x);
  iwi_free(w->owner);
  iwi_free(w->offset);
  iwi_free(w->image_ids);
  iwi_free(w->near_sites);
  iwi_free(w->near_vectors);
  iwi_free(w->selected);
  iwi_free(w);
}
