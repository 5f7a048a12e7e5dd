/* SPDX-License-Identifier: BSD-3-Clause */
/* The option tables: everything that can be typed, said once. */
#include "options.h"

#include <stdio.h>
#include <string.h>

#define NO_RANGE 0, 0

/* clang-format off */
#define INPUT_OPTIONS                                                         \
  {"Input", "input-format", 0, ARG_CHOICE, 0, "FORMAT", "auto", NO_RANGE,     \
   "auto|cif|poscar|extxyz",                                                  \
   "Format of the input; auto goes by the name, then by the content."},       \
  {"Input", "block", 0, ARG_TEXT, 0, "NAME", NULL, NO_RANGE, NULL,            \
   "CIF data block to read; the first with atoms when not given."},           \
  {"Input", "frame", 0, ARG_INTEGER, 0, "N", "0", 0, 1e9, NULL,               \
   "Frame of an extended XYZ file, counted from 0."},                         \
  {"Input", "min-distance-ang", 0, ARG_REAL, 0, "ANG", "0.5", 0, 5, NULL,     \
   "Atoms closer than this, in Angstrom, that cannot be alternatives of each "\
   "other are an error."}

#define CRYSTAL_OPTIONS                                                       \
  {"Crystal", "tolerance-ang", 0, ARG_REAL, 0, "ANG", "0.01", 1e-6, 1, NULL,  \
   "Largest displacement, in Angstrom, by which a site may miss its "         \
   "symmetry image."},                                                        \
  {"Crystal", "oxidation", 'x', ARG_TEXT, ARG_REPEATS, "LIST", NULL,          \
   NO_RANGE, NULL,                                                            \
   "Oxidation states that win over the file and over guesses, such as "       \
   "Fe=3,Mn=3.5; fractions are averages over the sites."},                    \
  {"Crystal", "cell-charge", 0, ARG_REAL, 0, "E", "0", -1000, 1000, NULL,     \
   "Charge of the cell in elementary charges; a cell with one Li+ vacancy "   \
   "carries -1."},                                                            \
  {"Crystal", "guess-oxidation", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,  \
   "Guess oxidation states even where the input gives them."},                \
  {"Crystal", "mobile", 'm', ARG_TEXT, 0, "ION", NULL, NO_RANGE, NULL,        \
   "Mobile ion, such as Li, Mg2+ or F-. When not given, the first of Li, Na, "\
   "K, Ag, Cu, Mg, Zn, Ca, Al, Rb, Cs in the crystal; anions only on "        \
   "request."},                                                               \
  {"Crystal", "parameters", 'p', ARG_FILE, 0, "FILE", NULL, NO_RANGE, NULL,   \
   "Bond-valence parameters of your own; its rows win over the built-in "     \
   "table."},                                                                 \
  {"Crystal", "radii", 0, ARG_CHOICE, 0, "SET", "cordero", NO_RANGE,          \
   "cordero|softbv",                                                          \
   "Radii in the screening length of the repulsion."}

#define OUTPUT_OPTIONS(formats)                                               \
  {"Output", "format", 'f', ARG_CHOICE, ARG_MANNER, "FORMAT", "table",        \
   NO_RANGE, formats,                                                         \
   "Form of the result: a table to read, JSON for one file, JSON Lines or "   \
   "CSV with a row for each file."},                                          \
  {"Output", "output", 'o', ARG_FILE, ARG_MANNER, "FILE", NULL, NO_RANGE,     \
   NULL,                                                                      \
   "Write the result here instead of to standard output; the file appears "   \
   "whole or not at all."},                                                   \
  {"Output", "color", 0, ARG_CHOICE, ARG_MANNER, "WHEN", "auto", NO_RANGE,    \
   "auto|always|never",                                                       \
   "Colour in the table; auto means on a terminal unless NO_COLOR is set."},  \
  {"Output", "timings", 0, ARG_FLAG, ARG_MANNER, NULL, NULL, NO_RANGE, NULL,  \
   "Add the wall time in seconds; the result is then no longer the same "     \
   "bytes at every run."}

#define QUIET_OPTION                                                          \
  {"Program", "quiet", 'q', ARG_FLAG, ARG_MANNER, NULL, NULL, NO_RANGE, NULL, \
   "No progress, notes or warnings on standard error; errors stay."}

