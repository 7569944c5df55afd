"""Golden gradients for TrainingTests: the same tiny network, loss and optimiser in PyTorch.

    python make_training_golden.py ../../Fixtures/training-golden.safetensors

Made with Python 3.11, torch 2.15.0 (CPU, float64, rounded to float32 at the end), numpy, safetensors; seed 7. The tests' tolerance is 2e-5
of a tensor's largest number. B = 3 lanes, T = 5 steps, F = 8 features, H = 16; two chunks, the state carried between them,
lane 1 reset before the second; then one AdamW step on the second chunk's gradient (rate 1e-2, betas 0.9 and 0.999, decay 0.01, norm
clipped to 1). Rows are step-major: row = step * B + lane.
"""
import sys
import torch, torch.nn as nn, torch.nn.functional as fn
from safetensors.torch import save_file

B, T, F, H, C = 3, 5, 8, 16, 8
torch.manual_seed(7)
torch.set_default_dtype(torch.float64)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Sequential(nn.Linear(F, H), nn.LayerNorm(H), nn.GELU(approximate="tanh"))
        self.lstm = nn.LSTM(H, H, 2)
        self.emotion, self.gender, self.speech = nn.Linear(H, C), nn.Linear(H, 2), nn.Linear(H, 1)
        self.weight, self.decay = nn.Linear(H, 1), nn.Linear(H, 1)
        nn.init.constant_(self.decay.bias, 4.0)

    def forward(self, x, state):                               # x [T, B, F]
        rec, num, den = state
        y, rec = self.lstm(self.input(x), rec)
        heard = torch.cat([self.emotion(y), self.gender(y)], -1)
        w, keep = self.weight(y).clamp(-8, 8).exp(), torch.sigmoid(self.decay(y))
        rolling = []
        for t in range(T):
            num, den = keep[t] * num + w[t] * heard[t], keep[t] * den + w[t]
            rolling.append(num / den)
        return torch.stack(rolling), heard, self.speech(y)[..., 0], (tuple(r.detach() for r in rec), num.detach(), den.detach())

def loss_of(rolling, heard, speech, c):
    norm = c["emphasis"].sum().clamp(min=1)
    goal = 0.92 * c["goal"] + 0.08 / C
    emotion = lambda z: -(goal * z.log_softmax(-1)).sum(-1) * c["importance"]
    gender = lambda z: fn.cross_entropy(z.flatten(0, 1), c["gender"].clamp(min=0).long().flatten(), reduction="none").view(T, B)
    clip = emotion(rolling[..., :C]) + 0.3 * emotion(heard[..., :C]) + 0.1 * (gender(rolling[..., C:]) + gender(heard[..., C:]))
    return (clip * c["emphasis"]).sum() / norm + 0.2 * fn.binary_cross_entropy_with_logits(speech, c["speech"])

net = Net()
for p in net.input[1].parameters():                            # a layer norm of ones and zeros would hide mistakes
    p.data += 0.3 * torch.randn_like(p)
net.weight.bias.data.fill_(0.5)
out = {name: p.detach().clone() for name, p in net.named_parameters()}
state = (tuple(torch.zeros(2, B, H) for _ in range(2)), torch.zeros(B, C + 2), torch.full((B, 1), 1e-4))
for k in range(2):
    c = {"features": torch.randn(T, B, F), "emphasis": torch.rand(T, B) * (torch.rand(T, B) > 0.3),
         "importance": 0.5 + torch.rand(T, B), "goal": torch.softmax(2 * torch.randn(T, B, C), -1),
         "gender": torch.randint(0, 2, (T, B)).double(), "speech": (torch.rand(T, B) > 0.4).double()}
    if k == 1:
        for r in state[0]: r[:, 1] = 0
        state[1][1], state[2][1] = 0, 1e-4
    net.zero_grad()
    rolling, heard, speech, state = net(c["features"], state)
    loss = loss_of(rolling, heard, speech, c)
    loss.backward()
    out |= {f"chunk{k}.{name}": v for name, v in c.items()}
    out |= {f"grad{k}.{name}": p.grad.clone() for name, p in net.named_parameters()}
    out |= {f"estimates{k}": rolling.detach(), f"loss{k}": loss.detach()[None]}
optimiser = torch.optim.AdamW(net.parameters(), lr=1e-2, weight_decay=0.01)
nn.utils.clip_grad_norm_(net.parameters(), 1.0)
optimiser.step()
out |= {f"stepped.{name}": p.detach().clone() for name, p in net.named_parameters()}
# PyTorch's schedule, top rate 3e-3, 200 steps: rate and momentum at each
plan_parameter = torch.nn.Parameter(torch.zeros(1))
plan_optimiser = torch.optim.AdamW([plan_parameter], lr=3e-3)
plan = torch.optim.lr_scheduler.OneCycleLR(plan_optimiser, 3e-3, total_steps=200, pct_start=0.1)
rates, momenta = [], []
for _ in range(200):
    rates.append(plan_optimiser.param_groups[0]["lr"]); momenta.append(plan_optimiser.param_groups[0]["betas"][0])
    plan_optimiser.step(); plan.step() if len(rates) < 200 else None
out |= {"schedule.rates": torch.tensor(rates), "schedule.momenta": torch.tensor(momenta)}
save_file({name: v.float().contiguous() for name, v in out.items()}, sys.argv[1])
print(torch.__version__, len(out))
