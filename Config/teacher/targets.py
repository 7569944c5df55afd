"""Make the teacher's targets for one partition, from what encode.py cached.

    python targets.py --data DATA --cache CACHE --partition split --out targets-split.safetensors
    python targets.py --data DATA --cache CACHE --partition split --corpora cremad --out targets-cremad.safetensors

    pooled layers [clips, 3072 + 3456] → 768 components an encoder, half whitened → logistic regression → soft [clips, 8]
    frames [rows, 1536 + 1728] → whitened components of the middle layers                              ┐
    pooled layers less their speaker's mean → whitened components, the same in every row of the clip   ┴→ frames [rows, D]

The teacher never hears a test speaker of the partition, nor do its components. A clip's soft label is out of fold: from
a regression that did not hear its speaker. The softmax runs over the labels that the clip's corpus has.
"""
import argparse, csv, hashlib, json, os
import numpy as np, safetensors.numpy, torch
from torch.nn import functional
from encode import manifest

EMOTIONS = ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"]
ENCODERS = ["smart-turn", "moonshine"]
WEIGHT = {"cremad": 1, "ravdess": 2, "savee": 4, "tess": .5}   # of a clip: the small corpora have few speakers, TESS two
TEACHER = "smart-turn v3.2 encoder (pipecat-ai 1.14.0, BSD-2-Clause) and Moonshine tiny-en encoder (moonshine-voice 0.0.73, MIT)"


def trained(name, clips):
    """Which clips are on the training side of a partition (Sources/Corpus/Partition.swift says the same)."""
    def tested(c):
        if name == "split": return c["split"] == "dev"
        if name == "random": return int.from_bytes(hashlib.sha256(c["key"].encode()).digest()[:4], "big") % 5 == 0
        if name.startswith("without-"): return c["corpus"] == name.removeprefix("without-")
        k = int(name.removeprefix("speakers-"))
        return (c["corpus"] == "ravdess" and int(c["fold"]) == k + 1) or c["speaker"] in (
            ["savee-DC", "savee-JK", "savee-KL"][(k - 1) % 3], ["tess-OAF", "tess-YAF"][(k - 1) % 2])
    return np.array([c["split"] != "held-out" and not tested(c) for c in clips])


def uar(answer, label):
    return 100 * np.mean([(answer[label == e] == e).mean() for e in np.unique(label)])


def components(x, known, count, power):
    """Principal components of standardised columns, each divided by its deviation to a power; fitted on the known rows."""
    torch.manual_seed(0); known = torch.from_numpy(known); x = torch.from_numpy(x)
    x = (x - x[known].mean(0)) / (x[known].std(0) + 1e-6)
    y = x @ torch.svd_lowrank(x[known], q=count, niter=2)[2]; y = y / y[known].std(0) ** power
    return (y / y[known].std(0).mean()).numpy()


def regressions(x, target, can, weight, strength=.001, steps=60):
    """One masked logistic regression a column of weight [clips, models], all at once; returns logits [clips, models, 8]."""
    x, target, weight, cannot = (torch.from_numpy(v) for v in (x, target, weight, ~can)); models = weight.shape[1]
    matrix = torch.zeros(x.shape[1], models * 8, requires_grad=True); bias = torch.zeros(models * 8, requires_grad=True)
    used = weight.amax(1) > 0; xs, ts, ws, cs = x[used], target[used], weight[used], cannot[used]
    optimiser = torch.optim.LBFGS([matrix, bias], max_iter=steps, history_size=15, line_search_fn="strong_wolfe")
    def loss():
        optimiser.zero_grad(); z = (xs @ matrix + bias).view(-1, models, 8).masked_fill(cs[:, None], -1e9)
        value = (.5 / strength * (matrix * matrix).sum() - (ws * (ts[:, None] * functional.log_softmax(z, 2)).sum(2)).sum()) / len(xs)
        value.backward(); return value.detach()
    optimiser.step(loss)
    with torch.no_grad(): return (x @ matrix + bias).view(-1, models, 8).masked_fill(cannot[:, None], -1e9).numpy()


def softmax(z): p = np.exp(z - z.max(1, keepdims=True)); return p / p.sum(1, keepdims=True)


