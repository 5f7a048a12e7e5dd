# SPDX-License-Identifier: BSD-3-Clause
"""ionway neb as its user meets it: numbers of other origins, schema, files,
restart after kill -9, an engine, bad input."""
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import xml.dom.minidom

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import check, run, sample, Scratch  # noqa: E402

try:
    import jsonschema
except ImportError:
    program.skip("python3-jsonschema is not installed")

FIELDS = os.path.join(program.SAMPLES, "fields")
LI2O = "field:" + os.path.join(FIELDS, "Li2O.field")
FLAT = ["--supercell", "2x2x2"]
# Vacancy hop of this field in this cell: an independent program's converged
# band (ASE, 0.002 eV/Angstrom) over an independent Ewald sum, eV
LI2O_BARRIER = 0.2184790


def barriers(*args, cwd=None):
    result = run("neb", "--format", "json", *args, cwd=cwd)
    check(result.returncode in (0, 4), f"{args}: {result.stderr}")
    document = json.loads(result.stdout)
    path = os.path.join(program.SOURCE, "io", "schema", "neb-1.json")
    with open(path, encoding="utf-8") as f:
        schema = json.load(f)
    kind = jsonschema.validators.validator_for(schema)
    for error in kind(schema).iter_errors(document):
        check(False, f"{args}: {list(error.path)}: {error.message[:200]}")
    return document


def thresholds_are_those_of_the_map():
    """Two ways to one number: exact saddles of the hops, joined to a network,
    and the flooded landscape."""
    for crystal, n in (("LiFePO4", 3), ("LiCoO2", 2), ("Li3OCl", 3),
                       ("Li2O", 3), ("LiMn2O4", 3), ("Li3PO4-gamma", 3),
                       ("AlSc2Se4", 3), ("LiTi2P3O12", 3), ("NaAl11O17", 2)):
        hops = barriers("--until", str(n), "-q", sample(crystal))
        found = json.loads(run("map", "--format", "json", "-q",
                               sample(crystal)).stdout)
        for d in range(n):
            a = hops["thresholds"][d]
            b = found["percolation"]["thresholds"][d]
            check(a["found"] and b["found"] and
                  abs(a["barrier_ev"] - b["barrier_ev"]) < 1e-6,
                  f"{crystal}, {d + 1} dimensions: {a} against {b}")


def minima_on_the_way_are_fed_back():
    """The minimum between two sites of the olivine becomes a place: two ways
    to it, by itself and by hand, and thresholds that stay."""
    plain = barriers("-q", sample("LiFePO4"))
    minimum, = plain["hops"][0]["minima"]
    fed = barriers("--feed-back", "-q", sample("LiFePO4"))
    given = barriers("--site=" + ",".join(map(repr, minimum["frac"])), "-q",
                     "--mechanism", "vacancy,frenkel,interstitial",
                     "--cutoff-ang", "3.5", sample("LiFePO4"))
    check(len(fed["hops"]) > len(plain["hops"]), "no hop to the minimum")
    for document in (fed, given):
        step = [h for h in document["hops"] if h["to"]["label"] == "i1"][0]
        check(abs(step["forward_ev"] - plain["hops"][0]["forward_ev"]) < 1e-6
              and abs(step["forward_ev"] - step["reverse_ev"] -
                      minimum["energy_ev"]) < 1e-6,
              f"step to the minimum: {step['forward_ev']}, "
              f"{step['reverse_ev']}")
        check(abs(document["thresholds"][0]["barrier_ev"] -
                  plain["thresholds"][0]["barrier_ev"]) < 1e-6,
              "threshold moved")


def a_way_over_fed_back_minima_is_that_of_the_map():
    """The easiest way through the tetragonal garnet leads over a place that is
    no site, and along an axis of the input's cell, which is centred."""
    fed = barriers("--feed-back", "-q", sample("Li7La3Zr2O12-tetragonal"))
    found = json.loads(run("map", "--format", "json", "-q",
                           sample("Li7La3Zr2O12-tetragonal")).stdout)
    for a, b in zip(fed["thresholds"], found["percolation"]["thresholds"]):
        check(abs(a["barrier_ev"] - b["barrier_ev"]) < 1e-6 and
              a["rank"] == b["rank"], f"{a} against {b}")
    check(fed["thresholds"][0]["basis_input_vectors"] ==
          found["percolation"]["thresholds"][0]["basis_cell_vectors"],
          f"{fed['thresholds'][0]}")


