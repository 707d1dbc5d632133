// Built kernels of the modes that compute in plain memory. Each run of one copies its arguments in and its result out, so a
// kernel belongs to no program: those whose sources differ in names alone are one, and a few small ones are kept for programs
// to come. Building one takes gpu.js longer than a small program takes to run.
import type { Gpu, Kernel, KernelSettings } from './library.ts';

interface Entry {
  readonly key: string;
  readonly kernel: Kernel;
  /** elements of arguments and result */
  readonly size: number;
  users: number;
}

/** how many kernels that nobody uses are kept, and of how many elements at most: a released program frees its memory */
const [most, largest] = [256, 4096];

export class KernelPool {
  /** the least recently used first */
  private readonly entries = new Map<string, Entry>();
  private readonly of = new Map<Kernel, Entry>();
  private idle = 0;

  /** `open` makes a gpu.js for each kernel: one holds all kernels that it made for as long as it lives */
  constructor(private readonly open: () => Gpu) {}

  /** A kernel for arguments of these lengths; 0: a number. */
  take(source: string, settings: KernelSettings, lengths: readonly number[]): Kernel {
    const text = withoutNames(source);
    const key = `${settings.output} ${lengths}\n${text}`;
    const known = this.entries.get(key);
    const size = settings.output.concat(lengths).reduce((sum, n) => sum + n);
    const entry = known ?? { key, kernel: this.open().createKernel(text, settings), size, users: 0 };
    if (known?.users === 0) this.idle--;
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.of.set(entry.kernel, entry);
    entry.users++;
    return entry.kernel;
  }

  /** Ends one use of a kernel. */
  give(kernel: Kernel): void {
    const entry = this.of.get(kernel)!;
    if (--entry.users > 0) return;
    this.idle++;
    if (entry.size > largest) this.end(entry);
    for (const other of this.entries.values()) {
      if (this.idle <= most) return;
      if (other.users === 0) this.end(other);
    }
  }

  private end(entry: Entry): void {
    this.idle--;
    this.entries.delete(entry.key);
    this.of.delete(entry.kernel);
    entry.kernel.destroy();
  }
}

/** The same kernel whatever it and its arguments are called, and without comments. */
function withoutNames(source: string): string {
  const [, name = '', list = ''] = /^function (\w+)\((.*)\)/.exec(source) ?? [];
  // no name in a source has a dollar sign
  const names = new Map([name, ...list.split(', ')].map((n, i) => [n, `$${i}`]));
  return source.replace(/^ *\/\/.*\n/gm, '').replace(/(?<![\w.])[a-zA-Z_]\w*/g, (n) => names.get(n) ?? n);
}
