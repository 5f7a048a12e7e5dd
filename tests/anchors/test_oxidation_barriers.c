/* SPDX-License-Identifier: BSD-3-Clause */
/* Oxidation states of 400 battery hosts (data/barriers-dev.jsonl), the mobile
 * ion at the start of its hop: at least 97 % get a balanced, sane assignment,
 * the rest a reason. What is sane is decided here from the composition, the
 * published mean charge of the transition metal and the S-O distance, not by
 * the library. */
#include "check.h"

#include <stdlib.h>

#include <cjson/cJSON.h>

#include <ionway/ionway.h>

#include "lattice.h"

#define MAX_LINE (1 << 20)

static iw_context *ctx;
static iw_parameters *parameters;

typedef struct record {
  const char *id;
  double lattice[3][3];
  iw_site *sites;
  size_t n;
  double cell_charge;
  double tm_charge; /* NAN when not given */
  int odd;          /* flagged: the published charge is doubtful */
} record;

/* Ions that come in one charge. */
typedef struct fixed_charge {
  const char *symbol;
  double charge;
} fixed_charge;

static const fixed_charge fixed[] = {
    {"Li", 1}, {"Na", 1},  {"K", 1},  {"Rb", 1}, {"Mg", 2}, {"Ca", 2},
    {"Zn", 2}, {"Al", 3},  {"Sc", 3}, {"Y", 3},  {"La", 3}, {"Pr", 3},
    {"Pm", 3}, {"Sm", 3},  {"Tb", 3}, {"Dy", 3}, {"Ho", 3}, {"Er", 3},
    {"Tm", 3}, {"Lu", 3},  {"In", 3}, {"Ga", 3}, {"B", 3},  {"Si", 4},
    {"Ge", 4}, {"Zr", 4},  {"P", 5},  {"As", 5}, {"N", -3}, {"O", -2},
    {"F", -1}, {"Cl", -1}, {"I", -1}, {"Se", -2}};

/* Metals that take what is left, with the states known of them in solids. */
typedef struct metal_range {
  const char *symbol;
  double low, high;
} metal_range;

static const metal_range metals[] = {
    {"Ti", 2, 4}, {"V", 2, 5},  {"Cr", 2, 6}, {"Mn", 2, 7},
    {"Fe", 2, 4}, {"Co", 1, 4}, {"Ni", 1, 4}, {"Cu", 1, 3},
    {"Mo", 2, 6}, {"Tc", 3, 7}, {"Ru", 2, 8}, {"Rh", 3, 5},
    {"Pd", 1, 4}, {"W", 2, 6},  {"Ir", 3, 5}, {"Pt", 2, 5}};

static const metal_range *range_of(int32_t element)
{
  for (size_t i = 0; i < sizeof metals / sizeof metals[0]; i++) {
    if (strcmp(metals[i].symbol, iw_element_symbol(element)) == 0)
      return &metals[i];
  }
  return NULL;
}

static int has(const record *r, const char *symbol)
{
  for (size_t i = 0; i < r->n; i++) {
    if (strcmp(iw_element_symbol(r->sites[i].element), symbol) == 0)
      return 1;
  }
  return 0;
}

static double nearest(const record *r, size_t site, const char *symbol)
{
  iwi_lattice lattice;
  double best = 1e9;

  iwi_lattice_init(&lattice, (const double(*)[3])r->lattice);
  for (size_t i = 0; i < r->n; i++) {
    double d[3];

    if (strcmp(iw_element_symbol(r->sites[i].element), symbol) != 0)
      continue;
    for (int k = 0; k < 3; k++)
      d[k] = r->sites[i].frac[k] - r->sites[site].frac[k];
    best = fmin(best, iwi_lattice_shortest(&lattice, d, NULL));
  }
  return best;
}

