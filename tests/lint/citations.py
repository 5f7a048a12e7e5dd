# SPDX-License-Identifier: BSD-3-Clause
"""Every [key] and every equation number that code or docs mention exists, and
every work in the bibliography is cited."""
import re

import tree

KEY = re.compile(r'\[([a-z]+(?:19|20)\d\d[a-z]?)\]')
# "eq. (E1)", "eqs. (E1)-(E4)", "eqs. (E1) and (E2)", or a formula's comment
# that opens with its number
MENTION = re.compile(r'\beqs?\.\s*((?:\([A-Z]\d+\)(?:\s*(?:[-,]|and|to)\s*)?)+)'
                     r'|/\*\s+(\([A-Z]\d+\))\s')
NUMBER = re.compile(r'\(([A-Z])(\d+)\)')
DEFINITION = re.compile(r'^\*\*\(([A-Z])(\d+)\)\*\*', re.M)
ENTRY = re.compile(r'^@\w+\{([^,\s]+),', re.M)


def mentioned(text):
    """(offset, letter, number) of every equation referred to."""
    flat = re.sub(r'\n[ \t]*\*?[ \t]*', lambda m: ' ' * len(m.group(0)), text)
    for match in MENTION.finditer(flat):
        span = match.group(1) or match.group(2)
        numbers = [(a, int(n)) for a, n in NUMBER.findall(span)]
        if '-' in span or ' to ' in span:
            (letter, low), (_, high) = numbers[0], numbers[-1]
            numbers = [(letter, n) for n in range(low, high + 1)]
        for letter, number in numbers:
            yield match.start(), letter, number


def check(root):
    paths = tree.files(root)
    docs = [p for p in paths if re.match(r'docs.theory.*\.md$', p)]
    bibs = [p for p in paths if re.match(r'docs.references.*\.bib$', p)]
    equations, keys, cited = {}, {}, set()
    for path in docs:
        for match in DEFINITION.finditer(tree.read(root, path)):
            equation = match.group(1), int(match.group(2))
            if equation in equations:
                yield path, 1, '(%s%d) is defined twice' % equation
            equations[equation] = path
    for path in bibs:
        for match in ENTRY.finditer(tree.read(root, path)):
            if match.group(1) in keys:
                yield path, 1, f'[{match.group(1)}] stands twice'
            keys[match.group(1)] = path
    if not equations or not keys:
        yield 'docs', 1, 'no numbered equations or no references found'
    for path in paths:
        if path in bibs or path.startswith('tests'):
            continue
        text = tree.read(root, path)
        for match in KEY.finditer(text):
            cited.add(match.group(1))
            if match.group(1) not in keys:
                line = text.count('\n', 0, match.start()) + 1
                yield path, line, f'[{match.group(1)}] is in no references.bib'
        for offset, letter, number in mentioned(text):
            if (letter, number) not in equations:
                line = text.count('\n', 0, offset) + 1
                yield path, line, f'({letter}{number}) is not in theory.md'
    for key in sorted(set(keys) - cited):
        yield keys[key], 1, f'[{key}] is cited nowhere'


if __name__ == '__main__':
    tree.main(check)
