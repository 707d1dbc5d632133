// The clock around training steps, in Node and in a page alike.

/**
 * Runs `count` steps one after the other; a step reads its loss back before the clock stops.
 *
 * @returns `{ ms, losses }`, one number for each step
 */
export async function timeSteps(step, count) {
  const ms = [];
  const losses = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const loss = step();
    losses.push(typeof loss === 'number' ? loss : await loss);
    ms.push(performance.now() - start);
  }
  return { ms, losses };
}
