/* SPDX-License-Identifier: BSD-3-Clause */
/* Energies at many points: points that lie together form a chunk, the host
 * images around a chunk are gathered once and sorted by kind, and the vector
 * kernels run over the chunk. */
#include "bvse.h"

#include <math.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "bvse_images.h"
#include "bvse_kernel.h"
#include "context.h"
#include "mem.h"
#include "vec3.h"

/* A chunk is at most this many points, and none further than this from its
 * first: small enough that few images lie outside every point's cutoff, large
 * enough to pay for gathering them. */
#define CHUNK_POINTS    256
#define CHUNK_REACH_ANG 1.5

typedef struct chunk {
  size_t first, n;
} chunk;

/* One thread's workspace. */
typedef struct workspace {
  double x[CHUNK_POINTS], y[CHUNK_POINTS], z[CHUNK_POINTS];
  double energy[CHUNK_POINTS];
  iwi_images images;
} workspace;

static void point_cart(const iw_bvse *field, const double frac[3],
                       double cart[3])
{
  iwi_row_times3(frac, (const double(*)[3])field->lattice.rows, cart);
}

/* Divide the points, in their order, into chunks: by group, or where the next
 * point is far from a chunk's first. reach_ang receives the largest distance
 * of a point from the first of its chunk. */
static size_t make_chunks(const iw_bvse *field, const double (*frac)[3],
                          const int64_t *groups, size_t n, chunk *chunks,
                          double *reach_ang)
{
  size_t n_chunks = 0;

  *reach_ang = 0;
  for (size_t first = 0, next; first < n; first = next) {
    double home[3], cart[3];

    point_cart(field, frac[first], home);
    for (next = first + 1; next < n && next - first < CHUNK_POINTS; next++) {
      double distance;

      point_cart(field, frac[next], cart);
      for (int k = 0; k < 3; k++)
        cart[k] -= home[k];
      distance = iwi_norm3(cart);
      if (groups == NULL ? distance > CHUNK_REACH_ANG
                         : groups[next] != groups[first])
        break;
      *reach_ang = fmax(*reach_ang, distance);
    }
    if (chunks != NULL)
      chunks[n_chunks] = (chunk){first, next - first};
    n_chunks++;
  }
  return n_chunks;
}

/* Coordinates relative to the chunk's centre, the tail of the last tile
 * filled with copies of it; returns the largest distance from the centre. */
static double place_points(const iw_bvse *field, const double (*frac)[3],
                           size_t n, double centre[3], workspace *w)
{
  const double scale = 1.0 / (double)n;
  double radius2 = 0;

  memset(centre, 0, 3 * sizeof *centre);
  for (size_t p = 0; p < n; p++) {
    for (int k = 0; k < 3; k++)
      centre[k] += frac[p][k] * scale;
  }
  for (size_t p = 0; p < CHUNK_POINTS; p++) {
    double d[3] = {0, 0, 0}, cart[3];

    if (p >= n && p % IWI_TILE == 0)
      break;
    for (int k = 0; k < 3 && p < n; k++)
      d[k] = frac[p][k] - centre[k];
    point_cart(field, d, cart);
    w->x[p] = cart[0];
    w->y[p] = cart[1];
    w->z[p] = cart[2];
    w->energy[p] = 0;
    radius2 = fmax(radius2, iwi_dot3(cart, cart));
  }
  return sqrt(radius2);
}

static void run_chunk(const iw_bvse *field, const double (*frac)[3], size_t n,
                      workspace *w, double *energies_ev)
{
  const size_t padded = (n + IWI_TILE - 1) / IWI_TILE * IWI_TILE;
  double centre[3];
  const double radius = place_points(field, frac, n, centre, w);

  iwi_images_gather(&w->images, field, centre, field->cutoff_ang + radius);
  for (size_t k = 0; k < field->n_kinds; k++) {
    const iwi_host_kind *kind = &field->kinds[k];
    const size_t start = w->images.kind_start[k];
    const size_t n_images = w->images.kind_start[k + 1] - start;
    const double(*images)[3] = (const double(*)[3])w->images.position + start;

    if (kind->repels)
      iwi_bvse_add_repulsion(padded, w->x, w->y, w->z, n_images, images,
                             kind->strength, kind->length, kind->cutoff,
                             w->energy);
    else
      iwi_bvse_add_attraction(padded, w->x, w->y, w->z, n_images, images,
                              kind->half_d0, kind->alpha, kind->r_min,
                              kind->cutoff, w->energy);
  }
  memcpy(energies_ev, w->energy, n * sizeof *energies_ev);
}

static void workspaces_destroy(workspace *w, int n_threads)
{
  for (int t = 0; w != NULL && t < n_threads; t++)
    iwi_images_release(&w[t].images);
  iwi_free(w);
}

static workspace *workspaces_create(iw_context *ctx, const iw_bvse *field,
                                    double reach_ang, int n_threads)
{
  /* a chunk's centre is the mean of points within reach_ang of the first */
  const size_t capacity =
      iwi_images_bound(field, field->cutoff_ang + 2 * reach_ang + 0.01);
  workspace *w = iwi_calloc(ctx, (size_t)n_threads, sizeof *w);

  for (int t = 0; w != NULL && t < n_threads; t++) {
    if (iwi_images_init(ctx, field, capacity, &w[t].images) != IW_OK) {
      workspaces_destroy(w, n_threads);
      return NULL;
    }
  }
  return w;
}

iw_status iwi_bvse_energies_by_group(iw_context *ctx, const iw_bvse *field,
                                     const double (*frac)[3],
                                     const int64_t *groups, size_t n,
                                     double *energies_ev)
{
  int n_threads = iw_context_threads(ctx);
  double reach;
  const size_t n_chunks = make_chunks(field, frac, groups, n, NULL, &reach);
  chunk *chunks;
  workspace *w;

  if ((size_t)n_threads > n_chunks)
    n_threads = n_chunks < 1 ? 1 : (int)n_chunks;
  chunks = iwi_calloc(ctx, n_chunks, sizeof *chunks);
  w = workspaces_create(ctx, field, reach, n_threads);
  if (chunks == NULL || w == NULL) {
    iwi_free(chunks);
    workspaces_destroy(w, n_threads);
    return IW_E_MEMORY;
  }
  make_chunks(field, frac, groups, n, chunks, &reach);
#pragma omp parallel num_threads(n_threads)
  {
    int t = 0;

#ifdef _OPENMP
    t = omp_get_thread_num();
#endif
#pragma omp for schedule(dynamic, 4)
    for (size_t c = 0; c < n_chunks; c++)
      run_chunk(field, frac + chunks[c].first, chunks[c].n, &w[t],
                energies_ev + chunks[c].first);
  }
  iwi_free(chunks);
  workspaces_destroy(w, n_threads);
  return IW_OK;
}

iw_status iw_bvse_energies(iw_context *ctx, const iw_bvse *field,
                           const double (*frac)[3], size_t n,
                           double *energies_ev)
{
  return iwi_bvse_energies_by_group(ctx, field, frac, NULL, n, energies_ev);
}
