// Every sentence that a shape or element-type error can say, written once: `Message` fills it in at compile time, where
// it is the type that a wrong argument fails against, and `message` fills it in at run time.
//
// {0}, {1}, ... are the arguments: names, dimensions or whole shapes. {0} is the operation where several share a sentence.
import type { Show } from './text.ts';

export const sentences = {
  // leaves
  literal: "a dimension must be a literal or a name such as 'batch', not {0}",
  dimensionName: "'{0}' cannot name a dimension: a name is a letter, then letters, digits or _",
  dimensionSum: "'{0}' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'",
  dimensionSize: 'a dimension must be a whole number, 0 or more, not {0}',
  dimensionMost: 'dimension {1} of {0} is more than {2}, the most that an i32 counts; use two axes',
  counted: '{0}: {1} has {2} elements to count, an i32 counts to {3}; reduce one axis after the other',
  dataLength: '{0}: {1} has {2} elements, got {3}',
  // pointwise
  broadcast: '{0}: cannot broadcast {1} with {2}: {3} vs {4}',
  broadcastTo: '{0}: cannot broadcast {1} to {2}',
  operandTypes: '{0}: operands are {1} and {2}, expected the same type',
  typeIs: '{0}: {1} is {2}, expected {3}',
  typeAre: '{0}: {1} are {2}, expected {3}',
  liftArity: 'lift: the function must take 1 to 4 numbers, each without a default',
  // contractions
  matmulRank: '{0}: an operand needs at least 2 axes, got {1}',
  matmulInner: '{0}: inner dimensions differ: {1} vs {2}',
  matmulBatch: '{0}: batch dimensions {1} and {2} do not broadcast: {3} vs {4}',
  rank: '{0}: expected rank {1}, got {2}',
  lengths: '{0}: lengths differ: {1} vs {2}',
  einsumLabel: "einsum: label '{0}' is {1} in '{2}' but {3} in '{4}'",
  einsumRank: "einsum: '{0}' needs rank {1}, got {2}",
  einsumOperands: "einsum: '{0}' describes {1} operands, got {2}",
  einsumOutput: "einsum: output label '{0}' does not occur in an input",
  einsumRepeated: "einsum: output label '{0}' occurs twice",
  einsumSpec: "einsum: expected 'inputs->output', e.g. 'bij,bjk->bik', got '{0}'",
  // axes
  axis: '{0}: axis {1} is out of range for {2}',
  axisRepeated: '{0}: axis {1} is given twice for {2}',
  permutation: 'permute: {0} is not a permutation of the axes of {1}',
  squeeze: 'squeeze: axis {0} of {1} is {2}, not 1',
  // element counts
  reshape: 'reshape: {0} has {1} elements and cannot become {2}',
  reshapeOpen: 'reshape: {0} becomes {1} for some sizes only, and they are not known here',
  // joining and cutting
  concat: '{0}: {1} and {2} differ off axis {3}',
  concatRank: '{0}: {1} and {2} have different ranks',
  concatEmpty: '{0}: needs at least one tensor',
  stack: 'stack: {0} and {1} differ',
  split: 'split: dimension {0} does not divide into {1} parts',
  slice: 'slice: [{0}, {1}) is out of range for dimension {2}',
  sliceEnds: 'slice: [{0}, {1}) counts from both ends of dimension {2}, whose size is not known',
  sliceFrom: 'slice: [{0}, ...) is out of range for dimension {1}',
  step: '{0}: step {1} must be a whole number, 1 or more',
  padding: '{0}: padding {1} must be a whole number, 0 or more',
  repeat: '{0}: count {1} must be a whole number, 0 or more',
  // windows
  channels: '{0}: input has {1} channels, kernel expects {2}',
  groups: '{0}: {1} {2} do not divide into {3} groups',
  window: 'window exceeds dimension {0}',
  positions: '{0}: input must be [batch, channels, ...positions], got {1}',
  windowOption: '{0}: {1} must be a whole number, {2} or more, not {3}',
  // options
  option: "{0} has no option '{1}'",
  optionMeant: "{0} has no option '{1}'; did you mean '{2}'?",
  // what a definition is compiled for
  symbol: "{0}: {1} has no dimension named '{2}'",
  symbolMeant: "{0}: {1} has no dimension named '{2}'; did you mean '{3}'?",
  symbolSize: "{0}: {1} needs the size of '{2}'",
  input: "{0}: there is no input '{1}'",
  inputMeant: "{0}: there is no input '{1}'; did you mean '{2}'?",
  inputMissing: "{0}: input '{1}' was not given",
  returns: '{0}: forward returned {1}',
  lossTree: '{0}: expected one tensor; a tree of outputs needs a loss of its own',
  // gather, losses
  labels: '{0}: labels are {1}, expected {2}',
  classes: '{0}: needs a class axis, got {1}',
  target: '{0}: prediction is {1} but target is {2}',
  updates: '{0}: updates are {1}, expected them to begin with {2}',
  // control and derivatives
  scanLength: 'scan: sequences have lengths {0} and {1}',
  scanScalar: 'scan: a sequence needs a leading axis, got {0}',
  scanCarry: 'scan: carry is {0} but the body returns {1}',
  scanCarryType: 'scan: carry is {0} but the body returns {1}',
  gradScalar: 'grad: the loss must be a scalar, got {0}',
  gradType: 'grad: the loss must be f32, got {0}',
  gradBy: '{0}: the derivative is by a tensor of {1}, expected f32',
  gradUnused: '{0}: the value is not computed from {1} {2}',
  cotangent: '{0}: the value is {1} but the cotangent is {2}',
  tangent: '{0}: the value is {1} but the tangent is {2}',
  // layers
  features: '{0}({1}, {2}): input has {3} features, expected {1}',
  featureAxis: '{0}({1}, {2}): input needs a feature dimension',
  layerChannels: '{0}({1}, {2}): input has {3} channels, expected {1}',
  layerRank: '{0}({1}, {2}): input must be {3}',
  normChannels: '{0}({1}): input has {2} channels',
  normRank: '{0}({1}): input must be [batch, channels, ...]',
  normWidth: '{0}({1}): last dimension is {2}',
  normAxis: '{0}({1}): input needs a last dimension',
  heads: '{0}: width {1} does not divide into {2} heads',
  kept: '{0}: T maps {1} to {2}, expected the same shape',
  opened: '{0}({1}, {2}): T gives {3}, expected {4}',
  state: '{0}: state is {1}, expected {2}',
  lengthsOf: '{0}: lengths are {1}, expected {2}',
  stacked: 'stacked: a layer expects {0} features, the one below gives {1}',
  bidirectional: 'bidirectional: layers expect {0} and {1} features',
  attendWidth: '{0}: queries have width {1}, keys {2}',
  vocabulary: '{0}: symbols are of a vocabulary of {1}, expected {2}',
  scores: '{0}: scores are {1}, expected {2}',
  attendRows: '{0}: there are {1} keys but {2} values',
  attendLeading: '{0}: leading dimensions of the queries are {1}, of the {2} {3}',
  memory: '{0}({1}, {2}): memory has {3} features, expected {2}',
  even: '{0}: width {1} is odd, expected pairs',
  positionsWidth: '{0}({1}, {2}): input has {3} features, expected {2}',
  positionsMost: '{0}({1}, {2}): {3} positions, at most {1}',
  layerTypes: '{0}: input is {1}, expected {2}',
  // files of weights
  weightMissing: "weights: the file lacks '{0}', F32 {1}",
  weightExtra: "weights: the file has '{0}', {1}, which is no weight of the model",
  weightDiffers: "weights: '{0}' is {1} {2} in the file, expected F32 {3}",
} as const;

