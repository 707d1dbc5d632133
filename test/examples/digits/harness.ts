// Runs the main job as people do, on small data of its own: what `npm run build` has built, in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

const script = process.env.DIGITS ?? join(import.meta.dirname, '../../../dist/examples/digits.js');

/** An IDX file: bytes, or big-endian floats. */
export function idx(shape: readonly number[], values: ArrayLike<number>, type: 'u8' | 'f32' = 'u8'): Uint8Array {
  const [header, width] = [4 + 4 * shape.length, type === 'u8' ? 1 : 4];
  const view = new DataView(new ArrayBuffer(header + values.length * width));
  view.setUint32(0, (type === 'u8' ? 0x800 : 0xd00) + shape.length);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  for (let i = 0; i < values.length; i++) {
    if (type === 'u8') view.setUint8(header + i, values[i]!);
    else view.setFloat32(header + i * 4, values[i]!);
  }
  return new Uint8Array(view.buffer);
}

/** `count` images: a bar, as wide as the label says. */
export function bars(count: number): { readonly labels: number[]; readonly pixels: number[] } {
  const labels = Array.from({ length: count }, (_, i) => (i * 7) % 10);
  const pixels = labels.flatMap((label) =>
    Array.from({ length: 784 }, (_, p) => (Math.abs((p % 28) - 13.5) < 1 + label ? 255 : 0)),
  );
  return { labels, pixels };
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** resolves when standard error holds this text; throws if the run ends without it */
  says(text: string): Promise<void>;
}

/** A folder with 500 bars as data (400 to learn, 100 held out), and runs inside it. */
export class Workplace {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Workplace> {
    expect(existsSync(script), `${script} is built by npm run build`).toBe(true);
    const place = new Workplace(await mkdtemp(join(tmpdir(), 'quern-digits-')));
    const { labels, pixels } = bars(500);
    await place.data('bars', idx([500, 28, 28], pixels), idx([500], labels));
    return place;
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** A folder of one set. */
  async data(name: string, images: Uint8Array, labels: Uint8Array): Promise<string> {
    await mkdir(this.path(name));
    await writeFile(this.path(name, 't10k-images-idx3-ubyte'), images);
    await writeFile(this.path(name, 't10k-labels-idx1-ubyte'), labels);
    return this.path(name);
  }

  /** Options of a run of a second: two epochs of 25 steps. */
  get small(): readonly string[] {
    return `--data ${this.path('bars')} --out ${this.path('out')} --model mlp --epochs 2 --batch 16`.split(' ');
  }

  start(...words: readonly string[]): Started {
    const child = spawn(process.execPath, [script, ...words], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { out: '', err: '' };
    child.stdout.on('data', (part) => {
      text.out += part;
    });
    child.stderr.on('data', (part) => {
      text.err += part;
    });
    const ended = once(child, 'close').then(([code]) => ({ code, ...text }));
    const says = async (words: string): Promise<void> => {
      while (!text.err.includes(words)) {
        if (child.exitCode !== null) throw new Error(`the run ended without saying '${words}': ${text.err}`);
        await sleep(10);
      }
    };
    return { child, ended, says };
  }

  run(...words: readonly string[]): Promise<Ended> {
    return this.start(...words).ended;
  }
}

export async function waitFor(path: string): Promise<void> {
  for (let i = 0; i < 600 && !existsSync(path); i++) await sleep(50);
  expect(existsSync(path), path).toBe(true);
}
