import { affine, input, model, relu } from '../../../runtime/index.ts';

/** x = F.relu(self.fc1(x)): in TypeScript a variable keeps its type */
export const net = model({ fc1: affine(784, 128), fc2: affine(128, 10) }, input('batch', 784), (p, pixels) => {
  let x = pixels;
  //> let x = pixels; ~> && x = relu(p.fc1(x)) ~> const x = relu(p.fc1(pixels))
  //> x = relu(p.fc1(x)); return p.fc2(x) ~> const h = relu(p.fc1(x)); return p.fc2(h)
  //! expected a tensor [batch, 784], got [batch, 128]
  x = relu(p.fc1(x));
  return p.fc2(x);
});
