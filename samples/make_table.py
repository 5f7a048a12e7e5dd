# SPDX-License-Identifier: BSD-3-Clause
"""The table of README.md from a fresh run of the program:

    python3 samples/make_table.py [--write | --check] [PROGRAM]

prints it; --write puts it in its place; --check fails when the one that stands
there is another."""
import csv
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(HERE, '..', 'README.md')
CRYSTALS = ('LiFePO4', 'LiCoO2', 'LiMn2O4', 'Li6PS5Cl', 'Li3OCl',
            'NaAl11O17')
COLUMNS = (('crystal', None), ('group', 'space_group'), ('ion', 'mobile_ion'),
           ('E_1D, eV', 'e_1d_ev'), ('E_2D, eV', 'e_2d_ev'),
           ('E_3D, eV', 'e_3d_ev'), ('easiest way', 'direction_1d'),
           ('free radius, Å', 'bottleneck_free_radius_1d_ang'))
BEGIN, END = '<!-- table: samples/make_table.py -->', '<!-- end of table -->'


def cell(row, key):
    text = row[key]
    if key.endswith('_ev'):
        return f'{float(text):.3f}' if text else '–'
    if key.endswith('_ang'):
        return f'{float(text):.2f}' if text else '–'
    return text


def table(program):
    paths = [os.path.join(HERE, name, 'structure.cif') for name in CRYSTALS]
    output = subprocess.run([program, 'map', '--quiet', '--format', 'csv']
                            + paths, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    lines = ['| ' + ' | '.join(title for title, _ in COLUMNS) + ' |',
             '|' + '---|' * len(COLUMNS)]
    for name, row in zip(CRYSTALS, csv.DictReader(output.splitlines())):
        cells = [cell(row, key) if key else name for _, key in COLUMNS]
        lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines)


def main():
    arguments = sys.argv[1:]
    mode = arguments.pop(0) if arguments and arguments[0][:2] == '--' else ''
    made = table(arguments[0] if arguments else
                 os.path.join(HERE, '..', 'build', 'cli', 'ionway'))
    if mode == '':
        print(made)
        return 0
    with open(README, encoding='utf-8') as file:
        before, rest = file.read().split(BEGIN)
    kept, after = rest.split(END)
    if mode == '--write':
        with open(README, 'w', encoding='utf-8') as file:
            file.write(f'{before}{BEGIN}\n\n{made}\n\n{END}{after}')
    elif kept.strip() != made:
        print(f'README.md has\n{kept.strip()}\nthe program gives\n{made}')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
