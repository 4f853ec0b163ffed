/** docs/sandbox.md says what the sources say. `UPDATE_DOCS=1 npx vitest run test/docs` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviations, withGeneratedParts } from '../helpers/sandbox-docs.ts';

const path = join(import.meta.dirname, '../../docs/sandbox.md');

test('the deviations from Okta and the settings that are only stored are current in docs/sandbox.md', () => {
  const text = readFileSync(path, 'utf8');
  const current = withGeneratedParts(text);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, current);
  else expect(text).toBe(current);
  expect(deviations().length).toBeGreaterThan(8);
});
