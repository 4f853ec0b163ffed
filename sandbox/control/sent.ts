import { recordOffWire } from '../../exchange/index.ts';
import type { Message } from '../org/org/messages.ts';

const kinds = { EMAIL: 'MAIL', SMS: 'SMS', PUSH: 'PUSH' } as const;

/** Where a message arrives. A phone is found by its user: for a number there is only the list of all. */
const pageOf = ({ channel, to }: Message): string =>
  channel === 'SMS' ? 'phone' : `${channel === 'EMAIL' ? 'mailbox' : 'phone'}/${encodeURIComponent(to)}`;

/** Records messages that the org sends other than over HTTP, with the page where they arrive, but without code and link. */
export function recordSent(message: Message, outside: string): void {
  const { channel, to } = message;
  const said = channel === 'EMAIL' ? { to, subject: message.subject } : { to };
  recordOffWire(
    'org',
    {
      method: kinds[channel],
      url: `${outside}/${pageOf(message)}`,
      body: JSON.stringify(said),
      receiver: 'outside',
    },
    { status: 202 },
  );
}
