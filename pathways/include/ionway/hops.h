/* SPDX-License-Identifier: BSD-3-Clause */
/* Symmetry-distinct hops of the mobile ion, by vacancy, interstitial and
 * knock-off, and the two ends of each as structures. */
#ifndef IONWAY_HOPS_H
#define IONWAY_HOPS_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/structure.h>
#include <ionway/symmetry.h>

IW_BEGIN_DECLS

typedef enum iw_hop_mechanism {
  IW_HOP_VACANCY = 1,      /* an ion of the crystal goes to a vacant site of
                              the mobile ion                               */
  IW_HOP_INTERSTITIAL = 2, /* an extra ion goes from one empty position to
                              another                                      */
  IW_HOP_KNOCK_OFF = 4,    /* an extra ion takes the site of an ion of the
                              crystal, which it pushes to another empty
                              position (interstitialcy)                    */
  IW_HOP_FRENKEL = 8       /* an ion of the crystal leaves its site for an
                              empty position, in the perfect crystal       */
} iw_hop_mechanism;

/** A place where the mobile ion can be. */
typedef struct iw_hop_site {
  double frac[3];   /* in [0, 1)                                            */
  int32_t site;     /* of the structure; -1: an empty position              */
  int32_t kind;     /* equal for places that the group maps on each other   */
  double occupancy; /* 0 for an empty position                              */
} iw_hop_site;

typedef struct iw_hops_options {
  size_t struct_size;
  int32_t mobile_element;
  unsigned mechanisms;  /* iw_hop_mechanism bits; default IW_HOP_VACANCY      */
  double cutoff_ang;    /* longest way of one ion, Angstrom; 0 (default): as
                           until_dimension says                               */
  int until_dimension;  /* up to the length at which the hops of a mechanism
                           percolate in this many directions, 1..3 ...        */
  double shell_ang;     /* ... and longer by this much; default 0.5           */
  double min_angle_deg; /* of a knock-off at the ion pushed: 180 is a
                           straight line; default 90                       */
  double blocked_ang;   /* a hop passing another place of the mobile ion
                           closer than this is marked; default 0.8         */
  double merge_ang;     /* empty positions closer than this to an image of
                           theirs, to each other or to a site are one;
                           default 0.2                                     */
  const double (*empty_frac)[3]; /* empty positions; the group adds their
                                    images                                   */
  size_t n_empty;
  double mobile_charge; /* of an extra ion, e; NAN (default): mean of the
                           sites                                             */
} iw_hops_options;

IW_API void iw_hops_options_default(iw_hops_options *options);

#define IW_HOP_MAX_PLACES 3

/** A place and the cell it is taken in, against its wrapped position. */
typedef struct iw_hop_place {
  int32_t place;   /* of iw_hops_sites() */
  int32_t cell[3]; /* in cell vectors    */
} iw_hop_place;

/** One orbit of hops, a hop and its way back being one. */
typedef struct iw_hop {
  iw_hop_mechanism mechanism;
  int32_t n_places; /* 2; a knock-off 3: the ion pushed is in the middle      */
  iw_hop_place places[IW_HOP_MAX_PLACES]; /* the first in the home cell       */
  double length_ang;      /* longest way of one ion, mean of the orbit       */
  double vector_ang[3];   /* Cartesian, from the first to the last place     */
  double leg_ang[2];      /* ways of the two ions of a knock-off, else both
                             are the length                                  */
  double angle_deg;       /* of a knock-off at the ion pushed; else 180      */
  int64_t multiplicity;   /* hops in the cell                                */
  int32_t stabiliser;     /* operations of the cell (modulo its vectors) that
                             keep the hop, turned round or not               */
  int32_t is_reversible;  /* non-zero: one of them turns it round, so that half
                             of its path gives the other half                */
  int32_t reversing;      /* the first operation that does, or -1            */
  int32_t first;          /* its members begin here in iw_hops_members(), as
                             many as the multiplicity                        */
  int32_t blocking;       /* place nearest to the straight way between its
                             ends, of those not on it; -1 when none is beside
                             it within 3 Angstrom                            */
  double blocking_ang;    /* its distance from the way, INFINITY for none    */
  int32_t is_blocked;     /* non-zero: closer than options.blocked_ang       */
  int32_t host_site;      /* site of the structure, not of the mobile ion,
                             nearest to the way; -1 when there is none       */
  double host_ang;        /* its distance from the way, eq. (H4)             */
  double free_radius_ang; /* eq. (H4), narrowest point of the straight way;
                             NAN without ions of known radius                */
} iw_hop;

/** One hop of an orbit. operation takes place k of the orbit's hop to place k
 *  of this one (to place n_places - 1 - k when reversed), `origin` cells
 *  away. */
typedef struct iw_hop_member {
  iw_hop_place places[IW_HOP_MAX_PLACES]; /* the first in the home cell */
  int32_t operation;                      /* of iw_symmetry_operations() */
  int32_t reversed;
  int32_t origin[3];
} iw_hop_member;

