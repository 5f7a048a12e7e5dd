# SPDX-License-Identifier: BSD-3-Clause
"""Each directory in cases/ is a run of the program.

cmd    the command line, for sh, in a copy of the directory; $SAMPLES is set
make   optional: sh that makes inputs first
exit   optional: the exit code, 0 when absent
out    optional: regular expressions, a line each, found in this order in
       standard output; nothing is printed there when the file is absent
err    the same for standard error
left   optional: names of files the run makes; it must make no others

A run that ends with 1, 2 or 3 prints exactly one line, "ionway: ...", on
standard error and nothing on standard output, whatever the files say.
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import check  # noqa: E402

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")


def read(case, name, default):
    path = os.path.join(CASES, case, name)
    if not os.path.exists(path):
        return default
    with open(path, encoding="utf-8") as f:
        return f.read()


def check_patterns(case, stream, patterns, text):
    at = 0
    for pattern in patterns.splitlines():
        found = re.compile(pattern, re.M).search(text, at)
        check(found, f"{case}: {stream} lacks /{pattern}/ in\n{text}")
        if not found:
            return
        at = found.end()


def run_case(case, cwd):
    env = program.environment()
    if os.path.exists(os.path.join(cwd, "make")):
        subprocess.run(["sh", "make"], cwd=cwd, env=env, check=True)
    before = set(os.listdir(cwd))
    result = subprocess.run(["sh", "cmd"], cwd=cwd, env=env,
                            stdin=subprocess.DEVNULL, capture_output=True,
                            timeout=300)
    out = result.stdout.decode("utf-8")
    err = result.stderr.decode("utf-8", errors="backslashreplace")
    code = int(read(case, "exit", "0"))
    check(result.returncode == code,
          f"{case}: exit code {result.returncode}, want {code}\n{err}")
    if code in (1, 2, 3):
        check(err.count("\n") == 1 and err.startswith("ionway: "),
              f"{case}: want one line on standard error, got\n{err}")
        check(out == "", f"{case}: want nothing on standard output\n{out}")
    for stream, text in (("out", out), ("err", err)):
        patterns = read(case, stream, None)
        if patterns is not None:
            check_patterns(case, stream, patterns, text)
        else:
            check(text == "", f"{case}: {stream} is not empty:\n{text}")
    left = set(read(case, "left", "").split())
    check(set(os.listdir(cwd)) - before == left,
          f"{case}: left {set(os.listdir(cwd)) - before}, want {left}")


names = sorted(os.listdir(CASES))
check(len(names) > 40, f"only {len(names)} cases")
for name in names:
    with program.Scratch() as scratch:
        directory = os.path.join(scratch, "work")
        shutil.copytree(os.path.join(CASES, name), directory)
        run_case(name, directory)
program.report()
