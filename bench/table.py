#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Tables of bench/results/*.json, as Markdown on standard output."""
import json
import os
import sys


def load(folder, name):
    path = os.path.join(folder, name + '.json')
    if not os.path.exists(path):
        return None
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def table(head, rows):
    print('| ' + ' | '.join(head) + ' |')
    print('|' + '---|' * len(head))
    for row in rows:
        print('| ' + ' | '.join(row) + ' |')
    print()


def identity(document):
    machine = document['machine']
    print(f"{document['bench']}: {machine['processor']}, "
          f"{machine['processors_online']} processors, load "
          f"{machine['load_1min']:.2f} at the start; {document['compiler']}; "
          f"commit {document['commit'][:12]}; {document['date']}; "
          f"{document['runs']} runs.\n")


def kernels(document):
    print('## Kernels\n')
    identity(document)
    rows = []
    for r in document['results']:
        ns = r.get('ns_per_exp', r.get('ns_per_pair'))
        share = r.get('vector_exp_throughput_share')
        rate = r.get('pairs_per_s')
        rows.append([r['name'], f'{ns:.2f}',
                     '' if share is None else f'{share:.2f}',
                     '' if rate is None else f'{rate:.3g}'])
    table(['', 'ns per exp or pair', 'share of the vector exp', 'pairs/s'],
          rows)
    for r in document['results']:
        if 'single_pass_bound_s' in r:
            print(f"{r['points']} points, {r['pairs']} pairs in range: "
                  f"{1e3 * r['cpu_min_s']:.1f} ms; the exponentials alone, "
                  f"in a single pass: {1e3 * r['single_pass_bound_s']:.1f} "
                  'ms.\n')


def percolation(document):
    print('## Percolation on bare grids\n')
    identity(document)
    table(['landscape', 'ms', 'voxels/s'],
          [[r['name'], f"{1e3 * r['cpu_min_s']:.1f}",
            f"{r['voxels_per_s']:.3g}"] for r in document['results']])


def jobs(document):
    print('## File to thresholds, in one process\n')
    identity(document)
    table(['crystal', 'step, Å', 'points', 'irreducible', 'wall median, ms',
           'processor min, ms', 'of it map + percolation, ms', 'peak, MB',
           'peer, s', 'ratio, wall', 'ratio, processor',
           'ratio, map + percolation'],
          [[r['name'], f"{r['step_ang']:g}", str(r['points']),
            str(r['irreducible']), f"{1e3 * r['wall_median_s']:.1f}",
            f"{1e3 * r['cpu_min_s']:.1f}",
            f"{1e3 * r['map_and_percolation_cpu_min_s']:.1f}",
            f"{r['peak_rss_mb']:.1f}", f"{r['peer_s']:.2f}",
            f"{r['ratio_wall_median']:.0f}", f"{r['ratio_cpu']:.0f}",
            f"{r['ratio_map_and_percolation']:.0f}"]
           for r in document['results']])
    names = list(document['results'][0]['stages_cpu_min_s'])
    print('Stages, ms of processor time, the least of all runs:\n')
    table(['crystal', 'step, Å'] + names,
          [[r['name'], f"{r['step_ang']:g}"] +
           [f"{1e3 * r['stages_cpu_min_s'][n]:.2f}" for n in names]
           for r in document['results']])


def scaling(document):
    print('## Growth\n')
    identity(document)
    measured = [r for r in document['results'] if 'size' in r]
    table(['series', 'relative size', 'points', 'landscape, ms',
           'percolation, ms', 'total, ms'],
          [[r['name'], f"{r['size']:.2f}", str(r['points']),
            f"{1e3 * r['landscape_cpu_min_s']:.1f}",
            f"{1e3 * r['percolation_cpu_min_s']:.1f}",
            f"{1e3 * r['total_cpu_min_s']:.1f}"] for r in measured])
    table(['fitted exponent', 'landscape', 'percolation', 'total'],
          [[r['name'], f"{r['exponent_landscape']:.2f}",
            f"{r['exponent_percolation']:.2f}", f"{r['exponent_total']:.2f}"]
           for r in document['results'] if 'exponent_total' in r])


def processes(document):
    print('## The whole process `ionway map FILE`\n')
    identity(document)
    table(['crystal', 'wall median, ms', 'processor min, ms', 'peak, MB',
           'peer, s', 'peer, MB', 'ratio, wall', 'ratio, processor'],
          [[r['name'], f"{1e3 * r['wall_median_s']:.1f}",
            f"{1e3 * r['cpu_min_s']:.1f}", f"{r['peak_rss_mb']:.1f}",
            f"{r['peer_s']:.2f}", f"{r['peer_rss_mb']:.0f}",
            f"{r['ratio_wall_median']:.0f}", f"{r['ratio_cpu']:.0f}"]
           for r in document['results']])


def site_groups(document):
    print('## Groups of supercells\n')
    identity(document)
    table(['supercell', 'sites', 'operations', 'permutations, ms',
           'with symmetry of the parent, ms', 'search of the supercell, ms',
           'ratio', 'one data set of spglib, ms', 'ratio'],
          [[r['name'], str(r['sites']), str(r['order']),
            f"{1e3 * r['permutations_cpu_min_s']:.2f}",
            f"{1e3 * r['cpu_min_s']:.1f}",
            f"{1e3 * r['search_cpu_min_s']:.1f}", f"{r['ratio_to_search']:.2f}",
            f"{1e3 * r['spglib_cpu_min_s']:.1f}", f"{r['ratio_to_spglib']:.2f}"]
           for r in document['results']])


