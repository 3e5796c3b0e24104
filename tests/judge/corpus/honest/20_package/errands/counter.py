import json
import pathlib
from concurrent.futures import ThreadPoolExecutor

from . import slips

_settings = json.loads((pathlib.Path(__file__).parent / "settings.json").read_text())
_pool = ThreadPoolExecutor(_settings["threads"])


def send(fn, *args, **kwargs):
    return slips.keep(_pool.submit(fn, *args, **kwargs))


def fetch(slip, patience=5.0):
    return slips.find(slip).result(patience)


def describe():
    return f"{len(slips.KEPT)} errands"
