/* SPDX-License-Identifier: BSD-3-Clause */
/* The string method with Newton steps, for three unknowns an image.
 * docs/theory.md eq. (S4). */
#include "ion_string.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "vec3.h"

/* Angstrom: longest step of an image across the string. */
#define LONGEST_STEP_ANG 0.2

/* eV/Angstrom^2: flatter or more curved down across, it counts as this stiff */
#define SOFTEST 0.5

/* Steps without progress before a string is given up as resolved as it gets,
 * and the least share of a Newton step that is tried before. */
#define PATIENCE    5
#define LEAST_SHARE 0.25

static double distance(const double a[3], const double b[3])
{
  const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};

  return iwi_norm3(d);
}

void iwi_string_through(iwi_string *string, size_t n, const double (*points)[3],
                        size_t m)
{
  double length = 0, before = 0, segment;
  size_t at = 0;

  assert(n >= 2 && n <= IWI_STRING_MAX && m >= 2);
  for (size_t i = 0; i + 1 < m; i++)
    length += distance(points[i], points[i + 1]);
  string->n = n;
  segment = distance(points[0], points[1]);
  for (size_t i = 0; i < n; i++) {
    const double wanted = length * (double)i / (double)(n - 1);
    double t;

    while (at + 2 < m && before + segment < wanted) {
      before += segment;
      at++;
      segment = distance(points[at], points[at + 1]);
    }
    t = segment > 0 ? fmin((wanted - before) / segment, 1) : 0;
    for (int k = 0; k < 3; k++)
      string->cart[i][k] =
          points[at][k] + t * (points[at + 1][k] - points[at][k]);
  }
  memcpy(string->cart[0], points[0], sizeof string->cart[0]);
  memcpy(string->cart[n - 1], points[m - 1], sizeof string->cart[0]);
}

void iwi_string_respace(iwi_string *string)
{
  double points[IWI_STRING_MAX][3];

  memcpy(points, string->cart, string->n * sizeof *points);
  iwi_string_through(string, string->n, (const double(*)[3])points, string->n);
}

static void evaluate(const iwi_ion_field *field, const double cart[3],
                     iw_bvse_value *value)
{
  double frac[3];

  iwi_row_times3(cart, (const double(*)[3])field->lattice->inverse, frac);
  field->evaluate(field->self, frac, value);
}

void iwi_string_evaluate(iwi_string *string, const iwi_ion_field *field)
{
  for (size_t i = 0; i < string->n; i++)
    evaluate(field, string->cart[i], &string->value[i]);
}

/* (N4): towards the higher neighbour, a mixture at extrema. */
static void tangent(const iwi_string *s, size_t i, double out[3])
{
  const double here = s->value[i].energy_ev;
  const double up = s->value[i + 1].energy_ev - here;
  const double down = s->value[i - 1].energy_ev - here;
  double ahead = 1, behind = 1, length;

  if (up > 0 && down < 0)
    behind = 0;
  else if (up < 0 && down > 0)
    ahead = 0;
  else if (fabs(up - down) > 1e-9) { /* a tie keeps both: symmetric hops */
    ahead = up > down ? fmax(fabs(up), fabs(down)) : fmin(fabs(up), fabs(down));
    behind =
        up > down ? fmin(fabs(up), fabs(down)) : fmax(fabs(up), fabs(down));
  }
  for (int k = 0; k < 3; k++)
    out[k] = ahead * (s->cart[i + 1][k] - s->cart[i][k]) +
             behind * (s->cart[i][k] - s->cart[i - 1][k]);
  length = iwi_norm3(out);
  for (int k = 0; k < 3; k++)
    out[k] = length > 0 ? out[k] / length : 0;
}

/* Two unit vectors that complete t to an orthonormal frame. */
static void frame(const double t[3], double across[2][3])
{
  int least = 0;
  double length;

  for (int k = 1; k < 3; k++) {
    if (fabs(t[k]) < fabs(t[least]))
      least = k;
  }
  for (int k = 0; k < 3; k++)
    across[0][k] = (k == least ? 1.0 : 0.0) - t[least] * t[k];
  length = iwi_norm3(across[0]);
  for (int k = 0; k < 3; k++)
    across[0][k] /= length;
  iwi_cross3(t, across[0], across[1]);
}

