"""PyTorch from Debian's python3-torch, on one thread or (`--threads`) on all cores: the peer in native code.

Speaks the same line protocol as child.mjs. `--float64` computes the losses that every
system is compared with. Usage: pytorch.py DATA_FILE [--float64] [--threads]
"""

import json
import math
import os
import sys
import time

if "--threads" not in sys.argv:
    # OpenBLAS keeps threads of its own, which torch.set_num_threads does not reach.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch
import torch.nn.functional as F

torch.set_num_threads(os.cpu_count() if "--threads" in sys.argv else 1)


def say(message):
    sys.stdout.write("@bench " + json.dumps(message) + "\n")
    sys.stdout.flush()


def load(path, dtype):
    """The file of data-file.mjs: one line of JSON, then float32 and int32 numbers."""
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        body = bytearray(file.read())
    tensors = {}
    for entry in header["tensors"]:
        kind = torch.int32 if entry["kind"] == "i32" else torch.float32
        flat = torch.frombuffer(body, dtype=kind, count=entry["count"], offset=entry["offset"])
        tensors[entry["key"]] = flat.reshape(entry["shape"])
    x = tensors.pop(":input").to(dtype)
    labels = tensors.pop(":labels").to(torch.int64)
    return header, x, labels, {key: value.to(dtype) for key, value in tensors.items()}


def native(key, value):
    """PyTorch's own layout: weights of affine and recurrent layers are [outputs, inputs]."""
    return value.t().contiguous() if value.dim() == 2 else value.clone()


def affine(p, name, x):
    return F.linear(x, p[name + ".w"], p[name + ".b"])


def convolve(p, name, x):
    return F.conv2d(x, p[name + ".w"], p[name + ".b"])


def pool_relu(x):
    return F.relu(F.max_pool2d(x, 2))


def mlp(p, x, options):
    return affine(p, "out", F.relu(affine(p, "second", F.relu(affine(p, "first", x)))))


def lenet(p, x, options):
    x = pool_relu(convolve(p, "conv2", pool_relu(convolve(p, "conv1", x))))
    x = F.relu(affine(p, "first", x.flatten(1)))
    return affine(p, "out", F.relu(affine(p, "second", x)))


def convnet(p, x, options):
    x = pool_relu(convolve(p, "conv2", pool_relu(convolve(p, "conv1", x))))
    return affine(p, "out", F.relu(affine(p, "first", x.flatten(1))))


def lstm(p, x, options):
    zero = x.new_zeros(1, x.shape[0], 128)
    # PyTorch's fused layer has two biases; the second one stays zero and is not trained.
    weights = [p["lstm.input"], p["lstm.recurrent"], p["lstm.b"], x.new_zeros(512)]
    _, h, _ = torch._VF.lstm(x, (zero, zero), weights, True, 1, 0.0, True, False, True)
    return affine(p, "out", h[0])


def transformer(p, x, options):
    batch, positions, width = x.shape
    heads = options["heads"]

    def split(name):
        return affine(p, name, x).view(batch, positions, heads, width // heads).transpose(1, 2)

    def norm(name, y):
        return F.layer_norm(y, [width], p[name + ".scale"], p[name + ".shift"], options["epsilon"])

    scores = split("query") @ split("key").transpose(2, 3) / math.sqrt(width // heads)
    attended = (torch.softmax(scores, -1) @ split("value")).transpose(1, 2).reshape(batch, positions, width)
    h = norm("norm1", affine(p, "mix", attended) + x)
    fed = affine(p, "narrow", F.relu(affine(p, "widen", h)))
    return affine(p, "out", norm("norm2", fed + h).mean(1))


def resnet18(p, x, options):
    def correlate(at, y, stride):
        w = p[at + ".correlation.w"]
        y = F.conv2d(y, w, stride=stride, padding=w.shape[2] // 2)
        return F.batch_norm(
            y, None, None, p[at + ".norm.scale"], p[at + ".norm.shift"], training=True, eps=options["epsilon"]
        )

    def block(at, y, stride):
        z = correlate(at + ".second", F.relu(correlate(at + ".first", y, stride)), 1)
        kept = correlate(at + ".projection", y, stride) if stride > 1 else y
        return F.relu(z + kept)

    x = F.max_pool2d(F.relu(correlate("stem", x, 2)), 2)
    for name, stride in (("one", 1), ("two", 2), ("three", 2), ("four", 2)):
        x = block(name + ".rest.0", block(name + ".first", x, stride), 1)
    return affine(p, "out", x.mean((2, 3)))


FORWARD = {"mlp": mlp, "lenet": lenet, "convnet": convnet, "lstm": lstm, "transformer": transformer, "resnet18": resnet18}


def peak_bytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def note():
    """Debian's build takes whichever BLAS is installed; with the reference one it is ten times slower."""
    with open("/proc/self/maps") as maps:
        return "OpenBLAS" if "openblas" in maps.read() else "reference BLAS: apt-get install libopenblas0-pthread"


def main():
    dtype = torch.float64 if "--float64" in sys.argv else torch.float32
    header, x, labels, tensors = load(sys.argv[1], dtype)
    p = {key: native(key, value).requires_grad_() for key, value in tensors.items()}
    forward = FORWARD[header["workload"]]
    optimizer = torch.optim.SGD(p.values(), lr=header["learningRate"])

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(forward(p, x, header), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    say({"ready": True, "version": torch.__version__, "threads": torch.get_num_threads(), "note": note()})
    for line in sys.stdin:
        times, losses = [], []
        for _ in range(json.loads(line)["steps"]):
            start = time.perf_counter()
            losses.append(step())
            times.append((time.perf_counter() - start) * 1000)
        say({"ms": times, "losses": losses, "peakBytes": peak_bytes()})


main()
