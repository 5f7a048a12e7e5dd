/* SPDX-License-Identifier: BSD-3-Clause */
/* What a call can come to: one list of codes and texts, values pinned for
 * ever. The detail (which file, line, atom) is iw_context_message(). */
#ifndef IONWAY_STATUS_H
#define IONWAY_STATUS_H

#include <ionway/export.h>

IW_BEGIN_DECLS

#define IW_STATUS_LIST(X)                                                      \
  X(IW_OK, 0, "no error")                                                      \
  X(IW_E_ARGUMENT, 1, "argument outside its documented domain")                \
  X(IW_E_MEMORY, 2, "out of memory")                                           \
  X(IW_E_PARSE, 3, "input text is malformed")                                  \
  X(IW_E_IO, 4, "file cannot be read or written")                              \
  X(IW_E_STRUCTURE, 5, "structure is not physical")                            \
  X(IW_E_SYMMETRY, 6, "no space group found")                                  \
  X(IW_E_OXIDATION, 7, "no oxidation states can be assigned")                  \
  X(IW_E_PARAMETER, 8, "bond-valence parameter is missing")                    \
  X(IW_E_NOT_CONVERGED, 9, "iteration limit reached")                          \
  X(IW_E_LIMIT, 10, "size exceeds a documented limit")                         \
  X(IW_E_CANCELLED, 11, "cancelled by the progress callback")                  \
  X(IW_E_ENERGY, 12, "energy model failed")

typedef enum iw_status {
#define IW_STATUS_ENUM(name, value, text) name = value,
  IW_STATUS_LIST(IW_STATUS_ENUM)
#undef IW_STATUS_ENUM
} iw_status;

/** Text of a code, e.g. "out of memory"; static storage, never NULL. */
IW_API const char *iw_status_text(iw_status status);

IW_END_DECLS

#endif
