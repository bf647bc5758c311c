"""Writes the inputs, so many at most, that come by the most places next to those before them: a line an input.

    python3 tests/fuzz/few.py CONTROL 200

CONTROL is what libFuzzer writes for `-merge_control_file`, when it is asked for a `-set_cover_merge`: how many
inputs there are, how many are old, their names, and lines `FT number place place …`.
"""

import pathlib
import sys

with open(sys.argv[1]) as control:
    count = int(control.readline())
    control.readline()
    names = [control.readline().strip() for _ in range(count)]
    lines = [line.split() for line in control]
left = {pathlib.Path(names[int(line[1])]).read_bytes(): set(line[2:]) for line in lines if line[:1] == ["FT"]}
assert left, "no input comes by any place"
everywhere = len(set().union(*left.values()))

been = set()
chosen = []
while left and len(chosen) < int(sys.argv[2]):
    # Of those that add as much, the smallest.
    best = min(left, key=lambda it: (-len(left[it]), len(it), it))
    new = left.pop(best)
    if not new:
        break
    been |= new
    chosen.append(best)
    for places in left.values():
        places -= new
# No bytes are an input that needs no line.
for bytes in sorted(filter(None, chosen), key=lambda it: (len(it), it)):
    print(bytes.hex())
print(f"{len(been)} of {everywhere} places", file=sys.stderr)
