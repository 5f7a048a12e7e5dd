/* SPDX-License-Identifier: BSD-3-Clause */
/* What --energy names: a model and where it comes from. */
#include "neb_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* far above any field that is a text to read */
#define MAX_FIELD_BYTES ((size_t)1 << 20)

static const struct {
  const char *word;
  neb_kind kind;
  int needs_source;
  const char *source; /* what it wants */
} kinds[] = {
    {"bvse", NEB_BVSE, 0, ""},
    {"soft", NEB_SOFT, 0, ""},
    {"field", NEB_FIELD, 1, "a file, such as field:li2o.field"},
    {"ipi", NEB_IPI, 1,
     "an address, such as ipi:unix:NAME or ipi:tcp:127.0.0.1:31415"},
};

iw_status neb_model_check(session *c, neb_model *model)
{
  const char *text = args_text(&c->a, "energy");
  const char *colon = strchr(text, ':');
  const size_t size = colon != NULL ? (size_t)(colon - text) : strlen(text);

  memset(model, 0, sizeof *model);
  for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
    if (strlen(kinds[k].word) != size ||
        strncmp(kinds[k].word, text, size) != 0)
      continue;
    model->kind = kinds[k].kind;
    model->name = kinds[k].word;
    if (kinds[k].needs_source && (colon == NULL || colon[1] == '\0'))
      return session_fail(c, IW_E_ARGUMENT, "--energy %s wants %s",
                          kinds[k].word, kinds[k].source);
    if (!kinds[k].needs_source && colon != NULL)
      return session_fail(c, IW_E_ARGUMENT,
                          "--energy %.80s: %s takes nothing behind it", text,
                          kinds[k].word);
    model->source = colon != NULL ? colon + 1 : NULL;
    return IW_OK;
  }
  return session_fail(c, IW_E_ARGUMENT,
                      "--energy is %.80s, want bvse, soft, field:FILE, "
                      "ipi:unix:NAME or ipi:tcp:HOST:PORT",
                      text);
}

static iw_status open_engine(session *c, neb_model *model)
{
  iw_engine_options options;
  char text[256];
  iw_status status;

  iw_engine_options_default(&options);
  options.address = model->source;
  options.wait_s = args_real(&c->a, "engine-wait-s");
  options.stall_s = args_real(&c->a, "engine-stall-s");
  options.min_clients = (size_t)args_integer(&c->a, "engine-clients");
  options.as_given = args_flag(&c->a, "engine-as-given");
  options.probe = !args_flag(&c->a, "no-engine-probe");
  status = iw_engine_listen(c->ctx, &options, &model->engine);
  if (status != IW_OK)
    return session_library_failed(c, status, model->source);
  model->energy = iw_engine_energy(model->engine);
  snprintf(text, sizeof text, "waiting for clients at %s",
           iw_engine_address(model->engine));
  show_say(&c->s, text);
  return IW_OK;
}

/* The text is kept: a journal has to know what the file said. */
static iw_status open_field(session *c, neb_model *model)
{
  iw_status status = iw_text_read_file(c->ctx, model->source, MAX_FIELD_BYTES,
                                       &model->field_text);

  if (status == IW_OK)
    status = iw_pair_field_read_memory(c->ctx, iw_text_data(model->field_text),
                                       iw_text_size(model->field_text),
                                       model->source, &model->field);
  if (status != IW_OK)
    return session_library_failed(c, status, model->source);
  model->energy = iw_pair_field_energy(model->field);
  return IW_OK;
}

iw_status neb_model_open(session *c, neb_model *model)
{
  if (model->kind == NEB_FIELD)
    return open_field(c, model);
  if (model->kind == NEB_IPI)
    return open_engine(c, model);
  return IW_OK;
}

/* The charge of a field's only type of an element; NAN where several types
 * share it, which only the model tells apart. */
static double only_charge(const iw_pair_field *field, int32_t element)
{
  const iw_field_type *types = iw_pair_field_types(field);
  double charge = NAN;

  for (size_t k = 0; k < iw_pair_field_n_types(field); k++) {
    if (types[k].element != element)
      continue;
    if (!isnan(charge))
      return NAN;
    charge = types[k].charge_e + types[k].shell_charge_e;
  }
  return charge;
}

void neb_model_check_balance(session *c, const neb_task *t)
{
  const iw_site *sites = iw_structure_sites(t->x.structure);
  double sum = 0;

  if (t->model.kind != NEB_FIELD || t->end_path != NULL ||
      fabs(args_real(&c->a, "cell-charge")) > 0)
    return;
  for (size_t i = 0; i < iw_structure_n_sites(t->x.structure); i++)
    sum += sites[i].occupancy * only_charge(t->model.field, sites[i].element);
  /* 1e-3 e: charges of fields have three digits */
  if (fabs(sum) > 1e-3)
    session_note(
        c, IW_LOG_WARNING,
        "%s: its charges leave the crystal with %+g e per cell, before "
        "any ion is taken out; look at its type lines",
        t->model.source, sum);
}

/* The structure and the model, not the way that the path is looked for: another
 * number of images may use what is known. A field is what its file says,
 * whatever its name; of an engine there is but the address. */
static iw_status identify(session *c, const neb_task *t, const neb_model *model,
                          iw_text **out)
{
  iw_text *structure;
  iw_status status = iw_structure_write_memory(c->ctx, t->x.structure,
                                               IW_FORMAT_CIF, &structure);

  *out = NULL;
  if (status == IW_OK) {
    const char *const texts[] = {"neb", iw_text_data(structure), model->name,
                                 model->kind == NEB_FIELD
                                     ? iw_text_data(model->field_text)
                                     : model->source};

    status =
        iw_journal_identity(c->ctx, texts, sizeof texts / sizeof texts[0], out);
  }
  iw_text_destroy(structure);
  return status == IW_OK ? IW_OK : neb_failed(c, t, status);
}

iw_status neb_model_journal(session *c, const neb_task *t, neb_model *model)
{
  const char *path = args_text(&c->a, "journal");
  iw_text *identity;
  iw_status status;

  if (path == NULL || model->energy == NULL)
    return IW_OK;
  status = identify(c, t, model, &identity);
  if (status != IW_OK)
    return status;
  status = iw_journal_open(c->ctx, path, model->energy, iw_text_data(identity),
                           &model->journal);
  iw_text_destroy(identity);
  if (status != IW_OK)
    return session_library_failed(c, status, path);
  model->energy = iw_journal_energy(model->journal);
  if (iw_journal_n_known(model->journal) > 0) {
    char line[128];

    /* no remark of the result, which is that of an undisturbed run */
    snprintf(line, sizeof line, "goes on with %llu evaluations of %.60s",
             (unsigned long long)iw_journal_n_known(model->journal), path);
    show_say(&c->s, line);
  }
  return IW_OK;
}

void neb_model_close(neb_model *model)
{
  iw_journal_close(model->journal);
  iw_engine_destroy(model->engine);
  iw_pair_field_destroy(model->field);
  iw_text_destroy(model->field_text);
  memset(model, 0, sizeof *model);
}
