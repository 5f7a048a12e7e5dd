#include <ionway/path.h>
iw_status iw_path_idpp(iw_context *ctx, const iw_path *ends, size_t n_images,
                       iw_path **out)
{
  return iw_path_straight(ctx, ends, n_images, out);
}
