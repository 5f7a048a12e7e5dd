/* SPDX-License-Identifier: BSD-3-Clause */
/* Options in and out of JSON config files. */
#ifndef IONWAY_CLI_SETTINGS_H
#define IONWAY_CLI_SETTINGS_H

#include <ionway/ionway.h>

#include "args.h"

/** Apply the file of --config, if given. IW_E_ARGUMENT with a->message when a
 *  key or value is wrong; else the context has the message. */
iw_status settings_load(iw_context *ctx, args *a);

/** The options in force as JSON, for --print-config and for the report;
 *  with_manner = 0 leaves out those that only change the manner of showing. */
iw_status settings_json(iw_context *ctx, const args *a, int with_manner,
                        iw_text **out);

#endif
