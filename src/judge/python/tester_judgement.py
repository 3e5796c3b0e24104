"""One judgement in the forked tester, by what the assignment asks for."""
import os
import random
import sys
import tempfile

import tester_program
import tester_session
from rpc_host import HostPeer
from tester_report import VerdictPipe


def use_temporary_folder(path):
    """tmp_path and tempfile go below the folder that is removed when the judgement is over: what one left elsewhere would
    be missing to those after it."""
    os.environ["TMPDIR"] = tempfile.tempdir = path
    tester_session.ARGUMENTS.append("--basetemp=" + os.path.join(path, "pytest"))


def run(rpc_fd, verdict_fd, assignment, folder, temporary):
    """One judgement, by what the assignment asks for."""
    random.seed(assignment.get("seed", 0))
    sys.modules.pop(assignment["module"].partition(".")[0], None)  # should it have the name of one of ours
    os.chdir(folder)
    use_temporary_folder(temporary)
    verdict = VerdictPipe(verdict_fd)
    if assignment["mode"] == "collect":
        return tester_session.collect(assignment, folder, verdict)
    if assignment["mode"] == "program":
        return tester_program.check(rpc_fd, assignment, folder, verdict)
    peer = HostPeer(rpc_fd, assignment["module"], folder)
    return tester_session.judge(peer, assignment, folder, temporary, verdict)
