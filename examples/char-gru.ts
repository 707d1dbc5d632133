// A gated recurrent unit (Cho et al. 2014) reads a text character by character, and writes on.
import { affine, compile, embedding, gru, input, model, pipe, predictStep } from '../runtime/index.ts';
import { drawing, languageExample, length, type Writer } from './kit/language.ts';

const width = 160;

// the text decides how many characters there are
const layers = (characters: number) => ({
  // quern-ignore number-dimension
  embed: embedding(characters, 48),
  layer: gru(48, width),
  // quern-ignore number-dimension
  out: affine(width, characters),
});

/** [batch, 64] -> [batch, 64, characters]: the logits of each next character */
export const reading = (characters: number) =>
  model(
    layers(characters),
    input.i32('batch', length),
    (p, ids) => pipe(p.layer(p.embed(ids)).outputs, p.out),
    'charGru',
  );

/** One character and the state before it -> the logits of the next, and the state after. */
export const writing = (characters: number) =>
  model(
    layers(characters),
    { id: input.i32(1), state: input(1, width) },
    (p, { id, state }) => {
      const next = p.layer.step(state, p.embed(id));
      return { logits: p.out(next.output), state: next.state };
    },
    'charGru, writing',
  );

export default languageExample({
  name: 'char-gru',
  about: 'a gated recurrent unit reads a text by characters',
  threshold: 0.6,
  ...{ steps: 2500, rate: 0.004, network: reading },
  async writer({ seed, on }, characters): Promise<Writer> {
    const program = await compile(predictStep(writing(characters)), {}, { on });
    const draw = drawing(seed);
    return async (parameters, beginning, count) => {
      const ids = [...beginning];
      let state: ArrayLike<number> = new Float32Array(width);
      for (let i = 0; ids.length < beginning.length + count; i++) {
        const { outputs } = await program.run(parameters, { id: [ids[i]!], state });
        state = outputs.state!;
        if (i >= beginning.length - 1) ids.push(draw(outputs.logits!));
      }
      return ids.slice(beginning.length);
    };
  },
});
