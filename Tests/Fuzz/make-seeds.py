#!/usr/bin/env python3
"""Writes Tests/Fuzz/Seeds: small, different, valid inputs of each fuzzer, and a few that are nearly valid.

Needs Python 3 and libsndfile.so.1, nothing else; the same bytes come out each time, but for the times and serial numbers that libsndfile puts in.
Run it when a format changes: Tests/Fuzz/make-seeds.py
"""
import ctypes, hashlib, json, os, random, struct, shutil

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Seeds")
shutil.rmtree(root, ignore_errors=True)
random.seed(1)

LABELS = ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"]


def save(target, name, data):
    os.makedirs(os.path.join(root, target), exist_ok=True)
    with open(os.path.join(root, target, name), "wb") as file:
        file.write(data)


def tensor_file(entries, metadata=None, dtype="F32"):
    header, payload = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, shape in entries:
        count = 1
        for extent in shape:
            count *= extent
        code = {"F32": "f", "F16": "e"}[dtype]
        data = struct.pack("<%d%s" % (count, code), *[random.uniform(-1, 1) for _ in range(count)])
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(payload), len(payload) + len(data)]}
        payload += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + payload


def description(bands, front="logmel", hidden=16, layers=1, stacked=4, hop=160, window=400, fft=512):
    return {
        "format": 1, "name": "tiny", "version": "0.1.0", "labels": LABELS, "genders": ["female", "male"],
        "features": {
            "frontEnd": front, "sampleRateHz": 16000, "windowLength": window, "hopLength": hop, "fftLength": fft, "bandCount": bands,
            "lowHz": 40, "highHz": 7800, "floor": 1e-9, "stackedFrames": stacked, "levelSeconds": 1.5},
        "network": {
            "features": stacked * bands, "hidden": hidden, "layers": layers, "emotions": 8, "genders": 2, "activation": "gelu_tanh"},
        "statistics": {"mean": [-5] * bands, "deviation": [2] * bands}, "temperature": 1, "licence": "none",
        "corpora": [{"name": "a", "licence": "b", "clips": 1, "speakers": 1, "hours": 0.5}], "split": "dev", "speakers": ["a-1"],
        "seed": 7, "command": "", "scores": {"dev": 61.5}, "sha256": "0" * 64}


def shapes(d):
    n = d["network"]
    h, f = n["hidden"], n["features"]
    all = [("input.0.weight", [h, f]), ("input.0.bias", [h]), ("input.1.weight", [h]), ("input.1.bias", [h])]
    for layer in range(n["layers"]):
        for kind in ["ih", "hh"]:
            all.append(("lstm.weight_%s_l%d" % (kind, layer), [4 * h, h]))
        for kind in ["ih", "hh"]:
            all.append(("lstm.bias_%s_l%d" % (kind, layer), [4 * h]))
    for head, width in [("emotion", 8), ("gender", 2), ("speech", 1), ("weight", 1), ("decay", 1)]:
        all += [(head + ".weight", [width, h]), (head + ".bias", [width])]
    return all


# (a) safetensors
save("tensors", "two", tensor_file([("a.weight", [2, 3]), ("b", [2])], {"format": "pt", "n\u00f6te": "q\"\\"}))
save("tensors", "half", tensor_file([("a", [3])], dtype="F16"))

