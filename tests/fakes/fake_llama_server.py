#!/usr/bin/env python3
"""A scripted llama-server: its command line and its wire format, with answers and faults from a scenario file.

See README.md in this folder. Standard library only, and few modules of it, so that it starts quickly.
"""
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.parse

from fake_llama_replies import Reply, Scenario, Stream

HELP = """----- common params -----

-h,    --help, --usage                  print usage and exit
--version                               show version and build info
--list-devices                          print list of available devices and exit
-c,    --ctx-size N                     size of the prompt context
-np,   --parallel N                     number of server slots
-ngl,  --gpu-layers, --n-gpu-layers N   max. number of layers to store in VRAM
-fa,   --flash-attn [on|off|auto]       set Flash Attention use
-fit,  --fit [on|off]                   whether to adjust unset arguments to fit in device memory
-ctk,  --cache-type-k TYPE              KV cache data type for K
-ctv,  --cache-type-v TYPE              KV cache data type for V
-t,    --threads N                      number of CPU threads
-m,    --model FNAME                    model path
-lv,   --verbosity, --log-verbosity N   Set the verbosity threshold. Values:
                                         - 3: info
                                         - 4: trace (more info)
                                         - 5: debug
-hf,   -hfr, --hf-repo REPO             Hugging Face model repository
-md,   --model-draft, --spec-draft-model FNAME
                                        draft model for speculative decoding
--spec-type none,draft-simple,draft-mtp,ngram-simple
                                        types of speculative decoding to use
--spec-draft-n-max N                    number of tokens to draft
-kvu,  --kv-unified, -no-kvu, --no-kv-unified
                                        use single unified KV buffer
-cram, --cache-ram N                    set the maximum cache size in MiB

----- sampling params -----

--temp, --temperature N                 how much chance
--top-k N                               the likeliest N only
--top-p N                               the likeliest that make up N
--min-p N                               none below N of the likeliest
--repeat-penalty N                      for what was said before
--presence-penalty N                    the same, whatever its count

----- server-specific params -----

--host HOST                             ip address to listen
--port PORT                             port to listen
--ui,  --webui, --no-ui, --no-webui     whether to enable the Web UI
--sse-ping-interval N                   server SSE ping interval in seconds
--metrics                               enable prometheus compatible metrics endpoint
--jinja, --no-jinja                     whether to use jinja template engine for chat
--chat-template-file FILE               set custom jinja chat template file
"""

BUFFERS = ["load_tensors:   CPU_Mapped model buffer size =     0.50 MiB",
           "llama_context:        CPU  output buffer size =     0.01 MiB",
           "llama_kv_cache:        CPU KV buffer size =     1.00 MiB",
           "sched_reserve:        CPU compute buffer size =     2.00 MiB"]

DEFAULT_SETTINGS = {
    "seed": 4294967295, "temperature": 0.800000011920929, "top_k": 40, "top_p": 0.949999988079071,
    "min_p": 0.05000000074505806, "typical_p": 1.0, "repeat_last_n": 64, "repeat_penalty": 1.0,
    "presence_penalty": 0.0, "frequency_penalty": 0.0, "stop": [], "max_tokens": -1, "n_predict": -1,
    "ignore_eos": False, "stream": False, "grammar": "", "reasoning_format": "deepseek",
    "timings_per_token": False, "samplers": ["penalties", "top_k", "top_p", "min_p", "temperature"],
}


def option(arguments, *names, default=None):
    """The value after the last of these flags: like llama-server, the last word counts."""
    for at in range(len(arguments) - 2, -1, -1):
        if arguments[at] in names:
            return arguments[at + 1]
    return default


def log_line(level, text):
    elapsed = time.monotonic() - STARTED
    stamp = f"{int(elapsed // 60)}.{int(elapsed % 60):02d}.{int(elapsed * 1000) % 1000:03d}.000"
    os.write(2, f"{stamp} {level} {text}\n".encode())


