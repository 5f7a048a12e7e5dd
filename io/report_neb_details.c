/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of a table of barriers that say how far to trust them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report_neb.h"

#define PLUS_MINUS "\xc2\xb1"

static void put_frac(iwi_table *t, const double frac[3])
{
  for (int k = 0; k < 3; k++)
    iwi_neb_put_number(t, 8, 4, frac[k]);
}

/* ---- places and bands ------------------------------------------------ */

static void put_places(const iwi_neb_layout *l)
{
  iwi_table_heading(l->t, "Where, in the cell of the input");
  iwi_text_printf(&l->t->text, "  %-*s  %-*s%8s%8s%8s   %8s%8s%8s\n", l->name,
                  "hop", l->mechanism, "mechanism", "from x", "y", "z", "to x",
                  "y", "z");
  for (size_t i = 0; i < l->r->n_hops; i++) {
    const iw_neb_report_hop *hop = &l->r->hops[i];

    iwi_neb_put_name(l, i);
    iwi_text_add(&l->t->text, "  ", 2);
    iwi_table_padded(l->t, iwi_neb_label(hop->mechanism), (size_t)l->mechanism);
    put_frac(l->t, hop->from_frac);
    iwi_text_add(&l->t->text, "   ", 3);
    put_frac(l->t, hop->to_frac);
    iwi_text_add(&l->t->text, "\n", 1);
  }
}

static void put_bands(const iwi_neb_layout *l)
{
  size_t n = 0;

  for (size_t i = 0; i < l->r->n_hops; i++)
    n += l->r->hops[i].n_images > 0 || l->r->hops[i].n_calls > 0;
  if (n == 0)
    return;
  iwi_table_heading(l->t, "Bands");
  iwi_text_printf(&l->t->text, "  %-*s  %-12s%7s%19s%12s\n", l->name, "hop",
                  "guess", "images", "largest force on", "calls of");
  iwi_text_printf(&l->t->text, "  %-*s  %-12s%7s%20s%12s\n", l->name, "", "",
                  "", "an atom, eV/" IWI_ANG, "the model");
  for (size_t i = 0; i < l->r->n_hops; i++) {
    const iw_neb_report_hop *hop = &l->r->hops[i];

    iwi_neb_put_name(l, i);
    iwi_text_add(&l->t->text, "  ", 2);
    iwi_table_padded(l->t, iwi_neb_label(hop->guess), 12);
    iwi_neb_put_count(l->t, 7, (int64_t)hop->n_images);
    iwi_neb_put_small(l->t, 19, hop->max_force_ev_ang);
    iwi_neb_put_count(l->t, 12, (int64_t)hop->n_calls);
    iwi_text_printf(&l->t->text, "%s\n",
                    hop->symmetric ? "  half, by symmetry" : "");
  }
}

/* ---- certificates ---------------------------------------------------- */

static void put_eigenvalue(iwi_table *t, const iw_saddle_info *info, int i)
{
  if (i >= info->n_eigenvalues) {
    iwi_neb_put_number(t, 9, 3, NAN);
    iwi_text_printf(&t->text, "%8s", "");
    return;
  }
  iwi_neb_put_number(t, 9, 3, info->eigenvalues_ev_ang2[i]);
  iwi_text_printf(&t->text, " " PLUS_MINUS " ");
  iwi_neb_put_small(t, 5, info->residuals_ev_ang2[i]);
}

static void put_certificate(const iwi_neb_layout *l, size_t i)
{
  const iw_neb_report_saddle *saddle = iwi_neb_highest(&l->r->hops[i]);
  const iw_saddle_info *info = saddle->info;
  iwi_table *t = l->t;

  iwi_neb_put_name(l, i);
  if (info == NULL) {
    iwi_text_printf(&t->text, "  no certificate was made\n");
    return;
  }
  iwi_neb_put_small(t, 18, info->max_force_ev_ang);
  put_eigenvalue(t, info, 0);
  put_eigenvalue(t, info, 1);
  if (info->order >= 0)
    iwi_text_printf(&t->text, "%7d", (int)info->order);
  else
    iwi_neb_put_number(t, 7, 0, NAN);
  iwi_table_style(t, info->certified ? IWI_PLAIN : IWI_WARN);
  iwi_text_printf(&t->text, "%11s", info->certified ? "yes" : "no");
  iwi_table_style(t, IWI_PLAIN);
  iwi_text_add(&t->text, "\n", 1);
}

