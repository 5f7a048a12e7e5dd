# SPDX-License-Identifier: BSD-3-Clause
"""Which files the lint looks at, and how a finding is told."""
import os
import re
import sys

SKIPPED = {'.git', '__pycache__', 'node_modules'}
CODE = ('.c', '.h', '.cpp', '.in')
TEXT = CODE + ('.md', '.txt', '.cmake', '.sh', '.py', '.json', '.tsv', '.cif',
               '.bib', '.cff', '.map', '.csv', '.yml', '.vasp', '.xyz')
NO_SUFFIX = ('LICENSE', 'run', '.clang-format', '.gitignore')
LAYERS = ('core', 'pathways', 'io', 'cli')


def files(root, suffixes=TEXT):
    """Paths of the tree's text files, relative to root, in a fixed order."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED
                            and not (folder == root and f.startswith('build')))
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if name.endswith(suffixes) or (suffixes is TEXT
                                           and name in NO_SUFFIX):
                found.append(path)
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8',
              errors='surrogateescape') as file:
        return file.read()


def strip_comments(text, strings=True):
    """Code with comments (and strings) blanked; line numbers stay."""
    def blank(match):
        token = match.group(0)
        if token[0] in '"\'' and not strings:
            return token
        return re.sub(r'[^\n]', ' ', token)
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"'
                  r"|'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def includes(text):
    """(line, name, is_quoted) of each include."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+(<([^>]+)>|"([^"]+)")', line)
        if match:
            found.append((number, match.group(2) or match.group(3),
                          match.group(3) is not None))
    return found


def layer(path):
    top = path.split(os.sep)[0]
    return LAYERS.index(top) if top in LAYERS else None


def main(check):
    """Run check(root), which yields (path, line, text); exit 1 on findings."""
    root = os.path.abspath(sys.argv[1])
    count = 0
    for path, line, text in check(root):
        print(f'{path}:{line}: {text}')
        count += 1
    if count:
        print(f'{count} findings')
    sys.exit(1 if count else 0)
