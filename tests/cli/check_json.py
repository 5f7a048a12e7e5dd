# SPDX-License-Identifier: BSD-3-Clause
"""JSON output: it fits its schema, it is the same bytes at every run and for
any number of threads, and it says what the table and the CSV row say."""
import csv
import json
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

# one, two and three dimensions, disorder, mixed valence, an anion
CRYSTALS = {"LiFePO4": [], "LiCoO2": [], "Li6PS5Cl": [],
            "Li6PS5Cl-disordered": [], "LiMn2O4": [], "CaMn2O4": [],
            "YSZ": ["--mobile", "O"]}


def schema(name):
    path = os.path.join(program.SOURCE, "io", "schema", name + "-1.json")
    with open(path, encoding="utf-8") as f:
        loaded = json.load(f)
    jsonschema.validators.validator_for(loaded).check_schema(loaded)
    return loaded


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def parse(text):
    return json.loads(text, parse_constant=refuse_constant)


def complaints(document, name):
    loaded = schema(name)
    kind = jsonschema.validators.validator_for(loaded)
    return [f"{list(e.path)}: {e.message[:200]}"
            for e in kind(loaded).iter_errors(document)]


def strict(node):
    """The schema with every object closed: nothing undocumented comes out."""
    if isinstance(node, dict):
        node = {k: strict(v) for k, v in node.items()}
        if "properties" in node and "additionalProperties" in node:
            node["additionalProperties"] = False
    elif isinstance(node, list):
        node = [strict(v) for v in node]
    return node


def undocumented(document, name):
    loaded = schema(name)
    # if/then describes one object in two places: leave that one open
    threshold = None
    if name == "map":
        threshold = loaded["properties"]["percolation"]["properties"][
            "thresholds"]["items"]
        threshold["properties"].update(threshold["then"]["properties"])
        del threshold["if"], threshold["then"]
    loaded = strict(loaded)
    loaded["properties"]["options"] = {"type": "object"}
    kind = jsonschema.validators.validator_for(loaded)
    return [f"{list(e.path)}: {e.message[:200]}"
            for e in kind(loaded).iter_errors(document)]


def operations_hold(document, crystal):
    """Each operation carries each listed site onto one of its own kind."""
    symmetry = document["symmetry"]
    check(len(symmetry["operations"]) == symmetry["n_operations"] and
          symmetry["operations"][0] == "x,y,z", f"{crystal}: operations")
    check(len(set(symmetry["operations"])) == symmetry["n_operations"],
          f"{crystal}: operations repeat")
    for site in document["sites"]:
        images = {tuple(round(v % 1 * 1e6) % 1000000
                        for v in image(operation, site["frac"]))
                  for operation in symmetry["operations"]}
        check(len(images) == site["n_sites"],
              f"{crystal}: {site['label']} has {len(images)} images, "
              f"want {site['n_sites']}")


for crystal, mobile in CRYSTALS.items():
    for command in ("info", "map"):
        result = run(command, "--format", "json", *mobile, sample(crystal))
        check(result.returncode == 0 or (result.returncode == 4 and
                                         "did not converge" in result.stderr),
              f"{command} {crystal}: {result.stderr}")
        document = parse(result.stdout)
        for problem in complaints(document, command):
            check(False, f"{command} {crystal}: {problem}")
        for problem in undocumented(document, command):
            check(False, f"{command} {crystal}, undocumented: {problem}")
        check(document["schema"] == f"ionway/{command}/1", "schema name")
        operations_hold(document, crystal)

    line = run("map", "--format", "jsonl", *mobile, sample(crystal)).stdout
    check(line.count("\n") == 1 and parse(line) == document,
          f"{crystal}: jsonl and json differ")
    row = list(csv.DictReader(
        run("map", "--format", "csv", *mobile, sample(crystal)).stdout.splitlines()))
    table = run("map", *mobile, sample(crystal)).stdout
    for threshold in document["percolation"]["thresholds"]:
        d = threshold["dimension"]
        cell = row[0][f"e_{d}d_ev"]
        check((cell != "") == threshold["found"], f"{crystal}: E_{d}D found")
        if not threshold["found"]:
            continue
        check(float(cell) == threshold["barrier_ev"], f"{crystal}: E_{d}D csv")
        check(f"E_{d}D   {threshold['barrier_ev']:11.3f}" in table,
              f"{crystal}: E_{d}D in the table")
        check(abs(threshold["energy_ev"] - threshold["minimum"]["energy_ev"] -
                  threshold["barrier_ev"]) < 1e-12, f"{crystal}: E_{d}D sum")
    barriers = [t["barrier_ev"] for t in document["percolation"]["thresholds"]
                if t["found"]]
    check(barriers == sorted(barriers), f"{crystal}: {barriers}")

