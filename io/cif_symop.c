/* SPDX-License-Identifier: BSD-3-Clause */
/* Symmetry operations of a CIF: from the list, the symbols or the number. */
#include "cif_symop.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "context.h"
#include "mem.h"
#include "vec3.h"

/* The 192 operations of the largest group, in a cell eightfold enlarged. */
#define MAX_OPS 1536
/* Rows of the list that are looked at: nobody lists more than a group has. */
#define MAX_LISTED 10000

static const iwi_symop identity = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                   {0, 0, 0}};

void iwi_symops_free(iwi_symops *group)
{
  iwi_free(group->ops);
  memset(group, 0, sizeof *group);
}

void iwi_cif_symmetry_free(iwi_cif_symmetry *symmetry)
{
  iwi_symops_free(&symmetry->group);
  iwi_symops_free(&symmetry->other);
}

static int has(const iwi_symops *group, const iwi_symop *op)
{
  for (size_t i = 0; i < group->n_ops; i++) {
    if (memcmp(&group->ops[i], op, sizeof *op) == 0)
      return 1;
  }
  return 0;
}

/* first b, then a; 0 when an entry outgrows any rotation of a lattice */
static int multiply(const iwi_symop *a, const iwi_symop *b, iwi_symop *out)
{
  for (int i = 0; i < 3; i++) {
    out->translation[i] = a->translation[i];
    for (int k = 0; k < 3; k++) {
      out->rotation[i][k] = 0;
      for (int j = 0; j < 3; j++)
        out->rotation[i][k] += a->rotation[i][j] * b->rotation[j][k];
      if (out->rotation[i][k] > 64 || out->rotation[i][k] < -64)
        return 0;
      out->translation[i] += a->rotation[i][k] * b->translation[k];
    }
    out->translation[i] = (out->translation[i] % 24 + 24) % 24;
  }
  return 1;
}

/* Grow the group until every generator keeps inside; 0 when it does not end. */
static int complete(iwi_symops *group, const iwi_symop *generators,
                    size_t n_generators)
{
  iwi_symop product;

  for (size_t i = 0; i < group->n_ops; i++) {
    for (size_t g = 0; g < n_generators; g++) {
      if (!multiply(&group->ops[i], &generators[g], &product))
        return 0;
      if (has(group, &product))
        continue;
      if (group->n_ops == MAX_OPS)
        return 0;
      group->ops[group->n_ops++] = product;
    }
  }
  return 1;
}

iw_status iwi_symops_close(const iwi_input *input, int32_t line,
                           const iwi_symop *list, size_t n_list,
                           iwi_symops *out)
{
  /* each generator that is not yet there at least doubles the group */
  iwi_symop generators[16];
  size_t n_generators = 0;

  out->ops = iwi_calloc(input->ctx, MAX_OPS, sizeof *out->ops);
  if (out->ops == NULL)
    return IW_E_MEMORY;
  out->ops[0] = identity;
  out->n_ops = 1;
  for (size_t i = 0; i < n_list; i++) {
    if (has(out, &list[i]))
      continue;
    generators[n_generators++] = list[i];
    if (complete(out, generators, n_generators))
      continue;
    iwi_symops_free(out);
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s:%d: the symmetry operations generate no space "
                    "group, want a complete list",
                    input->name, (int)line);
  }
  return IW_OK;
}

/* Largest relative change of the metric G under the operation: R^T G R = G
 * for a symmetry of the lattice. */
static double metric_change(const iwi_lattice *lattice, const iwi_symop *op)
{
  double g[3][3], worst = 0;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      g[i][k] = iwi_dot3(lattice->rows[i], lattice->rows[k]);
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      double sum = 0;

      for (int p = 0; p < 3; p++) {
        for (int q = 0; q < 3; q++)
          sum += op->rotation[p][i] * g[p][q] * op->rotation[q][k];
      }
      worst = fmax(worst, fabs(sum - g[i][k]) / sqrt(g[i][i] * g[k][k]));
    }
  }
  return worst;
}

/* Refined cells obey their symmetry exactly, relaxed ones to a part in a
 * thousand; a wrong setting misses by far more. */
#define METRIC_ERROR   0.05
#define METRIC_WARNING 0.005

