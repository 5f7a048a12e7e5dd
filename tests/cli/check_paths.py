# SPDX-License-Identifier: BSD-3-Clause
"""ionway paths: its JSON fits the schema; table, CSV and graph say the same;
the hops are all pairs of sites up to the cutoff; the files of the ends differ
in what moves alone, by as much as is said."""
import csv
import io
import itertools
import json
import math
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from operations import image  # noqa: E402
from program import check, run, sample  # noqa: E402

try:
    import jsonschema
except ImportError:
    program.skip("python3-jsonschema is not installed")

# a channel, layers, a centred cell, partly filled sites, an anion, empty places
CASES = {"LiFePO4": ["--until", "3"], "LiCoO2": [], "Li6PS5Cl": [],
         "Li6PS5Cl-disordered": ["--cutoff-ang", "3"],
         "Li7La3Zr2O12-tetragonal": ["--until", "1"],
         "CaF2": ["--mobile", "F"],
         "Li3PO4-gamma": ["-k", "vacancy,interstitial,knock-off,frenkel",
                          "--cutoff-ang", "2.9"]}


def strict(node):
    """The schema with every object closed: nothing undocumented comes out."""
    if isinstance(node, dict):
        node = {k: strict(v) for k, v in node.items()}
        if "properties" in node and "additionalProperties" in node:
            node["additionalProperties"] = False
    elif isinstance(node, list):
        node = [strict(v) for v in node]
    return node


with open(os.path.join(program.SOURCE, "io", "schema", "paths-1.json"),
          encoding="utf-8") as f:
    SCHEMA = json.load(f)
KIND = jsonschema.validators.validator_for(SCHEMA)
KIND.check_schema(SCHEMA)
CLOSED = strict(SCHEMA)
CLOSED["properties"]["options"] = {"type": "object"}


def cart(frac, rows):
    return [sum(frac[i] * rows[i][k] for i in range(3)) for k in range(3)]


def sites_of(document):
    """All positions of the mobile ion in the cell of the input."""
    found = {}
    for site in document["sites"]:
        if not site["mobile"]:
            continue
        for operation in document["symmetry"]["operations"]:
            point = [v % 1 for v in image(operation, site["frac"])]
            key = tuple(round(v * 1e4) % 10000 for v in point)
            found.setdefault(key, point)
    return list(found.values())


def pairs_up_to(points, rows, cutoff):
    """Pairs of sites, each once for the two ways to name it."""
    # no cell of the samples is so flat that four layers are not enough
    cells = list(itertools.product(range(-4, 5), repeat=3))
    shifts = [cart(c, rows) for c in cells]
    places = [cart(p, rows) for p in points]
    n = 0
    for a in places:
        for b in places:
            for s in shifts:
                d = math.dist(a, [b[k] + s[k] for k in range(3)])
                n += 1e-3 < d <= cutoff + 1e-5
    return n // 2


def check_graph(crystal, document, text):
    lines = [line.split() for line in text.splitlines()
             if not line.startswith("#")]
    check(lines[0] == ["ionway-graph", "1"], f"{crystal}: head of the graph")
    rows = [list(map(float, w[1:])) for w in lines if w[0] == "cell"]
    nodes = {int(w[1]): list(map(float, w[3:6])) for w in lines
             if w[0] == "node"}
    lengths = {w[1]: float(w[2]) for w in lines if w[0] == "hop"}
    edges = [w for w in lines if w[0] == "edge"]
    cells = document["parent_cell"]["n_per_input_cell"]
    for hop in document["hops"]:
        mine = [w for w in edges if w[1] == hop["name"]]
        check(len(mine) * cells == hop["n_per_cell"],
              f"{crystal}: {len(mine)} edges of {hop['name']}")
        check(lengths[hop["name"]] == hop["length_ang"],
              f"{crystal}: length of {hop['name']}")
        wanted = math.hypot(*hop["vector_ang"])
        for w in mine:
            a, b = nodes[int(w[2])], nodes[int(w[3])]
            d = cart([b[k] - a[k] + int(w[4 + k]) for k in range(3)], rows)
            # sites meet their images to the tolerance of the group search
            check(abs(math.hypot(*d) - wanted) < 0.04,
                  f"{crystal}: an edge of {hop['name']}")