static void put_certificates(const iwi_neb_layout *l)
{
  size_t n = 0, n_certificates = 0;

  for (size_t i = 0; i < l->r->n_hops; i++) {
    const iw_neb_report_saddle *saddle = iwi_neb_highest(&l->r->hops[i]);

    n += saddle != NULL;
    n_certificates += saddle != NULL && saddle->info != NULL;
  }
  if (n == 0)
    return;
  iwi_table_heading(l->t, "Certificates of the highest saddles");
  iwi_text_printf(&l->t->text, "  %-*s%18s%31s%10s%11s\n", l->name, "hop",
                  "largest force on", "two lowest eigenvalues of", "order",
                  "certified");
  iwi_text_printf(&l->t->text, "  %-*s%19s%27s\n", l->name, "",
                  "an atom, eV/" IWI_ANG,
                  "the Hessian, eV/" IWI_ANG "\xc2\xb2");
  for (size_t i = 0; i < l->r->n_hops; i++) {
    if (iwi_neb_highest(&l->r->hops[i]) != NULL)
      put_certificate(l, i);
  }
  if (n_certificates > 0)
    iwi_text_printf(&l->t->text,
                    "  " PLUS_MINUS " within which there is a true eigenvalue; "
                    "order: how many are negative\n");
}

/* A further fact of a line, where it is known. */
static size_t append(char *line, size_t size, const char *before, double value,
                     const char *after)
{
  const size_t used = strlen(line);

  if (isfinite(value))
    snprintf(line + used, size - used, "%s%s %.2g%s", used > 0 ? "; " : "",
             before, value, after);
  return strlen(line);
}

/* More than a row holds, where there is room. */
static void put_one_certificate(const iwi_neb_layout *l)
{
  const iw_neb_report_saddle *saddle = iwi_neb_highest(&l->r->hops[0]);
  const iw_saddle_info *info = saddle != NULL ? saddle->info : NULL;
  char line[512] = "";
  size_t used;

  if (info == NULL)
    return;
  append(line, sizeof line, "norm of all forces", info->force_norm_ev_ang,
         " eV/" IWI_ANG);
  append(line, sizeof line, "stationary point within", info->energy_error_ev,
         " eV");
  append(line, sizeof line, "away from the band by", info->moved_ang,
         " " IWI_ANG);
  used = append(line, sizeof line, "cosine of lowest mode and path",
                info->alignment, "");
  for (int i = 2; i < info->n_eigenvalues && i < IW_SADDLE_N_EIGENVALUES; i++)
    used += (size_t)snprintf(
        line + used, sizeof line - used, "%s %.3f " PLUS_MINUS " %.0e",
        i == 2 ? "; next eigenvalues" : ",", info->eigenvalues_ev_ang2[i],
        info->residuals_ev_ang2[i]);
  iwi_text_add(&l->t->text, "  ", 2);
  iwi_table_paragraph(l->t, line, 2, 2);
}

/* ---- stretches ------------------------------------------------------- */

static void put_point(const iwi_neb_layout *l, const char *what, double s_ang,
                      double energy_ev, const double frac[3], const char *more)
{
  iwi_text_printf(&l->t->text, "  %-8s", what);
  iwi_neb_put_number(l->t, 9, 3, s_ang);
  iwi_neb_put_number(l->t, 12, 3, energy_ev);
  iwi_text_add(&l->t->text, "  ", 2);
  put_frac(l->t, frac);
  iwi_text_printf(&l->t->text, "%s\n", more);
}

static void put_margin(const iwi_neb_layout *l, size_t i, int first)
{
  if (first)
    iwi_neb_put_name(l, i);
  else
    iwi_text_printf(&l->t->text, "  %*s", l->name, "");
}

/* Saddle, minimum, saddle, ... */
static void put_stretches_of(const iwi_neb_layout *l, size_t i)
{
  const iw_neb_report_hop *hop = &l->r->hops[i];

  for (size_t k = 0; k < hop->n_saddles || k < hop->n_minima; k++) {
    if (k < hop->n_saddles) {
      const iw_neb_report_saddle *s = &hop->saddles[k];

      put_margin(l, i, k == 0);
      put_point(l, "saddle", s->s_ang, s->energy_ev, s->frac,
                s->certified ? "" : " not certified");
    }
    if (k < hop->n_minima) {
      const iw_neb_report_minimum *m = &hop->minima[k];

      put_margin(l, i, k == 0 && hop->n_saddles == 0);
      put_point(l, "minimum", m->s_ang, m->energy_ev, m->frac, "");
    }
  }
}

static int has_stretches(const iw_neb_report_hop *hop)
{
  return hop->n_saddles > 1 || hop->n_minima > 0;
}

