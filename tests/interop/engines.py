# SPDX-License-Identifier: BSD-3-Clause
"""What the tests of external engines share: the program that serves, clients
beside it, a small crystal, and comparisons."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading

try:
    import numpy as np
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

failures = []
# one thread each: clients are many, and MPI wants to be asked as root
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1',
                   OMPI_ALLOW_RUN_AS_ROOT='1',
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM='1')
WAIT_S = 240


def check(name, what, condition):
    if not condition:
        failures.append(name)
        print('FAIL', name, what)


def near(name, what, a, b, tolerance):
    worst = float(np.abs(np.asarray(a) - np.asarray(b)).max())
    print(f'  {name}: {what} differ by {worst:.2e}, {tolerance:g} allowed')
    check(name, f'{what}: {worst} > {tolerance}', worst <= tolerance)


def need(*programs):
    """Skip the test, by name, without them."""
    for program in programs:
        if shutil.which(program) is None:
            print(f'skipped: {program} is not installed')
            sys.exit(77)


def report():
    print(f'{len(failures)} failures')
    return 1 if failures else 0


# ---- a crystal ------------------------------------------------------------

def li2o(seed=1, amplitude=0.05):
    """The conventional cell of Li2O, shaken: symbols, rows, fractions."""
    oxygen = [(0, 0, 0), (0, .5, .5), (.5, 0, .5), (.5, .5, 0)]
    lithium = [(.25 + .5 * i, .25 + .5 * j, .25 + .5 * k)
               for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    frac = np.array(oxygen + lithium, dtype=float)
    noise = np.random.default_rng(seed).standard_normal(frac.shape)
    return (['O'] * 4 + ['Li'] * 8, 4.62 * np.eye(3),
            frac + amplitude / 4.62 * noise)


def lean(cell):
    """The same vectors, sheared as LAMMPS allows it."""
    return cell + np.array([[0, 0, 0], [0.8, 0, 0], [-0.5, 0.6, 0]])


def turn(cell):
    """In no special frame, by a rotation about no special axis."""
    axis = np.array([1.0, -2.0, 0.5]) / np.linalg.norm([1.0, -2.0, 0.5])
    cross = np.cross(np.eye(3), axis)
    rotation = np.eye(3) + np.sin(0.9) * cross + \
        (1 - np.cos(0.9)) * cross @ cross
    return cell @ rotation


def frame_of(cell):
    """Rows: x along the first vector, the second in the xy plane, z to the
    side of the third one."""
    x = cell[0] / np.linalg.norm(cell[0])
    y = cell[1] - (cell[1] @ x) * x
    y /= np.linalg.norm(y)
    z = cell[2] - (cell[2] @ x) * x - (cell[2] @ y) * y
    return np.array([x, y, z / np.linalg.norm(z)])


def moved(cell, frac, atom, axis, step):
    cart = frac @ cell
    cart[atom, axis] += step
    return cart @ np.linalg.inv(cell)


# ---- server and clients ---------------------------------------------------

class Row:
    """The serving program on a list of images (cell, frac)."""

    def __init__(self, program, address, images, **options):
        self.folder = tempfile.TemporaryDirectory()
        self.clients, self.lines = [], []
        path = os.path.join(self.folder.name, 'images')
        with open(path, 'w', encoding='ascii') as file:
            file.write(f'{len(images)} {len(images[0][1])}\n')
            for cell, frac in images:
                for numbers in (cell, frac):
                    file.write(' '.join(repr(float(x)) for x in
                                        np.ravel(numbers)) + '\n')
        options = {'wait_s': WAIT_S, 'stall_s': WAIT_S, **options}
        self.server = subprocess.Popen(
            [program, address, path] +
            [f'{key}={value}' for key, value in options.items()],
            stdout=subprocess.PIPE, text=True)
        self.address = self.server.stdout.readline().strip()
        self.heard = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.server.stdout:
            with self.heard:
                self.lines.append(line.rstrip('\n'))
                self.heard.notify_all()

    def wait_for(self, text):
        with self.heard:
            self.heard.wait_for(
                lambda: any(text in line for line in self.lines), WAIT_S)

    def start(self, command, environment=None):
        """A client in a folder of its own below."""
        folder = os.path.join(self.folder.name, f'client{len(self.clients)}')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'output'), 'w') as output:
            self.clients.append(subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env=environment or ENVIRONMENT))
        return self.clients[-1]

    def path(self, name, text):
        full = os.path.join(self.folder.name, name)
        with open(full, 'w', encoding='ascii') as file:
            file.write(text)
        return full

    def results(self, patience_s=2 * WAIT_S):
        """Those of the images, and the counts; ends everything."""
        try:
            code = self.server.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
            code = 'a late end'
            if self.address.startswith('unix:'):
                os.unlink('/tmp/ipi_' + self.address[5:])
        for client in self.clients:
            try:
                client.wait(20)
            except subprocess.TimeoutExpired:
                client.kill()
                client.wait()
        with self.heard:
            self.heard.wait_for(lambda: code != 0 or any(
                '"calls"' in line for line in self.lines), 20)
        answers = [json.loads(line) for line in self.lines
                   if line.startswith('{')]
        if code != 0 or not answers:
            print('\n'.join(self.lines))
            for i in range(len(self.clients)):
                output = os.path.join(self.folder.name, f'client{i}', 'output')
                print(f'client {i}:', open(output, errors='replace').read()
                      [-2000:])
            raise SystemExit(f'the server came to {code}')
        return answers[:-1], answers[-1]

    def warnings(self):
        return [line for line in self.lines if line.startswith('warning')]


def finite_differences(name, results, step, atom, axis, force_tolerance):
    """Images 1 and 2 are 0 with a coordinate up and down by a step."""
    by_energy = -(results[1]['energy'] - results[2]['energy']) / (2 * step)
    near(name, f'force {results[0]["forces"][atom][axis]:.6f} and difference '
         f'of energies {by_energy:.6f} eV/A',
         results[0]['forces'][atom][axis], by_energy, force_tolerance)


def strain_difference(name, results, strain, volume, tolerance):
    """Images 3 and 4 are 0 larger and smaller by a strain."""
    slope = (results[3]['energy'] - results[4]['energy']) / (2 * strain)
    near(name, f'trace of stress {np.trace(results[0]["stress"]):.6f} and '
         f'strain derivative {slope / volume:.6f} eV/A^3',
         np.trace(results[0]['stress']), slope / volume, tolerance)


def five_images(cell, frac, step, strain, atom=0, axis=0):
    return [(cell, frac), (cell, moved(cell, frac, atom, axis, step)),
            (cell, moved(cell, frac, atom, axis, -step)),
            ((1 + strain) * cell, frac), ((1 - strain) * cell, frac)]
