// Memory: what lives how long, what is written where something lived, and where a derivative counts.
import { faultsIn, type Mutant } from '../mutant.ts';

const flows = faultsIn('whole', 'dsl/grad/flow.ts', {
  'branches: live everywhere if one is': [
    'everywhere(add(flows.map(settled)))',
    'everywhere(add(flows.map((f) => f.value)))',
  ],
  'branches: of two that overlap, all': [
    'map(scalars.add, settled(a), settled(b));',
    'map(scalars.add, a.value, b.value);',
  ],
  'branches: zero elsewhere if one is': ['flows.every((f) => f[mark])', 'flows.some((f) => f[mark])'],
  'branches: a choice within a choice': [
    'not(c) === d || not(d) === c ? { condition: c, live: a.args[1]! }',
    'not(c) === d || not(d) === c ? { condition: c, live: null }',
  ],
  'branches: zeros stay zeros in products': ['flow.zeroed === true && keepsZero', 'flow.zeroed === true'],
});

const after = faultsIn('whole', 'compiler/program/liveness.ts', {
  'lives: what is read after a loop': ['life.first < from || life.last > to', 'life.first < from'],
  'lives: what is read just after a loop': ['life.last > to)', 'life.last > to + 1)'],
  'lives: what is made just before a loop': ['life.first < from ||', 'life.first < from - 1 ||'],
  'lives: carries until the end of the body': [
    'for (const b of [c.from, c.to]) use(b, to, to);',
    'for (const b of [c.to]) use(b, to, to);',
  ],
});

const carries = faultsIn('whole', 'compiler/passes/order.ts', {
  'carries: one value for two of them': ['writers.length > 1 || taken.has(copy.from) ||', 'writers.length > 1 ||'],
  'carries: of two that read each other': ['candidates.filter((c) => !dropped.has(c.producer))', '[...candidates]'],
  'carries: in place where it is read elsewhere': [
    '(program.capabilities.inPlace && readsInPlace(step, copy.to, copy.from))',
    'program.capabilities.inPlace',
  ],
});

const reused = faultsIn('whole', 'compiler/passes/reuse.ts', {
  'reuse: what another result began': ['life.first !== now || life.last === now', 'life.last === now'],
  'reuse: one buffer for two results': ['!taken.has(b) &&\n', ''],
  'reuse: what becomes a state': ['program.copies.map((c) => c.from)', 'program.copies.map((c) => c.to)'],
  'reuse: of two results one is a copy': ['s.outputs.every(isCopyToSelf)', 's.outputs.some(isCopyToSelf)'],
  'reuse: inputs and constants': ['free(b) &&\n          !taken', '!taken'],
});

const arena = [
  ...faultsIn('whole', 'compiler/program/arena.ts', {
    'arena: freed by the step that writes': ['if (p.first > b.last ||', 'if (p.first >= b.last ||'],
    'arena: above the last that meets it': ['offset = Math.max(offset, p.end);', 'offset = p.end;'],
    'arena: of many blocks, freed one step early': ['ends[ended]!.last < b.first;', 'ends[ended]!.last <= b.first;'],
  }),
  ...faultsIn('whole', 'compiler/passes/plan.ts', {
    'arena: rounded down to the alignment': ['Math.ceil(bytes / alignment)', 'Math.floor(bytes / alignment)'],
  }),
  ...faultsIn('whole', 'runtime/backends/gpujs/memory.ts', {
    'arena: gpu.js drops what the first step of a loop reads': [
      'for (const b of s.body) visit(b, at);',
      'for (const b of s.body.slice(1)) visit(b, at);',
    ],
  }),
];

export const lives: readonly Mutant[] = [...flows, ...after, ...carries, ...reused, ...arena];
