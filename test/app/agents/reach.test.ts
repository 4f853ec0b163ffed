import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { loadAssistant } from '../../../app/index.ts';

test('a shop that does not answer is not taken for its refusal before', async () => {
  const { Reach, newMemory } = await loadAssistant();
  let asked = 0;
  const reach = new Reach({
    ...{ client: { clientId: 'agent', clientSecret: 'secret' }, idToken: 'e30.e30.e30' },
    ...{ baseUrl: 'https://org.example.com', issuer: 'https://org.example.com/oauth2/aus1' },
    ...{ server: 'https://shop.example.com/mcp', resource: 'https://shop.example.com' },
    ...{ now: Date.now, memory: newMemory() },
    fetch: async (url) => {
      if (url.endsWith('/v1/token')) return Response.json({ access_token: 'e30.e30.e30', expires_in: 300 });
      asked += 1;
      if (asked > 1) throw new Error('The shop is away.');
      const challenge = 'Bearer error="insufficient_scope", scope="orders:create"';
      return Response.json(
        { detail: 'Not with this token' },
        { status: 403, headers: { 'www-authenticate': challenge } },
      );
    },
  });
  await expect(reach.use('place_order', { itemId: '1' })).rejects.toThrow('The shop is away.');
  expect(reach.steps.map((step) => (step.kind === 'call' ? step.status : step.scopes.join(' ')))).toEqual([
    'products:read',
    403,
    'products:read orders:create',
  ]);
  await reach.close();
});

test.each(['pkcs8', 'pkcs1'] as const)('an agent signs with a key in the form %s', async (type) => {
  const { crossAppTokens } = await loadAssistant();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const baseUrl = 'https://org.example.com';
  const issuer = `${baseUrl}/oauth2/aus1`;
  const proofs: string[] = [];
  await crossAppTokens(
    async (_, { body }) => {
      const form = new URLSearchParams(typeof body === 'string' ? body : '');
      proofs.push(form.get('client_assertion') ?? '');
      return Response.json({ access_token: 'e30.e30.e30', expires_in: 300 });
    },
    {
      client: { clientId: 'wlp1', privateKey: privateKey.export({ type, format: 'pem' }).toString() },
      ...{ idToken: 'e30.e30.e30', baseUrl, issuer, resource: 'https://shop.example.com', scopes: ['a'] },
    },
  );
  const audiences = proofs.map(async (proof) => (await jwtVerify(proof, publicKey)).payload.aud);
  expect(await Promise.all(audiences)).toEqual([`${baseUrl}/oauth2/v1/token`, `${issuer}/v1/token`]);
});
