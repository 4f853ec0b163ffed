import { recordOffWire } from '../../exchange/index.ts';
import type { Message } from '../org/org/messages.ts';

const kinds = { EMAIL: 'MAIL', SMS: 'SMS', PUSH: 'PUSH' } as const;

/** The ledger has what the org sends besides HTTP, with the page where it arrives, and without its code and link. */
export function recordSent(message: Message, outside: string): void {
  const { channel, to } = message;
  const page = channel === 'EMAIL' ? `mailbox/${encodeURIComponent(to)}` : `phone/${encodeURIComponent(to)}`;
  const said = channel === 'EMAIL' ? { to, subject: message.subject } : { to };
  recordOffWire(
    'org',
    { method: kinds[channel], url: `${outside}/${page}`, body: JSON.stringify(said), receiver: 'outside' },
    { status: 202 },
  );
}
