import { InlineHook } from '@cdktf/provider-okta/lib/inline-hook/index.js';
import { conditional, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Variables } from './variables.ts';

/**
 * The inline hook that asks the shop for a claim before tokens are signed. Optional, because every sign-in waits for it.
 * @returns its id, which the rules of an access policy name; empty without the hook
 */
export function declareTokenHook(
  scope: Construct,
  { appUrl, name, tokenHook, tokenHookSecret }: Variables,
): string {
  new InlineHook(scope, 'loyalty', {
    name: `${name.stringValue} loyalty`,
    type: 'com.okta.oauth2.tokens.transform',
    version: '1.0.0',
    channel: { type: 'HTTP', version: '1.0.0', uri: `${appUrl.stringValue}/api/token-hook`, method: 'POST' },
    auth: { type: 'HEADER', key: 'Authorization', value: tokenHookSecret.stringValue },
    count: Token.asNumber(conditional(tokenHook.value, 1, 0)),
  });
  return '${join("", okta_inline_hook.loyalty[*].id)}'; // declared at most once
}
