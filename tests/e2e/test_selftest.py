"""`quantladder selftest`: the client beside a server that knows when it wrote what. No figure is asserted: a busy machine
has bad ones."""
import json
import subprocess

from harness import PATIENCE_S, PROGRAM


def selftest(*arguments, expect=(0, 1)):
    done = subprocess.run([PROGRAM, "selftest", *arguments], capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode in expect, done.stdout + done.stderr
    return done


def test_it_tells_errors_lag_and_cost_and_its_exit_code_whether_to_trust_them():
    done = selftest("--streams", "5", "--tokens-per-event", "4", "--json")
    told = json.loads(done.stdout)
    assert told["streams"] == 5 and told["tokens_per_event"] == 4
    for load in ("in_step", "spread", "delayed"):
        assert told[load]["lag_ms"]["reads"] >= 5  # a slow machine reads several events at once
        assert 0 <= told[load]["first_token_error_ms"]["p50"] <= told[load]["first_token_error_ms"]["p99"]
        assert told[load]["cpu_s_per_100000_events"] > 0
    assert told["delayed"]["server_late_ms"] >= told["hidden_delay_ms"] == 30
    assert (done.returncode == 0) == (told["told_apart"] and told["doubt"] is None)


def test_the_text_names_both_loads_and_the_hidden_delay():
    out = selftest("--streams", "2").stdout
    assert "2 streams, 1 token per event" in out and "all at once" in out and "spread" in out
    assert "hidden delay of 30 ms" in out


def test_a_number_of_streams_out_of_range_is_refused():
    for streams in ("0", "401", "x"):
        assert "--streams" in selftest("--streams", streams, expect=(2,)).stderr