#define PROGRAM_OPTIONS                                                       \
  {"Program", "threads", 'j', ARG_INTEGER, ARG_MANNER, "N", "0", 0, 1024,     \
   NULL,                                                                      \
   "Threads to use, 0 for one per processor; results are the same bits for "  \
   "any number."},                                                            \
  QUIET_OPTION,                                                               \
  {"Program", "config", 'c', ARG_FILE, ARG_ACTION, "FILE", NULL, NO_RANGE,    \
   NULL,                                                                      \
   "Take options from a JSON object whose keys are long option names; the "   \
   "command line wins."},                                                     \
  {"Program", "print-config", 0, ARG_FLAG, ARG_ACTION, NULL, NULL, NO_RANGE,  \
   NULL,                                                                      \
   "Print the options in force as such a JSON object and stop."}

#define HELP_OPTIONS                                                          \
  {"Program", "help", 'h', ARG_FLAG, ARG_ACTION, NULL, NULL, NO_RANGE, NULL,  \
   "Print this help and stop."},                                              \
  {"Program", "version", 'V', ARG_FLAG, ARG_ACTION, NULL, NULL, NO_RANGE,     \
   NULL,                                                                      \
   "Print the version and stop."}

static const arg_option info_options[] = {
  INPUT_OPTIONS,
  CRYSTAL_OPTIONS,
  OUTPUT_OPTIONS("table|json|jsonl"),
  PROGRAM_OPTIONS,
  HELP_OPTIONS
};

static const arg_option map_options[] = {
  INPUT_OPTIONS,
  CRYSTAL_OPTIONS,
  {"Landscape", "cutoff-ang", 0, ARG_REAL, 0, "ANG", "10", 2, 30, NULL,
   "Host ions farther than this, in Angstrom, do not count."},
  {"Landscape", "keep-mobile", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Keep the other ions of the mobile element as part of the host; without "
   "this, all of them are taken out."},
  {"Landscape", "step-ang", 's', ARG_REAL, 0, "ANG", "0.2", 0.02, 1, NULL,
   "Largest spacing of the grid in Angstrom; rounded so that the symmetry "
   "maps the grid on itself."},
  {"Landscape", "grid", 0, ARG_GRID, 0, "NxMxK", NULL, NO_RANGE, NULL,
   "Points along each cell vector, such as 40x40x24, instead of a spacing."},
  {"Percolation", "max-barrier-ev", 0, ARG_REAL, 0, "EV", "6", 1e-3, 1000,
   NULL,
   "Search up to this energy, in eV, above the lowest point."},
  {"Percolation", "no-refine", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Stop at grid energies; without this, minima and saddles are refined on "
   "the analytic field."},
  OUTPUT_OPTIONS("table|json|jsonl|csv"),
  {"Output", "volume", 0, ARG_FILE, ARG_REPEATS | ARG_MANNER, "FILE", NULL,
   NO_RANGE, NULL,
   "Write the landscape in eV to a volume file, its form by the ending: "
   ".cube, .grd, .xsf or .npy."},
  {"Output", "volume-cap-ev", 0, ARG_REAL, ARG_MANNER, "EV", NULL, -1e6, 1e9,
   NULL,
   "Higher energies, in eV, are written to volumes as this one."},
  PROGRAM_OPTIONS,
  HELP_OPTIONS
};

static const arg_option defects_options[] = {
  INPUT_OPTIONS,
  CRYSTAL_OPTIONS,
  {"Defects", "kinds", 'k', ARG_TEXT, 0, "LIST",
   "vacancy,interstitial,frenkel", NO_RANGE, NULL,
   "Kinds of defects: any of vacancy, interstitial, frenkel, joined by "
   "commas."},
  {"Defects", "min-image-ang", 0, ARG_REAL, 0, "ANG", "10", 1, 100, NULL,
   "Distance of a defect from its periodic images, in Angstrom: the smallest "
   "supercell that keeps it is taken, whatever its shape."},
  {"Defects", "supercell", 0, ARG_TEXT, 0, "MATRIX", NULL, NO_RANGE, NULL,
   "This supercell instead: repeats such as 2x2x2, or nine integers such as "
   "1,1,0,-1,1,0,0,0,1, rows of a matrix in vectors of the input cell."},
  {"Defects", "by-supercell", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Tell defects apart that only the way the supercell repeats them tells "
   "apart; without this, the operations of the crystal decide."},
  {"Defects", "max-pair-ang", 0, ARG_REAL, 0, "ANG", NULL, 0.5, 1000, NULL,
   "Longest distance, in Angstrom, between vacancy and interstitial of a "
   "Frenkel pair; half the distance of images when not given."},
  {"Defects", "max-energy-ev", 0, ARG_REAL, 0, "EV", "3", 0, 100, NULL,
   "Interstitials up to this energy, in eV, above the lowest minimum of the "
   "landscape."},
  {"Defects", "step-ang", 's', ARG_REAL, 0, "ANG", "0.2", 0.02, 1, NULL,
   "Largest spacing, in Angstrom, of the grid on which the minima are looked "
   "for."},
  OUTPUT_OPTIONS("table|json|jsonl"),
  {"Output", "cells", 0, ARG_FILE, ARG_MANNER, "DIR", NULL, NO_RANGE, NULL,
   "Write the supercell with each defect to a file in this folder, such as "
   "vacancy-1.cif; it is made when it is not there."},
  {"Output", "cell-format", 0, ARG_CHOICE, ARG_MANNER, "FORMAT", "cif",
   NO_RANGE, "cif|poscar|extxyz",
   "Format of these files, named .cif, .vasp or .xyz."},
  PROGRAM_OPTIONS,
  HELP_OPTIONS
};

