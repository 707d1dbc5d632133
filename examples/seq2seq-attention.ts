// A recurrent encoder reads a date; the decoder looks back at all that the encoder gave, where it needs to (Bahdanau, Cho
// and Bengio 2015).
import { recurrentTranslation } from './kit/recurrentTranslation.ts';

export default recurrentTranslation({
  name: 'seq2seq-attention',
  about: 'dates to ISO dates, looking back at what was read',
  attention: true,
  steps: 800,
  threshold: 0.98,
});
