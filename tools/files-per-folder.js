/** Fails when a folder of sources has more files beside each other than one looks through. Part of `npm run lint`. */
import { readdirSync } from 'node:fs';

const most = 30;
/** One file a check, and an index that lists them. */
const mayHaveMore = ['cli/doctor/checks'];

const folders = ['app', 'bench', 'cli', 'exchange', 'sandbox', 'shared', 'stacks', 'test', 'tools'];
const counts = new Map();
for (const folder of folders)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && /\.(ts|js|njk|css|md)$/.test(entry.name))
      counts.set(entry.parentPath, (counts.get(entry.parentPath) ?? 0) + 1);

for (const [folder, count] of counts) {
  if (count <= most || mayHaveMore.includes(folder)) continue;
  console.error(
    `${folder} has ${count} files beside each other, and at most ${most} are allowed: group them.`,
  );
  process.exitCode = 1;
}
