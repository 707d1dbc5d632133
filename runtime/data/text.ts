// Text as numbers: the characters of a text in an order of their own, and batches of long contiguous streams for truncated
// backpropagation through time (Williams and Peng 1990). Works on strings: no files, so a page can use it too.
import { numbersIn, optionsOf } from '../../dsl/shape/rules/index.ts';
import { DataError } from './dataset.ts';

export interface Vocabulary {
  /** code points, each once, ascending: the symbol i stands for characters[i] */
  readonly characters: readonly string[];
  /** how many there are */
  readonly size: number;
  /** An error where a character is none of them; `name` is what it calls the text. */
  encode(text: string, name?: string): Int32Array;
  /** An error where a number is no symbol. */
  decode(symbols: ArrayLike<number>): string;
}

/** The characters (code points) that a text is made of; a saved vocabulary is made again of its `characters`. */
export function vocabulary(text: string | readonly string[]): Vocabulary {
  const characters = [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  if (characters.length === 0) throw new DataError('vocabulary: the text has no characters');
  const symbols = new Map(characters.map((c, i) => [c, i]));
  const wrongSymbol = (symbol: number | undefined, i: number) =>
    new DataError(`vocabulary: symbol ${symbol} at index ${i} is outside 0..${characters.length - 1}`);
  return {
    characters,
    size: characters.length,
    encode(of, name = 'text') {
      const found = new Int32Array(of.length); // or fewer: some characters take two units
      let i = 0;
      for (const c of of) {
        const symbol = symbols.get(c);
        if (symbol === undefined) {
          throw new DataError(
            `${name}: character ${JSON.stringify(c)} at index ${i} is not in the vocabulary of ${characters.length} characters`,
          );
        }
        found[i++] = symbol;
      }
      return found.slice(0, i);
    },
    decode: (of) =>
      Array.from(of, (symbol, i) => {
        const c = characters[symbol];
        if (c === undefined) throw wrongSymbol(symbol, i);
        return c;
      }).join(''),
  };
}

export interface StreamOptions {
  /** how many streams run side by side */
  readonly batch: number;
  /** steps of each stream in one batch */
  readonly length: number;
  /** the first batch to yield, to resume in the middle of a pass */
  readonly from?: number;
}

export interface StreamBatch {
  /** [batch, length], row-major: row b goes on where row b of the batch before ended */
  readonly inputs: Int32Array;
  /** [batch, length]: the symbol that follows each of the inputs */
  readonly targets: Int32Array;
  /** this batch's place in the pass, from 0; at 0 the streams begin, and so does what is carried along them */
  readonly position: number;
}

/** How many batches a pass over `count` symbols has. */
export function streamBatches(count: number, options: Pick<StreamOptions, 'batch' | 'length'>): number {
  const { batch, length, from = 0 } = optionsOf<StreamOptions>('streams', options, { batch: 1, length: 1, from: 1 });
  numbersIn('streams', 'a whole number, 0 or more', { from });
  for (const [name, value] of Object.entries({ batch, length })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new DataError(`streams: ${name} must be a whole number, 1 or more, not ${value}`);
    }
  }
  const total = Math.floor(Math.floor((count - 1) / batch) / length);
  if (total < 1) {
    throw new DataError(
      `streams: ${batch} streams of ${length} steps need ${batch * length + 1} symbols, the text has ${count}`,
    );
  }
  return total;
}

/**
 * One pass over a text: the symbols are cut into `batch` contiguous streams, and each batch is the next `length` steps of
 * all of them, so that a state carried from batch to batch has read all that came before. What does not fill a last batch
 * is left out.
 */
export function* streams(symbols: Int32Array, options: StreamOptions): Generator<StreamBatch, void, undefined> {
  const { batch, length, from = 0 } = options;
  const total = streamBatches(symbols.length, options);
  const each = Math.floor((symbols.length - 1) / batch);
  for (let position = from; position < total; position++) {
    const [inputs, targets] = [new Int32Array(batch * length), new Int32Array(batch * length)];
    for (let row = 0; row < batch; row++) {
      const at = row * each + position * length;
      inputs.set(symbols.subarray(at, at + length), row * length);
      targets.set(symbols.subarray(at + 1, at + 1 + length), row * length);
    }
    yield { inputs, targets, position };
  }
}
