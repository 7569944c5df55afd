"""Undertone beside others: the same sound, the same network, one core, in turn.

    Tests/Benchmarks/peers.sh [--rounds 5] [--seconds 1] [--work NAME …] [--markdown FILE]

Each round measures every contender of a row once, in an order that moves on with the rounds; a figure is the median of its calls in a
second: by the clock on the wall, or for what takes 0.2 ms or more, and so may be interrupted, by the processor's time (the training,
on two cores, by the wall's again). Printed are median, least and most over the rounds, and the ratio to Undertone, taken round by round.
Undertone's figures are `undertone-lab bench --json -`, a process a round; the others' are calls from Python with what Python costs left
out as far as it can be: kaldi's list is handed over once with hardly a frame to make, and that time taken off; ONNX Runtime's tensors are
bound, and what a call of an empty graph costs stands beside it; OpenBLAS is called from a few lines of C.

Before anything is timed, PyTorch's features and both other networks' outputs over the whole recording are held against ours.
"""
import argparse, ctypes, json, os, pathlib, statistics, subprocess, sys, tempfile, time
import numpy as np

here = pathlib.Path(__file__).resolve().parent
RATE, WINDOW, HOP, FFT, BANDS, LOW, HIGH, STACK = 16000, 400, 160, 512, 64, 40.0, 7800.0, 4
LANES, STEPS = 64, 75  # of a training's update, as TrainingPlan's


def tensors(path):
    """A safetensors file: names → arrays, and the metadata."""
    data = pathlib.Path(path).read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    meta = header.pop("__metadata__", {})
    kinds = {"F32": np.float32, "F16": np.float16}
    read = lambda e: np.frombuffer(data[end + e["data_offsets"][0]: end + e["data_offsets"][1]], kinds[e["dtype"]]).reshape(e["shape"]).astype(np.float32)
    return {name: read(entry) for name, entry in header.items()}, meta


def timed(call, seconds):
    """Microseconds of a call: the median of as many as go into `seconds`, three at least, after three to warm up.

    A call of up to 0.2 ms is timed by the clock on the wall, and the median knows nothing of the few that were
    interrupted; a longer one by the processor's time of this process, so that who else runs does not count.
    """
    for _ in range(3):  # to warm up; the last one chooses the clock
        start = time.process_time()
        call()
        last = time.process_time() - start
    clock = time.process_time if last >= 2e-4 else time.perf_counter
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = clock()
        call()
        times.append(clock() - start)
    return 1e6 * statistics.median(times)


