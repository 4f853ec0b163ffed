/** What is written to an org's state file while tokens are issued, counted by a database trigger. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqlite, type Sqlite } from '../../../../shared/sqlite.ts';
import { type OAuthOrg, password, startOAuthOrg } from '../../../helpers/oauth-org.ts';

let folder: string;
let org: OAuthOrg;
let file: Sqlite;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-grants-'));
  org = await startOAuthOrg({ file: join(folder, 'org.db') });
  file = openSqlite(join(folder, 'org.db'), 2000);
  file.exec('CREATE TABLE writes (id TEXT NOT NULL)');
  for (const event of ['INSERT', 'UPDATE'])
    file.exec(`CREATE TRIGGER on_${event} AFTER ${event} ON records WHEN NEW.id LIKE 'Grant/%'
      BEGIN INSERT INTO writes (id) VALUES (NEW.id); END`);
});
afterAll(async () => {
  file.close();
  expect(org.faults).toEqual([]);
  await org.close();
  await rm(folder, { recursive: true, force: true });
});

/** How often each grant was written since the last call. Tokens are written to the file after 20 ms. */
async function writes(): Promise<unknown[]> {
  const count = () => file.prepare('SELECT count(*) AS times FROM writes GROUP BY id').all([]);
  await expect.poll(count).not.toEqual([]);
  await org.must('POST', '/api/v1/groups', { profile: { name: `A write that is behind ${Math.random()}` } });
  const found = count();
  file.exec('DELETE FROM writes');
  return found;
}

it.each(['openid', 'openid offline_access'])('a grant of %s is written once', async (scope) => {
  const at = await org.server();
  const app = await org.app({ grant_types: ['authorization_code', 'password', 'refresh_token'] });
  const { profile } = await org.person();
  const byCode = await org.signIn(app, at, profile.login, scope);
  expect([byCode.status, await writes()]).toEqual([200, [{ times: 1 }]]);
  const credentials = { grant_type: 'password', username: profile.login, password, scope };
  const byPassword = await org.token(app, at, credentials);
  expect([byPassword.status, await writes()]).toEqual([200, [{ times: 1 }]]);
  const userinfo = await fetch(org.endpoint(at, 'userinfo'), {
    headers: { authorization: `Bearer ${byPassword.body.access_token}` },
  });
  expect(userinfo.status).toBe(200);
});
