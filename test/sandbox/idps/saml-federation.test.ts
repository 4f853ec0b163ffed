import { verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../helpers/demo.ts';
import { federationOf, hiddenFields } from '../../helpers/idps/federation.ts';
import { addSamlIdp, manage } from '../../helpers/idps/idps.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

let demo: Demo;
const clock = { now: Date.now() };
const { authorizeUrl, claimsOf, follow, sessionOf, userOf } = federationOf(() => demo);

beforeAll(async () => {
  demo = await startDemo({ clock: () => clock.now });
});
afterAll(() => demo.close());

describe('a SAML identity provider', () => {
  let idp: { id: string };
  beforeAll(async () => {
    idp = await addSamlIdp(demo.sandbox);
  });

  /** Goes to the provider, chooses, and gives the form that its page would post to the org. */
  async function assertionFor(visitor: Visitor, choice: string, provider = idp) {
    const start = await visitor.fetch(authorizeUrl({ idp: provider.id }));
    const page = await follow(visitor, start);
    const fields = hiddenFields(await page.response.text());
    const action = `${demo.sandbox.outside.url}/saml/sso`;
    const answer = await visitor.post(action, { ...fields, choice });
    const html = await answer.text();
    return { action: /action="([^"]*)"/.exec(html)?.[1] ?? '', fields: hiddenFields(html) };
  }
  const deliver = async (
    visitor: Visitor,
    { action, fields }: { action: string; fields: Record<string, string> },
  ) => follow(visitor, await visitor.post(action, fields));
  const change = (fields: Record<string, string>, edit: (xml: string) => string) => ({
    ...fields,
    SAMLResponse: Buffer.from(edit(Buffer.from(fields.SAMLResponse!, 'base64').toString())).toString(
      'base64',
    ),
  });

  test('a signed assertion signs in, by redirect and by form', async () => {
    const visitor = new Visitor();
    const form = await assertionFor(visitor, 'katherine@partner.example');
    expect(form.action).toBe(`${demo.org}/sso/saml2/${idp.id}`);
    const { url } = await deliver(visitor, form);
    expect(await claimsOf(url)).toMatchObject({ preferred_username: 'katherine@partner.example' });
    expect(await sessionOf(visitor)).toMatchObject({ login: 'katherine@partner.example' });
    const user = await userOf('katherine@partner.example');
    expect(user.credentials.provider).toMatchObject({ type: 'FEDERATION' });

    const byForm = await addSamlIdp(demo.sandbox, 'HTTP-POST');
    const second = new Visitor();
    const sent = await follow(second, await second.fetch(authorizeUrl({ idp: byForm.id })));
    const html = await sent.response.text();
    expect(html).toContain(`action="${demo.sandbox.outside.url}/saml/sso"`);
    const page = await second.post(`${demo.sandbox.outside.url}/saml/sso`, hiddenFields(html));
    const answer = await second.post(`${demo.sandbox.outside.url}/saml/sso`, {
      ...hiddenFields(await page.text()),
      choice: 'katherine@partner.example',
    });
    const end = await deliver(second, {
      action: `${demo.org}/sso/saml2/${byForm.id}`,
      fields: hiddenFields(await answer.text()),
    });
    expect(await claimsOf(end.url)).toMatchObject({ preferred_username: 'katherine@partner.example' });
  });

  test('who gives up there comes back with access_denied', async () => {
    const visitor = new Visitor();
    const { url } = await deliver(visitor, await assertionFor(visitor, 'cancel'));
    expect(url.searchParams.get('error')).toBe('access_denied');
  });

  const refusals: Record<string, (fields: Record<string, string>) => Record<string, string>> = {
    'a tampered name': (fields) => change(fields, (xml) => xml.replaceAll('mary@', 'katherine@')),
    'a tampered attribute': (fields) => change(fields, (xml) => xml.replace('>Seacole<', '>Johnson<')),
    'no signature': (fields) =>
      change(fields, (xml) => xml.replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, '')),
    'a second, unsigned assertion (signature wrapping)': (fields) =>
      change(fields, (xml) => {
        const assertion = /<saml2:Assertion[\s\S]*<\/saml2:Assertion>/.exec(xml)![0];
        const forged = assertion
          .replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, '')
          .replaceAll('mary@', 'katherine@')
          .replace(/ID="[^"]*"/, 'ID="_forged"');
        return xml.replace(assertion, forged + assertion);
      }),
    'no response at all': ({ SAMLResponse: _, ...fields }) => fields,
    'no XML': (fields) => change(fields, () => 'not xml'),
  };
  test.each(Object.entries(refusals))('%s is refused', async (_, forge) => {
    const visitor = new Visitor();
    const { action, fields } = await assertionFor(visitor, 'mary@partner.example');
    const { response } = await deliver(visitor, { action, fields: forge(fields) });
    expect(response.status).toBe(400);
    expect((await visitor.fetch(`${demo.org}/api/v1/sessions/me`)).status).toBe(404);
  });

  test('an assertion that came too late is refused', async () => {
    const visitor = new Visitor();
    const form = await assertionFor(visitor, 'mary@partner.example');
    clock.now += 5 * 60 * 1000 + 1000;
    const { response } = await deliver(visitor, form);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('No valid subject confirmation');
  });

  test('an assertion is taken once: not again, not for another request, not from another browser', async () => {
    const visitor = new Visitor();
    const form = await assertionFor(visitor, 'mary@partner.example');
    const { RelayState: _, ...used } = form.fields;
    expect((await deliver(new Visitor(), form)).response.status).toBe(400);

    const own = await assertionFor(visitor, 'mary@partner.example');
    const { url: back } = await deliver(visitor, own);
    expect(await claimsOf(back)).toMatchObject({ preferred_username: 'mary@partner.example' });
    expect((await deliver(visitor, own)).response.status).toBe(400);

    const fresh = new Visitor();
    const next = await assertionFor(fresh, 'katherine@partner.example');
    const replay = { action: form.action, fields: { ...used, RelayState: next.fields.RelayState! } };
    const { response } = await deliver(fresh, replay);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('InResponseTo');
  });

  test('an assertion for another recipient or audience is refused', async () => {
    const other = await addSamlIdp(demo.sandbox, 'HTTP-REDIRECT ').catch(() => undefined);
    const all = await manage<{ id: string; type: string }[]>(demo.sandbox, 'GET', '/api/v1/idps?type=SAML2');
    const second = other ?? all.find(({ id }) => id !== idp.id)!;
    const visitor = new Visitor();
    const mine = await assertionFor(visitor, 'mary@partner.example');
    const { response } = await deliver(visitor, {
      action: mine.action.replace(idp.id, second.id),
      fields: mine.fields,
    });
    expect(response.status).toBe(400);
  });

  test('metadata name the org’s endpoint and its key, with which requests are signed', async () => {
    const metadata = async (): Promise<string> => {
      const response = await fetch(`${demo.org}/api/v1/idps/${idp.id}/metadata.xml`, {
        headers: { authorization: `SSWS ${demo.apiToken}` },
      });
      expect(response.headers.get('content-type')).toContain('xml');
      return response.text();
    };
    const xml = await metadata();
    expect(xml).toContain(`Location="${demo.org}/sso/saml2/${idp.id}"`);
    expect(xml).toContain('AuthnRequestsSigned="true"');
    const certificates = [...xml.matchAll(/use="(\w+)"[^]*?<ds:X509Certificate>([^<]+)/g)];
    expect(certificates.map(([, use]) => use).sort()).toEqual(['encryption', 'signing']);
    const signing = certificates.find(([, use]) => use === 'signing')?.[2] ?? '';
    const certificate = new X509Certificate(Buffer.from(signing, 'base64'));
    expect(await metadata()).toContain(signing); // made once

    const visitor = new Visitor();
    let response = await visitor.fetch(authorizeUrl({ idp: idp.id }));
    while (!locationOf(response).searchParams.has('SAMLRequest'))
      response = await visitor.fetch(locationOf(response).href);
    const url = locationOf(response);
    const [signed = '', signature = ''] = url.search.slice(1).split('&Signature=');
    expect(url.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
    const bytes = Buffer.from(decodeURIComponent(signature), 'base64');
    expect(verify('sha256', Buffer.from(signed), certificate.publicKey, bytes)).toBe(true);
  });
});
