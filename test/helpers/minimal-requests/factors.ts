import { expect } from 'vitest';
import { totp } from '../../../sandbox/org/factors/one-time-password.ts';
import { at, type Administrator } from './administrator.ts';

/** Factors. */
export async function requestFactors(
  { get, post, remove }: Administrator,
  { ada, user, outside }: { readonly ada: string; readonly user: string; readonly outside: string },
) {
  const factors = `${user}/factors`;
  await get(`${factors}/catalog`);
  await get(`${factors}/questions`);
  const question = { question: 'disliked_food', questionText: '', answer: 'mayonnaise' };
  const asked = await post(factors, { factorType: 'question', provider: 'OKTA', profile: question });
  await get(factors);
  await get(`${factors}/${at(asked, 'id')}`);
  await post(`${factors}/${at(asked, 'id')}/verify`, { answer: 'mayonnaise' });
  await remove(`${factors}/${at(asked, 'id')}`);
  const code = await post(factors, { factorType: 'token:software:totp', provider: 'GOOGLE' });
  const shared = at(code, '_embedded', 'activation', 'sharedSecret');
  await post(`${factors}/${at(code, 'id')}/lifecycle/activate`, { passCode: totp(shared, Date.now()) });
  const pushed = await post(factors, { factorType: 'push', provider: 'OKTA' });
  expect(at(pushed, 'status')).toBe('PENDING_ACTIVATION');
  const phone = `${outside}/phone/${ada}`;
  const device =
    /name="device" value="([^"]+)"/.exec(await (await fetch(`${phone}/screen`)).text())?.[1] ?? '';
  await fetch(`${phone}/add`, {
    method: 'POST',
    headers: { origin: outside },
    body: new URLSearchParams({ device }),
    redirect: 'manual',
  });
  const prompt = await post(`${factors}/${at(pushed, 'id')}/verify`, {});
  await get(new URL(at(prompt, '_links', 'poll', 'href')).pathname);
}
