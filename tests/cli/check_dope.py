# SPDX-License-Identifier: BSD-3-Clause
"""ionway dope: its JSON fits the schema, and the numbers in it follow from the
list of all decorations, from the cells written, and from each other."""
import json
import math
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import check, run, sample  # noqa: E402

try:
    import jsonschema
except ImportError:
    program.skip("python3-jsonschema is not installed")

BOLTZMANN_MEV_K = 0.08617333262  # CODATA 2018

# name, sample, options
RUNS = (
    ("vacancies", "Li7La3Zr2O12-tetragonal", ["-d", "Ta on Zr 0-2"]),
    ("interstitials", "LiTi2P3O12",
     ["-d", "Al on Ti 0-3", "--interstitials", "landscape"]),
    ("disorder", "Li6PS5Cl-disordered", ["--max", "1000", "--samples", "500"]),
    ("uniform", "Li6PS5Cl-disordered",
     ["--max", "1000", "--samples", "500", "--sample", "uniform"]),
    ("unranked", "Li6PS5Cl", ["-d", "Cl on S@4d 1", "--no-rank", "-k", "3"]),
    ("shapes", "Li6PS5Cl", ["-d", "Cl on S@4d 1", "--index", "3"]),
    ("primitive", "Li3OCl",
     ["-d", "vac on Li 1, F on O 1", "--supercell", "2x2x2",
      "--primitive-only", "--compensate", "none"]),
    ("smallest", "LiFePO4",
     ["-d", "vac on Li 1", "--min-image-ang", "9", "--compensate", "redox",
      "--redox", "Fe"]),
)


def load_schema():
    path = os.path.join(program.SOURCE, "io", "schema", "dope-1.json")
    with open(path, encoding="utf-8") as f:
        loaded = json.load(f)
    jsonschema.validators.validator_for(loaded).check_schema(loaded)
    return loaded


def strict(node):
    """The schema with every object closed: nothing undocumented comes out."""
    if isinstance(node, dict):
        node = {k: strict(v) for k, v in node.items()}
        if "properties" in node and "additionalProperties" in node:
            node["additionalProperties"] = False
    elif isinstance(node, list):
        node = [strict(v) for v in node]
    return node


SCHEMA = strict(load_schema())
SCHEMA["properties"]["options"] = {"type": "object"}


def parse(text):
    def refuse(name):
        raise ValueError(f"{name} is no JSON")
    return json.loads(text, parse_constant=refuse)


def near(a, b, tolerance):
    return abs(a - b) <= tolerance


def compositions(document):
    return [(cell, c) for cell in document["cells"]
            for c in cell["compositions"]]


def check_schema(name, document):
    kind = jsonschema.validators.validator_for(SCHEMA)
    for e in kind(SCHEMA).iter_errors(document):
        check(False, f"{name}: {list(e.path)}: {e.message[:200]}")


def check_balance(name, c):
    """The charges add up, and the formula and the contents say the same."""
    total = sum(t["charge_e"] * t["n_ions"] for t in c["charges"])
    check(near(total, c["charge_e"], 1e-6), f"{name}: charge {total}")
    check(sum(t["n_ions"] for t in c["charges"]) == c["n_atoms"],
          f"{name}: number of atoms")
    atoms = {}
    for t in c["charges"]:
        atoms[t["element"]] = atoms.get(t["element"], 0) + t["n_ions"]
    formula = {m.group(1): int(m.group(2)) for m in
               re.finditer(r"([A-Z][a-z]?)(\d+)", c["formula"])}
    check(formula == atoms, f"{name}: {c['formula']} is not {atoms}")


