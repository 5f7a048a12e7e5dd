# SPDX-License-Identifier: BSD-3-Clause
"""Signals, broken pipes, full disks and terminals: the program stops in good
order and never leaves part of a file under its final name."""
import os
import pty
import select
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import PROGRAM, check, run, sample  # noqa: E402

CRYSTAL = sample("Li6PS5Cl")
# seconds of work on a crystal without symmetry, none of it in steps that
# cannot be cancelled
LONG = ["map", "-s", "0.07", "--cutoff-ang", "30", "-j", "1"]


def without_symmetry(folder):
    """The sample with its first atom pushed aside, as a POSCAR."""
    path = os.path.join(folder, "POSCAR")
    done = run("convert", "-q", CRYSTAL, path)
    check(done.returncode == 0, done.stderr)
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    first = next(i for i, line in enumerate(lines)
                 if line.strip().lower().startswith("direct")) + 1
    x, y, z = map(float, lines[first].split()[:3])
    lines[first] = f"{x + 0.003} {y + 0.005} {z + 0.007}"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def start(*args, **streams):
    return subprocess.Popen([PROGRAM, *args], env=program.environment(),
                            stdin=subprocess.DEVNULL, **streams)


def interrupt_stops_in_order(crystal, scratch):
    out = os.path.join(scratch, "out.json")
    for number in (signal.SIGINT, signal.SIGTERM):
        job = start(*LONG, crystal, "-o", out, "--volume",
                    os.path.join(scratch, "v.cube"), stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True)
        time.sleep(0.5)
        job.send_signal(number)
        began = time.monotonic()
        printed, said = job.communicate(timeout=120)
        check(job.returncode == 130, f"{number}: exit code {job.returncode}")
        check(time.monotonic() - began < 60, f"{number}: took long to stop")
        check(printed == "" and said.startswith("ionway: ") and
              said.count("\n") == 1 and "cancelled" in said,
              f"{number}: {printed}{said}")
        check(os.listdir(scratch) == [], f"left {os.listdir(scratch)}")


def kill_leaves_no_part_of_a_volume(scratch):
    """Kill at many moments around the writing; the file is whole or absent."""
    name = os.path.join(scratch, "v.cube")
    options = ["map", "-s", "0.15", "-j", "1", "--no-refine",
               "--max-barrier-ev", "0.01", "--volume", name, CRYSTAL]
    whole = run(*options)
    check(whole.returncode == 0, whole.stderr)
    size = os.path.getsize(name)
    os.remove(name)
    seen = during = 0
    for _ in range(6):
        job = start(*options, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
        # wait until the writer's scratch file shows, or the job is over
        while job.poll() is None and not os.listdir(scratch):
            time.sleep(0.0005)
        during += job.poll() is None
        job.kill()
        job.wait()
        if os.path.exists(name):
            seen += 1
            check(os.path.getsize(name) == size, "part of a volume is left")
        for left in os.listdir(scratch):
            os.remove(os.path.join(scratch, left))
    check(during > 0, "the writing was never met")
    print(f"killed {during} of 6 while writing, {seen} files were whole")


def full_disk_is_an_error():
    if not os.path.exists("/dev/full"):
        print("no /dev/full here")
        return
    with open("/dev/full", "w", encoding="utf-8") as full:
        job = start("info", "-q", CRYSTAL, stdout=full, stderr=subprocess.PIPE,
                    text=True)
        _, said = job.communicate(timeout=60)
    check(job.returncode == 1 and said.startswith("ionway: ") and
          said.count("\n") == 1, f"/dev/full: {job.returncode} {said}")


def a_closed_pipe_is_no_drama():
    reader, writer = os.pipe()
    os.close(reader)
    job = start("info", "-q", CRYSTAL, stdout=writer, stderr=subprocess.PIPE,
                text=True, restore_signals=True)
    os.close(writer)
    _, said = job.communicate(timeout=60)
    check(job.returncode == -signal.SIGPIPE and said == "",
          f"closed pipe: {job.returncode} {said}")


def has_terminals():
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


def on_a_terminal(args, env, stderr_too, until=None, seconds=120):
    """What a terminal of 80 columns gets to see, at most until a text shows
    or so many seconds have passed."""
    end = time.monotonic() + seconds
    primary, secondary = pty.openpty()
    job = subprocess.Popen(
        [PROGRAM, *args], env=program.environment(TERM="xterm", **env),
        stdin=subprocess.DEVNULL, stdout=secondary,
        stderr=secondary if stderr_too else subprocess.DEVNULL)
    os.close(secondary)
    seen = b""
    while True:
        ready, _, _ = select.select([primary], [], [],
                                    max(0, end - time.monotonic()))
        try:
            piece = os.read(primary, 65536) if ready else b""
        except OSError:
            break
        if not piece:
            break
        seen += piece
        # a line is complete when the next one begins
        if until is not None and until in seen[:seen.rfind(b"\r")]:
            break
    os.close(primary)
    job.kill()  # what is over is not hurt
    job.wait()
    return seen.decode("utf-8", errors="replace")


def colour_is_for_terminals():
    args = ["info", CRYSTAL]
    check("\033[" in on_a_terminal(args, {}, False), "colour on a terminal")
    check("\033[" not in on_a_terminal(args, {"NO_COLOR": "1"}, False),
          "NO_COLOR")
    check("\033[" in on_a_terminal(args + ["--color", "always"],
                                   {"NO_COLOR": "1"}, False),
          "--color always wins over NO_COLOR")
    check("\033[" not in run(*args).stdout, "no colour in a pipe")
    check("\033[" in run(*args, "--color", "always").stdout, "--color always")


def progress_is_for_terminals(crystal):
    args = [*LONG, crystal]
    seen = on_a_terminal(args, {}, True, until=b"[#")
    check("[#" in seen and " left" in seen,
          f"a bar on a terminal: {seen[:300]!r}")
    # as long as the bar would long have shown
    check("[#" not in on_a_terminal(args + ["-q"], {}, True, seconds=2),
          "--quiet")
    job = start(*args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True)
    time.sleep(2)
    job.kill()
    check("%" not in job.communicate()[1], "no bar in a pipe")


with program.Scratch() as directory, program.Scratch() as other:
    low = without_symmetry(other)
    interrupt_stops_in_order(low, directory)
    kill_leaves_no_part_of_a_volume(directory)
    full_disk_is_an_error()
    a_closed_pipe_is_no_drama()
    if has_terminals():
        colour_is_for_terminals()
        progress_is_for_terminals(low)
    else:
        print("skipped: no pseudo-terminals here")
program.report()
