# SPDX-License-Identifier: BSD-3-Clause
"""The documentation points at things that are there: links, files named in
backticks, and a line on every status code."""
import os
import re

import tree

LINK = re.compile(r'\]\(([^)#\s]+)(#[^)]*)?\)')
NAMED = re.compile(r'`((?:core|pathways|io|cli|tests|samples|bench|docs|python)'
                   r'/[\w./-]+)`')
STATUS = re.compile(r'X\((IW_\w+), (\d+),')
STATUS_HEADER = 'core/include/ionway/status.h'
STATUS_PAGE = 'docs/errors.md'
# an option that opens a span in backticks is one of the program
OPTION = re.compile(r'`--([a-z][a-z-]+)')
OPTION_TABLE = 'cli/options.c'
OTHER_OPTIONS = {'full'}  # of tests/run.sh


def check(root):
    options = OTHER_OPTIONS | set(
        re.findall(r'"([a-z][a-z-]+)"', tree.read(root, OPTION_TABLE)))
    for path in tree.files(root, ('.md',)):
        here = os.path.dirname(path)
        for number, line in enumerate(tree.read(root, path).splitlines(), 1):
            for match in LINK.finditer(line):
                target = match.group(1)
                if '://' in target or target.startswith('mailto:'):
                    continue
                if not os.path.exists(os.path.join(root, here, target)):
                    yield path, number, f'link to {target}, which is not there'
            for match in NAMED.finditer(line):
                if not os.path.exists(os.path.join(root, match.group(1))):
                    yield path, number, f'no file {match.group(1)}'
            for match in OPTION.finditer(line):
                if match.group(1) not in options:
                    yield path, number, f'no option --{match.group(1)}'
    page = tree.read(root, STATUS_PAGE) \
        if os.path.exists(os.path.join(root, STATUS_PAGE)) else ''
    for name, value in STATUS.findall(tree.read(root, STATUS_HEADER)):
        if not re.search(rf'^\| `{name}` \| {value} \|', page, re.M):
            yield STATUS_PAGE, 1, f'no row for {name}, {value}'


if __name__ == '__main__':
    tree.main(check)
