import type { Message } from './message.ts';
import type { Party } from './recorded.ts';

/** Everyone who takes part, from left to right. */
export const lanes: readonly { readonly party: Party; readonly name: string }[] = [
  { party: 'person', name: 'Person' },
  { party: 'browser', name: 'Browser' },
  { party: 'shop', name: 'Shop' },
  { party: 'api', name: 'API' },
  { party: 'org', name: 'Okta org' },
  { party: 'outside', name: 'Outside' },
  { party: 'agent', name: 'Agent' },
  { party: 'client', name: 'Client' },
];

export const nameOf = (party: Party): string => lanes.find((lane) => lane.party === party)?.name ?? party;

type Kind = 'refused' | 'waiting' | 'token' | 'front' | 'back';

/** The response to a poll before the user has decided (RFC 8628, section 3.5), which is not a failure. */
const isPending = ({ responseBody = '' }: Message): boolean =>
  /"error"\s*:\s*"authorization_pending"/.test(responseBody);

/** What kind of message it is, said by color and in words. */
export function kindOf(message: Message): Kind {
  const { status, channel, url, links } = message;
  if (status === 400 && isPending(message)) return 'waiting';
  if (status === undefined || status >= 400) return 'refused';
  if (new URL(url).pathname.endsWith('/v1/token') && links['access_token'] !== undefined) return 'token';
  return channel;
}
