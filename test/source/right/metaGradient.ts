import {
  adam,
  glorotUniform,
  grad,
  input,
  matmul,
  model,
  parameter,
  scale,
  squaredError,
  sub,
  trainStep,
} from '../../../runtime/index.ts';

export const maml = model(
  { w: parameter('w', [4, 1], glorotUniform) },
  { x: input('batch', 4), y: input('batch', 1), qx: input('query', 4) },
  (p, { x, y, qx }) => {
    const inner = squaredError(matmul(x, p.w), y);
    const fast = sub(p.w, scale(grad(inner, p.w), 0.1));
    return matmul(qx, fast);
  },
);
export const step = trainStep(maml, squaredError, adam());