# int8 rows, and what one unit of each is worth.
text = json.dumps({
    "b": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "w": {"dtype": "I8", "shape": [2, 3], "data_offsets": [8, 14]},
    "w.scale": {"dtype": "F32", "shape": [2], "data_offsets": [14, 22]}}, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
save("tensors", "int8", struct.pack("<Q", len(text)) + text + struct.pack("<2f6b2f", 1, 2, 127, 1, -1, -127, 0, 3, 0.01, 0.02))
save("tensors", "scalar-and-empty", tensor_file([("s", []), ("e", [0, 4])]))
save("tensors", "nothing", tensor_file([]))
save("tensors", "bare", tensor_file([("x.%d" % i, [1]) for i in range(12)]))
tiny = description(1)
random.seed(1)
bytes_ = tensor_file(shapes(tiny), {"undertone": "0"}, "F16")
start = 8 + struct.unpack("<Q", bytes_[:8])[0]
tiny["sha256"] = hashlib.sha256(bytes_[start:]).hexdigest()
random.seed(1)
save("tensors", "nearly-a-model", tensor_file(shapes(tiny), {"undertone": json.dumps(tiny)}, "F16"))
for name, header in [
    ("overlap", '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}'),
    ("twice", '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}'),
    ("huge", '{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}'),
    ("deep", '{"a":' + "[" * 60 + "]" * 60 + "}"),
    ("escaped", '{"\\u0061\\ud83d\\ude00":{"dtype":"F32","shape":[ 1 , 2 ],"data_offsets":[0,8]}}'),
]:
    save("tensors", name, struct.pack("<Q", len(header)) + header.encode() + bytes(12))

# the model's description, behind the checksum
for name, d in [
    ("logmel", description(1)), ("logmel-ten", description(10, hidden=32, layers=2)),
    ("spectrum", description(257, front="spectrum")), ("waveform", description(160, front="waveform")),
    ("stacked", description(2, stacked=8, hop=80, window=320, fft=320)),
]:
    save("model", name, json.dumps(d, separators=(",", ":")).encode())
older = description(1)
del older["features"]["frontEnd"], older["speakers"]
save("model", "older", json.dumps(older).encode())

# (b) the configuration
example = open(os.path.join(root, "../../../Config/undertone.yaml"), "rb").read()
save("settings", "example", example)
save("settings", "rules", b"""device: hw:1,0
channel: 3
purpose: customer-call
gender: on
every: 0.25
alerts:
  - {name: anger, emotion: angry, above: 0.7, for: 2}
  - name: fear
    emotion: fear
    above: 0.5
    for: 0
    clear_below: 0.25
""")
for name, text in [
    ("anchors", b"every: &x 1\nhealth: *x\n"), ("laughs", b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nalerts: [*c, *c]\n"),
    ("self", b"a: &a [*a]\n"), ("merge", b"<<: &x {every: 1}\nhold: !!float 1\n"), ("documents", b"---\nevery: 1\n...\n---\nhold: 1\n"),
    ("bom", b"\xef\xbb\xbfevery: 1\r\nhold: 2\r\n"), ("utf16", "every: 1\n".encode("utf-16")), ("tab", b"every: 1\n\thold: 2\n"),
    ("block", b"device: |\n  a\n  b\nmodel: >-\n  c\n  d\n"), ("quoted", b"device: \"a\\n\\x01\\u263a\\0\"\nmodel: 'it''s'\n"),
    ("numbers", b"every: 1e400\nhold: 0x1p3\nhealth: .inf\nwarm_up: nan\n"), ("key", b"? [a, b]\n: 1\n"), ("directive", b"%YAML 1.1\n%TAG ! !x\n---\nevery: 1\n"),
    ("flow", b"{every: 1, hold: 2, alerts: []}"), ("nested", b"[" * 40), ("empty", b""),
]:
    save("settings", name, text)

# (c) sound
library = ctypes.CDLL("libsndfile.so.1")


class Info(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64), ("rate", ctypes.c_int), ("channels", ctypes.c_int), ("format", ctypes.c_int),
                ("sections", ctypes.c_int), ("seekable", ctypes.c_int)]


library.sf_open.restype = ctypes.c_void_p
library.sf_writef_short.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
library.sf_close.argtypes = [ctypes.c_void_p]


def sound(format, frames=160, channels=1, rate=16000):
    path = os.path.join(root, "sound.tmp")
    info = Info(0, rate, channels, format, 0, 0)
    file = library.sf_open(path.encode(), 0x20, ctypes.byref(info))
    assert file, hex(format)
    samples = (ctypes.c_short * (frames * channels))(*[random.randint(-20000, 20000) for _ in range(frames * channels)])
    library.sf_writef_short(file, samples, frames)
    library.sf_close(file)
    data = open(path, "rb").read()
    os.remove(path)
    return data


# sndfile.h's numbers
WAV, AIFF, AU, PAF, SVX, NIST, VOC = 0x010000, 0x020000, 0x030000, 0x050000, 0x060000, 0x070000, 0x080000
IRCAM, W64, MAT5, PVF, AVR, WAVEX = 0x0A0000, 0x0B0000, 0x0D0000, 0x0E0000, 0x120000, 0x130000
FLAC, CAF, OGG, RF64, MPEG = 0x170000, 0x180000, 0x200000, 0x220000, 0x230000
S8, P16, P24, P32, U8, FLOAT, DOUBLE, ULAW, ALAW, IMA, MS = 1, 2, 3, 4, 5, 6, 7, 0x10, 0x11, 0x12, 0x13
piped = [("wav-16", WAV | P16, 1, 16000), ("wav-u8", WAV | U8, 2, 8000), ("wav-24", WAV | P24, 3, 44100), ("wav-32", WAV | P32, 1, 192000),
         ("wav-float", WAV | FLOAT, 1, 16000), ("wavex-16", WAVEX | P16, 6, 48000), ("rf64", RF64 | P16, 1, 16000),
         ("au-8", AU | S8, 1, 4000), ("au-16", AU | P16, 2, 16000), ("au-24", AU | P24, 1, 16000), ("au-32", AU | P32, 1, 16000),
         ("au-float", AU | FLOAT, 16, 16000), ("flac", FLAC | P16, 1, 16000), ("flac-24", FLAC | P24, 2, 96000)]
for name, format, channels, rate in piped:
    data = sound(format, 40 if channels < 6 else 6, channels, rate)
    save("stream", name, data)
    save("file", name, data)
for name, format, channels in [
    ("wav-ulaw", WAV | ULAW, 1), ("wav-ima", WAV | IMA, 1), ("wav-ms", WAV | MS, 2), ("wav-double", WAV | DOUBLE, 1), ("aiff", AIFF | P16, 1),
    ("au-alaw", AU | ALAW, 1), ("w64", W64 | P16, 1), ("caf", CAF | P16, 1), ("nist", NIST | P16, 1), ("voc", VOC | P16, 1),
    ("ircam", IRCAM | P16, 1), ("mat5", MAT5 | P16, 1), ("avr", AVR | P16, 1), ("pvf", PVF | P16, 1), ("paf", PAF | P16, 1),
    ("svx", SVX | P16, 1), ("ogg-vorbis", OGG | 0x60, 1), ("ogg-opus", OGG | 0x64, 1), ("mp3", MPEG | 0x82, 1),
]:
    try:
        save("file", name, sound(format, 64, channels))
    except AssertionError as error:
        print("not written by this libsndfile:", name, error)
wav = sound(WAV | P16, 40)
for name, size in [("wav-endless", b"\xff\xff\xff\xff"), ("wav-zero", bytes(4)), ("wav-lying", struct.pack("<I", 1 << 30))]:
    save("stream", name, wav[:40] + size + wav[44:])
    save("file", name, wav[:40] + size + wav[44:])
save("stream", "wav-odd-chunk", wav[:12] + b"junk\x03\x00\x00\x00abc\x00" + wav[12:])
# Found by the fuzzer: a line feed in the chunk's name, which came through to the message.
save("stream", "wav-odd-name", b"RIFF1234WAVEa\nb\x01\x7f\x7f\x7f\x7f")
for length in [1, 3, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75]:
    save("stream", "raw-%d" % length, bytes(random.randrange(256) for _ in range(length)))
