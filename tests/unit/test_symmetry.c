/* SPDX-License-Identifier: BSD-3-Clause */
/* Groups, orbits and operations of crystals built here against International
 * Tables, and against brute force over the sites. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include <ionway/ionway.h>

#include "context.h"
#include "lattice.h"
#include "mem.h"
#include "symmetry.h"
#include "vec3.h"

#define MAX_SITES 512

/* A crystal being built. */
typedef struct crystal {
  double rows[3][3];
  iw_site sites[MAX_SITES];
  size_t n;
} crystal;

static uint64_t seed = 7;

static double uniform(void)
{
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(seed >> 11) / 9007199254740992.0;
}

static void cell(crystal *c, double a, double b, double cc, double alpha,
                 double beta, double gamma)
{
  const double degree = acos(-1.0) / 180;
  const double ca = cos(alpha * degree), cb = cos(beta * degree);
  const double cg = cos(gamma * degree), sg = sin(gamma * degree);
  const double y = (ca - cb * cg) / sg;
  const double rows[3][3] = {{a, 0, 0},
                             {b * cg, b * sg, 0},
                             {cc * cb, cc * y, cc * sqrt(1 - cb * cb - y * y)}};

  memset(c, 0, sizeof *c);
  memcpy(c->rows, rows, sizeof rows);
}

static void add_part(crystal *c, int32_t element, double occupancy,
                     double oxidation, double x, double y, double z)
{
  iw_site *site = &c->sites[c->n++];

  memset(site, 0, sizeof *site);
  site->element = element;
  site->occupancy = occupancy;
  site->oxidation = oxidation;
  site->frac[0] = x;
  site->frac[1] = y;
  site->frac[2] = z;
}

static void add(crystal *c, int32_t element, double x, double y, double z)
{
  add_part(c, element, 1.0, NAN, x, y, z);
}

/* the four points of F centring */
static void add_f(crystal *c, int32_t element, double x, double y, double z)
{
  add(c, element, x, y, z);
  add(c, element, x, y + 0.5, z + 0.5);
  add(c, element, x + 0.5, y, z + 0.5);
  add(c, element, x + 0.5, y + 0.5, z);
}

static void add_f_part(crystal *c, int32_t element, double occupancy, double x,
                       double y, double z)
{
  add_part(c, element, occupancy, NAN, x, y, z);
  add_part(c, element, occupancy, NAN, x, y + 0.5, z + 0.5);
  add_part(c, element, occupancy, NAN, x + 0.5, y, z + 0.5);
  add_part(c, element, occupancy, NAN, x + 0.5, y + 0.5, z);
}

static void fcc_metal(crystal *c)
{
  cell(c, 3.6, 3.6, 3.6, 90, 90, 90);
  add_f(c, 29, 0, 0, 0);
}

static void rock_salt(crystal *c)
{
  cell(c, 5.64, 5.64, 5.64, 90, 90, 90);
  add_f(c, 11, 0, 0, 0);
  add_f(c, 17, 0.5, 0.5, 0.5);
}

static void diamond(crystal *c)
{
  cell(c, 3.567, 3.567, 3.567, 90, 90, 90);
  add_f(c, 6, 0, 0, 0);
  add_f(c, 6, 0.25, 0.25, 0.25);
}

static void hcp_metal(crystal *c)
{
  cell(c, 3.2, 3.2, 5.2, 90, 90, 120);
  add(c, 12, 1.0 / 3, 2.0 / 3, 0.25);
  add(c, 12, 2.0 / 3, 1.0 / 3, 0.75);
}

/* alpha-quartz, P3_221: Si 3a (x,0,2/3), O 6c */
static void quartz(crystal *c)
{
  const double u = 0.4697, x = 0.4135, y = 0.2669, z = 0.7858;

  cell(c, 4.913, 4.913, 5.405, 90, 90, 120);
  add(c, 14, u, 0, 2.0 / 3);
  add(c, 14, 0, u, 1.0 / 3);
  add(c, 14, -u, -u, 0);
  add(c, 8, x, y, z);
  add(c, 8, -y, x - y, z + 2.0 / 3);
  add(c, 8, -x + y, -x, z + 1.0 / 3);
  add(c, 8, y, x, -z);
  add(c, 8, x - y, -y, -z + 1.0 / 3);
  add(c, 8, -x, -x + y, -z + 2.0 / 3);
}

/* (x,x,x) with an even number of minus signs */
static void add_xxx(crystal *c, int32_t element, double o, double x)
{
  add_f(c, element, o + x, o + x, o + x);
  add_f(c, element, o + x, o - x, o - x);
  add_f(c, element, o - x, o + x, o - x);
  add_f(c, element, o - x, o - x, o + x);
}

