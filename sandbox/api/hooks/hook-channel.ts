import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { HookChannel, HookOAuth } from '../../org/hooks/model.ts';
import type { Org } from '../../org/org.ts';
import { isSafeAddress, optional, text } from '../kernel/validate.ts';

const header = z.object({ key: text(), value: z.string().max(4096) });

const config = z.object({
  uri: text(1024),
  headers: optional(z.array(header).max(50)),
  authScheme: optional(
    z.object({ type: z.literal('HEADER'), key: text(), value: optional(z.string().max(4096)) }),
  ),
});

/** `channel` of event hooks. */
export const channelSchema = z.object({ type: z.literal('HTTP'), version: text(20), config });

const oauth = {
  authType: optional(z.enum(['client_secret_post', 'private_key_jwt'])),
  clientId: optional(text()),
  tokenUrl: optional(text(1024)),
  scope: optional(z.string()),
  clientSecret: optional(z.string()),
  hookKeyId: optional(z.string()),
};

/** `channel` of inline hooks: with a secret in a header, or with an access token that the org gets before it calls. */
export const inlineChannelSchema = z.object({
  type: z.enum(['HTTP', 'OAUTH']),
  version: text(20),
  config: config.extend({ ...oauth, method: optional(z.enum(['POST', 'PUT', 'GET'])) }),
});

type Channel = Pick<z.infer<typeof inlineChannelSchema>, 'type'> & {
  readonly config: z.infer<typeof config> &
    Partial<z.infer<z.ZodObject<typeof oauth>>> & { readonly method?: string | undefined };
};

/**
 * Deviation: a hook may have an `http` address on this machine; Okta accepts `https` only.
 * @param current the channel that is replaced: a secret that is not sent again is kept
 * @throws OktaError 400 when an address is neither https nor on this machine
 */
export function channelOf(org: Org, { type, config }: Channel, current?: HookChannel): HookChannel {
  requireSafe('uri', config.uri);
  const secret = config.authScheme?.value ?? current?.authScheme?.value ?? '';
  return {
    uri: config.uri,
    method: config.method ?? 'POST',
    headers: config.headers ?? [],
    ...(config.authScheme && { authScheme: { type: 'HEADER', key: config.authScheme.key, value: secret } }),
    ...(type === 'OAUTH' && { oauth: oauthOf(org, config, current?.oauth) }),
  };
}

/** Rejects addresses to which secrets would be sent unencrypted. */
function requireSafe(name: 'uri' | 'tokenUrl', address: string): void {
  if (!isSafeAddress(address))
    throw invalid(name, [`${name}: The address must be an https URL, or an http URL on this machine.`]);
}

/** Okta asks for the secret or for the key, by the way in which the client proves itself. */
function oauthOf(org: Org, config: Channel['config'], current: HookOAuth | undefined): HookOAuth {
  const { authType, clientId, tokenUrl, hookKeyId, clientSecret = current?.clientSecret } = config;
  const proof = authType === 'private_key_jwt' ? { hookKeyId } : { clientSecret };
  const missing = Object.entries({ authType, clientId, tokenUrl, ...proof }).filter(([, value]) => !value);
  if (!authType || !clientId || !tokenUrl || missing.length > 0)
    throw invalid(
      'config',
      missing.map(([name]) => `${name}: The field cannot be left blank`),
    );
  requireSafe('tokenUrl', tokenUrl);
  if (authType === 'private_key_jwt' && !org.hookKeys.get(hookKeyId ?? ''))
    throw invalid('hookKeyId', [`hookKeyId: There is no hook key ${hookKeyId ?? ''}.`]);
  return { authType, clientId, tokenUrl, scope: config.scope ?? null, ...proof };
}

/** The secret stays here. */
export function presentChannel(channel: HookChannel): Record<string, unknown> {
  const { oauth } = channel;
  return {
    type: oauth ? 'OAUTH' : 'HTTP',
    version: '1.0.0',
    config: {
      uri: channel.uri,
      headers: channel.headers,
      method: channel.method,
      ...(channel.authScheme && { authScheme: { type: 'HEADER', key: channel.authScheme.key } }),
      ...(oauth && {
        authScheme: null,
        clientId: oauth.clientId,
        tokenUrl: oauth.tokenUrl,
        authType: oauth.authType,
        scope: oauth.scope,
        ...(oauth.hookKeyId !== undefined && { hookKeyId: oauth.hookKeyId }),
      }),
    },
  };
}
