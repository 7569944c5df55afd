"""Times an update of the trainer against PyTorch: the same network, optimiser, lanes, steps and two cores, in turn.

    python3 -m venv VENV && VENV/bin/pip install numpy==2.4.6 torch==2.15.0
    VENV/bin/python Tests/Benchmarks/training_epoch.py --lab .build/release/undertone-lab --data CORPORA --hidden 256

Undertone's seconds are an epoch's, with all that an epoch is: making streams from clips, forward, loss, back, AdamW.
PyTorch's are updates on one random chunk that lies ready, so its data cost nothing: once with the pooled estimate's loop over
the steps, and once without that loop (only LSTM and heads), which is the least that PyTorch can do for this network.
"""
import argparse, json, os, subprocess, tempfile, time
import torch, torch.nn as nn, torch.nn.functional as fn

FEATURES, EMOTIONS = 256, 8


class Net(nn.Module):
    """The network of Sources/Training in PyTorch. Shapes: x [B, T, F]."""

    def __init__(self, hidden, pooled, teacher):
        super().__init__()
        self.pooled = pooled
        self.input = nn.Sequential(nn.Linear(FEATURES, hidden), nn.LayerNorm(hidden), nn.GELU("tanh"), nn.Dropout(0.3))
        self.lstm = nn.LSTM(hidden, hidden, 2, batch_first=True, dropout=0.3)
        self.heads, self.drop = nn.Linear(hidden, EMOTIONS + 2 + 3 + teacher), nn.Dropout(0.3)

    def forward(self, x, state):
        y, state = self.lstm(self.input(x), state)
        y = self.heads(self.drop(y))
        rolling = y[..., :10]
        if self.pooled:
            w, keep, n, d, steps = y[..., 11:12].clamp(-8, 8).exp(), y[..., 12:13].sigmoid(), 0.0, 1e-4, []
            for t in range(x.shape[1]):
                n, d = keep[:, t] * n + w[:, t] * y[:, t, :10], keep[:, t] * d + w[:, t]
                steps.append(n / d)
            rolling = torch.stack(steps, 1)
        return rolling, y, tuple(s.detach() for s in state)


def torch_seconds(hidden, lanes, steps, updates, pooled, teacher):
    """Seconds an update, the mean of `updates` after three to warm up."""
    torch.manual_seed(0)
    net = Net(hidden, pooled, teacher)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3)
    x, state = torch.randn(lanes, steps, FEATURES), None
    goal, gender = torch.rand(lanes, steps, EMOTIONS).softmax(-1), torch.randint(2, (lanes * steps,))
    speech, frames = torch.rand(lanes, steps), torch.randn(lanes, steps, teacher)
    start = 0.0
    for update in range(updates + 3):
        if update == 3:
            start = time.perf_counter()
        rolling, y, state = net(x, state)
        cost = lambda z: -(goal * z[..., :8].log_softmax(-1)).sum(-1).mean() + 0.1 * fn.cross_entropy(z[..., 8:10].flatten(0, 1), gender)
        loss = cost(rolling) + 0.3 * cost(y) + 0.2 * fn.binary_cross_entropy_with_logits(y[..., 10], speech)
        if teacher:
            loss = loss + 1.5 * ((y[..., 13:] - frames) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
    return (time.perf_counter() - start) / updates


def undertone_seconds(lab, data, cache, hidden, lanes, steps, teacher, muon):
    """Seconds an update of one epoch on CREMA-D."""
    with tempfile.TemporaryDirectory() as folder:
        sets = ["corpora=[cremad]", "training.epochs=1", f"training.hidden={hidden}", f"training.muon={str(muon).lower()}", f"training.lanes={lanes}", f"training.steps={steps}"]
        command = [lab, "train", "--data", data, "--run", folder + "/run", *(x for s in sets for x in ("--set", s))]
        command += ["--cache", cache] if cache else []
        command += ["--teacher", teacher] if teacher else []
        out = subprocess.run(command, capture_output=True, text=True)
        if out.returncode:
            raise SystemExit(out.stderr)
        updates = int(out.stderr.split(" chunks an epoch")[0].split()[-1])
        return json.loads(open(folder + "/run/log.jsonl").readline())["seconds"] / updates


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--lab", required=True)
    p.add_argument("--data", required=True)
    p.add_argument("--cache")
    p.add_argument("--teacher", help="targets that Undertone learns from; PyTorch gets a head of the same width")
    p.add_argument("--muon", action="store_true", help="Undertone's matrices learn with Muon, as by default; PyTorch keeps AdamW")
    p.add_argument("--hidden", type=int, default=256)
    p.add_argument("--lanes", type=int, default=64)
    p.add_argument("--steps", type=int, default=75)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--updates", type=int, default=20)
    a = p.parse_args()
    torch.set_num_threads(2)
    width = 0
    if a.teacher:
        with open(a.teacher, "rb") as file:
            width = json.loads(file.read(int.from_bytes(file.read(8), "little")))["frames"]["shape"][1]
    rows = []
    for _ in range(a.rounds):
        ours = undertone_seconds(a.lab, a.data, a.cache, a.hidden, a.lanes, a.steps, a.teacher, a.muon)
        whole, least = (torch_seconds(a.hidden, a.lanes, a.steps, a.updates, pooled, width) for pooled in (True, False))
        rows.append((ours, whole, least))
        print(f"undertone {1e3 * ours:.0f} ms   PyTorch {torch.__version__} {1e3 * whole:.0f} ms, without the pooling {1e3 * least:.0f} ms"
              f"   {whole / ours:.2f} x, {least / ours:.2f} x", flush=True)
    middle = sorted(rows, key=lambda r: r[1] / r[0])[len(rows) // 2]
    print(f"median: {middle[1] / middle[0]:.2f} x as fast as PyTorch, {middle[2] / middle[0]:.2f} x without its pooling")


if __name__ == "__main__":
    main()
