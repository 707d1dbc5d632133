// Names, paths and other text of the user's inside of text that is read by a machine or a terminal: one function for each
// language. Whatever the text is, it stays one name, one line or one piece of text there, and nothing in it is obeyed.

/** Characters that are not seen: they end lines, move cursors, turn the direction of text, or are half of a character. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const spelt: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const code = (c: string) => c.codePointAt(0)!.toString(16);

/** On one line: what is not seen is spelt, e.g. \n and \u{2028}. */
export const oneLine = (text: string): string => text.replace(unseen, (c) => spelt[c] ?? `\\u{${code(c)}}`);

/** In a comment of JavaScript or TypeScript, in lines or in a block, also where a page holds it; or in one of TeX. */
export const commentText = (text: string): string => oneLine(text).replace(/\*(?=\/)|<(?=[/!])|-(?=->)/g, '$& ');

/** A literal of JavaScript, with its quotes, also where a page holds it. */
export function stringLiteral(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const units = (c: string) => [...Array(c.length).keys()].map((i) => unit(c.charCodeAt(i))).join('');
  return `'${inside.replace(unseen, units).replace(/<(?=[/!])/g, '\\x3c')}'`;
}

const unit = (c: number) => `\\u${c.toString(16).padStart(4, '0')}`;

/** The name of a member in a literal or a type; __proto__ in brackets, for it is the prototype where it stands alone. */
export function memberName(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** Words of JavaScript that no variable may have for a name, nor should have. */
export const reservedWords: readonly string[] =
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface Infinity let NaN new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/);

/** The name of a variable: 'hidden.w' is hidden_w. It may be one of `reservedWords`. */
export const identifier = (name: string): string => name.replace(/[^\w$]/g, '_').replace(/^(?=\d)/, '_') || '_';

/** JSON in which nothing is unseen. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(unseen, (c) => [...Array(c.length).keys()].map((i) => unit(c.charCodeAt(i))).join(''));

const inTex: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
};

/** Text of TeX, as in \text{...}. */
export const texText = (text: string): string => oneLine(text).replace(/[\\^~{}$&#_%]/g, (c) => inTex[c] ?? `\\${c}`);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text or an attribute of a page or an SVG picture. What is not XML at all, not even escaped, is left out. */
export function markupText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '');
  return legal.replace(/[&<>"']/g, (c) => entities[c]!);
}

/** On a terminal: lines and our own colours are kept, all else that a terminal would obey is spelt. */
export const terminalText = (text: string): string =>
  text.replace(obeyed, (c, hidden?: string) => (hidden === undefined ? c : oneLine(hidden)));

// biome-ignore lint/suspicious/noControlCharactersInRegex: what sets colours begins with one
const obeyed = /\u001b\[(?:[0127]|[39][0-7])m|[\n\t]|([\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])/gu;
