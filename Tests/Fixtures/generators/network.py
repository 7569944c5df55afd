"""Golden numbers for Tests/NetworkTests from PyTorch.

Writes ../network.safetensors (F = 40, H = 48, 2 layers; safetensors.torch.save_file) and ../network-run.safetensors
(features [1000, 40] and what the network says of them: emotion [1000, 8], gender [1000, 2], speech, keep, weight [1000]).

Seed 20261122. The outputs are computed in float64 from the float32 weights, so the tests' tolerance of 1e-5 measures our error
alone, over 1,000 steps with carried state. Made with Python 3, torch 2.15.0, safetensors 0.8.0:  python network.py

    python network.py --check MODEL      torch.nn.LSTM loads the tensors of a shipped model file (strict) and runs
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file

here = pathlib.Path(__file__).resolve().parent.parent


class Net(torch.nn.Module):
    def __init__(self, features, hidden, layers):
        super().__init__()
        self.input = torch.nn.Sequential(torch.nn.Linear(features, hidden), torch.nn.LayerNorm(hidden, eps=1e-5))
        self.lstm = torch.nn.LSTM(hidden, hidden, layers, batch_first=True)
        for name, width in (("emotion", 8), ("gender", 2), ("speech", 1), ("weight", 1), ("decay", 1)):
            setattr(self, name, torch.nn.Linear(hidden, width))

    def forward(self, x):
        y, _ = self.lstm(torch.nn.functional.gelu(self.input(x), approximate="tanh"))
        e, g = self.emotion(y)[0], self.gender(y)[0]
        w = torch.exp(torch.clamp(self.weight(y)[0, :, 0], -8, 8))
        keep = torch.sigmoid(self.decay(y)[0, :, 0])
        n, m, d = torch.zeros_like(e[0]), torch.zeros_like(g[0]), torch.tensor(1e-4, dtype=x.dtype)
        emotion, gender = [], []
        for t in range(x.shape[1]):
            n, m, d = keep[t] * n + w[t] * e[t], keep[t] * m + w[t] * g[t], keep[t] * d + w[t]
            emotion.append(n / d)
            gender.append(m / d)
        return {
            "emotion": torch.stack(emotion),
            "gender": torch.stack(gender),
            "speech": torch.sigmoid(self.speech(y)[0, :, 0]),
            "keep": keep,
            "weight": w,
        }


def check(path):
    tensors = load_file(path)
    hidden, features = tensors["input.0.weight"].shape
    layers = sum(name.startswith("lstm.weight_ih_l") for name in tensors)
    net = Net(features, hidden, layers)
    net.load_state_dict(tensors, strict=True)
    lstm = torch.nn.LSTM(hidden, hidden, layers)
    lstm.load_state_dict({k[5:]: v for k, v in tensors.items() if k.startswith("lstm.")}, strict=True)
    out = net(torch.zeros(1, 5, features))["emotion"]
    assert out.isfinite().all()
    print(f"{path}: F = {features}, H = {hidden}, {layers} layers; torch.nn.LSTM loads and runs it")


def main():
    torch.manual_seed(20261122)
    net = Net(40, 48, 2)
    with torch.no_grad():
        for name, value in net.named_parameters():
            # Wider than PyTorch's start, so that gates saturate and logits spread as in a trained network.
            if "lstm.weight" in name or name.startswith(("emotion", "gender", "speech")):
                value.mul_(3)
            if name == "weight.weight":
                value.mul_(60)  # the clamp at ±8 is reached
        net.input[1].weight.uniform_(0.5, 1.5)
        net.input[1].bias.uniform_(-0.5, 0.5)
        net.decay.weight.mul_(20)
        net.decay.bias.fill_(4.0)
        x = 1.5 * torch.randn(1, 1000, 40)
        save_file(net.state_dict(), here / "network.safetensors")
        out = net.double()(x.double())
    run = {"features": x[0]} | {name: value.float() for name, value in out.items()}
    save_file({k: v.contiguous() for k, v in run.items()}, here / "network-run.safetensors")
    print({k: (tuple(v.shape), v.min().item(), v.max().item()) for k, v in run.items()})


if sys.argv[1:2] == ["--check"]:
    check(sys.argv[2])
else:
    main()
