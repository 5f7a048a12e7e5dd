/* SPDX-License-Identifier: BSD-3-Clause */
/* The facts of distinct hops, told in the cell of the input, and their graph
 * as a list of edges. */
#include "report_paths.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "text.h"
#include "vec3.h"

void iw_paths_report_default(iw_paths_report *report)
{
  memset(report, 0, sizeof *report);
  report->struct_size = sizeof *report;
  report->max_energy_ev = NAN;
}

/* ---- places ------------------------------------------------------------ */

/* From fractions of the hops' cell to those of the input's. */
static void to_input(const iw_paths_report *report, const double frac[3],
                     double out[3])
{
  double inverse[3][3], cart[3];

  iwi_inverse3(iw_structure_lattice(report->crystal->structure), inverse);
  iwi_row_times3(frac, iw_structure_lattice(iw_hops_structure(report->hops)),
                 cart);
  iwi_row_times3(cart, (const double(*)[3])inverse, out);
  for (int k = 0; k < 3; k++)
    out[k] = rint(out[k] * 1e12) / 1e12; /* noise of the change of cells */
}

void iwi_paths_name(const iw_paths_report *report, int32_t place,
                    char name[IW_LABEL_SIZE])
{
  const iw_hop_site *sites = iw_hops_sites(report->hops);
  int number = 1;

  if (sites[place].site >= 0) {
    snprintf(
        name, IW_LABEL_SIZE, "%s",
        iw_structure_sites(iw_hops_structure(report->hops))[sites[place].site]
            .label);
    return;
  }
  for (int32_t i = 1; i <= place; i++) {
    if (sites[i].site < 0 && sites[i - 1].site < 0 &&
        sites[i].kind != sites[i - 1].kind)
      number++;
  }
  snprintf(name, IW_LABEL_SIZE, "i%d", number);
}

void iwi_paths_places(const iw_paths_report *report, const iwi_facts *facts,
                      const iw_hop *hop,
                      iwi_paths_place places[IW_HOP_MAX_PLACES])
{
  const iw_report *crystal = report->crystal;
  double home[3] = {0, 0, 0};

  for (int32_t i = 0; i < hop->n_places; i++) {
    const iw_hop_site *site =
        &iw_hops_sites(report->hops)[hop->places[i].place];
    iwi_paths_place *p = &places[i];
    double frac[3], nearest;

    for (int k = 0; k < 3; k++)
      frac[k] = site->frac[k] + hop->places[i].cell[k];
    to_input(report, frac, p->frac);
    for (int k = 0; k < 3; k++) {
      if (i == 0)
        home[k] = floor(p->frac[k]);
      p->frac[k] -= home[k];
    }
    iwi_paths_name(report, hop->places[i].place, p->name);
    p->orbit = NULL;
    p->site = -1;
    if (site->site < 0)
      continue;
    p->site = iwi_report_nearest_site(
        crystal->structure, crystal->mobile_element, p->frac, &nearest);
    if (p->site >= 0)
      snprintf(p->name, sizeof p->name, "%s",
               iw_structure_sites(crystal->structure)[p->site].label);
    if (p->site >= 0 && crystal->symmetry != NULL)
      p->orbit =
          &facts->orbits[iw_symmetry_site_orbits(crystal->symmetry)[p->site]];
  }
}

const char *iwi_paths_place_text(const iwi_paths_place *place, char *buffer)
{
  if (place->orbit != NULL)
    snprintf(buffer, IWI_PATHS_PLACE_SIZE, "%s %d%c", place->name,
             (int)place->orbit->multiplicity, place->orbit->wyckoff);
  else
    snprintf(buffer, IWI_PATHS_PLACE_SIZE, "%s", place->name);
  return buffer;
}

/* ---- numbers ------------------------------------------------------------ */

int32_t iwi_paths_cells(const iw_paths_report *report)
{
  return (int32_t)lrint(iw_structure_volume(report->crystal->structure) /
                        iw_structure_volume(iw_hops_structure(report->hops)));
}

void iwi_paths_count(const iw_paths_report *report, iw_hop_mechanism mechanism,
                     size_t *n_orbits, int64_t *n_hops)
{
  *n_orbits = 0;
  *n_hops = 0;
  for (size_t i = 0; i < iw_hops_n(report->hops); i++) {
    const iw_hop *hop = &iw_hops_get(report->hops)[i];

    if (hop->mechanism == mechanism) {
      (*n_orbits)++;
      *n_hops += hop->multiplicity * iwi_paths_cells(report);
    }
  }
}

/* Vectors of the input's cell times the number of cells in it, which makes
 * them whole: directions stay. */
