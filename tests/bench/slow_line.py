"""A slow line, in earnest: what a browser sends by it and gets takes as long as on slow 3G."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

WAY = 0.2  # seconds in one direction, so that there and back takes 400 ms
RATE = 400_000 / 8  # bytes a second in each direction, for all connections together
PACKET = 1460  # bytes


@dataclass
class Direction:
    """One direction of the line; a packet waits until those before it have left."""

    free_at: float = 0

    async def carry(self, here: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while packet := await here.read(PACKET):
                self.free_at = max(self.free_at, loop.time()) + len(packet) / RATE
                loop.call_at(self.free_at + WAY, send, there, packet)
        loop.call_at(max(self.free_at, loop.time()) + WAY, there.close)


def send(there: asyncio.StreamWriter, packet: bytes) -> None:
    if not there.is_closing():
        there.write(packet)


async def connect(
    port: int,
    up: Direction,
    down: Direction,
    from_phone: asyncio.StreamReader,
    to_phone: asyncio.StreamWriter,
) -> None:
    await asyncio.sleep(2 * WAY)  # what TCP needs to connect; the machine itself took no time
    from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.gather(up.carry(from_phone, to_server), down.carry(from_server, to_phone))


@contextmanager
def slow_line(port: int) -> Iterator[str]:
    """Lead to a port of this machine by a slow line: host and port of its other end."""
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()
    opened: list[int] = []
    is_open = threading.Event()

    async def serve() -> None:
        by_the_line = partial(connect, port, Direction(), Direction())
        server = await asyncio.start_server(by_the_line, "127.0.0.1", 0)
        opened.append(server.sockets[0].getsockname()[1])
        is_open.set()
        await stopped.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    is_open.wait()
    try:
        yield f"127.0.0.1:{opened[0]}"
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
