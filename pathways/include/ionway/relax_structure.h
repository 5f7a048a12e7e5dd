/* SPDX-License-Identifier: BSD-3-Clause */
/* A structure brought to a minimum of a model's energy. */
#ifndef IONWAY_RELAX_STRUCTURE_H
#define IONWAY_RELAX_STRUCTURE_H

#include <ionway/relax.h>

IW_BEGIN_DECLS

/**
 * Relax all atoms of a structure, and its cell where the options say so. Sites
 * keep order, labels, occupancies and oxidation states; partly filled ones are
 * refused.
 *
 * Errors  those of iw_relax_atoms; IW_E_STRUCTURE. With IW_E_NOT_CONVERGED *out
 *         is made all the same. Free: iw_structure_destroy.
 */
IW_API iw_status iw_relax_structure(iw_context *ctx, const iw_energy *energy,
                                    const iw_structure *structure,
                                    const iw_relax_options *options,
                                    iw_relax_info *info, iw_structure **out);

IW_END_DECLS

#endif
