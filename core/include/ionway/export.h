/* SPDX-License-Identifier: BSD-3-Clause */
/* Linkage and visibility of the public symbols. */
#ifndef IONWAY_EXPORT_H
#define IONWAY_EXPORT_H

#if defined(__GNUC__)
#define IW_API __attribute__((visibility("default")))
#else
#define IW_API
#endif

#ifdef __cplusplus
#define IW_BEGIN_DECLS extern "C" {
#define IW_END_DECLS   }
#else
#define IW_BEGIN_DECLS
#define IW_END_DECLS
#endif

#endif