def soft_labels(pooled, clips, known, folds=5):
    """Posteriors [clips, 8], out of fold on the known clips, from all of these elsewhere; and the measured UARs."""
    label = np.array([EMOTIONS.index(c["emotion"]) for c in clips]); corpus = np.array([c["corpus"] for c in clips])
    speaker = np.array([c["speaker"] for c in clips]); can = np.zeros((len(clips), 8), bool); weight = np.zeros(len(clips), np.float32)
    fold = np.full(len(clips), folds); draw = np.random.RandomState(0)
    for c in np.unique(corpus):
        ours = corpus == c; can[ours] = np.isin(np.arange(8), label[ours]); heard = ours & known
        if not heard.any(): continue
        count = np.bincount(label[heard], minlength=8); weight[heard] = WEIGHT[c] * heard.sum() / (count > 0).sum() / count[label[heard]]
        for i, s in enumerate(draw.permutation(np.unique(speaker[heard]))): fold[heard & (speaker == s)] = i % folds
    weight = np.stack([weight * (fold != k) for k in range(folds + 1)], 1)          # the last one hears every known clip
    z = regressions(pooled, np.eye(8, dtype=np.float32)[label], can, weight.astype(np.float32))[np.arange(len(clips)), fold]
    soft, measured = np.zeros((len(clips), 8), np.float32), {}
    for c in np.unique(corpus):
        for side, ours in (("out of fold", (corpus == c) & known), ("unheard", (corpus == c) & ~known)):
            if not ours.any(): continue
            if side == "out of fold":                             # one temperature a corpus, where its mean log-loss is least
                loss = {t: -np.log(softmax(z[ours] / t)[np.arange(ours.sum()), label[ours]] + 1e-9).mean() for t in np.geomspace(.2, 3, 55)}
                heat = min(loss, key=loss.get)
            elif not (known & (corpus == c)).any(): heat = 1
            soft[ours] = softmax(z[ours] / heat)
            measured[f"{c} {side}"] = {"uar": round(float(uar(soft[ours].argmax(1), label[ours])), 1), "temperature": round(float(heat), 2),
                "log_loss": round(float(-np.log(soft[ours, label[ours]] + 1e-9).mean()), 3), "clips": int(ours.sum())}
        # Out of fold for the only speaker of a corpus would be a teacher that never heard the corpus: worse than the label itself.
        heard = (corpus == c) & known
        if len(np.unique(speaker[heard])) == 1: soft[heard] = np.eye(8, dtype=np.float32)[label[heard]]
    return soft, measured


def clip_targets(pooled, count, clips):
    """Whitened components [clips, count] of how a clip differs from its speaker's others; all clips are known."""
    speaker = np.array([c["speaker"] for c in clips]); own = pooled.copy()
    for s in np.unique(speaker): own[speaker == s] -= own[speaker == s].mean(0)
    return components(own, np.ones(len(own), bool), count, 1.)


def frame_targets(hidden, columns, count, clips, starts, lengths, known):
    """Whitened components [rows of the known clips, count] of some columns of one encoder's cache."""
    sample = np.random.RandomState(0).permutation(np.where(known)[0])[:1500]
    x = np.concatenate([hidden[starts[i]: starts[i] + lengths[i]: 2, columns].astype(np.float32) for i in sample])
    mean, scale = x.mean(0), x.std(0) + 1e-6; value, vector = np.linalg.eigh(np.cov(((x - mean) / scale).T))
    base = (vector[:, ::-1][:, :count] / np.sqrt(value[::-1][:count])).astype(np.float32) / scale[:, None]
    return np.concatenate([((hidden[starts[i]: starts[i] + lengths[i], columns].astype(np.float32) - mean) @ base).astype(np.float16) for i in np.where(known)[0]])


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0]); p.add_argument("--data", required=True); p.add_argument("--cache", required=True)
    p.add_argument("--partition", required=True); p.add_argument("--corpora", default="cremad,ravdess,savee,tess"); p.add_argument("--out", required=True)
    p.add_argument("--frames", default="smart-turn:384:1152:32,moonshine:0:1728:64", help="encoder:first column:end column:components, comma between several")
    p.add_argument("--clip", type=int, default=32, help="components of whole clips, an encoder")
    a = p.parse_args(); clips = manifest(a.data); lengths = np.load(f"{a.cache}/rows.npy"); starts = np.cumsum(lengths) - lengths
    assert len(lengths) == len(clips), f"{a.cache} holds {len(lengths)} clips, the manifest {len(clips)}: run encode.py again"
    ours = np.array([c["corpus"] in a.corpora.split(",") for c in clips]); known = trained(a.partition, clips) & ours
    some = np.where(ours)[0]; chosen = [clips[i] for i in some]
    pooled = [np.load(f"{a.cache}/{e}-pooled.npy")[some] for e in ENCODERS]
    soft, measured = soft_labels(np.concatenate([components(x, known[some], 768, .5) for x in pooled], 1), chosen, known[some])
    for name, m in measured.items(): print(a.partition, name, m, flush=True)
    parts = [f.split(":") for f in a.frames.split(",")]
    frames = np.concatenate([frame_targets(np.load(f"{a.cache}/{e}.npy", mmap_mode="r"), slice(int(b), int(c)), int(d), clips, starts, lengths, known) for e, b, c, d in parts], 1)
    whole = np.concatenate([clip_targets(x[known[some]], a.clip, [clips[i] for i in np.where(known)[0]]) for x in pooled], 1).astype(np.float16)
    frames = np.concatenate([frames, np.repeat(whole, lengths[known], 0)], 1)
    notes = {"partition": a.partition, "corpora": a.corpora.split(","), "delay_steps": 2, "keys": [clips[i]["key"] for i in np.where(known)[0]],
             "teacher": TEACHER, "frames": a.frames, "clip": a.clip, "measured": measured}
    blob = safetensors.numpy.save({"soft": soft[known[some]], "frames": frames, "rows": lengths[known].astype(np.float32)}, metadata={"undertone-targets": json.dumps(notes)})
    with open(a.out + ".tmp", "wb") as file: file.write(blob)
    os.replace(a.out + ".tmp", a.out)


if __name__ == "__main__": main()
