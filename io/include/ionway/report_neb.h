/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers of hops as a table for eyes, as JSON and CSV for programs. */
#ifndef IONWAY_REPORT_NEB_H
#define IONWAY_REPORT_NEB_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/report.h>
#include <ionway/saddle.h>

IW_BEGIN_DECLS

/** The top of one stretch of a path between neighbouring minima. */
typedef struct iw_neb_report_saddle {
  double s_ang;     /* where on the path; NAN unknown                        */
  double energy_ev; /* above the start                                       */
  double frac[3];   /* of the ion that hops, in the cell of the input; NAN   */
  int certified;
  const iw_saddle_info *info; /* NULL: no certificate was made               */
} iw_neb_report_saddle;

/** A minimum on the way. */
typedef struct iw_neb_report_minimum {
  double s_ang;
  double energy_ev; /* above the start                                       */
  double frac[3];   /* of the ion that hops, in the cell of the input        */
} iw_neb_report_minimum;

/** One hop with its barrier. NULL texts and NAN numbers are left out. */
typedef struct iw_neb_report_hop {
  const char *name;      /* "1"                                              */
  const char *mechanism; /* "vacancy", "interstitial", "knock-off", "given"  */
  const char *from, *to; /* labels of the sites                              */
  double from_frac[3], to_frac[3]; /* in the cell of the input, not wrapped  */
  double length_ang;
  int64_t n_per_cell; /* hops like it in the cell of the input; 0: unknown   */
  const char *state;  /* "certified", ...                                    */
  const char *reason; /* "" when there is nothing to say                     */
  int certified;
  double forward_ev, reverse_ev; /* NAN: no barrier, and no part of the
                                    network                                  */
  double error_ev; /* left by residual forces; NAN unknown                   */
  double start_ev, end_ev; /* the model's energies of the relaxed ends       */
  double max_force_ev_ang; /* residual of the bands, all moving images       */
  const char *guess; /* "straight", "idpp", "waypoints", "given"             */
  int symmetric;
  size_t n_images; /* of the whole path ...                                  */
  const double *s_ang, *energies_ev; /* ... energies above the start         */
  size_t n_curve;
  const double *curve_s_ang, *curve_energies_ev; /* dense, above the start   */
  const iw_neb_report_saddle *saddles;
  size_t n_saddles;
  const iw_neb_report_minimum *minima;
  size_t n_minima;
  double prefactor_forward_thz, prefactor_reverse_thz;
  size_t n_calls; /* of the energy model; 0: not counted                     */
  double rigid_forward_ev; /* soft host: the barrier of the rigid one; NAN   */
  double host_shift_ang;   /* soft host: farthest host ion; NAN              */
  const char *path_file;   /* written; NULL                                  */
} iw_neb_report_hop;

/** The network the hops make: energies at which it percolates. */
typedef struct iw_neb_report_threshold {
  int found;
  double barrier_ev; /* highest saddle on the easiest way, above the lowest
                        place of its part of the network: a site, or a minimum
                        that its hops pass                                   */
  int32_t rank;
  int32_t basis[3][3]; /* rows: the directions, vectors of the input's cell  */
  const char *hop;     /* name of the hop that decides                       */
} iw_neb_report_threshold;

/** What there is to report; all lent for the call. */
typedef struct iw_neb_report {
  size_t struct_size;
  const iw_report *crystal;  /* structure, symmetry, states, options, notes   */
  const char *energy_model;  /* "bvse", "soft", "field", "ipi", ...           */
  const char *energy_source; /* file or address; NULL                         */
  double mobile_charge;      /* e; NAN                                        */
  const iw_structure *supercell; /* in which hops were computed; NULL         */
  const int32_t (*matrix)[3];    /* of it, in cell vectors of the input, or of
                                    `primitive`; NULL: not told               */
  int from_primitive;            /* non-zero: the latter                      */
  const iw_structure *primitive; /* NULL where there is none                  */
  double image_distance_ang;     /* NAN                                       */
  double cell_charge;            /* of the cell computed; NAN                 */
  const iw_neb_report_hop *hops;
  size_t n_hops;
  const iw_neb_report_threshold *thresholds; /* three, for 1, 2, 3 dimensions;
                                                NULL: not asked for           */
  double force_tol_ev_ang; /* NAN where the model is exact                    */
  const char *plot_file;   /* written; NULL                                   */
} iw_neb_report;

IW_API void iw_neb_report_default(iw_neb_report *report);
/** Nothing known: NULL, NAN and 0. */
IW_API void iw_neb_report_hop_default(iw_neb_report_hop *hop);

/** JSON, schema "ionway/neb/1". Free: iw_text_destroy. Errors: IW_E_ARGUMENT,
 *  IW_E_MEMORY. */
IW_API iw_status iw_neb_report_json(iw_context *ctx,
                                    const iw_neb_report *report, iw_text **out);

/** The same facts as a table for a terminal of 80 columns (UTF-8). A report
 *  on one hop has a drawing of its profile. colour != 0 uses ANSI codes. */
IW_API iw_status iw_neb_report_table(iw_context *ctx,
                                     const iw_neb_report *report, int colour,
                                     iw_text **out);

/** A row a hop, with its line end; the header names the columns with units.
 *  What is not known is empty. */
IW_API iw_status iw_neb_report_csv(iw_context *ctx, const iw_neb_report *report,
                                   iw_text **out);
IW_API iw_status iw_neb_report_csv_header(iw_context *ctx, iw_text **out);

IW_END_DECLS

#endif
