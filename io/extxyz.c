/* SPDX-License-Identifier: BSD-3-Clause */
/* Extended XYZ: one frame as a structure. */
#include <string.h>

#include "context.h"
#include "extxyz_frame.h"
#include "mem.h"
#include "read.h"

/* Go to the wanted frame; its number of atoms is then read. */
static iw_status find_frame(iwi_frame *f)
{
  const iwi_input *input = f->input;

  for (size_t index = 0;; index++) {
    int there;
    iw_status status = iwi_frame_next(f, &there);

    if (status == IW_OK && !there)
      return iwi_fail(input->ctx, IW_E_PARSE,
                      "%.500s: frame %zu is wanted, the file has %zu "
                      "(counted from 0)",
                      input->name, input->options.frame, index);
    if (status != IW_OK || index == input->options.frame)
      return status;
    status = iwi_frame_skip(f, index);
    if (status != IW_OK)
      return status;
  }
}

iw_status iwi_extxyz_read(const iwi_input *input, iw_structure **out)
{
  iwi_frame *f = iwi_calloc(input->ctx, 1, sizeof *f);
  iw_structure_spec spec;
  iw_status status;

  *out = NULL;
  if (f == NULL)
    return IW_E_MEMORY;
  iwi_frame_begin(f, input);
  status = find_frame(f);
  if (status == IW_OK)
    status = iwi_frame_read(f);
  if (status == IW_OK) {
    iw_structure_spec_default(&spec);
    memcpy(spec.lattice_ang, f->lattice, sizeof spec.lattice_ang);
    spec.sites = f->sites;
    spec.n_sites = f->n_atoms;
    spec.title = f->title;
    status = iwi_read_finish(input, &spec, f->line, out);
  }
  iwi_frame_end(f);
  iwi_free(f);
  return status;
}
