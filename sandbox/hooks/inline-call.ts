import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import type { HookKeys } from '../org/hooks/hook-keys.ts';
import type { HookChannel, InlineHook } from '../org/hooks/model.ts';
import { orgFetch } from '../http/org-fetch.ts';
import { headersOf, timeout } from './event-delivery.ts';

/** An answer must be smaller than 256 KB. */
const longest = 256 * 1024;
/** Nobody who waits for a token or a message waits for a second attempt. */
const neverRetried: readonly string[] = ['com.okta.oauth2.tokens.transform', 'com.okta.telephony.provider'];

const causeSchema = z.object({
  errorSummary: z.string().nullish(),
  reason: z.string().nullish(),
  locationType: z.string().nullish(),
  location: z.string().nullish(),
  domain: z.string().nullish(),
});

const answerSchema = z.object({
  commands: z
    .array(z.object({ type: z.string(), value: z.unknown().optional() }))
    .nullish()
    .transform((commands) => commands ?? []),
  error: z
    .object({ errorSummary: z.string().nullish(), errorCauses: z.array(causeSchema).nullish() })
    .nullish(),
  debugContext: z.unknown().optional(),
});

/** What a hook says to do. An empty answer is: nothing. */
export type InlineAnswer = z.infer<typeof answerSchema>;

/** How a call ended. `garbled`: there was a response, but not a valid one. */
export type InlineOutcome =
  | { readonly kind: 'answered'; readonly answer: InlineAnswer; readonly body: unknown }
  | { readonly kind: 'garbled' | 'failed'; readonly reason: string };

/** What a call needs of the org. */
export interface CallingOrg {
  readonly clock: () => number;
  readonly hookKeys: HookKeys;
}

/**
 * Calls an inline hook, and follows no redirect. An attempt that gets no response or a 5xx is repeated once, unless the
 * hook is of a type that is never retried.
 * @param retried overrules what the type says
 * @see https://developer.okta.com/docs/concepts/inline-hooks/
 */
export async function callInlineHook(
  org: CallingOrg,
  hook: InlineHook,
  body: object,
  retried = !neverRetried.includes(hook.type),
): Promise<InlineOutcome> {
  const { outcome, again } = await attempt(org, hook, body);
  return again && retried ? (await attempt(org, hook, body)).outcome : outcome;
}

interface Attempt {
  readonly outcome: InlineOutcome;
  readonly again: boolean;
}

async function attempt(org: CallingOrg, { channel }: InlineHook, body: object): Promise<Attempt> {
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await orgFetch(channel.uri, {
      method: 'POST',
      headers: {
        ...headersOf(channel),
        ...(await authorizationOf(org, channel, signal)),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
    const text = await textOf(response);
    if (!response.ok) {
      const reason = `The external service responded with the status code ${response.status}.`;
      return { outcome: { kind: 'failed', reason }, again: response.status >= 500 };
    }
    return { outcome: read(text), again: false };
  } catch (error) {
    const reason = signal.aborted
      ? 'The external service did not respond within 3 seconds.'
      : `The external service could not be called: ${causeOf(error)}`;
    return { outcome: { kind: 'failed', reason }, again: true };
  }
}

/** The text of an answer, read no further than it may be long; undefined when it is longer. */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length >= longest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function read(text: string | undefined): InlineOutcome {
  if (text === undefined) return { kind: 'garbled', reason: 'The response is larger than 256 KB.' };
  try {
    const body: unknown = text.trim() === '' ? {} : JSON.parse(text);
    return { kind: 'answered', answer: answerSchema.parse(body), body };
  } catch {
    return { kind: 'garbled', reason: 'The response is malformed.' };
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The access token for a hook that wants one. */
async function authorizationOf(
  org: CallingOrg,
  { oauth }: HookChannel,
  signal: AbortSignal,
): Promise<{ readonly authorization?: string }> {
  if (oauth === undefined) return {};
  const proof: Record<string, string> =
    oauth.authType === 'client_secret_post'
      ? { client_id: oauth.clientId, client_secret: oauth.clientSecret ?? '' }
      : {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await assertionOf(org, oauth),
        };
  const response = await orgFetch(oauth.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...proof,
      ...(oauth.scope !== null && { scope: oauth.scope }),
    }),
    redirect: 'manual',
    signal,
  });
  if (!response.ok) throw new Error(`the token endpoint responded with ${response.status}`);
  const token = z.object({ access_token: z.string() }).parse(await response.json());
  return { authorization: `Bearer ${token.access_token}` };
}

/** RFC 7523, section 3, signed with the hook key that the channel names. */
async function assertionOf(org: CallingOrg, oauth: NonNullable<HookChannel['oauth']>): Promise<string> {
  const key = org.hookKeys.get(oauth.hookKeyId ?? '');
  if (key === undefined) throw new Error('the key of the hook was deleted');
  const now = Math.floor(org.clock() / 1000);
  return await new SignJWT()
    .setProtectedHeader({ alg: 'RS256', kid: key.keyId })
    .setIssuer(oauth.clientId)
    .setSubject(oauth.clientId)
    .setAudience(oauth.tokenUrl)
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .setJti(randomUUID())
    .sign(await importJWK(key.privateJwk, 'RS256'));
}
