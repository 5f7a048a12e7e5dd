/* SPDX-License-Identifier: BSD-3-Clause */
/* Two vacancy hops whose bands another program has converged, Li2O and LiFePO4
 * in pair fields: ends relaxed, saddles refined and certified, attempt
 * frequencies. */
#include "check.h"

#include <ionway/ionway.h>

#include "lammps_points.h"
#include "rng.h"

static iw_context *ctx;

typedef struct hop {
  iw_pair_field *field;
  iw_structure *frames[7];
  double energies[7];
  const char *name;
} hop;

static const char *const files[2] = {
    IONWAY_SHARED_DATA "/anchors/lammps/path_A.extxyz",
    IONWAY_SHARED_DATA "/anchors/lammps/path_B.extxyz"};

static int open_hop(hop *h, int which)
{
  FILE *file = fopen(files[which], "r");
  char line[400];
  size_t n = 0;

  memset(h, 0, sizeof *h);
  h->name = which == 0 ? "Li2O" : "LiFePO4";
  if (file == NULL) {
    SKIP(files[which]);
    return 0;
  }
  while (n < 7 && fgets(line, sizeof line, file) != NULL) {
    const char *at = strstr(line, " energy=");

    if (at != NULL && sscanf(at, " energy=%lf", &h->energies[n]) == 1)
      n++;
  }
  fclose(file);
  for (size_t k = 0; k < 7; k++) {
    iw_read_options options;

    iw_read_options_default(&options);
    options.frame = k;
    CHECK_INT(
        iw_structure_read_file(ctx, files[which], &options, &h->frames[k]),
        IW_OK);
  }
  CHECK_INT(which == 0 ? lammps_oxide(ctx, 1e-10, &h->field)
                       : lammps_phosphate(ctx, 1e-10, &h->field),
            IW_OK);
  return n == 7 && h->frames[6] != NULL && h->field != NULL;
}

static void close_hop(hop *h)
{
  for (size_t k = 0; k < 7; k++)
    iw_structure_destroy(h->frames[k]);
  iw_pair_field_destroy(h->field);
}

/* Two frames as a path, atoms in their order. */
static iw_path *between(const hop *h, size_t a, size_t b)
{
  iw_path_match_options options;
  iw_path *path = NULL;

  iw_path_match_options_default(&options);
  options.keep_order = options.keep_drift = 1;
  CHECK_INT(iw_path_match(ctx, h->frames[a], h->frames[b], &options, NULL, NULL,
                          &path),
            IW_OK);
  return path;
}

static iw_energy_atoms atoms_of(const iw_path *path)
{
  return (iw_energy_atoms){.lattice_ang = iw_path_lattice(path),
                           .elements = iw_path_elements(path),
                           .charges = iw_path_charges(path),
                           .n_atoms = iw_path_n_atoms(path)};
}

/* An end, shaken, back to where it was: energy of it. */
static double relax_end(const hop *h, size_t end, iw_relax_method method,
                        double (*cart)[3])
{
  iw_path *path = between(h, end, end == 0 ? 1 : 5);
  const iw_energy_atoms atoms = atoms_of(path);
  iw_relax_options options;
  iw_relax_info info;
  iwi_rng rng;

  iwi_rng_seed(&rng, 11, end);
  memcpy(cart, iw_path_image(path, 0), atoms.n_atoms * sizeof *cart);
  for (size_t i = 0; i < 3 * atoms.n_atoms; i++)
    cart[i / 3][i % 3] += 0.05 * (2 * iwi_rng_real(&rng) - 1);
  iw_relax_options_default(&options);
  options.method = method;
  options.force_tol_ev_ang = 1e-3;
  CHECK_INT(iw_relax_atoms(ctx, iw_pair_field_energy(h->field), &atoms, NULL,
                           &options, cart, NULL, &info),
            IW_OK);
  printf("     %s end %zu by method %d: %zu calls, %.7f eV\n", h->name, end,
         (int)method, info.n_calls, info.energy_ev);
  iw_path_destroy(path);
  return info.energy_ev;
}

static void check_ends(int which)
{
  double cart[LAMMPS_MAX_ATOMS][3];
  hop h;

  for (int method = 0; method < 2 && open_hop(&h, which); method++) {
    const double start = relax_end(&h, 0, (iw_relax_method)method, cart);
    const double end = relax_end(&h, 6, (iw_relax_method)method, cart);

    /* theirs have forces of 0.005 eV/Angstrom, and lie a little higher */
    CHECK_NEAR(start, h.energies[0] - 5e-5, 6e-5);
    /* images of each other: 0.001 eV/Angstrom on some modes of 0.2 */
    CHECK_NEAR(start, end, 1e-5);
    close_hop(&h);
  }
}

