"""Replaces functions of the standard library that look into an object: about something of the answer its own process is asked."""
import importlib
import sys

from rpc_remote import RemoteBase
from tester_code import namesake

ASKED = {
    "dataclasses": ("asdict", "astuple", "fields", "is_dataclass", "replace"),
    "inspect": ("isabstract", "isasyncgen", "isasyncgenfunction", "isclass", "isfunction", "isgenerator", "isgeneratorfunction",
                "ismethod", "isroutine", "getdoc", "getmembers"),
}
# These are replaced whoever calls them: annotations of the answer may be text, which these would run.
ALWAYS = {"typing": ("get_type_hints",), "inspect": ("get_annotations",)}


def _asking(peer, module, name, original, always):
    @namesake(original)
    def asking(x, /, *args, **kwargs):
        if isinstance(x, RemoteBase) and (always or sys._getframe(1).f_globals.get("__name__") in peer.test_modules):
            return peer.request("library", module, name, args=(kwargs, x, *args))
        return original(x, *args, **kwargs)

    return asking


def ask_the_answer(peer):
    for table in (ASKED, ALWAYS):
        for module, names in table.items():
            holder = importlib.import_module(module)
            for name in names:
                setattr(holder, name, _asking(peer, module, name, getattr(holder, name), table is ALWAYS))
