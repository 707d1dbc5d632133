// What an editor shows of models, over projects that are kept from key to key. The language server and the plugin of
// TypeScript's own service put it into their protocols.
export { finished, type Steps } from '../check/steps.ts';
export { type Action, actionsIn } from './actions.ts';
export { type Completions, completionsAt, type Operation } from './completions.ts';
export { Diagnostics, type Found, messageOf } from './diagnostics.ts';
export { type Hint, hintsIn } from './hints.ts';
export { type Hover, hoverAt } from './hover.ts';
export { type Document, type Documents, type View, Workspace } from './workspace.ts';
