"""Encode every clip of the corpora with the teacher's encoders, once; targets.py reads what this writes.

    python encode.py --data DATA --cache CACHE --smart-turn smart-turn-v3.2-cpu.onnx --moonshine encoder_model.ort

Writes, for the clips of DATA/manifest.csv without a note, in its order (40 ms a row, all clips one after another):
  CACHE/smart-turn.npy         [rows, 4 * 384] float16   hidden states after each of its four layers (two 20 ms rows averaged)
  CACHE/smart-turn-pooled.npy  [clips, 8 * 384] float32  mean and deviation over time of each layer, from the 20 ms rows
  CACHE/moonshine.npy          [rows, 6 * 288] float16   the same of Moonshine's six layers (its 24 ms tokens read off every 40 ms)
  CACHE/moonshine-pooled.npy   [clips, 12 * 288] float32
The encoders hear whole clips, so they are not causal: the student gets a delay.
"""
import argparse, csv, multiprocessing, os, tempfile, time
import librosa, numpy as np, onnx, onnxruntime, soundfile

ROW = 640                                                      # samples a row: 40 ms at 16 kHz


def manifest(data):
    """Rows of the manifest without a note, each with its clip key (corpus/stem)."""
    rows = [r for r in csv.DictReader(open(f"{data}/manifest.csv")) if not r["note"]]
    return [r | {"key": r["corpus"] + "/" + r["path"].rsplit("/", 1)[-1].rsplit(".", 1)[0]} for r in rows]


def read(path):
    """Mono, 16 kHz, at most eight seconds (the longest clip has 7.1)."""
    x, rate = soundfile.read(path, dtype="float32")
    assert rate == 16000 and x.ndim == 1, f"{path}: {rate} Hz, shape {x.shape}; expected 16 kHz mono"
    return x[: 8 * rate]


def session(model, names):
    options = onnxruntime.SessionOptions(); options.intra_op_num_threads = 1; options.log_severity_level = 3
    net = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda **inputs: net.run(names, inputs)


class SmartTurn:
    """Whisper-tiny's encoder, four layers of 384, tuned to hear the end of a turn; window of 8 s, clip at its end."""
    name, width = "smart-turn", 4 * 384
    layers = ["layer_norm_2", "layer_norm_4", "layer_norm_6", "layer_norm_8"]        # [1, 400, 384] each, 20 ms a row
    bank = librosa.filters.mel(sr=16000, n_fft=400, n_mels=80).astype(np.float32)
    window = np.hanning(401)[:-1].astype(np.float32)

    def __init__(self, path):
        model = onnx.load(path)
        model.graph.output.extend(onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in self.layers)
        self.run = session(model, self.layers)

    def __call__(self, x):
        """Hidden states [20 ms rows, 4 * 384], an even number of rows."""
        x = (x - x.mean()) / np.sqrt(x.var() + 1e-7); size = 8 * 16000
        pad = (size - len(x)) // ROW * ROW; x = np.pad(x, (pad, size - pad - len(x)))
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(x, 200, mode="reflect"), 400)[::160][:800]
        mel = np.log10(np.maximum(self.bank @ (np.abs(np.fft.rfft(frames * self.window, axis=1)) ** 2).T, 1e-10))
        mel = ((np.maximum(mel, mel.max() - 8) + 4) / 4).astype(np.float32)
        return np.concatenate([h[0, pad // 320:] for h in self.run(input_features=mel[None])], 1)


class Moonshine:
    """Moonshine tiny's encoder, six layers of 288, trained to transcribe English; it hears the clip alone, 24 ms a token."""
    name, width = "moonshine", 6 * 288
    layers = [f"/layers.{k}/Add_1_output_0" for k in range(5)] + ["last_hidden_state"]     # [1, tokens, 288] each

    def __init__(self, path):
        """An .ort file has no graph to edit: ONNX Runtime writes it back as ONNX, and the layers become outputs."""
        options = onnxruntime.SessionOptions(); options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        with tempfile.TemporaryDirectory() as folder:
            options.optimized_model_filepath = f"{folder}/encoder.onnx"; onnxruntime.InferenceSession(path, options)
            model = onnx.load(options.optimized_model_filepath)
        model.graph.output.extend(onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in self.layers[:-1])
        self.run = session(model, self.layers)

    def __call__(self, x):
        """Hidden states [40 ms rows, 6 * 288], read off linearly between the tokens at the middle of each row."""
        h = np.concatenate([v[0] for v in self.run(input_values=x[None], attention_mask=np.ones((1, len(x)), np.int64))], 1)
        at = np.clip((np.arange(-(-len(x) // ROW)) * ROW + ROW / 2 - 448) / 384, 0, len(h) - 1)   # a token: 384 samples, centre at 448
        low = np.minimum(at.astype(int), len(h) - 2); part = (at - low)[:, None].astype(np.float32)
        return h[low] * (1 - part) + h[low + 1] * part


def rows_of(clip, data):
    return -(-min(soundfile.info(f"{data}/{clip['path']}").frames, 8 * 16000) // ROW)


def work(encoder, path, data, clips, starts, lengths, cache, part, parts):
    net = encoder(path); out = np.load(f"{cache}/{encoder.name}.npy.part", mmap_mode="r+")
    pooled = np.load(f"{cache}/{encoder.name}-pooled.npy.part", mmap_mode="r+"); begin = time.time()
    for done, i in enumerate(range(part, len(clips), parts)):
        h = net(read(f"{data}/{clips[i]['path']}"))
        half = h.reshape(lengths[i], -1, h.shape[1]).mean(1)
        out[starts[i]: starts[i] + lengths[i]] = half
        pooled[i] = np.concatenate([np.concatenate([v.mean(0), v.std(0)]) for v in np.split(h, len(encoder.layers), 1)])
        if part == 0 and done % 500 == 0: print(f"{encoder.name} {i}/{len(clips)} {time.time() - begin:.0f} s", flush=True)


def main():
    p = argparse.ArgumentParser(); p.add_argument("--data", required=True); p.add_argument("--cache", required=True)
    p.add_argument("--smart-turn"); p.add_argument("--moonshine"); p.add_argument("--processes", type=int, default=2); a = p.parse_args()
    clips = manifest(a.data); lengths = np.array([rows_of(c, a.data) for c in clips]); starts = np.cumsum(lengths) - lengths
    np.save(f"{a.cache}/rows.npy", lengths)
    for encoder, path in ((SmartTurn, a.smart_turn), (Moonshine, a.moonshine)):
        if not path: continue
        np.lib.format.open_memmap(f"{a.cache}/{encoder.name}.npy.part", "w+", np.float16, (int(lengths.sum()), encoder.width))
        np.lib.format.open_memmap(f"{a.cache}/{encoder.name}-pooled.npy.part", "w+", np.float32, (len(clips), 2 * encoder.width))
        jobs = [multiprocessing.Process(target=work, args=(encoder, path, a.data, clips, starts, lengths, a.cache, k, a.processes)) for k in range(a.processes)]
        for j in jobs: j.start()
        for j in jobs: j.join()
        assert not any(j.exitcode for j in jobs)
        for file in (f"{a.cache}/{encoder.name}.npy", f"{a.cache}/{encoder.name}-pooled.npy"): os.replace(file + ".part", file)


if __name__ == "__main__": main()
