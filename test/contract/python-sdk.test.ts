/**
 * Okta's Python SDK, unmodified: it writes no space behind `SSWS`, and checks every answer against its models. It runs
 * where `python3`, or the interpreter that PYTHON names, has the package `okta`; elsewhere it says so in its name.
 * With MULTIDEMO_FAIL_ON_SKIP=1 (continuous integration) an interpreter that was named and has no package fails instead.
 */
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createSandbox } from '../../sandbox/index.ts';
import { callerOf } from '../helpers/call.ts';

const { PYTHON: given, MULTIDEMO_FAIL_ON_SKIP: failing } = process.env;
const python = given ?? 'python3';
const script = fileURLToPath(new URL('python/list_users.py', import.meta.url));

function missing(): boolean {
  try {
    execFileSync(python, ['-c', 'import okta.client'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
}

const isMissing = missing();
if (isMissing && given !== undefined && failing === '1')
  throw new Error(`${python} has no package okta: pip install okta==3.4.6`);
const title = 'the Python SDK lists users';
const named = isMissing
  ? `${title} (skipped: ${python} has no package okta; pip install okta==3.4.6)`
  : title;

test.skipIf(isMissing)(named, async () => {
  const sandbox = await createSandbox();
  const profile = {
    login: 'ada@example.com',
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
  };
  const admin = (await callerOf(sandbox)('GET', '/api/v1/users')).items[0]!['profile'] as { login: string };
  await callerOf(sandbox)('POST', '/api/v1/users', { profile });
  const { stdout } = await promisify(execFile)(python, [script, sandbox.url, sandbox.apiToken], {
    env: { ...process.env, OKTA_TESTING_TESTINGDISABLEHTTPSCHECK: 'true' },
  });
  await sandbox.close();
  expect(JSON.parse(stdout)).toEqual([admin.login, 'ada@example.com']);
});
