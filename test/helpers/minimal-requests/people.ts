import { at, type Administrator } from './administrator.ts';

/** The org, its people and what becomes of them. */
export async function requestPeople({ get, post, person }: Administrator, url: string) {
  await get('/api/v1/org');
  await post('/api/v1/org', { companyName: 'Northlight' });
  const ada = await person('ada@example.com');
  const user = `/api/v1/users/${ada}`;
  await post(user, { profile: { nickName: 'Countess' } });
  for (const change of ['suspend', 'unsuspend', 'expire_password', 'reset_factors'])
    await post(`${user}/lifecycle/${change}`);
  await post(`${user}/lifecycle/expire_password_with_temp_password`);
  const staged = await post('/api/v1/users?activate=false', {
    profile: {
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'grace@example.com',
      login: 'grace@example.com',
    },
  });
  await post(`/api/v1/users/${at(staged, 'id')}/lifecycle/activate?sendEmail=false`);
  await post(`/api/v1/users/${at(staged, 'id')}/lifecycle/reactivate?sendEmail=false`);
  const locked = await person('linus@example.com');
  for (let attempt = 0; attempt < 10; attempt += 1)
    await fetch(`${url}/api/v1/authn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'linus@example.com', password: 'wrong' }),
    });
  await get(`/api/v1/users/${locked}/blocks`);
  await post(`/api/v1/users/${locked}/lifecycle/unlock`);
  await post(`${user}/credentials/forgot_password?sendEmail=false`);
  await post(user, { credentials: { password: { value: 'Correct-Horse-79' } } });
  await get(`${user}/appLinks`);
  await get('/api/v1/iam/assignees/users');
  return { ada, user };
}
