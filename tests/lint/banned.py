# SPDX-License-Identifier: BSD-3-Clause
"""Calls that have no place here, each with the reason; and state of our own
that would outlive a call."""
import os
import re

import tree

ANYWHERE = {
    'sprintf': 'unbounded; snprintf',
    'vsprintf': 'unbounded; vsnprintf',
    'strcpy': 'unbounded; memcpy with a size',
    'strcat': 'unbounded; snprintf',
    'strtok': 'hidden state; scan.h',
    'atoi': 'no errors; scan.h',
    'atol': 'no errors; scan.h',
    'atof': 'no errors, locale; scan.h',
    'gets': 'unbounded',
    'alloca': 'unbounded stack',
    'rand': 'hidden state',
    'srand': 'hidden state',
    'longjmp': 'return a status',
    'system': 'no shells',
}
# core and pathways and io neither talk nor exit nor look around
IN_LIBRARY = {
    'printf': 'the library is silent', 'puts': 'the library is silent',
    'putchar': 'the library is silent', 'perror': 'the library is silent',
    'exit': 'return a status', 'abort': 'return a status',
    '_Exit': 'return a status', 'getenv': 'options come from the caller',
}
# a test may, to see that we do not depend on it
OUTSIDE_TESTS = {'setlocale': 'changes the host program'}
# one file in io touches the disk
FILES = ('fopen', 'open', 'creat', 'mkstemp', 'rename', 'unlink', 'remove',
         'tmpfile')
DISK_DOOR = 'io/file.c'
# allocation is counted, and can be made to fail
ALLOCATORS = ('malloc', 'calloc', 'realloc', 'strdup', 'strndup', 'free',
              'aligned_alloc', 'posix_memalign')
ALLOCATOR_DOORS = ('core/mem.c', 'core/context.c', 'core/symmetry.c',
                   'io/json.c', 'io/file.c')
# the one piece of state: the lock that serialises spglib
STATE_ALLOWED = {'core/symmetry.c'}


def calls(code, names):
    pattern = re.compile(r'(?<![\w.>])(' + '|'.join(map(re.escape, names)) +
                         r')\s*\(')
    for number, line in enumerate(code.splitlines(), 1):
        for match in pattern.finditer(line):
            yield number, match.group(1)


def mutable_state(code):
    """File-scope objects that can be written to."""
    depth = 0
    for number, line in enumerate(code.splitlines(), 1):
        if depth == 0 and re.match(
                r'(static\s+|_Thread_local\s+)+(?!.*\bconst\b)[\w\s*]+'
                r'(\[[^]]*\])*\s*(=|;)', line):
            yield number
        if depth > 0 and re.match(
                r'\s+static\s+(?!.*\bconst\b)[\w\s*]+(\[[^]]*\])*\s*(=|;)',
                line):
            yield number
        depth += line.count('{') - line.count('}')


def check(root):
    for path in tree.files(root, ('.c', '.cpp', '.h')):
        slashed = path.replace(os.sep, '/')
        code = tree.strip_comments(tree.read(root, path))
        for line, name in calls(code, ANYWHERE):
            yield path, line, f'{name}: {ANYWHERE[name]}'
        if not slashed.startswith('tests/'):
            for line, name in calls(code, OUTSIDE_TESTS):
                yield path, line, f'{name}: {OUTSIDE_TESTS[name]}'
        index = tree.layer(path)
        if index is None or tree.LAYERS[index] == 'cli':
            continue
        for line, name in calls(code, IN_LIBRARY):
            yield path, line, f'{name}: {IN_LIBRARY[name]}'
        if slashed != DISK_DOOR:
            for line, name in calls(code, FILES):
                yield path, line, f'{name}: only {DISK_DOOR} touches the disk'
        if slashed not in ALLOCATOR_DOORS and path.endswith('.c'):
            for line, name in calls(code, ALLOCATORS):
                yield path, line, f'{name}: allocate through core/mem.h'
        if slashed not in STATE_ALLOWED:
            for line in mutable_state(code):
                yield path, line, 'state that outlives the call'


if __name__ == '__main__':
    tree.main(check)
