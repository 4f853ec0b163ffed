/** Gives all tests one folder for temporary files, which is removed with whatever they leave in it. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const name = 'multidemo-tests-';

export default function setup(): (() => Promise<void>) | undefined {
  // It is called once for each project.
  if (tmpdir().includes(name)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), name));
  // PostgreSQL does not run as root, and has to reach its own folder in this one.
  chmodSync(folder, 0o711);
  // The workers start with this environment; TEMP is its name on Windows.
  process.env['TMPDIR'] = process.env['TEMP'] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
