/* SPDX-License-Identifier: BSD-3-Clause */
/* The volume formats that are text: Gaussian cube, .grd of GSAS-II and VESTA,
 * .xsf of XCrySDen. */
#include "volume.h"

#include <math.h>
#include <string.h>

#include <ionway/version.h>

#include "units.h"
#include "vec3.h"

/* Values are printed to 1e-9 eV, which is below what the model and the exact
 * saddles (1e-8 eV) mean, and saves half of the file. Beyond 1e6 eV all digits
 * of the double stay. */
static double rounded(double value)
{
  return fabs(value) < 1e6 ? floor(value * 1e9 + 0.5) / 1e9 : value;
}

static void put_number(iwi_text_builder *b, double value)
{
  char digits[IWI_NUMBER_SIZE];

  iwi_text_number(value, digits);
  iwi_text_add(b, digits, strlen(digits));
}

/* " x y z" and a new line */
static void put_vector(iwi_text_builder *b, const double v[3])
{
  for (int k = 0; k < 3; k++) {
    iwi_text_add(b, " ", 1);
    put_number(b, v[k]);
  }
  iwi_text_add(b, "\n", 1);
}

/* A value, with a new line after each per_line-th and after the last one of a
 * row. */
static void put_value(iwi_text_builder *b, double value, int32_t index,
                      int32_t n, int32_t per_line)
{
  const int ends = index + 1 == n || (index + 1) % per_line == 0;

  put_number(b, rounded(value));
  iwi_text_add(b, ends ? "\n" : " ", 1);
}

/* One line, plain ASCII: readers in other languages refuse broken UTF-8. */
static void put_title(iwi_text_builder *b, const iwi_volume *volume)
{
  iwi_text_printf(b,
                  "ionway " IW_VERSION_STRING " energy of the mobile ion, eV");
  if (volume->title[0] != '\0')
    iwi_text_printf(b, "; ");
  for (const char *c = volume->title; *c != '\0'; c++) {
    const char out = *c >= 0x20 && *c < 0x7f ? *c : '?';

    iwi_text_add(b, &out, 1);
  }
}

static void put_cap(iwi_text_builder *b, const iwi_volume *volume)
{
  if (isinf(volume->cap_ev))
    return;
  iwi_text_printf(b, ", values above ");
  put_number(b, volume->cap_ev);
  iwi_text_printf(b, " eV cut to it");
}

static void site_cart(const iwi_volume *volume, size_t site, double scale,
                      double out[3])
{
  iwi_row_times3(volume->sites[site].frac, volume->lattice_ang, out);
  for (int k = 0; k < 3; k++)
    out[k] *= scale;
}

/* Positive counts say that lengths are bohr. Point (i, j, k) at i/n0 a + j/n1
 * b + k/n2 c; the last axis runs fastest. The second number of an atom line is
 * its nuclear charge. */
void iwi_volume_cube(const iwi_volume *volume, iwi_text_builder *b)
{
  const int32_t *n = volume->grid;
  const double origin[3] = {0, 0, 0};

  put_title(b, volume);
  iwi_text_printf(b, "\nlengths in bohr; periodic, n points an axis, no "
                     "duplicate end plane; last axis fastest");
  put_cap(b, volume);
  iwi_text_printf(b, "\n%zu", volume->n_sites);
  put_vector(b, origin);
  for (int i = 0; i < 3; i++) {
    double step[3];

    for (int k = 0; k < 3; k++)
      step[k] = volume->lattice_ang[i][k] / IWI_BOHR_ANG / n[i];
    iwi_text_printf(b, "%d", (int)n[i]);
    put_vector(b, step);
  }
  for (size_t s = 0; s < volume->n_sites; s++) {
    double cart[3];

    site_cart(volume, s, 1 / IWI_BOHR_ANG, cart);
    iwi_text_printf(b, "%d %d.0", (int)volume->sites[s].element,
                    (int)volume->sites[s].element);
    put_vector(b, cart);
  }
  for (int32_t i = 0; i < n[0]; i++) {
    for (int32_t j = 0; j < n[1]; j++) {
      for (int32_t k = 0; k < n[2]; k++)
        put_value(b, iwi_volume_value(volume, i, j, k), k, n[2], 6);
    }
  }
}

