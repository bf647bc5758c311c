#!/bin/sh
# Compiles the generator in C for this machine and runs it. Beside it:
# cargo bench --bench ladders -- uniform/
set -eu
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cc -O3 -march=native -o "$directory/uniform" "$(dirname "$0")/uniform.c"
"$directory/uniform" "$@"
