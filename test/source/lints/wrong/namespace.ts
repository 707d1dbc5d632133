// TensorFlow.js: import * as tf, and the names behind it.
import * as tf from '../../../../runtime/index.ts';

const net = tf.model({ a: tf.affine(8, 16), b: tf.affine(16, 3) }, tf.input('batch', 8), (p, x) => {
  const h = tf.relu(p.a(x));
  //! crossEntropy takes logits, and is given the result of softmax: it applies softmax itself
  return tf.softmax(p.b(h));
});
export const step = tf.trainStep(net, tf.crossEntropy, tf.adam());
