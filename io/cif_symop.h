/* SPDX-License-Identifier: BSD-3-Clause */
/* Which symmetry operations a CIF means. */
#ifndef IONWAY_IO_CIF_SYMOP_H
#define IONWAY_IO_CIF_SYMOP_H

#include "cif_gemmi.h"
#include "lattice.h"
#include "read.h"

/** A complete group of operations, identity first. */
typedef struct iwi_symops {
  iwi_symop *ops;
  size_t n_ops;
} iwi_symops;

typedef struct iwi_cif_symmetry {
  iwi_symops group;
  /* The same group about the other origin, when the file leaves the choice
   * open; else empty. */
  iwi_symops other;
  int32_t number;  /* as declared, or of the symbol; 0 unknown */
  char symbol[64]; /* as declared; "" unknown                  */
} iwi_cif_symmetry;

void iwi_symops_free(iwi_symops *group);

/** Complete a list of operations to the group they generate. Errors:
 *  IW_E_PARSE (name:line) when they generate none, IW_E_MEMORY. */
iw_status iwi_symops_close(const iwi_input *input, int32_t line,
                           const iwi_symop *list, size_t n_list,
                           iwi_symops *out);

/** Operations, else Hermann-Mauguin symbol, else Hall symbol, else number; P1
 *  only where the file says nothing. Checked against the cell. angles in
 *  degrees. Errors: IW_E_PARSE, IW_E_LIMIT, IW_E_MEMORY. */
iw_status iwi_cif_symmetry_read(const iwi_input *input, const iwi_cif *cif,
                                size_t block, const iwi_lattice *lattice,
                                const double angles[3], iwi_cif_symmetry *out);
void iwi_cif_symmetry_free(iwi_cif_symmetry *symmetry);

/** A Hermann-Mauguin symbol in any usual spelling, full symbols ("F 4/m -3
 *  2/m"), old ones ("F m 3 m") and marks of origin or axes (":2", "Z", "H")
 *  included. Arguments as of iwi_group_by_symbol(). */
int iwi_cif_symbol_find(const char *text, double alpha, double gamma,
                        int origin, iwi_group *out, int *open);

#endif