typedef struct iw_hops iw_hops;

/**
 * Find the orbits of hops under the space group: pairs of places (i, j + R)
 * with their cells, or triples of a knock-off, a hop and its reverse being
 * one. By mechanism, then by length.
 *
 * Places are the sites of the mobile element, partly filled ones too, and the
 * empty positions given. Vacancies go between sites, interstitials between
 * empty positions, knock-offs from an empty position over a site to another.
 * symmetry is that of the structure: of a supercell less symmetric than the
 * crystal it lacks operations, and one hop may be listed as several. Give the
 * primitive cell (iw_supercell_primitive) where that matters.
 * Errors  IW_E_ARGUMENT, IW_E_STRUCTURE (no place for a mechanism),
 *         IW_E_SYMMETRY (places without images), IW_E_LIMIT (over 1e7 hops, or
 *         no percolation up to the longest that is looked for),
 *         IW_E_CANCELLED, IW_E_MEMORY.
 * Free    iw_hops_destroy.
 * Cost    O(places x neighbours) to list, O(orbits x operations) to sort.
 * Source  docs/theory.md eqs. (H1)-(H4).
 */
IW_API iw_status iw_hops_find(iw_context *ctx, const iw_structure *structure,
                              const iw_symmetry *symmetry,
                              const iw_hops_options *options, iw_hops **out);
IW_API void iw_hops_destroy(iw_hops *hops);

IW_API size_t iw_hops_n(const iw_hops *hops);
/** By mechanism, then by length. Lent. */
IW_API const iw_hop *iw_hops_get(const iw_hops *hops);
IW_API size_t iw_hops_n_members(const iw_hops *hops);
/** Of all orbits, one after another; the orbit's own hop is the first of its
 *  members. Lent. */
IW_API const iw_hop_member *iw_hops_members(const iw_hops *hops);
IW_API size_t iw_hops_n_sites(const iw_hops *hops);
/** Places: sites in the order of the structure, then empty positions orbit by
 *  orbit. Lent. */
IW_API const iw_hop_site *iw_hops_sites(const iw_hops *hops);
/** Copy of the structure they are hops of. Lent. */
IW_API const iw_structure *iw_hops_structure(const iw_hops *hops);
IW_API int32_t iw_hops_mobile_element(const iw_hops *hops);
/** Charge of the mobile ion, e. */
IW_API double iw_hops_mobile_charge(const iw_hops *hops);
/** How long hops of a mechanism were looked for, Angstrom; NAN for another. */
IW_API double iw_hops_cutoff_ang(const iw_hops *hops,
                                 iw_hop_mechanism mechanism);
/** Length of the hops with which those of a mechanism percolate in `dimension`
 *  directions (1..3), Angstrom; NAN when those listed do not. */
IW_API double iw_hops_percolation_ang(const iw_hops *hops,
                                      iw_hop_mechanism mechanism,
                                      int dimension);

/** "vacancy-1", "knock-off-3": mechanism and number within it. */
#define IW_HOP_NAME_SIZE 40
IW_API void iw_hops_name(const iw_hops *hops, size_t k,
                         char name[IW_HOP_NAME_SIZE]);
/** "vacancy", "interstitial", "knock-off", "frenkel"; "" for another. */
IW_API const char *iw_hops_mechanism_name(iw_hop_mechanism mechanism);

/** What moves between the two ends of a hop. */
typedef struct iw_hop_ends {
  size_t n_movers;   /* 1; 2 for a knock-off                                */
  int32_t movers[2]; /* atoms of both structures; a knock-off has the extra
                        ion first                                           */
  double displacement_ang[2][3]; /* Cartesian, from start to end              */
  int32_t is_nearest; /* non-zero: each displacement is clearly the shortest
                         of all periodic images, so that a program that takes
                         the nearest image takes this way                    */
  double image_distance_ang; /* shortest vector between images                */
  double charge; /* of the supercell, e; NAN when unknown               */
} iw_hop_ends;

/**
 * Start and end of hop k in a supercell, atom i of one being atom i of the
 * other; only the movers differ.
 *
 * matrix  supercell, rows in vectors of the structure's cell.
 * Atoms keep the order of iw_supercell_create(). A vacancy hop lacks the ion of
 * the last place, and the ion of the first one goes there; an interstitial's or
 * knock-off's extra ion comes last, labelled "Li_i".
 * info may be NULL.
 * Errors  IW_E_ARGUMENT (no such hop; a supercell in which two places of the
 *         hop are images of one another), IW_E_STRUCTURE (partly filled sites,
 *         an ion put into another), IW_E_LIMIT, IW_E_MEMORY.
 * Free    iw_structure_destroy both.
 */
IW_API iw_status iw_hops_ends(iw_context *ctx, const iw_hops *hops, size_t k,
                              const int32_t matrix[3][3], iw_structure **start,
                              iw_structure **end, iw_hop_ends *info);

IW_END_DECLS

#endif
