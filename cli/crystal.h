/* SPDX-License-Identifier: BSD-3-Clause */
/* The steps that all commands share: file, symmetry, charges, mobile ion. */
#ifndef IONWAY_CLI_CRYSTAL_H
#define IONWAY_CLI_CRYSTAL_H

#include "session.h"

enum { CRYSTAL_MAX_SCAN = 8 };

/** One crystal on its way. */
typedef struct crystal {
  const char *path;
  iw_structure *structure;
  iw_symmetry *symmetry;
  double scan_tolerances_ang[CRYSTAL_MAX_SCAN];
  int32_t scan_groups[CRYSTAL_MAX_SCAN];
  size_t n_scan;
  iw_oxidation *oxidation;
  iw_bond_valence *valence;
  int32_t mobile_element;
} crystal;

/** "cif", "poscar", "extxyz"; anything else is IW_FORMAT_AUTO. */
iw_format crystal_format(const char *name);
/** How files of that format end. */
const char *crystal_format_ending(const char *name);

/** Read a structure; "-" is standard input. */
iw_status crystal_read(session *c, const char *path, iw_structure **out);

/** Structure, symmetry, mobile element (0 when there is none). */
iw_status crystal_open(session *c, const char *path, crystal *x);

/** IW_E_STRUCTURE with the message set when there is no mobile element. */
iw_status crystal_need_mobile(session *c, const crystal *x);

/** The group at other tolerances too, with a warning where it changes: several
 *  times the cost of everything else in crystal_open(). */
iw_status crystal_scan_symmetry(session *c, crystal *x);

/** Oxidation states and bond-valence sums. */
iw_status crystal_charge(session *c, crystal *x);
/** IW_E_STRUCTURE when a site of the mobile element is partly filled; `when`
 *  says what needs it full, "for --cells " or "". */
iw_status crystal_check_full(session *c, const crystal *x, const char *when);

/** Charge of the mobile ion: that of --mobile, else the mean over the crystal;
 *  NAN when there is none. */
double crystal_mobile_charge(const session *c, const crystal *x);

void crystal_close(crystal *x);

/** Start a report from what there is. */
void crystal_report(const session *c, const crystal *x, iw_report *report);

#endif
