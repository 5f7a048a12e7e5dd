/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a hop as a path: in a supercell with its defect, or as two
 * files give them. */
#include "neb_job.h"

#include <math.h>
#include <string.h>

static iw_status ends_of_orbit(session *c, neb_task *t, neb_row *row,
                               iw_path **out)
{
  iw_structure *start = NULL, *end = NULL;
  iw_hop_ends info;
  iw_status status =
      iw_hops_ends(c->ctx, t->hops, row->orbit, (const int32_t(*)[3])t->matrix,
                   &start, &end, &info);

  if (status == IW_OK)
    status =
        iw_path_ends_of_hop(c->ctx, t->model.energy, start, end, &info, out);
  if (status == IW_OK) {
    t->image_distance_ang = info.image_distance_ang;
    t->cell_charge = info.charge;
    iw_structure_destroy(t->supercell);
    t->supercell = start;
    start = NULL;
    neb_frac(t, iw_path_image(*out, 0)[iw_path_mover(*out)], row->origin);
    for (int k = 0; k < 3; k++)
      row->origin[k] = rint(row->origin[k] - row->hop.from_frac[k]);
  }
  iw_structure_destroy(start);
  iw_structure_destroy(end);
  return status;
}

static iw_status ends_of_pair(session *c, neb_task *t, neb_row *row,
                              iw_path **out)
{
  const iw_structure *start = neb_structure(t);
  iw_path_match_options options;
  iw_path_match_info info;
  iw_path *matched;
  iw_status status;

  iw_path_match_options_default(&options);
  options.keep_order = args_flag(&c->a, "keep-order");
  options.mobile_element = t->x.mobile_element;
  status =
      iw_path_match(c->ctx, start, t->end, &options, &info, NULL, &matched);
  if (status == IW_E_ARGUMENT) /* it is the files that do not fit */
    return IW_E_STRUCTURE;
  if (status != IW_OK)
    return status;
  if (info.reordered)
    session_note(c, IW_LOG_NOTE,
                 "the atoms of %s are in another order than "
                 "those of %s: matched by distance",
                 t->end_path, t->x.path);
  if (info.max_host_ang > options.max_host_ang)
    session_note(c, IW_LOG_WARNING,
                 "atom %d goes %.2f Angstrom between the two files: is it part "
                 "of the hop?",
                 (int)info.farthest_host + 1, info.max_host_ang);
  status = iw_path_ends_typed(c->ctx, t->model.energy, start, matched, out);
  iw_path_destroy(matched);
  if (status == IW_OK) {
    const int32_t mover = iw_path_mover(*out);

    row->hop.length_ang = info.hop_ang;
    row->hop.from = iw_structure_sites(start)[mover].label;
    neb_frac(t, iw_path_image(*out, 0)[mover], row->hop.from_frac);
    neb_frac(t, iw_path_image(*out, 1)[mover], row->hop.to_frac);
    t->cell_charge = iw_structure_charge(start);
  }
  return status;
}

iw_status neb_row_ends(session *c, neb_task *t, neb_row *row, iw_path **out)
{
  *out = NULL;
  return t->end_path != NULL ? ends_of_pair(c, t, row, out)
                             : ends_of_orbit(c, t, row, out);
}
