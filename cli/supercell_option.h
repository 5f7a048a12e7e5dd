/* SPDX-License-Identifier: BSD-3-Clause */
/* The option --supercell that several commands share. */
#ifndef IONWAY_CLI_SUPERCELL_OPTION_H
#define IONWAY_CLI_SUPERCELL_OPTION_H

#include "session.h"

/** The matrix of --supercell, "2x2x2" or nine integers "1,1,0,-1,1,0,0,0,1":
 *  rows in vectors of the input cell. *given says whether there was one; m is
 *  the identity otherwise. IW_E_ARGUMENT with the message set when the text is
 *  no such matrix, its determinant is 0 or beyond IW_SUPERCELL_MAX_INDEX. */
iw_status supercell_option_matrix(session *c, int32_t m[3][3], int *given);

/** A supercell of a structure as one of its primitive cell, of which the
 *  structure's vectors are whole numbers. */
void supercell_option_in_primitive(const int32_t given[3][3],
                                   const iw_structure *structure,
                                   const iw_structure *primitive,
                                   int32_t matrix[3][3]);

/** Inverse of a matrix that has one: fractional = Cartesian times it. */
void supercell_option_invert(const double m[3][3], double out[3][3]);

#endif
