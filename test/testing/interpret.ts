// A plain interpreter of Program, in float64 or float32: what every emitted kernel is checked against. It follows
// compiler/program/types.ts word for word and knows nothing of vectors and tiles.

import type {
  Atom,
  Axis,
  AxisId,
  BufferId,
  Condition,
  Index,
  Kernel,
  Load,
  Program,
  Scalar,
  ScatterKernel,
  Step,
} from '../../compiler/program/types.ts';
import type { DType } from '../../dsl/dtype.ts';
import type { Monoid } from '../../dsl/expr.ts';
import { scalarFunction } from './scalars.ts';
import { apart, type Precision, type Storage, type Stored as Values } from './storage.ts';

export type { Precision } from './storage.ts';

type Evaluate = () => number;

/** The points of a kernel, and of nothing that is summed or scattered, may run in any order. */
export type Order = 'forwards' | 'backwards';

export interface Interpreter {
  write(buffer: BufferId, data: ArrayLike<number>): void;
  read(buffer: BufferId): Values;
  run(order?: Order): void;
}

export function interpret(
  program: Program,
  precision: Precision = 'f64',
  storage: Storage = apart(program, precision),
): Interpreter {
  const nest = new Nest(storage.buffers, precision);
  const steps = program.steps.map((s) => nest.step(s));
  const buffer = (id: BufferId): Values => {
    const values = storage.buffers.get(id);
    if (!values) throw new Error(`interpret: no buffer ${id}`);
    return values;
  };
  return {
    write: (id, data) => buffer(id).set(data),
    read: (id) => buffer(id).slice(),
    run: (order = 'forwards') => {
      storage.begin();
      nest.backwards = order === 'backwards';
      for (const s of steps) s();
    },
  };
}

/** Turns steps into closures over one table of axis values. */
export class Nest {
  private readonly axis = new Map<AxisId, { value: number }>();
  /** one per evaluation point: shared subtrees are computed once per stamp */
  private stamp = 0;
  private reduced = 0;
  private extreme = 0;
  backwards = false;

  constructor(
    private readonly storage: ReadonlyMap<BufferId, Values>,
    private readonly precision: Precision,
  ) {}

  step(s: Step): () => void {
    if (s.kind === 'kernel') return this.kernel(s);
    if (s.kind === 'scatter') return this.scatter(s);
    const counter = this.cell(s.counter);
    const body = s.body.map((b) => this.step(b));
    const carries = s.carries.map((c) => ({ from: this.values(c.from), to: this.values(c.to) }));
    return () => {
      for (let i = 0; i < s.extent; i++) {
        counter.value = s.reverse ? s.extent - 1 - i : i;
        for (const b of body) b();
        for (const { from, to } of carries.map((c) => ({ from: c.from.slice(), to: c.to }))) to.set(from);
      }
    };
  }

  private kernel(k: Kernel): () => void {
    const memo: Memo = new Map();
    const fold = k.reduction ? this.reduction(k, memo) : null;
    const outputs = k.outputs.map((o) => ({
      to: this.values(o.buffer),
      address: this.index(o.address),
      value: this.scalar(o.value, memo),
    }));
    const results = new Float64Array(outputs.length);
    return () =>
      this.forEach(
        k.axes,
        () => {
          if (fold) this.reduced = fold();
          this.stamp++;
          outputs.forEach((o, i) => {
            results[i] = o.value();
          });
          outputs.forEach((o, i) => {
            store(o.to, o.address(), results[i]!, k.name);
          });
        },
        this.backwards,
      );
  }

  private reduction(k: Kernel, memo: Memo): Evaluate {
    const { axes, monoid, value } = k.reduction!;
    const evaluate = this.scalar(value, memo);
    const round = this.rounding(value.dtype);
    return () => {
      const state = start(monoid, value.dtype);
      this.forEach(axes, () => {
        this.stamp++;
        combine(state, monoid, evaluate(), value.dtype !== 'f32', round);
      });
      this.extreme = state.extreme;
      return monoid === 'argMax' || monoid === 'argMin' ? state.best : state.value;
    };
  }

  private scatter(k: ScatterKernel): () => void {
    const memo: Memo = new Map();
    const to = this.values(k.buffer);
    const onto = k.onto === null ? null : this.values(k.onto);
    const index = this.scalar(k.index, memo);
    const address = this.index(k.address);
    const value = this.scalar(k.value, memo);
    const parts = k.parts && this.values(k.parts.buffer);
    return () => {
      parts?.fill(Number.NaN);
      if (onto === null) to.fill(0);
      else if (onto !== to) to.set(onto);
      this.forEach(k.axes, () => {
        this.stamp++;
        const r = index();
        if (r < 0 || r >= k.rows) return;
        const at = r * k.rowLength + address();
        store(to, at, fetch(to, at) + value(), k.name);
      });
    };
  }

  private forEach(axes: readonly Axis[], body: () => void, backwards = false, depth = 0): void {
    const a = axes[depth];
    if (!a) {
      body();
      return;
    }
    const cell = this.cell(a.id);
    for (let i = 0; i < a.extent; i++) {
      cell.value = backwards ? a.extent - 1 - i : i;
      this.forEach(axes, body, backwards, depth + 1);
    }
  }

