# SPDX-License-Identifier: BSD-3-Clause
"""LAMMPS as an engine (fix ipi) against LAMMPS by itself (run 0): Li2O of
rigid ions in cells of any frame and hand, several clients on a batch, one of
them stopped. usage: engines_lammps.py PROGRAM"""
import os
import signal
import subprocess
import sys
import tempfile

import engines
from engines import np

MODEL = """units metal
atom_style charge
atom_modify map array sort 0 0
boundary p p p
box tilt large
read_data {data}
pair_style buck/coul/long 8.0
pair_coeff * * 0.0 1.0 0.0
pair_coeff 1 2 632.1018 0.2906 0.0
pair_coeff 1 1 22764.30 0.1490 27.89
pair_modify shift yes table 0
kspace_style ewald 1e-8
neighbor 1.0 bin
neigh_modify every 1 delay 0 check yes
"""
CLIENT = MODEL + """fix 1 all ipi {host} {port} {kind}
run 100000000
"""
ALONE = MODEL + """thermo_style custom pe pxx pyy pzz pxy pxz pyz
thermo_modify format float %.15g norm no
dump 1 all custom 1 forces id fx fy fz
dump_modify 1 sort id format float %.15g
run 0
"""
BAR_PER_EV_ANG3 = 1.6021765e6  # as LAMMPS has it


def data(symbols, cell, frac):
    """A data file; x along the first vector, the second in the xy plane."""
    cell = cell @ engines.frame_of(cell).T
    lines = ['Li2O', '', f'{len(symbols)} atoms', '2 atom types', '']
    lines += [f'0 {cell[k, k]:.15g} {x}lo {x}hi' for k, x in enumerate('xyz')]
    lines += [f'{cell[1, 0]:.15g} {cell[2, 0]:.15g} {cell[2, 1]:.15g} '
              'xy xz yz', '', 'Masses', '', '1 15.999', '2 6.94', '',
              'Atoms # charge', '']
    for i, (symbol, x) in enumerate(zip(symbols, frac @ cell)):
        kind, charge = ('1', '-2.0') if symbol == 'O' else ('2', '1.0')
        lines.append(f'{i + 1} {kind} {charge} {x[0]:.15g} {x[1]:.15g} '
                     f'{x[2]:.15g}')
    return '\n'.join(lines) + '\n'


def alone(symbols, cell, frac):
    """Energy, forces and stress by LAMMPS, in the frame of the cell."""
    frame = engines.frame_of(cell)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'data'), 'w') as file:
            file.write(data(symbols, cell, frac))
        with open(os.path.join(folder, 'in'), 'w') as file:
            file.write(ALONE.format(data='data'))
        run = subprocess.run(['lmp', '-in', 'in', '-log', 'none'], cwd=folder,
                             env=engines.ENVIRONMENT, stdout=subprocess.PIPE,
                             text=True, check=True)
        lines = run.stdout.splitlines()
        at = next(i for i, line in enumerate(lines) if 'PotEng' in line)
        pe, xx, yy, zz, xy, xz, yz = map(float, lines[at + 1].split())
        forces = np.loadtxt(os.path.join(folder, 'forces'), skiprows=9)[:, 1:]
    pressure = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    return {'energy': pe, 'forces': forces @ frame,
            'stress': frame.T @ (-pressure / BAR_PER_EV_ANG3) @ frame}


def start(row, symbols, cell, frac):
    number = len(row.clients)
    path = row.path(f'data{number}', data(symbols, cell, frac))
    if row.address.startswith('unix:'):
        where = {'host': row.address[5:], 'port': 1, 'kind': 'unix'}
    else:
        _, host, port = row.address.split(':')
        where = {'host': host, 'port': port, 'kind': ''}
    text = CLIENT.format(data=path, **where)
    return row.start(['lmp', '-log', 'none', '-in',
                      row.path(f'in{number}', text)])


def compare(name, ours, theirs):
    """LAMMPS converts by constants of its own year: 2e-8 of 120 eV; the Ewald
    sum is good to 1e-8 of the forces of two charges."""
    engines.near(name, 'energies, eV', ours['energy'], theirs['energy'], 1e-5)
    engines.near(name, 'forces, eV/A', ours['forces'], theirs['forces'], 1e-5)
    engines.near(name, 'stresses, eV/A^3', ours['stress'], theirs['stress'],
                 1e-6)


def single(program, name, address, cell):
    symbols, _, frac = engines.li2o()
    step, strain = 1e-3, 1e-4
    row = engines.Row(program, address,
                      engines.five_images(cell, frac, step, strain))
    start(row, symbols, cell, frac)
    results, counts = row.results()
    compare(name, results[0], alone(symbols, cell, frac))
    compare(name + ', moved', results[1],
            alone(symbols, cell, engines.moved(cell, frac, 0, 0, step)))
    # errors of h^2 times third derivatives, and of the sum
    engines.finite_differences(name, results, step, 0, 0, 1e-4)
    engines.strain_difference(name, results, strain,
                              abs(np.linalg.det(cell)), 1e-5)
    engines.near(name, 'slopes of the probe, eV/A', *counts['slopes'], 1e-3)
    engines.check(name, counts, counts['calls'] == 7 and counts['probed'] and
                  counts['reissued'] == 0)
    engines.check(name, row.warnings(), not row.warnings())


def batch_with_a_stopped_client(program, address):
    """One is stopped before it can answer; the other two do all the work."""
    name = 'one of three stopped'
    symbols, cell, _ = engines.li2o()
    cell = engines.turn(engines.lean(cell))
    images = [(cell, engines.li2o(seed=seed)[2]) for seed in range(6)]
    row = engines.Row(program, address, images, clients=2, probe=0, stall_s=5)
    stopped = start(row, symbols, cell, images[0][1])
    row.wait_for('client 1 is ready')
    stopped.send_signal(signal.SIGSTOP)
    start(row, symbols, cell, images[0][1])
    start(row, symbols, cell, images[0][1])
    row.server.wait(2 * engines.WAIT_S)
    stopped.kill()
    results, counts = row.results()
    for (_, frac), result in zip(images, results):
        compare(name, result, alone(symbols, cell, frac))
    engines.check(name, row.warnings(), len(row.warnings()) == 1 and
                  'client 1 has not answered for 5 s' in row.warnings()[0])
    engines.check(name, counts, counts['calls'] == 6 and
                  counts['reissued'] == 1 and counts['clients'] == 2)


def main():
    engines.need('lmp')
    program = os.path.abspath(sys.argv[1])
    address = f'unix:ionway_lammps_{os.getpid()}'
    cell = engines.li2o()[1]
    leaning = engines.lean(cell)
    turned = engines.turn(leaning)
    single(program, 'cubic', address, cell)
    single(program, 'leaning', 'tcp:127.0.0.1:0', leaning)
    single(program, 'leaning and turned', address, turned)
    single(program, 'left-handed', address, turned[[1, 0, 2]])
    batch_with_a_stopped_client(program, address)
    return engines.report()


if __name__ == '__main__':
    sys.exit(main())
