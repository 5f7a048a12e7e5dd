/* SPDX-License-Identifier: BSD-3-Clause */
/* What the renderings of a report share: facts worked out once. */
#ifndef IONWAY_IO_REPORT_H
#define IONWAY_IO_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/elements.h>
#include <ionway/report.h>

/** Symmetry-equivalent minima or passes. */
typedef struct iwi_report_class {
  int32_t first;    /* its member of lowest index                            */
  int32_t n;        /* members in the input cell                             */
  double energy_ev; /* of first                                              */
} iwi_report_class;

/** A bond-valence row that the mobile ion uses. */
typedef struct iwi_report_pair {
  int32_t partner;       /* element                                          */
  double partner_charge; /* e                                                */
  iw_bond bond;
} iwi_report_pair;

typedef struct iwi_facts {
  iw_text *formula; /* reduced                                               */
  double density_g_cm3;
  double atoms[IW_MAX_ELEMENT + 1]; /* per cell, occupancies summed          */
  int32_t n_sites[IW_MAX_ELEMENT + 1];
  size_t n_partial_sites;
  iw_orbit *orbits; /* of the symmetry, or each site for itself              */
  size_t n_orbits;
  iwi_report_pair *pairs;
  size_t n_pairs;
  int32_t *minimum_classes; /* class of every minimum                        */
  iwi_report_class *minima;
  size_t n_minima;
  iwi_report_class *passes;
  size_t n_passes;
  int n_percolating;  /* largest dimension with a threshold, 0..3            */
  int easy_dimension; /* largest whose barrier is within IWI_EASY_EV of E_1D */
} iwi_facts;

/* Barriers closer than this count as equally easy, eV: a factor of some 2000
 * in rate at 300 K. */
#define IWI_EASY_EV 0.2

/** Work the facts out. Release: iwi_report_release. */
iw_status iwi_report_gather(iw_context *ctx, const iw_report *report,
                            iwi_facts *facts);
void iwi_report_release(iwi_facts *facts);

/** Reduced formula in the order of [connelly2005], "Li6PS5Cl". atoms and
 *  n_sites are by element; where no amount is whole, the sites say how many
 *  formula units there are. */
iw_status iwi_report_formula(iw_context *ctx, const double *atoms,
                             const int32_t *n_sites, iw_text **out);

/** "Li+", "Fe2.5+", "Fe" when the charge is NAN. */
#define IWI_ION_SIZE 24
const char *iwi_report_ion(int32_t element, double charge, char *buffer);

/** Winding lattices in words: "along c", "along [1 1 0]", "in the ab plane",
 *  "in the (1 1 0) plane", "in all three directions". */
#define IWI_DIRECTION_SIZE 96
const char *iwi_report_direction(int rank, const int32_t basis[3][3],
                                 char *buffer);
/** Shortest integer vector along v; 0 when v is zero. */
int iwi_report_primitive(const int32_t v[3], int32_t out[3]);
/** Miller indices of the plane of two lattice vectors. */
void iwi_report_plane(const int32_t a[3], const int32_t b[3], int32_t hkl[3]);
/** Unit Cartesian vector along cell vector v, or normal to planes hkl. */
void iwi_report_unit_vector(const double lattice[3][3], const int32_t v[3],
                            double out[3]);
void iwi_report_unit_normal(const double lattice[3][3], const int32_t hkl[3],
                            double out[3]);

/** One sentence on the dimensionality. */
#define IWI_STATEMENT_SIZE 256
const char *iwi_report_statement(const iw_report *report,
                                 const iwi_facts *facts, char *buffer);

/** Cell lengths (Angstrom) and angles (degrees). */
void iwi_report_cell(const double lattice[3][3], double lengths[3],
                     double angles[3]);

/** Nearest site of an element to a point: index or -1, distance Angstrom. */
int32_t iwi_report_nearest_site(const iw_structure *structure, int32_t element,
                                const double frac[3], double *distance_ang);

/** Shannon radius and the like print as text: "published", "derived", ... */
const char *iwi_report_origin(iw_bond_origin origin);
const char *iwi_report_radii(iw_radii radii);
const char *iwi_report_oxidation_origin(iw_oxidation_origin origin);

/** What such numbers can and cannot say; one sentence. */
#define IWI_REPORT_LIMITS                                                      \
  "The host is rigid: these barriers rank paths and materials, they are not "  \
  "activation energies."

#define IWI_OPERATION_SIZE 160

/** A symmetry operation as "x+1/2,-y+1/2,-z". */
void iwi_report_operation(const iw_operation *operation,
                          char text[IWI_OPERATION_SIZE]);

#endif
