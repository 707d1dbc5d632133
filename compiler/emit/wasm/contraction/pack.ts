// Packing: an operand's rows (or columns) in panels of `width`, each as [term][row], so that the register tile reads
// them from the first to the last. Whatever is next to each other in memory moves four (or two) elements at a time.
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { merged, type Stride, type Tables } from './tables.ts';
import { inSteps } from './tile.ts';

export interface PackRequest {
  readonly f: FunctionBuilder;
  readonly tables: Tables;
  /** index of a module function, written on first use */
  readonly once: (name: string, parameters: number, write: (f: FunctionBuilder) => void) => number;
  /** address of the operand */
  readonly source: Local;
  /** rows or columns */
  readonly outer: readonly Stride[];
  readonly inner: readonly Stride[];
  /** byte offset into a table of the terms: where to start, and how many terms there are */
  readonly firstTerm: Local;
  readonly terms: Local;
  /** the last panel is as wide as what is left, in whole vectors where panels are of two or more */
  readonly width: number;
  /** left after the panels */
  readonly destination: Local;
}

export function panelWidth(rest: number, width: number): number {
  return width < 8 ? rest : Math.ceil(rest / 4) * 4;
}

export function packPanels(r: PackRequest): void {
  const { f, tables } = r;
  const count = r.outer.reduce((n, a) => n * a.extent, 1);
  const outer = f.local('i32');
  const innerTable = tables.offsets(r.inner);
  f.i32(tables.offsets(r.outer, r.width)).set(outer);
  inSteps(f, count, r.width, (rows) => {
    const width = panelWidth(rows, r.width);
    f.get(r.source).get(outer).i32(innerTable).get(r.firstTerm).op('i32.add').get(r.terms).get(r.destination);
    f.call(packer(r, width));
    f.get(r.destination)
      .get(r.terms)
      .i32(4 * width)
      .op('i32.mul')
      .op('i32.add')
      .set(r.destination);
    f.advance(outer, 4 * rows);
  });
  f.release(outer);
}

/** The function (source, table of rows, table of terms, terms, destination) that packs one panel of this layout. */
function packer({ once, outer, inner }: PackRequest, width: number): number {
  const group = width % 4 === 0 ? 4 : width % 2 === 0 ? 2 : 1;
  if (group === 1) return once(`pack_${width}`, 5, (f) => packSingly(f, width));
  if (inRuns(outer, group)) return once(`pack_${width}_neighbours`, 5, (f) => packNeighbours(f, width, group));
  if (inRuns(inner, 4)) return once(`pack_${width}_turned`, 5, (f) => packTurned(f, width, group));
  return once(`pack_${width}`, 5, (f) => packSingly(f, width));
}

/** Every aligned group of so many neighbours along the axes is contiguous, but for one that ends with them. */
function inRuns(axes: readonly Stride[], group: number): boolean {
  const flat = merged(axes.filter((a) => a.extent !== 1));
  const inner = flat.at(-1);
  return inner !== undefined && inner.stride === 4 && (flat.length === 1 || inner.extent % group === 0);
}

type Parameters = readonly [source: Local, outer: Local, inner: Local, terms: Local, destination: Local];

function bases(f: FunctionBuilder, [source, outer]: Parameters, rows: readonly number[]): Local[] {
  return rows.map((r) => {
    const base = f.local('i32');
    f.get(source)
      .get(outer)
      .memory('i32.load', 4 * r)
      .op('i32.add')
      .set(base);
    return base;
  });
}

/** Calls `body` for `step` terms at a time while there are so many. */
function eachTerm(f: FunctionBuilder, [, , inner, terms]: Parameters, step: number, body: () => void): void {
  f.get(terms)
    .i32(step)
    .op('i32.ge_s')
    .ifElse(null, () => {
      f.repeat(() => {
        body();
        f.advance(inner, 4 * step);
        f.get(terms).i32(step).op('i32.sub').tee(terms).i32(step).op('i32.ge_s');
      });
    });
}

/** destination[w] = source[outer[w] + inner[t]] for each term */
function packSingly(f: FunctionBuilder, width: number): void {
  const p = f.parameters as Parameters;
  const [, , inner, , destination] = p;
  const rows = bases(
    f,
    p,
    Array.from({ length: width }, (_, w) => w),
  );
  eachTerm(f, p, 1, () => {
    rows.forEach((base, w) => {
      f.get(destination).get(base).get(inner).memory('i32.load').op('i32.add');
      f.memory('f32.load').memory('f32.store', 4 * w);
    });
    f.advance(destination, 4 * width);
  });
}

