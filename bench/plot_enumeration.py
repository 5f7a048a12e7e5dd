#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""How counting and listing grow, from bench/results/enumeration.json, as an
SVG on standard output: three panels (sites, species, group order), time for
the exact number and time a listed representative, logarithmic."""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, GAP = 270, 210, 62, 46, 84
SERIES = (('sites', 'sites, one in four filled', False),
          ('species', 'species on 16 sites', False),
          ('order', 'operations, 6 of 48 sites', True))
LINES = (('count_cpu_min_s', 1e6, '#1b6ca8', 'exact number, µs'),
         ('each', 1e9, '#c2410c', 'listing, ns a representative'))
LOW, HIGH = 10.0, 1000.0  # both axes share the scale of numbers


def value(record, key):
    if key == 'each':
        return record['list_cpu_min_s'] / record['listed']
    return record[key]


def panel(records, title, is_log, left):
    sizes = [r['size'] for r in records]
    scale = math.log if is_log else float
    first, last = scale(min(sizes)), scale(max(sizes))

    def x(size):
        return left + 12 + (WIDTH - 24) * (scale(size) - first) / (last - first)

    def y(number):
        share = math.log(number / LOW) / math.log(HIGH / LOW)
        return TOP + HEIGHT * (1 - share)

    out = [f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" '
           'fill="none" stroke="#888"/>']
    for number in (10, 20, 50, 100, 200, 500, 1000):
        out.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y(number):.1f}"'
                   f' y2="{y(number):.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 6}" y="{y(number) + 4:.1f}" '
                   f'text-anchor="end">{number}</text>')
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{TOP + HEIGHT + 16}" '
                   f'text-anchor="middle">{size:g}</text>')
    out.append(f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 34}" '
               f'text-anchor="middle">{title}</text>')
    for key, unit, colour, _ in LINES:
        points = [(x(r['size']), y(unit * value(r, key))) for r in records]
        out.append('<polyline fill="none" stroke-width="1.6" stroke="'
                   f'{colour}" points="' +
                   ' '.join(f'{a:.1f},{b:.1f}' for a, b in points) + '"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>'
                for a, b in points]
    return out


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else \
        'bench/results/enumeration.json'
    with open(path, encoding='utf-8') as file:
        results = json.load(file)['results']
    width = LEFT + 3 * WIDTH + 2 * GAP + 16
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
           f'height="{TOP + HEIGHT + 48}" font-family="sans-serif" '
           'font-size="12">', '<rect width="100%" height="100%" fill="#fff"/>']
    for i, (_, _, colour, text) in enumerate(LINES):
        left = LEFT + 260 * i
        out.append(f'<line x1="{left}" x2="{left + 24}" y1="20" y2="20" '
                   f'stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{left + 30}" y="24">{text}</text>')
    for i, (name, title, is_log) in enumerate(SERIES):
        records = [r for r in results if r['name'] == name]
        out += panel(records, title, is_log, LEFT + i * (WIDTH + GAP))
    print('\n'.join(out + ['</svg>']))


main()
