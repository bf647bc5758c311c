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

all='columns kernel echo bic weighted'
# Those that need none of hotloop's features, but for the one that saves a mixture.
alone='kernel echo bic'
declare -A nanoseconds bytes

# How long a command takes, in `seconds`, and how much of all processors, in `busy`.
timed() {
    local TIMEFORMAT='%R %U'
    { time "$@" 2>&4; } 4>&2 2>"$target/time"
    read -r seconds busy <"$target/time"
}

# Builds in a profile and runs these programs: check LABEL PROFILE 'PROGRAM…' CARGO-OPTION…
check() {
    local label=$1 profile=$2 programs=$3 folder=$target/${2/#dev/debug} program output
    shift 3
    timed cargo build --quiet --locked --profile "$profile" "$@"
    printf '%-28s %8.1f %8.1f  ' "$label" "$seconds" "$busy"
    for program in empty speed $programs; do
        output=$("$folder/$program") || {
            printf '\n%s\n%s failed\n' "$output" "$program"
            exit 1
        }
        bytes[$label/$program]=$(stat -c %s "$folder/$program")
        [ "$program" != speed ] || while read -r kernel took; do
            nanoseconds[$label/$kernel]=$took
        done <<<"$output"
    done
    printf ' %s\n' "$programs"
}

speeds() {
    local kernel label kernels='sum::simd summary::simd summary::columns histogram::simd normal::simd'
    kernels+=' comb::forward::simd comb::backward::simd comb::backward::long comb::Echo mixture'
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
    for program in speed $all; do
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
    crates=$(cargo tree --locked --quiet -e normal --prefix none --format '{p}' "$@" |
        sed 's/ (\*)$//' | sort -u | grep -c -v '^embed ')
    rm -rf "$target/fresh"
    timed cargo build --quiet --locked --release --bin empty --target-dir "$target/fresh" "$@"
    rm -rf "$target/fresh"
    printf '%-28s %8.1f %8.1f   %s\n' "$label" "$seconds" "$busy" "$crates"
}

cargo fmt --check
mkdir -p "$target"
printf '%-28s %8s %8s   %s\n' 'profile' 'seconds' 'of CPU' 'right'
check 'release' release "$all"
check 'debug' dev "$all"
if [ "${1-}" = quick ]; then
    exit
fi

check 'release, no features' release "$alone" --no-default-features --features json
check 'panic = "abort"' abort "$all"
check 'lto = "fat"' lto "$all"
check 'opt-level = "s"' small "$all"
check 'debug, hotloop opt-level = 3' tuned "$all"
speeds 'release' 'opt-level = "s"' 'debug' 'debug, hotloop opt-level = 3'
sizes 'release' 'release, no features' 'lto = "fat"' 'opt-level = "s"'
printf '\n%-28s %8s %8s   %s\n' 'hotloop and what it needs' 'seconds' 'of CPU' 'crates'
adds 'default features' --no-default-features --features threads
adds 'no features' --no-default-features
