/** Schemas of people and of the users of apps. */
import { expect, test } from 'vitest';
import type { ApiAnswer } from '../helpers/call.ts';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const { call } = sandboxOfFile();

type Properties = Record<string, Record<string, unknown>>;
const propertiesIn = ({ body }: ApiAnswer, part: 'base' | 'custom'): Properties =>
  (body['definitions'] as Record<string, { properties: Properties }>)[part]!.properties;
const user = '/api/v1/meta/schemas/user/default';

test('pattern: null takes the pattern of a base attribute away', async () => {
  const login = (keywords: object) => ({
    definitions: { base: { properties: { login: { title: 'Username', type: 'string', ...keywords } } } },
  });
  const limited = await call('POST', user, login({ pattern: '[a-z]+' }));
  expect(propertiesIn(limited, 'base')['login']).toMatchObject({ pattern: '[a-z]+', maxLength: 100 });
  const free = await call('POST', user, login({ pattern: null }));
  expect(propertiesIn(free, 'base')['login']).not.toHaveProperty('pattern');
  expect(propertiesIn(free, 'base')['login']).toMatchObject({ required: true, maxLength: 100 });
});

test('an attribute that may be left out does not say so', async () => {
  const shoe = { title: 'Shoe size', type: 'string', required: false };
  const made = await call('POST', user, { definitions: { custom: { properties: { shoe } } } });
  expect(propertiesIn(made, 'custom')['shoe']).not.toHaveProperty('required');
});

test('the users of an OIDC app have the standard claims, and base attributes can become required', async () => {
  const app = await call('POST', '/api/v1/apps', {
    name: 'oidc_client',
    label: 'Claims',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: {} },
    settings: {
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: ['http://d.example/'],
      },
    },
  });
  const path = `/api/v1/meta/schemas/apps/${app.id}/default`;
  const before = propertiesIn(await call('GET', path), 'base');
  expect(Object.keys(before)).toHaveLength(21);
  expect(before['userName']).toMatchObject({ externalName: 'preferred_username', required: true });
  const name = (required: boolean) => ({
    definitions: {
      base: {
        properties: {
          name: {
            title: 'Name',
            type: 'string',
            required,
            master: { type: 'PROFILE_MASTER' },
            permissions: [{ action: 'READ_ONLY', principal: 'SELF' }],
          },
        },
      },
    },
  });
  const free = await call('POST', path, name(false));
  const described = "End-User's full name in displayable form.";
  expect(propertiesIn(free, 'base')['name']).toEqual({
    title: 'Name',
    description: described,
    type: 'string',
    scope: 'SELF',
  });
  expect(propertiesIn(await call('POST', path, name(true)), 'base')['name']).toMatchObject({
    required: true,
  });
});

test('objects in an array attribute may have any attributes, and say so', async () => {
  const items = { type: 'object', enum: [{ value: 'a' }], oneOf: [{ const: { value: 'a' }, title: 'A' }] };
  const answer = await call('POST', '/api/v1/meta/schemas/user/default', {
    definitions: { custom: { properties: { boxes: { title: 'Boxes', type: 'array', items } } } },
  });
  expect(answer.body).toMatchObject({
    definitions: { custom: { properties: { boxes: { items: { ...items, additionalProperties: true } } } } },
  });
});
