/** What is requested at sign-in from the org authorization server, which has no scopes of the shop's API. */
export const reducedScopes = {
  okta_scopes: 'openid,profile,email,offline_access',
  okta_admin_scopes: 'openid,profile,email',
};

/** What does not work without a custom authorization server. */
export const reducedText =
  'Without API Access Management the demo runs on the org authorization server: sign-in, profile, apps and user administration work; the shop’s API (products, orders), roles from claims, the developer portal and the batch job do not.';

interface TerraformJson {
  resource: Record<string, Record<string, unknown>>;
  output: Record<string, { value: unknown; sensitive?: boolean }>;
}

/**
 * The demo org for an org without API Access Management: without its authorization server and what depends on
 * it. People sign in with the org authorization server, whose access tokens are only for Okta's own APIs.
 * @param json the demo org as Terraform JSON
 * @see https://developer.okta.com/docs/concepts/auth-servers/
 */
export function withoutAuthServer(json: string): string {
  const { resource, output, ...stack } = JSON.parse(json) as TerraformJson;
  const kept = Object.entries(resource)
    .filter(([type]) => !type.startsWith('okta_auth_server') && type !== 'okta_trusted_server')
    .map(([type, byName]) => [
      type,
      Object.fromEntries(
        Object.entries(byName).filter(([name]) => !['batch', 'fulfilment_client'].includes(name)),
      ),
    ]);
  const values: Record<string, unknown> = {
    okta_issuer: '${var.org_url}',
    okta_audience: '${var.org_url}',
    okta_service_client_id: '',
    okta_service_client_secret: '',
    okta_fulfilment_issuer: '',
    okta_fulfilment_client_id: '',
    okta_fulfilment_client_secret: '',
    ff_fulfilment: 'false',
    ff_developer: 'false',
    ff_developer_cc_policy_id: '',
    ff_developer_pkce_policy_id: '',
    ...reducedScopes,
  };
  const changed = Object.entries(values).map(([name, value]) => [name, { ...output[name], value }]);
  return JSON.stringify({
    ...stack,
    resource: Object.fromEntries(kept) as unknown,
    output: { ...output, ...Object.fromEntries(changed) } as unknown,
  });
}