/* Ordered argyrodite, F-43m: Cl 4a, P 4b, S 4d and 16e, Li 24g */
static void argyrodite(crystal *c)
{
  const double x = 0.0180;

  cell(c, 9.86, 9.86, 9.86, 90, 90, 90);
  add_f(c, 17, 0, 0, 0);
  add_f(c, 15, 0.5, 0.5, 0.5);
  add_f(c, 16, 0.75, 0.75, 0.75);
  add_xxx(c, 16, 0.5, 0.1195);
  add_f(c, 3, 0.25, 0.25, x);
  add_f(c, 3, 0.75, 0.25, -x);
  add_f(c, 3, x, 0.25, 0.25);
  add_f(c, 3, -x, 0.25, 0.75);
  add_f(c, 3, 0.25, x, 0.25);
  add_f(c, 3, 0.25, -x, 0.75);
}

static void triclinic(crystal *c)
{
  cell(c, 5.1, 6.3, 7.2, 83, 97, 104);
  add(c, 3, 0.11, 0.23, 0.31);
  add(c, 8, 0.71, 0.47, 0.83);
  add(c, 16, 0.41, 0.92, 0.58);
}

static void triclinic_centred(crystal *c)
{
  triclinic(c);
  for (size_t i = 0; i < 3; i++)
    add(c, c->sites[i].element, -c->sites[i].frac[0], -c->sites[i].frac[1],
        -c->sites[i].frac[2]);
}

/* olivine frame, Pnma: Li 4a, Fe 4c, P 4c, three O */
static void olivine(crystal *c)
{
  static const double mirror[][3] = {/* element, x, z on y = 1/4 */
                                     {26, 0.28222, 0.97472},
                                     {15, 0.09486, 0.41820},
                                     {8, 0.09713, 0.74279},
                                     {8, 0.45705, 0.20602}};
  const double x = 0.16558, y = 0.04646, z = 0.28478;

  cell(c, 10.332, 6.01, 4.692, 90, 90, 90);
  add(c, 3, 0, 0, 0);
  add(c, 3, 0.5, 0, 0.5);
  add(c, 3, 0, 0.5, 0);
  add(c, 3, 0.5, 0.5, 0.5);
  for (int i = 0; i < 4; i++) {
    const double u = mirror[i][1], w = mirror[i][2];

    add(c, (int32_t)mirror[i][0], u, 0.25, w);
    add(c, (int32_t)mirror[i][0], 0.5 - u, 0.75, w + 0.5);
    add(c, (int32_t)mirror[i][0], -u, 0.75, -w);
    add(c, (int32_t)mirror[i][0], u + 0.5, 0.25, 0.5 - w);
  }
  for (int s = 1; s >= -1; s -= 2) {
    add(c, 8, s * x, s * y, s * z);
    add(c, 8, 0.5 - s * x, -s * y, 0.5 + s * z);
    add(c, 8, -s * x, 0.5 + s * y, -s * z);
    add(c, 8, 0.5 + s * x, 0.5 - s * y, 0.5 - s * z);
  }
}

/* cubic perovskite with A on 1a */
static void perovskite(crystal *c)
{
  cell(c, 3.9, 3.9, 3.9, 90, 90, 90);
  add(c, 57, 0, 0, 0);
  add(c, 22, 0.5, 0.5, 0.5);
  add(c, 8, 0.5, 0.5, 0);
  add(c, 8, 0.5, 0, 0.5);
  add(c, 8, 0, 0.5, 0.5);
}

/* Li, Mn, O of the spinel, fractions from an origin at -43m (on Li) plus d:
 * d = 1/8 puts the origin at -3m. */
static void spinel(crystal *c, double d)
{
  const double u = -0.1382; /* bonds point away from the other Li */

  cell(c, 8.2473, 8.2473, 8.2473, 90, 90, 90);
  add_f(c, 3, d, d, d);
  add_f(c, 3, d + 0.25, d + 0.25, d + 0.25);
  add_f(c, 25, d + 0.625, d + 0.625, d + 0.625);
  add_f(c, 25, d + 0.625, d + 0.875, d + 0.875);
  add_f(c, 25, d + 0.875, d + 0.625, d + 0.875);
  add_f(c, 25, d + 0.875, d + 0.875, d + 0.625);
  add_xxx(c, 8, d, u);
  add_f(c, 8, d + 0.25 - u, d + 0.25 - u, d + 0.25 - u);
  add_f(c, 8, d + 0.25 - u, d + 0.25 + u, d + 0.25 + u);
  add_f(c, 8, d + 0.25 + u, d + 0.25 - u, d + 0.25 + u);
  add_f(c, 8, d + 0.25 + u, d + 0.25 + u, d + 0.25 - u);
}

