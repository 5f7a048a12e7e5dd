/* SPDX-License-Identifier: BSD-3-Clause */
/* The bytes of the i-PI protocol: a request as it has to be, answers cut at
 * every place, and the frame of clients. */
#include "check.h"

#include "ipi.h"
#include "units.h"
#include "vec3.h"

/* ---- frames ----------------------------------------------------------- */

static void a_frame_keeps_shapes(void)
{
  static const double cells[][3][3] = {
      {{3.1, 0.7, -0.4}, {0.5, -1.2, 3.3}, {-0.6, 3.6, 0.9}},
      {{0, 2.31, 2.31}, {2.31, 0, 2.31}, {2.31, 2.31, 0}},
      {{0, 0, -5}, {4, 1, 0}, {1, -3, 2}}};

  for (size_t m = 0; m < 3; m++) {
    iwi_ipi_frame f;

    CHECK_INT(iwi_ipi_frame_init(&f, cells[m], 0), 1);
    CHECK_NEAR(f.volume, fabs(iwi_det3(cells[m])), 1e-12);
    for (int i = 0; i < 3; i++) {
      CHECK(f.cell[i][i] > 0);
      for (int k = 0; k < 3; k++) {
        if (k > i)
          CHECK(f.cell[i][k] == 0);
        /* lengths and angles of the cell; axes at right angles */
        CHECK_NEAR(iwi_dot3(f.cell[i], f.cell[k]),
                   iwi_dot3(cells[m][i], cells[m][k]), 1e-13);
        CHECK_NEAR(iwi_dot3(f.axes[i], f.axes[k]), i == k, 1e-15);
      }
    }
  }
}

/* What needs no turning comes out with the same bits. */
static void a_frame_leaves_alone(void)
{
  static const double cell[3][3] = {
      {4.62, 0, 0}, {0.8, 4.71, 0}, {-0.5, 0.6, 4.53}};
  iwi_ipi_frame f;

  CHECK_INT(iwi_ipi_frame_init(&f, cell, 0), 1);
  CHECK(memcmp(f.cell, cell, sizeof cell) == 0);
  CHECK(f.axes[0][0] == 1 && f.axes[1][1] == 1 && f.axes[2][2] == 1);
}

static void as_given_is_as_given(void)
{
  static const double cell[3][3] = {{0, 0, -5}, {4, 1, 0}, {1, -3, 2}};
  iwi_ipi_frame f;

  CHECK_INT(iwi_ipi_frame_init(&f, cell, 1), 1);
  CHECK(memcmp(f.cell, cell, sizeof cell) == 0);
  CHECK(f.axes[0][0] == 1 && f.axes[1][1] == 1 && f.axes[2][2] == 1);
}