class Ours:
    """`undertone-lab bench`."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.cases = subprocess.run([arguments.lab, "bench", "--help"], capture_output=True, text=True, check=True).stdout

    def micros(self, case, seconds, more=(), key="microsP50"):
        command = [self.arguments.lab, "bench", "--case", case, "--seconds", str(seconds), "--json", "-", "--input", self.arguments.input, "--model", self.arguments.model, *more]
        out = subprocess.run(command, capture_output=True, text=True)
        if out.returncode:
            raise SystemExit(out.stderr)
        return json.loads(out.stdout)["results"][0][key]

    def reference(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([self.arguments.lab, "bench", "--reference", folder + "/r", "--input", self.arguments.input, "--model", self.arguments.model], check=True)
            return tensors(folder + "/r")[0]


class TorchChain:
    """Our chain in PyTorch and torchaudio: file → features → network → rolling estimates."""

    def __init__(self, weights, meta):
        import torch, torchaudio.transforms
        self.torch, self.meta = torch, meta
        h, f = weights["input.0.weight"].shape
        self.hidden = h
        window = lambda n: torch.hann_window(n) / torch.hann_window(n, dtype=torch.float64).square().sum().sqrt().float()
        self.mel = torchaudio.transforms.MelSpectrogram(
            RATE, n_fft=FFT, win_length=WINDOW, hop_length=HOP, f_min=LOW, f_max=HIGH, n_mels=BANDS, center=False, power=2.0,
            window_fn=window, norm=None, mel_scale="htk")
        load = lambda module, name: [p.data.copy_(torch.from_numpy(weights[name + "." + k])) for k, p in module.named_parameters()]
        self.input = torch.nn.Sequential(torch.nn.Linear(f, h), torch.nn.LayerNorm(h, eps=1e-5), torch.nn.GELU("tanh"))
        self.lstm = torch.nn.LSTM(h, h, 2, batch_first=True)
        self.heads = torch.nn.Linear(h, 13)
        load(self.input, "input"), load(self.lstm, "lstm")
        names = ["emotion", "gender", "speech", "weight", "decay"]
        self.heads.weight.data.copy_(torch.from_numpy(np.concatenate([weights[n + ".weight"] for n in names])))
        self.heads.bias.data.copy_(torch.from_numpy(np.concatenate([weights[n + ".bias"] for n in names])))
        self.mean = torch.tensor(meta["statistics"]["mean"])
        self.scale = 1 / torch.tensor(meta["statistics"]["deviation"])
        self.levels = {}

    def logmel(self, samples):
        """[samples] → [frames, bands]. torchaudio puts the window into the middle of the FFT, hence the 56 zeros in front."""
        x = self.torch.nn.functional.pad(samples, ((FFT - WINDOW) // 2, FFT - WINDOW - (FFT - WINDOW) // 2))
        return (self.mel(x) + self.meta["features"]["floor"]).log().T

    def features(self, samples):
        """[samples] → [steps, F]: scaled, and the running level taken off."""
        frames = (self.logmel(samples) - self.mean) * self.scale
        count = frames.shape[0] // STACK
        steps = frames[:count * STACK].reshape(count, STACK * BANDS)
        return steps - (self.level(count) @ steps.mean(1).double()).float()[:, None]

    def level(self, count):
        """[count, count]: level = matrix · means; level ← level + rate (mean − level), beginning with the first mean. Kept, so it costs nothing."""
        if count not in self.levels:
            rate = STACK * HOP / RATE / self.meta["features"]["levelSeconds"]
            age = np.subtract.outer(np.arange(count), np.arange(count))
            matrix = np.where(age >= 0, rate * (1 - rate) ** np.maximum(age, 0.0), 0)
            matrix[:, 0] = (1 - rate) ** np.arange(count)
            self.levels[count] = self.torch.from_numpy(matrix)
        return self.levels[count]

    def network(self, features):
        """[steps, F] → heads [steps, 13]."""
        return self.heads(self.lstm(self.input(features)[None])[0])[0]

    def pooled(self, heads):
        """[steps, 13] → rolling logits [steps, 10]; the recurrence in NumPy, where a step is fastest."""
        y = heads.numpy()
        w, keep = np.exp(np.clip(y[:, 11:12], -8, 8)), 1 / (1 + np.exp(-y[:, 12:13]))
        added, out = w * y[:, :10], np.empty((len(y), 10), np.float32)
        n, d = np.zeros(10, np.float32), np.float32(1e-4)
        for t in range(len(y)):
            n = keep[t] * n + added[t]
            d = keep[t] * d + w[t]
            out[t] = n / d
        return out

    def score(self, path):
        import soundfile
        samples, _ = soundfile.read(path, dtype="float32")
        rolling = self.pooled(self.network(self.features(self.torch.from_numpy(samples))))
        e = np.exp(rolling[:, :8] / self.meta["temperature"])
        return e / e.sum(1, keepdims=True)


def onnx_model(weights, batch):
    """One step as an ONNX graph: x [1, B, F], h and c of each layer [1, B, H] → heads [B, 13], h and c. ONNX's gates stand i, o, f, g."""
    from onnx import TensorProto, helper, numpy_helper
    h, f = weights["input.0.weight"].shape
    order = lambda a: np.concatenate([a[k * h:(k + 1) * h] for k in (0, 3, 1, 2)])
    constants, nodes = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        return name

    node = lambda kind, inputs, outputs, **more: nodes.append(helper.make_node(kind, inputs, outputs, **more))
    constants.append(numpy_helper.from_array(np.array([batch, f]), "shape"))
    constants.append(numpy_helper.from_array(np.array([1, batch, h]), "sequence"))
    node("Reshape", ["x", "shape"], ["flat"])
    node("Gemm", ["flat", constant("wi", weights["input.0.weight"]), constant("bi", weights["input.0.bias"])], ["affine"], transB=1)
    node("LayerNormalization", ["affine", constant("gain", weights["input.1.weight"]), constant("shift", weights["input.1.bias"])], ["norm"], epsilon=1e-5)
    node("Gelu", ["norm"], ["gelu"], approximate="tanh")
    node("Reshape", ["gelu", "sequence"], ["y0"])
    for layer in (0, 1):
        w = constant(f"w{layer}", order(weights[f"lstm.weight_ih_l{layer}"])[None])
        r = constant(f"r{layer}", order(weights[f"lstm.weight_hh_l{layer}"])[None])
        b = constant(f"b{layer}", np.concatenate([order(weights[f"lstm.bias_ih_l{layer}"]), order(weights[f"lstm.bias_hh_l{layer}"])])[None])
        node("LSTM", [f"y{layer}", w, r, b, "", f"h{layer}", f"c{layer}"], ["", f"h{layer}_out", f"c{layer}_out"], hidden_size=h)
        if layer == 0:
            node("Identity", ["h0_out"], ["y1"])
    names = ["emotion", "gender", "speech", "weight", "decay"]
    constants.append(numpy_helper.from_array(np.array([batch, h]), "last"))
    node("Reshape", ["h1_out", "last"], ["top"])
    node("Gemm", ["top", constant("wo", np.concatenate([weights[n + ".weight"] for n in names])), constant("bo", np.concatenate([weights[n + ".bias"] for n in names]))], ["heads"], transB=1)
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    states = [f"{s}{layer}" for layer in (0, 1) for s in "hc"]
    graph = helper.make_graph(
        nodes, "step", [value("x", [1, batch, f])] + [value(s, [1, batch, h]) for s in states],
        [value("heads", [batch, 13])] + [value(s + "_out", [1, batch, h]) for s in states], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10).SerializeToString()


