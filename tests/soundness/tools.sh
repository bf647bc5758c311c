# The tools of `tests/soundness.sh`, which sources this: for each, what it needs and what it runs.

skip() {
    printf 'SKIPPED: %s: %s\n' "$1" "$2"
    exit 0
}

# Tests that a tool cannot run, or has no use for.
#
#     leave_out NAME WHY
left_out=' '
leave_out() {
    printf 'NOT RUN: %s: %s\n' "$1" "$2"
    left_out+="$1 "
}

# No tool has any use for these, as they run little of the crate.
leave_out_what_reads() {
    leave_out assembly 'reads the machine code of a build for users'
    leave_out inlining 'reads the machine code of a build for users'
    leave_out catalogue 'reads sources'
    leave_out imports 'reads sources'
    leave_out unsafety 'reads sources'
    leave_out tokens 'starts the compiler'
    leave_out words 'writes random words until it is stopped'
}

# `--lib`, and `--test NAME` for every test whose sources have the pattern, unless it is left out. HOTLOOP_TESTS
# names others in their place, of which `lib` is one.
tests_with() {
    local name all
    all=$(grep -rlE "$1" tests --include='*.rs' |
        sed -E 's,^tests/(api|common|embed|fuzz|soundness)/.*,,; s,^tests/([^/.]*).*,\1,' | sort -u)
    for name in ${HOTLOOP_TESTS-lib $all}; do
        case $name in
        lib) printf -- '--lib ' ;;
        *) [[ "$left_out" = *" $name "* ]] || printf -- '--test %s ' "$name" ;;
        esac
    done
}

