// The functions that pack one panel: each moves as much at once as the operand's layout lets it.
import type { FunctionBuilder, Local } from '../assemble/function.ts';

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
export function packSingly(f: FunctionBuilder, width: number): void {
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
export function packNeighbours(f: FunctionBuilder, width: number, group: 2 | 4): void {
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

/**
 * Rows are neighbours in runs that begin anywhere: each vector starts where the one before ends, or at the next run. What
 * it writes beyond its run, the next vector writes again; beyond the panel, the next panel.
 */
export function packPieces(f: FunctionBuilder, width: number, pieces: number): void {
  const p = f.parameters as Parameters;
  const [source, outer, inner, , destination] = p;
  const [row, length, goesOn] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const offsetOf = (of: Local, next: number) =>
    f
      .get(outer)
      .get(of)
      .op('i32.add')
      .memory('i32.load', 4 * next);
  const isNext = (of: Local, next: number) => {
    offsetOf(of, next);
    offsetOf(of, 0)
      .op('i32.sub')
      .i32(4 * next)
      .op('i32.eq');
  };
  f.i32(0).set(row);
  const found = Array.from({ length: pieces }, (_, piece) => {
    const [base, at] = [f.local('i32'), f.local('i32')];
    f.get(source);
    offsetOf(row, 0).op('i32.add').set(base);
    f.get(row).set(at);
    if (piece === pieces - 1) return { base, at };
    // a run goes on while offsets do: 4 bytes for each row that follows
    f.i32(4).set(length).i32(1).set(goesOn);
    for (const next of [1, 2, 3]) {
      f.get(goesOn);
      isNext(row, next);
      f.op('i32.and').tee(goesOn).i32(2).op('i32.shl').get(length).op('i32.add').set(length);
    }
    f.get(length).get(row).op('i32.add').set(row);
    f.get(row).i32(4 * (width - 1));
    f.get(row)
      .i32(4 * (width - 1))
      .op('i32.lt_s')
      .op('select')
      .set(row);
    return { base, at };
  });
  f.release(row, length, goesOn);
  eachTerm(f, p, 1, () => {
    for (const { base, at } of found) {
      f.get(destination).get(at).op('i32.add');
      f.get(base).get(inner).memory('i32.load').op('i32.add').memory('v128.load').memory('v128.store');
    }
    f.advance(destination, 4 * width);
  });
}

/** Terms are neighbours: four of them in each row of a group are loaded and transposed, where four follow each other. */
export function packTurned(f: FunctionBuilder, width: number, group: 2 | 4, always: boolean): void {
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
    const four = () => {
      const loaded = rows.map((base) => {
        const v = f.local('v128');
        f.get(base).get(inner).memory('i32.load').op('i32.add').memory('v128.load').set(v);
        return v;
      });
      if (group === 4) storeTransposed(f, destination, loaded, 4 * width);
      else storePairs(f, destination, loaded, 4 * width);
      f.release(...loaded);
      f.advance(destination, 16 * width);
    };
    const one = () => {
      rows.forEach((base, w) => {
        f.get(destination).get(base).get(inner).memory('i32.load').op('i32.add');
        f.memory('f32.load').memory('f32.store', 4 * w);
      });
      f.advance(destination, 4 * width);
    };
    if (always) eachTerm(f, p, 4, four);
    else eachRun(f, p, four, one);
    eachTerm(f, p, 1, one);
    f.release(...rows);
    f.advance(outer, 4 * group).advance(start, 4 * group);
  });
}

/** While there are four terms: `four`, where they follow each other, and else `one`. Runs are of four terms or more. */
function eachRun(f: FunctionBuilder, [, , inner, terms]: Parameters, four: () => void, one: () => void): void {
  const step = f.local('i32');
  f.get(terms)
    .i32(4)
    .op('i32.ge_s')
    .ifElse(null, () => {
      f.repeat(() => {
        f.get(inner).memory('i32.load', 12).get(inner).memory('i32.load').op('i32.sub').i32(12).op('i32.eq');
        f.ifElse(
          null,
          () => {
            four();
            f.i32(4).set(step);
          },
          () => {
            one();
            f.i32(1).set(step);
          },
        );
        f.get(inner).get(step).i32(2).op('i32.shl').op('i32.add').set(inner);
        f.get(terms).get(step).op('i32.sub').tee(terms).i32(4).op('i32.ge_s');
      });
    });
  f.release(step);
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