static void spinel_1(crystal *c)
{
  spinel(c, 0);
}

static void spinel_2(crystal *c)
{
  spinel(c, 0.125);
}

static iw_structure *build(iw_context *ctx, const crystal *c)
{
  iw_structure_spec spec;
  iw_structure *structure;

  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, c->rows, sizeof spec.lattice_ang);
  spec.sites = c->sites;
  spec.n_sites = c->n;
  if (iw_structure_create(ctx, &spec, &structure) != IW_OK) {
    printf("%s\n", iw_context_message(ctx));
    abort();
  }
  return structure;
}

static iw_symmetry *find(iw_context *ctx, const iw_structure *structure,
                         double tolerance)
{
  iw_symmetry *symmetry = NULL;
  const iw_status status =
      iw_symmetry_find(ctx, structure, tolerance, &symmetry);

  CHECK_INT(status, IW_OK);
  if (status != IW_OK) {
    printf("%s\n", iw_context_message(ctx));
    abort();
  }
  return symmetry;
}

/* Largest distance, over the sites, from the image to the nearest site of the
 * same species. All pairs, no help from the library's search. */
static double worst_miss(const iw_structure *structure,
                         const iw_operation *operation)
{
  const iw_site *sites = iw_structure_sites(structure);
  const size_t n = iw_structure_n_sites(structure);
  iwi_lattice lattice;
  double worst = 0;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  for (size_t i = 0; i < n; i++) {
    double nearest = 1e30;

    for (size_t j = 0; j < n && nearest > 1e-9; j++) {
      double d[3];

      if (sites[j].element != sites[i].element ||
          fabs(sites[j].occupancy - sites[i].occupancy) > 1e-6)
        continue;
      for (int r = 0; r < 3; r++) {
        d[r] = operation->translation[r] - sites[j].frac[r];
        for (int k = 0; k < 3; k++)
          d[r] += operation->rotation[r][k] * sites[i].frac[k];
      }
      nearest = fmin(nearest, iwi_lattice_shortest(&lattice, d, NULL));
    }
    worst = fmax(worst, nearest);
  }
  return worst;
}

static int32_t determinant(const int32_t m[3][3])
{
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
         m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* Laws that hold for any structure; full says that the cell has all of the
 * group's operations (no supercell that breaks some). */
static void check_laws(const iw_structure *structure,
                       const iw_symmetry *symmetry, int full)
{
  const iw_operation *all = iw_symmetry_operations(symmetry);
  const size_t n = iw_symmetry_n_operations(symmetry);
  const iw_orbit *orbits = iw_symmetry_orbits(symmetry);
  const int32_t *of = iw_symmetry_site_orbits(symmetry);
  const size_t n_sites = iw_structure_n_sites(structure);
  iwi_lattice lattice;
  int32_t before = -1;

  iwi_lattice_init(&lattice, iw_structure_lattice(structure));
  /* of large cells a sample: the check costs n_sites^2 an operation */
  for (size_t i = 0; i < n; i += 1 + n * n_sites * n_sites / 100000) {
    CHECK(worst_miss(structure, &all[i]) < iw_symmetry_tolerance(symmetry));
    CHECK_INT(abs((int)determinant((const int32_t(*)[3])all[i].rotation)), 1);
    for (int k = 0; k < 3; k++)
      CHECK(all[i].translation[k] >= 0 && all[i].translation[k] < 1);
  }
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      CHECK_INT(all[0].rotation[i][k], i == k);
    CHECK_NEAR(all[0].translation[i], 0, 0);
  }
  for (size_t o = 0; o < iw_symmetry_n_orbits(symmetry); o++) {
    const iw_site *site = &iw_structure_sites(structure)[orbits[o].first_site];
    int32_t members = 0, fixing = 0;

    CHECK(orbits[o].first_site > before);
    before = orbits[o].first_site;
    CHECK_INT(site->element, orbits[o].element);
    CHECK_NEAR(site->occupancy, orbits[o].occupancy, 0);
    CHECK_INT(of[before], o);
    for (size_t i = 0; i < n_sites; i++)
      members += of[i] == (int32_t)o;
    CHECK_INT(members, orbits[o].n_sites);
    for (size_t i = 0; i < n; i++) {
      double d[3];

      for (int r = 0; r < 3; r++) {
        d[r] = all[i].translation[r] - site->frac[r];
        for (int k = 0; k < 3; k++)
          d[r] += all[i].rotation[r][k] * site->frac[k];
      }
      fixing += iwi_lattice_shortest(&lattice, d, NULL) <
                iw_symmetry_tolerance(symmetry);
    }
    if (full)
      CHECK_INT((size_t)members * (size_t)fixing, n);
  }
}

