/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway convert: one structure format to another. */
#include "crystal.h"
#include "job.h"

#include <errno.h>
#include <string.h>

static iw_status print_structure(session *c, const iw_structure *structure,
                                 iw_format format)
{
  iw_text *text;
  iw_status status;

  if (format == IW_FORMAT_AUTO)
    return session_fail(c, IW_E_ARGUMENT,
                        "OUT is -: --output-format has to name a format");
  status = iw_structure_write_memory(c->ctx, structure, format, &text);
  if (status != IW_OK)
    return session_fail(c, status, "%s", iw_context_message(c->ctx));
  if (fwrite(iw_text_data(text), 1, iw_text_size(text), stdout) !=
      iw_text_size(text))
    status = session_fail(c, IW_E_IO, "standard output: %s", strerror(errno));
  iw_text_destroy(text);
  return status;
}

static iw_status write_structure(session *c, const iw_structure *structure)
{
  const char *out = c->a.operands[1];
  const iw_format format = crystal_format(args_text(&c->a, "output-format"));
  iw_status status;

  if (strcmp(out, "-") == 0)
    return print_structure(c, structure, format);
  status = iw_structure_write_file(c->ctx, structure, format, out);
  return status == IW_OK ? IW_OK : session_library_failed(c, status, out);
}

int cmd_convert(session *c)
{
  iw_structure *structure;
  iw_status status = crystal_read(c, c->a.operands[0], &structure);

  if (status == IW_OK)
    status = write_structure(c, structure);
  iw_structure_destroy(structure);
  if (status != IW_OK)
    show_error(&c->s, c->message);
  else
    show_notes(&c->s, NULL);
  return job_exit_code(status);
}
