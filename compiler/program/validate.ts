// Checks a Program: what is read was written before, indices stay inside their buffers, kernels read nothing that they
// write except in place, the backend's limits hold, and no two values share memory while both are needed. Run after
// every pass in tests and where `validate` is asked for: only then is this file loaded.
import { readsOfStep, writesOfStep } from './access.ts';
import type { Extents } from './indices.ts';
import { indexKey, rangeOf } from './indices.ts';
import { livesOf } from './liveness.ts';
import { extremeOf } from './monoid.ts';
import type {
  AxisId,
  BufferId,
  Capabilities,
  Condition,
  Copy,
  Index,
  Kernel,
  Program,
  Scalar,
  ScatterKernel,
  Step,
  Unplanned,
} from './types.ts';
import { forEachScalar, loadsOf, scalarsOf } from './visit.ts';

/** What holds before memory is planned, and after. */
type ProgramSteps = Pick<Program, 'buffers' | 'steps' | 'outputs'>;

/** Checks of the results of passes. They are handed in: who does not ask for them does not load them. */
export interface Validators {
  readonly steps: (program: Unplanned) => void;
  readonly program: (program: Program, capabilities: Capabilities) => void;
}

/** All of it, for `compileGraph`. */
export const validators: Validators = {
  steps: validateUnplanned,
  program(program, capabilities) {
    validateProgram(program, capabilities);
    validatePlan(program);
  },
};

export function validateProgram(program: ProgramSteps, capabilities: Capabilities): void {
  writtenBy(program, capabilities);
}

/** The same for steps whose last copies (new values of states) are still a list of their own. */
export function validateUnplanned(program: Unplanned): void {
  requireCopies(program, program.copies, writtenBy(program, program.capabilities), 'the end');
}

/** Validates the steps. Gives every buffer that has a value when they have run, which all outputs must have. */
function writtenBy(program: ProgramSteps, capabilities: Capabilities): Set<BufferId> {
  const written = new Set<BufferId>();
  program.buffers.forEach((b, i) => {
    if (b.id !== i) throw new Error(`buffer ${b.name} has number ${b.id} at place ${i}`);
    if (b.role === 'input' || b.role === 'state' || b.role === 'constant') written.add(b.id);
  });
  validateSteps(program, program.steps, written, new Map(), capabilities);
  for (const o of program.outputs) {
    if (!written.has(o.buffer)) throw new Error(`output ${o.name} is never written`);
  }
  return written;
}

function validateSteps(
  program: ProgramSteps,
  steps: readonly Step[],
  written: Set<BufferId>,
  counters: Extents,
  capabilities: Capabilities,
): void {
  for (const s of steps) {
    if (s.kind === 'loop') {
      validateSteps(program, s.body, written, new Map(counters).set(s.counter, s.extent), capabilities);
      requireCopies(program, s.carries, written, s.name);
      continue;
    }
    for (const b of readsOfStep(s)) requireWritten(program, b, written, s.name);
    validateKernel(program, s, counters, capabilities);
    for (const b of writesOfStep(s)) written.add(b);
  }
}

function requireCopies(
  program: ProgramSteps,
  copies: readonly Copy[],
  written: ReadonlySet<BufferId>,
  at: string,
): void {
  for (const { from, to } of copies) {
    requireWritten(program, from, written, at);
    const lengths = [from, to].map((b) => program.buffers[b]!.length);
    if (lengths[0] !== lengths[1]) throw new Error(`${at}: copies ${lengths[0]} to ${lengths[1]} elements`);
  }
}

function requireWritten(program: ProgramSteps, b: BufferId, written: ReadonlySet<BufferId>, reader: string): void {
  if (!written.has(b))
    throw new Error(`${reader}: reads ${program.buffers[b]!.name} (buffer ${b}) before it is written`);
}

function validateKernel(
  program: ProgramSteps,
  k: Kernel | ScatterKernel,
  counters: Extents,
  capabilities: Capabilities,
): void {
  const extents = new Map(counters);
  const declare = (axes: Kernel['axes']) => {
    for (const a of axes) {
      if (extents.has(a.id)) throw new Error(`${k.name}: axis ${a.id} is declared twice`);
      extents.set(a.id, a.extent);
    }
  };
  declare(k.axes);
  const inputs = readsOfStep(k).size;
  if (inputs > capabilities.maxInputs) {
    throw new Error(`${k.name}: reads ${inputs} buffers, the backend allows ${capabilities.maxInputs}`);
  }
  const isEmpty = k.axes.some((a) => a.extent === 0);
  if (k.kind === 'scatter') {
    if (!capabilities.scatter) throw new Error(`${k.name}: the backend has no scatter`);
    if (loadsOf(k).some((l) => l.buffer === k.buffer)) throw new Error(`${k.name}: reads the buffer it scatters to`);
    const [to, onto] = [program.buffers[k.buffer]!, program.buffers[k.onto ?? k.buffer]!];
    if (to.length !== onto.length || to.dtype !== onto.dtype)
      throw new Error(`${k.name}: adds onto ${onto.name}, of another size`);
    if (!isEmpty) for (const s of [k.index, k.value]) boundsOfScalar(program, k.name, s, extents);
    return;
  }
  validateOutputs(program, k, extents, capabilities, isEmpty);
  if (k.reduction) declare(k.reduction.axes);
  forEachScalar(scalarsOf(k), (s) => {
    const isKnown = s.kind !== 'reduced' || !s.extreme || (k.reduction && extremeOf(k.reduction.monoid) !== null);
    if (!isKnown) throw new Error(`${k.name}: asks for an extreme value, and finds the place of none`);
  });
  const isEmptyReduction = isEmpty || k.reduction?.axes.some((a) => a.extent === 0);
  if (k.reduction && !isEmptyReduction) boundsOfScalar(program, k.name, k.reduction.value, extents);
}

