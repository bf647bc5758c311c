#!/usr/bin/env bash
# Fuzzes the targets for so many seconds each, from what has been kept of them, and keeps what is new:
#
#     tests/fuzz/run.sh 600               # all of them
#     tests/fuzz/run.sh 60 sums teams     # these
#
# It takes a nightly compiler and cargo-fuzz. A finding ends it, and is in `tests/fuzz/artifacts`; its bytes are
# appended to the corpus as a line of hexadecimal digits, once it has been mended.
set -euo pipefail
cd "$(dirname "$0")/../.."
fuzz() {
    local command=$1
    shift
    cargo +nightly fuzz "$command" --fuzz-dir tests/fuzz "$@"
}

seconds=${1:-60}
shift || true
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    list=$(fuzz list)
    mapfile -t targets <<<"$list"
fi

# What asks for more memory than there is gets an error, which is what it should get.
export ASAN_OPTIONS=allocator_may_return_null=1
limits=(-max_len=400 -len_control=0 -rss_limit_mb=4096 -malloc_limit_mb=2000000 -timeout=30)

for target in "${targets[@]}"; do
    corpus=tests/fuzz/corpus/$target
    kept=tests/corpora/inputs/$target
    mkdir -p "$corpus"
    touch "$kept"
    number=0
    while read -r line; do
        # shellcheck disable=SC2059
        printf "$(sed 's/../\\x&/g' <<<"$line")" >"$corpus/kept-$((++number))"
    done <"$kept"

    fuzz run -a "$target" -- "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1

    # The fewest that come by the same places, whatever they count there; and of these at most so many are kept.
    few=$(mktemp -d)
    mkdir "$few/inputs"
    fuzz run -a "$target" "$few/inputs" "$corpus" -- "${limits[@]}" -use_counters=0 -set_cover_merge=1 \
        -merge_control_file="$few/control"
    python3 tests/fuzz/few.py "$few/control" 200 >"$kept.new"
    mv "$kept.new" "$kept"
    wc -lc "$kept"
    rm -r "$corpus"
    mv "$few/inputs" "$corpus"
    rm -r "$few"
done
