// npm run example NAME -- [options]
import { one } from './kit/main.ts';

process.exitCode = await one(process.argv.slice(2));
