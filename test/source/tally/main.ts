// npm run check:tally [NAME...]: for each broken model, whether the place, the cause and the fix that quern check tells are right.
import { tally } from './judge.ts';

const names = process.argv.slice(2).map((name) => (name.endsWith('.ts') ? name : `${name}.ts`));
const { verdicts } = tally(names.length > 0 ? names : undefined);
const mark = (right: boolean) => (right ? 'right' : 'WRONG');
for (const { file, place, cause, fix, told } of verdicts) {
  const wrong = !(place && cause && fix);
  console.log(
    `${file.padEnd(28)} place ${mark(place)}  cause ${mark(cause)}  fix ${mark(fix)}${wrong ? `  told: ${told}` : ''}`,
  );
}
const share = (of: 'place' | 'cause' | 'fix') => {
  const right = verdicts.filter((v) => v[of]).length;
  return `${of} ${right} of ${verdicts.length} (${((100 * right) / verdicts.length).toFixed(1)} %)`;
};
console.log(`${share('place')}, ${share('cause')}, ${share('fix')}`);
