import { generateKeyPairSync } from 'node:crypto';
import { SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import { selfSignedCertificate } from '../../sandbox/org/apps/certificate.ts';
import { HostedPage } from './hosted-page.ts';
import { type Body, type OAuthOrg, password } from './oauth-org.ts';
import { locationOf, Visitor } from './visitor.ts';

export const acs = 'http://localhost:9/saml/acs';
export const logoutUrl = 'http://localhost:9/saml/slo';
export const entityId = 'urn:example:sp';

/** A SAML app of an org, as the Management API answers it. */
export interface SamlApp {
  readonly id: string;
  readonly name: string;
  readonly sso: string;
  readonly slo: string;
  readonly metadata: string;
  readonly home: string;
}

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** A certificate whose lines are all full, which is one of those that are easily written wrongly. */
const certificate = Array.from({ length: 48 }, (_, length) =>
  selfSignedCertificate(
    pair,
    'x'.repeat(length + 1),
    '2025-01-01T00:00:00.000Z',
    '2045-01-01T00:00:00.000Z',
  ).toString('base64'),
).find((text) => text.length % 64 === 0)!;
/** The key of the service provider. */
export const serviceProviderKey = {
  privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  certificate,
};

/** A custom SAML app, assigned to Everyone. */
export async function addSamlApp(org: OAuthOrg, signOn: object = {}, label = 'Payroll'): Promise<SamlApp> {
  const body = await org.must<AppBody>('POST', '/api/v1/apps', {
    label,
    signOnMode: 'SAML_2_0',
    settings: {
      signOn: { ssoAcsUrl: acs, recipient: acs, destination: acs, audience: entityId, ...signOn },
    },
  });
  const [everyone] = await org.must<Body[]>('GET', '/api/v1/groups?q=Everyone');
  await org.must('PUT', `/api/v1/apps/${body.id}/groups/${everyone!.id}`, {});
  return samlAppOf(org.url, body);
}

interface AppBody {
  readonly id: string;
  readonly name: string;
  readonly _links: { readonly appLinks: readonly { readonly href: string }[] };
}

/** A SAML app as the Management API of the org at `url` presents it. */
export function samlAppOf(url: string, { id, name, _links }: AppBody): SamlApp {
  const key = `exk${id.slice(3)}`;
  const base = `${url}/app/${name}/${key}`;
  return {
    id,
    name,
    sso: `${base}/sso/saml`,
    slo: `${base}/slo/saml`,
    metadata: `${url}/app/${key}/sso/saml/metadata`,
    home: _links.appLinks[0]!.href,
  };
}

/** Certificate and entity id from the app's public metadata. */
export async function readMetadata(app: SamlApp) {
  const xml = await (await fetch(app.metadata)).text();
  return {
    xml,
    idpCert: /<ds:X509Certificate>([^<]+)</.exec(xml)![1]!,
    idpIssuer: /entityID="([^"]+)"/.exec(xml)![1]!,
  };
}

/** node-saml as the app's service provider. */
export async function serviceProvider(app: SamlApp, options: Partial<SamlConfig> = {}): Promise<SAML> {
  const { idpCert, idpIssuer } = await readMetadata(app);
  return new SAML({
    entryPoint: app.sso,
    logoutUrl: app.slo,
    issuer: entityId,
    audience: entityId,
    callbackUrl: acs,
    idpCert,
    idpIssuer,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
    disableRequestedAuthnContext: true,
    validateInResponseTo: ValidateInResponseTo.ifPresent,
    acceptedClockSkewMs: 0,
    ...options,
  });
}

/** A form that the browser is to post to the app; the page's text where there is none. */
export interface Posted {
  readonly status: number;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
  /** The XML of the message. */
  readonly xml: string;
}

/** Opens an address of the org and follows it to its last page. */
export async function follow(visitor: Visitor, first: Response): Promise<Response> {
  let response = first;
  while (response.headers.has('location')) response = await visitor.fetch(locationOf(response).href);
  return response;
}

export async function readPost(response: Response): Promise<Posted> {
  const html = await response.text();
  const decode = (text: string): string =>
    text.replace(/&(#39|amp|lt|gt|quot);/g, (_, name: string) => entities[name]!);
  const fields = Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      decode(value!),
    ]),
  );
  return {
    status: response.status,
    action: decode(/<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? ''),
    fields,
    text: decode(
      html
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
    xml: Buffer.from(fields.SAMLResponse ?? '', 'base64').toString(),
  };
}

const entities: Readonly<Record<string, string>> = { '#39': "'", amp: '&', lt: '<', gt: '>', quot: '"' };

/** Signs in on the org's page, when it is shown, and gives what the browser then posts to the app. */
export async function signInAt(
  visitor: Visitor,
  first: Response,
  person: { readonly login: string; readonly password?: string },
): Promise<Posted> {
  const page = await follow(visitor, first);
  if (!(await page.clone().text()).includes('okta-login-container')) return readPost(page);
  const hosted = await HostedPage.open(visitor, page.url);
  await hosted.signIn({ password, ...person });
  const href = hosted.document.success?.href;
  if (href === undefined) throw new Error(`The sign-in asks for ${hosted.names.join(', ')}.`);
  return readPost(await follow(visitor, await visitor.fetch(href)));
}

/** Signs in from the app's tile: what the browser posts, and whom node-saml finds in it, if it is a response. */
export async function signInFromTile(
  app: SamlApp,
  login: string,
  options: Partial<SamlConfig> = {},
  visitor = new Visitor(),
) {
  const sp = await serviceProvider(app, options);
  const posted = await signInAt(visitor, await visitor.fetch(app.home), { login });
  const { SAMLResponse } = posted.fields;
  const read = SAMLResponse === undefined ? undefined : await sp.validatePostResponseAsync({ SAMLResponse });
  return { visitor, sp, posted, profile: read?.profile };
}

interface LogEvent {
  readonly outcome: { readonly result: string; readonly reason: string | null };
  readonly actor: { readonly alternateId: string };
  readonly target: readonly { readonly displayName: string }[];
  readonly debugContext: { readonly debugData: Readonly<Record<string, string>> };
}

/** The newest event of a type in the System Log. */
export async function lastEvent(org: OAuthOrg, type: string): Promise<LogEvent | undefined> {
  const filter = encodeURIComponent(`eventType eq "${type}"`);
  const path = `/api/v1/logs?filter=${filter}&sortOrder=DESCENDING&limit=1`;
  return (await org.must<LogEvent[]>('GET', path))[0];
}
