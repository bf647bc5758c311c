"""A network of two machines that takes its time: two interfaces, and what goes into one comes out of the other
after the delay.

    python relay.py MICROSECONDS ONE OTHER
"""

import collections
import fcntl
import os
import select
import struct
import sys
import time


def interface(name):
    """The packets of a new interface: no links below, and no headers of this driver's own."""
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH22x", name.encode(), 0x1001))  # TUNSETIFF, IFF_TUN | IFF_NO_PI
    return tun


def packets(tun):
    """All that are there."""
    try:
        while True:
            yield os.read(tun, 1 << 16)
    except BlockingIOError:
        pass


def relay(delay, one, other):
    ways = {one: other, other: one}
    # All wait equally long, so who came first leaves first.
    waiting = collections.deque()
    while True:
        left = max(0, waiting[0][0] - time.perf_counter()) if waiting else None
        for tun in select.select(ways, [], [], left)[0]:
            due = time.perf_counter() + delay
            waiting.extend((due, ways[tun], packet) for packet in packets(tun))
        while waiting and waiting[0][0] <= time.perf_counter():
            _, tun, packet = waiting.popleft()
            try:
                os.write(tun, packet)
            except OSError:
                pass  # it is not up yet, or no longer: a network loses packets


ends = [interface(name) for name in sys.argv[2:]]
print("up", flush=True)
relay(float(sys.argv[1]) / 1e6, *ends)
