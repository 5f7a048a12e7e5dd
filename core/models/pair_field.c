/* SPDX-License-Identifier: BSD-3-Clause */
/* A pair field from its spec: copies, laws sorted by pairs. */
#include "pair_field.h"

#include <math.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "pair_field_model.h"
#include "units.h"

#define HAS_TERMS (-2) /* in pair_of, until the pair has its number */

void iw_pair_field_spec_default(iw_pair_field_spec *spec)
{
  *spec = (iw_pair_field_spec){.struct_size = sizeof *spec,
                               .cutoff_ang = 10,
                               .shift = IW_SHIFT_ENERGY,
                               .tolerance = 1e-10,
                               .dsf_alpha_inv_ang = 0.2,
                               .coulomb_ev_ang = IWI_COULOMB_EV_ANG,
                               .coulomb_scale = 1,
                               .shell_force_ev_ang = 1e-7};
}

static void *copied(iw_context *ctx, const void *from, size_t n, size_t size)
{
  void *copy = iwi_calloc(ctx, n, size);

  if (copy != NULL && n > 0)
    memcpy(copy, from, n * size);
  return copy;
}

/* Everything of the spec becomes our own, texts last: until a text is copied
 * its pointer is NULL, so that destroy() frees what is ours. */
static iw_status copy_spec(iw_context *ctx, const iw_pair_field_spec *spec,
                           iw_pair_field *field)
{
  iw_pair_field_spec *own = &field->spec;
  iw_field_type *types = copied(ctx, spec->types, spec->n_types, sizeof *types);

  *own = *spec;
  own->types = types;
  own->name = iwi_strdup(ctx, spec->name != NULL ? spec->name : "pair field");
  own->terms = copied(ctx, spec->terms, spec->n_terms, sizeof *own->terms);
  own->bonds = copied(ctx, spec->bonds, spec->n_bonds, sizeof *own->bonds);
  own->angles = copied(ctx, spec->angles, spec->n_angles, sizeof *own->angles);
  if (types == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < spec->n_types; i++)
    types[i].name = types[i].label = NULL;
  if (own->name == NULL || own->terms == NULL || own->bonds == NULL ||
      own->angles == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < spec->n_types; i++) {
    types[i].name = iwi_strdup(ctx, spec->types[i].name);
    if (types[i].name == NULL)
      return IW_E_MEMORY;
    if (spec->types[i].label == NULL)
      continue;
    types[i].label = iwi_strdup(ctx, spec->types[i].label);
    if (types[i].label == NULL)
      return IW_E_MEMORY;
  }
  return IW_OK;
}

static int is_between(const iw_field_term *t, size_t a, size_t b)
{
  return ((size_t)t->type_a == a && (size_t)t->type_b == b) ||
         ((size_t)t->type_a == b && (size_t)t->type_b == a);
}

/* The laws of one pair of types, behind those there are. */
static size_t sort_pair(iw_pair_field *field, size_t a, size_t b, size_t n_laws)
{
  const iw_pair_field_spec *spec = &field->spec;
  iwi_pair_laws *pair = &field->pairs[field->n_pairs];

  *pair = (iwi_pair_laws){
      .type_a = (int32_t)a, .type_b = (int32_t)b, .laws = &field->laws[n_laws]};
  for (size_t i = 0; i < spec->n_terms; i++) {
    iw_field_term term = spec->terms[i];

    if (!is_between(&term, a, b))
      continue;
    if (term.cutoff_ang == 0) /* exact: stands for the default */
      term.cutoff_ang = spec->cutoff_ang;
    if (term.shift == IW_SHIFT_DEFAULT)
      term.shift = spec->shift;
    field->laws[n_laws + pair->n_laws++] = iwi_law_of_term(&term);
    pair->cutoff_ang = fmax(pair->cutoff_ang, term.cutoff_ang);
  }
  pair->closest_ang =
      iwi_law_turns_over(pair->laws, pair->n_laws, pair->cutoff_ang);
  field->pair_of[a * spec->n_types + b] = (int16_t)field->n_pairs;
  field->pair_of[b * spec->n_types + a] = (int16_t)field->n_pairs;
  field->n_pairs++;
  return n_laws + pair->n_laws;
}