static const arg_option paths_options[] = {
  INPUT_OPTIONS,
  CRYSTAL_OPTIONS,
  {"Hops", "mechanism", 'k', ARG_TEXT, 0, "LIST", "vacancy", NO_RANGE, NULL,
   "How ions hop, any of these joined by commas: vacancy (to a vacant site), "
   "interstitial (between empty positions), knock-off (an extra ion takes a "
   "site and pushes its ion on), frenkel (from a site to an empty position)."},
  {"Hops", "cutoff-ang", 0, ARG_REAL, 0, "ANG", NULL, 0.5, 50, NULL,
   "List all hops up to this length, in Angstrom; without this, as many as "
   "--until wants."},
  {"Hops", "until", 0, ARG_CHOICE, 0, "N", "any", NO_RANGE, "any|1|2|3",
   "List hops up to the length at which they percolate in this many "
   "directions; any means one or more."},
  {"Hops", "shell-ang", 0, ARG_REAL, 0, "ANG", "0.5", 0, 10, NULL,
   "And those longer than that by up to this, in Angstrom."},
  {"Hops", "min-angle-deg", 0, ARG_REAL, 0, "DEG", "90", 0, 180, NULL,
   "Smallest angle of a knock-off at the ion pushed; 180 is straight on."},
  {"Hops", "blocked-ang", 0, ARG_REAL, 0, "ANG", "0.8", 0, 3, NULL,
   "Mark hops that pass another site of the mobile ion closer than this, in "
   "Angstrom; they are listed all the same."},
  {"Hops", "interstitials", 0, ARG_CHOICE, 0, "WHERE", "landscape", NO_RANGE,
   "landscape|none",
   "Where empty positions come from: the minima of the bond-valence "
   "landscape, for the mechanisms that need them."},
  {"Hops", "max-energy-ev", 0, ARG_REAL, 0, "EV", "3", 0, 100, NULL,
   "Empty positions up to this energy, in eV, above the lowest minimum of the "
   "landscape."},
  {"Hops", "step-ang", 's', ARG_REAL, 0, "ANG", "0.2", 0.02, 1, NULL,
   "Largest spacing, in Angstrom, of the grid on which they are looked for."},
  OUTPUT_OPTIONS("table|json|jsonl|csv"),
  {"Output", "graph", 0, ARG_FILE, ARG_MANNER, "FILE", NULL, NO_RANGE, NULL,
   "Write the migration graph to this file, a line for each place and each "
   "hop."},
  {"Output", "cells", 0, ARG_FILE, ARG_MANNER, "FOLDER", NULL, NO_RANGE, NULL,
   "Write the two ends of each hop in a supercell, atoms in one order, to "
   "files in this folder, such as vacancy-1-start.cif and vacancy-1-end.cif."},
  {"Output", "cell-format", 0, ARG_CHOICE, ARG_MANNER, "FORMAT", "cif",
   NO_RANGE, "cif|poscar|extxyz",
   "Format of these files, named .cif, .vasp or .xyz."},
  {"Output", "min-image-ang", 0, ARG_REAL, ARG_MANNER, "ANG", "10", 1, 100,
   NULL,
   "Distance of periodic images in them, in Angstrom: the smallest supercell "
   "that keeps it is taken, whatever its shape."},
  {"Output", "supercell", 0, ARG_TEXT, ARG_MANNER, "MATRIX", NULL, NO_RANGE,
   NULL,
   "This supercell instead: repeats such as 2x2x2, or nine integers such as "
   "1,1,0,-1,1,0,0,0,1, rows of a matrix in vectors of the input cell."},
  PROGRAM_OPTIONS,
  HELP_OPTIONS
};

