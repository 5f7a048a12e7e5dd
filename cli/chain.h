/* SPDX-License-Identifier: BSD-3-Clause */
/* The steps that all commands share: file, symmetry, charges, mobile ion. */
#ifndef IONWAY_CLI_CHAIN_H
#define IONWAY_CLI_CHAIN_H

#include <ionway/ionway.h>

#include "args.h"
#include "show.h"

enum { CHAIN_MAX_SCAN = 8, CHAIN_MESSAGE_SIZE = 1280 };

/** What one run of the program works with. */
typedef struct chain {
  iw_context *ctx;
  args a;
  show s;
  iw_oxidation_rule *rules; /* from --oxidation */
  size_t n_rules;
  int32_t wanted_mobile;       /* from --mobile, 0 for none               */
  double wanted_mobile_charge; /* NAN when --mobile names the element only */
  iw_parameters *parameters;
  iw_text *options_json;
  char message[CHAIN_MESSAGE_SIZE]; /* of the last failure */
} chain;

/** One crystal on its way. */
typedef struct crystal {
  const char *path;
  iw_structure *structure;
  iw_symmetry *symmetry;
  double scan_tolerances_ang[CHAIN_MAX_SCAN];
  int32_t scan_groups[CHAIN_MAX_SCAN];
  size_t n_scan;
  iw_oxidation *oxidation;
  iw_bond_valence *valence;
  int32_t mobile_element;
} crystal;

/** Keep the message of a failure and hand the status back. */
iw_status chain_fail(chain *c, iw_status status, const char *format, ...);

/** Say something with the notes and warnings. */
void chain_note(chain *c, iw_log_level level, const char *format, ...);

/** Turn the texts of the options into rules, parameters, threads. */
iw_status chain_prepare(chain *c);
void chain_free(chain *c);

/** "cif", "poscar", "extxyz"; anything else is IW_FORMAT_AUTO. */
iw_format chain_format(const char *name);

/** Read a structure; "-" is standard input. */
iw_status chain_read(chain *c, const char *path, iw_structure **out);

/** Structure, symmetry, its scan, mobile element (0 when there is none). */
iw_status chain_open(chain *c, const char *path, crystal *x);

/** Oxidation states and bond-valence sums. */
iw_status chain_charge(chain *c, crystal *x);
void chain_close(crystal *x);

/** Start a report from what there is. */
void chain_report(const chain *c, const crystal *x, iw_report *report);

#endif