/* Charge of a site by composition; NAN for metals that take the rest. */
static double expected_charge(const record *r, size_t site)
{
  const char *symbol = iw_element_symbol(r->sites[site].element);

  if (strcmp(symbol, "C") == 0)
    return has(r, "N") ? 2 : 4; /* cyanide : carbonate */
  if (strcmp(symbol, "S") == 0)
    return nearest(r, site, "O") < 1.8 ? 6 : -2; /* sulphate : sulphide */
  for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
    if (strcmp(fixed[i].symbol, symbol) == 0)
      return fixed[i].charge;
  }
  return NAN;
}

/* What balance leaves for the metal; NAN without one. */
static double metal_charge(const record *r)
{
  double rest = r->cell_charge, n = 0;

  for (size_t i = 0; i < r->n; i++) {
    const double q = expected_charge(r, i);

    if (isnan(q))
      n += 1;
    else
      rest -= q;
  }
  return n > 0 ? rest / n : NAN;
}

/* Charge the most frequent anion has when the metal is at its highest state
 * and the rest is still missing: -2 + missing / n. */
static double holed_anion(const record *r, double highest, int32_t *element)
{
  int count[IW_MAX_ELEMENT + 1] = {0};
  double rest = r->cell_charge, anion = 0;

  *element = 0;
  for (size_t i = 0; i < r->n; i++) {
    const double q = expected_charge(r, i);

    rest -= isnan(q) ? highest : q;
    if (q < 0 && ++count[r->sites[i].element] > count[*element]) {
      *element = r->sites[i].element;
      anion = q;
    }
  }
  return anion + rest / count[*element];
}

/* 1 when every charge is the expected one, 2 when the metal would be beyond
 * its highest state and the anions make up for it by less than 0.05 e each,
 * 0 otherwise. */
static int is_sane(const record *r, const iw_structure *charged)
{
  const iw_site *sites = iw_structure_sites(charged);
  const metal_range *range = NULL;
  double metal = metal_charge(r), anion = NAN;
  int32_t holed = 0;

  if (fabs(iw_structure_charge(charged) - r->cell_charge) > 0.05)
    return 0;
  if (!isnan(r->tm_charge) && !r->odd && !(fabs(metal - r->tm_charge) < 0.002))
    return 0; /* published with three decimals */
  for (size_t i = 0; i < r->n && range == NULL; i++)
    range = range_of(sites[i].element);
  if (range != NULL && metal > range->high + 1e-9) {
    metal = range->high;
    anion = holed_anion(r, metal, &holed);
  }
  for (size_t i = 0; i < r->n; i++) {
    double q = expected_charge(r, i);

    if (sites[i].element == holed) {
      if (!(fabs(anion - q) < 0.05))
        return 0;
      q = anion;
    }
    if (isnan(q)) {
      if (range == NULL || metal < range->low - 1e-9)
        return 0;
      q = metal;
    }
    if (!(fabs(sites[i].oxidation - q) < 1e-6))
      return 0;
  }
  return holed != 0 ? 2 : 1;
}

static int take_vector(const cJSON *json, double out[3])
{
  for (int k = 0; k < 3; k++) {
    const cJSON *number = cJSON_GetArrayItem(json, k);

    if (!cJSON_IsNumber(number))
      return 0;
    out[k] = number->valuedouble;
  }
  return 1;
}

static void take_site(iw_site *site, const char *symbol, const cJSON *frac)
{
  memset(site, 0, sizeof *site);
  CHECK(take_vector(frac, site->frac));
  site->occupancy = 1;
  site->oxidation = NAN;
  site->element = iw_element_from_symbol(symbol, strlen(symbol));
}

