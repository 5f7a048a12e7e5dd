/* SPDX-License-Identifier: BSD-3-Clause */
/* From a crystal, ordered or disordered, and a wish ("Al on Zr, 0-5 %") to the
 * charge-balanced compositions of a supercell and their decorations. */
#ifndef IONWAY_DOPING_H
#define IONWAY_DOPING_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/decoration.h>
#include <ionway/oxidation.h>
#include <ionway/structure.h>
#include <ionway/symmetry.h>

IW_BEGIN_DECLS

/** Element number of an empty site. */
#define IW_VACANCY 0

/** How an amount was given. */
typedef enum iw_amount_unit {
  IW_AMOUNT_COUNT = 0,   /* atoms in the supercell                           */
  IW_AMOUNT_FRACTION = 1 /* share of the target's atoms, 0..1                */
} iw_amount_unit;

/** "dopant on target, from min to max". */
typedef struct iw_substitution {
  int32_t element; /* of the dopant; IW_VACANCY takes atoms out              */
  double charge;   /* of the dopant, e; NAN: its commonest state             */
  const char *target; /* "Zr" (element), "16c" (orbit), "Zr@16c" (element on
                         an orbit), "Zr1" (site label of the input); several
                         joined by '+'                                       */
  double min, max;
  iw_amount_unit unit;
} iw_substitution;

/** Who pays for the charge of what was put in. Tried in the order given. */
typedef enum iw_compensation {
  IW_COMPENSATE_NONE = 0,         /* only neutral requests                   */
  IW_COMPENSATE_VACANCY = 1,      /* mobile ions leave                       */
  IW_COMPENSATE_INTERSTITIAL = 2, /* mobile ions enter partly occupied orbits
                                     and the given interstitial positions    */
  IW_COMPENSATE_CODOPANT = 3,     /* as much of the co-dopant as balances    */
  IW_COMPENSATE_REDOX = 4         /* a host ion changes its state            */
} iw_compensation;

enum { IW_DOPING_MAX_RULES = 5 };

/** A closest approach that overrides the default for two elements. */
typedef struct iw_contact {
  int32_t element_a, element_b;
  double distance_ang; /* closer sites are alternatives; 0: never            */
} iw_contact;

typedef struct iw_doping_request {
  size_t struct_size;
  int32_t matrix[3][3]; /* supercell, rows in cell vectors                   */
  int32_t mobile_element;
  const iw_substitution *substitutions;
  size_t n_substitutions;
  const char *const *pools; /* orbits decorated together, "4a+4d" each       */
  size_t n_pools;
  iw_compensation rules[IW_DOPING_MAX_RULES];
  size_t n_rules; /* default: vacancy, interstitial                     */
  const iw_substitution *codopant; /* for IW_COMPENSATE_CODOPANT; amounts
                                      bound it                               */
  int32_t redox_element;           /* for IW_COMPENSATE_REDOX                */
  double cell_charge; /* charge the supercell shall carry, e; default 0      */
  double rounding;    /* largest change of an occupancy by rounding, as share
                         of the orbit, at least one atom; default 0.1; 0: none,
                         amounts have to be whole                            */
  const iw_contact *contacts;
  size_t n_contacts;
  double contact_scale; /* of the default distances; default 1; 0: none   */
  const double (*interstitial_frac)[3]; /* empty positions of the parent cell
                                           the mobile ion may enter, closed
                                           under the group                   */
  size_t n_interstitials;
  size_t max_compositions; /* default 10000: more is IW_E_LIMIT              */
} iw_doping_request;

IW_API void iw_doping_request_default(iw_doping_request *request);

/** A species a pool can hold. */
typedef struct iw_doping_species {
  int32_t element; /* IW_VACANCY for an empty site                          */
  char name[16];   /* "Al3+", "vac"                                         */
} iw_doping_species;

/** Sites that are decorated together. */
typedef struct iw_doping_pool {
  char name[48];   /* "Li 24d", "S/Cl 4a+4d", "interstitial"             */
  int32_t n_sites; /* in the supercell                                   */
  const iw_doping_species *species;
  size_t n_species;
} iw_doping_pool;

/** An occupancy that had to become a number of atoms. */
typedef struct iw_doping_rounding {
  int32_t pool;
  int32_t species; /* -1 when no composition has any of it left             */
  char name[16];   /* of the ion, "Sn4+"                                    */
  double wanted;   /* atoms, not an integer                                 */
  int32_t got;     /* atoms                                                 */
} iw_doping_rounding;

/** One term of the charge balance. */
typedef struct iw_doping_charge {
  int32_t element;
  double charge; /* e an ion */
  int32_t count; /* ions in the supercell */
} iw_doping_charge;

/** One balanced composition. Lent pointers live as long as the doping. */
typedef struct iw_composition {
  const int32_t *counts; /* counts of all species of pool 0, then pool 1 ... */
  const double *charges; /* e, as counts; 0 for vacancies                    */
  const double *amounts; /* atoms of each substitution's dopant put in       */
  iw_compensation rule;  /* what balanced it                                 */
  const char *rule_text; /* "2 Ta5+ on Zr4+ (+2 e) balanced by 2 Li+
                            vacancies"                                       */
  const char *formula;   /* of the supercell, "Li54 La24 Zr14 Ta2 O96"       */
  const iw_doping_charge *terms; /* of the whole supercell                   */
  size_t n_terms;
  double charge; /* of the supercell, e                                      */
  const iw_doping_rounding *roundings;
  size_t n_roundings;
} iw_composition;

