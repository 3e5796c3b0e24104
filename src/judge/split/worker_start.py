"""The beginning of a judgement in the worker, whatever the answer is written in: limits and files."""
import binascii
import os
import resource
import sys


def start(peer, assignment):
    """Sets the limits and lays out the answer's files; nothing of the answer runs yet."""
    set_limits(assignment["limits"])
    peer.module = assignment["module"]
    os.chdir(peer.box)
    for file in assignment["files"] + assignment["extras"]:
        write_file(peer, file)
        # The answer's modules may have the names of ours.
        sys.modules.pop(file["path"].partition("/")[0].removesuffix(".py"), None)
    sys.path.insert(0, peer.box)
    sys.argv = [os.path.join(peer.box, "answer.py")]


def set_limits(limits):
    for name, value in limits.items():
        number = getattr(resource, "RLIMIT_" + name)
        hard = value + 1 if name == "CPU" else value  # so that SIGXCPU comes first and tells a limit from a kill
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            value, hard = min(value, most), min(hard, most)
        resource.setrlimit(number, (value, hard))


def write_file(peer, file):
    path = os.path.join(peer.box, file["path"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(binascii.a2b_base64(file["text_b64"]))
