/* SPDX-License-Identifier: BSD-3-Clause */
/* The Hessian by central differences of the forces, atom by atom, (R8);
 * weighted with the masses, and rid of the shifts of the whole. */
#include "dynamical_matrix.h"

#include <math.h>
#include <string.h>

#include <ionway/elements.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "vec3.h"

/* Displacements of an atom, evaluated at once: forth and back along each axis.
 * The number of slots must not depend on threads, or results could. */
#define N_JOBS 6

/* A net force below this share of the sum of all is none. */
#define NO_NET_FORCE 1e-4

/* Is atom i near enough to the centre, through any periodic image? */
static int is_near(const iwi_dynamical *h, const iwi_lattice *lattice, size_t i)
{
  double d[3], frac[3];

  for (int k = 0; k < 3; k++)
    d[k] = h->cart[i][k] - h->options->centre_ang[k];
  iwi_row_times3(d, (const double(*)[3])lattice->inverse, frac);
  return iwi_lattice_shortest(lattice, frac, NULL) <= h->options->radius_ang;
}

static iw_status list_free(iwi_dynamical *h, const uint8_t *frozen)
{
  iwi_lattice lattice;

  h->free_atoms = iwi_calloc(h->ctx, h->n_atoms, sizeof *h->free_atoms);
  h->root_mass = iwi_calloc(h->ctx, h->n_atoms, sizeof *h->root_mass);
  if (h->free_atoms == NULL || h->root_mass == NULL)
    return IW_E_MEMORY;
  if (!iwi_lattice_init(&lattice, h->atoms->lattice_ang))
    return iwi_fail(h->ctx, IW_E_ARGUMENT,
                    "vibrations: the cell is flat or not finite");
  for (size_t i = 0; i < h->n_atoms; i++) {
    const int32_t element = h->atoms->elements[i];

    if (!isfinite(h->cart[i][0] + h->cart[i][1] + h->cart[i][2]))
      return iwi_fail(h->ctx, IW_E_ARGUMENT,
                      "vibrations: the position of atom %zu is not finite",
                      i + 1);
    if (frozen != NULL && frozen[i])
      continue;
    if (h->options->radius_ang > 0 && !is_near(h, &lattice, i))
      continue;
    if (element < 1 || element > IW_MAX_ELEMENT)
      return iwi_fail(h->ctx, IW_E_ARGUMENT,
                      "vibrations: atom %zu has element number %d, want "
                      "1..%d for its mass",
                      i + 1, (int)element, IW_MAX_ELEMENT);
    h->root_mass[h->n_free] = sqrt(iw_element_mass_u(element));
    h->free_atoms[h->n_free++] = (int32_t)i;
  }
  if (h->n_free == 0)
    return iwi_fail(h->ctx, IW_E_ARGUMENT, "vibrations: no atom may move");
  if (h->n_free > 15000)
    return iwi_fail(h->ctx, IW_E_LIMIT,
                    "vibrations: %zu atoms, want 15000 at most; a radius "
                    "leaves fewer",
                    h->n_free);
  h->n = 3 * h->n_free;
  for (int k = 0; k < 3; k++)
    h->fixed[k] = h->n_free < h->n_atoms;
  return IW_OK;
}

static iw_status set_up(iwi_dynamical *h, const iw_energy *energy)
{
  double inverse[3][3];
  double(*frac)[3] = iwi_calloc(h->ctx, h->n_atoms, sizeof *frac);
  iw_energy_atoms reference = *h->atoms;
  iw_status status;

  h->matrix = iwi_calloc(h->ctx, h->n, h->n * sizeof *h->matrix);
  h->work = iwi_calloc(h->ctx, h->n, sizeof *h->work);
  h->moved = iwi_calloc(h->ctx, h->n_atoms, N_JOBS * sizeof *h->moved);
  h->forces = iwi_calloc(h->ctx, h->n_atoms, N_JOBS * sizeof *h->forces);
  if (frac == NULL || h->matrix == NULL || h->work == NULL ||
      h->moved == NULL || h->forces == NULL) {
    iwi_free(frac);
    return IW_E_MEMORY;
  }
  iwi_inverse3(h->atoms->lattice_ang, inverse);
  for (size_t i = 0; i < h->n_atoms; i++)
    iwi_row_times3(h->cart[i], (const double(*)[3])inverse, frac[i]);
  for (size_t job = 0; job < N_JOBS; job++)
    memcpy(h->moved + job * h->n_atoms, h->cart, h->n_atoms * sizeof *h->moved);
  reference.frac = (const double(*)[3])frac;
  status =
      iwi_evaluator_create(h->ctx, energy, &reference, N_JOBS, &h->evaluator);
  iwi_free(frac);
  return status;
}

void iwi_dynamical_close(iwi_dynamical *h)
{
  iwi_evaluator_destroy(h->evaluator);
  iwi_free(h->free_atoms);
  iwi_free(h->root_mass);
  iwi_free(h->matrix);
  iwi_free(h->work);
  iwi_free(h->moved);
  iwi_free(h->forces);
}

/* Newton's third law on one row, as in stationary_point.c: where it fails, the
 * atoms are held by something that is not among them. */
