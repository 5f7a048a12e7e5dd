# SPDX-License-Identifier: BSD-3-Clause
"""Running the program from tests, and a count of what failed."""
import os
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])
SAMPLES = os.path.join(SOURCE, "samples")
failures = []
checks = 0


def sample(name):
    return os.path.join(SAMPLES, name, "structure.cif")


def environment(**changes):
    env = {k: v for k, v in os.environ.items()
           if k not in ("NO_COLOR", "POSIXLY_CORRECT")}
    env["PATH"] = os.path.dirname(PROGRAM) + os.pathsep + env.get("PATH", "")
    env["SAMPLES"] = SAMPLES
    env.update(changes)
    return env


def run(*args, cwd=None, **env):
    return subprocess.run([PROGRAM, *args], cwd=cwd, env=environment(**env),
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=300)


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        failures.append(what)
        print("FAIL", what)


class Scratch:
    """A directory that is gone afterwards."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="ionway-cli-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def report():
    print(f"{checks} checks, {len(failures)} failed")
    sys.exit(1 if failures or checks == 0 else 0)


def skip(why):
    print("skipped:", why)
    sys.exit(77)
