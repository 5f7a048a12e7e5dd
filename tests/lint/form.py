# SPDX-License-Identifier: BSD-3-Clause
"""What every file carries and what none does: licence line, a sentence on
what it is for, width, unique names; no machine paths, no bare to-dos."""
import os
import re

import tree

SPDX = 'SPDX-License-Identifier: BSD-3-Clause'
# written apart, so that this file passes its own check
MACHINE_PATHS = ['/' + top + '/' for top in ('work', 'root', 'home')]
TO_DO = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X)\b(?!\s*\(#\d+\))')
WIDTH = 80


def head(path, text):
    """The licence line and a describing comment after it."""
    lines = text.splitlines()
    first = lines[1] if lines and lines[0].startswith('#!') and \
        len(lines) > 1 else (lines[0] if lines else '')
    if SPDX not in first:
        yield path, 1, 'no SPDX line at the top'
        return
    after = '\n'.join(lines[lines.index(first) + 1:][:3]).lstrip()
    if not re.match(r'(/\*|//|#|""")\s*\S', after):
        yield path, 2, 'no comment that says what the file is for'


def unique_names(root):
    """The name tells the file: a stem stands for one thing in the tree."""
    homes = {}
    for path in tree.files(root, ('.c', '.cpp', '.h', '.h.in')):
        if tree.layer(path) is None:
            continue
        stem = os.path.basename(path).split('.')[0]
        kind = 'header' if '.h' in os.path.basename(path) else 'source'
        public = os.sep + 'include' + os.sep in path
        homes.setdefault(stem, []).append((kind, public, path))
    for stem, found in homes.items():
        for kind in ('header', 'source'):
            paths = [p for k, _, p in found if k == kind]
            allowed = 2 if kind == 'header' and \
                len({public for k, public, _ in found if k == kind}) == 2 \
                else 1
            if len(paths) > allowed:
                yield paths[-1], 1, f'the name {stem} is taken by {paths[0]}'
        tops = {p.split(os.sep)[0] for _, _, p in found}
        if len(tops) > 1:
            yield found[-1][2], 1, \
                f'{stem} lives in several layers: {", ".join(sorted(tops))}'


def check(root):
    for path in tree.files(root):
        text = tree.read(root, path)
        code = path.endswith(('.c', '.cpp', '.h', '.h.in'))
        if code or path.endswith(('.py', '.sh')):
            yield from head(path, text)
        for number, line in enumerate(text.splitlines(), 1):
            for part in MACHINE_PATHS:
                if re.search(r'(?<![\w.}])' + part, line):
                    yield path, number, f'a path of one machine: {part}'
            if TO_DO.search(line):
                yield path, number, 'a to-do without (#issue)'
            if code and len(line) > WIDTH:
                yield path, number, f'{len(line)} columns, {WIDTH} wanted'
            if line.endswith((' ', '\t')) and not path.startswith(
                    os.path.join('tests', 'fuzz', 'corpus')) and code:
                yield path, number, 'blanks at the end of the line'
    yield from unique_names(root)


if __name__ == '__main__':
    tree.main(check)
