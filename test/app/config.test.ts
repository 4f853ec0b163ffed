import { expect, test } from 'vitest';
import { ConfigError, loadConfig, variables } from '../../app/index.ts';
import { bareEnvironment } from '../helpers/app.ts';

const problemsOf = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('reads what is given, fills in what is not, and cannot be changed', () => {
  const config = loadConfig(bareEnvironment);
  expect(config).toMatchObject({
    appUrl: 'http://localhost:5000',
    port: 5000,
    theme: 'default',
    okta: { audience: 'http://localhost:5000', management: undefined },
    features: { developer: false },
  });
  expect(config.scopes.person).toContain('offline_access');
  expect(Object.isFrozen(config.okta)).toBe(true);
});

test('tells every problem at once, each with its variable', () => {
  expect(
    problemsOf({
      ...bareEnvironment,
      APP_URL: 'localhost:5000',
      OKTA_CLIENT_ID: '',
      PORT: 'abc',
      FF_EVENTS: 'perhaps',
    }),
  ).toEqual([
    'APP_URL must be a URL beginning with http:// or https://',
    'PORT must be a number from 0 to 65535',
    'OKTA_CLIENT_ID is missing',
    'FF_EVENTS must be true or false',
  ]);
});

test('variables that need each other', () => {
  expect(problemsOf({ ...bareEnvironment, OKTA_API_CLIENT_ID: '0oa1' })).toEqual([
    'OKTA_API_PRIVATE_KEY is missing; OKTA_API_CLIENT_ID requires it',
  ]);
});

test('an agent without its key uses the secret of its app; a key without its agent is a mistake', () => {
  const { assistant } = loadConfig({ ...bareEnvironment, OKTA_ASSISTANT_AGENT_ID: 'wlp1' });
  expect(assistant.agent).toBeUndefined();
  expect(problemsOf({ ...bareEnvironment, OKTA_ASSISTANT_PRIVATE_KEY: 'PEM' })).toEqual([
    'OKTA_ASSISTANT_AGENT_ID is missing; OKTA_ASSISTANT_PRIVATE_KEY requires it',
  ]);
});

test('a trailing slash of a URL does not matter, since issuers are compared as text', () => {
  const config = loadConfig({ ...bareEnvironment, OKTA_ISSUER: 'https://a.okta.com/oauth2/aus1/' });
  expect(config.okta.issuer).toBe('https://a.okta.com/oauth2/aus1');
});

test('behind TLS the port is 443 unless PORT says otherwise', () => {
  expect(loadConfig({ ...bareEnvironment, APP_URL: 'https://shop.example' }).port).toBe(443);
  expect(loadConfig({ ...bareEnvironment, APP_URL: 'https://shop.example', PORT: '8080' }).port).toBe(8080);
});

test('every variable has a meaning, and a default or an example', () => {
  for (const [name, variable] of Object.entries(variables)) {
    expect(variable.meaning, name).toMatch(/\.$/);
    expect('default' in variable || 'example' in variable, name).toBe(true);
  }
});
