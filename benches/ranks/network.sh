#!/bin/sh
# The model beside what is measured, on two ranks that have a network between them: two network namespaces, joined by
# a pair of interfaces, or by a relay that hands on every packet after DELAY microseconds.
#
#     cargo bench --features mpi --bench ranks --no-run
#     benches/ranks/network.sh target/release/deps/ranks-… [DELAY]
#
# It needs root, Linux, `ip`, and for the relay python3 and /dev/net/tun. `tc … netem` would delay packets, too, but is
# a module that a kernel need not have. No line's speed is imitated: bytes and packets of 1,500 of them are as fast as
# the kernel moves them, or the relay, which takes longer over many small messages than a network would.
set -eu
program=${1:?which program?}
delay=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" = 0 ] || {
    echo "namespaces need root" >&2
    exit 1
}
[ -z "$delay" ] || [ -e /dev/net/tun ] || {
    echo "the relay needs /dev/net/tun" >&2
    exit 1
}
machine=ranks$$

agent=$(mktemp)
relay=
tidy() {
    [ -z "$relay" ] || kill "$relay" 2>/dev/null || :
    ip netns del $machine-1 2>/dev/null || :
    ip netns del $machine-2 2>/dev/null || :
    rm -rf "$agent" "$agent".up
}
trap tidy EXIT
trap 'exit 1' INT TERM

# What mpirun calls instead of ssh: AGENT ADDRESS COMMAND. Each has a name of its own, as machines have, and a processor
# of its own: both ranks wait without sleep, and the relay would drive them to the same.
cat >"$agent" <<END
#!/bin/sh
number=\${1##*.}
machine=$machine-\$number
shift
exec taskset -c \$((number % $(nproc))) ip netns exec "\$machine" unshare --uts sh -c "hostname \$machine; \$*"
END
chmod +x "$agent"

ip netns add $machine-1
ip netns add $machine-2
if [ -n "$delay" ]; then
    # At once when a packet is due, if the system lets it.
    chrt=$(command -v chrt || :)
    ${chrt:+$chrt -f 1} python3 "$here/relay.py" "$delay" $machine-1 $machine-2 >"$agent".up &
    relay=$!
    until [ -s "$agent".up ]; do
        kill -0 "$relay" || exit 1
        sleep 0.1
    done
    ip link set $machine-1 netns $machine-1
    ip link set $machine-2 netns $machine-2
else
    ip link add $machine-1 netns $machine-1 type veth peer name $machine-2 netns $machine-2
fi
for i in 1 2; do
    ip -n $machine-$i addr add 10.77.0.$i/24 dev $machine-$i
    ip -n $machine-$i link set lo up
    ip -n $machine-$i link set $machine-$i up
done

# Messages by TCP alone.
"$agent" 10.77.0.1 mpirun --allow-run-as-root --host 10.77.0.1,10.77.0.2 --bind-to none \
    --mca plm_rsh_agent "$agent" --mca pml ob1 --mca btl tcp,self \
    --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 "$program" model
