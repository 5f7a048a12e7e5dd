/* SPDX-License-Identifier: BSD-3-Clause */
/* A list of decorations on the disk that grows while they are found, and tells
 * a later run where to go on. */
#ifndef IONWAY_LISTING_H
#define IONWAY_LISTING_H

#include <stddef.h>
#include <stdint.h>

#include <ionway/doping.h>
#include <ionway/selection.h>
#include <ionway/structure.h>

IW_BEGIN_DECLS

/**
 * What is listed: the compositions of every doping, one after another, counted
 * through from 0. All of it stands in the head of the file. Lent.
 */
typedef struct iw_listing_spec {
  size_t struct_size;
  const iw_structure *parent; /* its lattice and sites are hashed            */
  const iw_doping *const *dopings; /* n_dopings, all of as many sites       */
  size_t n_dopings;
  int primitive_only;
  const char *energy; /* name of the energy model; NULL: none                */
} iw_listing_spec;

IW_API void iw_listing_spec_default(iw_listing_spec *spec);

typedef struct iw_listing iw_listing;

/** Receives what the file holds already; composition is counted through. */
typedef void iw_listing_fn(size_t composition, const iw_candidate *candidate,
                           void *user);

/**
 * Open a list to go on with it, or start it when the file is not there. What
 * it holds goes to `seen` in order; a last line without its end is dropped.
 *
 * Errors  IW_E_PARSE for a file that is no such list, was made from another
 *         input or with other settings, or is damaged (says which);
 *         IW_E_IO, also while another run writes it; IW_E_MEMORY.
 * Free    iw_listing_close.
 */
IW_API iw_status iw_listing_open(iw_context *ctx, const char *path,
                                 const iw_listing_spec *spec,
                                 iw_listing_fn *seen, void *user,
                                 iw_listing **out);

/** Candidates in the file. */
IW_API uint64_t iw_listing_n(const iw_listing *listing);
/** The composition to go on with: all before it are complete. */
IW_API size_t iw_listing_composition(const iw_listing *listing);
/** Its last candidate so far and how many of it there are, for
 *  iw_enumeration_options; NULL and 0 when there is none. Lent until the
 *  next one is added. */
IW_API const uint8_t *iw_listing_last(const iw_listing *listing);
IW_API uint64_t iw_listing_serial(const iw_listing *listing);

/** Add a line. It is safe on the disk after the next iw_listing_flush();
 *  large pieces go there by themselves. Errors: IW_E_IO, IW_E_MEMORY. */
IW_API iw_status iw_listing_add(iw_context *ctx, iw_listing *listing,
                                size_t composition,
                                const iw_candidate *candidate);
IW_API iw_status iw_listing_flush(iw_context *ctx, iw_listing *listing);
/** Without a flush; NULL is fine. */
IW_API void iw_listing_close(iw_listing *listing);

IW_END_DECLS

#endif
