/* SPDX-License-Identifier: BSD-3-Clause */
/* Every file of tests/data/bad is refused with one line that names the file,
 * the line or the atom, and what was wanted. */
#include "reading.h"

#include <dirent.h>

static const struct {
  const char *name;
  iw_status status;
  const char *part; /* of the message, behind the path */
} cases[] = {
    {"truncated-loop.cif", IW_E_PARSE, ":9: not a CIF: Wrong number of values"},
    {"truncated-text.cif", IW_E_PARSE, ": not a CIF: unterminated text field"},
    {"truncated-quote.cif", IW_E_PARSE, ":2: not a CIF: unterminated 'string'"},
    {"truncated-cell.cif", IW_E_PARSE, ": _cell_length_c is missing in block"},
    {"binary.cif", IW_E_PARSE, ": file is binary (byte 0 at offset 0)"},
    {"zeros.cif", IW_E_PARSE, ": file is binary"},
    {"utf16.cif", IW_E_PARSE, ": file is UTF-16, want UTF-8"},
    {"compressed.cif", IW_E_PARSE, ": file is compressed, want plain text"},
    {"empty.cif", IW_E_PARSE, ": file is empty"},
    {"blank.cif", IW_E_PARSE, ": file is blank"},
    {"no-atoms.cif", IW_E_PARSE, ": no data block has atoms"},
    {"nan-coordinate.cif", IW_E_PARSE,
     ":16: _atom_site_fract_y: 'nan' is not a number"},
    {"nan-cell.cif", IW_E_PARSE, ":3: _cell_length_b: 'nan' is not a number"},
    {"infinite-coordinate.cif", IW_E_PARSE,
     ":16: _atom_site_fract_z: '1e999' is out of range"},
    {"zero-length.cif", IW_E_STRUCTURE, ": cell 4 0 4 90 90 90 has no volume"},
    {"flat-angles.cif", IW_E_STRUCTURE, "cell 4 4 4 150 150 120 has no volume"},
    {"negative-length.cif", IW_E_PARSE,
     ":2: _cell_length_a: '-4.0' is out of range, want 0 to"},
    {"thin-cell.cif", IW_E_STRUCTURE, ": cell is 0.01 Angstrom thick"},
    {"huge-cell.cif", IW_E_PARSE,
     ":4: _cell_length_c: '100000' is out of range, want 0 to 10000"},
    {"overlap.cif", IW_E_STRUCTURE,
     ":16: atoms 1 (Li1) and 2 (Li2) overlap: 0.040 Angstrom apart"},
    {"overfull.cif", IW_E_STRUCTURE,
     ":16: atom 1 (Li1): occupancies on its position sum to 1.4"},
    {"occupancy.cif", IW_E_STRUCTURE,
     ":16: atom 1 (Li): occupancy 1.3, want above 0 and at most 1"},
    {"negative-occupancy.cif", IW_E_PARSE,
     ":16: occupancy: '-0.5' is out of range"},
    {"element.cif", IW_E_PARSE, ":16: atom 'Xx1': unknown element 'Xx3+'"},
    {"label.cif", IW_E_PARSE, ":14: atom 'Q1': unknown element 'Q1'"},
    {"symbol.cif", IW_E_PARSE, ":8: unknown space-group symbol 'P 7 x'"},
    {"operation.cif", IW_E_PARSE, ":11: 'x,y' is no symmetry operation"},
    {"no-group.cif", IW_E_PARSE, ":10: the symmetry operations generate no"},
    {"metric.cif", IW_E_PARSE, ":8: the cell does not have the declared"},
    {"duplicate-tag.cif", IW_E_PARSE, ":9 in data_bad: duplicate tag"},
    {"prose.cif", IW_E_PARSE, ":1: not a CIF: expected block header (data_)"},
    {"prose.txt", IW_E_PARSE, ": unknown format, want CIF, POSCAR or"},
    {"bracket.cif", IW_E_PARSE, ":3: not a CIF: '[' is not closed"},
    {"POSCAR-truncated", IW_E_PARSE, ":10: file ends after 2 atoms, want 4"},
    {"POSCAR-huge-count", IW_E_LIMIT, ":7: '99999999999' atoms of one kind"},
    {"POSCAR-flat", IW_E_STRUCTURE, ":5: cell has no volume"},
    {"POSCAR-nan", IW_E_PARSE, ":9: position: 'nan' is not a number"},
    {"POSCAR-element", IW_E_PARSE, ":6: unknown element 'Zz'"},
    {"truncated.xyz", IW_E_PARSE, ":4: file ends after 2 atoms, want 3"},
    {"no-lattice.xyz", IW_E_PARSE, ":2: no Lattice"},
    {"flat.xyz", IW_E_STRUCTURE, ":2: cell has no volume"},
    {"nan.xyz", IW_E_PARSE, ":3: position: 'nan' is not a number"},
    {"overlap.xyz", IW_E_STRUCTURE, ":3: atoms 1 (Li1) and 2 (Li2) overlap"},
    {"element.xyz", IW_E_PARSE, ":3: unknown element 'Qq'"},
};

