/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway neb: the parts of one run. */
#ifndef IONWAY_CLI_NEB_JOB_H
#define IONWAY_CLI_NEB_JOB_H

#include "crystal.h"

typedef enum neb_kind { NEB_BVSE, NEB_SOFT, NEB_FIELD, NEB_IPI } neb_kind;

/** The energy model of --energy. */
typedef struct neb_model {
  neb_kind kind;
  const char *name;    /* "bvse", "soft", "field", "ipi" */
  const char *source;  /* file or address; NULL          */
  iw_text *field_text; /* its file */
  iw_pair_field *field;
  iw_engine *engine;
  iw_journal *journal;
  const iw_energy *energy; /* NULL for bvse and soft */
} neb_model;

/** Points of a dense profile. */
enum { NEB_CURVE_POINTS = 201 };

/** One hop: its row in the report and what that lends. */
typedef struct neb_row {
  iw_neb_report_hop hop;
  char name[IW_HOP_NAME_SIZE];
  char plot_name[IW_HOP_NAME_SIZE + 4];
  char from[IW_LABEL_SIZE + 8], to[IW_LABEL_SIZE + 8];
  size_t orbit;     /* of the hops; unused for a given pair */
  double origin[3]; /* whole cells by which positions of the supercell are off
                       those of the hop, vectors of the input               */
  iw_barrier *barrier;
  iw_bvse_hop *way;
  double *s, *e, *curve_s, *curve_e;
  iw_neb_report_saddle *saddles;
  iw_neb_report_minimum *minima;
  iw_saddle_info *infos; /* of a bond-valence way */
  iw_plot_mark *marks;
  char *path_file;
} neb_row;

/** One run. */
typedef struct neb_task {
  crystal x;
  const char *end_path;  /* second operand; NULL: hops of one crystal      */
  iw_structure *end;     /* read from it                                   */
  iw_structure *relaxed; /* with --relax-host; NULL                        */
  iw_symmetry *relaxed_symmetry;
  neb_model model;
  iw_structure *primitive; /* cell whose hops these are; NULL for a pair     */
  iw_symmetry *primitive_symmetry;
  double (*empty)[3]; /* n_empty positions of the primitive cell             */
  size_t n_empty;
  iw_hops *hops;
  int32_t told[3][3];    /* the supercell as told: in vectors of the input, */
  int told_of_primitive; /* or of the primitive cell                        */
  int32_t matrix[3][3];  /* in vectors of the primitive cell                */
  int has_supercell;
  double image_distance_ang, cell_charge;
  iw_structure *supercell; /* start of the last hop made */
  iw_bvse *field;          /* of the crystal, for bvse and soft */
  neb_row *rows;
  size_t n_rows;
  iw_neb_report_threshold thresholds[3];
  char threshold_hops[3][IW_HOP_NAME_SIZE];
  int has_thresholds;
} neb_task;

iw_status neb_failed(session *c, const neb_task *t, iw_status status);

/** What --energy says; opens files, sockets, the journal. */
iw_status neb_model_check(session *c, neb_model *model);
iw_status neb_model_open(session *c, neb_model *model);
iw_status neb_model_journal(session *c, const neb_task *t, neb_model *model);
/** Warns of a field whose charges do not make the crystal neutral. */
void neb_model_check_balance(session *c, const neb_task *t);
void neb_model_close(neb_model *model);

/** The crystal with charges, or relaxed by the model, and its group. */
const iw_structure *neb_structure(const neb_task *t);
const iw_symmetry *neb_symmetry(const neb_task *t);

/** Relax the crystal with the model where --relax-host says so. */
iw_status neb_relax_host(session *c, neb_task *t);

/** All distinct hops of the crystal, or the one of the two files: rows. */
iw_status neb_find_hops(session *c, neb_task *t);
/** Empty positions for these mechanisms, in t->empty. */
iw_status neb_find_empty(session *c, neb_task *t, unsigned mechanisms);
/** Minima that the hops have met, added to them; how many. */
iw_status neb_take_minima(session *c, neb_task *t, size_t *n);

/** Minima on the way taken as places of their own, where --feed-back says so:
 *  the hops between them and the sites. *again: their barriers are wanted. */
iw_status neb_feed_back(session *c, neb_task *t, int *again);
void neb_free_row(neb_row *row);
/** Barrier of every row. */
iw_status neb_find_barriers(session *c, neb_task *t);
/** One barrier of a row with the bond-valence fields, or any other model. */
iw_status neb_bvse_barrier(session *c, neb_task *t, neb_row *row);
iw_status neb_band_barrier(session *c, neb_task *t, neb_row *row);
/** Points of the mover between the ends, Cartesian; free points. */
typedef struct neb_valley {
  double (*points)[3];
  size_t n;
} neb_valley;

/** The way through the bond-valence landscape's valley; n = 0 where there is
 *  none to be had, which is noted. */
iw_status neb_find_valley(session *c, const neb_task *t, const iw_path *ends,
                          neb_valley *out);
/** The two ends of a row's hop as a path of two images. */
iw_status neb_row_ends(session *c, neb_task *t, neb_row *row, iw_path **out);

/** A position of a row's hop in vectors of the input cell, near its start. */
void neb_row_frac(const neb_task *t, const neb_row *row,
                  const double cart_ang[3], double frac[3]);
/** A position in vectors of the input cell, or of another one. */
void neb_frac(const neb_task *t, const double cart_ang[3], double frac[3]);
void neb_frac_in(const double lattice[3][3], const double cart_ang[3],
                 double frac[3]);

/** Where the network of the hops percolates. */
iw_status neb_find_thresholds(session *c, neb_task *t);

/** IW_E_ARGUMENT for an option that would do nothing in this run. */
iw_status neb_check_options(session *c, const neb_task *t);

/** The folder of --paths: whether it can be made is better known before. */
iw_status neb_make_folder(session *c);
/** Files of --paths and --plot. */
iw_status neb_write_files(session *c, neb_task *t);

#endif