def empty_model():
    from onnx import TensorProto, helper
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "empty", [value("x")], [value("y")])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10).SerializeToString()


class OnnxStep:
    """ONNX Runtime with one thread and bound tensors: the state goes back and forth between two sets, nothing is copied."""

    def __init__(self, model, batch, features, hidden):
        import onnxruntime as ort
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.x = np.zeros((1, batch, features), np.float32)
        self.heads = np.zeros((batch, 13), np.float32)
        value = ort.OrtValue.ortvalue_from_numpy
        states = [f"{s}{layer}" for layer in (0, 1) for s in "hc"]
        self.sets = [{s: value(np.zeros((1, batch, hidden), np.float32)) for s in states} for _ in (0, 1)]
        self.bindings, self.turn = [], 0
        for before, after in ((0, 1), (1, 0)):
            binding = self.session.io_binding()
            binding.bind_input("x", "cpu", 0, np.float32, self.x.shape, self.x.ctypes.data)
            binding.bind_output("heads", "cpu", 0, np.float32, self.heads.shape, self.heads.ctypes.data)
            for s in states:
                binding.bind_ortvalue_input(s, self.sets[before][s])
                binding.bind_ortvalue_output(s + "_out", self.sets[after][s])
            self.bindings.append(binding)

    def step(self):
        self.session.run_with_iobinding(self.bindings[self.turn])
        self.turn ^= 1


class OnnxEmpty:
    def __init__(self):
        import onnxruntime as ort
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = ort.InferenceSession(empty_model(), options, providers=["CPUExecutionProvider"])
        self.x, self.y = np.zeros(1, np.float32), np.zeros(1, np.float32)
        self.binding = self.session.io_binding()
        self.binding.bind_input("x", "cpu", 0, np.float32, [1], self.x.ctypes.data)
        self.binding.bind_output("y", "cpu", 0, np.float32, [1], self.y.ctypes.data)

    def step(self):
        self.session.run_with_iobinding(self.binding)


SGEMV = """
#include <cblas.h>
void openblas_set_num_threads(int);
void one_thread(void) { openblas_set_num_threads(1); }
// The matrices of one step, one after another in `w`: rows × columns each.
void products(const float *w, const int *rows, const int *columns, int count, const float *x, float *y) {
  for (int k = 0; k < count; k++) {
    cblas_sgemv(CblasRowMajor, CblasNoTrans, rows[k], columns[k], 1, w, columns[k], x, 1, 0, y, 1);
    w += (long)rows[k] * columns[k];
  }
}
"""


