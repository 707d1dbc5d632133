import { test } from 'vitest';
import { emitGpujs } from '/work/main/compiler/emit/gpujs/index.ts';
import { disagreement } from '/work/main/test/emit/gpujsAgree.ts';
import { RandomKernel, random } from '/work/main/test/emit/kernels.ts';

for (const mode of ['cpu', 'webasm'] as const)
  test(mode, async () => {
    let bad = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const p = new RandomKernel(random(seed)).build();
      let d: string | null;
      try {
        d = await disagreement(p, mode, { seed });
      } catch (e) {
        d = 'ERR ' + (e as Error).message.slice(0, 1500);
      }
      if (d) {
        bad++;
        if (bad < 14) console.log(seed, d.slice(0, 300));
      }
    }
    console.log(mode, 'bad', bad);
  });
