#!/usr/bin/env bash
# Builds and runs the programs in `src/bin` in the profiles that users have. Each holds its results to plain
# loops, and ends with an error if they differ.
#
#     tests/embed/run.sh quick    release and debug: a part of .ci/run
#     tests/embed/run.sh          all profiles, what an element takes in them, and what hotloop adds to a build
#
# Times depend on what else the machine does.
set -euo pipefail
cd "$(dirname "$0")"
# Where `.cargo/config.toml` says.
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR
target=../../target/embed

alone='kernel echo'
threaded='columns kernel echo bic weighted'
declare -A nanoseconds bytes

# The seconds that a command takes, in `seconds`.
timed() {
    local start=$EPOCHREALTIME
    "$@"
    seconds=$(awk -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.1f", end - start }')
}

# Builds in a profile and runs these programs: check LABEL PROFILE 'PROGRAM…' CARGO-OPTION…
check() {
    local label=$1 profile=$2 programs=$3 folder=$target/${2/#dev/debug} program output
    shift 3
    timed cargo build --quiet --locked --profile "$profile" "$@"
    printf '%-34s %7s s  ' "$label" "$seconds"
    for program in $programs; do
        output=$("$folder/$program") || {
            printf '\n%s\n%s failed\n' "$output" "$program"
            exit 1
        }
        printf ' %s' "$program"
    done
    printf '\n'
    for program in empty speed $programs; do
        bytes[$label/$program]=$(stat -c %s "$folder/$program")
    done
    while read -r kernel took; do
        nanoseconds[$label/$kernel]=$took
    done < <("$folder/speed")
}

speeds() {
    local kernel label kernels='sum::simd summary::simd histogram::simd normal::simd comb::backward::simd mixture'
    printf '\n%-22s' 'ns an element'
    printf ' %26s' "$@"
    printf '\n'
    for kernel in $kernels; do
        printf '%-22s' "$kernel"
        for label in "$@"; do
            printf ' %26s' "${nanoseconds[$label/$kernel]}"
        done
        printf '\n'
    done
}

sizes() {
    local program label
    printf '\n%-22s' 'KiB more than empty'
    printf ' %26s' "$@"
    printf '\n'
    for program in speed $threaded; do
        printf '%-22s' "$program"
        for label in "$@"; do
            local size=${bytes[$label/$program]-}
            printf ' %26s' "${size:+$(((size - bytes[$label/empty]) / 1024))}"
        done
        printf '\n'
    done
}

# Crates with hotloop among them, and the seconds that they take where none is built yet.
adds() {
    local label=$1 crates
    shift
    crates=$(cargo tree --locked --quiet -p hotloop -e normal --prefix none --format '{p}' "$@" |
        sed 's/ (\*)$//' | sort -u | wc -l)
    rm -rf "$target/fresh"
    timed cargo build --quiet --locked --release --bin empty --target-dir "$target/fresh" "$@"
    rm -rf "$target/fresh"
    printf '%-34s %7s s   %s crates\n' "$label" "$seconds" "$crates"
}

cargo fmt --check
printf '%-34s %9s   %s\n' 'profile' 'built in' 'right'
check 'release' release "$threaded"
check 'debug' dev "$threaded"
if [ "${1-}" = quick ]; then
    exit
fi

check 'release, no features' release "$alone bic" --no-default-features --features json
check 'panic = "abort"' abort "$threaded"
check 'lto = "fat"' lto "$threaded"
check 'opt-level = "s"' small "$threaded"
check 'debug, hotloop opt-level = 3' tuned "$threaded"
speeds 'release' 'opt-level = "s"' 'debug' 'debug, hotloop opt-level = 3'
sizes 'release' 'release, no features' 'lto = "fat"' 'opt-level = "s"'
printf '\n%-34s %9s   %s\n' 'hotloop and what it needs' 'built in' 'in all'
adds 'default features' --no-default-features --features threads
adds 'no features' --no-default-features
