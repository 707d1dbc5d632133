// One architecture on the CPU: memory by the program that runs, time of a forward pass, and of a step of training.
import { elementCount } from '../../dsl/expr.ts';
import { fold, keyOf, uniform } from '../../dsl/key.ts';
import { compile } from '../../runtime/compile.ts';
import type { Architecture, Drawn } from './architectures.ts';

export interface Measured {
  readonly name: string;
  /** how many numbers are learned */
  readonly parameters: number;
  /** all memory of the program: weights, running statistics, input, activations, workspaces */
  readonly peakBytes: number;
  /** of the second pass: the first brings the weights into the program's memory */
  readonly forwardMs: number;
  /** 1.3 times the weights and the two largest activations, as the program stores them */
  readonly limitBytes: number;
  readonly training?: { readonly ms: number; readonly peakBytes: number; readonly loss: number };
  /** within the limit, and every output is finite */
  readonly ok: boolean;
}

const seed = 1;
const label = 7;

export async function measure({ name, make, inputs }: Architecture, note: (what: string) => void): Promise<Measured> {
  const { parameters, forward, training } = make();
  const feeds = Object.fromEntries(Object.entries(inputs).map(([input, drawn]) => [input, valuesOf(input, drawn)]));
  note('compiling');
  const program = await compile(forward, { batch: 1 });
  const { temporaries, weights } = bytesOf(program.program.buffers);
  note(`drawing ${(weights / 4e6).toFixed(1)} million weights`);
  const { state } = await program.run(program.initialState(seed), feeds);
  note('a forward pass');
  const start = performance.now();
  const result = await program.run(state, feeds);
  const forwardMs = performance.now() - start;
  const finite = Array.from(Object.values(result.outputs)).every((values) => values.every(Number.isFinite));
  // else the weights would be copied out when the memory goes
  state[Symbol.dispose]();
  await program.release();
  const limitBytes = 1.3 * (weights + (temporaries[0] ?? 0) + (temporaries[1] ?? 0));
  const peakBytes = program.peakBytes;
  const learned = parameters.filter((p) => p.leaf.trainable).reduce((n, p) => n + elementCount(p.leaf.shape), 0);
  const measured = { name, parameters: learned, peakBytes, forwardMs, limitBytes: Math.floor(limitBytes) };
  // a small network's memory is the slack around its buffers
  const fits = peakBytes < limitBytes || weights < 1e6;
  if (training === undefined) return { ...measured, ok: finite && fits };
  note('a step of training');
  const step = await compile(training, { batch: 1 });
  const before = step.initialState(seed);
  const begin = performance.now();
  const { outputs, state: after } = await step.run(before, { ...feeds, target: Int32Array.of(label) });
  const loss = outputs.loss![0]!;
  const trained = { ms: performance.now() - begin, peakBytes: step.peakBytes, loss };
  after[Symbol.dispose]();
  await step.release();
  return { ...measured, training: trained, ok: finite && fits && Number.isFinite(loss) };
}

function valuesOf(name: string, { shape, below }: Drawn): Float32Array | Int32Array {
  const key = fold(keyOf(seed), name);
  const length = elementCount(shape);
  if (below === undefined) return Float32Array.from({ length }, (_, i) => uniform(key, i));
  return Int32Array.from({ length }, (_, i) => Math.floor(below * uniform(key, i)));
}

interface Stored {
  readonly role: string;
  readonly length: number;
}

/** Bytes of all weights and running statistics, and of what lies in the arena, largest first. */
function bytesOf(buffers: readonly Stored[]) {
  const of = (role: string) => buffers.filter((b) => b.role === role).map((b) => 4 * b.length);
  return { weights: of('state').reduce((n, b) => n + b, 0), temporaries: of('temporary').sort((a, b) => b - a) };
}