typedef struct iw_doping iw_doping;

/**
 * Work out what a request means for a crystal.
 *
 * structure  the parent, with an oxidation state on every site (see
 *            iw_oxidation_assign); partial occupancies welcome.
 * symmetry   of that structure; the group comes from the structure, not from
 *            its lattice.
 * Every orbit that is mixed, partly filled or named in the request is
 * decorated; all others are spectators and cost nothing. An element on several
 * full orbits is one pool when it is a target or pays for charge; other orbits
 * are pools of their own, unless request->pools joins them. A dopant whose
 * target lies in several pools is spread over them in every way, each a
 * composition. Amounts that are no whole numbers are rounded to the nearest
 * composition that balances, and every rounding is told; where a rule lets
 * mobile ions pay, their number is not held to request->rounding. Amounts of a
 * range that cannot be balanced are left out, with a note.
 *
 * Closer than contact distance, sites of partly filled orbits exclude each
 * other. Where no decoration with these counts is found, the two elements in
 * the way are let closer, to the worst clash of the best arrangement met; with
 * a warning, and see iw_doping_contacts().
 *
 * The interstitial positions are one pool. An ordered crystal of which nothing
 * is asked has one composition and one decoration: itself.
 *
 * Errors  IW_E_ARGUMENT (target not found, amounts out of range, more atoms
 *         than sites), IW_E_OXIDATION (no rule balances: the sum is shown),
 *         IW_E_STRUCTURE (exclusions leave no decoration), IW_E_SYMMETRY,
 *         IW_E_LIMIT, IW_E_MEMORY.
 * Free    iw_doping_destroy.
 * Source  docs/theory.md eqs. (D5)-(D8).
 */
IW_API iw_status iw_doping_create(iw_context *ctx,
                                  const iw_structure *structure,
                                  const iw_symmetry *symmetry,
                                  const iw_doping_request *request,
                                  iw_doping **out);
IW_API void iw_doping_destroy(iw_doping *doping);

/** The symmetry of the decorated sites, spectators left out. Lent. */
IW_API const iw_site_group *iw_doping_group(const iw_doping *d);
/** Decorated sites of the supercell; as many as the group has. */
IW_API size_t iw_doping_n_sites(const iw_doping *d);
/** n_sites positions, fractional in the supercell. Lent. */
IW_API const double (*iw_doping_frac(const iw_doping *d))[3];
/** Pool of every site. Lent. */
IW_API const int32_t *iw_doping_site_pools(const iw_doping *d);
IW_API size_t iw_doping_n_pools(const iw_doping *d);
IW_API const iw_doping_pool *iw_doping_pools(const iw_doping *d);
/** Exclusions among the sites, symmetric under the group. Lent. */
IW_API size_t iw_doping_n_exclusions(const iw_doping *d);
IW_API const iw_exclusion *iw_doping_exclusions(const iw_doping *d);
/** Closest approach in force for each pair of elements that exclude each other;
 *  below eq. (D8) where the counts would leave no decoration. Lent. */
IW_API size_t iw_doping_n_contacts(const iw_doping *d);
IW_API const iw_contact *iw_doping_contacts(const iw_doping *d);
/** The supercell without the decorated sites: spectators only (their number
 *  may be 0). The lattice rows; elements, charges, frac of each. Lent. */
IW_API const double (*iw_doping_lattice(const iw_doping *d))[3];
IW_API size_t iw_doping_n_spectators(const iw_doping *d);
IW_API const iw_site *iw_doping_spectators(const iw_doping *d);

/** At least one. Ordered by the amounts of the substitutions. */
IW_API size_t iw_doping_n_compositions(const iw_doping *d);
IW_API const iw_composition *iw_doping_compositions(const iw_doping *d);

/** The decorations of one composition. Free: iw_decorations_destroy, before
 *  the doping. */
IW_API iw_status iw_doping_decorations(iw_context *ctx, const iw_doping *d,
                                       size_t composition,
                                       iw_decorations **out);

/** One decoration as an ordered crystal: spectators and filled sites, sorted
 *  by element as in the parent, with oxidation states. title may be NULL.
 *  Free: iw_structure_destroy. */
IW_API iw_status iw_doping_structure(iw_context *ctx, const iw_doping *d,
                                     size_t composition, const uint8_t *species,
                                     const char *title, iw_structure **out);

/**
 * The space group of a decoration, number and short symbol (0 and "" when
 * spglib cannot name it).
 *
 * It is that of the operations of the parent that keep the decoration. Those
 * of one that repeats inside the supercell need not keep the supercell; for
 * these the ordered crystal is searched as iw_symmetry_find() does.
 * Errors  IW_E_ARGUMENT, IW_E_MEMORY.
 * Cost    O(order n_sites), or that of the search.
 */
IW_API iw_status iw_doping_space_group(iw_context *ctx, const iw_doping *d,
                                       size_t composition,
                                       const uint8_t *species,
                                       double tolerance_ang, int32_t *number,
                                       char symbol[16]);

/** Default contact distance of two ions, Angstrom: see eq. (D8). */
IW_API double iw_doping_contact_ang(int32_t element_a, double charge_a,
                                    int32_t element_b, double charge_b);

IW_END_DECLS

#endif
