/* SPDX-License-Identifier: BSD-3-Clause */
/* What one run of the program works with. */
#ifndef IONWAY_CLI_SESSION_H
#define IONWAY_CLI_SESSION_H

#include <ionway/ionway.h>

#include "args.h"
#include "show.h"

enum { SESSION_MESSAGE_SIZE = 1280 };

/** What one run of the program works with. */
typedef struct session {
  iw_context *ctx;
  args a;
  show s;
  iw_oxidation_rule *rules; /* from --oxidation */
  size_t n_rules;
  int32_t wanted_mobile;       /* from --mobile, 0 for none               */
  double wanted_mobile_charge; /* NAN when --mobile names the element only */
  iw_parameters *parameters;
  iw_text *options_json;
  const char *second_operand; /* of a command whose operands make one job */
  char message[SESSION_MESSAGE_SIZE]; /* of the last failure */
} session;

/** Keep the message of a failure and hand the status back. */
iw_status session_fail(session *c, iw_status status, const char *format, ...);

/** The same for a library call on a file: the message starts with its name. */
iw_status session_library_failed(session *c, iw_status status,
                                 const char *path);

/** Say something with the notes and warnings. */
void session_note(session *c, iw_log_level level, const char *format, ...);

/** Turn the texts of the options into rules, parameters, threads. */
iw_status session_prepare(session *c);
void session_free(session *c);

#endif
