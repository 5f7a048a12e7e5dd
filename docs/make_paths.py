# SPDX-License-Identifier: BSD-3-Clause
"""The picture of the main page: make_paths.py PROGRAM SOURCE OUT.png

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

matplotlib.use('Agg')
import matplotlib.pyplot as plot  # noqa: E402

# crystal, axis of sight, axes to the right and up, cells shown along them
PANELS = (('LiFePO4', 2, (0, 1), (1, 2)),
          ('LiCoO2', 0, (1, 2), (4, 1)),
          ('Li6PS5Cl', 2, (0, 1), (1, 1)))
LEVELS = numpy.linspace(0, 1.5, 16)  # eV


def run(program, source, crystal, folder):
    """(energies, lattice, thresholds) of a sample on a 0.1 Å grid."""
    volume = os.path.join(folder, crystal + '.npy')
    done = subprocess.run(
        [program, 'map', '--quiet', '--format', 'json', '--step-ang', '0.1',
         '--volume', volume,
         os.path.join(source, 'samples', crystal, 'structure.cif')],
        stdout=subprocess.PIPE, check=True, text=True)
    report = json.loads(done.stdout)
    return (numpy.load(volume), numpy.array(report['input']['lattice_ang']),
            report['percolation']['thresholds'])


def flat_axes(lattice, sight, right, up):
    """Images of the right and up vectors, seen along the line of sight."""
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
    _, sight, (right, up), cells = panel
    lowest = energies.min(axis=sight) - energies.min()
    if right > up:
        lowest = lowest.T
    lowest = numpy.pad(numpy.tile(lowest, cells), ((0, 1), (0, 1)),
                       mode='wrap')
    x, y = flat_axes(lattice, sight, right, up)
    n, m = lowest.shape
    i, j = numpy.meshgrid(numpy.arange(n) / (n - 1) * cells[0],
                          numpy.arange(m) / (m - 1) * cells[1],
                          indexing='ij')
    axes.set_aspect('equal')
    axes.set_xlabel('Å')
    return axes.contourf(i * x[0] + j * y[0], i * x[1] + j * y[1],
                         numpy.minimum(lowest, LEVELS[-1]), LEVELS,
                         cmap='viridis_r')


def title(crystal, thresholds):
    values = [f'{t["barrier_ev"]:.2f}' if t['found'] else '–'
              for t in thresholds]
    return f'{crystal}\n1D {values[0]}  2D {values[1]}  3D {values[2]} eV'


def main():
    program, source, out = sys.argv[1:]
    figure, all_axes = plot.subplots(1, len(PANELS), figsize=(9, 3.6),
                                     constrained_layout=True)
    with tempfile.TemporaryDirectory() as folder:
        for axes, panel in zip(all_axes, PANELS):
            energies, lattice, found = run(program, source, panel[0], folder)
            filled = draw(axes, energies, lattice, panel)
            axes.set_title(title(panel[0], found), fontsize=10)
    figure.colorbar(filled, ax=all_axes, shrink=0.8,
                    label='lowest E along the line of sight, eV')
    figure.savefig(out, dpi=110, metadata={'Software': None})


if __name__ == '__main__':
    main()
