import { AppSignonPolicyRule } from '@cdktf/provider-okta/lib/app-signon-policy-rule/index.js';
import { AppSignonPolicy } from '@cdktf/provider-okta/lib/app-signon-policy/index.js';
import { conditional, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Variables } from './variables.ts';

/**
 * The app's own sign-on policy: a password is enough for the shop. The Identity Engine would otherwise use the
 * org's default, which requires a second factor that not every presenter has at hand. A Classic org has no such
 * policies. *
 * @returns the policy's id for the app, empty if there is none
 */
export function declareSignOnPolicy(scope: Construct, { name, signOnPolicy }: Variables): string {
  const count = Token.asNumber(conditional(signOnPolicy.value, 1, 0));
  new AppSignonPolicy(scope, 'sign_on', {
    name: `${name.stringValue} sign-on`,
    description: 'How people prove who they are to the shop',
    count,
  });
  new AppSignonPolicyRule(scope, 'sign_on_password', {
    policyId: '${okta_app_signon_policy.sign_on[0].id}',
    name: 'Password',
    priority: 1,
    access: 'ALLOW',
    factorMode: '1FA',
    type: 'ASSURANCE',
    reAuthenticationFrequency: 'PT2H',
    inactivityPeriod: 'PT1H',
    constraints: [JSON.stringify({ knowledge: { required: false, types: ['password'] } })],
    count,
  });
  return '${join("", okta_app_signon_policy.sign_on[*].id)}';
}
