/* SPDX-License-Identifier: BSD-3-Clause */
/* Cyclic Jacobi for 3x3: a handful of rotations, accurate to rounding. */
#include "eigen3.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Zero a[p][q] by a rotation in the plane of p and q. */
static void rotate(double a[3][3], double v[3][3], int p, int q)
{
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t =
      (theta >= 0 ? 1.0 : -1.0) / (fabs(theta) + sqrt(theta * theta + 1));
  const double c = 1 / sqrt(t * t + 1), s = t * c;
  const int r = 3 - p - q;
  const double arp = a[r][p], arq = a[r][q];

  a[p][p] -= t * a[p][q];
  a[q][q] += t * a[p][q];
  a[p][q] = a[q][p] = 0;
  a[r][p] = a[p][r] = c * arp - s * arq;
  a[r][q] = a[q][r] = s * arp + c * arq;
  for (int k = 0; k < 3; k++) {
    const double vp = v[p][k], vq = v[q][k];

    v[p][k] = c * vp - s * vq;
    v[q][k] = s * vp + c * vq;
  }
}

void iwi_eigen3(const double matrix[3][3], double values[3],
                double vectors[3][3])
{
  double a[3][3], v[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  int order[3] = {0, 1, 2};

  memcpy(a, matrix, sizeof a);
  /* convergence is quadratic: five or six sweeps are the most ever seen */
  for (int sweep = 0; sweep < 30; sweep++) {
    const double off = fabs(a[0][1]) + fabs(a[0][2]) + fabs(a[1][2]);
    const double on = fabs(a[0][0]) + fabs(a[1][1]) + fabs(a[2][2]);

    if (off <= DBL_EPSILON * 0.1 * on || off < DBL_MIN)
      break;
    for (int p = 0; p < 2; p++) {
      for (int q = p + 1; q < 3; q++) {
        if (fabs(a[p][q]) > DBL_MIN)
          rotate(a, v, p, q);
      }
    }
  }
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < 2; i++) {
      if (a[order[i + 1]][order[i + 1]] < a[order[i]][order[i]]) {
        const int t = order[i];

        order[i] = order[i + 1];
        order[i + 1] = t;
      }
    }
  }
  for (int i = 0; i < 3; i++) {
    values[i] = a[order[i]][order[i]];
    memcpy(vectors[i], v[order[i]], sizeof v[0]);
  }
}
