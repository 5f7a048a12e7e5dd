/* SPDX-License-Identifier: BSD-3-Clause */
/* The soft host of one hop: which ions move, what holds them, and the sum over
 * all. docs/theory.md eqs. (W1)-(W5). */
#include "soft_host.h"

#include <math.h>
#include <string.h>

#include "bvse.h"
#include "context.h"
#include "mem.h"
#include "one_ion.h"
#include "vec3.h"

#define NAME "soft host"

/* Angstrom: how far from the hop a search may take the ion. */
#define MARGIN_ANG 3.0

struct iw_soft_host {
  const iw_bvse *field;
  double start[3], end[3], middle[3]; /* fractional */
  double range_ang;                   /* of the ion, from the middle */
  size_t n_ions;
  iwi_soft_ion *ions;
  double (*images)[3]; /* Cartesian from the middle, ion by ion */
};

void iw_soft_host_options_default(iw_soft_host_options *options)
{
  memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->anion_spring_ev_ang2 = 8;
  options->cation_spring_ev_ang2 = 15;
  options->mobile_spring_ev_ang2 = 3;
  options->reach_ang = 9;
  options->balance = NAN;
  options->balance_limit_ev_ang = 3;
}

static iw_status check_options(iw_context *ctx, const iw_soft_host_options *o)
{
  const double springs[3] = {o->anion_spring_ev_ang2, o->cation_spring_ev_ang2,
                             o->mobile_spring_ev_ang2};

  if (o->struct_size != sizeof *o)
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    NAME ": options of size %zu, want %zu (start from the "
                         "defaults)",
                    o->struct_size, sizeof *o);
  for (int i = 0; i < 3; i++) {
    if (!(springs[i] > 0 && isfinite(springs[i])))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      NAME ": spring of %g eV/Angstrom^2, want above 0",
                      springs[i]);
  }
  if (!(o->reach_ang >= 0 && o->reach_ang <= 30))
    return iwi_fail(ctx, IW_E_ARGUMENT, NAME ": reach %g Angstrom, want 0..30",
                    o->reach_ang);
  if (!isnan(o->balance) && !(o->balance >= 0 && o->balance <= 1))
    return iwi_fail(ctx, IW_E_ARGUMENT, NAME ": balance %g, want 0..1",
                    o->balance);
  if (!(o->balance_limit_ev_ang >= 0))
    return iwi_fail(ctx, IW_E_ARGUMENT,
                    NAME ": largest balanced force %g eV/Angstrom, want 0 or "
                         "more",
                    o->balance_limit_ev_ang);
  return IW_OK;
}

static void cartesian(const iw_soft_host *host, const double frac[3],
                      double out[3])
{
  double d[3];

  for (int k = 0; k < 3; k++)
    d[k] = frac[k] - host->middle[k];
  iwi_row_times3(d, (const double(*)[3])host->field->lattice.rows, out);
}

/* ---- setting up */

static double from_segment(const double a[3], const double b[3],
                           const double p[3])
{
  double along[3], d[3], t = 0;

  for (int k = 0; k < 3; k++) {
    along[k] = b[k] - a[k];
    d[k] = p[k] - a[k];
  }
  if (iwi_dot3(along, along) > 0)
    t = fmin(fmax(iwi_dot3(along, d) / iwi_dot3(along, along), 0), 1);
  for (int k = 0; k < 3; k++)
    d[k] -= t * along[k];
  return iwi_norm3(d);
}

static void hold(const iw_soft_host *host, const iw_soft_host_options *o,
                 iwi_soft_ion *ion)
{
  const iw_bvse *field = host->field;
  const iwi_host_kind *kind = &field->kinds[field->host_kind[ion->host]];
  double start[3], end[3];

  if (kind->element == field->mobile_element)
    ion->spring = o->mobile_spring_ev_ang2;
  else
    ion->spring =
        kind->charge < 0 ? o->anion_spring_ev_ang2 : o->cation_spring_ev_ang2;
  cartesian(host, host->start, start);
  cartesian(host, host->end, end);
  for (size_t n = 0; n < ion->n_images && !ion->moves; n++)
    ion->moves =
        from_segment(start, end, host->images[ion->first + n]) <= o->reach_ang;
}

/* (W3) */
static void balance(const iw_soft_host *host, const iw_soft_host_options *o,
                    double share, iwi_soft_ion *ion)
{
  static const double nowhere[3] = {0, 0, 0};
  const double(*images)[3] = (const double(*)[3])host->images + ion->first;
  double start[3], end[3], length;
  iwi_soft_sum at_start, at_end;

  cartesian(host, host->start, start);
  cartesian(host, host->end, end);
  iwi_soft_ion_sum(host->field, ion, images, start, nowhere, &at_start);
  iwi_soft_ion_sum(host->field, ion, images, end, nowhere, &at_end);
  for (int k = 0; k < 3; k++)
    ion->pull[k] = -share * (at_start.gradient[k] + at_end.gradient[k]);
  length = iwi_norm3(ion->pull);
  for (int k = 0; k < 3 && length > o->balance_limit_ev_ang; k++)
    ion->pull[k] *= o->balance_limit_ev_ang / length;
}

