// The current value of every buffer: a handle on the device. Values are never changed in place, so several buffers may
// share one (a loop's carry is a second reference); a value that nothing refers to is freed at once.
import type { Buffer, BufferId } from '../../../compiler/program/types.ts';
import type { Device } from './device.ts';
import type { Handle } from './library.ts';

interface Value {
  readonly handle: Handle;
  references: number;
}

export class Store {
  private readonly values = new Map<BufferId, Value>();

  constructor(
    private readonly device: Device,
    private readonly buffers: ReadonlyMap<BufferId, Buffer>,
  ) {}

  /** The value of a buffer; zeros if nothing was written yet. */
  async get(id: BufferId): Promise<Handle> {
    const known = this.values.get(id);
    if (known) return known.handle;
    const handle = await this.device.upload(new Float32Array(this.buffers.get(id)?.length ?? 0));
    this.set(id, handle);
    return handle;
  }

  set(id: BufferId, handle: Handle): void {
    this.replace(id, { handle, references: 1 });
  }

  drop(id: BufferId): void {
    const old = this.values.get(id);
    this.values.delete(id);
    if (old) this.forget(old);
  }

  /** All at once: to[i] takes the value that from[i] has now. */
  async move(carries: readonly { readonly from: BufferId; readonly to: BufferId }[]): Promise<void> {
    for (const c of carries) await this.get(c.from);
    const taken = carries.map((c) => this.values.get(c.from)!);
    for (const v of taken) v.references++;
    carries.forEach((c, i) => {
      this.replace(c.to, taken[i]!);
    });
  }

  clear(): void {
    for (const id of [...this.values.keys()]) this.drop(id);
  }

  private replace(id: BufferId, value: Value): void {
    const old = this.values.get(id);
    this.values.set(id, value);
    if (old) this.forget(old);
  }

  private forget(value: Value): void {
    if (--value.references > 0) return;
    this.device.dispose(value.handle);
  }
}