def check_case(crystal, options, folder):
    graph = os.path.join(folder, "graph.txt")
    done = run("paths", "--format", "json", "--graph", graph, *options,
               sample(crystal))
    check(done.returncode == 0, f"{crystal}: {done.stderr}")
    document = json.loads(done.stdout)
    for schema in (SCHEMA, CLOSED):
        for e in KIND(schema).iter_errors(document):
            check(False, f"{crystal}: {list(e.path)}: {e.message[:200]}")
    line = run("paths", "--format", "jsonl", "-j", "2", *options,
               sample(crystal)).stdout
    check(line.count("\n") == 1 and json.loads(line) == document,
          f"{crystal}: jsonl and json differ")
    hops = document["hops"]
    check(len({h["name"] for h in hops}) == len(hops), f"{crystal}: names")
    table = run("paths", *options, sample(crystal)).stdout
    told = re.findall(r"^  ((?:vacancy|interstitial|knock-off|frenkel)-\d+) .*?"
                      r" (\d+\.\d{3}) +(\d+)  (yes|no) ", table, re.M)
    check(told == [(h["name"], f"{h['length_ang']:.3f}", str(h["n_per_cell"]),
                    "yes" if h["reversible"] else "no") for h in hops],
          f"{crystal}: the table")
    check(max(map(len, table.splitlines()[1:])) <= 80, f"{crystal}: width")
    rows = list(csv.DictReader(io.StringIO(
        run("paths", "--format", "csv", *options, sample(crystal)).stdout)))
    check([(r["hop"], float(r["length_ang"]), int(r["n_per_cell"]))
           for r in rows] ==
          [(h["name"], h["length_ang"], h["n_per_cell"]) for h in hops],
          f"{crystal}: the rows")
    vacancy = [m for m in document["mechanisms"] if m["name"] == "vacancy"][0]
    mine = [h for h in hops if h["mechanism"] == "vacancy"]
    check(len(mine) == vacancy["n_distinct"] and
          sum(h["n_per_cell"] for h in mine) == vacancy["n_per_cell"],
          f"{crystal}: numbers of hops")
    wanted = pairs_up_to(sites_of(document), document["input"]["lattice_ang"],
                         vacancy["cutoff_ang"])
    check(wanted == vacancy["n_per_cell"],
          f"{crystal}: {vacancy['n_per_cell']} hops, want {wanted}")
    for hop in hops:
        d = cart([hop["to"]["frac"][k] - hop["from"]["frac"][k]
                  for k in range(3)], document["input"]["lattice_ang"])
        check(math.dist(d, hop["vector_ang"]) < 1e-6,
              f"{crystal}: places of {hop['name']}")
    with open(graph, encoding="utf-8") as f:
        check_graph(crystal, document, f.read())


def atoms(path):
    """Cell rows, and element and position of every atom of an extxyz file."""
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    cell = list(map(float, re.search(r'Lattice="(.*?)"', lines[1])[1].split()))
    listed = [line.split() for line in lines[2:2 + int(lines[0])]]
    return ([cell[0:3], cell[3:6], cell[6:9]],
            [(w[0], list(map(float, w[1:4]))) for w in listed])


def shortest(a, b, rows):
    return min(math.dist(a, [b[k] + s[k] for k in range(3)])
               for s in (cart(c, rows)
                         for c in itertools.product((-1, 0, 1), repeat=3)))


def check_ends(crystal, options, folder):
    done = run("paths", "-q", "--format", "json", "--cells",
               os.path.join(folder, crystal), "--cell-format", "extxyz",
               *options, sample(crystal))
    check(done.returncode == 0, f"{crystal}: {done.stderr}")
    document = json.loads(done.stdout)
    host = document["parent_cell"]["n_sites"]
    for hop in document["hops"]:
        rows, start = atoms(hop["files"]["start"])
        other, end = atoms(hop["files"]["end"])
        check(rows == other and [a[0] for a in start] == [a[0] for a in end],
              f"{crystal}: atoms of {hop['name']}")
        ways = [shortest(a[1], b[1], rows) for a, b in zip(start, end)]
        moved = sorted(w for w in ways if w > 1e-6)
        check(len(moved) == len(hop["ways_ang"]) and
              all(abs(m - w) < 0.04 for m, w in
                  zip(moved, sorted(hop["ways_ang"]))),
              f"{crystal}: {hop['name']} moves {moved}")
        extra = {"vacancy": -1, "interstitial": 1, "knock-off": 1,
                 "frenkel": 0}[hop["mechanism"]]
        check((len(start) - extra) % host == 0,
              f"{crystal}: {len(start)} atoms of {hop['name']}")


def check_lopsided(crystal, axis, folder):
    """A cell repeated along one axis has fewer operations, and the same
    hops."""
    small = os.path.join(folder, "small.xyz")
    large = os.path.join(folder, "large.xyz")
    run("convert", sample(crystal), small)
    rows, listed = atoms(small)
    repeated = [(e, [x[k] + n * rows[axis][k] for k in range(3)])
                for e, x in listed for n in (0, 1)]
    rows[axis] = [2 * v for v in rows[axis]]
    with open(large, "w", encoding="utf-8") as f:
        f.write('%d\nLattice="%s" Properties=species:S:1:pos:R:3\n' % (
            len(repeated), " ".join(f"{v:.10f}" for r in rows for v in r)))
        for element, x in repeated:
            f.write("%s %.10f %.10f %.10f\n" % (element, *x))
    told = [[(h["name"], h["n_per_cell"], round(h["length_ang"], 6),
              h["reversible"]) for h in json.loads(
                  run("paths", "-q", "--format", "json", "--until", "3",
                      path).stdout)["hops"]] for path in (sample(crystal),
                                                         large)]
    check([(a, 2 * n, *rest) for a, n, *rest in told[0]] == told[1],
          f"{crystal}: a lopsided cell")


with program.Scratch() as scratch:
    check_lopsided("LiCoO2", 0, scratch)
    check_lopsided("Li3OCl", 2, scratch)
    for crystal, options in CASES.items():
        check_case(crystal, options, scratch)
    check_ends("LiFePO4", ["--until", "2"], scratch)
    check_ends("Li6PS5Cl", ["--supercell", "1x1x2"], scratch)
    check_ends("Li3PO4-gamma", ["-k", "vacancy,knock-off,frenkel",
                                "--cutoff-ang", "2.6", "--min-image-ang",
                                "9"], scratch)
program.report()
