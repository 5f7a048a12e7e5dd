# SPDX-License-Identifier: BSD-3-Clause
"""Help, manual pages, completion and config schema all hold every option, and
the tools that read them have nothing to complain about."""
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import check, run  # noqa: E402

COMMANDS = ("info", "map", "dope", "defects", "paths", "convert")


def table_options(command):
    """The names in the option table, from the source itself."""
    with open(os.path.join(program.SOURCE, "cli", "options.c"),
              encoding="utf-8") as f:
        text = f.read()
    macros = dict(re.findall(
        r"#define (\w+_OPTIONS?)(?:\(\w+\))?[ \\]*\n((?:.*\\\n)*.*\n)", text))
    body = re.search(r"%s_options\[\] = \{(.*?)\n\};" % command, text,
                     re.S).group(1)
    for _ in range(2):
        for name, expansion in macros.items():
            body = re.sub(r"\b%s\b" % name, lambda _: expansion, body)
    return set(re.findall(r'\{"[A-Z]\w+", "([a-z-]+)"', body))


def lint_page(name, page):
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint"], input=page, text=True,
                              capture_output=True)
        check(lint.stdout + lint.stderr == "",
              f"mandoc on {name}: {lint.stdout}{lint.stderr}")
    else:
        print("mandoc is not installed")
    if shutil.which("groff"):
        lint = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"],
                              input=page, text=True, capture_output=True)
        check(lint.stderr == "", f"groff on {name}: {lint.stderr}")
    else:
        print("groff is not installed")


completion = run("--completion", "bash").stdout
overview = run("--help").stdout
for command in COMMANDS:
    options = table_options(command)
    check(len(options) > 6, f"options of {command}: {options}")
    texts = {
        "help": run(command, "--help").stdout,
        "manual": run("--man", command).stdout.replace("\\-", "-"),
        "completion": re.search(r"^    %s\) options='(.*?)'" % command,
                                completion, re.M).group(1),
    }
    for kind, text in texts.items():
        found = set(re.findall(r"--([a-z-]+[a-z])", text))
        check(options <= found, f"{kind} of {command} lacks {options - found}")
    check(command in overview, f"--help names {command}")
    check(max(map(len, texts["help"].splitlines())) <= 80,
          f"help of {command} is wider than 80 columns")
    lint_page(command, run("--man", command).stdout)
lint_page("ionway", run("--man", "ionway").stdout)

for command in ("info", "map", "dope", "defects", "paths"):
    schema = json.loads(run("--config-schema", command).stdout)
    actions = {"help", "version", "config", "print-config"}
    check(set(schema["properties"]) == table_options(command) - actions,
          f"config schema of {command}")

script = "_x() { source /dev/stdin; COMP_WORDS=(ionway %s); " \
         "COMP_CWORD=%d; _ionway; echo ${COMPREPLY[@]}; }; _x"
if shutil.which("bash"):
    for words, index, wanted in (("ma", 1, "map"), ("map --step", 2,
                                                    "--step-ang"),
                                 ("map --radii sof", 3, "softbv")):
        answer = subprocess.run(["bash", "-c", script % (words, index)],
                                input=completion, text=True,
                                capture_output=True)
        check(answer.stdout.strip() == wanted,
              f"completing '{words}' gives {answer.stdout}{answer.stderr}")
else:
    print("bash is not installed")
program.report()