/* "Li24g Cl4a": element, multiplicity, letter of every orbit */
static void describe(const iw_symmetry *symmetry, char *text, size_t size)
{
  size_t used = 0;

  text[0] = '\0';
  for (size_t o = 0; o < iw_symmetry_n_orbits(symmetry); o++) {
    const iw_orbit *orbit = &iw_symmetry_orbits(symmetry)[o];

    used +=
        (size_t)snprintf(text + used, size - used, "%s%s%d%c",
                         o == 0 ? "" : " ", iw_element_symbol(orbit->element),
                         (int)orbit->multiplicity, orbit->wyckoff);
  }
}

typedef struct known_crystal {
  void (*make)(crystal *c);
  int32_t number;
  const char *symbol;
  const char *point_group;
  size_t n_operations; /* of the cell as built */
  const char *orbits;  /* International Tables; NULL: letters not unique */
  const char *site_symmetry; /* of the first orbit */
} known_crystal;

static const known_crystal known[] = {
    {fcc_metal, 225, "Fm-3m", "m-3m", 192, "Cu4a", "m-3m"},
    {rock_salt, 225, "Fm-3m", "m-3m", 192, "Na4a Cl4b", "m-3m"},
    {diamond, 227, "Fd-3m", "m-3m", 192, "C8a", "-43m"},
    {hcp_metal, 194, "P6_3/mmc", "6/mmm", 24, "Mg2c", "-6m2"},
    {quartz, 154, "P3_221", "32", 6, "Si3a O6c", ".2."},
    {argyrodite, 216, "F-43m", "-43m", 96, "Cl4a P4b S4d S16e Li24g", "-43m"},
    {triclinic, 1, "P1", "1", 1, "Li1a O1a S1a", "1"},
    {triclinic_centred, 2, "P-1", "-1", 2, "Li2i O2i S2i", "1"},
    {olivine, 62, "Pnma", "mmm", 8, "Li4a Fe4c P4c O4c O4c O8d", "-1"},
    {spinel_1, 227, "Fd-3m", "m-3m", 192, "Li8a Mn16d O32e", "-43m"},
    {spinel_2, 227, "Fd-3m", "m-3m", 192, "Li8a Mn16d O32e", "-43m"},
    {perovskite, 221, "Pm-3m", "m-3m", 48, NULL, "m-3m"},
};
#define N_KNOWN (sizeof known / sizeof known[0])

static void groups_and_letters_are_those_of_the_tables(void)
{
  iw_context *ctx;

  iw_context_create(&ctx);
  for (size_t i = 0; i < N_KNOWN; i++) {
    static crystal c;
    iw_structure *structure;
    iw_symmetry *symmetry;
    char text[256];

    known[i].make(&c);
    structure = build(ctx, &c);
    symmetry = find(ctx, structure, 0.01);
    CHECK_INT(iw_symmetry_number(symmetry), known[i].number);
    CHECK_TEXT(iw_symmetry_symbol(symmetry), known[i].symbol);
    CHECK_TEXT(iw_symmetry_point_group(symmetry), known[i].point_group);
    CHECK_INT(iw_symmetry_n_operations(symmetry), known[i].n_operations);
    CHECK_TEXT(iw_symmetry_orbits(symmetry)[0].site_symmetry,
               known[i].site_symmetry);
    CHECK(iw_symmetry_hall_symbol(symmetry)[0] != '\0');
    CHECK_NEAR(iw_symmetry_tolerance(symmetry), 0.01, 0);
    describe(symmetry, text, sizeof text);
    if (known[i].orbits != NULL)
      CHECK_TEXT(text, known[i].orbits);
    check_laws(structure, symmetry, 1);
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(structure);
  }
  iw_context_destroy(ctx);
}

/* rows -> m rows, fractions -> fractions times m^-1; det m = +-1 */
static void rebase(crystal *c, const int m[3][3])
{
  double rows[3][3], real[3][3], inverse[3][3];

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      real[i][k] = m[i][k];
      rows[i][k] = 0;
      for (int j = 0; j < 3; j++)
        rows[i][k] += m[i][j] * c->rows[j][k];
    }
  }
  memcpy(c->rows, rows, sizeof rows);
  iwi_inverse3((const double(*)[3])real, inverse);
  for (size_t s = 0; s < c->n; s++) {
    double frac[3];

    iwi_row_times3(c->sites[s].frac, (const double(*)[3])inverse, frac);
    memcpy(c->sites[s].frac, frac, sizeof frac);
  }
}

