#!/usr/bin/env bash
# Runs the tests under the tools that see what a test alone does not: memory that is used and not owned,
# threads that race, words that were never written. In the end it says in a table what each tool has run and
# found. What the machine does not have is named, and counts as passed.
#
#     tests/soundness.sh            all of them: hours of one processor
#     tests/soundness.sh quick      a control of the models, and AddressSanitizer without kernels: a part of .ci/run
#     tests/soundness.sh NAME…      some of them:
#
#     loom         the models of the handshake, the ring and the counters, and their controls
#     thread       ThreadSanitizer: its controls, then all tests that have threads
#     address      AddressSanitizer and LeakSanitizer: all tests
#     memory       MemorySanitizer: a sample of tests, at all levels
#     valgrind     memcheck: a sample of tests, on the levels that valgrind knows
#     miri         the tests within the crate, interpreted
#     arm          every test on 64-bit ARM, under an emulator
#     processors   the tests of levels on models of x86-64 that have fewer instructions
#
# The sanitizers run the tests that HOTLOOP_TESTS names, if it is set: `HOTLOOP_TESTS='lib sum faults'`.
#
# A *control* is a copy of the crate in which one ordering is weakened: a tool that reports nothing there
# proves nothing where it reports nothing, and counts as failed.
#
# ThreadSanitizer and MemorySanitizer need a standard library that is built with them. Its source comes with
# the compiler of Debian's browsers, which `.ci/arm` unpacks; their run-time libraries come with rustup's
# toolchains. AddressSanitizer needs the toolchain `nightly`.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD/target/soundness
root=$PWD/target/arm/root
host=x86_64-unknown-linux-gnu
all='loom thread address memory valgrind miri arm processors'
# shellcheck source=tests/soundness/copies.sh
. tests/soundness/copies.sh
# shellcheck source=tests/soundness/tools.sh
. tests/soundness/tools.sh

# What is in the log of a tool: tests that have passed, and what was found.
tests_of() {
    sed -n 's/^test result: [^0-9]*\([0-9]*\) passed.*/\1/p; s/^control .* \([0-9]*\) passed$/\1/p' "$1" |
        awk '{ sum += $1 } END { print sum + 0 }'
}

findings_of() {
    grep -c -E '^(WARNING|==[0-9]+==(ERROR|WARNING)): [A-Za-z]+Sanitizer|ERROR SUMMARY: [1-9]|Undefined Behavior|^test .* FAILED$|^control .* failed' \
        "$1" || true
}

# A tool in a process of its own, so that one that fails does not keep the next from running.
watch_tool() {
    local tool=$1 form=$2 log=$here/$1.log status=0 TIMEFORMAT='%R %U %S' minutes what
    printf '\n== %s\n' "$tool"
    { time bash tests/soundness.sh --tool "$tool" "$form" >"$log" 2>&1 || status=$?; } 2>"$here/$tool.time"
    minutes=$(awk '{ printf "%.1f %.1f", $1 / 60, ($2 + $3) / 60 }' "$here/$tool.time")
    grep -E '^(NOT RUN|SKIPPED|control)|^test .* FAILED$' "$log" || true
    what="$(findings_of "$log") found"
    if grep -q '^SKIPPED: ' "$log"; then
        what=$(sed -n 's/^SKIPPED: [^:]*: /skipped: /p' "$log" | head -n 1)
    fi
    # What runs nothing, or says of something and goes on, has failed, too.
    if [[ $what = [1-9]* ]] || { [[ $what != skipped* ]] && [ "$(tests_of "$log")" -eq 0 ]; }; then
        status=1
    fi
    if [ "$status" -ne 0 ]; then
        tail -n 40 "$log"
        what="FAILED, $what (target/soundness/$tool.log)"
        failed=1
    fi
    # shellcheck disable=SC2086
    rows+="$(printf '%-12s %6s %9s %9s  %s' "$tool" "$(tests_of "$log")" $minutes "$what")"$'\n'
}

if [ "${1-}" = --tool ]; then
    "tool_$2" "$3"
    exit
fi

mkdir -p "$here"
form=full tools=$all rows='' failed=''
case "${1-}" in
'') ;;
quick) form=quick tools='loom address' ;;
*) tools=$* ;;
esac
for tool in $tools; do
    [[ " $all " = *" $tool "* ]] || {
        printf 'found `%s`, expected quick or some of: %s\n' "$tool" "$all"
        exit 2
    }
done
for tool in $tools; do
    watch_tool "$tool" "$form"
done
printf '\n%-12s %6s %9s %9s  %s\n%s' tool tests minutes 'CPU mins' findings "$rows"
[ -z "$failed" ]
