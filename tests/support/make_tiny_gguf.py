#!/usr/bin/env python3
"""Writes a tiny but complete llama-architecture GGUF that llama-server loads: random weights, no download.

    make_tiny_gguf.py OUT.gguf [--plain-template] [--wide] [--matched]

It knows one token per byte, so that a grammar in the request can make it say any text. Its chat template is ChatML
that opens <think> unless enable_thinking is false; --plain-template leaves thinking out. --wide: its rows have 256
elements, so that llama-quantize can make every type of it. --matched: the markers of its template are tokens that a
text always matches, not only where special tokens are parsed. Standard library only; the same bytes every time.
"""
import array
import os
import random
import struct
import sys

WIDE = "--wide" in sys.argv
MATCHED = "--matched" in sys.argv
LAYERS, HEADS, KV_HEADS, CONTEXT = 2, 4, 2, 16384
EMBEDDING, FEED_FORWARD = (256, 256) if WIDE else (64, 128)
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"]
NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
F32 = 0
ALIGNMENT = 32

# llama-server takes a template for a thinking one when it also renders an earlier turn's reasoning.
REASONING = """{%- if message.role == 'assistant' and message.reasoning_content %}
{{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}
{%- endif %}
"""
OPEN_THINK = """{%- if enable_thinking is defined and enable_thinking is false %}
{{- '<think>\\n\\n</think>\\n\\n' }}
{%- else %}
{{- '<think>\\n' }}
{%- endif %}
"""


def chat_template(reasoning, open_think):
    return ("{%- for message in messages %}\n{{- '<|im_start|>' + message.role + '\\n' }}\n" + reasoning
            + "{{- message.content + '<|im_end|>\\n' }}\n{%- endfor %}\n"
            + "{%- if add_generation_prompt %}\n{{- '<|im_start|>assistant\\n' }}\n" + open_think + "{%- endif %}\n")


def byte_characters():
    """GPT-2's visible stand-in for each byte: printable ones as they are, the others from U+0100 on."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return [chr(byte) if byte in visible else chr(0x100 + hidden.index(byte)) for byte in range(256)]


def text(value):
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def pair(key, kind, payload):
    return text(key) + struct.pack("<I", kind) + payload


def list_of(kind, payloads):
    return struct.pack("<IQ", kind, len(payloads)) + b"".join(payloads)


def metadata(template):
    characters = byte_characters()
    # One merge, because llama.cpp wants the list to exist: two blanks become one token.
    merge = (characters[0x20], characters[0x20])
    tokens = characters + ["".join(merge)] + SPECIALS
    kinds = [NORMAL] * 257 + [CONTROL] * (1 if MATCHED else 3) + [USER_DEFINED] * (4 if MATCHED else 2)
    first_special = 257
    number = struct.Struct("<I").pack
    pairs = [
        pair("general.architecture", STRING, text("llama")),
        pair("general.name", STRING, text("tiny random")),
        pair("general.file_type", UINT32, number(0)),
        pair("llama.context_length", UINT32, number(CONTEXT)),
        pair("llama.embedding_length", UINT32, number(EMBEDDING)),
        pair("llama.block_count", UINT32, number(LAYERS)),
        pair("llama.feed_forward_length", UINT32, number(FEED_FORWARD)),
        pair("llama.attention.head_count", UINT32, number(HEADS)),
        pair("llama.attention.head_count_kv", UINT32, number(KV_HEADS)),
        pair("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", 1e-5)),
        pair("llama.rope.dimension_count", UINT32, number(EMBEDDING // HEADS)),
        pair("llama.rope.freq_base", FLOAT32, struct.pack("<f", 10000.0)),
        pair("llama.vocab_size", UINT32, number(len(tokens))),
        pair("tokenizer.ggml.model", STRING, text("gpt2")),
        pair("tokenizer.ggml.pre", STRING, text("default")),
        pair("tokenizer.ggml.tokens", ARRAY, list_of(STRING, [text(token) for token in tokens])),
        pair("tokenizer.ggml.token_type", ARRAY, list_of(INT32, [struct.pack("<i", kind) for kind in kinds])),
        pair("tokenizer.ggml.merges", ARRAY, list_of(STRING, [text(" ".join(merge))])),
        pair("tokenizer.ggml.bos_token_id", UINT32, number(first_special)),
        pair("tokenizer.ggml.eos_token_id", UINT32, number(first_special + 2)),
        pair("tokenizer.ggml.padding_token_id", UINT32, number(first_special)),
        pair("tokenizer.ggml.add_bos_token", BOOL, b"\0"),
        pair("tokenizer.chat_template", STRING, text(template)),
    ]
    return pairs, len(tokens)


def shapes(vocabulary):
    """Name and dimensions of every tensor, the fastest-moving dimension first."""
    key_value = EMBEDDING // HEADS * KV_HEADS
    yield "token_embd.weight", (EMBEDDING, vocabulary)
    yield "output_norm.weight", (EMBEDDING,)
    yield "output.weight", (EMBEDDING, vocabulary)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", (EMBEDDING,)
        yield block + "attn_q.weight", (EMBEDDING, EMBEDDING)
        yield block + "attn_k.weight", (EMBEDDING, key_value)
        yield block + "attn_v.weight", (EMBEDDING, key_value)
        yield block + "attn_output.weight", (EMBEDDING, EMBEDDING)
        yield block + "ffn_norm.weight", (EMBEDDING,)
        yield block + "ffn_gate.weight", (EMBEDDING, FEED_FORWARD)
        yield block + "ffn_up.weight", (EMBEDDING, FEED_FORWARD)
        yield block + "ffn_down.weight", (FEED_FORWARD, EMBEDDING)


def weights(shape, generator):
    if len(shape) == 1:
        return array.array("f", [1.0]) * shape[0]
    return array.array("f", (generator.uniform(-0.05, 0.05) for _ in range(shape[0] * shape[1])))


def padding(length):
    return b"\0" * (-length % ALIGNMENT)


def make(template):
    pairs, vocabulary = metadata(template)
    generator = random.Random(1)
    infos, data = [], b""
    for name, shape in shapes(vocabulary):
        infos.append(text(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", n) for n in shape)
                     + struct.pack("<IQ", F32, len(data)))
        values = weights(shape, generator)
        if sys.byteorder == "big":
            values.byteswap()
        data += values.tobytes()
        data += padding(len(data))
    header = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(pairs)) + b"".join(pairs) + b"".join(infos)
    return header + padding(len(header)) + data


def main():
    arguments = [argument for argument in sys.argv[1:] if argument not in ("--plain-template", "--wide", "--matched")]
    if len(arguments) != 1:
        sys.exit(__doc__)
    plain = "--plain-template" in sys.argv
    content = make(chat_template("", "") if plain else chat_template(REASONING, OPEN_THINK))
    with open(arguments[0] + ".new", "wb") as file:
        file.write(content)
    os.replace(arguments[0] + ".new", arguments[0])


if __name__ == "__main__":
    main()