static void put_stretches(const iwi_neb_layout *l)
{
  size_t n = 0;

  for (size_t i = 0; i < l->r->n_hops; i++)
    n += has_stretches(&l->r->hops[i]) != 0;
  if (n == 0)
    return;
  iwi_table_heading(l->t, "Paths over minima on the way");
  iwi_text_printf(&l->t->text, "  %-*s  %-8s%10s%12s  %8s%8s%8s\n", l->name,
                  "hop", "", "at, " IWI_ANG, "energy, eV", "x", "y", "z");
  for (size_t i = 0; i < l->r->n_hops; i++) {
    if (has_stretches(&l->r->hops[i]))
      put_stretches_of(l, i);
  }
  iwi_text_printf(&l->t->text, "  energies above the start of the hop\n");
}

/* ---- prefactors and host --------------------------------------------- */

static int has_prefactor(const iw_neb_report_hop *hop)
{
  return isfinite(hop->prefactor_forward_thz) ||
         isfinite(hop->prefactor_reverse_thz);
}

static void put_prefactors(const iwi_neb_layout *l)
{
  int n = 0;

  for (size_t i = 0; i < l->r->n_hops; i++) {
    const iw_neb_report_hop *hop = &l->r->hops[i];

    if (!has_prefactor(hop))
      continue;
    if (n++ == 0) {
      iwi_table_heading(l->t, "Prefactors of the rates, harmonic");
      iwi_text_printf(&l->t->text, "  %-*s%15s%15s\n", l->name, "hop",
                      "forward, THz", "reverse, THz");
    }
    iwi_neb_put_name(l, i);
    iwi_neb_put_number(l->t, 15, 3, hop->prefactor_forward_thz);
    iwi_neb_put_number(l->t, 15, 3, hop->prefactor_reverse_thz);
    iwi_text_add(&l->t->text, "\n", 1);
  }
}

static void put_host(const iwi_neb_layout *l)
{
  int n = 0;

  for (size_t i = 0; i < l->r->n_hops; i++) {
    const iw_neb_report_hop *hop = &l->r->hops[i];

    if (!isfinite(hop->rigid_forward_ev) && !isfinite(hop->host_shift_ang))
      continue;
    if (n++ == 0) {
      iwi_table_heading(l->t, "How the host gives way");
      iwi_text_printf(&l->t->text, "  %-*s%20s%17s%26s\n", l->name, "hop",
                      "barrier, rigid, eV", "lowered by, eV",
                      "farthest ion moves, " IWI_ANG);
    }
    iwi_neb_put_name(l, i);
    iwi_neb_put_number(l->t, 20, 3, hop->rigid_forward_ev);
    iwi_neb_put_number(l->t, 17, 3, hop->rigid_forward_ev - hop->forward_ev);
    iwi_neb_put_number(l->t, 25, 3, hop->host_shift_ang);
    iwi_text_add(&l->t->text, "\n", 1);
  }
}

/* ---- files ----------------------------------------------------------- */

static void put_file(iwi_table *t, const char *what, const char *path)
{
  iwi_text_printf(&t->text, "  %s ", what);
  iwi_table_paragraph(t, path, strlen(what) + 3, 4);
}

static void put_files(const iwi_neb_layout *l)
{
  const char *first = NULL, *last = NULL;
  char line[64];
  size_t n = 0;

  for (size_t i = 0; i < l->r->n_hops; i++) {
    const char *path = l->r->hops[i].path_file;

    if (path == NULL || (last != NULL && strcmp(path, last) == 0))
      continue;
    first = first == NULL ? path : first;
    last = path;
    n++;
  }
  if (n == 0 && l->r->plot_file == NULL)
    return;
  iwi_table_heading(l->t, "Files");
  if (n == 1)
    put_file(l->t, l->r->n_hops == 1 ? "path:" : "paths:", first);
  if (n > 1) {
    snprintf(line, sizeof line, "paths: %zu files, from", n);
    put_file(l->t, line, first);
    put_file(l->t, "  to", last);
  }
  if (l->r->plot_file != NULL)
    put_file(l->t, "plot:", l->r->plot_file);
}

void iwi_neb_table_details(const iwi_neb_layout *l)
{
  if (l->r->n_hops > 0) {
    put_places(l);
    put_bands(l);
    put_certificates(l);
    if (l->r->n_hops == 1)
      put_one_certificate(l);
    put_stretches(l);
    put_prefactors(l);
    put_host(l);
  }
  put_files(l);
}
