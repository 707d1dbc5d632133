import { affine, attend, input, model } from '../../../runtime/index.ts';

/** values of the queries' rows instead of the memory's */
export const pointer = model(
  { query: affine(24, 32), key: affine(48, 32), value: affine(24, 32) },
  { words: input(8, 6, 24), memory: input(8, 15, 48) },
  (p, { words, memory }) => {
    const q = p.query(words);
    const k = p.key(memory);
    //> affine(24, 32) } ~> affine(48, 32) } && p.value(words) ~> p.value(memory)
    //> value: affine(24, 32) ~> value: affine(48, 32) && p.value(words) ~> p.value(memory)
    //! attend: there are 15 keys but 6 values
    return attend(q, k, p.value(words));
  },
);
