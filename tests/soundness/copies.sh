# Copies of the crate without its kernels, in which orderings of the handshake and of the ring are
# weakened: `tests/soundness.sh` sources this. What looks for data races has to find one in each.

# The places, a line each: COPY FILE MODEL SED-COMMAND, where the model is one that sees the weakening. (Where
# several models run and one of them fails without ending the process, the others take minutes behind it.) A
# copy has one place in the handshake and one in the ring, which know nothing of each other, so that two
# controls take one build.
#
#   give      what a thread has written is given to the other: a body, an item
#   back      what it has been given is given back
#   take      it is acquired: an offer that is taken, an item
#   taken     that it was given back is acquired
#   sleep     a member that falls asleep says where it is; a half that does so looks once more
#   rest      a leader that sleeps is given back; items are acquired many at a time
places() {
    cat <<'END'
give  threads/handshake.rs       handshake::model s/self\.state\.swap(state, AcqRel)/self.state.swap(state, Acquire)/
give  threads/ring/producer.rs   ring_one_by_one  s/ring\.tail\.store(self\.tail, Release)/ring.tail.store(self.tail, RELAXED)/
back  threads/handshake.rs       handshake::model s/(state, IDLE, Release, Acquire)/(state, IDLE, Relaxed, Acquire)/
back  threads/ring/consumer.rs   ring_one_by_one  s/ring\.head\.store(self\.head, Release)/ring.head.store(self.head, RELAXED)/
take  threads/handshake.rs       one_region_after s/(OFFERED, TAKEN, Acquire, Relaxed)/(OFFERED, TAKEN, Relaxed, Relaxed)/
take  threads/ring/consumer.rs   ring_one_by_one  /fn pop(/,/^    }/ s/tail\.load(Acquire)/tail.load(RELAXED)/
taken threads/handshake.rs       not_woken        s/let done = || matches!(slot\.state\.load(Acquire)/let done = || matches!(slot.state.load(Relaxed)/
taken threads/ring/producer.rs   ring_one_by_one  /fn room(/,/^    }/ s/head\.load(Acquire)/head.load(RELAXED)/
sleep threads/handshake.rs       handshake::model s/(IDLE, PARKED, Release, Relaxed)/(IDLE, PARKED, Relaxed, Relaxed)/
sleep threads/ring/wait_state.rs ring_one_by_one  /fn sleep(/,/^    }/ s/fence(SeqCst);//
rest  threads/handshake.rs       not_woken        s/slot\.state\.store(IDLE, Release)/slot.state.store(IDLE, Relaxed)/
rest  threads/ring/consumer.rs   ring_of_batches  /fn pop_batch(/,/^    }/ s/tail\.load(Acquire)/tail.load(RELAXED)/
END
}

# Makes a copy: `true` to the crate, or a weakened one. It has no kernels, no features but the threads, and
# of the dependencies of the tests only those of the models, so that it builds in seconds.
#
#     make_copy COPY FOLDER
make_copy() {
    local copy=$1 folder=$2 name file model command changed
    rm -rf "$folder"
    mkdir -p "$folder"
    cp -r src build.rs README.md Cargo.lock "$folder"
    mkdir "$folder/src/bin"
    cp tests/soundness/control.rs "$folder/src/bin"
    awk '/^\[/ { keep = /^\[(package|lib|features|dependencies|lints)/ } keep' Cargo.toml >"$folder/Cargo.toml"
    # Cargo would take two copies for one, by their times alone.
    sed -i "s/^version = \"[^\"]*/&+$copy/" "$folder/Cargo.toml"
    {
        printf '[dev-dependencies]\n'
        grep '^loom ' Cargo.toml
        printf '[workspace]\n'
    } >>"$folder/Cargo.toml"
    # These tests want more, and are no models.
    sed -i '/^#\[cfg(test)\]/,$d' "$folder/src/threads/batch.rs"
    # The kernels are left out where `loom` is set. Here it is not set for dependencies.
    sed -i 's/^fn main() {/&\n    println!("cargo::rustc-cfg=loom");/' "$folder/build.rs"
    while read -r name file model command; do
        [ "$name" = "$copy" ] || continue
        sed -i "${command/RELAXED/std::sync::atomic::Ordering::Relaxed}" "$folder/src/$file"
        changed=$(diff "src/$file" "$folder/src/$file" | grep -c '^>') || true
        [ "$changed" = 1 ] || {
            printf '%s: %s changes %s lines of %s, expected 1\n' "$copy" "$command" "$changed" "$file"
            return 1
        }
    done < <(places)
}