static double angle_degrees(const double a[3], const double b[3])
{
  const double cosine = iwi_dot3(a, b) / (iwi_norm3(a) * iwi_norm3(b));

  return acos(fmax(-1, fmin(1, cosine))) * 180 / acos(-1.0);
}

/* Title, "a b c alpha beta gamma", "n0 n1 n2", values with the last axis
 * fastest: the order in which GSAS-II writes maps and VESTA takes them. */
void iwi_volume_grd(const iwi_volume *volume, iwi_text_builder *b)
{
  const double(*rows)[3] = volume->lattice_ang;
  const int32_t *n = volume->grid;
  double edges[3], angles[3];

  for (int i = 0; i < 3; i++) {
    edges[i] = iwi_norm3(rows[i]);
    angles[i] = angle_degrees(rows[(i + 1) % 3], rows[(i + 2) % 3]);
  }
  put_title(b, volume);
  iwi_text_printf(b, "; cell in Angstrom and degrees; periodic, n points an "
                     "axis, no duplicate end plane; last axis fastest");
  put_cap(b, volume);
  iwi_text_printf(b, "\n");
  for (int i = 0; i < 3; i++) {
    put_number(b, edges[i]);
    iwi_text_add(b, " ", 1);
  }
  for (int i = 0; i < 3; i++) {
    put_number(b, angles[i]);
    iwi_text_add(b, i < 2 ? " " : "\n", 1);
  }
  iwi_text_printf(b, "%d %d %d\n", (int)n[0], (int)n[1], (int)n[2]);
  for (int32_t i = 0; i < n[0]; i++) {
    for (int32_t j = 0; j < n[1]; j++) {
      for (int32_t k = 0; k < n[2]; k++)
        put_value(b, iwi_volume_value(volume, i, j, k), k, n[2], 6);
    }
  }
}

static void put_xsf_grid(const iwi_volume *volume, iwi_text_builder *b)
{
  const int32_t *n = volume->grid;
  const double origin[3] = {0, 0, 0};

  iwi_text_printf(b, "BEGIN_BLOCK_DATAGRID_3D\n energy_ev\n"
                     " BEGIN_DATAGRID_3D_energy_ev\n");
  iwi_text_printf(b, " %d %d %d\n", (int)n[0] + 1, (int)n[1] + 1,
                  (int)n[2] + 1);
  put_vector(b, origin);
  for (int i = 0; i < 3; i++)
    put_vector(b, volume->lattice_ang[i]);
  for (int32_t k = 0; k <= n[2]; k++) {
    for (int32_t j = 0; j <= n[1]; j++) {
      for (int32_t i = 0; i <= n[0]; i++)
        put_value(b, iwi_volume_value(volume, i, j, k), i, n[0] + 1, 6);
    }
  }
  iwi_text_printf(b, " END_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n");
}

/* A general grid: the planes at 0 and 1 are both there, the first axis runs
 * fastest, lengths are Angstrom. */
void iwi_volume_xsf(const iwi_volume *volume, iwi_text_builder *b)
{
  iwi_text_printf(b, "# ");
  put_title(b, volume);
  iwi_text_printf(b, "\n# lengths in Angstrom; general grid, n + 1 points an "
                     "axis, end planes repeat the first ones; first axis "
                     "fastest");
  put_cap(b, volume);
  iwi_text_printf(b, "\nCRYSTAL\nPRIMVEC\n");
  for (int i = 0; i < 3; i++)
    put_vector(b, volume->lattice_ang[i]);
  iwi_text_printf(b, "PRIMCOORD\n%zu 1\n", volume->n_sites);
  for (size_t s = 0; s < volume->n_sites; s++) {
    double cart[3];

    site_cart(volume, s, 1, cart);
    iwi_text_printf(b, "%d", (int)volume->sites[s].element);
    put_vector(b, cart);
  }
  put_xsf_grid(volume, b);
}
