"""The worker's event loop, and coroutines of the tests as the answer sees them. Loaded when the first one appears."""
import asyncio
import concurrent.futures
import threading

MAX_WAITING = 64


class Loop:
    """One loop for all coroutines of the answer: they may share queues, locks and tasks."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.pool = concurrent.futures.ThreadPoolExecutor(MAX_WAITING)
        self.tasks = {}
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def start(self, awaitable):
        async def hold():
            return await awaitable

        token = len(self.tasks) + 1
        self.tasks[token] = asyncio.run_coroutine_threadsafe(hold(), self.loop)
        return token

    def wait(self, token):
        try:
            return True, self.tasks[token].result()
        except (concurrent.futures.CancelledError, asyncio.CancelledError):
            return False, None

    def cancel(self, token):
        self.tasks[token].cancel()

    def call(self, function, args, kwargs):
        """A plain call made by a test that runs in an event loop: the answer finds a running loop as well."""
        done = concurrent.futures.Future()

        def run():
            try:
                done.set_result(function(*args, **kwargs))
            except BaseException as error:
                done.set_exception(error)

        self.loop.call_soon_threadsafe(run)
        return done.result()


_loop = None
_making = threading.Lock()


def the_loop():
    global _loop
    with _making:
        if _loop is None:
            _loop = Loop()
    return _loop


def task_start(peer, awaitable):
    return the_loop().start(awaitable)


def task_wait(peer, token):
    return the_loop().wait(token)


def task_cancel(peer, token):
    the_loop().cancel(token)


class Awaitable:
    """A coroutine of the tests."""

    def __init__(self, peer, number):
        self._peer, self._number = peer, number

    def __await__(self):
        return self._wait().__await__()

    async def _wait(self):
        asked = asyncio.get_running_loop().run_in_executor(the_loop().pool, self._peer.request, "await", self._number)
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._peer.request("cancel", self._number)
            raise


def coroutine_function(peer, e):
    number, name = e["o"], e.get("n") or "callback"

    async def stub(*args, **kwargs):
        return await peer.request("call", number, args=args, kwargs=kwargs)

    stub.__name__ = stub.__qualname__ = name
    stub.__module__, stub.__doc__ = "tests", e.get("doc")
    return stub
