# SPDX-License-Identifier: BSD-3-Clause
"""Paths in ASE: energies and forces of ours, and ours of its interpolated
bands, wrapped into the cell as programs like to do. ase_readback_paths.py
PROGRAM"""
import math
import os
import subprocess
import sys
import tempfile

try:
    import ase
    import ase.io
    import numpy as np
    from ase.constraints import FixAtoms
except ImportError as error:
    print(f'skipped: {error}')
    sys.exit(77)

failures = []


def check(condition, what):
    if not condition:
        print('failed:', what)
        failures.append(what)


def what_ase_reads(program, folder):
    """The formulas of dump_path.c; every digit is written, so that nothing but
    the last bit of a cosine may differ."""
    path = os.path.join(folder, 'path.xyz')
    subprocess.run([program, '-o', path], check=True)
    images = ase.io.read(path, index=':', format='extxyz')
    check(len(images) == 4, f'{len(images)} images')
    length = 0.0
    for i, atoms in enumerate(images):
        check(atoms.get_chemical_symbols() == ['Li', 'Fe', 'O'], 'symbols')
        check(np.array_equal(atoms.cell.array,
                             [[4, 0, 0], [0.5, 5, 0], [0, 0, 6]]), 'cell')
        check(all(atoms.pbc), 'pbc')
        wanted = np.array([math.sqrt(1 + k) + (0 if k // 3 == 1 else 1.1 * i)
                           for k in range(9)]).reshape(3, 3)
        check(np.abs(atoms.positions - wanted).max() < 1e-14, 'positions')
        check(atoms.get_potential_energy() == -100 / 3 + 0.1 * i, 'energy')
        forces = np.array([math.cos(1 + k + i)
                           for k in range(9)]).reshape(3, 3)
        # a constraint sets the forces on fixed atoms to zero unless told not to
        check(np.abs(atoms.get_forces(apply_constraint=False) -
                     forces).max() < 1e-15, 'forces')
        check(list(atoms.arrays['oxidation']) == [1, 2, -2], 'oxidation')
        check(atoms.info['image'] == i and atoms.info['mover'] == 0, 'info')
        check(abs(atoms.info['s_ang'] - length) < 1e-12, 's_ang')
        length += 1.1 * math.sqrt(6)
        fixed = [list(c.index) for c in atoms.constraints
                 if isinstance(c, FixAtoms)]
        check(fixed == [[1]], f'fixed {fixed}')


def what_ase_writes(program, folder):
    """A band over the edges of a skew cell, wrapped; tolerance: ASE writes
    eight decimals."""
    cell = [[5, 0, 0], [1.5, 4, 0], [-1, 2, 6]]
    first = np.array([[4.5, 3.5, 5.5], [1.0, 1.0, 1.0]])
    last = first + np.array([[1.9, 1.4, 2.2], [-1.6, 0.3, 0.2]])
    images = []
    for t in np.linspace(0, 1, 6):
        atoms = ase.Atoms('LiO', positions=first + t * (last - first),
                          cell=cell, pbc=True)
        atoms.wrap()
        images.append(atoms)
    path = os.path.join(folder, 'band.xyz')
    ase.io.write(path, images, format='extxyz')
    done = subprocess.run([program, path], check=True, capture_output=True,
                          text=True)
    rows = np.array([line.split() for line in done.stdout.splitlines()],
                    dtype=float)
    check(rows.shape == (12, 7), f'rows {rows.shape}')
    steps = rows[:, 4:].reshape(6, 2, 3)
    jumps = max(np.abs(b.positions - a.positions).max()
                for a, b in zip(images, images[1:]))
    check(jumps > 1.5, 'the band does not cross the edges')
    check(np.abs(steps[0] - images[0].positions).max() < 1e-7, 'start')
    check(np.abs(steps[-1] - steps[0] - (last - first)).max() < 1e-7, 'end')
    check(np.abs(np.diff(steps, axis=0) - (last - first) / 5).max() < 1e-7,
          'steps')
    images[0].set_constraint(FixAtoms([1]))
    for atoms in images:
        atoms.positions[1] = images[0].positions[1]
    ase.io.write(path, images, format='extxyz', write_results=False,
                 columns=['symbols', 'positions', 'move_mask'])
    done = subprocess.run([program, path], check=True, capture_output=True,
                          text=True)
    frozen = [int(line.split()[3]) for line in done.stdout.splitlines()]
    check(frozen == 6 * [0, 1], f'frozen {frozen}')


def main():
    program, = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        what_ase_reads(program, folder)
        what_ase_writes(program, folder)
    print(f'ASE {ase.__version__}, {len(failures)} failures')
    return 1 if failures else 0


sys.exit(main())
