/** Mails that an administrator's call sends, and the links in them. */
import { describe, expect, it } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { Visitor } from '../helpers/visitor.ts';

const home = sandboxOfFile();
const { call } = home;

const password = 'Correct-Horse-77';
const person = async (login: string, query = '', credentials = {}) =>
  (
    await call('POST', `/api/v1/users${query}`, {
      profile: { login, email: login, firstName: 'Ada', lastName: 'Lovelace' },
      credentials,
    })
  ).id;

/** The links in someone's mails, the latest first. */
const linksTo = async (address: string): Promise<string[]> => {
  const page = await (
    await fetch(`${home.sandbox.outside.url}/mailbox/${encodeURIComponent(address)}`)
  ).text();
  const links = page.matchAll(/https?:\/\/[^\s"<&]+\/(?:welcome|reset_password)\/\w+/g);
  return [...new Set([...links].map(([link]) => link))];
};
const lifecycle = async (id: string, verb: string) =>
  (await call('POST', `/api/v1/users/${id}/${verb}`)).body;
const statusOf = async (id: string) => (await call('GET', `/api/v1/users/${id}`)).body['status'];
const authn = async (username: string, value: string) =>
  (await call('POST', '/api/v1/authn', { username, password: value })).body['status'];

/** Opens the link and chooses a password. */
async function choosePassword(link: string, value: string): Promise<void> {
  const page = await HostedPage.open(new Visitor(), link);
  if (page.options.includes('Password')) await page.choose('Password');
  await page.answer({ passcode: value });
}

describe('activation', () => {
  it('a person who is created without a password gets a mail; its link ends with a password', async () => {
    const id = await person('new@example.com');
    const [link, ...others] = await linksTo('new@example.com');
    expect(others).toEqual([]);
    await choosePassword(link!, password);
    expect(await statusOf(id)).toBe('ACTIVE');
    expect(await authn('new@example.com', password)).toBe('SUCCESS');
  });

  it('activate sends one unless told not to, reactivate only when told; the link before is void', async () => {
    const id = await person('staged@example.com', '?activate=false');
    expect(await linksTo('staged@example.com')).toEqual([]);
    expect(await lifecycle(id, 'lifecycle/activate')).toEqual({});
    const [first] = await linksTo('staged@example.com');
    expect(first).toContain('/welcome/');
    const silent = await lifecycle(id, 'lifecycle/reactivate');
    expect(await linksTo('staged@example.com')).toEqual([first]);
    expect((await fetch(first!)).status).toBe(400);
    expect(silent['activationUrl']).toBe(`${home.sandbox.url}/welcome/${String(silent['activationToken'])}`);
    expect(await lifecycle(id, 'lifecycle/reactivate?sendEmail=true')).toEqual({});
    expect(await linksTo('staged@example.com')).toHaveLength(2);
  });
});

describe('reset', () => {
  it.each(['lifecycle/reset_password', 'credentials/forgot_password'])('%s', async (verb) => {
    const login = `${verb.split('/')[1]!}@example.com`;
    const id = await person(login, '', { password: { value: password } });
    const silent = await lifecycle(id, `${verb}?sendEmail=false`);
    expect(silent['resetPasswordUrl']).toMatch(/\/reset_password\/\w+$/);
    expect(await linksTo(login)).toEqual([]);
    expect(await lifecycle(id, `${verb}?sendEmail=true`)).toEqual({});
    expect(await statusOf(id)).toBe('RECOVERY');
    const [link] = await linksTo(login);
    await choosePassword(link!, 'Another-Horse-78');
    expect(await authn(login, 'Another-Horse-78')).toBe('SUCCESS');
  });
});

describe('imported passwords', () => {
  // bcrypt of the password above, work factor 4
  const bcrypt = {
    algorithm: 'BCRYPT',
    workFactor: 4,
    salt: 'abcdefghijklmnopqrstuu',
    value: 'eMDqCkI3SS/RAxHWfuFp8a61eR9S/HO',
  };

  it('of bcrypt are verified', async () => {
    await person('bcrypt@example.com', '', { password: { hash: bcrypt } });
    expect(await authn('bcrypt@example.com', 'wrong')).toBeUndefined();
    expect(await authn('bcrypt@example.com', password)).toBe('SUCCESS');
    expect(await authn('bcrypt@example.com', password)).toBe('SUCCESS');
  });

  it('of bcrypt need a salt and a work factor', async () => {
    const { workFactor: _, ...incomplete } = bcrypt;
    for (const hash of [incomplete, { ...bcrypt, salt: 'short' }, { ...bcrypt, workFactor: 21 }])
      expect(await person('never@example.com', '', { password: { hash } })).toBe('undefined');
  });
});
