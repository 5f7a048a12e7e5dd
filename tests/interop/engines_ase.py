# SPDX-License-Identifier: BSD-3-Clause
"""ASE's SocketClient as an engine against the same calculator called by
itself, over both kinds of socket. usage: engines_ase.py PROGRAM"""
import os
import sys

import engines
from engines import np

try:
    from ase import Atoms
    from ase.calculators.lj import LennardJones
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

MODEL = {'sigma': 1.7, 'epsilon': 0.1, 'rc': 4.5, 'smooth': True}
CLIENT = """import sys
from ase import Atoms
from ase.calculators.lj import LennardJones
from ase.calculators.socketio import SocketClient

kind, place = sys.argv[1].split(':', 1)
atoms = Atoms({symbols!r}, cell={cell!r}, scaled_positions={frac!r}, pbc=True)
atoms.calc = LennardJones(**{model!r})
if kind == 'unix':
    client = SocketClient(unixsocket=place)
else:
    host, port = place.split(':')
    client = SocketClient(host=host, port=int(port))
client.run(atoms, use_stress=True)
"""


def alone(symbols, cell, frac):
    atoms = Atoms(symbols, cell=cell, scaled_positions=frac, pbc=True)
    atoms.calc = LennardJones(**MODEL)
    return {'energy': atoms.get_potential_energy(),
            'forces': atoms.get_forces(),
            'stress': atoms.get_stress(voigt=False)}


def run(program, name, address, cell, n_clients):
    symbols, _, frac = engines.li2o()
    step, strain = 1e-3, 1e-4
    images = engines.five_images(cell, frac, step, strain)
    row = engines.Row(program, address, images, clients=n_clients)
    script = row.path('client.py', CLIENT.format(
        symbols=symbols, cell=cell.tolist(), frac=frac.tolist(), model=MODEL))
    for _ in range(n_clients):
        row.start([sys.executable, script, row.address])
    results, counts = row.results()
    for (image_cell, image_frac), result in zip(images, results):
        want = alone(symbols, image_cell, image_frac)
        # constants of 2014 and 2018 differ by 1e-8 of the numbers, which are
        # of the order of 1
        for key in want:
            engines.near(name, key, result[key], want[key], 1e-7)
    engines.finite_differences(name, results, step, 0, 0, 1e-4)
    engines.strain_difference(name, results, strain,
                              abs(np.linalg.det(cell)), 1e-5)
    engines.check(name, counts, counts['calls'] == 7 and counts['probed'] and
                  counts['clients'] == n_clients)
    engines.check(name, row.warnings(), not row.warnings())


def main():
    program = os.path.abspath(sys.argv[1])
    cell = engines.li2o()[1]
    turned = engines.turn(engines.lean(cell))
    run(program, 'unix', f'unix:ionway_ase_{os.getpid()}', turned, 1)
    run(program, 'tcp', 'tcp:127.0.0.1:0', turned[[1, 0, 2]], 2)
    return engines.report()


if __name__ == '__main__':
    sys.exit(main())
