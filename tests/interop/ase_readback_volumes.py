# SPDX-License-Identifier: BSD-3-Clause
"""ASE, pymatgen and NumPy read the volume files; every value is compared with
the function that was written, so that no mistake of axis order, of units or of
a duplicate plane can hide. usage: ase_readback_volumes.py PROGRAM SCHEMAS"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import ase.io.cube
    import ase.io.xsf
    from ase.geometry import cellpar_to_cell
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

# as in write_volumes.c
CELL = np.array([[5.1, 0.2, -0.1], [-1.3, 6.2, 0.4], [0.7, 1.1, 7.3]])
GRID = (9, 11, 14)
NUMBERS = [3, 8, 19, 47]
FRAC = np.array([[.1, .2, .3], [.6, .25, .95], [.5, .7, .1], [.5, .7, .1]])
CAP = 0.25
# values are printed to 1e-9 eV; cell and positions in full
EV = 1e-9
ANG = 1e-9

failures = []


def check(what, condition):
    print('ok  ' if condition else 'FAIL', what)
    if not condition:
        failures.append(what)


def waves(x, y, z):
    tau = 2 * np.pi
    return (0.7 * np.sin(tau * x) - 0.31 * np.cos(2 * tau * y)
            + 0.113 * np.sin(3 * tau * z)
            + 0.05 * np.cos(tau * (x - 2 * y + z)))


def expected(grid):
    axes = [np.arange(n) / n for n in grid]
    return waves(*np.meshgrid(*axes, indexing='ij'))


def near(a, b, tolerance):
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and np.abs(a - b).max() < tolerance


def read_cube_ase(folder):
    with open(os.path.join(folder, 'waves.cube')) as file:
        cube = ase.io.cube.read_cube(file)
    atoms = cube['atoms']
    # ASE's bohr is of another CODATA year: relative 1e-9
    check('cube: ASE finds the cell', near(atoms.cell.array, CELL, 1e-7))
    check('cube: ASE finds the atoms',
          list(atoms.numbers) == NUMBERS and
          near(atoms.positions, FRAC @ CELL, 1e-7))
    check('cube: ASE finds the values',
          near(cube['data'], expected(GRID), EV))
    check('cube: origin', near(cube['origin'], np.zeros(3), 1e-12))


def read_cube_pymatgen(folder):
    try:
        from pymatgen.io.cube import Cube
    except ImportError as missing:
        print('skipped: pymatgen:', missing)
        return
    cube = Cube(os.path.join(folder, 'waves.cube'))
    check('cube: pymatgen finds the cell',
          near(cube.structure.lattice.matrix, CELL, 1e-7))
    check('cube: pymatgen finds the atoms',
          [site.specie.Z for site in cube.structure] == NUMBERS)
    check('cube: pymatgen finds the values',
          near(cube.data, expected(GRID), EV))


def read_xsf(folder):
    with open(os.path.join(folder, 'waves.xsf')) as file:
        data, atoms = ase.io.xsf.read_xsf(file, read_data=True)
    check('xsf: cell', near(atoms.cell.array, CELL, ANG) and
          bool(atoms.pbc.all()))
    check('xsf: atoms', list(atoms.numbers) == NUMBERS and
          near(atoms.positions, FRAC @ CELL, ANG))
    want = np.pad(expected(GRID), [(0, 1)] * 3, mode='wrap')
    check('xsf: values with the duplicate end planes', near(data, want, EV))
    with open(os.path.join(folder, 'waves.xsf')) as file:
        lines = file.read().splitlines()
    at = next(i for i, line in enumerate(lines)
              if 'BEGIN_DATAGRID_3D_' in line)
    spans = np.array([[float(x) for x in line.split()]
                      for line in lines[at + 3:at + 6]])
    # ASE skips these; for a general grid they are the whole cell
    check('xsf: spanning vectors', near(spans, CELL, ANG))


def read_grd(folder):
    """The reader GSAS-II's and VESTA's layout needs: three lines, then
    values with z fastest."""
    with open(os.path.join(folder, 'waves.grd')) as file:
        file.readline()
        cellpar = [float(x) for x in file.readline().split()]
        shape = [int(x) for x in file.readline().split()]
        data = np.array(file.read().split(), float).reshape(shape)
    metric = cellpar_to_cell(cellpar)
    check('grd: metric of the cell',
          near(metric @ metric.T, CELL @ CELL.T, 1e-9))
    check('grd: values', near(data, expected(GRID), EV))


def read_npy(folder, schemas):
    path = os.path.join(folder, 'waves.npy')
    data = np.load(path, allow_pickle=False)
    check('npy: values', data.dtype == np.float64 and
          data.flags.c_contiguous and near(data, expected(GRID), 1e-14))
    with open(os.path.join(folder, 'waves.json')) as file:
        about = json.load(file)
    check('json: cell, grid, unit, data',
          about['cell_ang'] == CELL.tolist() and
          about['grid'] == list(GRID) and about['unit'] == 'eV' and
          about['data'] == 'waves.npy' and about['cap_ev'] is None)
    check('json: sites', [s['element'] for s in about['sites']] ==
          ['Li', 'O', 'K', 'Ag'] and about['sites'][2]['occupancy'] == 0.5)
    try:
        import jsonschema
    except ImportError as missing:
        print('skipped: schema:', missing)
        return
    with open(os.path.join(schemas, 'volume-1.json')) as file:
        schema = json.load(file)
    jsonschema.validate(about, schema)
    del about['grid']
    try:
        jsonschema.validate(about, schema)
        check('json: the schema wants the grid', False)
    except jsonschema.ValidationError:
        check('json: the schema wants the grid', True)


def read_capped(folder):
    want = np.minimum(expected(GRID), CAP)
    with open(os.path.join(folder, 'capped.cube')) as file:
        check('cube: capped', near(ase.io.cube.read_cube(file)['data'],
                                   want, EV))
    with open(os.path.join(folder, 'capped.json')) as file:
        check('json: cap', json.load(file)['cap_ev'] == CAP)
    check('npy: capped', near(np.load(os.path.join(folder, 'capped.npy')),
                              want, 1e-14))


def decimal_commas(program, folder):
    """Bytes do not depend on the locale of the program; the locale is compiled
    here, minimal systems have none with a decimal comma."""
    with tempfile.TemporaryDirectory() as locales, \
            tempfile.TemporaryDirectory() as other:
        # localedef returns 1 after mere warnings: look for what it made
        try:
            subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8',
                            os.path.join(locales, 'de_DE.UTF-8')],
                           stderr=subprocess.DEVNULL)
        except OSError:
            pass
        # without the charmaps of the package locales it makes a torso
        if not os.path.exists(os.path.join(locales, 'de_DE.UTF-8',
                                           'LC_NUMERIC')):
            print('skipped: no localedef, or no source of de_DE')
            return
        subprocess.run([program, other, 'de_DE.UTF-8'], check=True,
                       env=dict(os.environ, LOCPATH=locales))
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), 'rb') as a, \
                    open(os.path.join(other, name), 'rb') as b:
                check(f'{name}: same bytes where numbers have a comma',
                      a.read() == b.read())


def main():
    program, schemas = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, folder], check=True)
        read_cube_ase(folder)
        read_cube_pymatgen(folder)
        read_xsf(folder)
        read_grd(folder)
        read_npy(folder, schemas)
        read_capped(folder)
        decimal_commas(program, folder)
    print(len(failures), 'failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
