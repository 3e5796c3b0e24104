"""Coroutines on both sides of the line. Each side has one event loop: in the tester that of the test, in the worker one that
runs in a thread of its own as long as the worker. Whoever awaits something of the other side leaves its own loop free.
"""
import asyncio
import collections.abc
import concurrent.futures
import inspect

import rpc_proxies

MAX_WAITING = 64
_pools = {}


def _pool(peer):
    if id(peer) not in _pools:
        _pools[id(peer)] = concurrent.futures.ThreadPoolExecutor(MAX_WAITING)
    return _pools[id(peer)]


# -- the tester: awaiting what the answer gave


async def wait_for(remote):
    """Runs the answer's coroutine in the worker's loop; the test's own loop goes on meanwhile."""
    peer, loop = rpc_proxies.peer_of(remote), asyncio.get_running_loop()
    peer.loop = loop
    token = peer.request("task_start", args=(remote,))
    work = loop.run_in_executor(_pool(peer), peer.request, "task_wait", token)
    try:
        ended = await asyncio.shield(work)
    except asyncio.CancelledError:
        peer.request("task_cancel", token)
        ended = await work
    if type(ended) is not tuple or len(ended) != 2:
        raise TypeError("the worker's task ended in no known way")
    if ended[0] is not True:
        raise asyncio.CancelledError
    return ended[1]


class RemoteAwaitable(rpc_proxies.Remote):
    __slots__ = ()
    __doc__ = rpc_proxies.DOCUMENTATION

    def __await__(self):
        return wait_for(self).__await__()


class RemoteCoroutine(RemoteAwaitable, collections.abc.Coroutine):
    # What asyncio.run, create_task and gather take for a coroutine.
    __slots__ = ("_waiting",)
    __doc__ = rpc_proxies.DOCUMENTATION

    def __init__(self, *args):
        super().__init__(*args)
        object.__setattr__(self, "_waiting", None)

    def _inner(self):
        if self._waiting is None:
            object.__setattr__(self, "_waiting", wait_for(self))
        return self._waiting

    def __next__(self):
        return self._inner().send(None)

    def send(self, value):
        return self._inner().send(value)

    def throw(self, *error):
        return self._inner().throw(*error)

    def close(self):
        if self._waiting is not None:
            self._inner().close()
        else:
            rpc_proxies.ask(self, "close")


class RemoteCoroutineFunction(rpc_proxies.RemoteCallable):
    __slots__ = ()
    __doc__ = rpc_proxies.DOCUMENTATION
    _is_coroutine = getattr(asyncio.coroutines, "_is_coroutine", None)
    _is_coroutine_marker = getattr(inspect, "_is_coroutine_mark", None)


def run_here(peer, number, awaitable):
    """Runs a coroutine of the tests for the answer: in the loop of the test if that is running."""

    async def hold():
        return await awaitable

    loop = getattr(peer, "loop", None)
    if loop is None or not loop.is_running():
        return asyncio.run(hold())
    work = asyncio.run_coroutine_threadsafe(hold(), loop)
    peer.waits[number] = work
    try:
        return work.result()
    finally:
        del peer.waits[number]