static iw_status check_metric(const iwi_input *input, int32_t line,
                              const iwi_lattice *lattice,
                              const iwi_symops *group)
{
  double worst = 0;

  for (size_t i = 0; i < group->n_ops; i++)
    worst = fmax(worst, metric_change(lattice, &group->ops[i]));
  if (worst > METRIC_ERROR)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s:%d: the cell does not have the declared symmetry: "
                    "an operation changes its metric by %.3g %%",
                    input->name, (int)line, 100 * worst);
  if (worst > METRIC_WARNING)
    iwi_log(input->ctx, IW_LOG_WARNING,
            "%.500s:%d: the cell misses the declared symmetry by %.2g %%",
            input->name, (int)line, 100 * worst);
  return IW_OK;
}

/* The first of the tags that has a value; NULL else. */
static const char *first_value(const iwi_cif *cif, size_t block,
                               const char *const *tags, int32_t *line)
{
  iwi_cif_column column;

  for (; *tags != NULL; tags++) {
    if (!iwi_cif_find(cif, block, *tags, &column) || column.n_rows == 0 ||
        iwi_cif_value(&column, 0)[0] == '\0')
      continue;
    *line = iwi_cif_line(&column, 0);
    return iwi_cif_value(&column, 0);
  }
  return NULL;
}

static const char *const operation_tags[] = {
    "_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz", NULL};
static const char *const symbol_tags[] = {
    "_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m",
    "_space_group_name_h-m",     "_space_group_name_h-m_full",
    "_space_group_name_h-m_ref", NULL};
static const char *const hall_tags[] = {
    "_space_group_name_hall", "_symmetry_space_group_name_hall", NULL};
static const char *const number_tags[] = {"_space_group_it_number",
                                          "_symmetry_int_tables_number",
                                          "_symmetry_space_group_number", NULL};

/* The list of operations; out->group stays empty when there is none. */
static iw_status read_operations(const iwi_input *input, const iwi_cif *cif,
                                 size_t block, const char *tag,
                                 iwi_cif_symmetry *out)
{
  iwi_cif_column column;
  iwi_symop *list;
  size_t n = 0;
  iw_status status = IW_OK;

  iwi_cif_find(cif, block, tag, &column);
  if (column.n_rows > MAX_LISTED)
    return iwi_fail(input->ctx, IW_E_LIMIT,
                    "%.500s:%d: %zu symmetry operations, the limit is %d",
                    input->name, (int)iwi_cif_line(&column, 0), column.n_rows,
                    MAX_LISTED);
  list = iwi_calloc(input->ctx, column.n_rows, sizeof *list);
  if (list == NULL)
    return IW_E_MEMORY;
  for (size_t row = 0; status == IW_OK && row < column.n_rows; row++) {
    const char *text = iwi_cif_value(&column, row);

    if (text[0] == '\0')
      continue;
    if (!iwi_symop_parse(text, &list[n++]))
      status = iwi_fail(input->ctx, IW_E_PARSE,
                        "%.500s:%d: '%.40s' is no symmetry operation, want "
                        "e.g. '-x,y+1/2,-z'",
                        input->name, (int)iwi_cif_line(&column, row), text);
  }
  if (status == IW_OK && n > 0)
    status =
        iwi_symops_close(input, iwi_cif_line(&column, 0), list, n, &out->group);
  if (status == IW_OK && n > 0 && out->group.n_ops > n)
    iwi_log(input->ctx, IW_LOG_WARNING,
            "%.500s:%d: the %zu symmetry operations are no group; completed "
            "to %zu",
            input->name, (int)iwi_cif_line(&column, 0), n, out->group.n_ops);
  iwi_free(list);
  return status;
}

static iw_status take_group(const iwi_input *input, int32_t line,
                            const iwi_group *group, iwi_symops *out)
{
  return iwi_symops_close(input, line, group->ops, group->n_ops, out);
}

/* Space for look-ups: too large for a stack frame that others build on. */
typedef struct lookup {
  iwi_group first, second;
  int open;
} lookup;

static iw_status use_symbol(const iwi_input *input, int32_t line,
                            const char *text, const double angles[3], lookup *l,
                            iwi_cif_symmetry *out)
{
  iw_status status;

  status = take_group(input, line, &l->first, &out->group);
  if (status != IW_OK || !l->open)
    return status;
  /* the reference settings of the core CIF dictionary have the second origin,
   * at the centre: first guess; the atoms decide between the two */
  if (!iwi_cif_symbol_find(text, angles[0], angles[2], 1, &l->second, &l->open))
    return IW_OK;
  return take_group(input, line, &l->second, &out->other);
}

