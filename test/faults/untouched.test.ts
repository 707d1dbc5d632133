// Parameters that an optimiser leaves alone: those that no gradient reaches, and those that the model gives a next value by
// mode.keep. Over every optimiser, its weight decay and momentum included, and every way in which a gradient ends.
import { describe, expect, it } from 'vitest';
import {
  adam,
  adamW,
  add,
  affine,
  clipByGlobalNorm,
  compile,
  customGradient,
  type Definition,
  input,
  iota,
  mean,
  model,
  momentum,
  mul,
  nesterov,
  type Optimizer,
  onesInitializer,
  parameter,
  pipe,
  relu,
  rmsProp,
  scale,
  scan,
  sgd,
  squaredError,
  stopGradient,
  sub,
  sum,
  type Tensor,
  trainStep,
  zeros,
} from '../../runtime/index.ts';

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => sgd(0.1),
  momentum: () => momentum(0.1),
  nesterov: () => nesterov(0.1),
  rmsProp: () => rmsProp(0.1),
  adam: () => adam(0.1),
  adamW: () => adamW(0.1, { weightDecay: 0.1 }),
  'adamW, clipped': () => clipByGlobalNorm(1, adamW(0.1, { weightDecay: 0.1 })),
};

const layers = {
  trunk: affine(4, 4, { bias: 1 }),
  head: affine(4, 1),
  w: parameter('w', [4], onesInitializer),
};
type Layers = typeof layers;
type X = Tensor<['batch', 4]>;
type Y = Tensor<['batch', 1]>;
const vector = (p: Layers) => p.w as unknown as Tensor<[4]>;

/** How a gradient ends before the trunk or w. */
const ends: Record<string, (p: Layers, x: X) => Y> = {
  'a stopped gradient': (p, x) => pipe(x, p.trunk, relu, stopGradient, p.head),
  'no use at all': (p, x) => p.head(x),
  'a stopped gradient inside a loop': (p, x) => {
    const { outputs } = scan(zeros(), iota(3), (c) => [c, stopGradient(mul(vector(p), 2))]);
    return add(p.head(x), mean(outputs)) as never;
  },
  'a carry that nothing reads': (p, x) => {
    const { outputs } = scan(vector(p), iota(3), (c) => [mul(c, vector(p)), zeros()]);
    return add(p.head(x), mean(outputs)) as never;
  },
  'a carry whose reader is stopped': (p, x) => {
    const { outputs } = scan(vector(p), iota(3), (c) => [mul(c, vector(p)), stopGradient(c)]);
    return add(p.head(x), mean(outputs)) as never;
  },
  'a derivative that is replaced by one without it': (p, x) => {
    const y = p.head(x);
    return customGradient(add(y, mean(vector(p))) as Y, [y], (g) => [g]);
  },
  'a comparison': (p, x) => mul(p.head(x), add(mul(sum(stopGradient(p.trunk(x))), 0), 1)) as never,
};

const feeds = { input: [1, 2, 3, 4], target: [1] };
/** The state at first and after some steps. */
async function trained(definition: Definition, steps = 4) {
  const step = await compile(definition, { batch: 1 });
  let state = step.initialState(1);
  const first = await state.snapshot();
  for (let i = 0; i < steps; i++) ({ state } = await step.run(state, feeds));
  return { first, last: await state.snapshot() };
}

describe.each(Object.entries(optimizers))('%s', (_, optimizer) => {
  it.each(Object.entries(ends))('leaves alone what is behind %s', async (_, forward) => {
    const net = model(layers, input('batch', 4), forward as never) as never;
    const { first, last } = await trained(trainStep(net, squaredError as never, optimizer()));
    for (const [name, { data }] of first) {
      if (/head|^step$/.test(name)) continue;
      expect(last.get(name)!.data, name).toEqual(data);
    }
    expect(last.get('head.w')!.data).not.toEqual(first.get('head.w')!.data);
  });

  it('still moves what a gradient of 0 reaches, by its own rule', async () => {
    // a relu that is shut: the gradient is there, and is 0
    const net = model({ w: parameter('w', [4], onesInitializer), out: affine(4, 1) }, input('batch', 4), (p, x) =>
      p.out(relu(sub(mul(x, p.w), 100))),
    );
    const { first, last } = await trained(trainStep(net, squaredError, optimizer()));
    const decays = optimizer().name.includes('adamW');
    if (decays) expect(last.get('w')!.data[0]).toBeLessThan(1);
    else expect(last.get('w')!.data).toEqual(first.get('w')!.data);
  });
});

it('the states are the same whatever the gradients reach, so that programs share them', () => {
  const names = (forward: unknown) =>
    trainStep(model(layers, input('batch', 4), forward as never) as never, squaredError as never, adam())
      .trace({ batch: 1 })
      .states.map((s) => s.name);
  const all = Object.values(ends).map(names);
  for (const found of all) expect(found).toEqual(all[0]);
});

describe('a parameter that the model keeps', () => {
  const two = { on: affine(1, 1), ta: affine(1, 1) };
  const net = model(two, input('batch', 1), (p, x, mode) => {
    for (const name of ['w', 'b'] as const) {
      const [t, s] = [p.ta.params[name] as Tensor<[1]>, p.on.params[name] as Tensor<[1]>];
      mode.keep(t, add(scale(t, 0.5), scale(s, 0.5)));
    }
    return add(p.on(x), mul(p.ta(x), 0.1));
  });

  it.each(Object.entries(optimizers))('is a moving average of its student, %s or not', async (_, optimizer) => {
    const step = await compile(trainStep(net, squaredError, optimizer()), { batch: 1 });
    let state = step.initialState(1);
    for (let i = 0; i < 3; i++) {
      const before = await state.snapshot();
      ({ state } = await step.run(state, { input: [1], target: [5] }));
      const after = await state.snapshot();
      for (const name of ['w', 'b']) {
        const [t, s] = [before.get(`ta.${name}`)!.data[0]!, before.get(`on.${name}`)!.data[0]!];
        expect(after.get(`ta.${name}`)!.data[0]).toBeCloseTo(0.5 * t + 0.5 * s, 6);
        expect(after.get(`on.${name}`)!.data[0]).not.toBe(s);
      }
    }
  });

  it('does not count in the norm that gradients are clipped by', async () => {
    const moved = async (keeps: boolean) => {
      const clipped = model(two, input('batch', 1), (p, x, mode) => {
        const out = mul(p.ta(x), 100);
        for (const t of Object.values(p.ta.params)) if (keeps) mode.keep(t as Tensor<[1]>, t as Tensor<[1]>);
        return add(p.on(x), keeps ? out : stopGradient(out));
      });
      const step = await compile(trainStep(clipped, squaredError, clipByGlobalNorm(1, sgd(0.1))), { batch: 1 });
      const { state } = await step.run(step.initialState(1), { input: [1], target: [5] });
      return (await state.snapshot()).get('on.w')!.data[0];
    };
    expect(await moved(true)).toBe(await moved(false));
  });

  it('of another shape is an error that names it', () => {
    const wrong = model(two, input('batch', 1), (p, x, mode) => {
      mode.keep(p.ta.params.w as Tensor<[1, 1]>, zeros(2) as never);
      return p.on(x);
    });
    expect(() => trainStep(wrong, squaredError, sgd()).trace({ batch: 1 })).toThrow(
      "mode.keep: 'w' is f32 [1, 1], the value to keep is f32 [2]",
    );
  });
});
