// npm run examples -- [options]: every example, one after the other.
import { all } from './kit/main.ts';

process.exitCode = await all(process.argv.slice(2));
