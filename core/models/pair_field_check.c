/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether a spec is a pair field: every number in its domain, every index that
 * of something. */
#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "pair_field.h"

#define MAX_TYPES 200 /* pairs of types are numbered in 16 bits */
#define MAX_TERMS 10000

static iw_status check_type(iw_context *ctx, const iw_pair_field_spec *spec,
                            size_t at)
{
  const iw_field_type *t = &spec->types[at];

  if (t->name == NULL || t->name[0] == '\0')
    return iwi_fail(ctx, IW_E_ARGUMENT, "pair field: type %zu has no name",
                    at + 1);
  for (size_t i = 0; i < at; i++) {
    if (strcmp(spec->types[i].name, t->name) == 0)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "pair field: two types are called %.60s", t->name);
  }
  if (t->element < 1 || t->element > IW_MAX_ELEMENT || t->near_element < 0 ||
      t->near_element > IW_MAX_ELEMENT)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: type %.60s: elements %ld and %ld, want atomic "
                    "numbers",
                    t->name, (long)t->element, (long)t->near_element);
  if (!(fabs(t->charge_e) <= 20) || !(fabs(t->shell_charge_e) <= 20))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: type %.60s: charges %g and %g, want within 20 "
                    "e",
                    t->name, t->charge_e, t->shell_charge_e);
  if (t->near_element != 0 && !(t->near_ang > 0 && t->near_ang <= 20))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: type %.60s: a neighbour within %g Angstrom, "
                    "want 0..20",
                    t->name, t->near_ang);
  if (!(t->spring_ev_ang2 >= 0 && t->spring_ev_ang2 < 1e9) ||
      !(t->spring4_ev_ang4 >= 0 && t->spring4_ev_ang4 < 1e12) ||
      (t->spring_ev_ang2 == 0 && /* exact: 0 means there is no shell */
       (t->shell_charge_e != 0 || t->spring4_ev_ang4 != 0)))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: type %.60s: spring %g eV/Angstrom^2, want one "
                    "above 0 for a shell",
                    t->name, t->spring_ev_ang2);
  return IW_OK;
}

/* What each form may be given: parameters in [min, max]. */
typedef struct form_rule {
  const char *name;
  int n_parameters;
  double min[3], max[3];
} form_rule;

static const form_rule forms[] = {
    [IW_FIELD_BUCKINGHAM] = {"buckingham", 3, {0, 1e-3, 0}, {1e12, 10, 1e9}},
    [IW_FIELD_BORN_MAYER] = {"born-mayer", 2, {-1e6, 1e-3}, {1e12, 10}},
    [IW_FIELD_MORSE] = {"morse", 3, {0, 1e-3, 1e-3}, {1e4, 100, 20}},
    [IW_FIELD_LENNARD_JONES] = {"lennard-jones", 2, {0, 1e-3}, {1e4, 20}},
    [IW_FIELD_R12] = {"r12", 1, {0}, {1e12}}};

static iw_status check_term(iw_context *ctx, const iw_pair_field_spec *spec,
                            size_t at)
{
  const iw_field_term *t = &spec->terms[at];
  const int32_t n = (int32_t)spec->n_types;
  const form_rule *rule;

  if (t->type_a < 0 || t->type_a >= n || t->type_b < 0 || t->type_b >= n ||
      (unsigned)t->form > IW_FIELD_R12 || (unsigned)t->shift > IW_SHIFT_FORCE)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: term %zu names a type, form or shift that "
                    "there is not",
                    at + 1);
  rule = &forms[t->form];
  for (int k = 0; k < rule->n_parameters; k++) {
    if (!(t->p[k] >= rule->min[k] && t->p[k] <= rule->max[k]))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "pair field: %s %.60s %.60s: parameter %d is %g, want "
                      "%g..%g",
                      rule->name, spec->types[t->type_a].name,
                      spec->types[t->type_b].name, k + 1, t->p[k], rule->min[k],
                      rule->max[k]);
  }
  if (!(t->cutoff_ang == 0 || /* exact: stands for the default */
        (t->cutoff_ang >= 1 && t->cutoff_ang <= 100)))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: %s %.60s %.60s: cutoff %g, want 1..100 "
                    "Angstrom",
                    rule->name, spec->types[t->type_a].name,
                    spec->types[t->type_b].name, t->cutoff_ang);
  return IW_OK;
}

