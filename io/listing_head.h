/* SPDX-License-Identifier: BSD-3-Clause */
/* The head of a list of decorations: everything that decides what is in it. */
#ifndef IONWAY_IO_LISTING_HEAD_H
#define IONWAY_IO_LISTING_HEAD_H

#include <ionway/listing.h>
#include <ionway/write.h>

/** Lines that begin with '#', the same bytes for the same spec. */
iw_status iwi_listing_head(iw_context *ctx, const iw_listing_spec *spec,
                           iw_text **out);

/** Say in words what differs in a file's first bytes; IW_E_PARSE. */
iw_status iwi_listing_refuse(iw_context *ctx, const char *path,
                             const char *wanted, const char *met, size_t size);

#endif
