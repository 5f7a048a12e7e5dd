/* SPDX-License-Identifier: BSD-3-Clause */
/* One frame of an extended XYZ file after another. */
#ifndef IONWAY_IO_EXTXYZ_FRAME_H
#define IONWAY_IO_EXTXYZ_FRAME_H

#include "read.h"

/** Words a row may have: the columns of Properties, counted singly. */
#define IWI_FRAME_WORDS 256

/** Where in a row something stands; 0 columns: nowhere. */
typedef struct iwi_frame_field {
  size_t at, n;
} iwi_frame_field;

/** The frame last read. */
typedef struct iwi_frame {
  const iwi_input *input;
  iwi_scan scan;
  int32_t line; /* of the comment */
  size_t n_atoms;
  double lattice[3][3], inverse[3][3];
  int has_lattice;
  iwi_frame_field species, number, position, fraction, occupancy, oxidation,
      label, mask, type;
  size_t n_words;
  char title[256];
  iw_site *sites;
  double raw[3]; /* position of the atom in work, as it stands */
  int of_path;   /* set to get what follows                                  */
  double (*cart)[3]; /* as they stand in the file, not wrapped               */
  uint8_t *frozen;   /* by the column move_mask, as ASE writes it            */
  size_t n_partly_frozen;
  int32_t *types; /* by the column model_type                                */
  int32_t mover;  /* -1: not said                                            */
  int unwrapped;  /* positions follow those of the frame before as they are  */
} iwi_frame;

/** Before the first frame. */
void iwi_frame_begin(iwi_frame *frame, const iwi_input *input);
/** Releases the arrays. */
void iwi_frame_end(iwi_frame *frame);
/** The number of atoms of the next frame, then to be read or skipped;
 *  *there = 0 at the end of the file. Errors: IW_E_PARSE, IW_E_LIMIT. */
iw_status iwi_frame_next(iwi_frame *frame, int *there);
/** Its number is for the message. Errors: IW_E_PARSE. */
iw_status iwi_frame_skip(iwi_frame *frame, size_t index);
/** Errors: IW_E_PARSE, IW_E_STRUCTURE, IW_E_LIMIT, IW_E_MEMORY. */
iw_status iwi_frame_read(iwi_frame *frame);

/** Cell and columns off the comment line, where the scan stands. */
iw_status iwi_frame_read_comment(iwi_frame *frame);
/** Fail with "name:line: what 'met', want ..."; always IW_E_PARSE. */
iw_status iwi_frame_bad(const iwi_frame *frame, const char *what, iwi_span met,
                        const char *wanted);

#endif