static iw_status check_bonds(iw_context *ctx, const iw_pair_field_spec *spec)
{
  const int32_t n = (int32_t)spec->n_types;

  for (size_t i = 0; i < spec->n_bonds; i++) {
    const iw_field_bond *b = &spec->bonds[i];

    if (b->type_a < 0 || b->type_a >= n || b->type_b < 0 || b->type_b >= n ||
        !(b->k_ev_ang2 >= 0 && b->k_ev_ang2 <= 1e6) ||
        !(b->r0_ang > 0 && b->r0_ang <= 20) ||
        !(b->within_ang > 0 && b->within_ang <= 20))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "pair field: bond %zu: k %g, r0 %g, within %g: want "
                      "types, k >= 0, distances in 0..20 Angstrom",
                      i + 1, b->k_ev_ang2, b->r0_ang, b->within_ang);
  }
  for (size_t i = 0; i < spec->n_angles; i++) {
    const iw_field_angle *a = &spec->angles[i];

    if (a->type_a < 0 || a->type_a >= n || a->type_b < 0 || a->type_b >= n ||
        a->type_centre < 0 || a->type_centre >= n ||
        !(a->k_ev_rad2 >= 0 && a->k_ev_rad2 <= 1e6) ||
        !(a->theta0_deg > 0 && a->theta0_deg <= 180) ||
        !(a->within_ang > 0 && a->within_ang <= 20))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      "pair field: angle %zu: k %g, theta0 %g, within %g: want "
                      "types, k >= 0, 0..180 degrees, 0..20 Angstrom",
                      i + 1, a->k_ev_rad2, a->theta0_deg, a->within_ang);
  }
  return IW_OK;
}

double iwi_pair_field_dsf_cutoff(const iw_pair_field_spec *spec)
{
  /* exact: 0 stands for the default */
  return spec->coulomb_cutoff_ang == 0 ? 12 : spec->coulomb_cutoff_ang;
}

static iw_status check_settings(iw_context *ctx, const iw_pair_field_spec *s)
{
  if ((unsigned)s->coulomb > IW_COULOMB_NONE ||
      (unsigned)s->shift > IW_SHIFT_FORCE ||
      (unsigned)s->exclude > IW_EXCLUDE_NOTHING)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: a choice that there is not");
  if (!(s->cutoff_ang >= 1 && s->cutoff_ang <= 100))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: cutoff %g, want 1..100 Angstrom",
                    s->cutoff_ang);
  if (!(s->tolerance >= 1e-15 && s->tolerance <= 1e-3))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: tolerance %g of the Ewald sum, want "
                    "1e-15..1e-3",
                    s->tolerance);
  if (!(s->coulomb_cutoff_ang == 0 || /* exact: stands for the default */
        (s->coulomb_cutoff_ang >= 1 && s->coulomb_cutoff_ang <= 100)))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: Coulomb cutoff %g, want 1..100 Angstrom",
                    s->coulomb_cutoff_ang);
  if (s->coulomb == IW_COULOMB_DSF &&
      !(s->dsf_alpha_inv_ang * iwi_pair_field_dsf_cutoff(s) <= 6))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: alpha %g 1/Angstrom leaves nothing at the "
                    "cutoff %g Angstrom, want alpha times cutoff up to 6",
                    s->dsf_alpha_inv_ang, iwi_pair_field_dsf_cutoff(s));
  if (!(s->dsf_alpha_inv_ang >= 0 && s->dsf_alpha_inv_ang <= 5) ||
      !(s->coulomb_ev_ang > 0 && s->coulomb_ev_ang < 1e3) ||
      !(s->coulomb_scale >= 0 && s->coulomb_scale <= 100) ||
      !(s->shell_force_ev_ang >= 1e-12 && s->shell_force_ev_ang <= 1e-2))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: alpha %g, Coulomb constant %g, scale %g or "
                    "force on shells %g out of range",
                    s->dsf_alpha_inv_ang, s->coulomb_ev_ang, s->coulomb_scale,
                    s->shell_force_ev_ang);
  return IW_OK;
}

iw_status iwi_pair_field_check(iw_context *ctx, const iw_pair_field_spec *spec)
{
  iw_status status = IW_OK;

  if (spec->struct_size != sizeof *spec)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "pair field: spec of size %zu, want %zu (start from the "
                    "defaults)",
                    spec->struct_size, sizeof *spec);
  if (spec->n_types == 0)
    return iwi_fail(ctx, IW_E_ARGUMENT, "pair field: no types");
  if (spec->n_types > MAX_TYPES || spec->n_terms > MAX_TERMS ||
      spec->n_bonds > MAX_TERMS || spec->n_angles > MAX_TERMS)
    return iwi_fail(ctx, IW_E_LIMIT,
                    "pair field: %zu types and %zu terms, want up to %d and %d",
                    spec->n_types, spec->n_terms, MAX_TYPES, MAX_TERMS);
  for (size_t i = 0; i < spec->n_types && status == IW_OK; i++)
    status = check_type(ctx, spec, i);
  for (size_t i = 0; i < spec->n_terms && status == IW_OK; i++)
    status = check_term(ctx, spec, i);
  if (status == IW_OK)
    status = check_bonds(ctx, spec);
  return status == IW_OK ? check_settings(ctx, spec) : status;
}
