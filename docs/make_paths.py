# SPDX-License-Identifier: BSD-3-Clause
"""The picture of the main page: make_paths.py PROGRAM SOURCE OUT.svg

Three samples; at each point of the picture the lowest energy along the line of
sight, above the minimum of the cell. Energies come from the volumes and
thresholds from the JSON that the program writes. Needs numpy and matplotlib."""
import json
import os
import subprocess
import sys
import tempfile

import matplotlib
import numpy

matplotlib.use('svg')
matplotlib.rcParams['svg.hashsalt'] = 'ionway'
import matplotlib.pyplot as plot  # noqa: E402

# crystal, axis of sight, axes to the right and up, cells shown along them
PANELS = (('LiFePO4', 2, (0, 1), (1, 2), 'channels'),
          ('LiCoO2', 0, (1, 2), (4, 1), 'layers'),
          ('Li6PS5Cl', 2, (0, 1), (1, 1), 'three dimensions'))
LEVELS = numpy.linspace(0, 1.5, 16)


def run(program, source, crystal, folder):
    """(energies, lattice, report) of a sample at a 0.1 Å grid."""
    volume = os.path.join(folder, crystal + '.npy')
    done = subprocess.run(
        [program, 'map', '--quiet', '--format', 'json', '--step-ang', '0.1',
         '--volume', volume,
         os.path.join(source, 'samples', crystal, 'structure.cif')],
        stdout=subprocess.PIPE, check=True, text=True)
    report = json.loads(done.stdout)
    return (numpy.load(volume), numpy.array(report['input']['lattice_ang']),
            report)


def thresholds(report):
    found = [t for t in report['percolation']['thresholds']]
    return found


def flat_axes(lattice, sight, right, up):
    """Two-dimensional images of the right and up vectors, seen along the
    line of sight."""
    line = lattice[sight] / numpy.linalg.norm(lattice[sight])
    x = lattice[right] - line * lattice[right].dot(line)
    y = lattice[up] - line * lattice[up].dot(line)
    e1 = x / numpy.linalg.norm(x)
    e2 = numpy.cross(line, e1)
    if y.dot(e2) < 0:
        e2 = -e2
    return (numpy.array([x.dot(e1), x.dot(e2)]),
            numpy.array([y.dot(e1), y.dot(e2)]))


def draw(axes, energies, lattice, panel):
    crystal, sight, (right, up), cells, word = panel
    lowest = energies.min(axis=sight) - energies.min()
    if right > up:
        lowest = lowest.T
    lowest = numpy.tile(lowest, cells)
    lowest = numpy.pad(lowest, ((0, 1), (0, 1)), mode='wrap')
    x, y = flat_axes(lattice, sight, right, up)
    n, m = lowest.shape
    i, j = numpy.meshgrid(numpy.arange(n) / (n - 1) * cells[0],
                          numpy.arange(m) / (m - 1) * cells[1],
                          indexing='ij')
    return axes.contourf(i * x[0] + j * y[0], i * x[1] + j * y[1],
                         numpy.minimum(lowest, LEVELS[-1]), LEVELS,
                         cmap='viridis_r')


def main():
    program, source, out = sys.argv[1:]
    figure, all_axes = plot.subplots(
        1, len(PANELS), figsize=(9, 3.4), constrained_layout=True)
    with tempfile.TemporaryDirectory() as folder:
        for axes, panel in zip(all_axes, PANELS):
            energies, lattice, report = run(program, source, panel[0], folder)
            filled = draw(axes, energies, lattice, panel)
            axes.set_aspect('equal')
            axes.set_xlabel('Å')
            axes.set_title(f'{panel[0]}: {panel[4]}', fontsize=10)
    figure.colorbar(filled, ax=all_axes, shrink=0.8,
                    label='lowest E along the line of sight, eV')
    figure.savefig(out, metadata={'Date': None})


if __name__ == '__main__':
    main()