/* From the highest image, shaken, to the saddle; its certificate. */
static void refine_top(const hop *h, size_t top, double shake,
                       iw_saddle_info *info, double (*cart)[3])
{
  iw_path *path = between(h, top, top + 1), *back = between(h, top, top - 1);
  const iw_energy_atoms atoms = atoms_of(path);
  double tangent[LAMMPS_MAX_ATOMS][3], mode[LAMMPS_MAX_ATOMS][3];
  iw_saddle_options options;
  iwi_rng rng;

  iwi_rng_seed(&rng, 12, top);
  memcpy(cart, iw_path_image(path, 0), atoms.n_atoms * sizeof *cart);
  for (size_t i = 0; i < 3 * atoms.n_atoms; i++) {
    tangent[i / 3][i % 3] = iw_path_image(path, 1)[i / 3][i % 3] -
                            iw_path_image(back, 1)[i / 3][i % 3];
    cart[i / 3][i % 3] += shake * (2 * iwi_rng_real(&rng) - 1);
  }
  iw_saddle_options_default(&options);
  CHECK_INT(iw_saddle_refine(ctx, iw_pair_field_energy(h->field), &atoms, NULL,
                             &options, (const double(*)[3])tangent, cart, mode,
                             info),
            IW_OK);
  printf("     %s saddle, shaken by %g: %zu calls, barrier %.7f +- %.1e, "
         "eigenvalues %.3f +- %.3f %.3f +- %.3f, along the path %.3f, moved "
         "%.3f\n",
         h->name, shake, info->n_calls, info->energy_ev - h->energies[0],
         info->energy_error_ev, info->eigenvalues_ev_ang2[0],
         info->residuals_ev_ang2[0], info->eigenvalues_ev_ang2[1],
         info->residuals_ev_ang2[1], info->alignment, info->moved_ang);
  iw_path_destroy(path);
  iw_path_destroy(back);
}

static void check_saddle(int which, size_t top, double barrier)
{
  static const double shakes[2] = {0, 0.02};
  double cart[LAMMPS_MAX_ATOMS][3];
  hop h;

  for (int k = 0; k < 2 && open_hop(&h, which); k++) {
    iw_saddle_info info;

    refine_top(&h, top, shakes[k], &info, cart);
    CHECK(info.certified);
    /* the other band is converged to 0.002 eV/Angstrom: 1e-5 eV over
     * 0.2 eV/Angstrom^2 */
    CHECK_NEAR(info.energy_ev - h.energies[0], barrier,
               1e-5 + info.energy_error_ev);
    close_hop(&h);
  }
}

static void relaxes_the_ends(void)
{
  check_ends(0);
  check_ends(1);
}

static void certifies_the_saddles(void)
{
  check_saddle(0, 3, 0.2184790);
  check_saddle(1, 4, 0.1111205);
}

/* Without a band: from half way between the ends. In the phosphate a minimum
 * lies near (its path has two humps): rounding decides whether the search ends
 * there, which has to be said, or at one of the humps. */
static void starts_from_half_way(void)
{
  static const double barriers[2] = {0.2184790, 0.1111205};

  for (int which = 0; which < 2; which++) {
    double cart[LAMMPS_MAX_ATOMS][3], tangent[LAMMPS_MAX_ATOMS][3];
    iw_saddle_info info;
    iw_status status;
    iw_path *path;
    iw_energy_atoms atoms;
    hop h;

    if (!open_hop(&h, which)) {
      close_hop(&h);
      return;
    }
    path = between(&h, 0, 6);
    atoms = atoms_of(path);
    for (size_t i = 0; i < 3 * atoms.n_atoms; i++) {
      const double a = iw_path_image(path, 0)[i / 3][i % 3];
      const double b = iw_path_image(path, 1)[i / 3][i % 3];

      cart[i / 3][i % 3] = 0.5 * (a + b);
      tangent[i / 3][i % 3] = b - a;
    }
    status =
        iw_saddle_refine(ctx, iw_pair_field_energy(h.field), &atoms, NULL, NULL,
                         (const double(*)[3])tangent, cart, NULL, &info);
    printf("     %s from half way: %zu calls, barrier %.7f, moved %.3f\n",
           h.name, info.n_calls, info.energy_ev - h.energies[0],
           info.moved_ang);
    CHECK(which == 1 || status == IW_OK);
    CHECK(info.certified == (status == IW_OK));
    if (status == IW_OK)
      CHECK_NEAR(info.energy_ev - h.energies[0], barriers[which],
                 1e-5 + info.energy_error_ev);
    else
      CHECK_INT(status, IW_E_NOT_CONVERGED);
    iw_path_destroy(path);
    close_hop(&h);
  }
}

