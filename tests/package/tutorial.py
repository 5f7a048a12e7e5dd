# SPDX-License-Identifier: BSD-3-Clause
"""Run the commands of a Markdown page: tutorial.py PAGE PROGRAM SOURCE WORK

Every ```sh block runs, in order, in one fresh folder that holds the samples.
Its commands must succeed. A ```text block that follows shows what is printed:
each of its lines must come out, in this order, blanks aside; a line "..."
stands for any number of others."""
import os
import re
import shutil
import subprocess
import sys

BLOCK = re.compile(r'^```(sh|text)\n(.*?)^```$', re.M | re.S)


def squeeze(line):
    return ' '.join(line.split())


def missing_line(wanted, output):
    """First wanted line that does not come out in its turn, or None."""
    printed = [squeeze(line) for line in output.splitlines()]
    at, free = 0, True
    for line in map(squeeze, wanted.splitlines()):
        if not line:
            continue
        if line == '...':
            free = True
            continue
        places = [i for i in range(at, len(printed)) if printed[i] == line]
        blank = [i for i in places
                 if free or not any(printed[at:i])]
        if not blank:
            return line
        at, free = blank[0] + 1, False
    return None


def run(command, folder, environment):
    done = subprocess.run(['sh', '-e', '-c', command], cwd=folder,
                          env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    return done.returncode, done.stdout


def main():
    page, program, source, work = sys.argv[1:]
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.symlink(os.path.join(source, 'samples'), os.path.join(work, 'samples'))
    environment = dict(os.environ, NO_COLOR='1', LC_ALL='C.UTF-8')
    environment['PATH'] = (os.path.dirname(program) + os.pathsep
                           + environment['PATH'])
    with open(page, encoding='utf-8') as file:
        text = file.read()
    ran, output = 0, ''
    for match in BLOCK.finditer(text):
        line = text.count('\n', 0, match.start()) + 1
        kind, body = match.groups()
        if kind == 'sh':
            code, output = run(body, work, environment)
            ran += 1
            if code != 0:
                print(f'{page}:{line}: exit {code} of\n{body}{output}')
                return 1
            continue
        lost = missing_line(body, output)
        if lost is not None:
            print(f'{page}:{line}: "{lost}" is not printed; this is:\n'
                  f'{output}')
            return 1
    print(f'{ran} blocks ran')
    return 0 if ran > 0 else 1


if __name__ == '__main__':
    sys.exit(main())
