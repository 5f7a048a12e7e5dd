/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as CIF. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  return fuzz_read(data, size, IW_FORMAT_CIF, "fuzz");
}