static int take_record(const cJSON *json, record *r)
{
  const cJSON *species = cJSON_GetObjectItem(json, "host_species");
  const cJSON *frac = cJSON_GetObjectItem(json, "host_frac");
  const cJSON *net = cJSON_GetObjectItem(json, "net_charge");
  const cJSON *tm = cJSON_GetObjectItem(json, "avg_tm_charge");
  const cJSON *flag, *item, *position = frac->child;
  size_t i = 0;

  memset(r, 0, sizeof *r);
  r->id = cJSON_GetObjectItem(json, "id")->valuestring;
  r->n = (size_t)cJSON_GetArraySize(species) + 1;
  r->sites = calloc(r->n, sizeof *r->sites);
  if (r->sites == NULL)
    return 0;
  for (int k = 0; k < 3; k++)
    CHECK(
        take_vector(cJSON_GetArrayItem(cJSON_GetObjectItem(json, "lattice"), k),
                    r->lattice[k]));
  cJSON_ArrayForEach(item, species)
  {
    take_site(&r->sites[i++], item->valuestring, position);
    position = position->next;
  }
  take_site(&r->sites[i], cJSON_GetObjectItem(json, "mobile")->valuestring,
            cJSON_GetObjectItem(json, "start"));
  r->cell_charge = cJSON_IsNumber(net) ? net->valuedouble : 0;
  r->tm_charge = cJSON_IsNumber(tm) ? tm->valuedouble : NAN;
  cJSON_ArrayForEach(flag, cJSON_GetObjectItem(json, "flags"))
  {
    if (strcmp(flag->valuestring, "formal_charge_odd") == 0)
      r->odd = 1;
  }
  return 1;
}

/* 1 or 2 balanced and sane (see there), 0 refused with a reason, -1 wrong. */
static int judge(const record *r)
{
  iw_oxidation_options options;
  iw_structure_spec spec;
  iw_structure *structure;
  iw_oxidation *oxidation = NULL;
  iw_status status;
  int verdict = 0;

  iw_structure_spec_default(&spec);
  memcpy(spec.lattice_ang, r->lattice, sizeof spec.lattice_ang);
  spec.sites = r->sites;
  spec.n_sites = r->n;
  spec.min_distance_ang = 0.05; /* hops that start close to an atom */
  iw_oxidation_options_default(&options);
  options.cell_charge = r->cell_charge;
  status = iw_structure_create(ctx, &spec, &structure);
  if (status == IW_OK)
    status =
        iw_oxidation_assign(ctx, structure, parameters, &options, &oxidation);
  if (status == IW_OK)
    verdict = is_sane(r, iw_oxidation_structure(oxidation));
  else
    printf("%s: %s\n", r->id, iw_context_message(ctx));
  if (status == IW_OK && verdict == 0) {
    printf("%s: not sane\n", r->id);
    verdict = -1;
  }
  iw_oxidation_destroy(oxidation);
  iw_structure_destroy(structure);
  return verdict;
}

static void nearly_all_hosts_get_sane_states(void)
{
  FILE *file = fopen(IONWAY_SHARED_DATA "/data/barriers-dev.jsonl", "r");
  char *line = malloc(MAX_LINE);
  int n = 0, good = 0, holes = 0, refused = 0, wrong = 0;

  if (file == NULL || line == NULL) {
    SKIP("no data/barriers-dev.jsonl");
    free(line);
    return;
  }
  while (fgets(line, MAX_LINE, file) != NULL) {
    cJSON *json = cJSON_Parse(line);
    record r;

    CHECK(json != NULL);
    if (json != NULL && take_record(json, &r)) {
      const int verdict = judge(&r);

      n++;
      good += verdict > 0;
      holes += verdict == 2;
      refused += verdict == 0;
      wrong += verdict < 0;
      free(r.sites);
    }
    cJSON_Delete(json);
  }
  printf("%d records: %d balanced and sane (%.2f %%), of these %d with holes "
         "on the anion; %d refused with a reason, %d wrong\n",
         n, good, 100.0 * good / n, holes, refused, wrong);
  CHECK_INT(n, 400);
  CHECK(good - holes >= 0.97 * n);
  CHECK_INT(wrong, 0);
  free(line);
  fclose(file);
}

int main(void)
{
  CHECK_INT(iw_context_create(&ctx), IW_OK);
  CHECK_INT(iw_parameters_create(ctx, NULL, &parameters), IW_OK);
  RUN(nearly_all_hosts_get_sane_states);
  iw_parameters_destroy(parameters);
  iw_context_destroy(ctx);
  return check_report();
}
