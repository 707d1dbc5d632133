// npm run bench:types: what the types of deep models cost under both compilers, as an installed package has them.
import { checkedDeep, deepModels } from './deepCheck.ts';

console.log(`${'model'.padEnd(28)}${'compiler'.padEnd(14)}instantiations   check      in all`);
for (const model of deepModels)
  for (const { compiler, instantiations, seconds } of await checkedDeep(model)) {
    const time = (s: number) => `${s.toFixed(2)} s`.padStart(9);
    const count = instantiations.toLocaleString('en-US').padStart(14);
    console.log(`${model.name.padEnd(28)}${compiler.padEnd(14)}${count}${time(seconds.check)}${time(seconds.total)}`);
  }
