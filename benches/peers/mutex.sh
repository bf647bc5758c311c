#!/bin/sh
# Compiles the counter in C and runs it. Beside it: cargo bench --bench counters
set -eu
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cc -O2 -pthread -o "$directory/mutex" "$(dirname "$0")/mutex.c"
"$directory/mutex"
