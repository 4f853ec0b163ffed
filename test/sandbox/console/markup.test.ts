/** Names that are markup: nothing in the console or on the dashboard runs them. */
import { afterAll, expect, it } from 'vitest';
import { screens } from '../../../sandbox/console/screens.ts';
import { startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, call, close } = await startConsole();
const { org } = test;
afterAll(close);

it('shows as text what anyone has called markup, on every screen and on the dashboard', async () => {
  const markup = '"><img src=x onerror=alert(1)>';
  const make = async (path: string, body: object): Promise<string> => {
    const { status, id, body: said } = await call('POST', path, body);
    expect(status, `${path}: ${JSON.stringify(said)}`).toBeLessThan(300);
    return id;
  };
  const channel = { type: 'HTTP', version: '1.0.0', config: { uri: 'https://hook.example/' } };
  const name = markup;
  const app = await make('/api/v1/apps', {
    ...{ name: 'bookmark', label: markup, signOnMode: 'BOOKMARK' },
    settings: { app: { url: 'https://example.com/', requestIntegration: false } },
  });
  const server = await make('/api/v1/authorizationServers', {
    name,
    description: markup,
    audiences: [markup],
  });
  const servers = `/api/v1/authorizationServers/${server}`;
  const policy = await make(`${servers}/policies`, {
    ...{ type: 'OAUTH_AUTHORIZATION_POLICY', name, description: markup, priority: 1 },
    conditions: { clients: { include: ['ALL_CLIENTS'] } },
  });
  const idp = await make('/api/v1/idps', {
    ...{ type: 'GOOGLE', name },
    protocol: {
      ...{ type: 'OIDC', scopes: ['openid'] },
      credentials: { client: { client_id: markup, client_secret: 'y' } },
    },
  });
  const hook = await make('/api/v1/inlineHooks', {
    ...{ name, type: 'com.okta.oauth2.tokens.transform', version: '1.0.0', channel },
  });
  await make('/api/v1/eventHooks', {
    name,
    events: { type: 'EVENT_TYPE', items: ['user.session.start'] },
    channel,
  });
  const zone = await make('/api/v1/zones', {
    type: 'IP',
    name,
    gateways: [{ type: 'CIDR', value: '192.0.2.0/24' }],
  });
  await make('/api/v1/behaviors', { type: 'VELOCITY', name });
  await make('/api/v1/trustedOrigins', {
    name,
    origin: 'https://markup.example',
    scopes: [{ type: 'CORS' }],
  });
  await make('/workload-principals/api/v1/ai-agents', { profile: { name, description: markup } });
  org.transaction(() => {
    org.apiTokens.create(markup, org.administrator.id);
    const admin = org.users.require(org.administrator.id);
    org.users.update(admin, { profile: { ...admin.profile, firstName: markup, department: markup } });
    org.apps.assignGroup(app, org.groups.everyone.id, {});
  });
  const paths = [
    ...screens.map(({ path }) => path).filter((path) => !path.includes(':')),
    ...['/app/UserHome', '/enduser/settings'],
    ...['general', 'sign-on', 'assignments'].map((tab) => `/admin/app/bookmark/instance/${app}?tab=${tab}`),
    ...['settings', 'policies', 'preview'].map((tab) => `/admin/oauth2/as/${server}?tab=${tab}`),
    `/admin/oauth2/as/${server}/policies/${policy}`,
    `/admin/access/identity-providers/${idp}`,
    `/admin/workflow/inlinehooks/${hook}`,
    `/admin/access/networks/${zone}`,
    `/admin/user/profile/view/${org.administrator.id}?tab=profile`,
    '/report/system_log_2?q=%22%3E%3Cimg%20src%3Dx%3E',
  ];
  let seen = 0;
  for (const path of paths) {
    const html = await admin.page(path);
    expect(html, path).not.toContain('<img src=x');
    if (html.includes('&lt;img src=x onerror=alert(1)&gt;')) seen += 1;
  }
  expect(seen).toBeGreaterThan(paths.length / 2);
});
