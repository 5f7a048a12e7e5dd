# SPDX-License-Identifier: BSD-3-Clause
"""Plant one violation at a time in a small clean tree: each lint must pass the
clean tree and find the plant."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SPDX = '/* SPDX-License-Identifier: BSD-3-Clause */\n'

CLEAN = {
    'core/include/ionway/ionway.h': SPDX + '/* All. */\n'
    '#include <ionway/good.h>\n#include <ionway/path.h>\n',
    'core/include/ionway/good.h': SPDX + '/* Good, eq. (E1), [chen2019]. */\n',
    'core/include/ionway/status.h': SPDX + '/* Codes. */\n'
    '/* X(IW_OK, 0, "no error") */\n',
    'cli/options.c': SPDX + '/* Options: "step-ang". */\n',
    'docs/options.md': '`--step-ang 0.1`\n',
    'docs/errors.md': '| `IW_OK` | 0 | fine |\n',
    'core/good.c': SPDX + '/* Good. */\n#include <ionway/good.h>\n'
    '#include <math.h>\nstatic const int table[2] = {1, 2};\n',
    'core/symmetry.c': SPDX + '/* The door. */\n#include <spglib.h>\n',
    'core/units.h': SPDX + '/* Units. */\n',
    'pathways/include/ionway/path.h': SPDX + '/* Path. */\n'
    '#include <ionway/good.h>\n',
    'pathways/path.c': SPDX + '/* Path. */\n#include "units.h"\n',
    'io/cif_gemmi.cpp': SPDX + '/* The door. */\n#include <gemmi/cif.hpp>\n',
    'io/scan.h': SPDX + '/* Scan. */\n',
    'cli/main.c': SPDX + '/* Program. */\n#include <getopt.h>\n'
    '#include <stdio.h>\n\n#include <ionway/ionway.h>\n',
    'docs/theory.md': '**(E1)** E = 1 [chen2019]\n',
    'docs/references.bib': '@article{chen2019,\n}\n',
    '.clang-format': open(os.path.join(HERE, '..', '..',
                                       '.clang-format')).read(),
}

# lint, file, its text after the head, what the lint must say
PLANTS = (
    ('layers', 'core/bad.c', '#include <ionway/path.h>\n', 'left only'),
    ('layers', 'core/bad.c', '#include "scan.h"\n', 'left only'),
    ('layers', 'pathways/bad.c', '#include "../io/scan.h"\n',
     'no such header'),
    ('layers', 'io/bad.c', '#include <ionway/ionway.h>\n', 'umbrella'),
    ('layers', 'cli/bad.c', '#include <ionway/good.h>\n', 'only <ionway'),
    ('layers', 'cli/bad.c', '#include "units.h"\n', 'private'),
    ('layers', 'samples/bad.c', '#include <spglib.h>\n', 'C library'),
    ('layers', 'samples/bad.c', '#include <cjson/cJSON.h>\n', 'C library'),
    ('doors', 'core/bad.c', '#include <spglib.h>\n', 'core/symmetry.c'),
    ('doors', 'core/bad.c', '#include <cblas.h>\n', 'core/linalg.c'),
    ('doors', 'io/bad.c', '#include <cjson/cJSON.h>\n', 'io/json.c'),
    ('doors', 'io/bad.c', '#include <sys/socket.h>\n', 'io/socket.c'),
    ('doors', 'cli/bad.c', '#include <netinet/tcp.h>\n', 'io/socket.c'),
    ('doors', 'io/bad.h', 'struct a { struct sockaddr_un b; };\n', 'leaves'),
    ('doors', 'io/bad.cpp', '#include <gemmi/cif.hpp>\n', 'cif_gemmi'),
    ('doors', 'io/bad.cpp', 'int a;\n', 'C++ is allowed'),
    ('doors', 'core/bad.h', 'struct a { SpglibDataset *d; };\n', 'leaves'),
    ('banned', 'cli/bad.c', 'void f(char *s) { sprintf(s, "a"); }\n',
     'sprintf'),
    ('banned', 'core/bad.c', 'int f(void) { return atoi("1"); }\n', 'atoi'),
    ('banned', 'cli/bad.c', 'void f(void) { setlocale(0, ""); }\n',
     'setlocale'),
    ('banned', 'core/bad.c', 'void f(void) { printf("a"); }\n', 'silent'),
    ('banned', 'io/bad.c', 'char *f(void) { return getenv("A"); }\n',
     'getenv'),
    ('banned', 'io/bad.c', 'void *f(void) { return fopen("a", "r"); }\n',
     'touches the disk'),
    ('banned', 'io/bad.c', 'void *f(void) { return malloc(3); }\n',
     'core/mem.h'),
    ('banned', 'core/bad.c', 'static int counter;\n', 'outlives'),
    ('banned', 'core/bad.c', 'int f(void)\n{\n  static int n = 0;\n'
     '  return ++n;\n}\n', 'outlives'),
    ('form', 'core/bad.c', '/* ' + 90 * 'a' + ' */\n', 'columns'),
    ('form', 'core/bad.c', '/* TO' 'DO later */\n', 'to-do'),
    ('form', 'core/bad.c', '/* see /wo' 'rk/a */\n', 'one machine'),
    ('form', 'core/path.c', 'int a;\n', 'taken'),
    ('form', 'io/units.c', 'int a;\n', 'several layers'),
    ('citations', 'core/bad.c', '/* as in [nobody1999] */\n', 'nobody1999'),
    ('citations', 'core/bad.c', '/* eqs. (E1)-(E2) */\n', '(E2)'),
    ('citations', 'core/bad.c', '/* (Q7) a = b */\n', '(Q7)'),
    ('format', 'core/bad.c', 'int   f( void ){return 1;}\n', 'formatted'),
)
# plants whose head is the violation
BARE = (
    ('form', 'core/bad.c', 'int a;\n', 'SPDX'),
    ('form', 'core/bad.c', SPDX + 'int a;\n', 'what the file is for'),
    ('docs', 'docs/a.md', 'see [b](b.md)\n', 'link to b.md'),
    ('docs', 'docs/a.md', 'see `core/no.c`\n', 'no file core/no.c'),
    ('docs', 'docs/a.md', '`--stop-ang 1`\n', 'no option --stop-ang'),
    ('docs', 'docs/errors.md', '| `IW_OK` | 7 | odd |\n', 'no row for IW_OK'),
    ('citations', 'docs/references2.bib', '@book{unread2000,\n}\n',
     'cited nowhere'),
    ('citations', 'docs/theory2.md', '**(E1)** again\n', 'defined twice'),
)


def write(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full) or root, exist_ok=True)
    with open(full, 'w', encoding='utf-8') as file:
        file.write(text)


def run(lint, root):
    script = os.path.join(HERE, lint)
    command = (['sh', script + '.sh'] if os.path.exists(script + '.sh')
               else [sys.executable, script + '.py'])
    done = subprocess.run(command + [root], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def planted(lint, path, text, wanted):
    """None when the plant is found, else what went wrong."""
    with tempfile.TemporaryDirectory() as root:
        for name, clean in CLEAN.items():
            write(root, name, clean)
        code, output = run(lint, root)
        if code == 77:
            print(f'skipped: {lint}: {output.strip()}')
            return None
        if code != 0:
            return f'{lint} finds fault with the clean tree: {output}'
        write(root, path, text)
        code, output = run(lint, root)
        if code == 0 or wanted not in output:
            return (f'{lint} misses {text!r} in {path} '
                    f'(exit {code}): {output}')
    return None


def main():
    plants = [(lint, path, SPDX + '/* Bad. */\n' + text, wanted)
              for lint, path, text, wanted in PLANTS] + list(BARE)
    wrong = [w for w in (planted(*plant) for plant in plants) if w]
    for text in wrong:
        print(text)
    print(f'{len(plants)} plants, {len(wrong)} missed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
