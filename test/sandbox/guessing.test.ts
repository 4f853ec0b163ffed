/** Nothing that is secret and short can be guessed without end: wrong ones are counted, whatever becomes of the request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { totp } from '../../sandbox/org/factors/one-time-password.ts';
import { type Body, type OAuthOrg, password, startOAuthOrg } from '../helpers/oauth-org.ts';

let org: OAuthOrg;
let ada: Body;
let factors: string;

beforeEach(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
  factors = `/api/v1/users/${ada.id}/factors`;
});
afterEach(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const phone = { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+14155550123' } };
const codeOf = async (method: string, path: string, body: object) => {
  const answer = await org.api(method, path, body);
  return answer.body.errorCode ?? answer.status;
};
const statusOf = async () => (await org.must('GET', `/api/v1/users/${ada.id}`)).status;
/** The code that was sent last, read off the phone. */
const sentCode = async (): Promise<string> => {
  const page = await (await fetch(`${org.sandbox.outside.url}/phone/${ada.id}`)).text();
  return /\b(\d{6})\b/.exec(page)?.[1] ?? 'none';
};
/** As many wrong ones as there are, then a right one: what each was answered. */
const guess = async (count: number, attempt: (code: string) => Promise<unknown>) => {
  const seen: unknown[] = [];
  for (let i = 0; i < count; i += 1) seen.push(await attempt(`x${i}`));
  return seen;
};

describe('the Factors API', () => {
  it('lets a code be wrong five times; then not even the right one counts', async () => {
    const { id } = await org.must('POST', factors, phone);
    const activate = (passCode: string) =>
      codeOf('POST', `${factors}/${id}/lifecycle/activate`, { passCode });
    const code = await sentCode();
    expect(code).toMatch(/^\d{6}$/);
    expect(await guess(5, activate)).toEqual(Array(5).fill('E0000068'));
    expect(await activate(code)).toBe('E0000068');
  });

  it('forgives what was wrong before a right code', async () => {
    const { id } = await org.must('POST', `${factors}?activate=true`, phone);
    const verify = (body: object) => codeOf('POST', `${factors}/${id}/verify`, body);
    for (let round = 0; round < 4; round += 1) {
      await verify({});
      const code = await sentCode();
      expect(await guess(4, (passCode) => verify({ passCode }))).toEqual(Array(4).fill('E0000068'));
      expect(await verify({ passCode: code })).toBe(200);
    }
    expect(await statusOf()).toBe('ACTIVE');
  });

  it.each<[string, () => Promise<(code: string) => Promise<unknown>>]>([
    [
      'codes, each newly sent',
      async () => {
        const { id } = await org.must('POST', `${factors}?activate=true`, phone);
        return async (passCode) => {
          await codeOf('POST', `${factors}/${id}/verify`, {});
          return codeOf('POST', `${factors}/${id}/verify`, { passCode });
        };
      },
    ],
    [
      'one-time passwords',
      async () => {
        const factor = { factorType: 'token:software:totp', provider: 'GOOGLE' };
        const { id } = await org.must('POST', `${factors}?activate=true`, factor);
        return (passCode) => codeOf('POST', `${factors}/${id}/verify`, { passCode });
      },
    ],
    [
      'answers to a question',
      async () => {
        const profile = { question: 'disliked_food', answer: 'mayonnaise' };
        const { id } = await org.must('POST', factors, { factorType: 'question', provider: 'OKTA', profile });
        return (answer) => codeOf('POST', `${factors}/${id}/verify`, { answer });
      },
    ],
  ])('locks who guesses at %s', async (_, prepare) => {
    const attempt = await prepare();
    expect(await guess(12, attempt)).toEqual([
      ...(Array(10).fill('E0000068') as string[]),
      'E0000069',
      'E0000069',
    ]);
    expect(await statusOf()).toBe('LOCKED_OUT');
  });

  it('takes a one-time password once, be it for what it may', async () => {
    const factor = { factorType: 'token:software:totp', provider: 'GOOGLE' };
    const enrolled = await org.must('POST', factors, factor);
    const { sharedSecret } = (enrolled._embedded as { activation: { sharedSecret: string } }).activation;
    const passCode = totp(sharedSecret, Date.now());
    const one = `${factors}/${enrolled.id}`;
    expect([
      await codeOf('POST', `${one}/lifecycle/activate`, { passCode }),
      await codeOf('POST', `${one}/verify`, { passCode }),
    ]).toEqual([200, 'E0000068']);
  });
});

describe('the Authentication API', () => {
  const authn = (path: string, body: object) => codeOf('POST', `/api/v1/authn${path}`, body);
  const begin = () => org.must<Body & { readonly stateToken: string }>('POST', '/api/v1/authn', { username: ada.profile.login, password }); // prettier-ignore

  it('locks who guesses at one-time passwords', async () => {
    const factor = { factorType: 'token:software:totp', provider: 'GOOGLE' };
    const { id } = await org.must('POST', `${factors}?activate=true`, factor);
    const [everyone] = await org.must<Body[]>('GET', '/api/v1/groups?q=Everyone');
    const policy = await org.must('POST', '/api/v1/policies', {
      type: 'OKTA_SIGN_ON',
      name: 'Factor',
      conditions: { people: { groups: { include: [everyone!.id] } } },
    });
    await org.must('POST', `/api/v1/policies/${policy.id}/rules`, {
      type: 'SIGN_ON',
      name: 'Factor',
      actions: { signon: { access: 'ALLOW', requireFactor: true, factorPromptMode: 'ALWAYS' } },
    });
    const { stateToken, status } = await begin();
    expect(status).toBe('MFA_REQUIRED');
    const attempt = (passCode: string) => authn(`/factors/${id}/verify`, { stateToken, passCode });
    expect((await guess(11, attempt)).slice(9)).toEqual(['E0000068', 'E0000069']);
    expect(await authn('', { username: ada.profile.login, password })).toBe('E0000004');
  });

  it('locks who guesses at an expired password, and unlocking leaves it expired', async () => {
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/expire_password`);
    await guess(10, (wrong) => authn('', { username: ada.profile.login, password: wrong }));
    expect(await statusOf()).toBe('LOCKED_OUT');
    expect(await authn('', { username: ada.profile.login, password })).toBe('E0000004');
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/unlock`);
    expect([await statusOf(), (await begin()).status]).toEqual(['PASSWORD_EXPIRED', 'PASSWORD_EXPIRED']);
  });
});

it('a session token is good once, even when no session comes of it', async () => {
  const sessionToken = await org.sessionToken(ada.profile.login);
  await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/suspend`);
  expect(await codeOf('POST', '/api/v1/sessions', { sessionToken })).toBe('E0000004');
  await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/unsuspend`);
  expect(await codeOf('POST', '/api/v1/sessions', { sessionToken })).toBe('E0000004');
});
