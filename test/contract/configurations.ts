/** Small configurations of resources that the demo org does not have, as Terraform JSON. */
const app = (label: string, more: object = {}) => ({
  label,
  type: 'web',
  grant_types: ['authorization_code'],
  redirect_uris: ['http://d.com/'],
  response_types: ['code'],
  ...more,
});

export const configurations: Readonly<Record<string, object>> = {
  group_rule: {
    okta_group: { g: { name: 'rule-target' } },
    okta_group_rule: {
      r: {
        name: 'r',
        status: 'ACTIVE',
        group_assignments: ['${okta_group.g.id}'],
        expression_type: 'urn:okta:expression:1.0',
        expression_value: 'String.startsWith(user.lastName,"x")',
      },
    },
  },
  auth_server_rule: {
    okta_group: { g: { name: 'implicit' } },
    okta_auth_server: { s: { name: 'as1', audiences: ['api://x'] } },
    okta_auth_server_policy: {
      p: {
        auth_server_id: '${okta_auth_server.s.id}',
        name: 'p',
        description: 'p',
        priority: 1,
        client_whitelist: ['ALL_CLIENTS'],
      },
    },
    okta_auth_server_policy_rule: {
      r: {
        auth_server_id: '${okta_auth_server.s.id}',
        policy_id: '${okta_auth_server_policy.p.id}',
        name: 'r',
        priority: 1,
        grant_type_whitelist: ['implicit'],
        group_whitelist: ['${okta_group.g.id}'],
      },
    },
  },
  app_signon_rule: {
    okta_app_signon_policy: { p: { name: 'asp', description: 'd' } },
    okta_app_signon_policy_rule: {
      r: { policy_id: '${okta_app_signon_policy.p.id}', name: 'r', priority: 98 },
    },
  },
  signon_rule: {
    okta_policy_signon: { p: { name: 'sp' } },
    okta_policy_rule_signon: { r: { policy_id: '${okta_policy_signon.p.id}', name: 'r' } },
  },
  password_rule: {
    okta_policy_password: { p: { name: 'pp' } },
    okta_policy_rule_password: { r: { policy_id: '${okta_policy_password.p.id}', name: 'r' } },
  },
  group_assignment: {
    okta_app_oauth: { a: app('ga') },
    okta_group: { g: { name: 'ga1' }, h: { name: 'ga2' } },
    okta_app_group_assignment: {
      h: { app_id: '${okta_app_oauth.a.id}', group_id: '${okta_group.h.id}', priority: 1 },
      g: {
        app_id: '${okta_app_oauth.a.id}',
        group_id: '${okta_group.g.id}',
        priority: 0,
        depends_on: ['okta_app_group_assignment.h'],
      },
    },
  },
  inline_hook_oauth: {
    okta_inline_hook: {
      h: {
        name: 'ih',
        version: '1.0.2',
        type: 'com.okta.saml.tokens.transform',
        // Without headers: the provider forgets an empty list and would want it back for ever.
        channel_json: JSON.stringify({
          type: 'OAUTH',
          version: '1.0.0',
          config: {
            method: 'POST',
            uri: 'https://example.com/s',
            authType: 'client_secret_post',
            clientId: 'a',
            clientSecret: 'b',
            tokenUrl: 'https://example.com/token',
            scope: 'api',
          },
        }),
      },
    },
  },
  wildcard_redirect: {
    okta_app_oauth: {
      a: app('wr', { redirect_uris: ['http://d-*.com/aaa'], wildcard_redirect: 'SUBDOMAIN' }),
    },
  },
  app_base_schema: {
    okta_app_oauth: { a: app('bs', { type: 'native' }) },
    okta_app_user_base_schema_property: {
      n: { app_id: '${okta_app_oauth.a.id}', index: 'name', title: 'Name', type: 'string', required: true },
    },
  },
  profile_enrollment_apps: {
    okta_app_bookmark: { b: { label: 'pe', url: 'https://test.com' } },
    okta_policy_profile_enrollment: { p: { name: 'pe' } },
    okta_policy_profile_enrollment_apps: {
      x: { policy_id: '${okta_policy_profile_enrollment.p.id}', apps: ['${okta_app_bookmark.b.id}'] },
    },
  },
  user_and_zone: {
    okta_user: { u: { first_name: 'A', last_name: 'B', login: 'a@example.com', email: 'a@example.com' } },
    // With a status and a range: 4.20.0 would take away for ever what the org says without being asked.
    okta_network_zone: { z: { name: 'z', type: 'IP', status: 'ACTIVE', gateways: ['192.168.1.0/24'] } },
  },
};
