# SPDX-License-Identifier: BSD-3-Clause
"""A listing that is killed goes on where it stopped: in the end list and
result are the same bytes as those of an undisturbed run."""
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import PROGRAM, check, run, sample  # noqa: E402

CRYSTAL = sample("Li6PS5Cl")
OPTIONS = ["dope", "--supercell", "1x1x2", "-q", "--format", "json", "--list",
           "list.txt", "-d"]
# two compositions each: 16 172 and 219 102, 640 and 16 172 decorations
LARGE, SMALL = [*OPTIONS, "Cl on S@4d 3-4"], [*OPTIONS, "Cl on S@4d 2-3"]
KILLS = 10


def start(folder, **streams):
    return subprocess.Popen([PROGRAM, *LARGE, CRYSTAL], cwd=folder,
                            env=program.environment(),
                            stdin=subprocess.DEVNULL, **streams)


def read(folder):
    try:
        with open(os.path.join(folder, "list.txt"), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def write(folder, data):
    with open(os.path.join(folder, "list.txt"), "wb") as file:
        file.write(data)


def undisturbed(folder, options, n):
    write(folder, b"")
    began = time.monotonic()
    done = run(*options, CRYSTAL, cwd=folder)
    seconds = time.monotonic() - began
    check(done.returncode == 0, done.stderr)
    lines = [line for line in read(folder).split(b"\n")
             if line and not line.startswith(b"#")]
    check(len(lines) == n, f"{len(lines)} lines, want {n}")
    return done.stdout, read(folder), seconds


def whole_lines(data):
    return data[:data.rfind(b"\n") + 1]


def killed_again_and_again(folder, result, listed, seconds):
    """Moments at random over what is left, so that every stage is met."""
    moments = random.Random(3)
    before, met = b"", 0
    for _ in range(KILLS):
        job = start(folder, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
        time.sleep(seconds * moments.uniform(0.02, 0.4))
        met += job.poll() is None
        job.kill()
        job.wait()
        now = whole_lines(read(folder))
        check(listed.startswith(now), "what is listed is another list")
        check(len(now) >= len(whole_lines(before)), "listed lines were lost")
        before = now
    print(f"{met} of {KILLS} kills met the run at work; "
          f"{before.count(bytes([10]))} lines were there at the end")
    check(met > 0, "no kill met the run at work")
    done = run(*LARGE, CRYSTAL, cwd=folder)
    check(done.returncode == 0, done.stderr)
    check(read(folder) == listed, "the list is not the undisturbed one")
    check(done.stdout == result, "the result is not the undisturbed one")


def any_end_of_file_will_do(folder, result, listed):
    """Cut anywhere: in the head, in a line, between compositions."""
    body = listed.index(b"\n1 0 ") + 1
    second = listed.index(b"\n2 0 ") + 1
    for size in (0, 1, 50, body - 1, body, body + 3, second - 1, second,
                 second + 40, len(listed) - 1, len(listed)):
        write(folder, listed[:size])
        done = run(*SMALL, CRYSTAL, cwd=folder)
        check(done.returncode == 0 and done.stdout == result and
              read(folder) == listed, f"cut at {size}: {done.stderr}")


def refused(folder, data, word, *options, crystal=CRYSTAL):
    write(folder, data)
    done = run(*SMALL, *options, crystal, cwd=folder)
    check(done.returncode == 3 and word in done.stderr and
          done.stderr.count("\n") == 1 and done.stdout == "",
          f"want a refusal with \"{word}\": {done.returncode} {done.stderr}")
    check(read(folder) == data, f"{word}: the file was changed")


def other_lists_are_refused(folder, listed):
    body = listed.index(b"\n1 0 ") + 1
    short = listed[:body + 5000]
    refused(folder, short, "other settings", "--no-rank")
    refused(folder, short, "other settings", "--primitive-only")
    refused(folder, short, "other settings", "-d", "vac on Li 1")
    with open(CRYSTAL, encoding="utf-8") as file:
        text = file.read()
    wider = os.path.join(folder, "wider.cif")
    with open(wider, "w", encoding="utf-8") as file:
        file.write(text.replace("9.86", "9.87"))
    refused(folder, short, "another input", crystal=wider)
    refused(folder, short.replace(b"# version ", b"# version 9", 1),
            "another version")
    refused(folder, b"my notes\n", "no list of decorations")
    lines = short.split(b"\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(b"1 7 "))
    for damage in (lines[at] + b"A", lines[at][:-1] + b"z",
                   lines[at].replace(b"1 7", b"1 8", 1), b"", b"\0" * 40):
        refused(folder, b"\n".join(lines[:at] + [damage] + lines[at + 1:]),
                "damaged")


def interrupted_in_order(folder, listed):
    write(folder, b"")
    job = start(folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True)
    # the list grows when the run is at work
    while job.poll() is None and len(read(folder)) < 1 << 20:
        time.sleep(0.005)
    second = run(*LARGE, CRYSTAL, cwd=folder)
    alone = job.poll() is not None
    check(alone or (second.returncode == 1 and
                    "another run" in second.stderr),
          f"two runs on one list: {second.returncode} {second.stderr}")
    job.send_signal(signal.SIGINT)
    printed, said = job.communicate(timeout=120)
    if job.returncode == 0:
        print("the run was over before the signal")
        return
    check(job.returncode == 130 and printed == "" and
          "goes on from list.txt" in said and said.count("\n") == 1,
          f"interrupt: {job.returncode} {said}")
    data = read(folder)
    check(data == whole_lines(data) and listed.startswith(data) and
          len(data) > 1 << 20, "the list ends with a whole line")


with program.Scratch() as one, program.Scratch() as two:
    answer, whole, took = undisturbed(one, LARGE, 16172 + 219102)
    killed_again_and_again(two, answer, whole, took)
    interrupted_in_order(two, whole)
    answer, whole, took = undisturbed(one, SMALL, 640 + 16172)
    any_end_of_file_will_do(two, answer, whole)
    other_lists_are_refused(two, whole)
program.report()
