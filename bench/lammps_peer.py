# SPDX-License-Identifier: BSD-3-Clause
"""A force call here against a step of LAMMPS on the same crystals, in one run.

  python3 bench/lammps_peer.py BUILD/bench/bench_pair_field SHARED [ROUNDS]

SHARED is the reference data (anchors/lammps/anchors.json: Li2O with 95 atoms,
LiFePO4 with 111). Both programs take one thread, a real-space cutoff of 8
Angstrom for the laws, and move the atoms a little from call to call. LAMMPS
runs `fix nve` with its default tables for erfc and with exact ones, the rounds
of both programs alternate, and the least time of each is taken. What is equal
accuracy is told by the worst force against the reference data."""
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')

STEPS = 200
CASES = {'A': 'A/vac_mid_rattled0.03', 'B': 'B/vac_mid_rattled0.03'}
CHARGES = {'A': {'O': -2.0, 'Li': 1.0},
           'B': {'Li': 0.6, 'Fe': 1.2, 'P': 3.0, 'O': -1.2}}
# D eV, a 1/Angstrom, r0 Angstrom, C12 eV Angstrom^12, each with O
WELLS = {'Li': (0.001114, 3.429506, 2.681360, 1.0),
         'Fe': (0.078171, 1.822638, 2.658163, 2.0),
         'P': (0.831326, 2.585833, 1.800790, 1.0),
         'O': (0.042395, 1.379316, 3.618701, 22.0)}


def interactions(case, kspace, exact):
    types = {s: i + 1 for i, s in enumerate(CHARGES[case])}
    if case == 'A':
        lines = ['pair_style buck/coul/long 8 8',
                 'pair_coeff * * 0.0 1.0 0.0',
                 'pair_coeff 1 2 632.1018 0.2906 0.0',
                 'pair_coeff 1 1 22764.30 0.1490 27.89']
    else:
        lines = ['pair_style hybrid/overlay coul/long 8 morse 8 lj/cut 8',
                 'pair_coeff * * coul/long']
        for s, (d, a, r0, c12) in WELLS.items():
            i, o = sorted((types[s], types['O']))
            # 4 eps sigma^12 = C12; what it attracts is 1e-12 eV Angstrom^6
            lines += [f'pair_coeff {i} {o} morse {d} {a} {r0}',
                      f'pair_coeff {i} {o} lj/cut {c12 * 0.25e-24:.6e} 100.0']
    return lines + ['pair_modify shift yes' + (' table 0' if exact else ''),
                    f'kspace_style {kspace}', 'neighbor 1.0 bin',
                    'neigh_modify every 1 delay 0 check yes']


def write_data(path, case, point):
    types = {s: i + 1 for i, s in enumerate(CHARGES[case])}
    cell, symbols = point['cell'], point['symbols']
    with open(path, 'w', encoding='ascii') as file:
        file.write(f'{case}\n\n{len(symbols)} atoms\n{len(types)} atom types\n')
        for k, axis in enumerate('xyz'):
            file.write(f'0 {cell[k][k]:.12f} {axis}lo {axis}hi\n')
        file.write('\nMasses\n\n')
        for s in types:
            file.write(f'{types[s]} 20.0\n')
        file.write('\nAtoms # charge\n\n')
        for i, (s, p) in enumerate(zip(symbols, point['positions'])):
            file.write(f'{i + 1} {types[s]} {CHARGES[case][s]} '
                       f'{p[0]:.14f} {p[1]:.14f} {p[2]:.14f}\n')


def start(lammps):
    silent = ['-screen', 'none', '-log', 'none']
    try:
        return lammps.lammps(cmdargs=silent)
    except OSError:
        # Debian's module asks for the library's development name, which only
        # another package brings
        lammps.core.CDLL = lambda path, mode: ctypes.CDLL('liblammps.so.0',
                                                          mode)
        return lammps.lammps(cmdargs=silent)


class Peer:
    """LAMMPS with one crystal loaded."""

    def __init__(self, lammps, case, point, kspace, exact):
        self.program = start(lammps)
        with tempfile.TemporaryDirectory() as folder:
            data = os.path.join(folder, 'atoms.data')
            write_data(data, case, point)
            for line in ['units metal', 'atom_style charge',
                         'atom_modify map array sort 0 0', 'boundary p p p',
                         f'read_data {data}',
                         *interactions(case, kspace, exact),
                         'thermo_modify format float %20.14g',
                         'timestep 0.0001', 'fix 1 all nve', 'run 0']:
                self.program.command(line)
        forces = self.program.gather_atoms('f', 1, 3)
        wanted = [x for f in point['forces'] for x in f]
        self.error = max(abs(a - b) for a, b in zip(forces, wanted))
        self.best = float('inf')

    def measure(self):
        start = time.process_time()
        self.program.command(f'run {STEPS} pre no post no')
        self.best = min(self.best, (time.process_time() - start) / STEPS)


def ours(program, best):
    """Least processor time a call of every record, s."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'result.json')
        subprocess.run([program, '--only', 'tolerance', '--json', path],
                       check=True, stdout=subprocess.DEVNULL)
        with open(path, encoding='utf-8') as file:
            records = json.load(file)['results']
    for record in records:
        name = record['name']
        each = record['cpu_min_s'] / record['calls']
        best[name] = min(best.get(name, each), each)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, shared = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    path = os.path.join(shared, 'anchors', 'lammps', 'anchors.json')
    try:
        import lammps
    except ImportError:
        print('skipped: no LAMMPS module for Python here')
        sys.exit(77)
    if not os.path.exists(path):
        print(f'skipped: no {path}')
        sys.exit(77)
    with open(path, encoding='utf-8') as file:
        points = json.load(file)
    peers = {(case, exact): Peer(lammps, case, points[CASES[case]],
                                 'ewald 1e-6', exact)
             for case in CASES for exact in (False, True)}
    best = {}
    for _ in range(rounds):
        ours(program, best)
        for peer in peers.values():
            peer.measure()
    for case in CASES:
        for exact in (False, True):
            peer = peers[case, exact]
            print(f'{case}  LAMMPS ewald 1e-6, '
                  f'{"exact erfc" if exact else "tables"}: '
                  f'{1e3 * peer.best:.3f} ms a step, '
                  f'worst force off by {peer.error:.1e} eV/Angstrom')
        for name, each in best.items():
            if name.startswith(case + ':') and 'renewed' not in name:
                ratio = peers[case, False].best / each
                print(f'   {name}: {1e3 * each:.3f} ms a call, '
                      f'{ratio:.1f} times faster than with tables')


if __name__ == '__main__':
    main()