static iw_status from_names(const iwi_input *input, const iwi_cif *cif,
                            size_t block, const double angles[3], lookup *l,
                            int32_t *line, iwi_cif_symmetry *out)
{
  int32_t at = 0;
  const char *symbol = first_value(cif, block, symbol_tags, line);
  const char *hall, *met = symbol;

  if (symbol != NULL && iwi_cif_symbol_find(symbol, angles[0], angles[2], 2,
                                            &l->first, &l->open)) {
    if (out->number == 0)
      out->number = l->first.number;
    return use_symbol(input, *line, symbol, angles, l, out);
  }
  hall = first_value(cif, block, hall_tags, &at);
  if (hall != NULL) {
    *line = at;
    met = met == NULL ? hall : met;
    if (iwi_group_by_hall(hall, &l->first)) {
      if (out->number == 0)
        out->number = l->first.number;
      return take_group(input, *line, &l->first, &out->group);
    }
  }
  if (out->number != 0) {
    const char *reference = iwi_group_reference(out->number);

    if (met == NULL && reference != NULL &&
        iwi_cif_symbol_find(reference, angles[0], angles[2], 2, &l->first,
                            &l->open))
      return use_symbol(input, *line, reference, angles, l, out);
  }
  if (met != NULL)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s:%d: unknown space-group symbol '%.40s', and no "
                    "symmetry operations are listed",
                    input->name, (int)*line, met);
  return IW_OK;
}

/* Number and symbol that the file declares, used or not. */
static iw_status read_declared(const iwi_input *input, const iwi_cif *cif,
                               size_t block, int32_t *line,
                               iwi_cif_symmetry *out)
{
  const char *symbol = first_value(cif, block, symbol_tags, line);
  const char *number = first_value(cif, block, number_tags, line);
  int64_t value = 0;

  if (symbol != NULL)
    snprintf(out->symbol, sizeof out->symbol, "%s", symbol);
  if (number == NULL)
    return IW_OK;
  if (iwi_scan_int(iwi_span_of(number), 1, 230, &value) != IW_OK)
    return iwi_fail(input->ctx, IW_E_PARSE,
                    "%.500s:%d: space-group number '%.40s', want 1..230",
                    input->name, (int)*line, number);
  out->number = (int32_t)value;
  return IW_OK;
}

/* A list of operations next to a symbol of another order: one of them is
 * wrong, and the list is what positions were refined with. */
static void compare(const iwi_input *input, const double angles[3], lookup *l,
                    iwi_cif_symmetry *out)
{
  if (out->symbol[0] == '\0' ||
      !iwi_cif_symbol_find(out->symbol, angles[0], angles[2], 2, &l->first,
                           &l->open))
    return;
  if (out->number == 0)
    out->number = l->first.number;
  if (l->first.n_ops != out->group.n_ops)
    iwi_log(input->ctx, IW_LOG_WARNING,
            "%.500s: %zu symmetry operations are listed, '%s' has %zu; the "
            "list is used",
            input->name, out->group.n_ops, out->symbol, l->first.n_ops);
}

static iw_status find_group(const iwi_input *input, const iwi_cif *cif,
                            size_t block, const double angles[3], lookup *l,
                            int32_t *line, iwi_cif_symmetry *out)
{
  iwi_cif_column column;
  iw_status status = read_declared(input, cif, block, line, out);

  for (size_t i = 0; status == IW_OK && operation_tags[i] != NULL; i++) {
    if (!iwi_cif_find(cif, block, operation_tags[i], &column) ||
        column.n_rows == 0)
      continue;
    *line = iwi_cif_line(&column, 0);
    status = read_operations(input, cif, block, operation_tags[i], out);
    if (status == IW_OK && out->group.n_ops > 0) {
      compare(input, angles, l, out);
      return IW_OK;
    }
  }
  if (status == IW_OK)
    status = from_names(input, cif, block, angles, l, line, out);
  if (status != IW_OK || out->group.n_ops > 0)
    return status;
  iwi_log(input->ctx, IW_LOG_WARNING,
          "%.500s: no symmetry is given; every atom is taken as listed (P 1)",
          input->name);
  return iwi_symops_close(input, 0, NULL, 0, &out->group);
}

iw_status iwi_cif_symmetry_read(const iwi_input *input, const iwi_cif *cif,
                                size_t block, const iwi_lattice *lattice,
                                const double angles[3], iwi_cif_symmetry *out)
{
  lookup *l = iwi_calloc(input->ctx, 1, sizeof *l);
  int32_t line = 0;
  iw_status status = IW_E_MEMORY;

  memset(out, 0, sizeof *out);
  if (l != NULL)
    status = find_group(input, cif, block, angles, l, &line, out);
  iwi_free(l);
  if (status == IW_OK)
    status = check_metric(input, line, lattice, &out->group);
  if (status != IW_OK)
    iwi_cif_symmetry_free(out);
  return status;
}
