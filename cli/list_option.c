/* SPDX-License-Identifier: BSD-3-Clause */
/* From "vacancy,interstitial" to bits. */
#include "list_option.h"

#include <stdio.h>
#include <string.h>

const list_word list_mechanisms[LIST_N_MECHANISMS] = {
    {"vacancy", IW_HOP_VACANCY},
    {"interstitial", IW_HOP_INTERSTITIAL},
    {"knock-off", IW_HOP_KNOCK_OFF},
    {"frenkel", IW_HOP_FRENKEL}};

static iw_status refuse(session *c, const char *option, const char *text,
                        const list_word *words, size_t n)
{
  char known[160] = "";
  size_t used = 0;

  for (size_t k = 0; k < n && used < sizeof known; k++)
    used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                             k > 0 ? ", " : "", words[k].word);
  return session_fail(c, IW_E_ARGUMENT,
                      "--%s is %.80s, want any of %s joined by commas", option,
                      text, known);
}

iw_status list_option_bits(session *c, const char *option,
                           const list_word *words, size_t n, unsigned *bits)
{
  const char *text = args_text(&c->a, option);

  *bits = 0;
  for (const char *item = text; *item != '\0';) {
    const size_t size = strcspn(item, ",");
    size_t k = 0;

    while (k < n && (strlen(words[k].word) != size ||
                     strncmp(item, words[k].word, size) != 0))
      k++;
    if (k == n)
      return refuse(c, option, text, words, n);
    *bits |= words[k].bit;
    item += size + (item[size] == ',');
  }
  return *bits != 0 ? IW_OK : refuse(c, option, text, words, n);
}