class Sgemv:
    """OpenBLAS: the step's matrix products and nothing else; input and recurrent weights side by side, as we have them."""

    def __init__(self, weights, folder):
        source, library = folder + "/sgemv.c", folder + "/sgemv.so"
        pathlib.Path(source).write_text(SGEMV)
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", source, "-o", library, "-lopenblas"], check=True)
        matrices = [weights["input.0.weight"]]
        matrices += [np.concatenate([weights[f"lstm.weight_{k}_l{layer}"] for k in ("ih", "hh")], 1) for layer in (0, 1)]
        matrices += [np.concatenate([weights[n + ".weight"] for n in ("emotion", "gender", "speech", "weight", "decay")])]
        # On a cache line's border.
        flat = np.concatenate([m.ravel() for m in matrices]).astype(np.float32)
        block = np.zeros(flat.size + 16, np.float32)
        first = -block.ctypes.data % 64 // 4
        self.w = block[first:first + flat.size]
        self.w[:] = flat
        self.rows, self.columns = (np.array([m.shape[k] for m in matrices], np.int32) for k in (0, 1))
        self.x, self.y = np.random.default_rng(1).normal(size=4096).astype(np.float32), np.zeros(4096, np.float32)
        self.library = ctypes.CDLL(library)
        self.library.one_thread()
        pointer = lambda a: a.ctypes.data_as(ctypes.c_void_p)
        self.call = (pointer(self.w), pointer(self.rows), pointer(self.columns), len(matrices), pointer(self.x), pointer(self.y))

    def step(self):
        self.library.products(*self.call)