/* Random unimodular basis, left-handed in every second round, and skewed. */
static void random_rebase(crystal *c, int round)
{
  int m[3][3] = {{round % 2 == 0 ? 1 : -1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  for (int step = 0; step < 4; step++) {
    const int a = (int)(3 * uniform()), b = (a + 1 + (int)(2 * uniform())) % 3;
    const int times = (int)(5 * uniform()) - 2;

    for (int k = 0; k < 3; k++)
      m[a][k] += times * m[b][k];
  }
  rebase(c, (const int(*)[3])m);
}

static void shift(crystal *c)
{
  const double d[3] = {uniform(), uniform(), uniform()};

  for (size_t s = 0; s < c->n; s++) {
    for (int k = 0; k < 3; k++)
      c->sites[s].frac[k] += d[k];
  }
}

static void permute(crystal *c)
{
  for (size_t s = c->n - 1; s > 0; s--) {
    const size_t other = (size_t)((double)(s + 1) * uniform());
    const iw_site site = c->sites[s];

    c->sites[s] = c->sites[other];
    c->sites[other] = site;
  }
}

static int compare_orbits(const void *a, const void *b)
{
  return strcmp(a, b);
}

/* Orbits as sorted words without the letter, which may change with the origin
 * (the normaliser of the group permutes equivalent positions). */
static void summary(const iw_symmetry *symmetry, char words[16][32])
{
  memset(words, 0, 16 * sizeof words[0]);
  for (size_t o = 0; o < iw_symmetry_n_orbits(symmetry) && o < 16; o++) {
    const iw_orbit *orbit = &iw_symmetry_orbits(symmetry)[o];

    snprintf(words[o], sizeof words[o], "%s%d of %d",
             iw_element_symbol(orbit->element), (int)orbit->multiplicity,
             (int)orbit->n_sites);
  }
  qsort(words, 16, sizeof words[0], compare_orbits);
}

static void same_group_for_any_basis_origin_and_order(void)
{
  iw_context *ctx;

  iw_context_create(&ctx);
  for (size_t i = 0; i < N_KNOWN; i++) {
    for (int round = 0; round < 8; round++) {
      static crystal c;
      iw_structure *structure;
      iw_symmetry *symmetry, *plain;
      char words[16][32], plain_words[16][32];

      known[i].make(&c);
      structure = build(ctx, &c);
      plain = find(ctx, structure, 0.01);
      iw_structure_destroy(structure);
      random_rebase(&c, round);
      shift(&c);
      permute(&c);
      structure = build(ctx, &c);
      symmetry = find(ctx, structure, 0.01);
      CHECK_INT(iw_symmetry_number(symmetry), known[i].number);
      CHECK_INT(iw_symmetry_n_operations(symmetry), known[i].n_operations);
      summary(symmetry, words);
      summary(plain, plain_words);
      CHECK(memcmp(words, plain_words, sizeof words) == 0);
      check_laws(structure, symmetry, 1);
      iw_symmetry_destroy(symmetry);
      iw_symmetry_destroy(plain);
      iw_structure_destroy(structure);
    }
  }
  iw_context_destroy(ctx);
}

/* n0 x n1 x n2 cells */
static void repeat(crystal *c, const int n[3])
{
  const size_t sites = c->n;
  size_t copy = 0;

  for (int cell_index = 1; cell_index < n[0] * n[1] * n[2]; cell_index++) {
    const int at[3] = {cell_index / (n[1] * n[2]), cell_index / n[2] % n[1],
                       cell_index % n[2]};

    copy++;
    for (size_t s = 0; s < sites; s++) {
      c->sites[copy * sites + s] = c->sites[s];
      for (int k = 0; k < 3; k++)
        c->sites[copy * sites + s].frac[k] += at[k];
    }
  }
  c->n = (copy + 1) * sites;
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      c->rows[i][k] *= n[i];
    for (size_t s = 0; s < c->n; s++)
      c->sites[s].frac[i] /= n[i];
  }
}

/* "24 2mm" (multiplicity and site symmetry) of every orbit: what letters, which
 * depend on the choice among equivalent origins, stand for */
static void describe_kind(const iw_symmetry *symmetry, char *text, size_t size)
{
  size_t used = 0;

  text[0] = '\0';
  for (size_t o = 0; o < iw_symmetry_n_orbits(symmetry); o++) {
    const iw_orbit *orbit = &iw_symmetry_orbits(symmetry)[o];

    used += (size_t)snprintf(text + used, size - used, "%s%d %s; ",
                             iw_element_symbol(orbit->element),
                             (int)orbit->multiplicity, orbit->site_symmetry);
  }
}

static void supercells_keep_group_and_multiplicity(void)
{
  static const struct {
    int n[3];
    int full; /* the supercell keeps every rotation of cubic crystals */
  } cells[] = {{{2, 1, 1}, 0}, {{2, 2, 2}, 1}};
  iw_context *ctx;
  char text[256], single[256];

  iw_context_create(&ctx);
  for (size_t i = 0; i < N_KNOWN; i++) {
    for (size_t s = 0; s < 2; s++) {
      static crystal c;
      iw_structure *structure;
      iw_symmetry *symmetry;

      known[i].make(&c);
      structure = build(ctx, &c);
      symmetry = find(ctx, structure, 0.01);
      describe_kind(symmetry, single, sizeof single);
      iw_symmetry_destroy(symmetry);
      iw_structure_destroy(structure);
      repeat(&c, cells[s].n);
      structure = build(ctx, &c);
      symmetry = find(ctx, structure, 0.01);
      CHECK_INT(iw_symmetry_number(symmetry), known[i].number);
      describe_kind(symmetry, text, sizeof text);
      CHECK_TEXT(text, single);
      if (cells[s].full)
        CHECK_INT(iw_symmetry_n_operations(symmetry),
                  8 * known[i].n_operations);
      check_laws(structure, symmetry, cells[s].full);
      iw_symmetry_destroy(symmetry);
      iw_structure_destroy(structure);
    }
  }
  iw_context_destroy(ctx);
}

/* fcc crystals in their rhombohedral primitive cell */
static void primitive_cells_keep_multiplicity(void)
{
  iw_context *ctx;
  static crystal c;
  iw_structure *structure;
  iw_symmetry *symmetry;
  char text[64];

  iw_context_create(&ctx);
  cell(&c, 5.64 / sqrt(2), 5.64 / sqrt(2), 5.64 / sqrt(2), 60, 60, 60);
  add(&c, 11, 0, 0, 0);
  add(&c, 17, 0.5, 0.5, 0.5);
  structure = build(ctx, &c);
  symmetry = find(ctx, structure, 0.01);
  CHECK_INT(iw_symmetry_number(symmetry), 225);
  CHECK_INT(iw_symmetry_n_operations(symmetry), 48);
  describe(symmetry, text, sizeof text);
  CHECK_TEXT(text, "Na4a Cl4b");
  CHECK_INT(iw_symmetry_orbits(symmetry)[0].n_sites, 1);
  check_laws(structure, symmetry, 1);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
  iw_context_destroy(ctx);
}

/* Half of the anion positions mixed S/Cl, and a Li split in two. */
static void mixed_positions_are_one_orbit_a_species(void)
{
  iw_context *ctx;
  static crystal c;
  iw_structure *structure;
  iw_symmetry *symmetry;
  char text[128];

  iw_context_create(&ctx);
  cell(&c, 9.86, 9.86, 9.86, 90, 90, 90);
  add_f_part(&c, 17, 0.4, 0, 0, 0);
  add_f(&c, 15, 0.5, 0.5, 0.5);
  add_f_part(&c, 17, 0.6, 0.75, 0.75, 0.75);
  add_f_part(&c, 16, 0.6, 0, 0, 0);
  add_f_part(&c, 16, 0.4, 0.75, 0.75, 0.75);
  add_xxx(&c, 16, 0.5, 0.1195);
  structure = build(ctx, &c);
  symmetry = find(ctx, structure, 0.01);
  CHECK_INT(iw_symmetry_number(symmetry), 216);
  describe(symmetry, text, sizeof text);
  CHECK_TEXT(text, "Cl4a P4b Cl4d S4a S4d S16e");
  CHECK_NEAR(iw_symmetry_orbits(symmetry)[3].occupancy, 0.6, 0);
  check_laws(structure, symmetry, 1);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
  iw_context_destroy(ctx);
}

/* A bcc arrangement of one element whose two sites differ in occupancy or in
 * oxidation state only is CsCl-like. */
static void occupancy_and_oxidation_tell_atoms_apart(void)
{
  static const struct {
    double occupancy, oxidation;
    int32_t number;
  } second[] = {{1, 2, 229}, {0.5, 2, 221}, {1, 3, 221}, {1, NAN, 221}};
  iw_context *ctx;

  iw_context_create(&ctx);
  for (size_t i = 0; i < 4; i++) {
    static crystal c;
    iw_structure *structure;
    iw_symmetry *symmetry;

    cell(&c, 3, 3, 3, 90, 90, 90);
    add_part(&c, 26, 1, 2, 0, 0, 0);
    add_part(&c, 26, second[i].occupancy, second[i].oxidation, 0.5, 0.5, 0.5);
    structure = build(ctx, &c);
    symmetry = find(ctx, structure, 0.01);
    CHECK_INT(iw_symmetry_number(symmetry), second[i].number);
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(structure);
  }
  iw_context_destroy(ctx);
}

/* Ti 0.05 A off the centre along c: polar P4mm, cubic again beyond it. */
static void scan_shows_the_change_of_group(void)
{
  static const double tolerances[] = {0.2, 1e-3, 1e-2, 1e-4};
  int32_t numbers[4] = {0, 0, 0, 0};
  iw_context *ctx;
  static crystal c;
  iw_structure *structure;

  iw_context_create(&ctx);
  perovskite(&c);
  c.sites[1].frac[2] += 0.05 / 3.9;
  structure = build(ctx, &c);
  CHECK_INT(iw_symmetry_scan(ctx, structure, tolerances, 4, numbers), IW_OK);
  CHECK_INT(numbers[0], 221);
  CHECK_INT(numbers[1], 99);
  CHECK_INT(numbers[2], 99);
  CHECK_INT(numbers[3], 99);
  CHECK_INT(iw_symmetry_scan(ctx, structure, (const double[]){0}, 1, numbers),
            IW_E_ARGUMENT);
  iw_structure_destroy(structure);
  iw_context_destroy(ctx);
}

static void bad_tolerances_are_refused(void)
{
  static const double bad[] = {0, -1, NAN, INFINITY};
  iw_context *ctx;
  static crystal c;
  iw_structure *structure;
  iw_symmetry *symmetry;
  int32_t number;

  iw_context_create(&ctx);
  rock_salt(&c);
  structure = build(ctx, &c);
  for (size_t i = 0; i < 4; i++) {
    CHECK_INT(iw_symmetry_find(ctx, structure, bad[i], &symmetry),
              IW_E_ARGUMENT);
    CHECK(symmetry == NULL);
    CHECK_HOLDS(iw_context_message(ctx), "tolerance");
  }
  /* atoms nearer than the tolerance: no group, and it says so */
  CHECK_INT(iw_symmetry_find(ctx, structure, 20, &symmetry), IW_E_SYMMETRY);
  CHECK(symmetry == NULL);
  CHECK_HOLDS(iw_context_message(ctx), "8 atoms at tolerance 20");
  CHECK_INT(iw_symmetry_scan(ctx, structure, (const double[]){20}, 1, &number),
            IW_OK);
  CHECK_INT(number, 0);
  iw_structure_destroy(structure);
  iw_context_destroy(ctx);
}

static void every_failed_allocation_is_reported(void)
{
  iw_context *ctx;
  static crystal c;
  iw_structure *structure;
  iw_symmetry *symmetry;
  iw_operation *exact;
  size_t n_exact, n_failed = 0;

  iw_context_create(&ctx);
  rock_salt(&c);
  structure = build(ctx, &c);
  for (size_t n = 1;; n++) {
    iw_status status;

    iwi_context_fail_allocation(ctx, n);
    status = iw_symmetry_find(ctx, structure, 0.01, &symmetry);
    if (status == IW_OK)
      break;
    n_failed++;
    CHECK_INT(status, IW_E_MEMORY);
    CHECK(symmetry == NULL);
  }
  CHECK(n_failed >= 10);
  for (size_t n = 1;; n++) {
    iw_status status;

    iwi_context_fail_allocation(ctx, n);
    status =
        iwi_symmetry_exact(ctx, structure, symmetry, 1e-5, &exact, &n_exact);
    if (status == IW_OK)
      break;
    CHECK_INT(status, IW_E_MEMORY);
    CHECK(exact == NULL && n_exact == 0);
  }
  iwi_context_fail_allocation(ctx, 0);
  CHECK_INT(n_exact, 192);
  iwi_free(exact);
  iw_symmetry_destroy(symmetry);
  iw_structure_destroy(structure);
  iw_context_destroy(ctx);
}

static int same_operation(const int32_t rotation[3][3], const double t[3],
                          const iw_operation *c)
{
  for (int i = 0; i < 9; i++) {
    if (rotation[i / 3][i % 3] != c->rotation[i / 3][i % 3])
      return 0;
  }
  for (int i = 0; i < 3; i++) {
    const double d = t[i] - c->translation[i];

    if (fabs(d - floor(d + 0.5)) > 1e-9)
      return 0;
  }
  return 1;
}

/* Is the product of two of them among them, to 1e-9? */
static int is_group(const iw_operation *all, size_t n)
{
  for (size_t pair = 0; pair < n * n; pair++) {
    const iw_operation *a = &all[pair / n], *b = &all[pair % n];
    int32_t rotation[3][3] = {{0}};
    double t[3];
    size_t c = 0;

    for (int i = 0; i < 3; i++) {
      t[i] = a->translation[i];
      for (int k = 0; k < 3; k++) {
        t[i] += a->rotation[i][k] * b->translation[k];
        for (int j = 0; j < 3; j++)
          rotation[i][k] += a->rotation[i][j] * b->rotation[j][k];
      }
    }
    while (c < n && !same_operation((const int32_t(*)[3])rotation, t, &all[c]))
      c++;
    if (c == n)
      return 0;
  }
  return 1;
}

static void exact_operations_are_exact_and_a_group(void)
{
  iw_context *ctx;

  iw_context_create(&ctx);
  for (size_t i = 0; i < N_KNOWN; i++) {
    for (int round = 0; round < 2; round++) {
      static crystal c;
      iw_structure *structure;
      iw_symmetry *symmetry;
      iw_operation *all;
      size_t n;

      known[i].make(&c);
      if (round == 1) {
        random_rebase(&c, 1);
        shift(&c);
        permute(&c);
      }
      structure = build(ctx, &c);
      symmetry = find(ctx, structure, 0.01);
      CHECK_INT(iwi_symmetry_exact(ctx, structure, symmetry, 1e-8, &all, &n),
                IW_OK);
      CHECK_INT(n, known[i].n_operations);
      CHECK(is_group(all, n));
      for (size_t o = 0; o < n; o++) {
        CHECK(worst_miss(structure, &all[o]) < 1e-8);
        for (int k = 0; k < 3 && round == 0; k++)
          CHECK_NEAR(24 * all[o].translation[k],
                     floor(24 * all[o].translation[k] + 0.5), 1e-12);
      }
      iwi_free(all);
      iw_symmetry_destroy(symmetry);
      iw_structure_destroy(structure);
    }
  }
  iw_context_destroy(ctx);
}

/* A site 0.004 A off its place, or a cell edge 0.004 A longer, passes the
 * search but not the exact test: what is left is the group of the distorted
 * crystal. */
static void exact_operations_see_small_distortions(void)
{
  iw_context *ctx;

  iw_context_create(&ctx);
  for (int what = 0; what < 3; what++) {
    static crystal c;
    iw_structure *structure;
    iw_symmetry *symmetry;
    iw_operation *all;
    size_t n;
    /* Ti along z: 4mm; cell longer: 4/mmm; Ti in a general direction: 1 */
    static const size_t want[] = {8, 16, 1};

    perovskite(&c);
    if (what == 0)
      c.sites[1].frac[2] += 0.004 / 3.9;
    else if (what == 1)
      c.rows[2][2] += 0.004;
    else
      for (int k = 0; k < 3; k++)
        c.sites[1].frac[k] += (k + 1) * 0.001 / 3.9;
    structure = build(ctx, &c);
    symmetry = find(ctx, structure, 0.02);
    CHECK_INT(iw_symmetry_number(symmetry), 221);
    CHECK_INT(iwi_symmetry_exact(ctx, structure, symmetry, 1e-5, &all, &n),
              IW_OK);
    CHECK_INT(n, want[what]);
    for (size_t o = 0; o < n; o++)
      CHECK(worst_miss(structure, &all[o]) < 1e-8);
    iwi_free(all);
    /* a wide tolerance takes them all again */
    CHECK_INT(iwi_symmetry_exact(ctx, structure, symmetry, 0.05, &all, &n),
              IW_OK);
    CHECK_INT(n, 48);
    iwi_free(all);
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(structure);
  }
  iw_context_destroy(ctx);
}

int main(void)
{
  RUN(groups_and_letters_are_those_of_the_tables);
  RUN(same_group_for_any_basis_origin_and_order);
  RUN(supercells_keep_group_and_multiplicity);
  RUN(primitive_cells_keep_multiplicity);
  RUN(mixed_positions_are_one_orbit_a_species);
  RUN(occupancy_and_oxidation_tell_atoms_apart);
  RUN(scan_shows_the_change_of_group);
  RUN(bad_tolerances_are_refused);
  RUN(every_failed_allocation_is_reported);
  RUN(exact_operations_are_exact_and_a_group);
  RUN(exact_operations_see_small_distortions);
  return check_report();
}