# ordered crystals: layered, centred cells, no interstitial, an anion
DEFECTS = {"LiFePO4": [], "LiCoO2": [], "LiMn2O4": [], "Li3OCl": [],
           "Li3PO4-gamma": ["--supercell", "1x2x2"],
           "CaF2": ["--mobile", "F", "--by-supercell"],
           "Li6PS5Cl": ["--kinds", "vacancy"]}
NUMBER = re.compile(r"^  ((?:vacancy|interstitial|frenkel)-\d+) .* (\d+) +"
                    r"([+-]?[\d.]+)$", re.M)


def check_defects(crystal, options):
    result = run("defects", "--format", "json", *options, sample(crystal))
    check(result.returncode == 0, f"defects {crystal}: {result.stderr}")
    document = parse(result.stdout)
    for problem in complaints(document, "defects") + undocumented(
            document, "defects"):
        check(False, f"defects {crystal}: {problem}")
    line = run("defects", "--format", "jsonl", "-j", "2", *options,
               sample(crystal)).stdout
    check(line.count("\n") == 1 and parse(line) == document,
          f"defects {crystal}: jsonl and json differ")
    table = run("defects", *options, sample(crystal)).stdout
    check([(name, int(n), float(charge))
           for name, n, charge in NUMBER.findall(table)] ==
          [(d["name"], d["multiplicity"], d["charge_e"])
           for d in document["defects"]], f"defects {crystal}: the table")
    cells = document["supercell"]["n_sites"] / document["input"]["n_sites"]
    for kind, wanted in (
            ("vacancy", document["mobile_ion"]["n_per_cell"]),
            ("interstitial", sum(i["n_per_cell"] for i in
                                 document["interstitials"] or []))):
        found = [d["multiplicity"] for d in document["defects"]
                 if d["kind"] == kind]
        check(abs(sum(found) - wanted * cells) < 1e-6,
              f"defects {crystal}: {kind} {found}, want {wanted * cells}")
    for pair in document["defects"]:
        check((pair["kind"] == "frenkel") == (pair["distance_ang"] is not None),
              f"defects {crystal}: distance of {pair['name']}")


for crystal, options in DEFECTS.items():
    check_defects(crystal, options)

FIRST, SECOND = sample("Li6PS5Cl"), sample("LiCoO2")
first = [run("map", "--format", "json", "-j", n, FIRST).stdout
         for n in ("1", "2", "2")]
check(first[0] == first[1] == first[2], "bytes change with threads or runs")
check("wall_time_s" in run("map", "--timings", "--format", "json",
                           FIRST).stdout, "--timings")

several = run("map", "--format", "jsonl", "-q", FIRST,
              "/nonexistent.cif", SECOND)
lines = [parse(text) for text in several.stdout.splitlines()]
check(several.returncode == 4 and len(lines) == 3, "three rows, exit code 4")
check(complaints(lines[1], "failure") == [], "the row of the failure")
check(lines[1]["message"] in several.stderr, "its message")
check(complaints(lines[2], "map") == [], "the row after the failure")
program.report()
