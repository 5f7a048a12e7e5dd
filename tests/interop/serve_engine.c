/* SPDX-License-Identifier: BSD-3-Clause */
/* Ask other programs for energies, forces and stress of a row of images, as an
 * engine: serve_engine ADDRESS FILE
 * [wait_s|stall_s|clients|as_given|probe=VALUE]... FILE holds the numbers of
 * images and atoms, then for each image nine numbers of the cell (rows,
 * Angstrom) and the fractional coordinates. First the address in force is
 * printed, then remarks as they come, last the results as JSON, one line each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ionway/ionway.h>

static void remark(iw_log_level level, const char *text, void *user)
{
  (void)user;
  printf("%s: %s\n", level == IW_LOG_WARNING ? "warning" : "note", text);
  fflush(stdout);
}

typedef struct row {
  int n_images, n_atoms;
  double (*cells)[3][3], (*frac)[3], (*forces)[3], (*stress)[3][3];
  int32_t *elements;
  iw_energy_atoms *atoms;
  iw_energy_result *results;
  void **workspaces;
} row;

static int read_numbers(FILE *file, double *to, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (fscanf(file, "%lf", &to[k]) != 1)
      return 0;
  return 1;
}

static int allocate(row *r)
{
  const size_t m = (size_t)r->n_images, n = (size_t)r->n_atoms;

  r->cells = calloc(m, sizeof *r->cells);
  r->frac = calloc(m * n, sizeof *r->frac);
  r->forces = calloc(m * n, sizeof *r->forces);
  r->stress = calloc(m, sizeof *r->stress);
  r->elements = calloc(n, sizeof *r->elements);
  r->atoms = calloc(m, sizeof *r->atoms);
  r->results = calloc(m, sizeof *r->results);
  r->workspaces = calloc(m, sizeof *r->workspaces);
  return r->cells != NULL && r->frac != NULL && r->forces != NULL &&
         r->stress != NULL && r->elements != NULL && r->atoms != NULL &&
         r->results != NULL && r->workspaces != NULL;
}

static int read_row(const char *path, row *r)
{
  FILE *file = fopen(path, "r");
  int fine = file != NULL &&
             fscanf(file, "%d %d", &r->n_images, &r->n_atoms) == 2 &&
             r->n_images > 0 && r->n_atoms > 0 && allocate(r);

  for (int m = 0; fine && m < r->n_images; m++) {
    const size_t n = (size_t)r->n_atoms, first = (size_t)m * n;

    fine = read_numbers(file, r->cells[m][0], 9) &&
           read_numbers(file, r->frac[first], 3 * n);
    r->atoms[m] =
        (iw_energy_atoms){.lattice_ang = (const double(*)[3])r->cells[m],
                          .frac = (const double(*)[3])(r->frac + first),
                          .elements = r->elements,
                          .n_atoms = n};
    r->results[m] = (iw_energy_result){.forces_ev_ang = r->forces + first,
                                       .stress_ev_ang3 = r->stress[m]};
  }
  if (file != NULL)
    fclose(file);
  return fine;
}

static void free_row(row *r)
{
  free(r->cells);
  free(r->frac);
  free(r->forces);
  free(r->stress);
  free(r->elements);
  free(r->atoms);
  free(r->results);
  free(r->workspaces);
}

static void print_rows(const char *name, const double (*rows)[3], size_t n)
{
  printf(", \"%s\": [", name);
  for (size_t i = 0; i < n; i++)
    printf("%s[%.17g, %.17g, %.17g]", i == 0 ? "" : ", ", rows[i][0],
           rows[i][1], rows[i][2]);
  printf("]");
}

static void print_results(const row *r, const iw_engine *engine)
{
  iw_engine_slopes slopes;
  const int probed = iw_engine_probe(engine, &slopes);

  for (int m = 0; m < r->n_images; m++) {
    const iw_energy_result *result = &r->results[m];

    printf("{\"energy\": %.17g", result->energy_ev);
    print_rows("forces", (const double(*)[3])result->forces_ev_ang,
               (size_t)r->n_atoms);
    print_rows("stress", (const double(*)[3])result->stress_ev_ang3, 3);
    printf("}\n");
  }
  printf("{\"calls\": %zu, \"reissued\": %zu, \"clients\": %zu, "
         "\"probed\": %d, \"slopes\": [%.17g, %.17g]}\n",
         iw_engine_n_calls(engine), iw_engine_n_reissued(engine),
         iw_engine_n_clients(engine), probed, slopes.by_energy_ev_ang,
         slopes.by_forces_ev_ang);
}

static iw_status serve(iw_context *ctx, iw_engine *engine, row *r)
{
  const iw_energy *energy = iw_engine_energy(engine);
  const size_t n = (size_t)r->n_images;
  iw_status status = IW_OK;

  for (size_t m = 0; status == IW_OK && m < n; m++)
    status = energy->open(ctx, &r->atoms[0], energy->user, &r->workspaces[m]);
  if (status == IW_OK)
    status = energy->evaluate_batch(ctx, r->atoms, r->workspaces, r->results, n,
                                    energy->user);
  for (size_t m = 0; m < n; m++)
    energy->close(r->workspaces[m], energy->user);
  if (status == IW_OK)
    print_results(r, engine);
  return status;
}

static int set_option(iw_engine_options *o, const char *text)
{
  const char *equals = strchr(text, '=');
  double value;

  if (equals == NULL)
    return 0;
  value = strtod(equals + 1, NULL);
  if (strncmp(text, "wait_s", 6) == 0)
    o->wait_s = value;
  else if (strncmp(text, "stall_s", 7) == 0)
    o->stall_s = value;
  else if (strncmp(text, "clients", 7) == 0)
    o->min_clients = (size_t)value;
  else if (strncmp(text, "as_given", 8) == 0)
    o->as_given = (int)value;
  else if (strncmp(text, "probe", 5) == 0)
    o->probe = (int)value;
  else
    return 0;
  return 1;
}

int main(int argc, char **argv)
{
  iw_context *ctx = NULL;
  iw_engine *engine = NULL;
  iw_engine_options options;
  row r = {0};
  iw_status status;

  iw_engine_options_default(&options);
  for (int i = 3; i < argc; i++)
    if (!set_option(&options, argv[i]))
      return 2;
  if (argc < 3 || !read_row(argv[2], &r) || iw_context_create(&ctx) != IW_OK)
    return 2;
  iw_context_set_log(ctx, remark, NULL);
  options.address = argv[1];
  status = iw_engine_listen(ctx, &options, &engine);
  if (status == IW_OK) {
    printf("%s\n", iw_engine_address(engine));
    fflush(stdout);
    status = serve(ctx, engine, &r);
  }
  if (status != IW_OK)
    printf("error: %s\n", iw_context_message(ctx));
  iw_engine_destroy(engine);
  iw_context_destroy(ctx);
  free_row(&r);
  return status == IW_OK ? 0 : 1;
}