def electrostatics(document):
    print('## Electrostatics\n')
    identity(document)
    table(['', 'sites', 'ms', 'decorations/s', 'times the matrix is faster'],
          [[r['name'], str(r['sites']), f"{1e3 * r['cpu_min_s']:.2f}",
            f"{r['per_s']:.3g}" if 'per_s' in r else '',
            f"{r['ratio']:.0f}" if 'ratio' in r else '']
           for r in document['results']])


def engines(document):
    print('## Evaluations over a socket\n')
    identity(document)
    table(['', 'atoms', 'images a call', 'clients', 'ms an evaluation'],
          [[r['name'], str(r['atoms']), str(r['images']), str(r['clients']),
            f"{1e3 * r['each_s']:.3f}"] for r in document['results']])


def pair_fields(document):
    print('## Pair force fields\n')
    identity(document)
    table(['', 'atoms', 'ms a force call'],
          [[r['name'], str(r['atoms']),
            f"{1e3 * r['cpu_min_s'] / r['calls']:.3f}"]
           for r in document['results']])


# Best of what other programs took by this test or a weaker one, and who
PEER_CALLS = {'mueller-brown': '147, weaker test; 441',
              'lj-vacancy-5': '165', 'lj-vacancy-7': '231',
              'pt-heptamer-a': '264; 228, one image tested',
              'pt-heptamer-b': '424; 244', 'li2o': '67', 'lifepo4': '187'}


def bands(document):
    print('## Nudged elastic bands\n')
    identity(document)
    rows = []
    for r in document['results']:
        case = r['name'].rsplit('-lbfgs', 1)[0].rsplit('-fire', 1)[0]
        rows.append([r['name'], str(r['calls']), PEER_CALLS.get(case, ''),
                     f"{r['barrier_ev']:.6f}", f"{r['cpu_ms']:.2f}",
                     f"{r['calls_cpu_ms']:.2f}"])
    table(['', 'energy calls', 'of others', 'barrier, eV', 'ms', 'of it calls'],
          rows)


def bands_beside_others(document):
    print('## The same barriers by other programs, side by side\n')
    print('neb_peer.py: seven images, 0.02 eV/Angstrom on all of them, one '
          'thread; LAMMPS by itself runs a process an image.\n')
    table(['crystal', 'this, ms', 'calls', 'ASE over LAMMPS, ms', 'calls',
           'LAMMPS neb, ms', 'times the best'],
          [[{'A': 'Li2O, 95 atoms', 'B': 'LiFePO4, 111 atoms'}[case],
            f"{1e3 * r['lbfgs']['seconds']:.1f}", str(r['lbfgs']['calls']),
            f"{1e3 * r['ase']['seconds']:.0f}", str(r['ase']['calls']),
            f"{1e3 * r['lammps']['seconds']:.0f}" if r['lammps'] else '',
            f"{r['ratio_to_best_peer']:.1f}"]
           for case, r in document.items()])


def hops(document):
    print('## Published barriers by bond valence\n')
    identity(document)
    table(['host', 'records', 'MAE, eV', 'median, eV', 'signed, eV',
           'Spearman', 'all, s'],
          [[r['name'], str(r['ends as given']['records']),
            f"{r['ends as given']['mean_abs_ev']:.3f}",
            f"{r['ends as given']['median_abs_ev']:.3f}",
            f"{r['ends as given']['median_signed_ev']:+.3f}",
            f"{r['ends as given']['spearman']:.3f}", f"{r['cpu_s']:.2f}"]
           for r in document['results'] if 'ends as given' in r])


def enumeration(document):
    print('## Distinct decorations, file to list\n')
    identity(document)
    table(['case', 'decorations', 'distinct', 'read, symmetry, charges, ms',
           'exact number, ms', 'list, ms', 'all, processor min, ms',
           'peak, MB', 'peer, s', 'ratio'],
          [[r['name'], r['total'], r['distinct'],
            f"{1e3 * r['setup_cpu_s']:.1f}", f"{1e3 * r['count_cpu_s']:.2f}",
            f"{1e3 * r['list_cpu_s']:.1f}", f"{1e3 * r['cpu_min_s']:.1f}",
            f"{r['peak_rss_mb']:.1f}", f"{r['peer_s']:g}",
            f"{r['ratio_cpu']:.0f}"]
           for r in document['results'] if 'peer_s' in r])
    print('![Growth with sites, species and group order](enumeration.svg)\n')


def main():
    folder = sys.argv[1]
    print('# Results\n\nMade by `bench/run.sh`; what they mean: '
          '[bench/README.md](../README.md).\n')
    for name, show in (('map', jobs), ('whole_job', processes),
                       ('bvse', kernels), ('percolation', percolation),
                       ('scaling', scaling), ('site_group', site_groups),
                       ('ewald', electrostatics), ('enumeration', enumeration),
                       ('engine', engines), ('pair_field', pair_fields),
                       ('neb', bands), ('neb_peer', bands_beside_others),
                       ('barriers', hops)):
        document = load(folder, name)
        if document is not None:
            show(document)


main()
