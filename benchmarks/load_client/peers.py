"""Load generators of others, run as their manuals say, offline, against the null server: what they report and cost."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

WORDS = ["counts", "the", "waves", "and", "x", "a", "b", "c", "d", "e"]


def find(environments):
    """The peers that are installed, by name; the others are named on stderr."""
    present = {}
    path = ":".join([f"{folder}/bin" for folder in environments] + [os.environ["PATH"]])
    for name, run in (("llama-benchy", run_benchy), ("aiperf", run_aiperf)):
        program = shutil.which(name, path=path)
        if program is None:
            print(f"{name} is not installed: skipped", file=sys.stderr)
        else:
            present[name] = lambda *load, run=run, program=program: run(program, *load)
    return present


def write_tokenizer(program, folder):
    """A tokenizer of a few words, made with the peer's own packages, so that nothing is fetched."""
    source = (f"from tokenizers import Tokenizer, models, pre_tokenizers as p\n"
              f"t = Tokenizer(models.WordLevel({{w: i for i, w in enumerate({['[UNK]', *WORDS]!r})}}, unk_token='[UNK]'))\n"
              f"t.pre_tokenizer = p.Whitespace()\nt.save({str(folder / 'tokenizer.json')!r})\n")
    subprocess.run([pathlib.Path(program).parent / "python3", "-c", source], check=True)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]"}))
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2"}))


def timed(command, environment):
    """CPU seconds of the command, its start included, and the most MiB of one of its processes. Processes that it did
    not wait for are missing from both."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(["timeout", "300", *command], env={**os.environ, **environment}, stdout=output,
                                   stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode != 0:
            raise RuntimeError(f"{command[0]}: exit code {process.returncode}: {output.read()[-400:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def true_ttft_ms(streams):
    return sum(s["written"][0] - s["arrived"] for s in streams) / len(streams) / 1e3


def run_benchy(program, server, streams, events):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_tokenizer(program, folder)
        (folder / "book.txt").write_text(" ".join(WORDS) * 2000)
        book = subprocess.Popen([sys.executable, "-m", "http.server", "-d", name, "0"], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        port = book.stdout.readline().split("port ")[1].split()[0]
        try:
            cpu_s, mib = timed(
                [program, "--base-url", server.url + "/v1", "--model", "null", "--tokenizer", name, "--pp", "32", "--tg", str(events),
                 "--runs", "1", "--concurrency", str(streams), "--skip-coherence", "--no-warmup", "--no-cache", "--latency-mode", "none",
                 "--no-adapt-prompt", "--book-url", f"http://127.0.0.1:{port}/book.txt", "--save-result", name + "/out.json",
                 "--format", "json"], {"HF_HUB_OFFLINE": "1", "HOME": name})
        finally:
            book.kill()
            book.wait()
        result = json.loads((folder / "out.json").read_text())["benchmarks"][0]
    truth = server.take()
    return ({"ttft": [result["e2e_ttft"]["mean"] - true_ttft_ms(truth)]},
            cpu_s, mib)


def run_aiperf(program, server, streams, events):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        snapshot = folder / "hub" / "models--x--tok" / "snapshots" / "abc"
        snapshot.mkdir(parents=True)
        (snapshot.parent.parent / "refs").mkdir()
        (snapshot.parent.parent / "refs" / "main").write_text("abc")
        write_tokenizer(program, snapshot)
        cpu_s, mib = timed(
            [program, "profile", "-m", "null", "--tokenizer", "x/tok", "--endpoint-type", "chat", "--streaming", "--url",
             server.url.removeprefix("http://"), "--synthetic-input-tokens-mean", "32", "--output-tokens-mean", str(events),
             "--concurrency", str(streams), "--request-count", str(streams), "--use-server-token-count", "--ui", "none",
             "--output-artifact-dir", name + "/out", "--extra-inputs", "ignore_eos:true"],
            {"HF_HUB_CACHE": str(folder / "hub"), "HF_HUB_OFFLINE": "1"})
        result = json.loads(next((folder / "out").rglob("profile_export_aiperf.json")).read_text())
    truth = server.take()
    return ({"ttft": [result["time_to_first_token"]["avg"] - true_ttft_ms(truth)]},
            cpu_s, mib)
