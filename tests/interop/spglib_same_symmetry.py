# SPDX-License-Identifier: BSD-3-Clause
"""The symmetry found in every crystal at hand against spglib's Python module
(given the very same numbers) and against pymatgen, which reads the files
itself. usage: spglib_same_symmetry.py PROGRAM SAMPLES SHARED_DATA"""
import glob
import json
import os
import subprocess
import sys
import warnings

try:
    import numpy as np
    import spglib
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

TOLERANCE = 0.01
# pymatgen takes seconds over large cells; the small ones show the same
PYMATGEN_SITES = 30

failures = []


def check(name, what, condition):
    if not condition:
        failures.append(name)
        print('FAIL', name, what)


def atoms_of(crystal):
    """Sites on one position as one atom; type by content; own code."""
    lattice = np.array(crystal['lattice'])
    sites = np.array([site[3:] for site in crystal['sites']])
    species = [tuple(site[:3]) for site in crystal['sites']]
    atom_of, anchors = [], []
    for i, frac in enumerate(sites):
        delta = frac - sites[anchors]
        delta -= np.round(delta)
        near = np.linalg.norm(delta @ lattice, axis=1) < 0.01
        if near.any():
            atom_of.append(int(near.argmax()))
        else:
            atom_of.append(len(anchors))
            anchors.append(i)
    contents = [sorted((s for s, a in zip(species, atom_of) if a == b),
                       key=str) for b in range(len(anchors))]
    types = {}
    numbers = [types.setdefault(str(c), len(types) + 1) for c in contents]
    return lattice, sites[anchors], numbers, atom_of


def operation_set(operations):
    """Rotations with translations rounded to 1e-4 and wrapped."""
    found = set()
    for operation in operations:
        shift = np.round(np.array(operation[9:]) * 1e4).astype(int) % 10000
        found.add(tuple(int(x) for x in operation[:9]) + tuple(shift))
    return found


def same_as_spglib(crystal):
    name = crystal['file']
    lattice, frac, numbers, atom_of = atoms_of(crystal)
    data = spglib.get_symmetry_dataset((lattice, frac, numbers), TOLERANCE)
    check(name, 'number', data['number'] == crystal['number'])
    check(name, 'symbol', data['international'] == crystal['symbol'])
    check(name, 'point group',
          data['pointgroup'].strip() == crystal['point_group'])
    operations = [list(r.ravel()) + list(t) for r, t in
                  zip(data['rotations'], data['translations'])]
    check(name, 'number of operations',
          len(operations) == len(crystal['operations']))
    check(name, 'rotations',
          sorted(o[:9] for o in operations) ==
          sorted(o[:9] for o in crystal['operations']))
    orbits, of = crystal['orbits'], crystal['site_orbits']
    ratio = len(data['std_types']) / len(numbers)
    roots = list(data['crystallographic_orbits'])
    for i, atom in enumerate(atom_of):
        first, size, multiplicity, letter, symmetry = orbits[of[i]]
        root = roots[atom]
        members = roots.count(root)
        check(name, f'orbit of site {i}', size == members and
              root == roots[atom_of[first]])
        check(name, f'multiplicity of site {i}',
              abs(multiplicity - members * ratio) < 1e-9)
    # letters and the set of operations depend on the cell that spglib saw,
    # which is the given one but for skewed or left-handed ones
    edges = np.prod(np.linalg.norm(lattice, axis=1))
    if edges < 1.9 * np.linalg.det(lattice):
        hall = [h for h in range(1, 531)
                if spglib.get_spacegroup_type(h)['number'] == data['number']
                and spglib.get_spacegroup_type(h)['hall_symbol'] ==
                crystal['hall']]
        check(name, 'Hall symbol', len(hall) == 1)
        setting = spglib.get_symmetry_dataset(
            (lattice, frac, numbers), TOLERANCE, hall_number=hall[0])
        check(name, 'letters', all(
            setting['wyckoffs'][a] == orbits[of[i]][3] and
            setting['site_symmetry_symbols'][a] == orbits[of[i]][4]
            for i, a in enumerate(atom_of)))
        check(name, 'operations', operation_set(operations) ==
              operation_set(crystal['operations']))


def same_as_pymatgen(crystals):
    """Files pymatgen can read (few settings, no Hall symbols): the group it
    finds, unless its own reading cannot be right."""
    try:
        from pymatgen.core import Structure
        from pymatgen.symmetry.analyzer import SpacegroupAnalyzer
    except ImportError as missing:
        print('skipped: pymatgen:', missing)
        return None
    warnings.simplefilter('ignore')
    compared = 0
    for crystal in crystals:
        if len(crystal['sites']) > PYMATGEN_SITES:
            continue
        try:
            structure = Structure.from_file(crystal['file'])
            number = SpacegroupAnalyzer(
                structure, TOLERANCE).get_space_group_number()
        except Exception:  # its reader and analyser raise of every kind
            continue
        if len(structure) != len(atoms_of(crystal)[1]):
            continue  # it did not understand the symmetry of the file
        compared += 1
        check(crystal['file'], f'pymatgen finds {number}',
              number == crystal['number'])
    return compared


def main():
    program, samples, shared = sys.argv[1:4]
    files = sorted(glob.glob(os.path.join(samples, '*', 'structure.cif')))
    if not files:
        failures.append('no samples')
    files += sorted(glob.glob(os.path.join(shared, 'data', '*', 'cifs',
                                           '*.cif')))
    files += sorted(glob.glob(os.path.join(shared, 'data', 'structures',
                                           '*.cif')))
    run = subprocess.run([program, str(TOLERANCE)] + files,
                         stdout=subprocess.PIPE, text=True)
    crystals = [json.loads(line) for line in run.stdout.splitlines()]
    check('files', f'{len(crystals)} of {len(files)} were read',
          run.returncode == 0 and len(crystals) == len(files))
    for crystal in crystals:
        same_as_spglib(crystal)
    compared = same_as_pymatgen(crystals)
    check('pymatgen', 'nothing was compared', compared != 0)
    print(f'{len(crystals)} crystals against spglib {spglib.__version__}, '
          f'{compared} against pymatgen, {len(failures)} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
