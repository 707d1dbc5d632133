// ScatterKernel: clear the output, then add rows one after another in the order of the axes, on one lane.
import type { AxisId, ScatterKernel } from '../../../program.ts';
import { Forms } from './forms.ts';
import { nodesOf, normalize } from './indices.ts';
import type { StepContext } from './kernel.ts';
import { Scope } from './scope.ts';
import { Values } from './values.ts';

export function emitScatter(k: ScatterKernel, context: StepContext): void {
  const { f } = context;
  const base = context.addressOf(k.buffer);
  f.i32(base)
    .i32(0)
    .i32(k.rows * k.rowLength * 4)
    .memoryFill();
  if (k.axes.some((a) => a.extent === 0)) return;
  const counterExtents = new Map([...context.counters].map(([id, c]) => [id, c.extent] as const));
  const nest = normalize(
    { spatial: k.axes, reduce: [], roots: [k.index, k.value], addresses: [k.address] },
    counterExtents,
  );
  const [index, value] = [nest.roots[0]!, nest.roots[1]!];
  const address = nest.addresses[0]!;
  const levels: ReadonlyMap<AxisId, number> = new Map(nest.spatial.map((a, i) => [a.id, i] as const));
  const extents = new Map([...counterExtents, ...nest.spatial.map((a) => [a.id, a.extent] as const)]);
  const forms = new Forms(f, levels, new Map([...context.counters].map(([id, c]) => [id, c.local] as const)), extents);
  for (const s of nodesOf(nest.roots)) {
    if (s.kind === 'load') forms.register(s.address, 4);
    if (s.kind === 'index') forms.register(s.value, 1);
    if (s.kind === 'guard') for (const c of s.conditions) forms.register(c.value, 1);
  }
  const target = forms.register(address, 4);
  const values = new Values({
    f,
    lib: context.lib,
    forms,
    vectorAxis: null,
    extents,
    addressOf: context.addressOf,
    useCount: new Map(),
  });
  const row = f.local('i32');
  const at = f.local('i32');
  const point = () => {
    const scope = new Scope(null, 1, 0, null);
    values.push(index, scope);
    f.tee(row).i32(k.rows).op('i32.lt_u');
    f.ifElse(null, () => {
      f.get(row)
        .i32(k.rowLength * 4)
        .op('i32.mul');
      forms.push(target, base + 4 * address.offset);
      f.op('i32.add').tee(at).get(at).memory('f32.load');
      values.push(value, scope);
      f.op('f32.add').memory('f32.store');
    });
  };
  const loop = (level: number): void => {
    const axis = nest.spatial[level];
    if (!axis) {
      point();
      return;
    }
    forms.beginLevel(level);
    f.count(axis.extent, 1, () => {
      forms.enterBody(level);
      loop(level + 1);
      forms.advance(level, 1);
    });
    forms.endLevel(level);
  };
  forms.enterRoot();
  loop(0);
}
