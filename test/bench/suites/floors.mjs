// What this engine on this machine cannot be faster than: the rate of a register-tiled product whose operands are in the
// first cache, and the rate of a plain copy. Both are WebAssembly SIMD, as the CPU backend's kernels are.

import { ModuleBuilder } from '../../../dist/compiler/emit/wasm/assemble/module.js';
import { hasFusedMultiplyAdd } from '../../../dist/runtime/backends/cpu/features.js';

import { shown } from '../statistics.mjs';

const pageBytes = 65536;

/** An exported function over `pages` of memory. */
function instance(parameters, pages, write) {
  const module = new ModuleBuilder(hasFusedMultiplyAdd());
  const { index, builder } = module.function('run', { parameters, results: [] });
  write(builder);
  module.export('run', index);
  return new WebAssembly.Instance(new WebAssembly.Module(module.finish(pages))).exports.run;
}

const panelDepth = 256;

/** rows x (4 vectors) products of two packed panels: `panelDepth` steps, `passes` times over */
function microKernel(rows, vectors) {
  const panelB = rows * panelDepth * 4;
  const pages = Math.ceil((panelB + vectors * 16 * panelDepth + rows * vectors * 16) / pageBytes);
  const run = instance(['i32'], pages, (f) => {
    const passes = f.parameters[0];
    const sums = Array.from({ length: rows * vectors }, () => f.local('v128'));
    const [pass, a, b, splat] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('v128')];
    const columns = Array.from({ length: vectors }, () => f.local('v128'));
    f.i32(0).set(pass);
    f.repeatWhileBelow(pass, 1, passes, () => {
      f.i32(0).set(a);
      f.i32(panelB).set(b);
      f.repeatWhileBelow(a, rows * 4, panelB, () => {
        columns.forEach((column, j) => {
          f.get(b)
            .memory('v128.load', 16 * j)
            .set(column);
        });
        for (let i = 0; i < rows; i++) {
          f.get(a)
            .memory('v128.load32_splat', 4 * i)
            .set(splat);
          columns.forEach((column, j) => {
            const sum = sums[i * vectors + j];
            if (f.fused) f.get(splat).get(column).get(sum).op('f32x4.relaxed_madd').set(sum);
            else f.get(splat).get(column).op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
          });
        }
        f.advance(b, vectors * 16);
      });
    });
    sums.forEach((sum, i) => {
      f.i32(0)
        .get(sum)
        .memory('v128.store', panelB + vectors * 16 * panelDepth + 16 * i);
    });
  });
  return { run, operations: 2 * rows * 4 * vectors * panelDepth };
}

function copier(bytes) {
  return instance([], Math.ceil((2 * bytes) / pageBytes), (f) => {
    const at = f.local('i32');
    f.i32(0).set(at);
    f.repeatWhileBelow(at, 64, bytes, () => {
      for (let i = 0; i < 64; i += 16)
        f.get(at)
          .get(at)
          .memory('v128.load', i)
          .memory('v128.store', bytes + i);
    });
  });
}

/** the least of several times, in milliseconds: a floor is what was possible once */
function least(run, tries) {
  let best = Infinity;
  for (let i = 0; i < tries; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/**
 * @returns `{ flops, bytes, fused, tile }`: operations and bytes (read and written) a millisecond, and the tile that was
 * fastest
 */
export function measureFloors({ quick = false } = {}) {
  const passes = 400;
  let flops = 0;
  let tile = '';
  for (const [rows, vectors] of [
    [4, 2],
    [6, 2],
    [4, 3],
    [2, 4],
  ]) {
    const { run, operations } = microKernel(rows, vectors);
    const rate = (operations * passes) / least(() => run(passes), quick ? 50 : 1000);
    if (rate > flops) [flops, tile] = [rate, `${rows} x ${4 * vectors}`];
  }
  const copied = 2 ** 22;
  const bytes = (2 * copied) / least(copier(copied), quick ? 20 : 200);
  return { flops, bytes, fused: hasFusedMultiplyAdd(), tile };
}

/** What was possible at one time or at the other. */
export const better = (x, y) => ({ ...(x.flops > y.flops ? x : y), bytes: Math.max(x.bytes, y.bytes) });

/** Milliseconds that `{ operations, bytes }` take at least. */
export const floorOf = (floors, { operations = 0, bytes = 0 }) =>
  Math.max(operations / floors.flops, bytes / floors.bytes);

export const floorsLine = ({ flops, bytes, fused, tile }) =>
  `floors: ${shown(flops / 1e6)} GFLOP/s (micro-kernel ${tile}${fused ? ', fused' : ''}), ` +
  `${shown(bytes / 1e6)} GB/s (copy, read and written)`;
