"""Begins a judgement in the tester, whatever judges: lays out its own files, and waits for the worker's first word."""
import base64
import os
import select

from rpc import FrameError, unpack


def lay_out_tests(folder, assignment):
    names = []
    for test in assignment["tests"]:
        path = os.path.join(folder, test["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(base64.b64decode(test["text_b64"]))
        names.append(path)
    return names


def greet(peer, limit_s):
    """Waits for the worker's first word, which it says before anything of the answer is there."""
    try:
        if not select.select([peer.fd], [], [], limit_s)[0]:
            return False
        return unpack(peer.reader.body()) == {"k": "hello", "version": 1}
    except (OSError, EOFError, FrameError):
        return False


def start_answer(peer, assignment, verdict):
    """Sends the answer's files and tells whether they are in place; the worker is there before, or nothing is said of it."""
    peer.thread_name()
    if not greet(peer, assignment["limits"]["hello_s"]):
        return False
    verdict.tell({"ready": True})
    peer.start()
    wanted = {"module": assignment["module"], "limits": assignment["limits"].get("worker") or {},
              "files": assignment["files"], "extras": assignment.get("extras") or [],
              "import_folders": assignment.get("import_folders") or []}
    peer.request("start", wanted, timeout=assignment["limits"]["hello_s"])
    return True
