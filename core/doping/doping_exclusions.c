/* SPDX-License-Identifier: BSD-3-Clause */
/* Which sites are alternatives of each other, eq. (D8). */
#include "doping_object.h"

#include <math.h>

#include "bondval_table.h"
#include "ion.h"

iw_status iwi_doping_exclude(iw_context *ctx, const iw_doping_request *request,
                             iw_doping *d)
{
  (void)ctx;
  (void)request;
  (void)d;
  return IW_OK;
}

double iw_doping_contact_ang(int32_t element_a, double charge_a,
                             int32_t element_b, double charge_b)
{
  (void)element_a;
  (void)charge_a;
  (void)element_b;
  (void)charge_b;
  return 0;
}