static const arg_option dope_options[] = {
  INPUT_OPTIONS,
  CRYSTAL_OPTIONS,
  {"Doping", "dope", 'd', ARG_TEXT, ARG_REPEATS, "TEXT", NULL, NO_RANGE, NULL,
   "What comes on what, such as \"Al on Zr, 0-5 %, Ge on P 1/8\". What comes "
   "is an ion or vac; what goes is an element, an orbit (4a), both (Zr@16c) "
   "or a site label, several joined by +. Amounts are atoms in the supercell "
   "(2), shares (0.05, 1/8, 5 %), ranges (0-5 %) or up to 5 %; one atom when "
   "not given."},
  {"Doping", "compensate", 0, ARG_TEXT, 0, "LIST", "vacancy,interstitial",
   NO_RANGE, NULL,
   "What may balance the charge, tried in this order: vacancy and "
   "interstitial (of the mobile ion), codopant, redox, none."},
  {"Doping", "codopant", 0, ARG_TEXT, 0, "TEXT", NULL, NO_RANGE, NULL,
   "For codopant: what may come in as well, such as \"Mg on Al up to 1/2\"."},
  {"Doping", "redox", 0, ARG_TEXT, 0, "ELEMENT", NULL, NO_RANGE, NULL,
   "For redox: the element of the host that may change its state."},
  {"Doping", "interstitials", 0, ARG_CHOICE, 0, "WHERE", "auto", NO_RANGE,
   "auto|landscape|none",
   "Empty places the mobile ion may enter besides its partly filled sites: "
   "minima of the bond-valence landscape, always or (auto) where the charge "
   "cannot be balanced otherwise; or none."},
  {"Doping", "supercell-charge", 0, ARG_REAL, 0, "E", NULL, -1000, 1000, NULL,
   "Charge that the supercell shall carry, in elementary charges; without "
   "this, --cell-charge for each cell in it."},
  {"Doping", "pool", 0, ARG_TEXT, ARG_REPEATS, "LIST", NULL, NO_RANGE, NULL,
   "Orbits whose species mix among each other, such as 4a+4d; without this, "
   "orbits of a disordered file keep their own occupancies."},
  {"Doping", "rounding", 0, ARG_REAL, 0, "SHARE", "0.1", 0, 1, NULL,
   "Largest change of an occupancy by rounding to whole atoms, as share of "
   "the orbit and at least one atom; 0 allows none."},
  {"Doping", "contact", 0, ARG_TEXT, ARG_REPEATS, "LIST", NULL, NO_RANGE, NULL,
   "Closest approach of ions on partly filled sites, in Angstrom, such as "
   "Li-Li=2.2; 0 means no limit. Other pairs by their ionic radii."},
  {"Doping", "contact-scale", 0, ARG_REAL, 0, "FACTOR", "1", 0, 3, NULL,
   "Scale of the distances by ionic radii; 0 means no limits."},
  {"Supercell", "supercell", 's', ARG_TEXT, 0, "MATRIX", NULL, NO_RANGE, NULL,
   "Supercell in vectors of the input cell: counts such as 2x2x2, or nine "
   "integers by rows, 1,1,0,-1,1,0,0,0,1."},
  {"Supercell", "min-image-ang", 0, ARG_REAL, 0, "ANG", NULL, 1, 100, NULL,
   "Instead, the smallest supercell of the primitive cell whose periodic "
   "images are at least this far apart, in Angstrom; 10 is a good start."},
  {"Supercell", "index", 0, ARG_INTEGER, 0, "N", NULL, 1, 4096, NULL,
   "Instead, every supercell of N primitive cells that symmetry does not map "
   "on another one."},
  {"Supercell", "primitive-only", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Leave out what is a repetition of a smaller cell."},
  {"Search", "dry-run", 'n', ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Count exactly, estimate time and memory, and stop."},
  {"Search", "max", 0, ARG_INTEGER, 0, "N", "1000000", 0, 1e15, NULL,
   "List all distinct decorations of a composition when there are at most N; "
   "sample otherwise."},
  {"Search", "sample", 0, ARG_CHOICE, 0, "HOW", "anneal", NO_RANGE,
   "anneal|uniform",
   "How to sample: anneal towards low energy, or draw all decorations with "
   "the same probability. Without energies always uniform."},
  {"Search", "samples", 0, ARG_INTEGER, 0, "N", "10000", 1, 1e12, NULL,
   "Samples to draw; equivalent ones count once."},
  {"Search", "seed", 0, ARG_INTEGER, 0, "N", "1", 0, 1e15, NULL,
   "Seed of the random numbers; the same seed gives the same result."},
  {"Search", "no-rank", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "No energies: keep the first decorations instead of the lowest."},
  {"Search", "keep", 'k', ARG_INTEGER, 0, "N", "10", 0, 100000, NULL,
   "Cells to keep of each composition, lowest electrostatic energy first."},
  OUTPUT_OPTIONS("table|json|jsonl"),
  {"Output", "cells", 0, ARG_FILE, ARG_MANNER, "FOLDER", NULL, NO_RANGE, NULL,
   "Write the cells kept into this folder, named by composition and rank."},
  {"Output", "cell-format", 0, ARG_CHOICE, ARG_MANNER, "FORMAT", "cif",
   NO_RANGE, "cif|poscar|extxyz",
   "Format of these files."},
  {"Output", "stream", 0, ARG_FILE, ARG_MANNER, "FILE", NULL, NO_RANGE, NULL,
   "Write the cells kept into one extended XYZ file, with energy in eV, "
   "charge in e and multiplicity of each."},
  {"Output", "list", 'l', ARG_FILE, ARG_MANNER, "FILE", NULL, NO_RANGE, NULL,
   "Write every distinct decoration to this file as it is found. The same "
   "command goes on from there after an interruption."},
  PROGRAM_OPTIONS,
  HELP_OPTIONS
};

static const arg_option neb_options[] = {
  INPUT_OPTIONS,
  CRYSTAL_OPTIONS,
  {"Energy", "energy", 'E', ARG_TEXT, 0, "MODEL", "bvse", NO_RANGE, NULL,
   "Where energies come from: bvse (one ion in a rigid bond-valence host), "
   "soft (the same on springs), field:FILE (a pair force field of all ions), "
   "ipi:unix:NAME or ipi:tcp:HOST:PORT (another program that connects there)."},
  {"Energy", "cutoff-host-ang", 0, ARG_REAL, 0, "ANG", "10", 2, 30, NULL,
   "For bvse and soft: host ions farther than this, in Angstrom, do not "
   "count."},
  {"Energy", "relax-host", 0, ARG_CHOICE, 0, "WHAT", "none", NO_RANGE,
   "none|atoms|cell",
   "Relax the crystal with the model before anything else: its atoms, or "
   "atoms and cell."},
  {"Energy", "engine-wait-s", 0, ARG_REAL, 0, "S", "300", 0, 1e7, NULL,
   "For ipi: seconds to wait for a first client, and for another one when "
   "none is left."},
  {"Energy", "engine-stall-s", 0, ARG_REAL, 0, "S", "3600", 0.1, 1e7, NULL,
   "For ipi: seconds a client may take for one evaluation."},
  {"Energy", "engine-clients", 0, ARG_INTEGER, 0, "N", "1", 1, 1024, NULL,
   "For ipi: clients to wait for before the start; images are shared among "
   "all."},
  {"Energy", "no-engine-probe", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "For ipi: do not compare force and energy by two evaluations more."},
  {"Energy", "engine-as-given", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "For ipi: send the cell as it is, not turned with a along x; for plane-wave "
   "programs whose input has that cell, never for LAMMPS."},
  {"Energy", "journal", 0, ARG_FILE, 0, "FILE", NULL, NO_RANGE, NULL,
   "Record every evaluation of field or ipi in this file. The same command "
   "goes on from there after an interruption of any kind."},
  {"Hops", "mechanism", 0, ARG_TEXT, 0, "LIST", "vacancy", NO_RANGE, NULL,
   "Any of vacancy, interstitial, knock-off, frenkel, joined by commas; see "
   "ionway paths."},
  {"Hops", "site", 0, ARG_TEXT, ARG_REPEATS, "X,Y,Z", NULL, NO_RANGE, NULL,
   "An empty position in fractional coordinates, its images by symmetry with "
   "it; without any, the mechanisms that need them take the minima of the "
   "bond-valence landscape."},
  {"Hops", "feed-back", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "For bvse and soft without a supercell: take minima found on the way as "
   "places, and find the hops between them and the sites as well."},
  {"Hops", "cutoff-ang", 0, ARG_REAL, 0, "ANG", NULL, 0.5, 20, NULL,
   "Longest hop, in Angstrom; without this, as long as --until needs."},
  {"Hops", "until", 0, ARG_CHOICE, 0, "N", "any", NO_RANGE, "any|1|2|3",
   "Take hops up to the length at which they percolate in this many "
   "directions, and half an Angstrom more."},
  {"Hops", "hop", 0, ARG_TEXT, ARG_REPEATS, "NAME", NULL, NO_RANGE, NULL,
   "Only this hop, by name or number in the list of ionway paths; may be "
   "given several times."},
  {"Hops", "supercell", 0, ARG_TEXT, 0, "MATRIX", NULL, NO_RANGE, NULL,
   "Supercell with the defect that makes the hop: repeats such as 2x2x2, or "
   "nine integers, rows in vectors of the input cell."},
  {"Hops", "min-image-ang", 0, ARG_REAL, 0, "ANG", NULL, 1, 100, NULL,
   "Instead, the smallest supercell whose images are this far apart, in "
   "Angstrom; 10 with models of all ions. With bvse and soft, and neither "
   "option, the ion hops alone in the crystal."},
  {"Hops", "keep-order", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "With two files: atom i of one is atom i of the other; without this they "
   "are matched by distance."},
  {"Path", "images", 0, ARG_INTEGER, 0, "N", "7", 3, 101, NULL,
   "Images of a band, ends included."},
  {"Path", "starts", 0, ARG_CHOICE, 0, "WHICH", "auto", NO_RANGE,
   "auto|straight|idpp|valley|all",
   "First guess of the path: straight line, image-dependent pair potential, "
   "valley of the bond-valence landscape, or all that differ, the lowest "
   "barrier being kept; auto means all, and idpp with ipi."},
  {"Path", "guess", 0, ARG_FILE, 0, "FILE", NULL, NO_RANGE, NULL,
   "Start from the images of this extended XYZ file instead."},
  {"Path", "keep-ends", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Do not relax the ends."},
  {"Path", "check-minima", 0, ARG_CHOICE, 0, "WHEN", "auto", NO_RANGE,
   "auto|yes|no",
   "Look whether relaxed ends are minima and not saddles that symmetry holds "
   "them on, some 60 evaluations each; auto means yes, but not with ipi."},
  {"Path", "method", 0, ARG_CHOICE, 0, "HOW", "lbfgs", NO_RANGE,
   "lbfgs|fire",
   "How the band is relaxed."},
  {"Path", "force-tol-ev-ang", 0, ARG_REAL, 0, "F", "0.02", 1e-6, 100, NULL,
   "Converged when no atom of any moving image, the climbing one included, "
   "feels a band force above this, in eV/Angstrom."},
  {"Path", "max-steps", 0, ARG_INTEGER, 0, "N", "500", 1, 1e6, NULL,
   "Give up after so many steps of a band."},
  {"Path", "spring-ev-ang2", 0, ARG_REAL, 0, "K", NULL, 1e-6, 1e6, NULL,
   "Spring constant in eV/Angstrom^2; chosen by the forces when not given."},
  {"Path", "energy-weighted", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Stiffer springs near the top, which draw images there."},
  {"Path", "no-climb", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "No climbing image."},
  {"Path", "no-symmetry", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Compute all images even where an operation maps the path on its "
   "reverse."},
  {"Path", "no-split", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Do not split a band at minima between its ends."},
  {"Path", "prefactor", 0, ARG_FLAG, 0, NULL, NULL, NO_RANGE, NULL,
   "Attempt frequencies from vibrations at ends and saddle, six evaluations "
   "an atom each."},
  {"Path", "prefactor-radius-ang", 0, ARG_REAL, 0, "ANG", "0", 0, 100, NULL,
   "Only atoms this near the saddle vibrate, in Angstrom; 0 means all."},
  OUTPUT_OPTIONS("table|json|jsonl|csv"),
  {"Output", "paths", 0, ARG_FILE, ARG_MANNER, "FOLDER", NULL, NO_RANGE, NULL,
   "Write the images of each hop into this folder, as extended XYZ with "
   "energies and forces."},
  {"Output", "plot", 0, ARG_FILE, ARG_MANNER, "FILE", NULL, NO_RANGE, NULL,
   "Write the energy profiles to this SVG file."},
  PROGRAM_OPTIONS,
  HELP_OPTIONS
};

static const arg_option convert_options[] = {
  INPUT_OPTIONS,
  {"Output", "output-format", 0, ARG_CHOICE, ARG_MANNER, "FORMAT", "auto",
   NO_RANGE, "auto|cif|poscar|extxyz",
   "Format of the output; auto goes by the name."},
  QUIET_OPTION,
  HELP_OPTIONS
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char info_description[] =
    "Reads a crystal (CIF, POSCAR or extended XYZ; - is standard input) and "
    "says what is in it: formula, space group, the orbits of its sites with "
    "Wyckoff letter and site symmetry, oxidation states with the reason for "
    "each, bond-valence sums and the global instability index.\n\n"
    "The space group is also looked for at looser and tighter tolerances; a "
    "warning tells when it changes nearby or differs from the one the file "
    "declares.";

static const char map_description[] =
    "Reads a crystal, assigns oxidation states, computes the bond-valence "
    "site energy of the mobile ion over the cell, and finds the energies at "
    "which the ion percolates in one, two and three dimensions: E_1D, E_2D "
    "and E_3D, each above the minimum its own path starts from, with its "
    "directions and its bottleneck.\n\n"
    "The host is rigid. Such barriers rank materials and paths; they are not "
    "activation energies. Disordered crystals are taken as their average "
    "structure.\n\n"
    "With several files, one that fails is reported, the others go on, and "
    "the exit status is 4.";

static const char defects_description[] =
    "Lists the point defects of the mobile ion that no symmetry operation "
    "maps on each other, in a supercell large enough to hold one: vacancies, "
    "interstitials, and Frenkel pairs of the two, each with the number of "
    "defects like it and the charge of the cell; --cells writes them for "
    "another program.\n\n"
    "Interstitials are the minima of the ion's bond-valence landscape, in the "
    "rigid host without the other mobile ions, that no ion of the crystal "
    "belongs to: those farther than 1 Angstrom from its sites and into which "
    "none of them would slide. Their energies rank places; they are not "
    "formation energies.\n\n"
    "Sites of the mobile ion have to be full. Partly filled ones have to be "
    "ordered first: see ionway dope.";
static const char paths_description[] =
    "Lists the hops of the mobile ion that no symmetry operation maps on each "
    "other, a hop and its way back being one: from where to where, how long, "
    "how many in the cell, whether an operation turns it round (so that half "
    "of its path gives the other), what it passes on the straight line, and "
    "at which length of hops the ion gets through the crystal in one, two and "
    "three directions. Two hops are one when their ends are, cells included; "
    "midpoints are not looked at.\n\n"
    "By default hops to a vacant neighbour are listed as far as is needed to "
    "percolate, and half an Angstrom more. Empty positions, for interstitials "
    "and knock-offs, are minima of the bond-valence landscape of the rigid "
    "host, see ionway defects.\n\n"
    "--cells writes both ends of each hop for any program that looks for "
    "barriers; sites of the mobile ion have to be full for that.";
static const char dope_description[] =
    "Reads a crystal, ordered or disordered, and finds the ordered supercells "
    "that are distinct by symmetry: with the substitutions of --dope, with "
    "the mixed and partly filled sites of the file, or both. Charge is "
    "balanced by the first rule of --compensate that can; occupancies that "
    "are no whole numbers of atoms are rounded, and each rounding is told.\n\n"
    "The number of decorations is exact; where sites exclude each other in too "
    "entangled a way it is an upper bound, and said to be. Decorations are "
    "listed when there are at most --max distinct ones, else sampled, and the "
    "report says how much was seen. They are ranked by the electrostatic "
    "energy of formal charges, "
    "which orders decorations of one composition; its differences are larger "
    "than those of relaxed cells.\n\n"
    "Sites of partly filled orbits that are closer than ions can be are "
    "alternatives, see --contact.";

static const char neb_description[] =
    "Barriers of the mobile ion's hops: all that symmetry tells apart, or, "
    "with a second file, that between two structures.\n\n"
    "With --energy bvse one ion moves in a rigid bond-valence host, and minima "
    "and saddles are exact; with soft the host gives way on springs. Either "
    "ranks hops and takes milliseconds. With a force field or another program "
    "all ions move, in a supercell with a vacancy: ends are relaxed, a nudged "
    "elastic band with a climbing image is relaxed between them, split where "
    "it has minima of its own, and its saddle is refined.\n\n"
    "A barrier is certified when the saddle's residual force is below the "
    "tolerance and exactly one mode is negative; anything else is told, and "
    "the exit status is 4, but for hops that have no barrier.";

static const char convert_description[] =
    "Reads a structure in one format and writes it in another: CIF (all "
    "sites, P1), POSCAR (full occupancy only) or extended XYZ. OUT may be - "
    "for standard output together with --output-format.";

static const char info_examples[] =
    "ionway info LiFePO4.cif\tspace group, sites, charges, valence sums\n"
    "ionway info --format json LiFePO4.cif\tthe same for a program\n"
    "ionway info --oxidation Mn=3.5 LiMn2O4.cif\ta mixed valence, given";

static const char map_examples[] =
    "ionway map Li6PS5Cl.cif\tbarriers, directions, bottlenecks\n"
    "ionway map --volume map.cube Li6PS5Cl.cif\tand a volume for a viewer\n"
    "ionway map -m Na --format csv *.cif\ta row for each file\n"
    "ionway map --print-config -s 0.1 > job.json\tkeep the options in force\n"
    "ionway map --config job.json Li6PS5Cl.cif\tand use them";

static const char defects_examples[] =
    "ionway defects LiFePO4.cif\tvacancies, interstitials, Frenkel pairs\n"
    "ionway defects -k vacancy --cells out LiFePO4.cif\tand write the cells\n"
    "ionway defects --supercell 1x2x2 LiFePO4.cif\tin a supercell of your own\n"
    "ionway defects --max-pair-ang 4 --cells out --cell-format poscar "
    "LiCoO2.cif\tclose pairs, for VASP";

static const char paths_examples[] =
    "ionway paths LiFePO4.cif\tvacancy hops until they percolate\n"
    "ionway paths --until 3 --graph g.txt LiFePO4.cif\tin all directions, and "
    "their graph\n"
    "ionway paths -k interstitial,knock-off Li3PO4.cif\tof an extra ion\n"
    "ionway paths --cells ends --supercell 1x2x2 LiFePO4.cif\tstart and end "
    "of each hop";

static const char dope_examples[] =
    "ionway dope -d \"Ta on Zr 2\" LLZO.cif\ttwo Ta5+, balanced by vacancies\n"
    "ionway dope -n --supercell 2x2x2 -d \"Al on Ti up to 10 %\" LTP.cif\t"
    "only count\n"
    "ionway dope --cells ordered Li6PS5Cl.cif\tordered cells of a disordered "
    "crystal\n"
    "ionway dope --min-image-ang 10 --list all.txt -d \"Mg on Li\" x.cif\t"
    "can be interrupted";

static const char neb_examples[] =
    "ionway neb LiFePO4.cif\tall distinct hops, rigid bond-valence host\n"
    "ionway neb -E field:li2o.field --plot hops.svg Li2O.cif\t"
    "with a force field, and a picture\n"
    "ionway neb -E ipi:unix:dft --journal run.j start.cif "
    "end.cif\tone hop with another program\n"
    "ionway neb -E field:li2o.field --prefactor --hop 1 Li2O.cif\t"
    "attempt frequency too";

static const char convert_examples[] =
    "ionway convert LiFePO4.cif POSCAR\tall atoms of the cell for VASP";

const arg_command options_commands[OPTIONS_N_COMMANDS] = {
    {"info", "FILE...", 1, (size_t)-1, "what a crystal file holds",
     info_description, info_examples, info_options, COUNT(info_options)},
    {"map", "FILE...", 1, (size_t)-1,
     "energy landscape and percolation barriers of the mobile ion",
     map_description, map_examples, map_options, COUNT(map_options)},
    {"dope", "FILE...", 1, (size_t)-1,
     "distinct ordered cells of a doped or disordered crystal",
     dope_description, dope_examples, dope_options, COUNT(dope_options)},
    {"defects", "FILE...", 1, (size_t)-1,
     "symmetry-distinct vacancies, interstitials and Frenkel pairs",
     defects_description, defects_examples, defects_options,
     COUNT(defects_options)},
    {"paths", "FILE...", 1, (size_t)-1,
     "distinct hops of the mobile ion and how they percolate",
     paths_description, paths_examples, paths_options, COUNT(paths_options)},
    {"neb", "FILE [END]", 1, 2, "barriers of hops, or of one hop",
     neb_description, neb_examples, neb_options, COUNT(neb_options)},
    {"convert", "FILE OUT", 2, 2, "one structure format to another",
     convert_description, convert_examples, convert_options,
     COUNT(convert_options)},
};

const char *options_names(char *buffer)
{
  size_t used = 0;

  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++)
    used += (size_t)snprintf(buffer + used, OPTIONS_NAMES_SIZE - used, "%s%s",
                             i == 0                        ? ""
                             : i == OPTIONS_N_COMMANDS - 1 ? " or "
                                                           : ", ",
                             options_commands[i].name);
  return buffer;
}

const arg_command *options_command(const char *name)
{
  for (size_t i = 0; i < OPTIONS_N_COMMANDS; i++) {
    if (strcmp(options_commands[i].name, name) == 0)
      return &options_commands[i];
  }
  return NULL;
}
