"""The untrusted half of a judgement: the process in which the answer lives. It never sees a test or an expected value.

Started by quantladder inside its sandbox, often before the answer exists, as
  python3 -P -s -S -B -u worker.py '{"box": FOLDER}'
with the line to the tester as descriptor 3. It greets, and then does what the tester asks until the line is closed.
"""
import json
import os
import sys

LINE = 3


def add_site_builtins():
    """Adds exit, quit and the like, which every Python has: site makes them, and it does not run here."""
    import _sitebuiltins
    import builtins

    builtins.exit, builtins.quit = (_sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)") for name in ("exit", "quit"))
    builtins.help = _sitebuiltins._Helper()


def main():
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    import rpc
    from rpc_worker import WorkerPeer

    add_site_builtins()
    os.set_inheritable(LINE, False)
    peer = WorkerPeer(LINE, json.loads(sys.argv[1])["box"])
    os.register_at_fork(after_in_child=peer.leave_after_fork)
    os.write(LINE, rpc.pack({"k": "hello", "version": 1}))
    box = peer.adopt("h1")
    peer.start()
    # The tests' main thread is served by the main thread here: signal handlers work as in a program of its own.
    peer.serve("h1", box)
    os._exit(0)


if __name__ == "__main__":
    main()
