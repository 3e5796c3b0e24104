"""The trusted half of a judgement is kept warm: it imports pytest once and is forked for every judgement.

Started by quantladder inside its sandbox as
  python3 -P -s -B -u tester.py '{"tests_root": FOLDER}'
with the control line, a SOCK_SEQPACKET socket, as descriptor 3. It says `ready`. Each message `run` brings five
descriptors: the line to the worker, the verdict pipe, the output pipe, a memory file with the assignment, and a lifeline.
For each a supervisor is forked, which forks the tester proper, writes its exit status on the lifeline, and kills it when
the other end of the lifeline is closed. Nothing of a test or of an answer is ever loaded in the process that is forked.
"""
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading

CONTROL = 3
MEMORY = 1 << 30
STACK = 1 << 20  # of each thread that serves one of the answer's: hundreds have to fit
DUMMY = "def test_passes():\n    assert [1, {2: 3}] == [1, {2: 3}]\n\n\ndef test_fails():\n    assert [1] == [2]\n"


def warm_up(root):
    """Runs one passing and one failing test, so that everything pytest loads late is loaded before the first fork."""
    import concurrent.futures.thread  # noqa: F401  loaded for the forks to come, as are the next ones
    import random  # noqa: F401

    import pytest

    import rpc_host  # noqa: F401
    import tester_program  # noqa: F401
    import tester_session

    folder = tempfile.mkdtemp(prefix="dummy-", dir=root)
    path = os.path.join(folder, "test_dummy.py")
    with open(path, "w") as out:
        out.write(DUMMY)
    quiet = os.open(os.devnull, os.O_WRONLY)
    kept = [(fd, os.dup(fd)) for fd in (1, 2)]
    for fd, _ in kept:
        os.dup2(quiet, fd)
    try:
        status = int(pytest.main(tester_session.ARGUMENTS + ["--rootdir=" + folder, path]))
    finally:
        for fd, copy in kept:
            os.dup2(copy, fd)
            os.close(copy)
        os.close(quiet)
        shutil.rmtree(folder, ignore_errors=True)
    sys.modules.pop("test_dummy", None)
    if status != 1:
        sys.exit("tester: pytest does not work here: a session of a passing and a failing test ended with status %d" % status)


def read_assignment(fd):
    parts = []
    os.lseek(fd, 0, os.SEEK_SET)
    while True:
        part = os.read(fd, 1 << 20)
        if not part:
            return json.loads(b"".join(parts))
        parts.append(part)


def bound_memory():
    """Sees to it that what a test makes of a value of the answer (a list of a long range) becomes a MemoryError of
    that test, not the end of the tester, of its neighbours or of the machine."""
    threading.stack_size(STACK)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def judge(rpc_fd, verdict_fd, assignment, folder, temporary):
    """Does one judgement, by what the assignment asks for. tmp_path and tempfile go below the folder that is removed when it is over:
    what one left elsewhere would be missing to those after it."""
    import random

    import tester_program
    import tester_session
    from rpc_host import HostPeer
    from tester_report import VerdictPipe

    random.seed(assignment.get("seed", 0))
    sys.modules.pop(assignment["module"].partition(".")[0], None)  # should it have the name of one of ours
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = temporary
    tester_session.ARGUMENTS.append("--basetemp=" + os.path.join(temporary, "pytest"))
    verdict = VerdictPipe(verdict_fd)
    if assignment["mode"] == "collect":
        return tester_session.collect(assignment, folder, verdict)
    if assignment["mode"] == "program":
        return tester_program.check(rpc_fd, assignment, folder, verdict)
    peer = HostPeer(rpc_fd, assignment["module"], folder)
    return tester_session.judge(peer, assignment, folder, temporary, verdict)


def be_tester(fds, folder, temporary):
    """Does one judgement in the forked tester; never returns."""
    status = 70
    try:
        os.setsid()
        bound_memory()
        rpc_fd, verdict_fd, output_fd, assignment_fd, lifeline = fds
        os.close(lifeline)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nowhere, 0), (output_fd, 1), (output_fd, 2)):
            os.dup2(source, target)
        os.close(nowhere)
        os.close(output_fd)
        assignment = read_assignment(assignment_fd)
        os.close(assignment_fd)
        status = judge(rpc_fd, verdict_fd, assignment, folder, temporary)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status & 0xFF)


def supervise(fds, root):
    """Forks the tester and waits for its end, or for the end of whoever holds the lifeline. Never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        folder = tempfile.mkdtemp(prefix="run-", dir=root)
        temporary = tempfile.mkdtemp(prefix="run-")  # a path that the worker can make as well
        child = os.fork()
        if child == 0:
            be_tester(fds, folder, temporary)
        lifeline = fds[4]
        for fd in fds[:4]:
            os.close(fd)
        ended = os.pidfd_open(child)
        ready, _, _ = select.select([ended, lifeline], [], [])
        kill_all(child)
        _, status = os.waitpid(child, 0)
        for each in (folder, temporary):
            shutil.rmtree(each, ignore_errors=True)
        if ended in ready:
            os.write(lifeline, b"%d" % os.waitstatus_to_exitcode(status))
    finally:
        os._exit(0)


def kill_all(child):
    """Kills the tester, which leads a session of its own, and with it what its tests started."""
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except OSError:
            pass


def serve(control, root):
    while True:
        message, fds, _, _ = socket.recv_fds(control, 16, 8, socket.MSG_CMSG_CLOEXEC)
        if not message:
            os._exit(0)
        if message == b"run" and len(fds) == 5:
            if os.fork() == 0:
                control.close()
                supervise(fds, root)
        for fd in fds:
            os.close(fd)


def main():
    settings = json.loads(sys.argv[1])
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.set_inheritable(CONTROL, False)
    control = socket.socket(fileno=CONTROL)
    gc.disable()  # what is loaded stays, and is frozen before the first fork
    warm_up(settings["tests_root"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are reaped by the kernel
    gc.freeze()
    gc.enable()
    control.send(b"ready")
    serve(control, settings["tests_root"])


if __name__ == "__main__":
    main()
