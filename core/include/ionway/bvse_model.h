/* SPDX-License-Identifier: BSD-3-Clause */
/* The bond-valence field of a rigid host as an energy model: one ion, the
 * mobile one; the host is inside the model. */
#ifndef IONWAY_BVSE_MODEL_H
#define IONWAY_BVSE_MODEL_H

#include <ionway/bvse.h>
#include <ionway/energy.h>

IW_BEGIN_DECLS

/**
 * The field as a model of exactly one atom: the mobile element (its charge,
 * when charges are given, that of the field) in the lattice of the field;
 * anything else is IW_E_ARGUMENT. Forces are the analytic gradient, eq. (E3).
 *
 * field  borrowed by the model and its workspaces.
 * out    filled in; thread-safe.
 */
IW_API void iw_bvse_model_describe(const iw_bvse *field, iw_energy *out);

IW_END_DECLS

#endif
