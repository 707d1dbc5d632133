// Every public operation, layer and optimiser on every backend that Node has, against the float64 reference: values and
// gradients; and every scalar operation at special values. The browser's backends are under the same laws in
// test/browser/laws.ts.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { disagreement } from './agreement.ts';
import { cases, edges } from './cases/index.ts';
import { exceptions } from './exceptions.ts';
import { excused, judge, signatures } from './points.ts';
import { inNode, variants } from './targets.ts';

const targets = { ...inNode, 'cpu without fused multiply-add': variants['cpu without fused multiply-add']! };

describe.each(Object.entries(targets))('%s', (name, open) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });

  it.each([...cases, ...edges])('$name', async (c) => {
    expect(await disagreement(c, backend)).toBeNull();
  });

  it.each(signatures)('$name at special values', async (s) => {
    expect((await judge(s, backend)).wrong).toEqual([]);
  });

  const excuses = exceptions.map((e, i) => ({ e, i })).filter(({ e }) => e.isOn(name));
  it.each(excuses)('needs its exception: $e.where', async ({ e, i }) => {
    const verdicts = await Promise.all(excused(e).map((s) => judge(s, backend)));
    expect(verdicts.flatMap((v) => v.excepted)).toContain(i);
  });
});