/* (S4): Newton in the plane across, downhill along both of its modes. */
static double step_across(const iw_bvse_value *value, const double t[3],
                          double step[3])
{
  double across[2][3], g[2], h[3], mean, half, root, angle[2], length;

  frame(t, across);
  for (int a = 0; a < 2; a++)
    g[a] = iwi_dot3(across[a], value->gradient_ev_ang);
  for (int a = 0; a < 3; a++) {
    double row[3];

    iwi_times_col3(value->hessian_ev_ang2, across[a > 0], row);
    h[a] = iwi_dot3(across[a > 1], row); /* h00, h01, h11 */
  }
  mean = 0.5 * (h[0] + h[2]);
  half = 0.5 * (h[0] - h[2]);
  root = sqrt(half * half + h[1] * h[1]);
  angle[0] = 0.5 * atan2(h[1], half); /* direction of the stiffer mode */
  memset(step, 0, 3 * sizeof *step);
  for (int m = 0; m < 2; m++) {
    const double lambda = m == 0 ? mean + root : mean - root;
    const double c = m == 0 ? cos(angle[0]) : -sin(angle[0]);
    const double s = m == 0 ? sin(angle[0]) : cos(angle[0]);
    const double along = -(c * g[0] + s * g[1]) / fmax(fabs(lambda), SOFTEST);

    for (int k = 0; k < 3; k++)
      step[k] += along * (c * across[0][k] + s * across[1][k]);
  }
  length = iwi_norm3(step);
  for (int k = 0; k < 3 && length > LONGEST_STEP_ANG; k++)
    step[k] *= LONGEST_STEP_ANG / length;
  return sqrt(g[0] * g[0] + g[1] * g[1]);
}

double iwi_string_relax(iwi_string *s, const iwi_ion_field *field,
                        double tolerance_ev_ang, int max_steps)
{
  double steps[IWI_STRING_MAX][3], worst = INFINITY, least = INFINITY;
  double share = 1;
  int since = 0;

  iwi_string_evaluate(s, field);
  for (int it = 0; it < max_steps; it++) {
    const double before = worst;

    worst = 0;
    for (size_t i = 1; i + 1 < s->n; i++) {
      double t[3];

      tangent(s, i, t);
      worst = fmax(worst, step_across(&s->value[i], t, steps[i]));
    }
    since = worst < 0.9 * least ? 0 : since + 1;
    least = fmin(least, worst);
    if (worst < tolerance_ev_ang || since > PATIENCE)
      break;
    /* images that swing about a bend which they cannot resolve */
    if (worst > 0.9 * before)
      share = fmax(0.5 * share, LEAST_SHARE);
    for (size_t i = 1; i + 1 < s->n; i++) {
      for (int k = 0; k < 3; k++)
        s->cart[i][k] += share * steps[i][k];
    }
    iwi_string_respace(s);
    for (size_t i = 1; i + 1 < s->n; i++)
      evaluate(field, s->cart[i], &s->value[i]);
  }
  return worst;
}

/* ---- the profile */

double iwi_string_cubic(const iwi_string *s, size_t i, double c[4])
{
  const iw_bvse_value *from = &s->value[i], *to = &s->value[i + 1];
  const double d[3] = {s->cart[i + 1][0] - s->cart[i][0],
                       s->cart[i + 1][1] - s->cart[i][1],
                       s->cart[i + 1][2] - s->cart[i][2]};
  const double rise = to->energy_ev - from->energy_ev;
  const double first = iwi_dot3(from->gradient_ev_ang, d);
  const double last = iwi_dot3(to->gradient_ev_ang, d);

  c[0] = from->energy_ev;
  c[1] = first;
  c[2] = 3 * rise - 2 * first - last;
  c[3] = first + last - 2 * rise;
  return iwi_norm3(d);
}

/* Maximum of a cubic inside (0, 1); 0 when it has none. */
static int cubic_top(const double c[4], double *t)
{
  const double disc = c[2] * c[2] - 3 * c[1] * c[3];

  if (!(disc > 0))
    return 0;
  /* the root with negative curvature 2 c + 6 d t, without cancellation */
  if (c[2] > 0)
    *t = fabs(c[3]) > 0 ? -(c[2] + sqrt(disc)) / (3 * c[3]) : -1;
  else
    *t = c[1] / (sqrt(disc) - c[2]);
  return *t > 0 && *t < 1;
}

size_t iwi_string_tops(const iwi_string *s, iwi_string_top *tops, size_t room)
{
  size_t n = 0;

  for (size_t i = 0; i + 1 < s->n && n < room; i++) {
    double c[4], t = 0;
    int met;

    iwi_string_cubic(s, i, c);
    met = cubic_top(c, &t);
    /* a kink at an image is a maximum, too */
    if (!met && i > 0 && s->value[i].energy_ev >= s->value[i - 1].energy_ev &&
        s->value[i].energy_ev >= s->value[i + 1].energy_ev) {
      t = 0;
      met = 1;
    }
    if (!met)
      continue;
    for (int k = 0; k < 3; k++)
      tops[n].cart[k] = s->cart[i][k] + t * (s->cart[i + 1][k] - s->cart[i][k]);
    tops[n].energy_ev = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
    n++;
  }
  return n;
}

double iwi_string_highest(const iwi_string *s)
{
  iwi_string_top tops[IWI_STRING_MAX];
  const size_t n = iwi_string_tops(s, tops, IWI_STRING_MAX);
  double highest = fmax(s->value[0].energy_ev, s->value[s->n - 1].energy_ev);

  for (size_t i = 0; i < s->n; i++)
    highest = fmax(highest, s->value[i].energy_ev);
  for (size_t i = 0; i < n; i++)
    highest = fmax(highest, tops[i].energy_ev);
  return highest;
}
