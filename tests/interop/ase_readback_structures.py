# SPDX-License-Identifier: BSD-3-Clause
"""Structures as ASE and pymatgen see them: the files they read are read the
same here, what they write is read, and what is written here they read.

usage: ase_readback_structures.py DUMP_STRUCTURE SAMPLES SHARED_DATA"""
import glob
import json
import os
import random
import subprocess
import sys
import tempfile
import warnings

SKIPPED = 77

try:
    import numpy as np
    import ase
    import ase.io
    from pymatgen.io.cif import CifParser
    from pymatgen.core import Structure
except ImportError as missing:
    print(f'skipped: {missing}')
    sys.exit(SKIPPED)

warnings.simplefilter('ignore')
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print('FAIL', text)


def ours(program, paths):
    run = subprocess.run([program, *paths], capture_output=True, text=True,
                         check=False)
    check(run.returncode == 0, run.stderr.strip())
    return [json.loads(line) for line in run.stdout.splitlines()]


def cell(rows):
    """Lengths and angles, which do not depend on the frame."""
    rows = np.array(rows)
    return rows @ rows.T


def unmatched(found, wanted, rows, tolerance):
    """Sites (element, occupancy, frac) of one list that the other lacks."""
    left = list(wanted)
    missing = []
    for element, occupancy, frac in found:
        for k, (other, share, place) in enumerate(left):
            d = np.array(frac) - np.array(place)
            d -= np.round(d)
            if other == element and abs(share - occupancy) < 1e-3 and \
                    np.linalg.norm(d @ rows) < tolerance:
                del left[k]
                break
        else:
            missing.append((element, occupancy, frac))
    return missing + left


def compare(name, mine, rows, sites, tolerance, cell_tolerance=1e-6):
    found = [(s['element'], s['occupancy'], s['frac']) for s in mine['sites']]
    rows = np.array(rows)
    scale = np.abs(cell(rows)).max()
    check(np.abs(cell(mine['lattice']) - cell(rows)).max() <
          cell_tolerance * scale,
          f'{name}: another cell')
    rest = unmatched(found, sites, rows, tolerance)
    check(not rest, f'{name}: {len(rest)} sites without counterpart, '
                    f'first {rest[:1]}')


def pymatgen_sites(structure):
    return [(species.symbol if hasattr(species, 'symbol')
             else species.element.symbol, share, site.frac_coords)
            for site in structure for species, share in site.species.items()]


def cif_files_as_pymatgen_reads_them(program, paths):
    """Tolerance: pymatgen keeps rounded special positions, here they are
    moved, by less than 0.05 Angstrom."""
    compared = 0
    for mine in ours(program, paths):
        name = os.path.basename(mine['file'])
        try:
            parser = CifParser(mine['file'], occupancy_tolerance=1.2,
                               site_tolerance=1e-3)
            theirs = parser.get_structures(primitive=False)[0]
        except Exception as error:  # their refusal is no failure of ours
            print(f'left out: {name}: pymatgen: {error}')
            continue
        if any(sum(site.species.values()) > 1.001 for site in theirs):
            print(f'left out: {name}: overfull in pymatgen')
            continue
        compare(name, mine, theirs.lattice.matrix, pymatgen_sites(theirs),
                0.06)
        compared += 1
    print(f'{compared} CIF files agree with pymatgen')
    check(compared >= 0.9 * len(paths), 'pymatgen read too few files')


def random_atoms(rng):
    symbols = [rng.choice(['Li', 'Fe', 'O', 'Zr', 'P']) for _ in range(8)]
    cell_rows = np.diag([8.0, 9.0, 10.0]) + \
        np.array([[rng.uniform(-2, 2) for _ in range(3)] for _ in range(3)])
    frac = [[(i & 1) / 2 + rng.uniform(0, .25),
             (i >> 1 & 1) / 2 + rng.uniform(0, .25),
             (i >> 2) / 2 + rng.uniform(0, .25)] for i in range(8)]
    return ase.Atoms(symbols, scaled_positions=frac, cell=cell_rows, pbc=True)


