# SPDX-License-Identifier: BSD-3-Clause
"""One door per dependency: a single file includes its header, and none of its
names shows in a header of ours."""
import os
import re

import tree

# header pattern, its door, names that must not leave it
DOORS = (
    (r'spglib\.h', 'core/symmetry.c', r'\bSpglib\w*|\bspg_\w+'),
    (r'(lapacke|cblas|lapack|openblas/.*)\.h', 'core/linalg.c',
     r'\bLAPACKE_\w+|\bcblas_\w+'),
    (r'(cjson/)?cJSON\.h', 'io/json.c', r'\bcJSON\w*'),
    (r'gmp\.h', 'core/doping/bigint.c', r'\bmpz_\w+'),
    (r'sys/(socket|un)\.h|netinet/.*|arpa/inet\.h|netdb\.h|poll\.h',
     'io/socket.c', r'\bsockaddr\w*|\bsocklen_t\b|\bpollfd\b|\baddrinfo\b'),
    (r'gemmi/.*', 'io/cif_gemmi.cpp', r'\bgemmi::'),
)
# who may use C++ at all
CXX_DOOR = 'io/cif_gemmi.cpp'


def check(root):
    for path in tree.files(root, ('.c', '.cpp', '.cc', '.h')):
        if tree.layer(path) is None and not path.startswith('samples'):
            continue
        slashed = path.replace(os.sep, '/')
        text = tree.read(root, path)
        code = tree.strip_comments(text)
        if path.endswith(('.cpp', '.cc')) and slashed != CXX_DOOR:
            yield path, 1, f'C++ is allowed in {CXX_DOOR} only'
        for header, door, names in DOORS:
            if slashed == door:
                continue
            for line, name, _ in tree.includes(text):
                if re.fullmatch(header, name):
                    yield path, line, f'{name} belongs in {door}'
            for number, line in enumerate(code.splitlines(), 1):
                match = re.search(names, line)
                if match:
                    yield path, number, f'{match.group(0)} leaves {door}'


if __name__ == '__main__':
    tree.main(check)
