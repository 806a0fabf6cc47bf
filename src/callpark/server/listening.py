"""The end of listening: whoever was let in by the kernel is answered, and everybody else is not let in.

A connection counts as accepted for its client as soon as the kernel has put it into the listening socket's queue, and
closing the socket resets whatever waits there. So new ones are turned away first, then the queue is emptied.
"""

import asyncio
import ctypes
import select
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

SO_ATTACH_FILTER: Final = 26  # asm-generic/socket.h
QUIET_SECONDS: Final = 0.05  # for the handshakes that are under way
EMPTY_SECONDS: Final = 2.0

# Classic BPF over the TCP header (linux/filter.h): drop a segment with SYN set, keep all others.
WITHOUT_SYN: Final = (
    (0x30, 0, 0, 13),  # A = the byte of the flags
    (0x45, 0, 1, 0x02),  # A & SYN ? next : next but one
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # keep all of it
)


def turn_away(sockets: Iterable[socket.socket]) -> None:
    """From now on the kernel lets nobody in: clients try again, until the next server, or a refusal, answers.

    Linux only; elsewhere a connection that is made in the moment of the end may be reset.
    """
    program = b"".join(struct.pack("HBBI", *instruction) for instruction in WITHOUT_SYN)
    buffer = ctypes.create_string_buffer(program, len(program))
    for one in sockets:
        with suppress(OSError):
            one.setsockopt(
                socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", len(WITHOUT_SYN), ctypes.addressof(buffer))
            )


async def emptied(sockets: Iterable[socket.socket]) -> None:
    """When the servers of the loop have taken whoever waited in the queues of `sockets`."""
    poll = select.poll()
    for one in sockets:
        poll.register(one.fileno(), select.POLLIN)
    with suppress(TimeoutError):
        async with asyncio.timeout(EMPTY_SECONDS):
            await asyncio.sleep(QUIET_SECONDS)
            while poll.poll(0):  # noqa: ASYNC110 – it is the loop itself that takes them
                await asyncio.sleep(0)
            await asyncio.sleep(QUIET_SECONDS)  # the last of them become connections
