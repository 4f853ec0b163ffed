import { failure, ok } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { askAsClient, oauthError } from '../token-request.ts';
import { all, texts } from '../words.ts';
import { changeOauthClient } from '../../provision/oauth-client.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import type { Fields, Value } from '../../provision/value.ts';
import { isOn } from '../../run/environment.ts';

const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const audience = 'api://fulfilment';
const scope = 'deliveries:create';
const consequence = 'Orders are placed, but have no delivery date.';
const servers = 'Security > API > Authorization Servers';

type Service = NonNullable<Context['config']['okta']['fulfilment']>;

/** Everything that the exchange of a token for the fulfilment service needs: server, trust, client, grant on app and rule. */
export const fulfilment: Check = {
  id: 'fulfilment',
  title: 'Fulfilment service',
  area: 'Authorization server',
  needs: ['credential', 'auth-server'],
  docs: 'https://developer.okta.com/docs/guides/set-up-token-exchange/main/',
  slow: true,
  async run(context) {
    const service = context.config.okta.fulfilment;
    if (!isOn(context.env.FF_FULFILMENT)) return ok('Not used: FF_FULFILMENT is off.');
    if (!service)
      return failure({
        found: 'FF_FULFILMENT is on, but its authorization server or its client is not configured.',
        expected: 'OKTA_FULFILMENT_ISSUER, OKTA_FULFILMENT_CLIENT_ID and OKTA_FULFILMENT_CLIENT_SECRET.',
        consequence,
        remedy: 'multidemo init',
      });
    const path = `/api/v1/authorizationServers/${service.issuer.split('/').at(-1) ?? ''}`;
    return (
      (await wrongServer(context, service, path)) ??
      (await wrongTrust(context, path)) ??
      (await wrongApp(context, service)) ??
      (await wrongRule(context, service, path)) ??
      (await wrongSecret(context, service)) ??
      (await noService(context, service)) ??
      ok('The server trusts the shop’s server, and both the app and a rule allow token exchange.')
    );
  },
};

async function wrongServer(
  { org }: Context,
  { issuer }: Service,
  path: string,
): Promise<Verdict | undefined> {
  const server = await org.read(path);
  const expected = `An active authorization server for ${audience}.`;
  if (!server)
    return failure({
      found: `The org has no server ${issuer}.`,
      expected,
      consequence,
      remedy: 'multidemo init',
    });
  const where = `${servers} > ${text(server.name)}`;
  if (server.status !== 'ACTIVE')
    return failure({
      found: `“${text(server.name)}” is inactive.`,
      expected,
      consequence,
      remedy: `${where} > Activate.`,
      ids: { server: text(server.id) },
      fix: {
        will: `activate the authorization server “${text(server.name)}”`,
        apply: () => org.post(`${path}/lifecycle/activate`),
      },
    });
  if (texts(server.audiences).includes(audience)) return undefined;
  return failure({
    found: `Its audience is ${all(texts(server.audiences))}.`,
    expected,
    consequence,
    remedy: `${where} > Settings > Audience: ${audience}.`,
    ids: { server: text(server.id) },
  });
}

async function wrongTrust({ org, demo }: Context, path: string): Promise<Verdict | undefined> {
  const trusted = await org.list(`${path}/associatedServers?trusted=true`);
  const shop = demo.serverPath.split('/').at(-1) ?? '';
  if (trusted.some(({ id }) => id === shop)) return undefined;
  return failure({
    found: 'The server does not trust the shop’s authorization server.',
    expected: 'The shop’s server among its trusted servers.',
    consequence,
    remedy: `${servers} > the fulfilment server > Settings > Trusted servers: add the shop’s.`,
    ids: { server: path.split('/').at(-1) ?? '' },
    fix: {
      will: 'have the fulfilment server trust the shop’s authorization server',
      apply: () => org.add(`${path}/associatedServers`, { trusted: [shop] }),
    },
  });
}

async function wrongApp({ org }: Context, { clientId }: Service): Promise<Verdict | undefined> {
  const app = await org.read(`/api/v1/apps/${clientId}`);
  const expected = 'An active service app with the grant Token Exchange.';
  if (app?.status !== 'ACTIVE')
    return failure({
      found: app ? `“${text(app.label)}” is inactive.` : `The org has no app ${clientId}.`,
      expected,
      consequence,
      remedy: app ? `Applications > ${text(app.label)} > Activate.` : 'multidemo init',
      ids: { app: clientId },
    });
  const grants = texts(inner(app, 'settings', 'oauthClient').grant_types);
  if (grants.includes(grant)) return undefined;
  return failure({
    found: `“${text(app.label)}” may use ${all(grants)} only.`,
    expected,
    consequence,
    remedy: `Applications > ${text(app.label)} > General Settings > Grant type: select Token Exchange.`,
    ids: { app: clientId },
    fix: {
      will: `allow token exchange for “${text(app.label)}”`,
      apply: () => changeOauthClient(org, clientId, () => ({ grant_types: [...grants, grant] as Value })),
    },
  });
}

async function wrongRule(
  { org }: Context,
  { clientId }: Service,
  path: string,
): Promise<Verdict | undefined> {
  const including = (from: Fields, name: string): string[] => texts(inner(from, 'conditions', name).include);
  const isFor = (policy: Fields) =>
    policy.status === 'ACTIVE' &&
    ['ALL_CLIENTS', clientId].some((id) => including(policy, 'clients').includes(id));
  const policies = (await org.list(`${path}/policies`)).filter(isFor);
  const rules = await Promise.all(policies.map(({ id }) => org.list(`${path}/policies/${text(id)}/rules`)));
  const allows = (rule: Fields) =>
    rule.status === 'ACTIVE' &&
    including(rule, 'grantTypes').includes(grant) &&
    ['*', scope].some((name) => including(rule, 'scopes').includes(name));
  if (rules.flat().some(allows)) return undefined;
  return failure({
    found: 'No rule of the fulfilment server allows token exchange with deliveries:create.',
    expected: 'An active rule for the client, with both.',
    consequence,
    remedy: `${servers} > the fulfilment server > Access Policies: add a rule with the grant Token Exchange and the scope ${scope}.`,
    ids: { server: path.split('/').at(-1) ?? '' },
  });
}

/** Sends an invalid subject token: all that matters is whether the client is accepted. */
async function wrongSecret({ door }: Context, service: Service): Promise<Verdict | undefined> {
  const answer = await askAsClient(door, `${service.issuer}/v1/token`, service, {
    grant_type: grant,
    subject_token: 'doctor',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience,
    scope,
  });
  if (oauthError(answer) !== 'invalid_client') return undefined;
  return failure({
    found: 'The org rejects the client secret (invalid_client).',
    expected: 'The service app’s client secret.',
    consequence,
    remedy: 'Applications > … fulfilment > General: copy the secret into OKTA_FULFILMENT_CLIENT_SECRET.',
    ids: { app: service.clientId },
  });
}

async function noService({ door }: Context, { url }: Service): Promise<Verdict | undefined> {
  if (url === undefined) return undefined; // it runs together with the shop
  const answer = await door.ask(`${url}/deliveries`, { method: 'POST' }).catch(() => undefined);
  if (answer?.status === 401) return undefined;
  return failure({
    found: `The service at ${url} ${answer ? `responds with ${answer.status}` : 'does not respond'} to a call without a token.`,
    expected: '401.',
    consequence,
    remedy: 'Restart multidemo serve, or correct FULFILMENT_URL.',
  });
}