static void mark_pair(iw_pair_field *field, const iw_field_term *term)
{
  const size_t n = field->spec.n_types;
  const size_t a = (size_t)term->type_a, b = (size_t)term->type_b;

  field->pair_of[a * n + b] = field->pair_of[b * n + a] = HAS_TERMS;
}

static iw_status sort_terms(iw_context *ctx, iw_pair_field *field)
{
  const size_t n = field->spec.n_types;
  size_t n_laws = 0;

  if (field->spec.shift == IW_SHIFT_DEFAULT)
    field->spec.shift = IW_SHIFT_ENERGY;
  field->laws = iwi_calloc(ctx, field->spec.n_terms, sizeof *field->laws);
  field->pairs = iwi_calloc(ctx, n * (n + 1) / 2, sizeof *field->pairs);
  field->pair_of = iwi_calloc(ctx, n * n, sizeof *field->pair_of);
  if (field->laws == NULL || field->pairs == NULL || field->pair_of == NULL)
    return IW_E_MEMORY;
  for (size_t i = 0; i < n * n; i++)
    field->pair_of[i] = -1;
  for (size_t i = 0; i < field->spec.n_terms; i++)
    mark_pair(field, &field->spec.terms[i]);
  for (size_t a = 0; a < n; a++) {
    for (size_t b = a; b < n; b++) {
      if (field->pair_of[a * n + b] == HAS_TERMS)
        n_laws = sort_pair(field, a, b, n_laws);
    }
  }
  return IW_OK;
}

iw_status iw_pair_field_create(iw_context *ctx, const iw_pair_field_spec *spec,
                               iw_pair_field **out)
{
  iw_status status = iwi_pair_field_check(ctx, spec);
  iw_pair_field *field;

  *out = NULL;
  if (status != IW_OK)
    return status;
  field = iwi_calloc(ctx, 1, sizeof *field);
  if (field == NULL)
    return IW_E_MEMORY;
  atomic_flag_clear(&field->said_charged);
  status = copy_spec(ctx, spec, field);
  if (status == IW_OK)
    status = sort_terms(ctx, field);
  if (status != IW_OK) {
    iw_pair_field_destroy(field);
    return status;
  }
  field->energy = (iw_energy){.struct_size = sizeof field->energy,
                              .name = field->spec.name,
                              .evaluate = iwi_pair_model_evaluate,
                              .user = field,
                              .thread_safe = 1,
                              .provides = IW_ENERGY_FORCES | IW_ENERGY_STRESS,
                              .open = iwi_pair_model_open,
                              .close = iwi_pair_model_close,
                              .assign_types = iwi_pair_model_types};
  *out = field;
  return IW_OK;
}

void iw_pair_field_destroy(iw_pair_field *field)
{
  if (field == NULL)
    return;
  for (size_t i = 0; field->spec.types != NULL && i < field->spec.n_types;
       i++) {
    iwi_free((char *)field->spec.types[i].name);
    iwi_free((char *)field->spec.types[i].label);
  }
  iwi_free((void *)field->spec.types);
  iwi_free((char *)field->spec.name);
  iwi_free((void *)field->spec.terms);
  iwi_free((void *)field->spec.bonds);
  iwi_free((void *)field->spec.angles);
  iwi_free(field->laws);
  iwi_free(field->pairs);
  iwi_free(field->pair_of);
  iwi_free(field);
}

const iw_energy *iw_pair_field_energy(const iw_pair_field *field)
{
  return &field->energy;
}

size_t iw_pair_field_n_types(const iw_pair_field *field)
{
  return field->spec.n_types;
}

const iw_field_type *iw_pair_field_types(const iw_pair_field *field)
{
  return field->spec.types;
}

double iw_pair_field_closest_ang(const iw_pair_field *field, int32_t type_a,
                                 int32_t type_b)
{
  const size_t n = field->spec.n_types;
  const int at = field->pair_of[(size_t)type_a * n + (size_t)type_b];

  return at < 0 ? IWI_CLOSEST_ANG : field->pairs[at].closest_ang;
}
