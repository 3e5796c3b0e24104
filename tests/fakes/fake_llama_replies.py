"""What the fake llama-server says: a scenario's rules, replies with exact counts, and streams with faults in them."""
import json
import os
import re
import signal
import socket
import sys
import threading
import time

PROMPT_MS_PER_TOKEN = 0.25  # what `timings` reports when the scenario says nothing: exact figures to test against
TOKEN_MS = 0.5
CUT = b" (cut)"  # ends a line of the log that a kill cut short


class Scenario:
    """The scenario file, and what must be remembered from one start to the next."""

    def __init__(self):
        self.data = {}
        path = os.environ.get("QL_FAKE_SCENARIO")
        if path:
            with open(path, encoding="utf-8") as file:
                self.data = json.load(file)
        self.lock = threading.Lock()
        self.state_path = os.environ.get("QL_FAKE_STATE")
        self.log_path = os.environ.get("QL_FAKE_LOG")
        self.state = {"starts": 0, "requests": 0, "uses": {}}
        if self.state_path and os.path.exists(self.state_path):
            with open(self.state_path, encoding="utf-8") as file:
                self.state = json.load(file)

    def begin(self):
        self.state["starts"] += 1
        self.save()
        starts = self.data.get("starts", [])
        own = starts[min(self.state["starts"], len(starts)) - 1] if starts else {}
        self.data = {**self.data, **own}

    def save(self):
        if self.state_path:
            new = f"{self.state_path}.{os.getpid()}"  # two servers may run in one folder
            with open(new, "w", encoding="utf-8") as file:
                json.dump(self.state, file)
            os.rename(new, self.state_path)

    def log(self, entry):
        """One line. What a killed server left of its last one is ended and marked, so that only it is lost."""
        if self.log_path:
            line = (json.dumps(entry) + "\n").encode()
            fd = os.open(self.log_path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            end = os.lseek(fd, 0, os.SEEK_END)
            if end and os.pread(fd, 1, end - 1) != b"\n":
                line = CUT + b"\n" + line
            os.write(fd, line)
            os.close(fd)

    def reply_for(self, kind, body):
        """The first rule that fits, over the scenario's `reply`. Counted and saved before anything is sent."""
        prompt = "\n".join(str(message.get("content", "")) for message in body.get("messages", []))
        with self.lock:
            if kind == "chat":
                self.state["requests"] += 1
            number = self.state["requests"]
            chosen = {}
            for index, rule in enumerate(self.data.get("rules", [])):
                used = self.state["uses"].get(str(index), 0)
                if used < rule.get("times", 1 << 60) and self.fits(rule.get("match", {}), kind, body, prompt, number):
                    self.state["uses"][str(index)] = used + 1
                    chosen = rule.get("reply", {})
                    break
            self.log({"kind": kind, "number": number, "start": self.state["starts"], "body": body})
            self.save()
        base = self.data.get("reply", {}) if kind == "chat" else {}
        return {**base, **chosen}, prompt, number

    def fits(self, match, kind, body, prompt, number):
        return (match.get("kind", "chat") in (kind, "any")
                and re.search(match.get("prompt", ""), prompt) is not None
                and number in (match.get("nth", number), )
                and body.get("seed") == match.get("seed", body.get("seed"))
                and match.get("option", sys.argv[0]) in sys.argv
                and self.state["starts"] == match.get("start", self.state["starts"]))


def pieces_of(text):
    """Tokens of this server: a run of blanks with the word after it."""
    return re.findall(r"\s*\S+|\s+$", text)


def literal_of(grammar):
    """The text of a grammar that allows exactly one: root ::= "..."."""
    found = re.fullmatch(r'\s*root ::= ("(?:[^"\\]|\\.)*")\s*', grammar, re.S)
    return json.loads(found.group(1)) if found else None


class Reply:
    """What will be said: tokens, why they end, and the counts."""

    def __init__(self, spec, body, prompt, number):
        text = spec.get("text", "```python\npass\n```\n")
        if "texts" in spec:
            order = body.get("seed", 0) if spec.get("texts_by") == "seed" else number - 1
            text = spec["texts"][order % len(spec["texts"])]
        if spec.get("echo"):
            text = prompt
        reasoning = spec.get("reasoning", "")
        forced = literal_of(body.get("grammar", ""))
        if forced is not None:
            text = forced
            thinks = body.get("chat_template_kwargs", {}).get("enable_thinking", False)
            if thinks and "</think>" in forced:
                reasoning, text = (part.strip("\n") for part in forced.split("</think>", 1))
                text += "\n" if forced.endswith("\n") else ""
        limit = body.get("max_tokens", -1)
        if body.get("ignore_eos") and limit > 0:
            text, reasoning = " wave" * limit, ""
        tokens = [("reasoning", piece) for piece in pieces_of(reasoning)]
        tokens += [("content", piece) for piece in pieces_of(text)]
        cut = 0 < limit <= len(tokens)  # the end token would come after the limit
        self.tokens = tokens[:limit] if cut else tokens
        self.finish = spec.get("finish", "length" if cut else "stop")
        self.completion = len(self.tokens) + (0 if cut else 1)
        self.is_chat = "messages" in body
        self.prompt = len(prompt) // 4 + 8 if self.is_chat else len(body["prompt"])
        self.spec = spec
        self.token_ms = spec.get("ms_per_token", 0)

    def timings(self):
        spec = self.spec.get("timings", True)
        if spec is False:
            return {}
        token_ms = self.token_ms or TOKEN_MS
        cached = self.spec.get("cache_n", 0)
        steps = max(self.completion - 1, 0)
        timings = {"cache_n": cached, "prompt_n": self.prompt - cached,
                   "prompt_ms": (self.prompt - cached) * PROMPT_MS_PER_TOKEN + self.spec.get("first_token_ms", 0),
                   "predicted_n": self.completion, "predicted_ms": steps * token_ms,
                   "predicted_per_second": 1000 / token_ms}
        if isinstance(spec, dict):
            timings.update(spec)
        return {"timings": timings}

    def usage(self):
        spec = self.spec.get("usage", True)
        if spec is False:
            return {}
        usage = {"completion_tokens": self.completion, "prompt_tokens": self.prompt,
                 "total_tokens": self.completion + self.prompt,
                 "prompt_tokens_details": {"cached_tokens": self.spec.get("cache_n", 0)}}
        if isinstance(spec, dict):
            usage.update(spec)
        return {"usage": usage}


class Stream:
    """A reply as events, with the scenario's faults among them."""

    def __init__(self, connection, reply, model):
        self.connection = connection
        self.reply = reply
        self.spec = reply.spec
        self.common = {"created": 1795226480, "id": "chatcmpl-fake", "model": model,
                       "system_fingerprint": "b0-fake",
                       "object": "chat.completion.chunk" if reply.is_chat else "text_completion"}
        self.waiting = b""  # events that share the next chunk
        self.events = 0     # token events handed over; `/slots` tells

    def event(self, data):
        end = "\r\n\r\n" if self.spec.get("crlf") else "\n\n"
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        self.waiting += f"data: {text}{end}".encode()

    def flush(self):
        step = self.spec.get("split_bytes", 0) or len(self.waiting)
        for start in range(0, len(self.waiting), step or 1):
            self.connection.send_chunk(self.waiting[start:start + step])
        self.waiting = b""

    def wait(self, seconds):
        """Sends nothing, or pings only."""
        ping = self.spec.get("ping_ms", 0) / 1000
        end = time.monotonic() + seconds
        while ping and end - time.monotonic() > ping:
            time.sleep(ping)
            self.connection.send_chunk(b":\n\n")
        time.sleep(max(0, end - time.monotonic()))

    def delta(self, delta, finish=None):
        said = {"delta": delta} if self.reply.is_chat else {"text": delta.get("content") or "", "logprobs": None}
        self.event({"choices": [{"finish_reason": finish, "index": 0, **said}], **self.common})

    def send(self, before_end):
        """`before_end`: called when nothing is left but the last bytes, upon which the client may send its next request."""
        time.sleep(self.spec.get("queue_ms", 0) / 1000)
        self.connection.begin_stream()
        self.wait(self.spec.get("first_token_ms", 0) / 1000)
        self.delta({"role": "assistant", "content": None})
        field = {"content": "content", "reasoning": self.spec.get("reasoning_field", "reasoning_content")}
        for kind, piece in self.reply.tokens:
            if self.fault():
                return
            if self.spec.get("comments"):
                self.waiting += b":\n\n"
            self.delta({field[kind]: piece})
            self.events += 1
            if self.events % self.spec.get("events_per_chunk", 1) == 0:
                self.flush()
            time.sleep(self.reply.token_ms / 1000)
        if not self.fault(last=True):
            before_end()
            self.end()

    def fault(self, last=False):
        """True when the stream is over: something went wrong on purpose."""
        def due(name):
            after = self.spec.get(name)
            return after is not None and (after == self.events or (last and after > self.events))
        if due("die_after"):
            self.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        if due("drop_after"):
            self.flush()
            return True
        if due("reset_after"):
            self.flush()
            self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return True
        if due("stall_after"):
            self.flush()
            self.wait(self.spec.get("stall_ms", 3_600_000) / 1000)
        if due("error_after"):
            self.event({"error": {"code": 500, "message": self.spec.get("error", "Context size has been exceeded."),
                                  "type": "server_error"}})
            self.flush()
            self.connection.sock.sendall(b"0\r\n\r\n")
            return True
        return False

    def end(self):
        if self.reply.finish is not None:
            self.delta({}, self.reply.finish)
        if self.spec.get("usage", True) or self.spec.get("timings", True):
            self.event({"choices": [], **self.common, **self.reply.usage(), **self.reply.timings()})
        if self.spec.get("done", True):
            self.event("[DONE]")
        self.flush()
        time.sleep(self.spec.get("linger_ms", 0) / 1000)
        self.connection.sock.sendall(b"0\r\n\r\n")
