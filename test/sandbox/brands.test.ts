import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { createSandbox } from '../../sandbox/index.ts';
import { callerOf } from '../helpers/call.ts';
import type { Sandbox } from '../../sandbox/index.ts';

let org: Sandbox;
beforeEach(async () => {
  org = await createSandbox();
});
afterEach(() => org.close());

const call = (method: string, path: string, body?: unknown) =>
  fetch(org.url + path, {
    method,
    headers: {
      authorization: `SSWS ${org.apiToken}`,
      ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });

const upload = (bytes: Uint8Array<ArrayBuffer>): FormData => {
  const form = new FormData();
  form.set('file', new Blob([bytes]), 'logo.png');
  return form;
};

async function themePath(): Promise<string> {
  const [brand] = (await (await call('GET', '/api/v1/brands')).json()) as { id: string }[];
  const path = `/api/v1/brands/${brand!.id}/themes`;
  const [theme] = (await (await call('GET', path)).json()) as { id: string }[];
  return `${path}/${theme!.id}`;
}

const look = {
  primaryColorHex: '#7d2a3c',
  primaryColorContrastHex: '#ffffff',
  secondaryColorHex: '#f5f0f1',
  signInPageTouchPointVariant: 'BACKGROUND_IMAGE',
  endUserDashboardTouchPointVariant: 'OKTA_DEFAULT',
  errorPageTouchPointVariant: 'OKTA_DEFAULT',
  emailTemplateTouchPointVariant: 'OKTA_DEFAULT',
};

test('an org has one brand with one theme', async () => {
  const path = await themePath();
  const theme = (await (await call('GET', path)).json()) as Record<string, unknown>;
  expect(theme).toMatchObject({
    primaryColorHex: '#1662dd',
    signInPageTouchPointVariant: 'OKTA_DEFAULT',
  });
  expect(theme).not.toHaveProperty('logo');
  expect((await call('GET', '/api/v1/brands/bndNone')).status).toBe(404);
  expect((await call('GET', path.replace(/[^/]+$/, 'theNone'))).status).toBe(404);
});

test('the pages of the org use name, colour, logo and background', async () => {
  const path = await themePath();
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#7d2a3c' } })
    .png()
    .toBuffer();
  const brand = path.replace(/\/themes\/.*/, '');
  expect((await call('PUT', brand, { name: 'Cloud Books Warehouse' })).status).toBe(200);
  expect((await call('PUT', path, look)).status).toBe(200);
  const uploaded = await call('POST', `${path}/logo`, upload(new Uint8Array(png)));
  expect(uploaded.status).toBe(200);
  const { url } = (await uploaded.json()) as { url: string };
  expect((await call('POST', `${path}/background-image`, upload(new Uint8Array(png)))).status).toBe(201);

  const page = await (await fetch(`${org.url}/login/signout`)).text();
  expect(page).toContain('Cloud Books Warehouse');
  expect(page).toContain(`<img class="mark" src="${new URL(url).pathname}"`);
  const [, stylesheet = ''] = /href="(\/brand\.css[^"]*)"/.exec(page) ?? [];
  const style = await (await fetch(org.url + stylesheet.replace('&amp;', '&'))).text();
  expect(style).toContain('--button: #7d2a3c');
  expect(style).toMatch(/url\("\/fs\/bco\/1\/fs0/);
  const picture = await fetch(url);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await picture.arrayBuffer()).equals(png)).toBe(true);

  expect((await call('DELETE', `${path}/logo`)).status).toBe(204);
  expect((await fetch(url)).status).toBe(404);
});

test.each([
  ['a colour that is none', { ...look, primaryColorHex: 'red; } body { display: none' }],
  ['a variant that is none', { ...look, signInPageTouchPointVariant: 'GLITTER' }],
  ['nothing', {}],
])('refuses %s', async (_name, body) => {
  expect((await call('PUT', await themePath(), body)).status).toBe(400);
});

test('refuses what is not a picture, or no upload at all', async () => {
  const path = await themePath();
  const svg = upload(new Uint8Array(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')));
  expect((await call('POST', `${path}/logo`, svg)).status).toBe(400);
  expect((await call('POST', `${path}/logo`, { file: 'x' })).status).toBe(400);
  expect((await fetch(org.url + path)).status).toBe(401);
});

test('brands come and go beside the default one', async () => {
  const api = callerOf(org);
  const made = await api('POST', '/api/v1/brands', { name: 'Tally' });
  expect(made).toMatchObject({ status: 201, body: { isDefault: false, customPrivacyPolicyUrl: null } });
  expect(made.body).not.toHaveProperty('locale');
  const path = `/api/v1/brands/${made.id}`;
  const policy = { name: 'Tally', customPrivacyPolicyUrl: 'https://tally.example/privacy' };
  expect((await api('PUT', path, policy)).body).toMatchObject({ errorCode: 'E0000001' });
  const agreed = { ...policy, agreeToCustomPrivacyPolicy: true, locale: 'es' };
  expect((await api('PUT', path, agreed)).body).toMatchObject(agreed);
  expect((await api('GET', '/api/v1/brands?q=tal')).items).toHaveLength(1);
  expect((await api('GET', `${path}/themes`)).items).toMatchObject([{ primaryColorHex: '#1662dd' }]);
  expect(await api('POST', '/api/v1/brands', { name: 'Tally' })).toMatchObject({
    status: 409,
    body: { errorCode: 'E0000202' },
  });
  const [own] = (await api('GET', '/api/v1/brands')).items;
  expect((await api('DELETE', `/api/v1/brands/${String(own?.['id'])}`)).body).toMatchObject({
    errorCode: 'E0000200',
  });

  const sender = { displayName: 'Tally', userName: 'hello' };
  const domain = await api('POST', '/api/v1/email-domains', {
    ...sender,
    brandId: made.id,
    domain: 'Tally.example',
  });
  expect(domain).toMatchObject({
    status: 201,
    body: { ...sender, validationStatus: 'NOT_STARTED', validationSubdomain: 'mail' },
  });
  const records = domain.body['dnsValidationRecords'] as readonly { recordType: string; fqdn: string }[];
  expect(records.map(({ recordType, fqdn }) => `${recordType} ${fqdn}`)).toContain(
    'cname mail.tally.example',
  );
  expect((await api('GET', path)).body).toMatchObject({
    emailDomainId: domain.id,
    _links: { emailDomain: { hints: { allow: ['GET', 'PUT'] } } },
  });
  expect((await api('DELETE', path)).body).toMatchObject({ errorCode: 'E0000201' });
  expect((await api('DELETE', `/api/v1/email-domains/${domain.id}`)).status).toBe(204);
  expect((await api('DELETE', path)).status).toBe(204);
  expect((await api('GET', path)).status).toBe(404);
});

test('there is no feature to switch', async () => {
  expect((await callerOf(org)('GET', '/api/v1/features')).items).toEqual([]);
});