def check_count(name, cell, c):
    d = c["decorations"]
    check(int(d["n_distinct"]) <= int(d["n_total"]), f"{name}: counts")
    entropy = BOLTZMANN_MEV_K * math.log(int(d["n_total"]))
    check(near(d["entropy_mev_k"], entropy, 1e-8), f"{name}: entropy")
    check(near(d["entropy_per_site_mev_k"] * cell["n_decorated_sites"],
               entropy, 1e-8), f"{name}: entropy a site")
    # without conflicts the total is a product of multinomials
    total = 1
    for p, pool in enumerate(cell["pools"]):
        counts = [s["n_sites"] for s in c["contents"] if s["pool"] == p]
        check(sum(counts) == pool["n_sites"], f"{name}: contents of {pool}")
        total *= math.factorial(sum(counts))
        for n in counts:
            total //= math.factorial(n)
    if cell["n_exclusions"] == 0 and name != "primitive":
        check(int(d["n_total"]) == total, f"{name}: {d['n_total']} != {total}")
    else:
        check(int(d["n_total"]) <= total, f"{name}: {d['n_total']} > {total}")


def read_list(path):
    rows = {}
    with open(path, encoding="ascii") as f:
        for line in f:
            if not line.startswith("#"):
                number, serial, weight, energy, species = line.split()
                rows.setdefault(int(number), []).append(
                    (int(serial), int(weight),
                     math.nan if energy == "-" else float(energy), species))
    return rows


def check_list(name, cell, c, rows, ranked):
    check(len(rows) == int(c["decorations"]["n_distinct"]) ==
          c["search"]["n_distinct"], f"{name}: {len(rows)} lines")
    check([r[0] for r in rows] == list(range(len(rows))), f"{name}: serials")
    check(len({r[3] for r in rows}) == len(rows), f"{name}: lines repeat")
    total = sum(r[1] for r in rows)
    check(total == int(c["decorations"]["n_total"]),
          f"{name}: multiplicities add up to {total}")
    pools = [s["pool"] for s in cell["decorated_sites"]]
    wanted = {}
    for s in c["contents"]:
        if s["n_sites"] > 0:
            names = [n["name"] for n in cell["pools"][s["pool"]]["species"]]
            wanted[s["pool"], chr(65 + names.index(s["species"]))] = \
                s["n_sites"]
    for row in rows[:50] + rows[-50:]:
        met = {}
        for pool, letter in zip(pools, row[3]):
            met[pool, letter] = met.get((pool, letter), 0) + 1
        check(met == wanted, f"{name}: {row[3]} holds {met}, not {wanted}")
    best = sorted(rows, key=lambda r: (r[2], r[0]) if ranked else r[0])
    kept = [(k["serial"], k["multiplicity"], k["species"]) for k in c["kept"]]
    check(kept == [(r[0], r[1], r[3]) for r in best[:len(kept)]] and
          len(kept) == min(len(rows), 10 if ranked else 3), f"{name}: kept")
    if ranked:
        mean = sum(r[1] * r[2] for r in rows) / total
        spread = math.sqrt(sum(r[1] * (r[2] - mean) ** 2 for r in rows) / total)
        check(near(c["energy"]["mean_ev"], mean, 1e-6) and
              near(c["energy"]["deviation_ev"], spread, 1e-6),
              f"{name}: mean {mean}, deviation {spread}")
        check(c["energy"]["lowest_ev"] == best[0][2] and
              c["energy"]["highest_ev"] == best[-1][2], f"{name}: ends")


def check_mixing(name, series):
    """Eq. (D11) on the compositions of one cell."""
    if len(series) < 3 or len(series[0]["substitutions"]) != 1:
        check(all(c.get("mixing_energy_mev_atom") is None for c in series),
              f"{name}: mixing energies without a series")
        return
    x = [c["substitutions"][0]["n_atoms"] for c in series]
    e = [c["energy"]["lowest_ev"] for c in series]
    for i, c in enumerate(series):
        share = (x[i] - x[0]) / (x[-1] - x[0])
        mixing = e[i] - (1 - share) * e[0] - share * e[-1]
        check(near(c["mixing_energy_mev_atom"], 1000 * mixing / c["n_atoms"],
                   1e-7), f"{name}: mixing energy {mixing}")