# The compiler of Debian, with the source of its standard library and the run-time library of a sanitizer.
#
#     debian_compiler TOOL RUNTIME
debian_compiler() {
    local tool=$1 runtime=$2 toolchain folder library=
    [ "$(uname -sm)" = 'Linux x86_64' ] || skip "$tool" 'set up for Linux on x86-64 alone'
    local why
    why=$(bash .ci/arm unpack)
    [ -z "$why" ] || skip "$tool" "${why#SKIPPED: *: }"
    export RUSTC=$root/wrapped/rustc
    local version llvm
    version=$("$RUSTC" --version | cut -d' ' -f2)
    llvm=$("$RUSTC" -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
    if [ ! -e "$root/sources" ]; then
        # shellcheck source=.ci/debian
        . .ci/debian
        configure_apt "$here/apt"
        unpack_packages "$here/apt" "$root" rust-web-src ||
            skip "$tool" "the standard library's source cannot be fetched: $(tail -n 1 "$here/apt/log")"
        touch "$root/sources"
    fi
    [ -d "$root/usr/src/rustc-$version" ] ||
        skip "$tool" "the source is not that of the compiler $version (without $root both are fetched anew)"
    for toolchain in +nightly ''; do
        # shellcheck disable=SC2086
        [ "$(env -u RUSTC rustc $toolchain -vV 2>/dev/null | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')" = "$llvm" ] || continue
        # shellcheck disable=SC2086
        folder=$(env -u RUSTC rustc $toolchain --print sysroot)/lib/rustlib/$host/lib
        library=$(find "$folder" -name "librustc-*_rt.$runtime.a" | head -n 1)
        [ -z "$library" ] || break
    done
    [ -n "$library" ] || skip "$tool" "no toolchain of LLVM $llvm has the run-time library"
    cp "$library" "$root/usr/lib/rustlib/$host/lib/librustc-stable_rt.$runtime.a"
    # A little optimisation, for the standard library and dependencies too; assertions stay on.
    export RUSTC_BOOTSTRAP=1 CARGO_PROFILE_DEV_OPT_LEVEL=1
}

# What all builds have in common.
settings() {
    unset HOTLOOP_LEVEL CARGO_ENCODED_RUSTFLAGS RUSTFLAGS
    export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$here/$1
    export CARGO_PROFILE_DEV_DEBUG=line-tables-only
}

# Which controls there are: one in the quick form.
controls() {
    if [ "$1" = quick ]; then
        echo give
    else
        places | cut -d' ' -f1 | uniq
    fi
}

# Holds a run of a control to failing, and to its reason.
#
#     expect NAME PATTERN COMMAND…
expect() {
    local name=$1 pattern=$2 log=$here/control.log
    shift 2
    if "$@" >"$log" 2>&1; then
        printf 'control %s failed: nothing is reported\n' "$name"
        return 1
    fi
    grep -q -E "$pattern" "$log" || {
        cat "$log"
        # What was broken off may have left a line without an end.
        printf '\ncontrol %s failed: something else is reported\n' "$name"
        return 1
    }
    printf 'control %s: reported, 1 passed\n' "$name"
}

tool_loom() {
    local copy folder built program model
    settings loom
    if [ "$1" != quick ]; then
        env RUSTFLAGS='--cfg loom' CARGO_TARGET_DIR="$PWD/target/loom" \
            cargo test --locked --release --lib -- --show-output handshake ring races
    fi
    for copy in $(controls "$1"); do
        folder=$here/copies/$copy
        make_copy "$copy" "$folder"
        built=$(cd "$folder" && cargo test --no-default-features --features threads --lib --no-run 2>&1) || {
            printf '%s\n' "$built"
            return 1
        }
        program=$(sed -n 's/^ *Executable .*(\(.*\))$/\1/p' <<<"$built")
        # A model that fails on one thread may end the process.
        for model in $(places | awk -v copy="$copy" '$1 == copy { print $3 }'); do
            expect "$copy/$model" 'Causality violation|deadlock' \
                timeout 3600 "$program" --test-threads=1 --nocapture "$model"
        done
    done
}

tool_thread() {
    local copy folder part
    debian_compiler thread tsan
    settings thread
    export RUSTFLAGS=-Zsanitizer=thread CARGO_BUILD_TARGET=$host
    export TSAN_OPTIONS=allocator_may_return_null=1
    # The stores alone: an exchange that acquires too little is behind a load that has acquired, unless the
    # threads meet as only a model makes them.
    for copy in true give back; do
        folder=$here/copies/$copy
        make_copy "$copy" "$folder"
        (cd "$folder" && cargo -Zbuild-std build --no-default-features --features threads --bin control)
        for part in handshake ring; do
            if [ "$copy" = true ]; then
                "$CARGO_TARGET_DIR/$host/debug/control" "$part"
                printf 'control true/%s: not reported, 1 passed\n' "$part"
            else
                expect "$copy/$part" 'WARNING: ThreadSanitizer: data race' \
                    env TSAN_OPTIONS=halt_on_error=1 "$CARGO_TARGET_DIR/$host/debug/control" "$part"
            fi
        done
    done
    leave_out_what_reads
    leave_out allocations 'refuses memory to ThreadSanitizer too'
    leave_out fork 'forks from a process with threads, which ThreadSanitizer ends'
    # shellcheck disable=SC2046
    cargo -Zbuild-std test --locked --no-fail-fast $(tests_with '[Tt]hread|[Tt]eam')
}

tool_address() {
    [ "$(uname -sm)" = 'Linux x86_64' ] || skip address 'set up for Linux on x86-64 alone'
    cargo +nightly --version >/dev/null 2>&1 || skip address 'there is no toolchain nightly'
    settings address
    export RUSTFLAGS=-Zsanitizer=address CARGO_BUILD_TARGET=$host
    export ASAN_OPTIONS=allocator_may_return_null=1
    if [ "$1" = quick ]; then
        # Those that need no kernels: buffers, teams, blocks, results, the ring.
        make_copy true "$here/copies/true"
        mkdir "$here/copies/true/tests"
        cp -r tests/{common,threads,threads.rs,panics.rs,blocks.rs} tests/ring/drops.rs "$here/copies/true/tests"
        cd "$here/copies/true"
        cargo +nightly test --no-default-features --features threads --no-fail-fast \
            --test threads --test panics --test blocks --test drops
        cargo +nightly test --no-default-features --features threads --lib memory::
        return
    fi
    leave_out_what_reads
    # A child that has forked leaves what belongs to its parent's threads.
    ASAN_OPTIONS+=:detect_leaks=0 cargo +nightly test --locked --test fork
    left_out+='fork '
    printf 'NOT RUN: a test of primes: limits the addresses, of which AddressSanitizer takes 16 TiB\n'
    printf 'NOT RUN: a test of threads::discard: leaves a payload whose drop panics without end, on purpose\n'
    # shellcheck disable=SC2046
    cargo +nightly test --locked --no-fail-fast $(tests_with 'fn ') -- \
        --skip tables_that_do_not_fit_in_memory_are_refused --skip a_chain_without_end_is_given_up
}

tool_memory() {
    debian_compiler memory msan
    settings memory
    export RUSTFLAGS='-Zsanitizer=memory -Zsanitizer-memory-track-origins' CARGO_BUILD_TARGET=$host
    export MSAN_OPTIONS=allocator_may_return_null=1
    leave_out_what_reads
    # Tests that ask for as many members as there are cores end in a false report: the compiler makes an integer of a
    # quota before it looks whether there is one. These do not ask.
    export HOTLOOP_TESTS=${HOTLOOP_TESTS-blocks histogram memory processes ring summary}
    # shellcheck disable=SC2046
    cargo -Zbuild-std test --locked --no-fail-fast $(tests_with 'fn ')
}

tool_valgrind() {
    command -v valgrind >/dev/null || skip valgrind 'there is no valgrind'
    settings valgrind
    # The build of an ordinary `cargo test`. (Valgrind's processor has no AVX-512, and so the crate finds none.)
    export CARGO_TARGET_DIR=$PWD/target HOTLOOP_LEVEL=avx2
    export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER='valgrind --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --fair-sched=yes'
    cargo test --locked --no-fail-fast --test memory --test ring --test blocks --test panics --test map --test simd
}

tool_miri() {
    cargo +nightly miri --version >/dev/null 2>&1 || skip miri 'no nightly toolchain with the component `miri` is installed'
    settings miri
    env HOTLOOP_LEVEL=portable MIRIFLAGS=-Zmiri-disable-isolation cargo +nightly miri test --locked --lib
}

tool_arm() {
    bash .ci/arm all
}

tool_processors() {
    bash .ci/x86
}
