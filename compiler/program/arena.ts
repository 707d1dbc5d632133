// Offsets for blocks with lifetimes, so that blocks alive at the same time do not overlap.
//
// Up to a thousand blocks: in a fixed order, each at the lowest place that is free over its life (Pisarchyk and Lee
// 2020, "Efficient memory management for deep neural net inference"). Two orders are tried, and the smaller arena taken:
// largest first, and largest times longest first, which keeps what is long alive at one end. More blocks than that: in
// order of time, first fit from a list of free gaps, whose cost grows with what is alive at once and not with the square
// of the program.

export interface Block {
  readonly id: number;
  readonly bytes: number;
  /** steps of the first and last use */
  readonly first: number;
  readonly last: number;
}

export interface Arena {
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
}

const fewBlocks = 1000;

export function arrange(blocks: readonly Block[]): Arena {
  if (blocks.length > fewBlocks) return byTime(blocks);
  const [size, area] = [bySize(blocks), byArea(blocks)];
  return size.bytes <= area.bytes ? size : area;
}

export function bySize(blocks: readonly Block[]): Arena {
  return inOrder([...blocks].sort((x, y) => y.bytes - x.bytes || x.id - y.id));
}

export function byArea(blocks: readonly Block[]): Arena {
  const area = (b: Block) => b.bytes * (b.last - b.first + 1);
  return inOrder([...blocks].sort((x, y) => area(y) - area(x) || x.id - y.id));
}

interface Placed {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly end: number;
}

function inOrder(blocks: readonly Block[]): Arena {
  const offsets = new Map<number, number>();
  const placed: Placed[] = [];
  let bytes = 0;
  for (const b of blocks) {
    const offset = lowestPlace(b, placed);
    const end = offset + b.bytes;
    placed.splice(placeAfter(offset, placed), 0, { first: b.first, last: b.last, offset, end });
    offsets.set(b.id, offset);
    bytes = Math.max(bytes, end);
  }
  return { offsets, bytes };
}

/** The lowest offset where `b` meets none of `placed` (ascending by offset) that is alive with it. */
function lowestPlace(b: Block, placed: readonly Placed[]): number {
  let offset = 0;
  for (const p of placed) {
    if (p.first > b.last || b.first > p.last) continue;
    if (p.offset - offset >= b.bytes) break;
    offset = Math.max(offset, p.end);
  }
  return offset;
}

/** How many of `placed` do not lie above `offset`. */
function placeAfter(offset: number, placed: readonly Placed[]): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function byTime(blocks: readonly Block[]): Arena {
  const offsets = new Map<number, number>();
  const ends = [...blocks].sort((x, y) => x.last - y.last);
  const free = new FreeGaps();
  let ended = 0;
  for (const b of [...blocks].sort((x, y) => x.first - y.first || y.bytes - x.bytes)) {
    for (; ends[ended]!.last < b.first; ended++) {
      const e = ends[ended]!;
      free.give(offsets.get(e.id)!, e.bytes);
    }
    offsets.set(b.id, free.take(b.bytes));
  }
  return { offsets, bytes: free.end };
}

/** Free gaps below `end`, ascending, never adjacent. */
class FreeGaps {
  private readonly gaps: { offset: number; bytes: number }[] = [];
  end = 0;

  /** the first gap that is large enough, else new bytes at the end */
  take(bytes: number): number {
    const i = this.gaps.findIndex((g) => g.bytes >= bytes);
    const gap = this.gaps[i];
    if (gap) {
      const { offset } = gap;
      if (gap.bytes === bytes) this.gaps.splice(i, 1);
      else this.gaps[i] = { offset: offset + bytes, bytes: gap.bytes - bytes };
      return offset;
    }
    const last = this.gaps.at(-1);
    const offset = last && last.offset + last.bytes === this.end ? this.gaps.pop()!.offset : this.end;
    this.end = offset + bytes;
    return offset;
  }

  give(offset: number, bytes: number): void {
    const { gaps } = this;
    let i = gaps.findIndex((g) => g.offset > offset);
    if (i < 0) i = gaps.length;
    const before = gaps[i - 1];
    const after = gaps[i];
    const joinsBefore = before !== undefined && before.offset + before.bytes === offset;
    const joinsAfter = after !== undefined && offset + bytes === after.offset;
    if (joinsBefore) before.bytes += bytes + (joinsAfter ? after.bytes : 0);
    else gaps.splice(i, 0, { offset, bytes: bytes + (joinsAfter ? after.bytes : 0) });
    if (joinsAfter) gaps.splice(joinsBefore ? i : i + 1, 1);
  }
}