def check_cells(name, c, folder):
    for kept in c["kept"]:
        path = os.path.join(folder, kept["file"])
        seen = run("info", "-q", "--format", "json", path)
        if seen.returncode != 0:
            check(False, f"{name}: {seen.stderr}")
            continue
        info = parse(seen.stdout)
        check(info["symmetry"]["number"] == kept["space_group_number"],
              f"{name}: {path} is {info['symmetry']['number']}")
        check(info["input"]["n_sites"] == c["n_atoms"] and
              near(info["input"]["cell_charge_e"], c["charge_e"], 1e-6),
              f"{name}: atoms or charge of {path}")


def check_table(name, document, table):
    for _, c in compositions(document):
        check(c["formula"] in table, f"{name}: formula in the table")
        if "energy" in c:
            check(f"lowest {c['energy']['lowest_ev']:.4f} eV" in table,
                  f"{name}: energy in the table")


def check_stream(name, document, path):
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    frames, at = [], 0
    while at < len(lines):
        frames.append(lines[at + 1])
        at += 2 + int(lines[at])
    kept = [k for _, c in compositions(document) for k in c["kept"]]
    check(len(frames) == len(kept), f"{name}: {len(frames)} frames")
    for frame, k in zip(frames, kept):
        check(f" multiplicity={k['multiplicity']} " in frame,
              f"{name}: {frame}")
        if k["energy_ev"] is not None:
            energy = float(re.search(r" energy=(\S+)", frame).group(1))
            check(near(energy, k["energy_ev"], 1e-9), f"{name}: {frame}")


def one_run(name, crystal, options, folder):
    sampled = "--max" in options
    ranked = "--no-rank" not in options
    files = ["--cells", "cells", "--stream", "best.xyz"]
    if not sampled:
        files += ["--list", "list.txt"]
    done = run("dope", "-q", "--format", "json", *options, *files,
               sample(crystal), cwd=folder)
    check(done.returncode == 0, f"{name}: {done.stderr}")
    if done.returncode != 0:
        return
    document = parse(done.stdout)
    check_schema(name, document)
    rows = {} if sampled else read_list(os.path.join(folder, "list.txt"))
    for cell, c in compositions(document):
        check_balance(name, c)
        check_count(name, cell, c)
        check_cells(name, c, folder)
        mode = c["search"]["mode"]
        if sampled:
            check(mode == ("sampled" if "uniform" in options else "annealed"),
                  f"{name}: {mode}")
            check((c["energy"]["mean_ev"] is None) == (mode == "annealed"),
                  f"{name}: mean of {mode}")
        else:
            check(mode == "listed", f"{name}: {mode}")
            check_list(name, cell, c, rows[c["number"]], ranked)
    for cell in document["cells"]:
        check_mixing(name, cell["compositions"])
    check_stream(name, document, os.path.join(folder, "best.xyz"))
    table = run("dope", "-q", *options, sample(crystal), cwd=folder)
    check_table(name, document, table.stdout)
    # the same bytes at every run, for any number of threads
    again = [run("dope", "-q", "--format", "jsonl", "-j", n, *options,
                 sample(crystal)).stdout for n in ("1", "2")]
    check(again[0] == again[1] and again[0].count("\n") == 1,
          f"{name}: bytes change with threads")
    dry = run("dope", "-n", "-q", "--format", "json", *options,
              sample(crystal), cwd=folder)
    check(dry.returncode == 0, f"{name}: {dry.stderr}")
    counted = parse(dry.stdout)
    check_schema(name + " -n", counted)
    check([c["decorations"] for _, c in compositions(counted)] ==
          [c["decorations"] for _, c in compositions(document)],
          f"{name}: counts of a dry run")


for run_name, run_crystal, run_options in RUNS:
    with program.Scratch() as scratch:
        one_run(run_name, run_crystal, run_options, scratch)
program.report()
