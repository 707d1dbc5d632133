// NumPy: one name for rows and columns.
import { input, model, softmax } from '../../../../runtime/index.ts';

//! input: two dimensions are called 'size', so they always have one size
export const net = model({}, { image: input('size', 'size') }, (_, { image }) => softmax(image));