class Peers:
    def __init__(self, arguments, folder):
        import soundfile, torch
        self.a, self.ours, self.folder = arguments, Ours(arguments), folder
        torch.set_num_threads(1)
        torch.set_grad_enabled(False)
        self.torch = torch
        self.weights, meta = tensors(arguments.model)
        self.meta = json.loads(meta["undertone"])
        self.chain = TorchChain(self.weights, self.meta)
        self.samples, rate = soundfile.read(arguments.input, dtype="float32")
        if rate != RATE or self.samples.ndim != 1:
            raise SystemExit(f"{arguments.input}: expected 16 kHz and one channel, so that nobody resamples")
        self.hidden, self.width = self.weights["input.0.weight"].shape
        self.frames = 1 + (len(self.samples) - WINDOW) // HOP

    def check(self):
        """Everyone computes the same, or nothing is timed."""
        ours = self.ours.reference()
        steps = len(ours["speech"])
        told = []

        def compare(what, theirs, mine, tolerance):
            worst = float(np.abs(theirs - mine).max())
            told.append(f"{what}: {worst:.1e}")
            if not worst <= tolerance:
                raise SystemExit(f"{what} differ by {worst:.2e}, more than {tolerance}: nothing is timed")

        features = self.chain.features(self.torch.from_numpy(self.samples))[:steps].numpy()
        # Logarithms of sums of single precision in another order, over a deviation near 1.
        compare("features, PyTorch + torchaudio", features, ours["features"], 2e-3)
        heads = self.chain.network(self.torch.from_numpy(ours["features"]))
        compare("rolling logits, PyTorch", self.chain.pooled(heads)[:, :8], ours["emotion"], 1e-4)
        step = OnnxStep(onnx_model(self.weights, 1), 1, self.width, self.hidden)
        heads = np.empty((steps, 13), np.float32)
        for t in range(steps):
            step.x[0, 0] = ours["features"][t]
            step.step()
            heads[t] = step.heads[0]
        compare("rolling logits, ONNX Runtime", self.chain.pooled(self.torch.from_numpy(heads))[:, :8], ours["emotion"], 1e-4)
        compare("speech, ONNX Runtime", 1 / (1 + np.exp(-heads[:, 10])), ours["speech"], 1e-4)
        batch = OnnxStep(onnx_model(self.weights, 64), 64, self.width, self.hidden)
        for t in range(20):
            batch.x[0, :] = ours["features"][t]
            batch.step()
        compare("heads, ONNX Runtime batch 64, all lanes", batch.heads, np.repeat(heads[19:20], 64, 0), 1e-4)
        return f"largest difference to Undertone over {steps} steps: " + "; ".join(told)

    # Each row: name, unit, goal (times as fast as the best of those marked), contenders: name → function(seconds) → µs a unit.

    def logmel(self):
        import kaldi_native_fbank as knf, librosa
        samples, tensor = self.samples, self.torch.from_numpy(self.samples)
        listed = samples.tolist()

        def kaldi(shift):
            o = knf.FbankOptions()
            o.frame_opts.samp_freq, o.frame_opts.dither, o.frame_opts.preemph_coeff = RATE, 0, 0
            o.frame_opts.frame_shift_ms, o.frame_opts.frame_length_ms = shift, 25
            o.frame_opts.remove_dc_offset, o.frame_opts.window_type = False, "hanning"
            o.mel_opts.num_bins, o.mel_opts.low_freq, o.mel_opts.high_freq = BANDS, LOW, HIGH
            fbank = knf.OnlineFbank(o)
            fbank.accept_waveform(RATE, listed)
            fbank.input_finished()
            return fbank.num_frames_ready

        # Ten seconds to the next frame: what is left is the list.
        handing = lambda seconds: timed(lambda: kaldi(10_000), seconds / 4)
        mel = lambda: np.log(librosa.feature.melspectrogram(
            y=samples, sr=RATE, n_fft=FFT, win_length=WINDOW, hop_length=HOP, center=False, n_mels=BANDS, fmin=LOW, fmax=HIGH, htk=True, norm=None) + 1e-9)
        return "log-mel", "frame", ("≥ 2 × the best", 2, ["kaldi-native-fbank", "torchaudio", "librosa"]), {
            "Undertone, with normaliser": lambda s: self.ours.micros("features", s),
            "kaldi-native-fbank": lambda s: (timed(lambda: kaldi(10), s) - handing(s)) / self.frames,
            "torchaudio": lambda s: timed(lambda: self.chain.logmel(tensor), s) / self.frames,
            "librosa": lambda s: timed(mel, s) / self.frames,
        }

    def step(self):
        torch = self.torch
        onnx, empty = OnnxStep(onnx_model(self.weights, 1), 1, self.width, self.hidden), OnnxEmpty()
        blas = Sgemv(self.weights, self.folder)
        x = torch.randn(1, 1, self.width)
        state = [None]

        def eager():
            y, state[0] = self.chain.lstm(self.chain.input(x), state[0])
            self.chain.heads(y)

        contenders = {
            "Undertone, int8 (the default)": lambda s: self.ours.micros("step-int8", s),
            "Undertone, float": lambda s: self.ours.micros("step", s),
            "ONNX Runtime": lambda s: timed(onnx.step, s),
            "ONNX Runtime, an empty graph": lambda s: timed(empty.step, s / 4),
            "PyTorch": lambda s: timed(eager, s),
            "OpenBLAS sgemv, the products alone": lambda s: timed(blas.step, s),
        }
        return "LSTM step, batch 1", "step", ("≤ 0.4 × ONNX Runtime's time", 2.5, ["ONNX Runtime"]), contenders

    def file(self):
        import opensmile
        smile = opensmile.Smile(feature_set=str(here / "opensmile-mfcc.conf"), feature_level="lld")
        path = self.a.input
        return "file → estimates", "file", ("≥ 5 × PyTorch's", 5, ["PyTorch + torchaudio"]), {
            "Undertone, int8 (the default)": lambda s: self.ours.micros("score", s, key="microsCPU"),
            "Undertone, int8, 16 files at a time": lambda s: self.ours.micros("score-16", s, key="microsCPU"),
            "Undertone, float": lambda s: self.ours.micros("score-float", s, key="microsCPU"),
            "PyTorch + torchaudio": lambda s: timed(lambda: self.chain.score(path), s),
            "openSMILE, 13 MFCC and no network": lambda s: timed(lambda: smile.process_file(path), s),
        }

    def batch(self):
        onnx = OnnxStep(onnx_model(self.weights, 64), 64, self.width, self.hidden)
        torch = self.torch
        x, state = torch.randn(64, 1, self.width), [None]

        def eager():
            y, state[0] = self.chain.lstm(self.chain.input(x), state[0])
            self.chain.heads(y)

        return "64 streams at once", "stream's step", ("≥ 1.5 ×", 1.5, ["ONNX Runtime, batch 64"]), {
            "Undertone, int8 (the default)": lambda s: self.ours.micros("batch-64-int8", s),
            "Undertone, float": lambda s: self.ours.micros("batch-64", s),
            "ONNX Runtime, batch 64": lambda s: timed(onnx.step, s) / 64,
            "PyTorch, batch 64": lambda s: timed(eager, s) / 64,
        }

    def training(self):
        from training_epoch import torch_seconds
        more = ["--threads", "2"] + (["--data", *self.a.data] if self.a.data else [])

        def torch_update(pooled):
            def measure(seconds):
                self.torch.set_num_threads(2)
                self.torch.set_grad_enabled(True)
                took = torch_seconds(self.hidden, LANES, STEPS, 4, pooled, 0)
                self.torch.set_num_threads(1)
                self.torch.set_grad_enabled(False)
                return 1e6 * took
            return measure

        return "training, two cores", "update", ("≥ 1.5 ×", 1.5, ["PyTorch, AdamW"]), {
            "Undertone, AdamW, streams and all": lambda s: self.ours.micros("training-adamw", s, more),
            "Undertone, Muon (the default)": lambda s: self.ours.micros("training", s, more),
            "PyTorch, AdamW": torch_update(True),
            "PyTorch, without the pooling": torch_update(False),
        }

    def measure(self, row):
        work, unit, goal, contenders = row
        names, rounds = list(contenders), []
        for number in range(self.a.rounds):
            order = names[number % len(names):] + names[:number % len(names)]
            rounds.append({name: contenders[name](self.a.seconds) for name in order})
            print(f"{work}, round {number + 1}: " + ", ".join(f"{n} {rounds[-1][n]:.4g}" for n in names), file=sys.stderr, flush=True)
        return work, unit, goal, names, rounds


