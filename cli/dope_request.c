/* SPDX-License-Identifier: BSD-3-Clause */
/* The options of ionway dope that say what is wished for. */
#include "dope.h"

#include <math.h>
#include <string.h>

/* What the library says of a text, with the option before it. */
static iw_status bad_text(session *c, const char *option, iw_status status)
{
  return session_fail(c, status == IW_E_PARSE ? IW_E_ARGUMENT : status,
                      "--%s %s", option, iw_context_message(c->ctx));
}

static iw_status take_substitutions(session *c, dope *d)
{
  const arg_values *texts = args_list(&c->a, "dope");
  const char *codopant = args_text(&c->a, "codopant");
  iw_status status;

  status = iw_substitutions_parse(c->ctx, (const char *const *)texts->texts,
                                  texts->n, &d->substitutions);
  if (status != IW_OK)
    return bad_text(c, "dope", status);
  d->request.substitutions = iw_substitutions_get(d->substitutions);
  d->request.n_substitutions = iw_substitutions_n(d->substitutions);
  if (codopant == NULL)
    return IW_OK;
  status = iw_substitutions_parse(c->ctx, &codopant, 1, &d->codopant);
  if (status != IW_OK)
    return bad_text(c, "codopant", status);
  if (iw_substitutions_n(d->codopant) != 1)
    return session_fail(c, IW_E_ARGUMENT,
                        "--codopant %.80s: want one substitution", codopant);
  d->request.codopant = iw_substitutions_get(d->codopant);
  return IW_OK;
}

static const char *const rule_names[] = {"none", "vacancy", "interstitial",
                                         "codopant", "redox"};
enum { N_RULES = sizeof rule_names / sizeof rule_names[0] };

static int rule_of(const char *text, size_t size)
{
  for (int i = 0; i < N_RULES; i++) {
    if (strlen(rule_names[i]) == size && memcmp(rule_names[i], text, size) == 0)
      return i;
  }
  return -1;
}

/* "vacancy,interstitial" */
static iw_status take_rules(session *c, dope *d)
{
  const char *whole = args_text(&c->a, "compensate"), *text = whole;

  for (d->request.n_rules = 0;;) {
    const size_t size = strcspn(text, ",");
    const int rule = rule_of(text, size);

    if (rule < 0)
      return session_fail(c, IW_E_ARGUMENT,
                          "--compensate %.80s: unknown rule \"%.*s\", want "
                          "vacancy, interstitial, codopant, redox or none",
                          whole, (int)(size < 40 ? size : 40), text);
    if (d->request.n_rules >= IW_DOPING_MAX_RULES)
      return session_fail(c, IW_E_ARGUMENT,
                          "--compensate %.80s: more than %d rules", whole,
                          IW_DOPING_MAX_RULES);
    d->request.rules[d->request.n_rules++] = (iw_compensation)rule;
    if (text[size] == '\0')
      return IW_OK;
    text += size + 1;
  }
}

static int has_rule(const dope *d, iw_compensation rule)
{
  for (size_t i = 0; i < d->request.n_rules; i++) {
    if (d->request.rules[i] == rule)
      return 1;
  }
  return 0;
}

static iw_status take_redox(session *c, dope *d)
{
  const char *text = args_text(&c->a, "redox");

  if (text != NULL) {
    d->request.redox_element = iw_element_from_symbol(text, strlen(text));
    if (d->request.redox_element == 0)
      return session_fail(c, IW_E_ARGUMENT, "--redox is %.40s: unknown element",
                          text);
  }
  if (has_rule(d, IW_COMPENSATE_REDOX) && text == NULL)
    return session_fail(c, IW_E_ARGUMENT,
                        "--compensate redox wants --redox and the element "
                        "that changes its state");
  if (has_rule(d, IW_COMPENSATE_CODOPANT) && d->codopant == NULL)
    return session_fail(c, IW_E_ARGUMENT,
                        "--compensate codopant wants --codopant, such as "
                        "\"Mg on Al up to 1/2\"");
  return IW_OK;
}

static iw_status take_contacts(session *c, dope *d)
{
  const arg_values *texts = args_list(&c->a, "contact");

  for (size_t i = 0; i < texts->n; i++) {
    const iw_status status =
        iw_contacts_parse(c->ctx, texts->texts[i], d->contacts,
                          DOPE_MAX_CONTACTS, &d->request.n_contacts);

    if (status != IW_OK)
      return bad_text(c, "contact", status);
  }
  d->request.contacts = d->contacts;
  d->request.contact_scale = args_real(&c->a, "contact-scale");
  return IW_OK;
}

iw_status dope_take_request(session *c, dope *d)
{
  const arg_values *pools = args_list(&c->a, "pool");
  iw_status status;

  iw_doping_request_default(&d->request);
  d->request.mobile_element = d->x.mobile_element;
  d->request.pools = (const char *const *)pools->texts;
  d->request.n_pools = pools->n;
  d->request.rounding = args_real(&c->a, "rounding");
  status = take_substitutions(c, d);
  if (status == IW_OK)
    status = take_rules(c, d);
  if (status == IW_OK)
    status = take_redox(c, d);
  if (status == IW_OK)
    status = take_contacts(c, d);
  return status;
}