static int holds_mobile(const iw_bvse *field)
{
  for (size_t k = 0; k < field->n_kinds; k++) {
    if (field->kinds[k].element == field->mobile_element)
      return 1;
  }
  return 0;
}

/* Images sorted by the ion they belong to. */
static iw_status sort_images(iw_context *ctx, iw_soft_host *host, size_t n,
                             const int32_t *found_host, double (*found)[3])
{
  const size_t n_hosts = host->field->n_hosts;
  size_t *start = iwi_calloc(ctx, n_hosts + 2, sizeof *start);

  host->ions = iwi_calloc(ctx, n_hosts, sizeof *host->ions);
  host->images = iwi_calloc(ctx, n, sizeof *host->images);
  if (start == NULL || host->ions == NULL || host->images == NULL) {
    iwi_free(start);
    return IW_E_MEMORY;
  }
  for (size_t i = 0; i < n; i++)
    start[found_host[i] + 2]++;
  for (size_t h = 0; h < n_hosts; h++) {
    start[h + 2] += start[h + 1];
    if (start[h + 2] > start[h + 1])
      host->ions[host->n_ions++] =
          (iwi_soft_ion){.host = (int32_t)h,
                         .first = start[h + 1],
                         .n_images = start[h + 2] - start[h + 1]};
  }
  for (size_t i = 0; i < n; i++)
    memcpy(host->images[start[found_host[i] + 1]++], found[i],
           sizeof *host->images);
  iwi_free(start);
  return IW_OK;
}

static iw_status gather(iw_context *ctx, iw_soft_host *host)
{
  const iw_bvse *field = host->field;
  /* half an Angstrom more than the ion's range: host ions come nearer, too */
  const double radius = host->range_ang + field->cutoff_ang + 0.5;
  double cells = 1;
  size_t capacity, n;
  int32_t *found_host;
  double(*found)[3];
  iw_status status = IW_E_MEMORY;

  for (int k = 0; k < 3; k++)
    cells *= floor(2 * radius / field->lattice.width[k]) + 2;
  capacity = (size_t)cells * field->n_hosts + 1;
  found_host = iwi_realloc(ctx, NULL, capacity, sizeof *found_host);
  found = iwi_realloc(ctx, NULL, capacity, sizeof *found);
  if (found_host != NULL && found != NULL) {
    n = iwi_bins_collect(field->bins, host->middle, radius, found_host, found);
    status = sort_images(ctx, host, n, found_host, found);
  }
  iwi_free(found_host);
  iwi_free(found);
  return status;
}

iw_status iw_soft_host_create(iw_context *ctx, const iw_bvse *field,
                              const double start[3], const double end[3],
                              const iw_soft_host_options *options,
                              iw_soft_host **out)
{
  iw_soft_host_options o;
  iw_soft_host *host;
  iw_status status;
  double share, half[3];

  *out = NULL;
  iw_soft_host_options_default(&o);
  status = check_options(ctx, options != NULL ? options : &o);
  if (status != IW_OK)
    return status;
  if (options != NULL)
    o = *options;
  for (int k = 0; k < 3; k++) {
    if (!isfinite(start[k]) || !isfinite(end[k]))
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      NAME ": the ends of the hop are not finite");
  }
  host = iwi_calloc(ctx, 1, sizeof *host);
  if (host == NULL)
    return IW_E_MEMORY;
  host->field = field;
  memcpy(host->start, start, sizeof host->start);
  memcpy(host->end, end, sizeof host->end);
  for (int k = 0; k < 3; k++)
    host->middle[k] = 0.5 * (start[k] + end[k]);
  cartesian(host, end, half);
  host->range_ang = iwi_norm3(half) + MARGIN_ANG;
  status = gather(ctx, host);
  if (status != IW_OK) {
    iw_soft_host_destroy(host);
    return status;
  }
  share = !isnan(o.balance) ? o.balance : holds_mobile(field) ? 0.5 : 0;
  for (size_t i = 0; i < host->n_ions; i++) {
    hold(host, &o, &host->ions[i]);
    if (share > 0 && host->ions[i].moves)
      balance(host, &o, share, &host->ions[i]);
  }
  *out = host;
  return IW_OK;
}

void iw_soft_host_destroy(iw_soft_host *host)
{
  if (host == NULL)
    return;
  iwi_free(host->ions);
  iwi_free(host->images);
  iwi_free(host);
}

