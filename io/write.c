/* SPDX-License-Identifier: BSD-3-Clause */
/* Structures out: choice of format, and texts into files. */
#include "write.h"

#include "context.h"
#include "file.h"
#include "mem.h"
#include "read.h"

void iwi_write_number(iwi_text_builder *out, double value)
{
  char digits[IWI_NUMBER_SIZE];

  iwi_text_printf(out, " %s", iwi_text_number(value, digits));
}

iw_status iw_text_write_file(iw_context *ctx, const iw_text *text,
                             const char *path)
{
  return iwi_file_write(ctx, path, iw_text_data(text), iw_text_size(text));
}

iw_status iw_text_read_file(iw_context *ctx, const char *path, size_t max_bytes,
                            iw_text **out)
{
  char *data;
  size_t size;
  iw_status status;

  *out = NULL;
  status = iwi_file_read(ctx, path, max_bytes, &data, &size);
  if (status != IW_OK)
    return status;
  status = iw_text_create(ctx, data, size, out);
  iwi_free(data);
  return status;
}

iw_status iw_folder_make(iw_context *ctx, const char *path)
{
  return iwi_folder_make(ctx, path);
}

iw_status iw_structure_write_frame(iw_context *ctx,
                                   const iw_structure *structure,
                                   const iw_frame_value *values,
                                   size_t n_values, iw_text **out)
{
  iwi_text_builder text;

  iwi_text_begin(&text, ctx);
  iwi_extxyz_write(structure, values, n_values, &text);
  return iwi_text_finish(&text, out);
}

iw_status iw_structure_write_memory(iw_context *ctx,
                                    const iw_structure *structure,
                                    iw_format format, iw_text **out)
{
  iwi_text_builder text;
  iw_status status;

  *out = NULL;
  iwi_text_begin(&text, ctx);
  switch (format) {
  case IW_FORMAT_CIF:
    status = iwi_cif_write(ctx, structure, &text);
    break;
  case IW_FORMAT_POSCAR:
    status = iwi_poscar_write(ctx, structure, &text);
    break;
  case IW_FORMAT_EXTXYZ:
    iwi_extxyz_write(structure, NULL, 0, &text);
    status = IW_OK;
    break;
  default:
    status =
        iwi_fail(ctx, IW_E_ARGUMENT,
                 "format %d of the structure to write is unknown", (int)format);
  }
  if (status == IW_OK)
    return iwi_text_finish(&text, out);
  iwi_text_abandon(&text);
  return status;
}

iw_status iw_structure_write_file(iw_context *ctx,
                                  const iw_structure *structure,
                                  iw_format format, const char *path)
{
  iw_text *text;
  iw_status status;

  if (format == IW_FORMAT_AUTO)
    format = iwi_read_format_of_name(path);
  if (format == IW_FORMAT_AUTO)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    "%.500s: name does not tell a structure format, want "
                    ".cif, .vasp, POSCAR... or .xyz",
                    path);
  status = iw_structure_write_memory(ctx, structure, format, &text);
  if (status != IW_OK)
    return status;
  status = iw_text_write_file(ctx, text, path);
  iw_text_destroy(text);
  return status;
}
