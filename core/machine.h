/* SPDX-License-Identifier: BSD-3-Clause */
/* One binary for every processor: a function marked IWI_EVERY_MACHINE is
 * compiled for several instruction sets, and the loader picks one. */
#ifndef IONWAY_CORE_MACHINE_H
#define IONWAY_CORE_MACHINE_H

/* clang 14 gives cloned functions other linkage names than gcc, which breaks
 * mixed links; with it the baseline code runs (3.5 times slower). Sanitizers
 * cannot run before the loader has picked a clone. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) &&         \
    !defined(__SANITIZE_ADDRESS__)
#define IWI_EVERY_MACHINE                                                      \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define IWI_EVERY_MACHINE
#endif

#endif
