// The memory of a scatter whose rows may take many updates: see emit/wasm/nest/longScatter.ts.

/** A row is emptied into its total each time that it has taken 2^bits updates, but for one. */
export const bits = 7;

/** Fewer updates take as many additions as a short sum does. */
export const manyUpdates = 2 ** (bits + 1);

/** Rows with a total, at most. */
export const totalsOf = (rows: number, updates: number): number => Math.min(rows, Math.floor(updates / 2 ** bits));

/** A state for each row, the totals, and what rounding took from them. */
export const partsLength = (rows: number, rowLength: number, updates: number): number =>
  rows + 2 * totalsOf(rows, updates) * rowLength;