static void flat_cells_are_refused(void)
{
  static const double flat[3][3] = {{1, 0, 0}, {0, 1, 0}, {1, 1, 0}};
  static const double nowhere[3][3] = {{NAN, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  iwi_ipi_frame f;

  CHECK_INT(iwi_ipi_frame_init(&f, flat, 0), 0);
  CHECK_INT(iwi_ipi_frame_init(&f, nowhere, 0), 0);
}

/* ---- requests --------------------------------------------------------- */

static void positions_as_bytes(void)
{
  /* left-handed: its mirror image, c upwards */
  static const double cell[3][3] = {{2, 0, 0}, {1, 4, 0}, {0, 1, -5}};
  static const double frac[2][3] = {{0, 0, 0}, {0.5, 0.5, 1.5}};
  const double h[9] = {2, 1, 0, 0, 4, 1, 0, 0, 5}; /* columns are vectors */
  const double x[3] = {1.5, 3.5, 7.5};
  unsigned char message[512];
  double numbers[18], sent[6];
  iwi_ipi_frame f;
  int32_t n;

  CHECK_INT(iwi_ipi_frame_init(&f, cell, 0), 1);
  CHECK_INT(iwi_ipi_put_positions(message, &f, frac, 2) - message,
            12 + 144 + 4 + 48);
  CHECK_INT(iwi_ipi_positions_size(2), 12 + 144 + 4 + 48);
  CHECK(memcmp(message, "POSDATA     ", 12) == 0);
  memcpy(numbers, message + 12, 144);
  memcpy(&n, message + 156, 4);
  memcpy(sent, message + 160, 48);
  CHECK_INT(n, 2);
  for (int i = 0; i < 9; i++) {
    double sum = 0;

    CHECK_NEAR(numbers[i] * IWI_BOHR_ANG, h[i], 1e-15);
    for (int k = 0; k < 3; k++)
      sum += numbers[3 * (i / 3) + k] * numbers[9 + 3 * k + i % 3];
    CHECK_NEAR(sum, i % 4 == 0, 1e-15);
  }
  for (int k = 0; k < 3; k++) {
    CHECK(sent[k] == 0);
    CHECK_NEAR(sent[3 + k] * IWI_BOHR_ANG, x[k], 1e-15);
  }
}

static void short_requests_as_bytes(void)
{
  static const unsigned char want[] = "INIT        \0\0\0\0\1\0\0\0";
  const int32_t one = 1;
  unsigned char message[IWI_IPI_INIT + 12];

  CHECK_INT(iwi_ipi_put(message, "STATUS") - message, 12);
  CHECK(memcmp(message, "STATUS      ", 12) == 0);
  CHECK_INT(iwi_ipi_put_init(message) - message, 21);
  if (*(const char *)&one == 1) /* else the int is the other way round */
    CHECK(memcmp(message, want, 21) == 0);
}

/* ---- answers ---------------------------------------------------------- */

#define N 2

static size_t put_answer(unsigned char *to, int32_t n, int32_t extra)
{
  const double energy = -1.25;
  const double forces[3 * N] = {1, 2, 3, -4, 5, -6};
  const double virial[9] = {1, 2, 3, 2, 5, 6, 3, 6, 9};
  unsigned char *at = to;

  memcpy(at, "FORCEREADY  ", 12);
  memcpy(at += 12, &energy, 8);
  memcpy(at += 8, &n, 4);
  memcpy(at += 4, forces, sizeof forces);
  memcpy(at += sizeof forces, virial, 72);
  memcpy(at += 72, &extra, 4);
  at += 4;
  for (int32_t k = 0; k < extra; k++)
    *at++ = 'x';
  return (size_t)(at - to);
}

static void answers_in_two_pieces(void)
{
  static const iwi_ipi_event want[] = {IWI_IPI_HAVEDATA, IWI_IPI_FORCES,
                                       IWI_IPI_NEEDINIT};
  unsigned char stream[512];
  size_t size = 12;

  memcpy(stream, "HAVEDATA    ", 12);
  size += put_answer(stream + 12, N, 7);
  memcpy(stream + size, "NEEDINIT    ", 12);
  size += 12;
  for (size_t cut = 0; cut <= size; cut++) {
    double forces[3 * N] = {0};
    iwi_ipi_reader r = {.n_atoms = N, .forces = forces};
    size_t n_events = 0, at = 0;

    while (at < size) {
      const size_t end = at < cut ? cut : size;
      size_t used;
      const iwi_ipi_event event =
          iwi_ipi_read(&r, stream + at, end - at, &used);

      at += used;
      if (event == IWI_IPI_MORE)
        continue;
      CHECK(n_events < 3 && event == want[n_events]);
      n_events++;
    }
    CHECK_INT(n_events, 3);
    CHECK(r.energy == -1.25 && forces[3] == -4 && r.virial[5] == 6);
    CHECK(iwi_ipi_is_finite(&r, 1));
  }
}

static void refused(const unsigned char *stream, size_t size,
                    const char *reason)
{
  double forces[3 * N];
  iwi_ipi_reader r = {.n_atoms = N, .forces = forces};
  size_t used;

  CHECK_INT(iwi_ipi_read(&r, stream, size, &used), IWI_IPI_BROKEN);
  CHECK_TEXT(r.reason, reason);
}

static void answers_that_cannot_be(void)
{
  unsigned char stream[512];
  size_t size = put_answer(stream, 3, 0);

  refused(stream, size, "answered for 3 atoms, was asked about 2");
  size = put_answer(stream, -1, 0);
  refused(stream, size, "answered for -1 atoms, was asked about 2");
  size = put_answer(stream, N, -5);
  refused(stream, size, "announced -5 more bytes");
  refused((const unsigned char *)"ready       ", 12,
          "said \"ready       \", which is no message of the i-PI protocol");
  refused((const unsigned char *)"\n\0\177\377READY   ", 12,
          "said \"????READY   \", which is no message of the i-PI protocol");
}

int main(void)
{
  RUN(a_frame_keeps_shapes);
  RUN(a_frame_leaves_alone);
  RUN(as_given_is_as_given);
  RUN(flat_cells_are_refused);
  RUN(positions_as_bytes);
  RUN(short_requests_as_bytes);
  RUN(answers_in_two_pieces);
  RUN(answers_that_cannot_be);
  return check_report();
}
