// A recurrent encoder reads a date, a recurrent decoder writes it (Cho et al. 2014; Sutskever, Vinyals and Le 2014). All that
// goes from one to the other is one vector.
import { recurrentTranslation } from './kit/recurrentTranslation.ts';

export default recurrentTranslation({
  name: 'seq2seq',
  about: 'dates to ISO dates through one vector',
  attention: false,
  steps: 5000,
  threshold: 0.8,
});