def a_curve_goes_over_the_saddles_of_one_ion():
    """Nine images miss the tops by 3 meV; the curve has slopes, too."""
    for model in ("bvse", "soft"):
        hop, = barriers("-E", model, "-q", sample("LiFePO4"))["hops"]
        band = hop["band"]
        check(len(band["curve"]["s_ang"]) == 201
              and abs(max(band["curve"]["energies_ev"])
                      - hop["forward_ev"]) < 1e-3, f"{model}: {hop}")
        check(max(band["images"]["energies_ev"])
              < max(band["curve"]["energies_ev"]), f"{model}: {band}")


def soft_hosts_give_way():
    document = barriers("-E", "soft", "-q", sample("LiFePO4"))
    for hop in document["hops"]:
        check(hop["host_shift_ang"] > 0 and
              hop["forward_ev"] != hop["rigid_forward_ev"],
              f"soft: {hop['forward_ev']}, rigid {hop['rigid_forward_ev']}")


def field_meets_the_published_number():
    with Scratch() as folder:
        document = barriers("-E", LI2O, *FLAT, "-q", "--paths", "out",
                            "--plot", "hops.svg", sample("Li2O"), cwd=folder)
        hop, = document["hops"]
        check(hop["certified"], hop["state"])
        check(abs(hop["forward_ev"] - LI2O_BARRIER) < 1e-3,
              f"barrier {hop['forward_ev']}, want {LI2O_BARRIER}")
        check(abs(hop["forward_ev"] - hop["reverse_ev"]) < 1e-6,
              "forward and reverse differ")
        check(hop["saddles"][0]["certificate"]["order"] == 1, "order")
        files = sorted(os.listdir(os.path.join(folder, "out")))
        check(files == ["hop-1.xyz"], f"files: {files}")
        xml.dom.minidom.parse(os.path.join(folder, "hops.svg"))
        # the images of another run as the guess of this one
        again = barriers("-E", LI2O, *FLAT, "-q", "--guess", "out/hop-1.xyz",
                         sample("Li2O"), cwd=folder)["hops"][0]
        check(abs(again["forward_ev"] - LI2O_BARRIER) < 1e-3 and
              again["band"]["guess"] == "given", f"from a guess: {again}")


def a_field_that_does_not_balance_is_told():
    with Scratch() as folder:
        with open(os.path.join(FIELDS, "Li2O.field")) as f:
            text = f.read().replace("type O  charge -2", "type O  charge -1.9")
        with open(os.path.join(folder, "odd.field"), "w") as f:
            f.write(text)
        for field, told in (("field:odd.field", True), (LI2O, False)):
            warnings = json.dumps(barriers(
                "-E", field, *FLAT, "--starts", "straight", "-q",
                sample("Li2O"), cwd=folder)["warnings"])
            # four O in the cell of the file
            check(("with +0.4 e per cell" in warnings) == told,
                  f"{field}: {warnings}")


def two_files_are_one_hop():
    with Scratch() as folder:
        run("paths", "--cells", "cells", *FLAT, "-q", sample("Li2O"),
            cwd=folder)
        ends = ["cells/vacancy-1-start.cif", "cells/vacancy-1-end.cif"]
        there = barriers("-E", LI2O, "-q", *ends, cwd=folder)["hops"][0]
        back = barriers("-E", LI2O, "-q", *ends[::-1], cwd=folder)["hops"][0]
        check(abs(there["forward_ev"] - LI2O_BARRIER) < 1e-3,
              f"two files: {there['forward_ev']}")
        check(abs(there["forward_ev"] - back["reverse_ev"]) < 1e-4,
              "a hop is not its reverse")
        # bad pairs
        for pair, words in (((ends[0], ends[0]), "identical ends"),
                            ((ends[0], sample("LiCoO2")), "one cell for both"),
                            ((ends[0], "none.cif"), "none.cif")):
            result = run("neb", "-E", LI2O, *pair, cwd=folder)
            check(result.returncode in (1, 3) and words in result.stderr and
                  result.stdout == "", f"{pair}: {result.returncode} "
                  f"{result.stderr}")


def a_ridge_is_left():
    """An interstitial going straight climbs a ridge with two negative modes.
    Beside it two knock-offs do the same, which as hops of their own are found
    from other ends."""
    document = barriers("-E", LI2O, *FLAT, "-q", "--mechanism",
                        "interstitial,knock-off", sample("Li2O"))
    straight, push = document["hops"]
    check(straight["certified"] and push["certified"], "not certified")
    check(abs(straight["forward_ev"] - push["forward_ev"]) < 1e-3,
          f"{straight['forward_ev']} against {push['forward_ev']}")
    # one or several: rounding decides to which side a ridge is left
    check(straight["minima"] and
          all(abs(m["energy_ev"]) < 1e-3 for m in straight["minima"]),
          f"minima between: {straight['minima']}")


