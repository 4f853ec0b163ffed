import { z } from 'zod';
import type { HookChannel, InlineHook } from '../org/hooks/model.ts';
import { headersOf, timeout } from './event-delivery.ts';

const answerSchema = z.object({
  commands: z
    .array(z.object({ type: z.string(), value: z.unknown().optional() }))
    .nullish()
    .transform((commands) => commands ?? []),
  error: z.object({ errorSummary: z.string().nullish() }).nullish(),
});

/** What a hook says to do. An empty answer is: nothing. */
export type InlineAnswer = z.infer<typeof answerSchema>;

/**
 * Calls an inline hook once, and follows no redirect.
 * @returns undefined when it cannot be reached, takes too long, or answers what is no answer
 * @see https://developer.okta.com/docs/concepts/inline-hooks/
 */
export async function callInlineHook(hook: InlineHook, body: object): Promise<InlineAnswer | undefined> {
  try {
    const { channel } = hook;
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(channel.uri, {
      method: 'POST',
      headers: {
        ...headersOf(channel),
        ...(await authorizationOf(channel, signal)),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
    const text = await response.text();
    if (!response.ok) return undefined;
    return answerSchema.parse(text.trim() === '' ? {} : JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The access token for a hook that wants one. */
async function authorizationOf(
  { oauth }: HookChannel,
  signal: AbortSignal,
): Promise<{ readonly authorization?: string }> {
  if (oauth === undefined) return {};
  // Deviation: an inline hook that authenticates with `private_key_jwt` is not called; one with a client secret is.
  if (oauth.authType !== 'client_secret_post') throw new Error('There is no key to get a token with.');
  const response = await fetch(oauth.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret ?? '',
      ...(oauth.scope !== null && { scope: oauth.scope }),
    }),
    redirect: 'manual',
    signal,
  });
  const token = z.object({ access_token: z.string() }).parse(await response.json());
  return { authorization: `Bearer ${token.access_token}` };
}
