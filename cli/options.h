/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands of the program and their options. */
#ifndef IONWAY_CLI_OPTIONS_H
#define IONWAY_CLI_OPTIONS_H

#include "args.h"

#define OPTIONS_N_COMMANDS 7

/** info, map, dope, defects, paths, neb, convert. */
extern const arg_command options_commands[OPTIONS_N_COMMANDS];

/** "info, map, dope, defects, paths, neb or convert" */
#define OPTIONS_NAMES_SIZE 160
const char *options_names(char *buffer);

/** NULL when there is no such command. */
const arg_command *options_command(const char *name);

#endif