def all_methods_agree():
    found = {}
    for method in ("lbfgs", "fire"):
        for extra in ([], ["--no-symmetry"]):
            hop = barriers("-E", LI2O, *FLAT, "-q", "--method", method,
                           "--starts", "straight", *extra,
                           sample("Li2O"))["hops"][0]
            check(hop["certified"], f"{method}: {hop['state']}")
            found[method, bool(extra)] = hop["forward_ev"]
    check(max(found.values()) - min(found.values()) < 1e-4, f"{found}")


def a_loose_band_has_relaxed_ends():
    """The saddle is refined whatever the band's tolerance; with ends at rest
    the barrier is the same, to what both leave: well below 1e-4 eV."""
    found = [barriers("-E", LI2O, *FLAT, "-q", "--starts", "straight",
                      "--force-tol-ev-ang", tolerance,
                      sample("Li2O"))["hops"][0]["forward_ev"]
             for tolerance in ("0.02", "3")]
    check(abs(found[0] - found[1]) < 1e-4, f"loose and tight: {found}")


def threads_change_nothing():
    """Nor does what was in memory before: the C library fills what it hands
    out with bytes of our choice."""
    for mechanism in ("vacancy", "interstitial"):
        found = {run("neb", "--format", "json", "-E", LI2O, *FLAT, "-q", "-j",
                     n, "--mechanism", mechanism, sample("Li2O"),
                     MALLOC_PERTURB_=filling).stdout
                 for n, filling in (("1", "0"), ("1", "85"), ("2", "170"),
                                    ("3", "0"))}
        check(len(found) == 1,
              f"{mechanism}: {len(found)} results by threads and memory")


def csv_has_a_row_a_hop():
    result = run("neb", "--format", "csv", "-q", sample("LiCoO2"))
    rows = list(csv.reader(result.stdout.splitlines()))
    check(len(rows) >= 2 and len(set(map(len, rows))) == 1,
          f"csv: {result.stdout[:300]}")


