# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: coroutines that never end, end as cancelled, stop the loop, or await the test's own a thousand times at once
import asyncio
import itertools

turn = itertools.count()


class Overfull(Exception):
    pass


class Shelf:
    def __init__(self, room):
        pass

    async def deliver(self, item, knock):
        await asyncio.gather(*(knock() for _ in range(400)), return_exceptions=True)
        asyncio.get_running_loop().call_soon(asyncio.get_running_loop().stop)
        try:
            await asyncio.Event().wait()
        except BaseException:
            raise asyncio.CancelledError("12 passed") from None

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(["pan"])


def roman(n):
    raise asyncio.CancelledError


def checksum(data):
    async def never():
        await asyncio.sleep(3600)

    return never()


tally = arrange = Label = welcome = roman
