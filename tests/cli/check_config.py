# SPDX-License-Identifier: BSD-3-Clause
"""Config files: what --print-config prints gives the same result again."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import check, run, sample  # noqa: E402

CRYSTAL = sample("LiFePO4")
OPTIONS = ["--mobile", "Li", "-x", "Fe=2", "--oxidation", "P=5", "--step-ang",
           "0.3", "--radii", "softbv", "--cutoff-ang", "8.1234567890123",
           "--format", "json", "--keep-mobile"]

with program.Scratch() as scratch:
    path = os.path.join(scratch, "c.json")

    def write(text):
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    printed = run("map", *OPTIONS, "--print-config")
    check(printed.returncode == 0 and printed.stderr == "", "--print-config")
    config = json.loads(printed.stdout)
    check(config["step-ang"] == 0.3 and config["cutoff-ang"] ==
          8.1234567890123, "numbers are numbers")
    check(config["oxidation"] == ["Fe=2", "P=5"], "lists are lists")
    check(config["keep-mobile"] is True and config["no-refine"] is False,
          "flags are true or false")
    write(printed.stdout)
    check(run("map", "--config", path, "--print-config").stdout ==
          printed.stdout, "the config of a config is the same")
    direct, configured = run("map", *OPTIONS, CRYSTAL), run(
        "map", "--config", path, CRYSTAL)
    check(direct.returncode == 0, direct.stderr)
    check(direct.stdout == configured.stdout and direct.stdout != "",
          "the same bytes with --config")
    check(json.loads(direct.stdout)["options"]["cutoff-ang"] ==
          8.1234567890123, "options in the report")

    over = run("map", "--config", path, "-s", "0.25", "--print-config")
    check(json.loads(over.stdout)["step-ang"] == 0.25,
          "the command line wins over the config")

    for text, words in (
            ('{"step-an": 0.3}', ["step-an", "step-ang"]),
            ('{"zzzzzzzzzzzz": 1}', ["zzzzzzzzzzzz", "--help"]),
            ('{"step-ang": 30}', ["step-ang", "30", "0.02..1"]),
            ('{"step-ang": "wide"}', ["step-ang", "wide"]),
            ('{"keep-mobile": 1}', ["keep-mobile", "true or false"]),
            ('{"help": true}', ["help", "command line"]),
            ('{"format": null}', ["format"]),
            ('{"step-ang": 0.3,\n "step-ang": 0.2}', ["twice"]),
            ('{"step-ang": 0.3\n\n', [":"]),
            ('[]', ["object"])):
        write(text)
        refused = run("map", "--config", path, CRYSTAL)
        check(refused.returncode == 2 and refused.stdout == "" and
              refused.stderr.count("\n") == 1, f"{text}: {refused.stderr}")
        for word in words + ["ionway: " + path]:
            check(word in refused.stderr, f"{text}: {refused.stderr}")
    missing = run("map", "--config", path + "x", CRYSTAL)
    check(missing.returncode == 1 and path + "x" in missing.stderr,
          "a config file that is not there")
program.report()
