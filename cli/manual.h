/* SPDX-License-Identifier: BSD-3-Clause */
/* What the option tables say, for people and for shells. */
#ifndef IONWAY_CLI_MANUAL_H
#define IONWAY_CLI_MANUAL_H

#include <stdio.h>

#include "args.h"

/** Help of one command; of the program when command is NULL. */
void manual_help(FILE *stream, const arg_command *command);

/** Manual page in roff (man macros); of the program when command is NULL. */
void manual_page(FILE *stream, const arg_command *command);

/** Completion script for bash. */
void manual_completion(FILE *stream);

/** JSON Schema (draft 2020-12) of a command's config file. */
void manual_schema(FILE *stream, const arg_command *command);

#endif
