/* SPDX-License-Identifier: BSD-3-Clause */
/* A doping's decorations: the energy by pair matrix is the Ewald energy of the
 * crystal written out, and symmetry does not change it, nor the pair order. */
#include "check.h"

#include <stdlib.h>

#include <ionway/ionway.h>

#define CUTOFF_ANG 6.0

static iw_context *ctx;

typedef struct job {
  iw_structure *read;
  iw_symmetry *symmetry;
  iw_parameters *parameters;
  iw_oxidation *oxidation;
  iw_doping *doping;
  iw_decoration_energy *energy;
} job;

static int begin(job *j, const char *path, const iw_doping_request *request)
{
  const iw_structure *charged;

  memset(j, 0, sizeof *j);
  if (iw_structure_read_file(ctx, path, NULL, &j->read) != IW_OK ||
      iw_parameters_create(ctx, NULL, &j->parameters) != IW_OK ||
      iw_oxidation_assign(ctx, j->read, j->parameters, NULL, &j->oxidation) !=
          IW_OK)
    return 0;
  charged = iw_oxidation_structure(j->oxidation);
  return iw_symmetry_find(ctx, charged, 0.01, &j->symmetry) == IW_OK &&
         iw_doping_create(ctx, charged, j->symmetry, request, &j->doping) ==
             IW_OK &&
         iw_decoration_energy_create(ctx, j->doping, &j->energy) == IW_OK;
}

static void end(job *j)
{
  iw_decoration_energy_destroy(j->energy);
  iw_doping_destroy(j->doping);
  iw_oxidation_destroy(j->oxidation);
  iw_parameters_destroy(j->parameters);
  iw_symmetry_destroy(j->symmetry);
  iw_structure_destroy(j->read);
}

static double written_out(const job *j, size_t composition,
                          const uint8_t *species)
{
  iw_structure *structure = NULL;
  double charges[400], frac[400][3];
  int32_t elements[400];
  size_t n;

  CHECK_INT(iw_doping_structure(ctx, j->doping, composition, species, NULL,
                                &structure),
            IW_OK);
  if (structure == NULL)
    return NAN;
  n = iw_structure_n_sites(structure);
  CHECK(n <= 400);
  for (size_t i = 0; i < n && i < 400; i++) {
    const iw_site *site = &iw_structure_sites(structure)[i];

    memcpy(frac[i], site->frac, sizeof frac[i]);
    charges[i] = site->oxidation;
    elements[i] = site->element;
  }
  const iw_energy_atoms atoms = {.lattice_ang = iw_structure_lattice(structure),
                                 .frac = (const double(*)[3])frac,
                                 .elements = elements,
                                 .charges = charges,
                                 .n_atoms = n};
  iw_energy_result result = {0};

  CHECK_INT(iw_energy_evaluate(ctx, iw_ewald_model(), &atoms, &result), IW_OK);
  iw_structure_destroy(structure);
  return result.energy_ev;
}

/* Entries of one image against those of another. */
static void same_order(const job *j, size_t composition, const uint8_t *species,
                       const uint8_t *image)
{
  iw_short_range_order *a, *b;
  size_t n_a, n_b;

  CHECK_INT(iw_short_range_order_compute(ctx, j->doping, composition, species,
                                         CUTOFF_ANG, &a, &n_a),
            IW_OK);
  CHECK_INT(iw_short_range_order_compute(ctx, j->doping, composition, image,
                                         CUTOFF_ANG, &b, &n_b),
            IW_OK);
  CHECK_INT(n_a, n_b);
  for (size_t i = 0; i < n_a && n_a == n_b; i++) {
    CHECK_NEAR(a[i].distance_ang, b[i].distance_ang, 1e-9);
    CHECK_NEAR(a[i].alpha, b[i].alpha, 1e-12);
  }
  iw_short_range_order_free(a);
  iw_short_range_order_free(b);
}

static void compare(const job *j, size_t composition, const uint8_t *species)
{
  const iw_site_group *group = iw_doping_group(j->doping);
  const size_t n = iw_doping_n_sites(j->doping);
  const double energy = iw_decoration_energy_ev(j->energy, species);
  uint8_t image[400];

  CHECK_NEAR(energy, written_out(j, composition, species),
             1e-12 * fabs(energy));
  for (size_t k = 1; k < iw_site_group_order(group); k += 37) {
    const int32_t *to = iw_site_group_permutations(group) + k * n;

    for (size_t i = 0; i < n; i++)
      image[to[i]] = species[i];
    /* positions of the file miss their images by its rounding */
    CHECK_NEAR(iw_decoration_energy_ev(j->energy, image), energy,
               1e-6 * fabs(energy));
    if (k == 38)
      same_order(j, composition, species, image);
  }
}

static void sampled(const char *path, const iw_doping_request *request)
{
  uint8_t species[400];
  job j;

  if (!begin(&j, path, request)) {
    CHECK(0);
    printf("%s: %s\n", path, iw_context_message(ctx));
    end(&j);
    return;
  }
  CHECK(iw_doping_n_sites(j.doping) <= 400);
  for (size_t c = iw_doping_n_compositions(j.doping); c-- > 0;) {
    iw_decoration_sampler *sampler = NULL;
    iw_decorations *space = NULL;

    iw_decoration_energy_rebind(j.energy, c);
    CHECK_INT(iw_doping_decorations(ctx, j.doping, c, &space), IW_OK);
    CHECK_INT(iw_decoration_sampler_create(ctx, space, 7, &sampler), IW_OK);
    for (int draw = 0; draw < 6 && sampler != NULL; draw++) {
      iw_decoration_sampler_next(sampler, species);
      compare(&j, c, species);
    }
    iw_decoration_sampler_destroy(sampler);
    iw_decorations_destroy(space);
  }
  printf("%s: %zu sites, %zu spectators, %zu compositions\n", path,
         iw_doping_n_sites(j.doping), iw_doping_n_spectators(j.doping),
         iw_doping_n_compositions(j.doping));
  end(&j);
}

/* Half-filled lithium sites and anions that share theirs. */
static void a_disordered_argyrodite(void)
{
  iw_doping_request request;

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  sampled(IONWAY_SOURCE_DIR "/samples/Li6PS5Cl-disordered/structure.cif",
          &request);
}

/* Al3+ for Fe2+ and lithium vacancies; no charge in the spectators' sum. */
static void a_doped_olivine(void)
{
  const iw_substitution aluminium = {13, 3, "Fe", 1, 2, IW_AMOUNT_COUNT};
  iw_doping_request request;

  iw_doping_request_default(&request);
  request.mobile_element = 3;
  request.substitutions = &aluminium;
  request.n_substitutions = 1;
  for (int k = 0; k < 3; k++)
    request.matrix[k][k] = k == 0 ? 1 : 2;
  sampled(IONWAY_SOURCE_DIR "/samples/LiFePO4/structure.cif", &request);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  RUN(a_disordered_argyrodite);
  RUN(a_doped_olivine);
  iw_context_destroy(ctx);
  return check_report();
}
