import type { OrgContext } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** More than that are not kept: the oldest go first. */
const capacity = 1000;

/** An email that the org sent. */
export interface Mail extends Entity {
  readonly channel: 'EMAIL';
  readonly to: string;
  readonly subject: string;
  /** Safe to show: user input is escaped. */
  readonly html: string;
  readonly text: string;
  /** The one-time code in the email, if any. */
  readonly code?: string | undefined;
  /** The link in the email, if any. */
  readonly link?: string | undefined;
  readonly sent: string;
}

/** A text message that the org sent. */
export interface Sms extends Entity {
  readonly channel: 'SMS';
  /** E.164 */
  readonly to: string;
  readonly text: string;
  readonly code: string;
  readonly sent: string;
}

/** An Okta Verify push notification; the challenge has its result. */
export interface PushPrompt extends Entity {
  readonly channel: 'PUSH';
  /** ID of the user whose phone shows it. */
  readonly to: string;
  readonly challengeId: string;
  readonly text: string;
  readonly sent: string;
}

export type Message = Mail | Sms | PushPrompt;
type New<T> = T extends Message ? Omit<T, 'id' | 'sent'> : never;

/** What the org has sent. The sandbox delivers nothing to the outside: its mailbox and phone pages show it. */
export class Messages {
  readonly #context: OrgContext;
  readonly #messages: Collection<Message>;
  readonly #to: (address: string) => Message[];
  readonly #listeners: ((message: Message) => void)[] = [];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#messages = context.records.collection('messages');
    this.#to = this.#messages.index(({ to }) => to.toLowerCase());
  }

  /** Delivers a message. Listeners are called after it has been stored. */
  send(message: New<Message>): Message {
    return this.#context.records.transaction(() => {
      const kept = this.#messages.put({ ...message, id: `msg${randomText(17)}`, sent: this.#context.now() });
      this.#messages.keepNewest(capacity);
      this.#context.records.afterCommit(() => {
        for (const listener of this.#listeners) listener(kept);
      });
      return kept;
    });
  }

  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  /**
   * What was sent to an email address (ignoring case), phone numbers or a user's Okta Verify; latest
   * first.
   */
  sentTo(...addresses: readonly string[]): Message[] {
    const [only, ...others] = new Set(addresses.map((address) => address.toLowerCase()));
    if (only === undefined) return [];
    if (others.length === 0) return this.#to(only).reverse();
    return this.all().filter(({ to }) => only === to.toLowerCase() || others.includes(to.toLowerCase()));
  }

  /** Latest first. */
  all(): Message[] {
    return this.#messages.all().reverse();
  }

  /** Registers a listener for all messages, such as an open mailbox page. Returns a function that removes it. */
  onMessage(listener: (message: Message) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      const index = this.#listeners.indexOf(listener);
      if (index >= 0) this.#listeners.splice(index, 1);
    };
  }

  /** Throws away what went to an address, as a person empties a mailbox. */
  clear(address: string): void {
    this.#context.records.transaction(() => {
      for (const { id } of this.#to(address.toLowerCase())) this.#messages.delete(id);
    });
  }
}