static void test_axes(iwi_dynamical *h, const double *row)
{
  double net[3] = {0, 0, 0}, total = 0;

  for (size_t i = 0; i < h->n_free; i++) {
    total += iwi_norm3(row + 3 * i);
    for (int k = 0; k < 3; k++)
      net[k] += row[3 * i + k];
  }
  for (int k = 0; k < 3; k++)
    h->fixed[k] |= fabs(net[k]) > NO_NET_FORCE * total;
}

/* The three rows of one atom, (R8). */
static iw_status take_atom(iwi_dynamical *h, size_t at)
{
  const double step = h->options->difference_ang;
  const size_t atom = (size_t)h->free_atoms[at];
  iwi_evaluation jobs[N_JOBS];
  iw_status status;

  for (size_t job = 0; job < N_JOBS; job++) {
    double(*moved)[3] = h->moved + job * h->n_atoms;

    memcpy(moved[atom], h->cart[atom], sizeof moved[atom]);
    moved[atom][job / 2] += job % 2 == 0 ? step : -step;
    jobs[job] = (iwi_evaluation){.slot = job,
                                 .cart = (const double(*)[3])moved,
                                 .forces_ev_ang = h->forces + job * h->n_atoms};
  }
  status = iwi_evaluator_run(h->evaluator, h->ctx, jobs, N_JOBS);
  if (status != IW_OK)
    return status;
  for (size_t axis = 0; axis < 3; axis++) {
    const double(*forth)[3] =
        (const double(*)[3])h->forces + 2 * axis * h->n_atoms;
    const double(*back)[3] = forth + h->n_atoms;
    double *row = h->matrix + (3 * at + axis) * h->n;

    for (size_t j = 0; j < h->n; j++) {
      const int32_t other = h->free_atoms[j / 3];

      row[j] = (back[other][j % 3] - forth[other][j % 3]) / (2 * step);
    }
    test_axes(h, row);
  }
  for (size_t job = 0; job < N_JOBS; job++)
    memcpy(h->moved[job * h->n_atoms + atom], h->cart[atom],
           sizeof h->cart[atom]);
  return IW_OK;
}

static iw_status take_all(iwi_dynamical *h)
{
  const size_t every = h->n_free / 100 + 1;
  iw_status status = iwi_progress(h->ctx, "vibrations", 0, h->n_free);

  for (size_t at = 0; status == IW_OK && at < h->n_free; at++) {
    status = take_atom(h, at);
    if (status == IW_OK && ((at + 1) % every == 0 || at + 1 == h->n_free))
      status = iwi_progress(h->ctx, "vibrations", at + 1, h->n_free);
  }
  return status;
}

/* Symmetric, and divided by the roots of both masses. */
static void weigh(iwi_dynamical *h)
{
  for (size_t i = 0; i < h->n; i++) {
    for (size_t j = 0; j <= i; j++) {
      const double a = h->matrix[i * h->n + j], b = h->matrix[j * h->n + i];
      const double weighted =
          0.5 * (a + b) / (h->root_mass[i / 3] * h->root_mass[j / 3]);

      h->asymmetry = fmax(h->asymmetry, fabs(a - b));
      h->matrix[i * h->n + j] = h->matrix[j * h->n + i] = weighted;
    }
  }
}

/* Take the shift of the whole along an axis, unit vector of the roots of the
 * masses, out of the matrix, and put it above all frequencies. */
static void raise_shift(iwi_dynamical *h, size_t axis, double top)
{
  double mass = 0, along = 0;

  for (size_t i = 0; i < h->n_free; i++)
    mass += h->root_mass[i] * h->root_mass[i];
  for (size_t i = 0; i < h->n; i++) { /* D t */
    h->work[i] = 0;
    for (size_t j = axis; j < h->n; j += 3)
      h->work[i] += h->matrix[i * h->n + j] * h->root_mass[j / 3] / sqrt(mass);
  }
  for (size_t i = axis; i < h->n; i += 3) /* t D t */
    along += h->work[i] * h->root_mass[i / 3] / sqrt(mass);
  for (size_t i = 0; i < h->n; i++) {
    const double ti = i % 3 == axis ? h->root_mass[i / 3] / sqrt(mass) : 0;

    for (size_t j = 0; j < h->n; j++) {
      const double tj = j % 3 == axis ? h->root_mass[j / 3] / sqrt(mass) : 0;

      h->matrix[i * h->n + j] +=
          (along + top) * ti * tj - ti * h->work[j] - h->work[i] * tj;
    }
  }
}

static double largest(const iwi_dynamical *h)
{
  double top = 0;

  for (size_t i = 0; i < h->n * h->n; i++)
    top = fmax(top, fabs(h->matrix[i]));
  return top;
}

iw_status iwi_dynamical_make(iwi_dynamical *h, const iw_energy *energy,
                             const uint8_t *frozen, size_t *n_shifts)
{
  iw_status status;
  double top;

  *n_shifts = 0;
  h->n_atoms = h->atoms->n_atoms;
  status = list_free(h, frozen);
  if (status == IW_OK)
    status = set_up(h, energy);
  if (status == IW_OK)
    status = take_all(h);
  if (status != IW_OK)
    return status;
  weigh(h);
  top = 10 * (double)h->n * largest(h) + 1e-300; /* above any eigenvalue */
  for (size_t axis = 0; axis < 3; axis++) {
    if (h->fixed[axis])
      continue;
    raise_shift(h, axis, top);
    ++*n_shifts;
  }
  return IW_OK;
}
