/* SPDX-License-Identifier: BSD-3-Clause */
/* The door to gemmi: CIF syntax and space-group tables, in plain C. */
#ifndef IONWAY_IO_CIF_GEMMI_H
#define IONWAY_IO_CIF_GEMMI_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A parsed CIF: blocks of tags with values. Tags are kept in lower case with
 *  '_' for '.', so that old and new dictionaries meet. */
typedef struct iwi_cif iwi_cif;

/** CIF 1.1 text (see iwi_cif2_flatten for 2.0). Errors: IW_E_PARSE with the
 *  line, IW_E_LIMIT (more than ten million values), IW_E_MEMORY. */
iw_status iwi_cif_parse(iw_context *ctx, const char *name, const char *data,
                        size_t size, iwi_cif **out);
void iwi_cif_destroy(iwi_cif *cif);

size_t iwi_cif_n_blocks(const iwi_cif *cif);
const char *iwi_cif_block_name(const iwi_cif *cif, size_t block);

/** The values of one tag: a column of a loop, or one row. */
typedef struct iwi_cif_column {
  const void *item; /* equal for columns of one loop; NULL: tag is absent */
  size_t column;
  size_t n_rows;
  const int *lines; /* of the values of the loop, row by row */
} iwi_cif_column;

/** 0 when the block lacks the tag; out->item is then NULL. */
int iwi_cif_find(const iwi_cif *cif, size_t block, const char *tag,
                 iwi_cif_column *out);

/** Value without quotes and outer blanks; "" for '?' and '.', and for a column
 *  that is absent. */
const char *iwi_cif_value(const iwi_cif_column *column, size_t row);
int32_t iwi_cif_line(const iwi_cif_column *column, size_t row);

/** x' = rotation x + translation / 24 on fractional coordinates. */
typedef struct iwi_symop {
  int32_t rotation[3][3];
  int32_t translation[3]; /* 0..23 */
} iwi_symop;

/** "x+1/2, -y, z"; 0 when the text is no such operation. */
int iwi_symop_parse(const char *text, iwi_symop *out);

#define IWI_MAX_GROUP 192

typedef struct iwi_group {
  int32_t number;
  char symbol[16]; /* Hermann-Mauguin, with ":1", ":2", ":H", ":R" */
  size_t n_ops;
  iwi_symop ops[IWI_MAX_GROUP];
} iwi_group;

/** By Hermann-Mauguin symbol, spelt as in International Tables give or take
 *  blanks, underscores and case. The angles (degrees) choose between the axes
 *  of rhombohedral groups. origin 1 or 2 chooses where the symbol leaves the
 *  choice open; *open tells that it does. 0 when there is no such group. */
int iwi_group_by_symbol(const char *symbol, double alpha, double gamma,
                        int origin, iwi_group *out, int *open);
/** By Hall symbol; 0 when it is none. */
int iwi_group_by_hall(const char *hall, iwi_group *out);
/** Symbol of the reference setting of group 1..230, NULL outside. */
const char *iwi_group_reference(int number);

#ifdef __cplusplus
}
#endif

#endif
