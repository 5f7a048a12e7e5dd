/* SPDX-License-Identifier: BSD-3-Clause */
/* Union-find over the nodes of a periodic network, with cell offsets along
 * its links and the winding lattice of each component at its root.
 *
 * The offsets lift a spanning forest of the network into its infinite cover.
 * An edge that closes a cycle adds one vector, the winding of that cycle, and
 * these vectors generate every winding of the component (the chords of a
 * spanning tree generate its cycles). Nothing is approximated: the lattice is
 * kept as integers, in row Hermite normal form. docs/theory.md section P. */
#include <ionway/winding.h>

#include "context.h"
#include "mem.h"

/* Offsets against the root stay below this, so that the difference of any two
 * of them, which is all that a link ever holds, fits 32 bits. */
#define REACH_LIMIT (INT64_C(1) << 30)

typedef struct uplink {
  int32_t parent; /* minus the number of members at a root */
  int32_t offset[3];
} uplink;

typedef struct root {
  int32_t rank;
  int32_t reach; /* no member's offset has a larger component */
  int32_t basis[3][3];
} root;

struct iw_winding {
  int32_t n_nodes;
  uplink *links;
  root *roots; /* meaningful where links[].parent < 0 */
};

iw_status iw_winding_create(iw_context *ctx, size_t n_nodes, iw_winding **out)
{
  iw_winding *winding = iwi_calloc(ctx, 1, sizeof *winding);
  iw_status status = IW_E_MEMORY;

  *out = NULL;
  if (winding != NULL)
    status = iw_winding_grow(ctx, winding, n_nodes);
  if (status != IW_OK) {
    iw_winding_destroy(winding);
    return status;
  }
  *out = winding;
  return IW_OK;
}

iw_status iw_winding_grow(iw_context *ctx, iw_winding *winding, size_t n_nodes)
{
  const size_t n_old = (size_t)winding->n_nodes;
  uplink *links;
  root *roots;

  if (n_nodes > INT32_MAX)
    return iwi_fail(ctx, IW_E_LIMIT, "%zu nodes of a network: at most %ld",
                    n_nodes, (long)INT32_MAX);
  if (n_nodes <= n_old && winding->links != NULL)
    return IW_OK;
  links = iwi_realloc(ctx, winding->links, n_nodes, sizeof *links);
  if (links == NULL)
    return IW_E_MEMORY;
  winding->links = links;
  roots = iwi_realloc(ctx, winding->roots, n_nodes, sizeof *roots);
  if (roots == NULL)
    return IW_E_MEMORY;
  winding->roots = roots;
  for (size_t i = n_old; i < n_nodes; i++) {
    links[i] = (uplink){-1, {0, 0, 0}};
    roots[i] = (root){0};
  }
  winding->n_nodes = (int32_t)n_nodes;
  return IW_OK;
}

void iw_winding_destroy(iw_winding *winding)
{
  if (winding == NULL)
    return;
  iwi_free(winding->roots);
  iwi_free(winding->links);
  iwi_free(winding);
}

/* Root of i and the cell of i against it. Path halving, one pass: a link is
 * pointed at its grandparent by adding the two offsets. */
static int32_t find(iw_winding *winding, int32_t i, int64_t offset[3])
{
  uplink *const links = winding->links;

  offset[0] = offset[1] = offset[2] = 0;
  while (links[i].parent >= 0) {
    const uplink *const up = &links[links[i].parent];

    if (up->parent >= 0) {
      for (int k = 0; k < 3; k++)
        links[i].offset[k] += up->offset[k];
      links[i].parent = up->parent;
    }
    for (int k = 0; k < 3; k++)
      offset[k] += links[i].offset[k];
    i = links[i].parent;
  }
  return i;
}

/* row -= factor * other; 0 on overflow. The most negative number counts as
 * one, so that every entry has a negative. */
static int subtract(int64_t row[3], int64_t factor, const int64_t other[3])
{
  for (int k = 0; k < 3; k++) {
    int64_t product;

    if (__builtin_mul_overflow(factor, other[k], &product) ||
        __builtin_sub_overflow(row[k], product, &row[k]) || row[k] == INT64_MIN)
      return 0;
  }
  return 1;
}

static void swap_rows(int64_t a[3], int64_t b[3])
{
  for (int k = 0; k < 3; k++) {
    const int64_t t = a[k];

    a[k] = b[k];
    b[k] = t;
  }
}