#define FOLDER  IONWAY_SOURCE_DIR "/tests/data/bad"
#define N_CASES (sizeof cases / sizeof *cases)

static void each_file_is_refused_in_its_way(void)
{
  for (size_t i = 0; i < N_CASES; i++) {
    char path[512], wanted[640];
    iw_structure *s = NULL;
    const char *message;

    snprintf(path, sizeof path, FOLDER "/%s", cases[i].name);
    CHECK_INT(iw_structure_read_file(reading_context(), path, NULL, &s),
              cases[i].status);
    CHECK(s == NULL);
    message = iw_context_message(reading_ctx);
    CHECK(strncmp(message, path, strlen(path)) == 0);
    /* a part with a line number follows the path at once */
    snprintf(wanted, sizeof wanted, "%s%s", path, cases[i].part);
    CHECK_HOLDS(message, strspn(cases[i].part, ":0123456789") > 1
                             ? wanted
                             : cases[i].part);
    CHECK(strchr(message, '\n') == NULL);
    iw_structure_destroy(s);
  }
}

/* A new bad file needs its line above. */
static void every_bad_file_is_listed(void)
{
  DIR *dir = opendir(FOLDER);
  const struct dirent *entry;
  size_t n = 0;

  CHECK(dir != NULL);
  while (dir != NULL && (entry = readdir(dir)) != NULL)
    n += entry->d_name[0] != '.';
  if (dir != NULL)
    closedir(dir);
  CHECK_INT(n, N_CASES);
}

static void size_is_capped(void)
{
  iw_read_options options;
  iw_structure *s = NULL;

  iw_read_options_default(&options);
  CHECK_INT(options.max_bytes, 256 << 20);
  options.max_bytes = 100;
  CHECK_INT(iw_structure_read_file(reading_context(), FOLDER "/overlap.cif",
                                   &options, &s),
            IW_E_LIMIT);
  CHECK_HOLDS(iw_context_message(reading_ctx), "larger than 100 bytes");
  CHECK_INT(iw_structure_read_file(reading_context(), FOLDER, NULL, &s),
            IW_E_IO);
  CHECK_HOLDS(iw_context_message(reading_ctx), "is a directory");
  CHECK_INT(
      iw_structure_read_file(reading_context(), FOLDER "/none.cif", NULL, &s),
      IW_E_IO);
  CHECK_HOLDS(iw_context_message(reading_ctx), "No such file");
}

static void write_heap(char *text, size_t size, int n_atoms)
{
  size_t n = (size_t)snprintf(text, size,
                              "%d\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties="
                              "species:S:1:pos:R:3:occupancy:R:1\n",
                              n_atoms);

  for (int i = 0; i < n_atoms; i++)
    n += (size_t)snprintf(text + n, size - n, "Li 0 0 0 1e-9\n");
}

/* Small texts that would ask for much work. */
static void explosions_are_stopped(void)
{
  enum { ROWS = 60000 };
  static const char head[] =
      "data_x\n_cell_length_a 400\n_cell_length_b 400\n_cell_length_c 400\n"
      "_space_group_name_H-M_alt 'F m -3 m'\nloop_\n_atom_site_label\n"
      "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";
  char *text = malloc(sizeof head + 32 * ROWS);
  size_t n = sizeof head - 1;

  memcpy(text, head, n);
  for (int i = 0; i < ROWS; i++)
    n += (size_t)snprintf(text + n, 32, "Li 0.%05d .1 .2\n", i);
  reading_fails(text, "x.cif", IW_E_LIMIT, "60000 atoms under 192 symmetry");
  /* fewer atoms: too many images */
  text[sizeof head - 1 + 20000 * strlen("Li 0.00000 .1 .2\n")] = '\0';
  reading_fails(text, "x.cif", IW_E_LIMIT, "more than 1000000 atoms");
  /* a heap of nearly empty sites on one point */
  write_heap(text, sizeof head + 32 * ROWS, ROWS);
  reading_fails(text, "x.xyz", IW_E_LIMIT, "more than 1000 sites within 0.5");
  free(text);
}

static void options_are_checked(void)
{
  iw_read_options options;
  iw_structure *s = NULL;
  static const char text[] = "data_x\n";

  memset(&options, 0, sizeof options);
  CHECK_INT(reading_try(text, 7, "x.cif", &options, &s), IW_E_ARGUMENT);
  iw_read_options_default(&options);
  options.format = (iw_format)7;
  CHECK_INT(reading_try(text, 7, "x.cif", &options, &s), IW_E_ARGUMENT);
  iw_read_options_default(&options);
  options.min_distance_ang = NAN;
  CHECK_INT(reading_try(text, 7, "x.cif", &options, &s), IW_E_ARGUMENT);
}

int main(void)
{
  RUN(each_file_is_refused_in_its_way);
  RUN(every_bad_file_is_listed);
  RUN(size_is_capped);
  RUN(explosions_are_stopped);
  RUN(options_are_checked);
  reading_end();
  return check_report();
}
