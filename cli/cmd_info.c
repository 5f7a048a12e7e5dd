/* SPDX-License-Identifier: BSD-3-Clause */
/* ionway info: what a crystal file holds. */
#include "crystal.h"
#include "job.h"

#include <math.h>
#include <time.h>

static double seconds_since(const struct timespec *start)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start->tv_sec) +
         1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

static iw_status info_job(session *c, const char *path, iw_text **out)
{
  struct timespec start;
  iw_report report;
  crystal x;
  iw_status status, charged = IW_OK;

  *out = NULL;
  clock_gettime(CLOCK_MONOTONIC, &start);
  status = crystal_open(c, path, &x);
  if (status == IW_OK)
    status = crystal_scan_symmetry(c, &x);
  if (status == IW_OK) {
    charged = crystal_charge(c, &x);
    if (charged == IW_E_OXIDATION) /* the rest is worth seeing */
      session_note(c, IW_LOG_WARNING, "%s", c->message);
    else
      status = charged;
  }
  if (status == IW_OK) {
    crystal_report(c, &x, &report);
    if (args_flag(&c->a, "timings"))
      report.seconds = seconds_since(&start);
    status = job_render(c, &report, out);
    if (status != IW_OK)
      session_fail(c, status, "%s", iw_context_message(c->ctx));
  }
  crystal_close(&x);
  if (status == IW_OK && charged != IW_OK)
    return IW_E_NOT_CONVERGED;
  return status;
}

int cmd_info(session *c)
{
  return job_run(c, info_job);
}
