/* SPDX-License-Identifier: BSD-3-Clause */
/* One writer per structure format, printing into a text. */
#ifndef IONWAY_IO_WRITE_H
#define IONWAY_IO_WRITE_H

#include <ionway/write.h>

#include "text.h"

iw_status iwi_cif_write(iw_context *ctx, const iw_structure *structure,
                        iwi_text_builder *out);
iw_status iwi_poscar_write(iw_context *ctx, const iw_structure *structure,
                           iwi_text_builder *out);
/** With n_values keys of the caller's in the comment line. */
void iwi_extxyz_write(const iw_structure *structure,
                      const iw_frame_value *values, size_t n_values,
                      iwi_text_builder *out);

/** A blank and the number, in the digits that read back the same. */
void iwi_write_number(iwi_text_builder *out, double value);

#endif
