# SPDX-License-Identifier: BSD-3-Clause
"""Includes point left in core <- pathways <- io <- cli; the program and the
samples see the public header and the C library, nothing else."""
import os

import tree

# what a C11 or POSIX system brings: names without a folder, and sys/
def is_system(name):
    return '/' not in name or name.startswith('sys/')


UMBRELLA = os.path.join('core', 'include', 'ionway', 'ionway.h')
FOREIGN = ('spglib.h', 'lapacke.h', 'cblas.h', 'sqlite3.h')


def header_layers(root):
    """Layer index by include name, public <ionway/x.h> and private "x.h"."""
    public, private = {'ionway/version.h': 0}, {}
    for path in tree.files(root, ('.h', '.h.in')):
        index = tree.layer(path)
        if index is None:
            continue
        if os.sep + 'include' + os.sep in path:
            public['ionway/' + os.path.basename(path)] = index
        else:
            relative = path.split(os.sep, 1)[1].replace(os.sep, '/')
            private.setdefault(relative, set()).add(index)
            private.setdefault(os.path.basename(path), set()).add(index)
    return public, private


def narrow(path, name, quoted, private):
    """What is wrong with an include of the program or a sample, or None."""
    if name == 'ionway/ionway.h' and not quoted:
        return None
    if quoted:
        own = private.get(name, set())
        in_cli = path.startswith('cli' + os.sep)
        if in_cli and tree.LAYERS.index('cli') in own:
            return None
        return f'"{name}" is private to the library'
    if not is_system(name) or name in FOREIGN:
        return f'<{name}>: only <ionway/ionway.h> and the C library here'
    return None


def check(root):
    public, private = header_layers(root)
    for path in tree.files(root, ('.c', '.cpp', '.h')):
        text = tree.strip_comments(tree.read(root, path), strings=False)
        top = path.split(os.sep)[0]
        own = tree.layer(path)
        for line, name, quoted in tree.includes(text):
            if top in ('cli', 'samples'):
                wrong = narrow(path, name, quoted, private)
                if wrong:
                    yield path, line, wrong
                continue
            if own is None or path == UMBRELLA:
                continue
            if name == 'ionway/ionway.h':
                yield path, line, 'the library does not include its umbrella'
                continue
            if name.startswith('ionway/'):
                target = public.get(name)
            elif quoted:
                indices = private.get(name)
                target = min(indices, key=lambda i: abs(i - own)) \
                    if indices else None
            else:
                continue
            if target is None:
                yield path, line, f'{name}: no such header in the tree'
            elif target > own:
                yield path, line, (f'{tree.LAYERS[own]} includes {name} of '
                                   f'{tree.LAYERS[target]}: includes point '
                                   'left only')


if __name__ == '__main__':
    tree.main(check)