/** Rows are neighbours: each group of them is one load. */
function packNeighbours(f: FunctionBuilder, width: number, group: 2 | 4): void {
  const p = f.parameters as Parameters;
  const [, , inner, , destination] = p;
  const starts = Array.from({ length: width / group }, (_, g) => g * group);
  const groups = bases(f, p, starts);
  eachTerm(f, p, 1, () => {
    groups.forEach((base, g) => {
      f.get(destination).get(base).get(inner).memory('i32.load').op('i32.add');
      if (group === 4) f.memory('v128.load').memory('v128.store', 16 * g);
      else f.memory('i64.load').memory('i64.store', 8 * g);
    });
    f.advance(destination, 4 * width);
  });
}

/** Terms are neighbours: four of them in each row of a group are loaded and transposed. */
function packTurned(f: FunctionBuilder, width: number, group: 2 | 4): void {
  const p = f.parameters as Parameters;
  const [source, outer, inner, terms, destination] = p;
  const [firstInner, allTerms, start] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(inner).set(firstInner).get(terms).set(allTerms).get(destination).set(start);
  f.count(width / group, 1, () => {
    f.get(firstInner).set(inner).get(allTerms).set(terms).get(start).set(destination);
    const rows = bases(
      f,
      [source, outer, inner, terms, destination],
      Array.from({ length: group }, (_, w) => w),
    );
    eachTerm(f, p, 4, () => {
      const loaded = rows.map((base) => {
        const v = f.local('v128');
        f.get(base).get(inner).memory('i32.load').op('i32.add').memory('v128.load').set(v);
        return v;
      });
      if (group === 4) storeTransposed(f, destination, loaded, 4 * width);
      else storePairs(f, destination, loaded, 4 * width);
      f.release(...loaded);
      f.advance(destination, 16 * width);
    });
    eachTerm(f, p, 1, () => {
      rows.forEach((base, w) => {
        f.get(destination).get(base).get(inner).memory('i32.load').op('i32.add');
        f.memory('f32.load').memory('f32.store', 4 * w);
      });
      f.advance(destination, 4 * width);
    });
    f.release(...rows);
    f.advance(outer, 4 * group).advance(start, 4 * group);
  });
}

/** Two rows of four terms, as the two elements of each term. */
function storePairs(f: FunctionBuilder, at: Local, [x, y]: readonly Local[], stride: number): void {
  const pairs = f.local('v128');
  for (const half of [0, 2]) {
    f.get(x!)
      .get(y!)
      .shuffle([half, half + 4, half + 1, half + 5])
      .set(pairs);
    if (stride === 8)
      f.get(at)
        .get(pairs)
        .memory('v128.store', half * stride);
    else {
      for (const lane of [0, 1]) {
        f.get(at)
          .get(pairs)
          .lane('i64x2.extract_lane', lane)
          .memory('i64.store', (half + lane) * stride);
      }
    }
  }
  f.release(pairs);
}

function storeTransposed(f: FunctionBuilder, at: Local, rows: readonly Local[], stride: number): void {
  const [a, b, c, d] = rows as readonly [Local, Local, Local, Local];
  const mix = (x: Local, y: Local, lanes: readonly [number, number, number, number]): Local => {
    const v = f.local('v128');
    f.get(x).get(y).shuffle(lanes).set(v);
    return v;
  };
  const halves = [
    [mix(a, b, [0, 4, 1, 5]), mix(c, d, [0, 4, 1, 5])],
    [mix(a, b, [2, 6, 3, 7]), mix(c, d, [2, 6, 3, 7])],
  ] as const;
  halves.forEach(([x, y], h) => {
    f.get(at)
      .get(x)
      .get(y)
      .shuffle([0, 1, 4, 5])
      .memory('v128.store', 2 * h * stride);
    f.get(at)
      .get(x)
      .get(y)
      .shuffle([2, 3, 6, 7])
      .memory('v128.store', (2 * h + 1) * stride);
  });
  f.release(...halves.flat());
}
