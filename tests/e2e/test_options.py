"""What is made from the parser: the man page, and the shells' completion, asked for in the shells themselves (bash must
be there, zsh and fish may be)."""
import re
import shutil
import subprocess

import pytest

from harness import PROGRAM, ROOT

BASH = r"""
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_quantladder "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
"""

# zsh completes only at a prompt; what the script asks of zsh is shown instead.
ZSH = r"""
_describe() { print -l -- "${(@P)${@[-1]}%%:*}" }
_files() { [[ $1 == -/ ]] && print -l -- *(/) || { print -l -- *(/); print -l -- ${~2:-*} } }
script=$1
shift
words=("$@")
CURRENT=$#
source $script
"""

FISH = r"""
source $argv[1]
complete -C (string join ' ' -- $argv[2..-1]) | string replace -r '\t.*' ''
"""

SHELLS = {
    "bash": (["bash", "--norc", "-c", BASH, "bash"], "quantladder.bash"),
    "zsh": (["zsh", "-f", "-o", "nullglob", "-c", ZSH, "zsh"], "_quantladder"),
    "fish": (["fish", "--no-config", "-c", FISH], "quantladder.fish"),
}


@pytest.fixture(params=SHELLS)
def complete(request, tmp_path):
    """Returns what the shell offers for the last of the words, in a folder with a file of each kind."""
    command, script = SHELLS[request.param]
    if request.param != "bash" and not shutil.which(command[0]):
        pytest.skip(f"no {command[0]} here")
    (tmp_path / "folder").mkdir()
    for name in ("setup.json", "weights.gguf", "scores.csv", "test_it.py", "note.txt"):
        (tmp_path / name).touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/quantladder").symlink_to(PROGRAM)

    def ask(*words):
        done = subprocess.run([*command, ROOT / "completions" / script, "bin/quantladder", *words], cwd=tmp_path,
                              text=True, stdout=subprocess.PIPE)
        return {line.rstrip("/") for line in done.stdout.splitlines()} - {"", "bin"}

    return ask


def test_commands_come_first(complete):
    assert {"run", "compare", "judge", "--help"} <= complete("")
    assert complete("re") == {"report", "recommend", "rescore"}
    assert "complete" not in complete("") and "manual" not in complete("")


def test_options_are_those_of_the_command(complete):
    assert complete("compare", "--m") == {"--margin", "--metric"}
    assert complete("judge", "--s") == {"--solution"}
    assert "--unsafe-no-sandbox" in complete("verify", "ladder", "--")


def test_a_closed_set_is_offered_word_by_word(complete):
    assert complete("compare", "run", "--metric", "t") == {"task_tg", "tg", "ttft"}


def test_files_are_offered_where_one_is_wanted(complete):
    assert complete("run", "") == {"folder", "setup.json", "weights.gguf"}
    assert complete("import", "") == {"folder", "setup.json", "scores.csv"}
    assert complete("judge", "--tests", "") == {"folder", "test_it.py"}
    assert complete("extract", "") >= {"folder", "note.txt", "scores.csv"}
    assert complete("run", "setup.json", "--out", "") == {"folder"}


def test_a_command_of_a_command_is_offered_with_its_arguments_in_turn(complete):
    assert complete("suite", "") == {"import", "--help"}
    assert complete("suite", "import", "e") == {"evalplus", "exercism"}
    assert complete("suite", "import", "humaneval", "") >= {"folder", "scores.csv"}
    assert complete("suite", "import", "--out", "folder", "h") == {"humaneval"}
    assert complete("suite", "import", "--s") == {"--skip-malformed"}


def test_a_wrong_word_of_a_command_is_named():
    process = subprocess.run([PROGRAM, "suite", "imprt"], text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.returncode == 2 and 'unknown command "imprt"; did you mean "import"?' in process.stderr


def test_suites_are_offered_by_name(complete):
    assert complete("verify", "") == {"agents", "agents-small", "fastapi", "fidelity", "folder", "ladder", "leetcode", "lru", "polyglot", "primer", "speed", "speed-small"}


def test_nothing_is_offered_that_only_the_configuration_knows(complete):
    assert complete("run", "setup.json", "--model", "") == set()


def program(*words):
    return subprocess.run([PROGRAM, *words], text=True, stdout=subprocess.PIPE, check=True).stdout


def test_every_command_and_option_is_described():
    commands = [line.split("\t")[0] for line in program("complete", "--", "").splitlines() if line[0] != "-"]
    assert {"run", "compare", "recommend", "import", "judge"} <= set(commands)
    for command in commands:
        for line in program("complete", "--", command, "--").splitlines():
            assert re.fullmatch(r"--[a-z-]+\t[A-Z].+[^.]", line), f"{command}: {line}"


def test_man_page_has_the_options_of_every_command(tmp_path):
    page = tmp_path / "quantladder.1"
    subprocess.run(["cmake", "-D", f"PROGRAM={PROGRAM}", "-D", f"TEMPLATE={ROOT}/docs/man/quantladder.1.in",
                    "-D", f"RESULT={page}", "-D", "PROJECT_VERSION=1.2.3", "-P", ROOT / "cmake/ManPage.cmake"], check=True)
    text = page.read_text().replace("\\-", "-")
    assert "quantladder 1.2.3" in text and "@" not in text
    prose = text[text.index(".SH COMMANDS"):text.index(".SH OPTIONS")]
    for line in program("complete", "--", "").splitlines():
        command = line.split("\t")[0]
        if command.startswith("-"):
            continue
        assert f".B {command}\n" in prose
        options = text.split(f'.SS "quantladder {command} ')[1].split(".SS")[0].split(".SH")[0]
        for option in re.findall(r"--([a-z-]+)", program(command, "--help").split("Options:")[1]):
            assert option == "help" or f"\\fB--{option}\\fP" in options