double iw_soft_host_range_ang(const iw_soft_host *host)
{
  return host->range_ang;
}

/* ---- evaluating */

static void add(const iwi_soft_sum *sum, iw_bvse_value *out)
{
  out->energy_ev += sum->energy;
  for (int i = 0; i < 3; i++) {
    out->gradient_ev_ang[i] += sum->gradient[i];
    for (int k = 0; k < 3; k++)
      out->hessian_ev_ang2[i][k] += sum->hessian[i][k];
  }
}

static int within_range(const iw_soft_host *host, const double frac[3],
                        double point[3])
{
  cartesian(host, frac, point);
  return iwi_norm3(point) <= host->range_ang;
}

void iw_soft_host_evaluate(const iw_soft_host *host, const double frac[3],
                           iw_bvse_value *out, double *largest_shift_ang)
{
  double point[3], largest = 0;

  memset(out, 0, sizeof *out);
  if (!within_range(host, frac, point)) {
    out->energy_ev = NAN;
    for (int k = 0; k < 9; k++) {
      out->gradient_ev_ang[k / 3] = NAN;
      out->hessian_ev_ang2[k / 3][k % 3] = NAN;
    }
    largest = NAN;
  }
  for (size_t i = 0; i < host->n_ions && !isnan(largest); i++) {
    const iwi_soft_ion *ion = &host->ions[i];
    const double(*images)[3] = (const double(*)[3])host->images + ion->first;
    double shift[3] = {0, 0, 0};
    iwi_soft_sum sum;

    if (ion->moves)
      iwi_soft_ion_relax(host->field, ion, images, point, shift, &sum);
    else
      iwi_soft_ion_sum(host->field, ion, images, point, shift, &sum);
    add(&sum, out);
    largest = fmax(largest, iwi_norm3(shift));
  }
  if (largest_shift_ang != NULL)
    *largest_shift_ang = largest;
}

static iw_status refuse_range(iw_context *ctx, const iw_soft_host *host,
                              const double point[3])
{
  return iwi_fail(ctx, IW_E_ARGUMENT,
                  NAME ": the ion is %.2f Angstrom from the middle of the hop, "
                       "want at most %.2f",
                  iwi_norm3(point), host->range_ang);
}

iw_status iw_soft_host_shifts(iw_context *ctx, const iw_soft_host *host,
                              const double frac[3], size_t n_sites,
                              double (*shifts_ang)[3])
{
  double point[3];

  if (!within_range(host, frac, point))
    return refuse_range(ctx, host, point);
  memset(shifts_ang, 0, n_sites * sizeof *shifts_ang);
  for (size_t i = 0; i < host->n_ions; i++) {
    const iwi_soft_ion *ion = &host->ions[i];
    const size_t site = (size_t)host->field->host_site[ion->host];
    iwi_soft_sum sum;

    if (site >= n_sites)
      return iwi_fail(ctx, IW_E_ARGUMENT,
                      NAME ": room for %zu sites, want at least %zu", n_sites,
                      site + 1);
    if (ion->moves)
      iwi_soft_ion_relax(host->field, ion,
                         (const double(*)[3])host->images + ion->first, point,
                         shifts_ang[site], &sum);
  }
  return IW_OK;
}

static void evaluate_field(void *self, const double frac[3], iw_bvse_value *out)
{
  iw_soft_host_evaluate(self, frac, out, NULL);
}

iwi_ion_field iwi_soft_host_ion_field(const iw_soft_host *host)
{
  return (iwi_ion_field){evaluate_field, (void *)(uintptr_t)host,
                         &host->field->lattice};
}

/* ---- as a model */

static iw_status evaluate(iw_context *ctx, const iw_energy_atoms *atoms,
                          void *workspace, iw_energy_result *result, void *user)
{
  const iw_soft_host *host = user;
  const iw_status status = iwi_one_ion_check(ctx, host->field, NAME, atoms);
  iw_bvse_value value;
  double point[3];

  (void)workspace;
  if (status != IW_OK)
    return status;
  if (!within_range(host, atoms->frac[0], point))
    return refuse_range(ctx, host, point);
  iw_soft_host_evaluate(host, atoms->frac[0], &value, NULL);
  iwi_one_ion_store(&value, result);
  return IW_OK;
}

void iw_soft_host_describe(const iw_soft_host *host, iw_energy *out)
{
  memset(out, 0, sizeof *out);
  out->struct_size = sizeof *out;
  out->name = NAME;
  out->evaluate = evaluate;
  /* only read; the interface carries one pointer for all models */
  out->user = (void *)(uintptr_t)host;
  out->thread_safe = 1;
  out->provides = IW_ENERGY_FORCES;
}
