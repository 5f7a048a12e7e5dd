/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands of the program and their options. */
#ifndef IONWAY_CLI_OPTIONS_H
#define IONWAY_CLI_OPTIONS_H

#include "args.h"

#define OPTIONS_N_COMMANDS 4

/** info, map, dope, convert. */
extern const arg_command options_commands[OPTIONS_N_COMMANDS];

/** NULL when there is no such command. */
const arg_command *options_command(const char *name);

#endif
