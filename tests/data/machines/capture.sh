#!/usr/bin/env bash
# Prints the tree of the machine that it runs on, as `tests/machine.rs` stores it:
#     tests/data/machines/capture.sh > tests/data/machines/NAME.tree
# Add a comment at the top that says what machine it is.
#
# It prints what the loops below name: processors, caches, the size of pages, and the control groups that
# this process is in with their limits. Names of groups are those of services, users and containers: put
# others in their place, the same everywhere, where they are nobody's business.
shopt -s nullglob

# The file $1, or those of its lines that match $2.
show() {
    [ -r "$1" ] && grep -a -e "${2-}" "$1" 2> /dev/null | sed "s|^|${1#/}\t|"
}

cpu=/sys/devices/system/cpu
for file in $cpu/{online,possible} /sys/devices/{cpu_core,cpu_atom,cpu_lowpower}/cpus \
    $cpu/cpu[0-9]*/{topology/{core_cpus_list,thread_siblings_list,physical_package_id},cpu_capacity} \
    $cpu/cpu[0-9]*/cache/index[0-9]*/{level,type,size,shared_cpu_list} \
    /sys/devices/system/node/node[0-9]*/cpulist \
    /sys/kernel/mm/transparent_hugepage/{enabled,hpage_pmd_size}; do
    show "$file"
done
show /proc/thread-self/status '^Cpus_allowed_list:'
show /proc/self/smaps KernelPageSize | head -n 1
show /proc/thread-self/cgroup
show /proc/self/mountinfo ' - cgroup2* '

# The groups of this process and those above it, wherever they can be seen.
grep ' - cgroup2* ' /proc/self/mountinfo | while read -r _ _ _ root mount _; do
    cut -d: -f3- /proc/thread-self/cgroup | while read -r group; do
        # A blank is written as \040 there.
        within=${group#"$(printf %b "${root%/}")"}
        folder=$(printf %b "$mount")${within%/}
        while [ "$folder" != "${mount%/*}" ] && [ -n "$folder" ]; do
            for file in "$folder"/cpu.{max,cfs_quota_us,cfs_period_us}; do show "$file"; done
            folder=${folder%/*}
        done
    done
done | sort -u
