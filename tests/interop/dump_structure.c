/* SPDX-License-Identifier: BSD-3-Clause */
/* Print what was read as JSON lines, one a file, for comparison with other
 * programs: dump_structure FILE...; or convert: dump_structure -o OUT FILE */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <ionway/ionway.h>

static void remark(iw_log_level level, const char *text, void *user)
{
  (void)user;
  fprintf(stderr, "%s: %s\n", level == IW_LOG_WARNING ? "warning" : "note",
          text);
}

static void print_site(const iw_site *site, int first)
{
  printf("%s{\"element\": \"%s\", \"label\": \"%s\", \"line\": %d, "
         "\"occupancy\": %.17g, \"oxidation\": ",
         first ? "" : ", ", iw_element_symbol(site->element), site->label,
         (int)site->line, site->occupancy);
  if (isnan(site->oxidation))
    printf("null");
  else
    printf("%.17g", site->oxidation);
  printf(", \"frac\": [%.17g, %.17g, %.17g]}", site->frac[0], site->frac[1],
         site->frac[2]);
}

static void print_structure(const char *path, const iw_structure *s)
{
  const double(*rows)[3] = iw_structure_lattice(s);

  printf("{\"file\": \"%s\", \"group\": %d, \"lattice\": [", path,
         (int)iw_structure_declared_group(s));
  for (int i = 0; i < 3; i++)
    printf("%s[%.17g, %.17g, %.17g]", i == 0 ? "" : ", ", rows[i][0],
           rows[i][1], rows[i][2]);
  printf("], \"sites\": [");
  for (size_t i = 0; i < iw_structure_n_sites(s); i++)
    print_site(&iw_structure_sites(s)[i], i == 0);
  printf("]}\n");
}

int main(int argc, char **argv)
{
  iw_context *ctx;
  const char *out = NULL;
  int failed = 0, first = 1;

  if (iw_context_create(&ctx) != IW_OK)
    return 1;
  iw_context_set_log(ctx, remark, NULL);
  if (argc > 3 && strcmp(argv[1], "-o") == 0) {
    out = argv[2];
    first = 3;
  }
  for (int i = first; i < argc; i++) {
    iw_structure *s;

    if (iw_structure_read_file(ctx, argv[i], NULL, &s) != IW_OK) {
      fprintf(stderr, "error: %s\n", iw_context_message(ctx));
      failed = 1;
      continue;
    }
    if (out == NULL) {
      print_structure(argv[i], s);
    } else if (iw_structure_write_file(ctx, s, IW_FORMAT_AUTO, out) != IW_OK) {
      fprintf(stderr, "error: %s\n", iw_context_message(ctx));
      failed = 1;
    }
    iw_structure_destroy(s);
  }
  iw_context_destroy(ctx);
  return failed;
}
