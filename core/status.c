/* SPDX-License-Identifier: BSD-3-Clause */
/* Status codes to texts. */
#include <ionway/status.h>

const char *iw_status_text(iw_status status)
{
  switch (status) {
#define STATUS_TEXT(name, value, text)                                         \
  case name:                                                                   \
    return text;
    IW_STATUS_LIST(STATUS_TEXT)
#undef STATUS_TEXT
  }
  return "unknown status";
}
