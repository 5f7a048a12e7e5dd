/* SPDX-License-Identifier: BSD-3-Clause */
/* The search's own eigenvalues against LAPACK's. */
#include "check.h"

#include <stdint.h>

#include "eigen3.h"
#include "linalg.h"
#include "vec3.h"

static uint64_t seed = 7;

static double uniform(void)
{
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(seed >> 11) / 9007199254740992.0;
}

static void compare(const double m[3][3], double scale)
{
  double own[3], lapack[3], vectors[3][3], other[3][3];

  iwi_eigen3(m, own, vectors);
  CHECK_INT(iwi_linalg_eigen3(m, lapack, other), 0);
  for (int i = 0; i < 3; i++) {
    double image[3];

    CHECK_NEAR(own[i], lapack[i], 1e-13 * scale);
    CHECK_NEAR(iwi_norm3(vectors[i]), 1, 1e-14);
    iwi_times_col3(m, vectors[i], image);
    for (int k = 0; k < 3; k++)
      CHECK_NEAR(image[k], own[i] * vectors[i][k], 1e-13 * scale);
  }
}

static void random_matrices(void)
{
  for (int round = 0; round < 2000; round++) {
    const double scale = pow(10, 12 * uniform() - 6);
    double m[3][3];

    for (int i = 0; i < 3; i++) {
      for (int k = i; k < 3; k++)
        m[i][k] = m[k][i] = scale * (2 * uniform() - 1);
    }
    compare((const double(*)[3])m, 3 * scale);
  }
}

static void special_matrices(void)
{
  static const double zero[3][3] = {{0}};
  static const double one[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  static const double ones[3][3] = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
  static const double graded[3][3] = {
      {1e8, 1, 1e-4}, {1, 1, 1e-4}, {1e-4, 1e-4, 1e-6}};
  static const double bad[3][3] = {{NAN, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  double values[3], vectors[3][3];

  compare(zero, 1);
  compare(one, 1);
  compare(ones, 3);
  compare(graded, 1e8);
  CHECK(iwi_linalg_eigen3(bad, values, vectors) != 0);
}

int main(void)
{
  RUN(random_matrices);
  RUN(special_matrices);
  return check_report();
}