  private scalar(s: Scalar, memo: Memo): Evaluate {
    const known = memo.get(s);
    if (known) return known;
    const plain = this.plain(s, memo);
    let stamp = -1;
    let value = 0;
    const once = () => {
      if (stamp !== this.stamp) {
        value = plain();
        stamp = this.stamp;
      }
      return value;
    };
    memo.set(s, once);
    return once;
  }

  private plain(s: Scalar, memo: Memo): Evaluate {
    switch (s.kind) {
      case 'load':
        return this.load(s, memo);
      case 'index':
        return this.index(s.value);
      case 'literal': {
        const value = this.rounding(s.dtype)(s.value);
        return () => value;
      }
      case 'reduced':
        return s.extreme ? () => this.extreme : () => this.reduced;
      case 'guard': {
        const conditions = s.conditions.map((c) => this.condition(c));
        const value = this.scalar(s.value, memo);
        const fill = this.rounding(s.dtype)(s.fill);
        return () => (conditions.every((c) => c()) ? value() : fill);
      }
      case 'apply': {
        const f = scalarFunction(s.op, s.dtype === 'i32');
        const round = this.rounding(s.dtype);
        const [a, b, c] = s.args.map((x) => this.scalar(x, memo));
        const zero = () => 0;
        const [x, y, z] = [a ?? zero, b ?? zero, c ?? zero];
        return () => round(f(x(), y(), z()));
      }
    }
  }

  private load(s: Load, memo: Memo): Evaluate {
    const from = this.values(s.buffer);
    const address = this.index(s.address);
    if (!s.row) return () => fetch(from, address());
    const { stride, count } = s.row;
    const row = this.scalar(s.row.index, memo);
    const missing = s.dtype === 'f32' ? Number.NaN : 0;
    return () => {
      const r = row();
      return r >= 0 && r < count ? fetch(from, r * stride + address()) : missing;
    };
  }

  private condition(c: Condition): () => boolean {
    const value = this.index(c.value);
    if (c.kind === 'divides') return () => value() % c.by === 0;
    return () => {
      const v = value();
      return v >= 0 && v < c.below;
    };
  }

  private index(i: Index): Evaluate {
    const terms = i.terms.map((t) => ({ factor: t.factor, atom: this.atom(t.atom) }));
    return () => {
      let sum = i.offset;
      for (const t of terms) sum += t.factor * t.atom();
      return sum;
    };
  }

  private atom(a: Atom): Evaluate {
    if (a.kind === 'axis') {
      const cell = this.cell(a.id);
      return () => cell.value;
    }
    const value = this.index(a.value);
    if (a.kind === 'floor') return () => Math.floor(value() / a.by);
    return () => value() - Math.floor(value() / a.by) * a.by;
  }

  /** The value of an axis that is walked elsewhere. */
  cell(id: AxisId): { value: number } {
    let cell = this.axis.get(id);
    if (!cell) {
      cell = { value: 0 };
      this.axis.set(id, cell);
    }
    return cell;
  }

  private values(id: BufferId): Values {
    const values = this.storage.get(id);
    if (!values) throw new Error(`interpret: no buffer ${id}`);
    return values;
  }

  private rounding(dtype: DType): (x: number) => number {
    if (dtype !== 'f32') return (x) => x | 0;
    return this.precision === 'f32' ? Math.fround : (x) => x;
  }
}

type Memo = Map<Scalar, Evaluate>;

interface Fold {
  value: number;
  /** of argMax and argMin: value, but the positive of two zeros in a maximum, as Math.max has it */
  extreme: number;
  best: number;
  count: number;
}

/** The value of an empty reduction; argMax and argMin of nothing give 0. */
function start(monoid: Monoid, dtype: DType): Fold {
  const lowest = dtype === 'f32' ? -Infinity : dtype === 'bool' ? 0 : -(2 ** 31);
  const highest = dtype === 'f32' ? Infinity : dtype === 'bool' ? 1 : 2 ** 31 - 1;
  const value = { sum: 0, prod: 1, max: lowest, argMax: lowest, min: highest, argMin: highest }[monoid];
  return { value, extreme: value, best: 0, count: 0 };
}

function combine(state: Fold, monoid: Monoid, x: number, integer: boolean, round: (x: number) => number): void {
  if (monoid === 'sum') state.value = round(state.value + x);
  else if (monoid === 'prod') state.value = integer ? Math.imul(state.value, x) : round(state.value * x);
  else if (monoid === 'max') state.value = Math.max(state.value, x);
  else if (monoid === 'min') state.value = Math.min(state.value, x);
  else {
    state.extreme = monoid === 'argMax' ? Math.max(state.extreme, x) : Math.min(state.extreme, x);
    const better = monoid === 'argMax' ? x > state.value : x < state.value;
    if (state.count === 0 || better || (Number.isNaN(x) && !Number.isNaN(state.value))) {
      state.value = x;
      state.best = state.count;
    }
    state.count++;
  }
}

function fetch(from: Values, at: number): number {
  const v = from[at];
  if (v === undefined) throw new Error(`interpret: read at ${at} outside ${from.length} elements`);
  return v;
}

function store(to: Values, at: number, value: number, kernel: string): void {
  if (!(at >= 0 && at < to.length))
    throw new Error(`interpret: ${kernel} writes at ${at} outside ${to.length} elements`);
  to[at] = value;
}