/* Euclid on column c: afterwards v[c] = 0, row[c] is the gcd of both, and the
 * two span what they spanned before. 0 on overflow. */
static int eliminate(int64_t row[3], int64_t v[3], int c)
{
  while (v[c] != 0) {
    if (!subtract(row, row[c] / v[c], v))
      return 0;
    swap_rows(row, v);
  }
  return 1;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int pivot_column(const int64_t row[3])
{
  int c = 0;

  while (c < 3 && row[c] == 0)
    c++;
  return c;
}

/* Echelon rows into the one Hermite normal form of their lattice: positive
 * pivots, 0 <= entries above a pivot < pivot. Lower rows have zeros in the
 * pivot columns of higher ones, so one sweep downwards does. 0 on overflow. */
static int make_canonical(int rank, int64_t rows[3][3])
{
  for (int r = 0; r < rank; r++) {
    const int c = pivot_column(rows[r]);

    if (rows[r][c] < 0) {
      for (int k = 0; k < 3; k++)
        rows[r][k] = -rows[r][k];
    }
    for (int above = 0; above < r; above++) {
      if (!subtract(rows[above], floor_divide(rows[above][c], rows[r][c]),
                    rows[r]))
        return 0;
    }
  }
  return 1;
}

/* Add a vector to a lattice in Hermite form. Returns the new rank, -1 on
 * overflow (rows are then spoilt). */
static int insert(int rank, int64_t rows[3][3], const int64_t vector[3])
{
  int64_t v[3] = {vector[0], vector[1], vector[2]};
  int r = 0;

  for (int c = 0; c < 3; c++) {
    const int pivot = r < rank && rows[r][c] != 0;

    if (pivot && !eliminate(rows[r], v, c))
      return -1;
    if (!pivot && v[c] != 0) {
      for (int below = rank; below > r; below--)
        swap_rows(rows[below], rows[below - 1]);
      swap_rows(rows[r], v);
      rank++;
      break;
    }
    r += pivot;
  }
  return make_canonical(rank, rows) ? rank : -1;
}

static void widen(const int32_t basis[3][3], int64_t rows[3][3])
{
  for (int r = 0; r < 3; r++) {
    for (int k = 0; k < 3; k++)
      rows[r][k] = basis[r][k];
  }
}

/* Store rows at a root; 0, with nothing changed, when one does not fit. */
static int store(root *at, int rank, const int64_t rows[3][3])
{
  for (int r = 0; r < rank; r++) {
    for (int k = 0; k < 3; k++) {
      if (rows[r][k] > INT32_MAX || rows[r][k] < -INT32_MAX)
        return 0;
    }
  }
  for (int r = 0; r < rank; r++) {
    for (int k = 0; k < 3; k++)
      at->basis[r][k] = (int32_t)rows[r][k];
  }
  at->rank = rank;
  return 1;
}

/* An edge within a component: its cycle winds by v. */
static int add_cycle(root *at, const int64_t v[3])
{
  int64_t rows[3][3];
  int rank;

  if (v[0] == 0 && v[1] == 0 && v[2] == 0)
    return at->rank;
  widen((const int32_t(*)[3])at->basis, rows);
  rank = insert(at->rank, rows, v);
  if (rank < 0 || !store(at, rank, (const int64_t(*)[3])rows))
    return -1;
  return rank;
}

/* Lattice of two components that become one. */
static int merge_lattices(root *into, const root *from)
{
  int64_t rows[3][3], added[3][3];
  int rank = into->rank;

  if (from->rank == 0)
    return rank;
  widen((const int32_t(*)[3])into->basis, rows);
  widen((const int32_t(*)[3])from->basis, added);
  for (int r = 0; r < from->rank && rank >= 0; r++)
    rank = insert(rank, rows, added[r]);
  if (rank < 0 || !store(into, rank, (const int64_t(*)[3])rows))
    return -1;
  return rank;
}

static int64_t largest(const int64_t v[3])
{
  int64_t most = 0;

  for (int k = 0; k < 3; k++) {
    const int64_t size = v[k] < 0 ? -v[k] : v[k];

    most = size > most ? size : most;
  }
  return most;
}

/* Hang root b, which sits in cell v of root a, below a, or the other way
 * round when b has more members. */
static int unite(iw_winding *winding, int32_t a, int32_t b, const int64_t v[3])
{
  uplink *const links = winding->links;
  const int swapped = links[b].parent < links[a].parent;
  const int32_t top = swapped ? b : a, low = swapped ? a : b;
  root *const into = &winding->roots[top], *const from = &winding->roots[low];
  const int64_t reach = largest(v) + from->reach;
  int rank;

  if (reach >= REACH_LIMIT)
    return -1;
  rank = merge_lattices(into, from);
  if (rank < 0)
    return -1;
  if (reach > into->reach)
    into->reach = (int32_t)reach;
  links[top].parent += links[low].parent;
  links[low].parent = top;
  for (int k = 0; k < 3; k++)
    links[low].offset[k] = (int32_t)(swapped ? -v[k] : v[k]);
  return rank;
}

int iw_winding_join(iw_winding *winding, int32_t i, int32_t j,
                    const int32_t shift[3])
{
  int64_t at_i[3], at_j[3], v[3];
  const int32_t a = find(winding, i, at_i), b = find(winding, j, at_j);

  /* The edge puts j in cell at_i + shift of a's lift, the tree in at_j of
   * b's: v is b against a, or the winding of the cycle. Sums of three numbers
   * below 2^31 cannot overflow here. */
  for (int k = 0; k < 3; k++)
    v[k] = at_i[k] + shift[k] - at_j[k];
  return a == b ? add_cycle(&winding->roots[a], v) : unite(winding, a, b, v);
}

int iw_winding_holds(iw_winding *winding, int32_t i, int32_t j,
                     const int32_t shift[3])
{
  int64_t at_i[3], at_j[3], v[3];
  const int32_t a = find(winding, i, at_i), b = find(winding, j, at_j);
  const root *const at = &winding->roots[a];

  if (a != b)
    return 0;
  for (int k = 0; k < 3; k++)
    v[k] = at_i[k] + shift[k] - at_j[k];
  /* Echelon rows: each pivot must divide what the rows before it have left. */
  for (int r = 0; r < at->rank; r++) {
    const int64_t row[3] = {at->basis[r][0], at->basis[r][1], at->basis[r][2]};
    const int c = pivot_column(row);

    if (v[c] % row[c] != 0 || !subtract(v, v[c] / row[c], row))
      return 0;
  }
  return v[0] == 0 && v[1] == 0 && v[2] == 0;
}

int32_t iw_winding_root(iw_winding *winding, int32_t i)
{
  int64_t offset[3];

  return find(winding, i, offset);
}

void iw_winding_offset(iw_winding *winding, int32_t i, int32_t offset[3])
{
  int64_t wide[3];

  (void)find(winding, i, wide);
  for (int k = 0; k < 3; k++)
    offset[k] = (int32_t)wide[k];
}

int iw_winding_lattice(iw_winding *winding, int32_t i, int32_t basis[3][3])
{
  const root *const at = &winding->roots[iw_winding_root(winding, i)];

  for (int r = 0; r < at->rank; r++) {
    for (int k = 0; k < 3; k++)
      basis[r][k] = at->basis[r][k];
  }
  return at->rank;
}

static int64_t gcd(int64_t a, int64_t b)
{
  while (b != 0) {
    const int64_t rest = a % b;

    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/* The index is the gcd of the maximal minors of any basis: the product of the
 * invariant factors. A Hermite form of full rank has one minor, its pivots. */
int64_t iw_winding_interpenetration(int rank, const int32_t basis[3][3])
{
  int64_t rows[3][3] = {{0}}, index = 1;
  int found = 0;

  for (int r = 0; r < rank && found >= 0; r++) {
    const int64_t v[3] = {basis[r][0], basis[r][1], basis[r][2]};

    found = insert(found, rows, v);
  }
  if (found < 0)
    return 0;
  if (found == 1)
    return gcd(gcd(rows[0][0], rows[0][1]), rows[0][2]);
  if (found == 2) {
    index = 0;
    for (int k = 0; k < 3; k++) {
      const int a = (k + 1) % 3, b = (k + 2) % 3;
      int64_t left, right;

      if (__builtin_mul_overflow(rows[0][a], rows[1][b], &left) ||
          __builtin_mul_overflow(rows[0][b], rows[1][a], &right) ||
          __builtin_sub_overflow(left, right, &left) || left == INT64_MIN)
        return 0;
      index = gcd(index, left);
    }
    return index;
  }
  for (int r = 0; r < found; r++) {
    if (__builtin_mul_overflow(index, rows[r][r], &index))
      return 0;
  }
  return index;
}