/** Sentences of what few pages use, which the others do not load. */
export const rareSentences = {
  repeated: 'repeated: the stage does not map {0} to the same shape',
  // axes by name
  axisLiteral: "{0}: an axis must be a literal, such as 1 or 'time', not {1}",
  keepLiteral: '{0}: keepDims must be the literal true or false, not boolean',
  axisName: "{0}: x has no axis '{1}'; it is {2}",
  axisMeant: "{0}: x has no axis '{1}'; it is {2}; did you mean '{3}'?",
  axisTwice: "{0}: x has axis '{1}' twice; it is {2}; give its number",
  // an ellipsis
  einsumDots: "einsum: '...' occurs twice in '{0}'",
  einsumDropped: "einsum: '{0}' has '...' in an input but not in the output",
  // patterns of axes
  pattern: "{0}: expected 'axes -> axes', such as 'b t (h d) -> b h t d', got '{1}'",
  patternBrackets: "{0}: parentheses in '{1}' do not match; they are not put into each other",
  patternName: "{0}: '{1}' in '{2}' cannot name an axis",
  patternTwice: "{0}: '{1}' occurs twice on one side of '{2}'",
  patternDots: "{0}: '...' is in parentheses on the left of '{1}'",
  patternSide: "{0}: '{1}' is on one side only of '{2}'",
  patternSize: "{0}: the size of '{1}' in '{2}' is not known; give it by name",
  patternUnused: "{0}: '{1}' is given a size but is no axis of '{2}'",
  patternRank: "{0}: '{1}' needs rank {2}, got {3}",
  patternIs: "{0}: '{1}' is {2}, not {3}",
  patternSplit: "{0}: '({1})' is {2}, which does not divide by {3}",
} as const;

export type CommonSentence = keyof typeof sentences;
export type Sentence = CommonSentence | keyof typeof rareSentences;
/** A sentence of few pages, by its text. */
export interface RareSentence {
  readonly text: string;
}
export const rare = (key: keyof typeof rareSentences): RareSentence => ({ text: rareSentences[key] });
type Texts = typeof sentences & typeof rareSentences;

/** An argument as it reads in a sentence. */
type Word<X> = [[X]] extends [[infer D extends number | string]]
  ? `${D}`
  : [[X]] extends [[infer S extends readonly unknown[]]]
    ? Show<S>
    : '?';
type Fill<S extends string, A extends readonly unknown[]> = S extends `${infer Head}{${infer I}}${infer Tail}`
  ? `${Head}${Word<A[I & keyof A]>}${Fill<Tail, A>}`
  : S;

/** The sentence `K` with its holes filled, as a type: Message<'matmulInner', ['matmul', 784, 512]>. */
export type Message<K extends Sentence, A extends readonly unknown[]> = Fill<Texts[K], A>;

export type MessageArgument = number | string | readonly (number | string)[];

/** A sentence with its holes filled, as text: message('matmulInner', ['matmul', 784, 512]). */
export function message(key: CommonSentence | RareSentence, args: readonly MessageArgument[]): string {
  return (typeof key === 'string' ? sentences[key] : key.text).replace(/\{(\d)\}/g, (_, i: string) => {
    const a = args[Number(i)];
    return a === undefined ? '?' : Array.isArray(a) ? `[${a.join(', ')}]` : String(a);
  });
}