/* Bits do not depend on threads. */
static void is_the_same_on_any_threads(void)
{
  double cart[2][LAMMPS_MAX_ATOMS][3], energy[2];
  hop h;

  if (open_hop(&h, 0)) {
    for (int round = 0; round < 2; round++) {
      CHECK_INT(iw_context_set_threads(ctx, 1 + 2 * round), IW_OK);
      energy[round] = relax_end(&h, 0, IW_RELAX_LBFGS, cart[round]);
    }
    CHECK_INT(iw_context_set_threads(ctx, 1), IW_OK);
    CHECK(memcmp(energy, energy + 1, sizeof energy[0]) == 0);
    CHECK(memcmp(cart[0], cart[1], 95 * sizeof cart[0][0]) == 0);
  }
  close_hop(&h);
}

/* Vineyard's prefactor of the oxide: all atoms, and those near the hop. */
static void gives_attempt_frequencies(void)
{
  double bottom[LAMMPS_MAX_ATOMS][3], top[LAMMPS_MAX_ATOMS][3], all = NAN;
  hop h;

  if (!open_hop(&h, 0)) {
    close_hop(&h);
    return;
  }
  {
    iw_path *path = between(&h, 0, 3);
    const iw_energy_atoms atoms = atoms_of(path);
    iw_relax_options tight;
    iw_saddle_info info;

    memcpy(bottom, iw_path_image(path, 0), atoms.n_atoms * sizeof *bottom);
    iw_relax_options_default(&tight);
    tight.force_tol_ev_ang = 1e-5;
    CHECK_INT(iw_relax_atoms(ctx, iw_pair_field_energy(h.field), &atoms, NULL,
                             &tight, bottom, NULL, NULL),
              IW_OK);
    refine_top(&h, 3, 0, &info, top);
    for (int round = 0; round < 3; round++) {
      static const double radii[3] = {0, 4.3, 3};
      iw_vibrations_options options;
      iw_vibrations *low = NULL, *high = NULL;
      double prefactor = NAN;

      iw_vibrations_options_default(&options);
      options.radius_ang = radii[round];
      memcpy(options.centre_ang, top[iw_path_mover(path)],
             sizeof options.centre_ang);
      CHECK_INT(iw_vibrations_compute(ctx, iw_pair_field_energy(h.field),
                                      &atoms, NULL, &options,
                                      (const double(*)[3])bottom, &low),
                IW_OK);
      CHECK_INT(iw_vibrations_compute(ctx, iw_pair_field_energy(h.field),
                                      &atoms, NULL, &options,
                                      (const double(*)[3])top, &high),
                IW_OK);
      if (round == 0)
        CHECK_INT(iw_vibrations_n(low), 3 * atoms.n_atoms - 3);
      if (iw_vibrations_n(low) == iw_vibrations_n(high))
        CHECK_INT(iw_vibrations_prefactor(ctx, low, high, &prefactor), IW_OK);
      printf("     Li2O within %g: %zu and %zu frequencies, prefactor %.3f "
             "THz\n",
             radii[round], iw_vibrations_n(low), iw_vibrations_n(high),
             prefactor);
      if (round == 0)
        all = prefactor;
      iw_vibrations_destroy(low);
      iw_vibrations_destroy(high);
    }
    iw_path_destroy(path);
  }
  /* NumPy with forces of a reference Ewald sum, both ends at 1e-6 eV/Angstrom:
   * 2.56345 THz; here the saddle is at 1e-3 */
  CHECK_NEAR(all, 2.5635, 5e-3);
  close_hop(&h);
}

int main(void)
{
  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  RUN(relaxes_the_ends);
  RUN(certifies_the_saddles);
  RUN(starts_from_half_way);
  RUN(is_the_same_on_any_threads);
  RUN(gives_attempt_frequencies);
  iw_context_destroy(ctx);
  return check_report();
}