def table(measured):
    """Rows of a Markdown table, and what goes for each."""
    lines = ["| work | who | µs a unit: median | least – most | times Undertone's: median | least – most | goal |", "|---|---|---|---|---|---|---|"]
    for work, unit, (goal, factor, best), names, rounds in measured:
        ours = names[0]
        ratios = {n: [r[n] / r[ours] for r in rounds] for n in names}
        for name in names:
            values = [r[name] for r in rounds]
            reached = statistics.median(min(r[b] for b in best) / r[name] for r in rounds)
            said = f"{goal}: {'met' if reached >= factor else 'not met'} ({reached:.2f} ×)" if name.startswith("Undertone") else ""
            cells = [f"{statistics.median(values):.4g}", f"{min(values):.4g} – {max(values):.4g}"]
            cells += ["" if name == ours else f"{min(ratios[name]):.2f} – {max(ratios[name]):.2f}", said]
            cells.insert(2, "1" if name == ours else f"{statistics.median(ratios[name]):.2f}")
            lines.append(f"| {work + ' (' + unit + ')' if name == ours else ''} | {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    works = ["logmel", "step", "file", "batch", "training"]
    p.add_argument("--lab", required=True, help="the release build of undertone-lab")
    p.add_argument("--input", default="Config/demo.flac")
    p.add_argument("--model", default="Config/models/undertone.safetensors")
    p.add_argument("--work", nargs="+", choices=works, default=works)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=1.0, help="how long a contender is measured in a round")
    p.add_argument("--data", nargs="+", help="clips for Undertone's training; without, pieces of the recording")
    p.add_argument("--markdown", help="a file for the table, too")
    p.add_argument("--json", help="a file for every round's figures")
    a = p.parse_args()
    if a.rounds < 1:
        raise SystemExit("--rounds: at least 1")
    sys.path.insert(0, str(here))
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = ""
    if load > 0.5 * cores:
        busy = (f" Others used the machine (load {load:.1f} on {cores} cores): the caches were shared, and the training's row, which is timed by the "
                "wall and where PyTorch's two threads wait for each other, means little.")
        print("peers:" + busy, file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        peers = Peers(a, folder)
        told = peers.check()
        print(told, file=sys.stderr)
        measured = [peers.measure(getattr(peers, work)()) for work in a.work]
    import importlib.metadata, platform
    versions = ", ".join(f"{n} {importlib.metadata.version(n)}" for n in ("kaldi-native-fbank", "torchaudio", "torch", "librosa", "onnxruntime", "opensmile"))
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    text = table(measured) + f"\n\n{told}.\n{a.rounds} rounds in turn of {a.seconds:g} s each, {pathlib.Path(a.input).name}, one thread ({cpu}; load {load:.1f} at the start); {versions}.{busy}"
    print(text)
    if a.markdown:
        pathlib.Path(a.markdown).write_text(text + "\n")
    if a.json:
        pathlib.Path(a.json).write_text(json.dumps([{"work": w, "unit": u, "rounds": r} for w, u, _, _, r in measured], indent=1) + "\n")


if __name__ == "__main__":
    main()
