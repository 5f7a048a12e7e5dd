/* SPDX-License-Identifier: BSD-3-Clause */
/* Print structures and what symmetry finds in them as JSON lines, one a file,
 * for comparison with other programs: dump_symmetry TOLERANCE_ANG FILE... */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <ionway/ionway.h>

static void print_sites(const iw_structure *s)
{
  const iw_site *sites = iw_structure_sites(s);

  printf("\"sites\": [");
  for (size_t i = 0; i < iw_structure_n_sites(s); i++) {
    printf("%s[%d, %.17g, ", i == 0 ? "" : ", ", (int)sites[i].element,
           sites[i].occupancy);
    if (isnan(sites[i].oxidation))
      printf("null");
    else
      printf("%.17g", sites[i].oxidation);
    printf(", %.17g, %.17g, %.17g]", sites[i].frac[0], sites[i].frac[1],
           sites[i].frac[2]);
  }
  printf("]");
}

static void print_operations(const iw_symmetry *symmetry)
{
  const iw_operation *all = iw_symmetry_operations(symmetry);

  printf("\"operations\": [");
  for (size_t i = 0; i < iw_symmetry_n_operations(symmetry); i++) {
    printf("%s[", i == 0 ? "" : ", ");
    for (int k = 0; k < 9; k++)
      printf("%d, ", (int)all[i].rotation[k / 3][k % 3]);
    printf("%.17g, %.17g, %.17g]", all[i].translation[0], all[i].translation[1],
           all[i].translation[2]);
  }
  printf("]");
}

static void print_orbits(const iw_symmetry *symmetry, size_t n_sites)
{
  const iw_orbit *orbits = iw_symmetry_orbits(symmetry);

  printf("\"orbits\": [");
  for (size_t o = 0; o < iw_symmetry_n_orbits(symmetry); o++)
    printf("%s[%d, %d, %d, \"%c\", \"%s\"]", o == 0 ? "" : ", ",
           (int)orbits[o].first_site, (int)orbits[o].n_sites,
           (int)orbits[o].multiplicity, orbits[o].wyckoff,
           orbits[o].site_symmetry);
  printf("], \"site_orbits\": [");
  for (size_t i = 0; i < n_sites; i++)
    printf("%s%d", i == 0 ? "" : ", ",
           (int)iw_symmetry_site_orbits(symmetry)[i]);
  printf("]");
}

static void print_all(const char *path, const iw_structure *s,
                      const iw_symmetry *symmetry)
{
  const double(*rows)[3] = iw_structure_lattice(s);

  printf("{\"file\": \"%s\", \"lattice\": [", path);
  for (int i = 0; i < 3; i++)
    printf("%s[%.17g, %.17g, %.17g]", i == 0 ? "" : ", ", rows[i][0],
           rows[i][1], rows[i][2]);
  printf("], \"number\": %d, \"symbol\": \"%s\", \"hall\": ",
         (int)iw_symmetry_number(symmetry), iw_symmetry_symbol(symmetry));
  putchar('"');
  for (const char *c = iw_symmetry_hall_symbol(symmetry); *c != '\0'; c++) {
    if (*c == '"') /* "-R 3 2"" */
      putchar('\\');
    putchar(*c);
  }
  printf("\", \"point_group\": \"%s\", ", iw_symmetry_point_group(symmetry));
  print_sites(s);
  printf(", ");
  print_operations(symmetry);
  printf(", ");
  print_orbits(symmetry, iw_structure_n_sites(s));
  printf("}\n");
}

int main(int argc, char **argv)
{
  iw_context *ctx;
  int failed = 0;

  if (argc < 3 || iw_context_create(&ctx) != IW_OK)
    return 2;
  for (int a = 2; a < argc; a++) {
    iw_structure *structure = NULL;
    iw_symmetry *symmetry = NULL;

    if (iw_structure_read_file(ctx, argv[a], NULL, &structure) == IW_OK &&
        iw_symmetry_find(ctx, structure, strtod(argv[1], NULL), &symmetry) ==
            IW_OK) {
      print_all(argv[a], structure, symmetry);
    } else {
      fprintf(stderr, "%s\n", iw_context_message(ctx));
      failed = 1;
    }
    iw_symmetry_destroy(symmetry);
    iw_structure_destroy(structure);
  }
  iw_context_destroy(ctx);
  return failed;
}
