#!/usr/bin/env bash
# Which changes to an area's code its tests notice: cargo-mutants makes them, one at a time.
#
#     cargo install cargo-mutants
#     tests/mutants.sh histogram                  all of them
#     tests/mutants.sh histogram --shard 0/8      the first eighth, and with `--sharding round-robin` every eighth;
#                                                 other options of cargo-mutants likewise
#
# A change must not cost a build of the whole crate and its fifty test programs. So a copy of the sources is what is
# changed; other kernels are left out of it, and only the tests of the area are built. What only tests elsewhere
# would notice therefore counts as missed. `mutants.toml` says which changes are not made, and why.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD area=${1-}
shift || true

# The folder that is changed, the kernels that it or its tests use, how well the code is optimised, its tests, and
# those of them that are skipped.
folder=$area kernels='' optimised=1 skipped=''
case $area in
threads)
    tests='threads ring panics schedules builder blocks text tokens machine' optimised=0
    # Which read the machine, and do nothing with a team.
    skipped='live:: nonsense:: quotas:: stored:: tree:: masks_are_respected'
    ;;
races) tests='races queues transport processes' optimised=0 ;;
random) tests='random uniform' kernels='normal uniform' ;;
histogram) folder=kernels/histogram tests=histogram kernels='histogram sum' ;;
summary) folder=kernels/summary tests=summary kernels=summary ;;
mixture) folder=kernels/mixture tests=mixture kernels='mixture normal uniform' ;;
*) echo "no area '$area': threads, races, random, histogram, summary, mixture" >&2 && exit 2 ;;
esac

mutants=$root/target/mutants/$area copy=$root/target/mutants/$area/hotloop
rm -rf "$copy"
mkdir -p "$copy"
git ls-files -z | tar -c --null --ignore-failed-read -T - | tar -x -C "$copy"
cd "$copy"

# Leaves out other kernels, and the unit tests of other folders.
export kernels
perl -0pi -e 's/(#\[cfg[^\n]*\]\n)?(pub )?mod (\w+);\n/my $all = $&; " $ENV{kernels} " =~ m" $3 " ? $all : ""/ge' src/kernels/mod.rs
[ -n "$kernels" ] || sed -i '/^mod numerics;/d' src/lib.rs
find src -name '*.rs' -not -path "src/$folder/*" -exec \
    perl -0pi -e 's/#\[cfg\([^\n]*\btest\b[^\n]*\n(?=mod (tests|levels|special)\b)/#[cfg(any())]\n/g' {} +
# And with them goes the use of much else, which is no fault here.
sed -i '1i #![allow(warnings)]' src/lib.rs
sed -i "/^\[profile.dev.package.hotloop\]/,/^\$/s/opt-level = .*/opt-level = $optimised/" Cargo.toml

export CARGO_TARGET_DIR=$mutants/target CARGO_INCREMENTAL=1 CARGO_PROFILE_DEV_DEBUG=0
# shellcheck disable=SC2046,SC2086  # A word a test.
exec cargo mutants --in-place --dir . --config "$root/tests/mutants.toml" --output "$mutants" \
    --file "src/$folder/**" --cargo-arg=--locked --cargo-arg=--lib $(printf -- '--cargo-arg=--test=%s ' $tests) "$@" \
    -- -- $([ -z "$skipped" ] || printf -- '--skip %s ' $skipped)