def ase_sites(atoms):
    return [(atom.symbol, 1.0, frac) for atom, frac in
            zip(atoms, atoms.get_scaled_positions(wrap=True))]


def what_ase_writes(program, folder):
    rng = random.Random(20261123)
    for index in range(10):
        atoms = random_atoms(rng)
        forms = [('POSCAR', {'format': 'vasp', 'direct': bool(index % 2)}),
                 ('a.vasp', {'format': 'vasp', 'vasp5': False}),
                 ('a.extxyz', {'format': 'extxyz'}),
                 ('a.cif', {'format': 'cif'})]
        for name, options in forms:
            path = os.path.join(folder, name)
            try:
                ase.io.write(path, atoms, **options)
            except TypeError:  # an option newer versions have dropped
                ase.io.write(path, atoms, format=options['format'])
            mine, = ours(program, [path])
            compare(f'{name} of ASE {index}', mine, atoms.cell.array,
                    ase_sites(atoms), 1e-4,
                    1e-4 if name == 'a.cif' else 1e-6)  # it rounds cells


def what_ase_reads(program, folder):
    """Our CIF, POSCAR and extended XYZ in ASE and pymatgen: same crystal."""
    rng = random.Random(20261124)
    for index in range(10):
        atoms = random_atoms(rng)
        source = os.path.join(folder, 'source.extxyz')
        ase.io.write(source, atoms, format='extxyz')
        mine, = ours(program, [source])
        for name in 'out.cif', 'out.vasp', 'out.xyz':
            path = os.path.join(folder, name)
            subprocess.run([program, '-o', path, source], check=True)
            again = ase.io.read(path, format={'out.cif': 'cif',
                                              'out.vasp': 'vasp',
                                              'out.xyz': 'extxyz'}[name])
            compare(f'{name} {index} in ASE', mine, again.cell.array,
                    ase_sites(again), 1e-6)
            if name != 'out.xyz':
                theirs = Structure.from_file(path)
                compare(f'{name} {index} in pymatgen', mine,
                        theirs.lattice.matrix, pymatgen_sites(theirs), 1e-6)


def disorder_survives(program, folder, path):
    """Occupancies and charges of our CIF, as pymatgen reads them."""
    out = os.path.join(folder, 'disordered.cif')
    subprocess.run([program, '-o', out, path], check=True)
    mine, = ours(program, [path])
    theirs = CifParser(out).get_structures(primitive=False)[0]
    compare('our disordered CIF', mine, theirs.lattice.matrix,
            pymatgen_sites(theirs), 1e-6)
    charge = sum(s['occupancy'] * s['oxidation'] for s in mine['sites'])
    check(abs(charge - theirs.charge) < 1e-6, 'charges in pymatgen')


def lists_operations(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    return 'operation_xyz' in text or 'pos_as_xyz' in text


def main():
    program, samples, shared = sys.argv[1:4]
    # pymatgen ignores the ":2" of a symbol without operations; symbols are
    # compared with spglib's data base elsewhere
    files = sorted(glob.glob(os.path.join(samples, '*', '*.cif')) +
                   glob.glob(os.path.join(shared, 'data/structures/*.cif')) +
                   glob.glob(os.path.join(shared,
                                          'data/obelix-train/cifs/*.cif'))[:25])
    disordered = os.path.join(shared,
                              'data/structures/Li6PS5Cl_disordered.cif')
    files = [path for path in files if lists_operations(path)]
    if files:
        cif_files_as_pymatgen_reads_them(program, files)
    with tempfile.TemporaryDirectory() as folder:
        what_ase_writes(program, folder)
        what_ase_reads(program, folder)
        if os.path.exists(disordered):
            disorder_survives(program, folder, disordered)
    print(f'ASE {ase.__version__}, {len(failures)} failures')
    return 1 if failures else 0


sys.exit(main())
