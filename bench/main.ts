/**
 * Measures what people wait for, next to what they would use instead and what the machine can do at best, all in one run,
 * and prints which rows miss their target. `npm run bench`; with `-- --short` a minute's worth, without other programs.
 */
import { measureGrants } from './grant-rates.ts';
import { measurePeople } from './people.ts';
import { measureStart } from './start.ts';
import { Table } from './table.ts';
import { measureThroughput } from './throughput.ts';

const isShort = process.argv.includes('--short');
console.log('Node.js', process.version, '\n');
const table = new Table();
await measureStart(table, isShort ? { runs: 1, peers: false } : { runs: 5, peers: true });
await measureThroughput(table, isShort ? 1 : 6);
if (!isShort) await measureGrants(table, 4);
await measurePeople(table, isShort ? 10_000 : 100_000);
table.end();