function validateOutputs(
  program: ProgramSteps,
  k: Kernel,
  extents: Extents,
  capabilities: Capabilities,
  isEmpty: boolean,
): void {
  if (k.outputs.length > 1 && !capabilities.multipleOutputs) throw new Error(`${k.name}: several outputs`);
  const addresses = new Map(k.outputs.map((o) => [o.buffer, indexKey(o.address)]));
  if (addresses.size !== k.outputs.length) throw new Error(`${k.name}: two outputs to one buffer`);
  for (const load of loadsOf(k)) {
    const at = addresses.get(load.buffer);
    if (at === undefined) continue;
    if (!capabilities.inPlace || load.row || at !== indexKey(load.address)) {
      throw new Error(`${k.name}: reads ${program.buffers[load.buffer]!.name} elsewhere than it writes it`);
    }
  }
  if (isEmpty) return;
  for (const o of k.outputs) {
    requireInside(program, k.name, o.buffer, o.address, extents, new Map());
    boundsOfScalar(program, k.name, o.value, extents);
  }
}

/** Conditions known to hold, by the key of their value: value in [0, below). */
type Facts = ReadonlyMap<string, number>;

function boundsOfScalar(program: ProgramSteps, name: string, root: Scalar, extents: Extents): void {
  const seen = new Map<Scalar, Set<Facts>>();
  const walk = (s: Scalar, facts: Facts) => {
    const known = seen.get(s);
    if (known?.has(facts)) return;
    seen.set(s, (known ?? new Set<Facts>()).add(facts));
    if (s.kind === 'apply') for (const a of s.args) walk(a, facts);
    if (s.kind === 'guard') walk(s.value, withFacts(facts, s.conditions));
    if (s.kind !== 'load') return;
    if (!s.row) requireInside(program, name, s.buffer, s.address, extents, facts);
    else {
      walk(s.row.index, facts);
      const last = (s.row.count - 1) * s.row.stride;
      if (s.row.count > 0) {
        requireInside(program, name, s.buffer, { ...s.address, offset: s.address.offset + last }, extents, facts);
        requireInside(program, name, s.buffer, s.address, extents, facts);
      }
    }
  };
  walk(root, new Map());
}

function withFacts(facts: Facts, conditions: readonly Condition[]): Facts {
  const more = new Map(facts);
  for (const c of conditions) if (c.kind === 'range') more.set(indexKey(c.value), c.below);
  return more;
}

/**
 * Under guards the plain range is too wide: a guarded load is checked by its range only where no guard applies, since a
 * guard speaks of one source axis and the address of all. Interpreting the program checks those.
 */
function requireInside(
  program: ProgramSteps,
  name: string,
  buffer: BufferId,
  address: Index,
  extents: ReadonlyMap<AxisId, number>,
  facts: Facts,
): void {
  if (facts.size > 0) return;
  const [low, high] = rangeOf(address, extents);
  const { length, name: of } = program.buffers[buffer]!;
  if (low > high) return;
  if (low < 0 || high >= length)
    throw new Error(`${name}: index of ${of} in [${low}, ${high}], outside ${length} elements`);
}

/** Temporaries lie inside the arena, and two that overlap there are never alive together. */
export function validatePlan(program: Program): void {
  const { lives } = livesOf(program.steps);
  const blocks = program.buffers.flatMap((b) => {
    if (b.role !== 'temporary') return [];
    const life = lives.get(b.id);
    if (b.offset === undefined || b.offset + b.length * 4 > program.arenaBytes) {
      throw new Error(`${b.name} lies at ${b.offset}, outside an arena of ${program.arenaBytes} bytes`);
    }
    return life ? [{ name: b.name, start: b.offset, end: b.offset + b.length * 4, ...life }] : [];
  });
  blocks.sort((a, b) => a.first - b.first);
  let alive: typeof blocks = [];
  for (const b of blocks) {
    alive = alive.filter((a) => a.last >= b.first);
    const other = alive.find((a) => a.start < b.end && b.start < a.end);
    if (other) throw new Error(`${other.name} and ${b.name} share memory while both are needed`);
    alive.push(b);
  }
}
