/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as substitutions and as contact distances. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

/* libFuzzer calls this; no header of its declares it */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_substitution(const iw_substitution *s)
{
  const double most = s->unit == IW_AMOUNT_FRACTION ? 1 : 1e6;

  /* what is taken is usable; exactly 0 stands for an empty site */
  if (s->element < 0 || s->element > IW_MAX_ELEMENT || s->target[0] == '\0' ||
      !(s->min >= 0) || !(s->min <= s->max) || !(s->max <= most) ||
      (!isnan(s->charge) && !(fabs(s->charge) <= 9)))
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1);
  const char *lent = text;
  iw_substitutions *s = NULL;
  iw_contact contacts[4];
  iw_context *ctx;
  size_t n = 0;

  if (text == NULL || iw_context_create(&ctx) != IW_OK) {
    free(text);
    return 0;
  }
  memcpy(text, data, size);
  text[size] = '\0';
  if (iw_substitutions_parse(ctx, &lent, 1, &s) == IW_OK) {
    for (size_t i = 0; i < iw_substitutions_n(s); i++)
      check_substitution(&iw_substitutions_get(s)[i]);
  }
  iw_substitutions_destroy(s);
  iw_contacts_parse(ctx, text, contacts, 4, &n);
  for (size_t i = 0; i < n; i++) {
    if (contacts[i].element_a < 1 || contacts[i].element_b < 1 ||
        !(contacts[i].distance_ang >= 0))
      abort();
  }
  iw_context_destroy(ctx);
  free(text);
  return 0;
}