static void turn_basis(const iw_paths_report *report, iw_migration_threshold *t)
{
  const int32_t cells = iwi_paths_cells(report);

  for (int32_t r = 0; r < t->rank; r++) {
    const double v[3] = {t->basis[r][0], t->basis[r][1], t->basis[r][2]};
    double turned[3];
    int32_t whole[3];

    to_input(report, v, turned);
    for (int k = 0; k < 3; k++)
      whole[k] = (int32_t)lrint(turned[k] * cells);
    if (!iwi_report_primitive(whole, t->basis[r]))
      memcpy(t->basis[r], whole, sizeof whole);
  }
}

iw_status iwi_paths_thresholds(iw_context *ctx, const iw_paths_report *report,
                               iw_hop_mechanism mechanism,
                               iw_migration_threshold out[3])
{
  const size_t n = iw_hops_n(report->hops);
  double *lengths = iwi_calloc(ctx, n, sizeof *lengths);
  const iw_migration_heights heights = {lengths, NULL};
  iw_migration_graph *graph = NULL;
  iw_status status = lengths == NULL ? IW_E_MEMORY : IW_OK;

  for (size_t i = 0; i < n && status == IW_OK; i++)
    lengths[i] = iw_hops_get(report->hops)[i].length_ang;
  if (status == IW_OK)
    status = iw_migration_graph_from_hops(ctx, report->hops,
                                          (unsigned)mechanism, &graph);
  if (status == IW_OK)
    status = iw_migration_graph_thresholds(ctx, graph, &heights, out);
  for (int d = 0; d < 3 && status == IW_OK; d++) {
    if (out[d].found)
      turn_basis(report, &out[d]);
  }
  iw_migration_graph_destroy(graph);
  iwi_free(lengths);
  return status;
}

/* ---- graph -------------------------------------------------------------- */

static void put_vector(iwi_text_builder *b, const double v[3])
{
  char digits[IWI_NUMBER_SIZE];

  for (int k = 0; k < 3; k++)
    iwi_text_printf(b, " %s", iwi_text_number(v[k], digits));
}

/* Labels are one word: blanks would part it. */
static void put_label(iwi_text_builder *b, const char *label)
{
  for (; *label != '\0'; label++) {
    const char c = (unsigned char)*label <= ' ' ? '_' : *label;

    iwi_text_add(b, &c, 1);
  }
}

static void put_nodes(iwi_text_builder *b, const iw_paths_report *r)
{
  const iw_structure *cell = iw_hops_structure(r->hops);

  for (int i = 0; i < 3; i++) {
    iwi_text_printf(b, "cell");
    put_vector(b, iw_structure_lattice(cell)[i]);
    iwi_text_printf(b, "\n");
  }
  for (size_t i = 0; i < iw_hops_n_sites(r->hops); i++) {
    const iw_hop_site *site = &iw_hops_sites(r->hops)[i];
    char name[IW_LABEL_SIZE], digits[IWI_NUMBER_SIZE];

    iwi_paths_name(r, (int32_t)i, name);
    iwi_text_printf(b, "node %zu ", i + 1);
    put_label(b, name);
    put_vector(b, site->frac);
    iwi_text_printf(b, " %s\n", iwi_text_number(site->occupancy, digits));
  }
}

static void put_edges(iwi_text_builder *b, const iw_paths_report *r)
{
  char name[IW_HOP_NAME_SIZE], digits[IWI_NUMBER_SIZE];

  for (size_t k = 0; k < iw_hops_n(r->hops); k++) {
    iw_hops_name(r->hops, k, name);
    iwi_text_printf(
        b, "hop %s %s\n", name,
        iwi_text_number(iw_hops_get(r->hops)[k].length_ang, digits));
  }
  for (size_t k = 0; k < iw_hops_n(r->hops); k++) {
    const iw_hop *hop = &iw_hops_get(r->hops)[k];

    iw_hops_name(r->hops, k, name);
    for (int64_t m = 0; m < hop->multiplicity; m++) {
      const iw_hop_place *p = iw_hops_members(r->hops)[hop->first + m].places;
      const iw_hop_place *last = &p[hop->n_places - 1];

      iwi_text_printf(b, "edge %s %d %d %d %d %d\n", name, (int)p[0].place + 1,
                      (int)last->place + 1, (int)last->cell[0],
                      (int)last->cell[1], (int)last->cell[2]);
    }
  }
}

iw_status iw_paths_report_graph(iw_context *ctx, const iw_paths_report *r,
                                iw_text **out)
{
  iwi_text_builder b;

  iwi_text_begin(&b, ctx);
  iwi_text_printf(&b, "ionway-graph 1\n"
                      "# cell vector, Angstrom\n"
                      "# node number label x y z occupancy, fractions\n"
                      "# hop name length, Angstrom\n"
                      "# edge hop from to a b c: to lies in cell a b c\n");
  put_nodes(&b, r);
  put_edges(&b, r);
  return iwi_text_finish(&b, out);
}
