#include "neb_band.h"
iw_status iwi_band_surrogate(iw_context *ctx, iwi_band *band)
{
  return iwi_band_lbfgs(ctx, band);
}
