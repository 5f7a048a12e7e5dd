#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A folder of published crystals, each from its file to the ten lowest ordered
cells with no option given:

    python3 bench/disordered.py PROGRAM FOLDER [RESULT.json [OPTION...]]

prints how many succeed, why the others do not, and what it took. One thread a
file, as many files at once as there are processors."""
import collections
import concurrent.futures
import glob
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time

LIMIT_S = 300


def run(program, path, options):
    start = time.monotonic()
    try:
        done = subprocess.run([program, 'dope', '-q', '-j', '1', '-f', 'json',
                               *options, path], capture_output=True, text=True,
                              timeout=LIMIT_S, check=False)
        code, output, error = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        code, output, error = -1, '', f'longer than {LIMIT_S} s'
    return {'file': os.path.basename(path), 'code': code,
            'seconds': time.monotonic() - start, 'error': error.strip(),
            'result': json.loads(output) if code in (0, 4) else None}


def reason(error):
    """The kind of refusal: the message without names and numbers."""
    text = re.sub(r'^ionway: \S+: ', '', error.splitlines()[0])
    text = re.split(r'[:;(]| the closest', text)[0]
    return re.sub(r'[-+]?\d+(\.\d+)?', 'N', text).strip()


def main():
    program, folder = sys.argv[1:3]
    target = sys.argv[3] if len(sys.argv) > 3 else None
    paths = sorted(glob.glob(os.path.join(folder, '*.cif')))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(
            lambda path: run(program, path, sys.argv[4:]), paths))
    good = [r for r in rows if r['result'] is not None]
    seconds = sorted(r['seconds'] for r in rows)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f'{len(good)} of {len(rows)} files '
          f'({100 * len(good) / len(rows):.1f} %) to ordered cells; '
          f'median {statistics.median(seconds):.2f} s, 90 % below '
          f'{seconds[int(0.9 * len(seconds))]:.1f} s, longest '
          f'{seconds[-1]:.1f} s; processor {children.ru_utime:.0f} s in all, '
          f'peak {children.ru_maxrss / 1000:.0f} MB')
    modes = collections.Counter(
        s['search']['mode'] for r in good for c in r['result']['cells']
        for s in c['compositions'])
    print('how: ' + ', '.join(f'{n} {mode}' for mode, n in
                              modes.most_common()))
    for why, n in collections.Counter(
            reason(r['error']) for r in rows
            if r['result'] is None).most_common():
        print(f'{n:4d}  {why}')
    if target:
        with open(target, 'w', encoding='utf-8') as file:
            json.dump(rows, file, indent=1)


if __name__ == '__main__':
    main()
