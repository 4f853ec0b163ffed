import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { HookChannel } from '../../org/hooks/model.ts';
import { optional, text } from '../kernel/validate.ts';

const header = z.object({ key: text(), value: z.string().max(4096) });

/** `channel` of event hooks and inline hooks. */
export const channelSchema = z.object({
  type: z.literal('HTTP'),
  version: text(20),
  config: z.object({
    uri: text(1024),
    method: optional(z.enum(['POST', 'PUT', 'GET'])),
    headers: optional(z.array(header).max(50)),
    authScheme: optional(
      z.object({ type: z.literal('HEADER'), key: text(), value: optional(z.string().max(4096)) }),
    ),
  }),
});

/**
 * @param current the channel that is replaced: a secret that is not given again stays
 * @throws OktaError 400 when the address is not https; on this machine http is allowed
 */
export function channelOf({ config }: z.infer<typeof channelSchema>, current?: HookChannel): HookChannel {
  const url = URL.canParse(config.uri) ? new URL(config.uri) : undefined;
  const local = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !(local && url.protocol === 'http:')) {
    throw invalid('uri', ['uri: The address must be an https URL, or an http URL on this machine.']);
  }
  const secret = config.authScheme?.value ?? current?.authScheme?.value ?? '';
  return {
    uri: config.uri,
    method: config.method ?? 'POST',
    headers: config.headers ?? [],
    ...(config.authScheme && { authScheme: { type: 'HEADER', key: config.authScheme.key, value: secret } }),
  };
}

/** The secret stays here. */
export function presentChannel(channel: HookChannel): Record<string, unknown> {
  return {
    type: 'HTTP',
    version: '1.0.0',
    config: {
      uri: channel.uri,
      headers: channel.headers,
      method: channel.method,
      ...(channel.authScheme && { authScheme: { type: 'HEADER', key: channel.authScheme.key } }),
    },
  };
}
