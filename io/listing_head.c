/* SPDX-License-Identifier: BSD-3-Clause */
/* The head of a list of decorations, and what to say when a file has another.
 */
#include "listing_head.h"

#include <string.h>

#include <ionway/version.h>

#include "context.h"
#include "text.h"
#include "write.h"

#define FIRST_LINE "# ionway decorations 1\n"

void iw_listing_spec_default(iw_listing_spec *spec)
{
  memset(spec, 0, sizeof *spec);
  spec->struct_size = sizeof *spec;
}

/* FNV-1a: no secret, only a name for an input. */
static uint64_t hash(uint64_t h, const void *data, size_t size)
{
  const unsigned char *bytes = data;

  for (size_t i = 0; i < size; i++)
    h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
  return h;
}

static uint64_t hash_structure(const iw_structure *s)
{
  const iw_site *sites = iw_structure_sites(s);
  uint64_t h = UINT64_C(0xcbf29ce484222325);

  h = hash(h, iw_structure_lattice(s), 9 * sizeof(double));
  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    h = hash(h, sites[i].frac, sizeof sites[i].frac);
    h = hash(h, &sites[i].occupancy, sizeof sites[i].occupancy);
    h = hash(h, &sites[i].oxidation, sizeof sites[i].oxidation);
    h = hash(h, &sites[i].element, sizeof sites[i].element);
  }
  return h;
}

static void put_pools(const iw_doping *d, iwi_text_builder *b)
{
  const iw_doping_pool *pools = iw_doping_pools(d);

  for (size_t p = 0; p < iw_doping_n_pools(d); p++) {
    iwi_text_printf(b, "# pool %zu: %s:", p + 1, pools[p].name);
    for (size_t s = 0; s < pools[p].n_species; s++)
      iwi_text_printf(b, "%s %c %s", s > 0 ? "," : "", (char)('A' + s),
                      pools[p].species[s].name);
    iwi_text_add(b, "\n", 1);
  }
}

static void put_sites(const iw_doping *d, iwi_text_builder *b)
{
  const double(*frac)[3] = iw_doping_frac(d);
  const int32_t *pools = iw_doping_site_pools(d);

  for (size_t i = 0; i < iw_doping_n_sites(d); i++) {
    iwi_text_printf(b, "# site %zu: pool %d", i + 1, (int)pools[i] + 1);
    for (int k = 0; k < 3; k++)
      iwi_write_number(b, frac[i][k]);
    iwi_text_add(b, "\n", 1);
  }
}

static void put_exclusions(const iw_doping *d, iwi_text_builder *b)
{
  const iw_exclusion *e = iw_doping_exclusions(d);
  uint64_t h = UINT64_C(0xcbf29ce484222325);

  for (size_t i = 0; i < iw_doping_n_exclusions(d); i++) {
    h = hash(h, &e[i].site_a, sizeof e[i].site_a);
    h = hash(h, &e[i].site_b, sizeof e[i].site_b);
    h = hash(h, &e[i].species_a, sizeof e[i].species_a);
    h = hash(h, &e[i].species_b, sizeof e[i].species_b);
  }
  iwi_text_printf(b, "# exclusions: %zu, %016llx\n", iw_doping_n_exclusions(d),
                  (unsigned long long)h);
}

static void put_compositions(const iw_doping *d, size_t first,
                             iwi_text_builder *b)
{
  const iw_composition *c = iw_doping_compositions(d);
  const iw_doping_pool *pools = iw_doping_pools(d);

  for (size_t i = 0; i < iw_doping_n_compositions(d); i++) {
    const int32_t *count = c[i].counts;

    iwi_text_printf(b, "# composition %zu: %s;", first + i + 1, c[i].formula);
    for (size_t p = 0; p < iw_doping_n_pools(d); p++) {
      for (size_t s = 0; s < pools[p].n_species; s++)
        iwi_text_printf(b, " %d", (int)*count++);
      iwi_text_printf(b, ";");
    }
    iwi_text_printf(b, " %s\n", c[i].rule_text);
  }
}

iw_status iwi_listing_head(iw_context *ctx, const iw_listing_spec *spec,
                           iw_text **out)
{
  iwi_text_builder b;
  size_t first = 0;

  iwi_text_begin(&b, ctx);
  iwi_text_printf(&b,
                  FIRST_LINE "# version %s\n# input %016llx\n# energies: %s\n"
                             "# only primitive cells: %s\n",
                  iw_version(),
                  (unsigned long long)hash_structure(spec->parent),
                  spec->energy != NULL ? spec->energy : "none",
                  spec->primitive_only ? "yes" : "no");
  for (size_t k = 0; k < spec->n_dopings; k++) {
    const iw_doping *d = spec->dopings[k];
    const double *rows = &iw_doping_lattice(d)[0][0];

    iwi_text_printf(&b, "# cell %zu, vectors in Angstrom:", k + 1);
    for (int i = 0; i < 9; i++)
      iwi_write_number(&b, rows[i]);
    iwi_text_add(&b, "\n", 1);
    put_pools(d, &b);
    put_sites(d, &b);
    put_exclusions(d, &b);
    put_compositions(d, first, &b);
    first += iw_doping_n_compositions(d);
  }
  iwi_text_printf(&b, "# composition serial multiplicity energy_ev species\n");
  return iwi_text_finish(&b, out);
}

static int line_starts(const char *text, size_t at, const char *word)
{
  return strncmp(text + at, word, strlen(word)) == 0;
}

iw_status iwi_listing_refuse(iw_context *ctx, const char *path,
                             const char *wanted, const char *met, size_t size)
{
  const char *what = "with other settings";
  size_t line = 0;

  for (size_t i = 0; i < size && wanted[i] == met[i]; i++) {
    if (wanted[i] == '\n')
      line = i + 1;
  }
  if (line == 0)
    return iwi_fail(ctx, IW_E_PARSE,
                    "%.500s: is no list of decorations; it is left as it is",
                    path);
  if (line_starts(wanted, line, "# version"))
    what = "by another version of ionway";
  else if (line_starts(wanted, line, "# input"))
    what = "from another input";
  return iwi_fail(ctx, IW_E_PARSE,
                  "%.500s: was begun %s; remove it to start again, or give "
                  "another name to --list",
                  path, what);
}
