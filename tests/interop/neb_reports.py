# SPDX-License-Identifier: BSD-3-Clause
"""Reports on barriers: the JSON fits its schema and holds nothing that the
schema does not name, the CSV and the table say the same, and the table fits a
terminal. neb_reports.py DUMP_BARRIERS SCHEMAS"""
import csv
import io
import json
import os
import re
import subprocess
import sys

try:
    import jsonschema
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

PROGRAM, SCHEMAS = sys.argv[1:3]
failures = []


def check(what, condition):
    if not condition:
        failures.append(what)
        print('FAIL', what)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, encoding='utf-8',
                          stdout=subprocess.PIPE).stdout


def refuse_constant(name):
    raise ValueError(f'{name} is no JSON')


def strict(node):
    """The schema with every object closed."""
    if isinstance(node, dict):
        node = {key: strict(value) for key, value in node.items()}
        if 'properties' in node and 'additionalProperties' in node:
            node['additionalProperties'] = False
    elif isinstance(node, list):
        node = [strict(value) for value in node]
    return node


def keys(node, path=''):
    """Every key that leads to a number or to a list of some, with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            first = value
            while isinstance(first, list) and first:
                first = first[0]
            if isinstance(first, (int, float)) and not isinstance(first, bool):
                yield key, f'{path}.{key}'
            yield from keys(value, f'{path}.{key}')
    elif isinstance(node, list):
        for value in node:
            yield from keys(value, path)


# numbers without a unit: counts, and shares
NO_UNIT = re.compile(r'n_.*|multiplicity|number|dimension|rank|order|occupancy'
                     r'|alignment|.*_input_vectors')
UNIT = re.compile(r'.*_(ang|ang2|ang3|ev|ev_ang|ev_ang2|thz|e|deg|g_cm3|'
                  r'vu|s)|frac')


def complaints(schema, document):
    kind = jsonschema.validators.validator_for(schema)
    return [f'{list(e.path)}: {e.message[:200]}'
            for e in kind(schema).iter_errors(document)]


def check_json(document, schema, name):
    for problem in complaints(schema, document):
        check(f'{name}: {problem}', False)
    for problem in complaints(strict(schema), document):
        check(f'{name}, undocumented: {problem}', False)
    del document['options']
    for key, path in keys(document):
        check(f'{name}: {path} has no unit',
              NO_UNIT.fullmatch(key) or UNIT.fullmatch(key))
    for hop in document['hops']:
        highest = [s['energy_ev'] for s in hop['saddles']]
        check(f'{name}: hop {hop["name"]}: the barrier is the highest saddle',
              hop['forward_ev'] is None or not highest or
              max(highest) == hop['forward_ev'])


def check_csv(rows, documents):
    hops = [(d, h) for d in documents for h in d['hops']]
    check('csv: a row for each hop', len(rows) == len(hops))
    for row, (document, hop) in zip(rows, hops):
        name = f'csv: hop {hop["name"]}'
        check(f'{name}: columns', None not in row and None not in row.values())
        for key in ('name', 'mechanism', 'state', 'reason', 'path_file'):
            check(f'{name}: {key}', row[key] == (hop[key] or ''))
        for key in ('length_ang', 'n_per_cell', 'forward_ev', 'reverse_ev',
                    'error_ev', 'prefactor_forward_thz', 'rigid_forward_ev'):
            met = float(row[key]) if row[key] else None
            check(f'{name}: {key}', met == hop[key])
        check(f'{name}: model',
              row['energy_model'] == (document['energy_model']['name'] or ''))
        check(f'{name}: certified',
              row['certified'] == str(int(hop['certified'])))


def check_table(text, document, name):
    for line in text.splitlines():
        check(f'{name}: {len(line)} columns: {line}', len(line) <= 80)
        check(f'{name}: blank at the end: {line}|', line == line.rstrip())
        check(f'{name}: control byte: {line!r}',
              all(ord(letter) >= 32 for letter in line))
        check(f'{name}: nan or inf: {line}',
              not re.search(r'\b(nan|inf)\b', line))
    for hop in document['hops']:
        if hop['forward_ev'] is not None:
            check(f'{name}: barrier of hop {hop["name"]}',
                  f'{hop["forward_ev"]:9.3f}{hop["reverse_ev"]:9.3f}' in text)
        if hop['reason']:
            check(f'{name}: reason of hop {hop["name"]}',
                  hop['reason'] in ' '.join(text.split()))
    check(f'{name}: limits', document['limits'] in ' '.join(text.split()))


def main():
    with open(os.path.join(SCHEMAS, 'neb-1.json'), encoding='utf-8') as file:
        schema = json.load(file)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    documents = [json.loads(line, parse_constant=refuse_constant)
                 for line in run('json').splitlines()]
    tables = re.split(r'^== (\w+)\n', run('table'), flags=re.M)[1:]
    names = tables[::2]
    check('as many documents as tables', len(documents) == len(names) > 4)
    for name, table, document in zip(names, tables[1::2], documents):
        check_json(document, schema, name)
        check_table(table, document, name)
    check_csv(list(csv.DictReader(io.StringIO(run('csv')))), documents)
    # a schema that lets everything through would find nothing
    for key in schema['required']:
        check(f'the schema wants {key}', complaints(
            schema, {k: v for k, v in documents[0].items() if k != key}))
    print(len(failures), 'failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
