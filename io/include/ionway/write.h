/* SPDX-License-Identifier: BSD-3-Clause */
/* Structures and volumes out. Files appear whole or not at all: they are
 * written beside their name and renamed. */
#ifndef IONWAY_WRITE_H
#define IONWAY_WRITE_H

#include <stddef.h>

#include <ionway/landscape.h>
#include <ionway/read.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

/** Bytes the library made; owned by the object. */
typedef struct iw_text iw_text;
/** A copy of size bytes. Errors: IW_E_MEMORY. Free: iw_text_destroy. */
IW_API iw_status iw_text_create(iw_context *ctx, const char *data, size_t size,
                                iw_text **out);
IW_API const char *iw_text_data(const iw_text *text); /* NUL-terminated */
IW_API size_t iw_text_size(const iw_text *text);      /* without the NUL */
IW_API void iw_text_destroy(iw_text *text);

/** All of a file. Errors: IW_E_IO, IW_E_LIMIT (more than max_bytes),
 *  IW_E_MEMORY. Free: iw_text_destroy. */
IW_API iw_status iw_text_read_file(iw_context *ctx, const char *path,
                                   size_t max_bytes, iw_text **out);

/** Put a text in a file, atomically. Errors: IW_E_IO. */
IW_API iw_status iw_text_write_file(iw_context *ctx, const iw_text *text,
                                    const char *path);

/** Make a folder; one that is there is fine. Errors: IW_E_IO. */
IW_API iw_status iw_folder_make(iw_context *ctx, const char *path);

/** A structure as CIF (P1), POSCAR (full occupancy only; IW_E_ARGUMENT
 *  otherwise) or extended XYZ; reads back to 1e-10. Free: iw_text_destroy. */
IW_API iw_status iw_structure_write_memory(iw_context *ctx,
                                           const iw_structure *structure,
                                           iw_format format, iw_text **out);
/** IW_FORMAT_AUTO goes by the name. */
IW_API iw_status iw_structure_write_file(iw_context *ctx,
                                         const iw_structure *structure,
                                         iw_format format, const char *path);

/** A key and its value in the comment line of an extended XYZ frame. */
typedef struct iw_frame_value {
  const char *key;   /* letters, digits, underscores              */
  const char *value; /* quoted when it is not a plain word        */
} iw_frame_value;

/** A structure as a frame of an extended XYZ file, with values of its own in
 *  the comment line; frames one after another make a file.
 *  Free: iw_text_destroy. Errors: IW_E_MEMORY. */
IW_API iw_status iw_structure_write_frame(iw_context *ctx,
                                          const iw_structure *structure,
                                          const iw_frame_value *values,
                                          size_t n_values, iw_text **out);

typedef enum iw_volume_format {
  IW_VOLUME_AUTO = 0, /* by the name */
  IW_VOLUME_CUBE = 1, /* bohr and eV, n points an axis, no duplicate plane    */
  IW_VOLUME_GRD = 2,  /* eV, cell line, n points an axis                      */
  IW_VOLUME_XSF = 3,  /* general grid with the duplicate end plane, eV        */
  IW_VOLUME_NPY = 4   /* float64 C order, plus a .json file with cell, units  */
} iw_volume_format;

/** A landscape (with the atoms of structure where the format has room) as a
 *  volume; values above cap_ev are written as cap_ev (give INFINITY for
 *  none). Errors: IW_E_IO, IW_E_ARGUMENT, IW_E_MEMORY. */
IW_API iw_status iw_landscape_write_file(iw_context *ctx,
                                         const iw_landscape *landscape,
                                         const iw_structure *structure,
                                         double cap_ev, iw_volume_format format,
                                         const char *path);

IW_END_DECLS

#endif