class Connection:
    """One HTTP/1.1 connection, one request: enough of the protocol for llama-server's clients."""

    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self):
        try:
            if self.server.tls:
                self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)
            request = self.read_request()
            if request:
                self.server.answer(self, *request)
        except OSError:
            pass  # the client is gone
        finally:
            self.sock.close()

    def read_request(self):
        data = b""
        while b"\r\n\r\n" not in data:
            part = self.sock.recv(65536)
            if not part:
                return None
            data += part
            if data[:1] == b"\x16":  # a TLS greeting
                self.send_error(400, "this port speaks plain HTTP")
                return None
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        parts = [body]
        got = len(body)
        while got < length:
            part = self.sock.recv(65536)
            if not part:
                return None
            parts.append(part)
            got += len(part)
        return method, path, headers, b"".join(parts)

    def send(self, status, value, kind="application/json; charset=utf-8", more_head=""):
        payload = value if isinstance(value, bytes) else json.dumps(value).encode()
        head = f"HTTP/1.1 {status} Fake\r\nServer: fake\r\nContent-Type: {kind}\r\nContent-Length: {len(payload)}\r\n"
        head += more_head
        self.sock.sendall(head.encode() + b"Connection: close\r\n\r\n" + payload)

    def send_error(self, status, message, kind="server_error", more_head="", **more):
        self.send(status, {"error": {"code": status, "message": message, "type": kind, **more}}, more_head=more_head)

    def begin_stream(self):
        self.sock.sendall(b"HTTP/1.1 200 OK\r\nServer: fake\r\nContent-Type: text/event-stream\r\n"
                          b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")

    def send_chunk(self, payload):
        self.sock.sendall(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")


class Server:
    def __init__(self, arguments, scenario):
        self.scenario = scenario
        data = scenario.data
        self.model = option(arguments, "-m", "--model", "-hf", "-hfr", "--hf-repo", default="fake.gguf")
        self.host = option(arguments, "--host", default="127.0.0.1")
        self.port = int(option(arguments, "--port", default="9931"))
        slots = int(option(arguments, "-np", "--parallel", default="1"))
        self.slots = data.get("total_slots", slots)
        self.slot_ctx = data.get("slot_ctx", int(option(arguments, "-c", "--ctx-size", default="4096")) // slots)
        self.streams = []
        self.most_streams = 0
        self.mute = False
        self.tls = None
        if data.get("tls"):
            import ssl
            self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.tls.load_cert_chain(os.path.join(os.path.dirname(os.path.abspath(__file__)), "self_signed.pem"))
        self.ready_at = time.monotonic() + data.get("load_ms", 0) / 1000

    def serve(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.host, self.port))
        except OSError:
            log_line("E", f"srv         start: couldn't bind HTTP server socket, hostname: {self.host}, "
                          f"port: {self.port}")
            sys.exit(1)
        listener.listen(256)
        log_line("I", f"srv  llama_server: listening on {'https' if self.tls else 'http'}://{self.host}:{listener.getsockname()[1]}")
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=Connection(self, sock).run, daemon=True).start()

    def answer(self, connection, method, path, headers, body):
        data = self.scenario.data
        path, _, query = path.partition("?")
        if time.monotonic() < self.ready_at:
            return connection.send_error(503, "Loading model", "unavailable_error")
        key = data.get("api_key")
        if key and path not in ("/health", "/v1/models") and headers.get("authorization") != f"Bearer {key}":
            return connection.send_error(401, "Invalid API Key", "authentication_error")
        if self.mute or path in data.get("drop_paths", []):
            return None
        self.mute = path == data.get("mute_from")
        if self.mute:
            return None
        if path in data.get("missing_paths", []):
            return connection.send_error(404, "File Not Found", "not_found_error")
        if method == "POST" and path in ("/v1/chat/completions", "/v1/completions"):
            return self.complete(connection, body, "prompt" if path == "/v1/completions" else "messages")
        pages = {"/health": {"status": "ok"}, "/v1/health": {"status": "ok"}, "/props": self.props(query),
                 "/slots": self.slots_now(),
                 "/v1/models": {"object": "list", "data": [{"id": self.model, "object": "model"}]},
                 **data.get("pages", {})}
        if method == "GET" and path in pages:
            return connection.send(200, pages[path])
        return connection.send_error(404, "File Not Found", "not_found_error")

    def slots_now(self):
        slots = [{"id": i, "n_ctx": self.slot_ctx, "is_processing": False} for i in range(self.slots)]
        for slot, stream in zip(slots, list(self.streams)):
            slot.update(is_processing=True, next_token=[{"n_decoded": stream.events}])
        return slots

    def props(self, query=""):
        slot_ctx = self.slot_ctx
        if "router" in self.scenario.data:  # the context of a model is told only when it is named
            slot_ctx = self.scenario.data["router"].get(urllib.parse.unquote(query.removeprefix("model=")), 0)
        props = {"default_generation_settings": {"n_ctx": slot_ctx}, "total_slots": self.slots,
                 "model_path": self.scenario.data.get("model_path", self.model), "chat_template": "fake",
                 "build_info": "b0-fake", "is_sleeping": False}
        return {name: value for name, value in props.items() if name not in self.scenario.data.get("hide_props", [])}

    def complete(self, connection, raw, asked):
        try:
            body = json.loads(raw)
            messages = body[asked]
        except (ValueError, KeyError, TypeError):
            return connection.send_error(400, f"'{asked}' is required", "invalid_request_error")
        wanted = self.scenario.data.get("needs_model")
        if wanted and body.get("model") != wanted:
            return connection.send_error(400, "you must provide a model parameter", "invalid_request_error")
        kind = "settings" if body.get("verbose") else "tokens" if asked == "prompt" else "probe" if body.get("ignore_eos") else "chat"
        spec, prompt, number = self.scenario.reply_for(kind, body)
        if "status" in spec:
            wait = f"Retry-After: {spec['retry_after']}\r\n" if "retry_after" in spec else ""
            return connection.send_error(spec["status"], spec.get("error", "scripted failure"), more_head=wait)
        if "body" in spec:
            return connection.send(200, spec["body"].encode(), spec.get("content_type", "text/html"))
        if spec.get("die_before_reply"):
            os.kill(os.getpid(), signal.SIGKILL)
        reply = Reply(spec, body, prompt, number)
        if reply.prompt > self.slot_ctx:
            return connection.send_error(
                400, f"request ({reply.prompt} tokens) exceeds the available context size ({self.slot_ctx} tokens), "
                "try increasing it", "exceed_context_size_error", n_prompt_tokens=reply.prompt, n_ctx=self.slot_ctx)
        if body.get("stream") and spec.get("stream", True):
            stream = Stream(connection, reply, self.model)
            self.begin(stream, counted="until_in_flight" in spec)
            try:
                while self.most_streams < spec.get("until_in_flight", 0):
                    time.sleep(0.002)
                return stream.send(before_end=lambda: self.streams.remove(stream))
            finally:
                if stream in self.streams:
                    self.streams.remove(stream)
        time.sleep((spec.get("queue_ms", 0) + spec.get("first_token_ms", 0)) / 1000)
        return connection.send(200, self.whole(reply, body, messages))

    def begin(self, stream, counted):
        with self.scenario.lock:
            self.streams.append(stream)
            now = len(self.streams)
            self.most_streams = max(self.most_streams, now)
            if counted:
                self.scenario.log({"kind": "in_flight", "streams": now, "slots": self.slots})

    def whole(self, reply, body, messages):
        said = {kind: "".join(piece for name, piece in reply.tokens if name == kind) for kind in ("content", "reasoning")}
        answer = {"choices": [{"finish_reason": reply.finish, "index": 0,
                               "message": {"role": "assistant", "content": said["content"]}}],
                  "model": self.model, "object": "chat.completion", "id": "chatcmpl-fake",
                  **reply.usage(), **reply.timings()}
        verbose = self.scenario.data.get("verbose", {})
        if body.get("verbose") and verbose is not False:
            answer["__verbose"] = {"content": said["content"], "prompt": str(messages),
                                   "generation_settings": self.effective_settings(body, verbose)}
        return answer

    def effective_settings(self, body, verbose):
        settings = dict(DEFAULT_SETTINGS)
        for name, value in body.items():
            if name in settings and name not in verbose.get("ignore", []):
                settings[name] = value
        settings["n_predict"] = settings["max_tokens"]
        settings.update(verbose.get("change", {}))
        return {name: value for name, value in settings.items() if name not in verbose.get("hide", [])}


def main():
    arguments = sys.argv[1:]
    scenario = Scenario()
    if "--version" in arguments:
        sys.stderr.write(f"version: {scenario.data.get('version', '0.0.0-fake (build 0, commit fake)')}\n")
        return 0
    if "--help" in arguments or "-h" in arguments:
        hidden = scenario.data.get("hidden_flags", [])
        print("\n".join(line for line in HELP.split("\n") if not any(flag in line for flag in hidden)))
        return 0
    if "--list-devices" in arguments:
        devices = scenario.data.get("devices", [])
        print("Available devices:\n" + "\n".join(f"  {device}" for device in devices or ["(none)"]))
        return 0
    scenario.begin()
    quiet = scenario.data.get("sigterm") == "ignore"
    signal.signal(signal.SIGTERM, signal.SIG_IGN if quiet else lambda *_: os._exit(0))
    log_line("I", "srv  llama_server: initializing ...")
    for name in sorted(os.environ):
        if name.startswith("LLAMA_ARG_") or name == "LLAMA_API_KEY":
            log_line("W", f"configured by {name}")
    failure = scenario.data.get("exit_at_start")
    if failure:
        time.sleep(failure.get("after_ms", 0) / 1000)
        log_line("E", failure.get("line", "srv  llama_server: exiting due to model loading error"))
        return failure.get("code", 1)
    if "-lv" in arguments and int(arguments[arguments.index("-lv") + 1]) >= 4:
        for line in BUFFERS:
            log_line("I", line)
    Server(arguments, scenario).serve()
    return 0


STARTED = time.monotonic()
sys.exit(main())
