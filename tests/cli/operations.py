# SPDX-License-Identifier: BSD-3-Clause
"""Symmetry operations as documents write them: x,1/2-y,z."""
import re


def image(operation, x):
    """The operation's text applied to a point."""
    out = []
    for row in operation.split(","):
        total = 0.0
        for sign, number, axis in re.findall(
                r"([+-]?)([0-9./]*)([xyz]?)(?=[+-]|$)", row):
            if not number and not axis:
                continue
            top, _, bottom = number.partition("/")
            value = float(top or 1) / float(bottom or 1)
            if axis:
                value *= x["xyz".index(axis)]
            total += -value if sign == "-" else value
        out.append(total)
    return out