def near(a, b):
    """The same document, numbers to 1e-8: a force field that begins anew sums
    its pairs in another order (docs/restart.md)."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) <= 1e-8 * max(1, abs(a))
    return a == b


def goes_on_after_kill():
    """Killed at random moments, run again until it ends: the same result, and
    no evaluation made twice."""
    random.seed(4)
    args = ["neb", "--format", "json", "-q", "-E", LI2O, *FLAT,
            "--no-symmetry", "-j", "1", sample("Li2O")]
    with Scratch() as folder:
        begun = time.monotonic()
        want = run(*args, "--journal", "whole.j", cwd=folder)
        seconds = time.monotonic() - begun
        size = os.path.getsize(os.path.join(folder, "whole.j"))
        kills = 0
        for attempt in range(40):
            work = subprocess.Popen(
                [program.PROGRAM, *args, "--journal", "killed.j"], cwd=folder,
                env=program.environment(), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            try:
                out, _ = work.communicate(
                    timeout=seconds * random.uniform(0.05, 0.3) *
                    (1 + attempt / 3))
                break
            except subprocess.TimeoutExpired:
                work.send_signal(signal.SIGKILL)
                work.communicate()
                kills += 1
        else:
            out = b""
        check(kills > 0, "never killed")
        strip = [json.loads(text) for text in (want.stdout, out or "{}")]
        for document in strip:
            document.pop("options", None)  # the name of the journal
            document.pop("notes", None)    # the field's, when it is asked
        check(near(*strip), f"after {kills} kills another result")
        check(os.path.getsize(os.path.join(folder, "killed.j")) == size,
              "evaluations were made twice")
        # what a field's file says counts, not what it is called
        known = open(os.path.join(FIELDS, "Li2O.field"),
                     encoding="utf-8").read()
        for name, text, code in (
                ("same.field", known, 0),
                ("other.field", known.replace("632.1018", "632.1"), 3)):
            with open(os.path.join(folder, name), "w",
                      encoding="utf-8") as out:
                out.write(text)
            args[args.index("-E") + 1] = "field:" + name
            again = run(*args, "--journal", "whole.j", cwd=folder)
            check(again.returncode == code,
                  f"journal of {name}: {again.returncode} {again.stderr}")
        check(os.path.getsize(os.path.join(folder, "whole.j")) == size,
              "evaluations of the same field were made twice")
        # another input does not take it up
        other = run("neb", "-E", LI2O, "--journal", "whole.j",
                    sample("LiCoO2"), cwd=folder)
        check(other.returncode == 3 and "whole.j" in other.stderr,
              f"foreign journal: {other.returncode} {other.stderr}")
        print(f"{kills} kills in {seconds:.1f} s of work")


LAMMPS = """units metal
atom_style charge
atom_modify map array sort 0 0
boundary p p p
read_data li2o.data
pair_style buck/coul/long 8.0
pair_coeff * * 0.0 1.0 0.0
pair_coeff 1 2 632.1018 0.2906 0.0
pair_coeff 1 1 22764.30 0.1490 27.89
pair_modify shift yes table 0
kspace_style ewald 1e-8
neighbor 1.0 bin
neigh_modify every 1 delay 0 check yes
fix 1 all ipi {name} 1 unix
run 100000000
"""


def write_lammps(folder, name):
    """Input for the cell of the first end, atoms in its order."""
    path = os.path.join(folder, "cells", "vacancy-1-start.xyz")
    lines = open(path, encoding="utf-8").read().splitlines()
    kinds = {"O": (1, -2.0), "Li": (2, 1.0)}
    atoms = [line.split() for line in lines[2:]]
    with open(os.path.join(folder, "li2o.data"), "w") as out:
        out.write(f"cell\n\n{len(atoms)} atoms\n2 atom types\n\n")
        for axis in "xyz":
            out.write(f"0 9.24 {axis}lo {axis}hi\n")
        out.write("\nMasses\n\n1 15.999\n2 6.94\n\nAtoms # charge\n\n")
        for i, atom in enumerate(atoms):
            kind, charge = kinds[atom[0]]
            out.write(f"{i + 1} {kind} {charge} {' '.join(atom[1:4])}\n")
    with open(os.path.join(folder, "in.lammps"), "w") as out:
        out.write(LAMMPS.format(name=name))


def engine_makes_the_same_barrier():
    lammps = shutil.which("lmp")
    if lammps is None:
        print("skipped: no lmp to make a barrier with")
        return
    name = f"ionway-test-{os.getpid()}"
    with Scratch() as folder:
        run("paths", "--cells", "cells", "--cell-format", "extxyz", *FLAT,
            "-q", sample("Li2O"), cwd=folder)
        write_lammps(folder, name)
        ours = subprocess.Popen(
            [program.PROGRAM, "neb", "--format", "json", "-E",
             f"ipi:unix:{name}", "--engine-wait-s", "60",
             "cells/vacancy-1-start.xyz", "cells/vacancy-1-end.xyz"],
            cwd=folder, env=program.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while not os.path.exists(f"/tmp/ipi_{name}") and \
                time.monotonic() < deadline:
            time.sleep(0.05)
        clients = [subprocess.Popen(
            [lammps, "-in", "in.lammps", "-screen", "none", "-log",
             f"log{k}"], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=program.environment(OMP_NUM_THREADS="1"))
            for k in range(2)]
        try:
            out, err = ours.communicate(timeout=240)
        finally:
            ours.kill()
            for client in clients:
                client.kill()
                client.wait()
        check(ours.returncode == 0, f"engine: {ours.returncode} {err}")
        if ours.returncode == 0:
            hop = json.loads(out)["hops"][0]
            check(hop["certified"] and
                  abs(hop["forward_ev"] - LI2O_BARRIER) < 1e-3,
                  f"engine: {hop['forward_ev']} {hop['state']}")


def results_outlive_a_file_that_fails():
    with Scratch() as folder:
        result = run("neb", "--format", "csv", "-q", "-E", LI2O, *FLAT,
                     "--plot", "none/hops.svg", sample("Li2O"), cwd=folder)
        rows = list(csv.reader(result.stdout.splitlines()))
        check(result.returncode == 1 and "none/hops.svg" in result.stderr and
              len(rows) == 2, f"no plot: {result}")


def a_fall_below_the_ends_is_told():
    """Rock salt under tension in a small cell: what stands at both ends is no
    minimum, the crystal goes elsewhere between them."""
    with Scratch() as folder:
        with open(os.path.join(folder, "lif.field"), "w") as out:
            out.write("coulomb ewald\ncutoff 8\n"
                      "type Li charge 1\ntype F charge -1\n"
                      "buckingham Li F A 303 rho 0.2733\n"
                      "buckingham F F A 1127.7 rho 0.2753 C 15.83\n")
        with open(os.path.join(folder, "POSCAR"), "w") as out:
            out.write("LiF\n4.03\n0 .5 .5\n.5 0 .5\n.5 .5 0\nLi F\n1 1\n"
                      "Direct\n0 0 0\n.5 .5 .5\n")
        arguments = ("-E", "field:lif.field", "--starts", "straight",
                     "--supercell=-2,2,2,2,-2,2,2,2,-2", "POSCAR")
        document = barriers("--check-minima", "no", *arguments, cwd=folder)
        hop, = document["hops"]
        lowest = min(hop["band"]["images"]["energies_ev"])
        check(hop["state"] == "no barrier" and lowest < -1, f"{hop}")
        check(abs(document["thresholds"][0]["barrier_ev"] + lowest) < 1e-6,
              f"{document['thresholds'][0]} counts from the start")
        check("below its start" in json.dumps(document["warnings"]),
              f"{document['warnings']}")
        held_ev = hop["start_model_energy_ev"]
        document = barriers(*arguments, cwd=folder)
        hop, = document["hops"]
        check(hop["start_model_energy_ev"] < held_ev - 1
              and min(hop["band"]["images"]["energies_ev"]) > -0.001,
              f"{held_ev} {hop['start_model_energy_ev']}")
        check("came to rest on a saddle" in json.dumps(document["notes"]),
              f"{document['notes']}")


def bad_input_is_told():
    with Scratch() as folder:
        li2o = sample("Li2O")
        broken = os.path.join(folder, "broken.field")
        with open(broken, "w") as f:
            f.write("type Li charge one\n")
        for args, code, words in (
                (["-E", "dft", li2o], 2, "want bvse, soft, field:FILE"),
                (["-E", "field", li2o], 2, "wants a file"),
                (["-E", "bvse:x", li2o], 2, "takes nothing behind it"),
                (["-E", "field:none.field", li2o], 1, "none.field"),
                (["-E", "field:" + broken, li2o], 3, "broken.field:1"),
                (["-E", LI2O, sample("LiCoO2")], 1, "Co"),
                (["--journal", "j", li2o], 2, "--journal is for bands"),
                (["--paths", "p", li2o], 2, "--paths is for bands"),
                (["--prefactor", li2o], 2, "--prefactor is for bands"),
                (["--images", "9", "-E", "soft", li2o], 2, "--images is for"),
                (["-E", LI2O, "--prefactor-radius-ang", "3", li2o], 2,
                 "wants --prefactor"),
                (["-E", LI2O, "--engine-clients", "2", li2o], 2,
                 "other programs"),
                (["--site", ".5,.5,.5", li2o], 2, "--mechanism frenkel"),
                (["--keep-order", li2o], 2, "between two files"),
                (["--supercell", "1x1x1", li2o, li2o], 2, "of one crystal"),
                (["-E", LI2O, *FLAT, "--paths", "none/p", li2o], 1, "none/p"),
                (["--relax-host", "cell", li2o], 2, "--relax-host cell"),
                (["--mechanism", "jump", li2o], 2, "--mechanism is jump"),
                (["--hop", "99", li2o], 2, "--hop is 99"),
                (["--site", "0.1,0.2", li2o], 2, "--site is 0.1,0.2"),
                (["--feed-back", "-E", LI2O, li2o], 2, "--feed-back is for"),
                (["-E", "ipi:udp:1", li2o], 2, "udp"),
                (["-E", f"ipi:unix:ionway-none-{os.getpid()}",
                  "--engine-wait-s", "0.2", *FLAT, li2o], 4, None)):
            result = run("neb", *args, cwd=folder)
            check(result.returncode == code,
                  f"{args}: exit {result.returncode}, want {code}: "
                  f"{result.stderr}")
            if words is not None:
                check(words in result.stderr and
                      result.stderr.count("\n") == 1,
                      f"{args}: {result.stderr}")
        check(sorted(os.listdir(folder)) == ["broken.field"],
              f"left behind: {os.listdir(folder)}")


for test in (thresholds_are_those_of_the_map, minima_on_the_way_are_fed_back,
             a_way_over_fed_back_minima_is_that_of_the_map,
             a_curve_goes_over_the_saddles_of_one_ion,
             soft_hosts_give_way, field_meets_the_published_number,
             a_field_that_does_not_balance_is_told, two_files_are_one_hop,
             a_ridge_is_left, all_methods_agree,
             a_loose_band_has_relaxed_ends, threads_change_nothing,
             csv_has_a_row_a_hop, goes_on_after_kill,
             engine_makes_the_same_barrier, results_outlive_a_file_that_fails,
             a_fall_below_the_ends_is_told, bad_input_is_told):
    begun = time.monotonic()
    test()
    print(f"{test.__name__}: {time.monotonic() - begun:.1f} s")
program.report()
