import type { Message } from '../org/org/messages.ts';
import { OktaError } from '../org/kernel/errors.ts';
import type { Org } from '../org/org.ts';
import type { PushAnswer, SandboxInbox, Wanted } from '../sandbox.ts';

/** What the org has sent, and the hand that answers it: mails, text messages, prompts of Okta Verify. */
export class Inbox implements SandboxInbox {
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  /** The oldest first. */
  all({ to, channel, after }: Wanted = {}): Message[] {
    const addresses = to === undefined ? undefined : this.#addressesOf(to);
    const messages = this.#org.messages.all().reverse();
    const from = after === undefined ? 0 : messages.findIndex(({ id }) => id === after) + 1;
    return messages
      .slice(from)
      .filter(
        (message) =>
          (channel === undefined || message.channel === channel) &&
          (addresses === undefined || addresses.has(message.to.toLowerCase())),
      );
  }

  /**
   * The latest of these messages, or the first that comes.
   * @param milliseconds how long to wait
   * @returns undefined if none arrived
   */
  async wait(wanted: Wanted = {}, milliseconds = 5000): Promise<Message | undefined> {
    const there = this.all(wanted).at(-1);
    if (there) return there;
    return new Promise((settle) => {
      const end = (message?: Message): void => {
        clearTimeout(timer);
        stop();
        settle(message);
      };
      const timer = setTimeout(end, milliseconds);
      const stop = this.#org.messages.onMessage(() => {
        const found = this.all(wanted).at(-1);
        if (found) end(found);
      });
    });
  }

  /** Answers the latest prompt on a user's phone. @throws OktaError 404 when there is none */
  answerPush({ user, answer, number }: PushAnswer): void {
    const { id } = this.#org.users.require(user);
    const prompt = this.#org.messages.sentTo(id).find((message) => message.channel === 'PUSH');
    const challenge = prompt && this.#org.challenges.get(prompt.challengeId);
    if (!challenge || this.#org.challenges.resultOf(challenge) !== 'WAITING')
      throw new OktaError(404, 'E0000007', `Not found: no prompt is waiting on the phone of ${user}`);
    this.#org.challenges.answerPush(challenge.id, answer === 'approve', number ?? challenge.correctAnswer);
  }

  #addressesOf(to: string): Set<string> {
    const user = this.#org.users.get(to) ?? this.#org.users.byLogin(to);
    if (!user) return new Set([to.toLowerCase()]);
    const { email, mobilePhone } = user.profile;
    const numbers = this.#org.factors.ofUser(user.id).map(({ profile }) => profile.phoneNumber);
    return new Set(
      [user.id, to, email, mobilePhone, ...numbers].flatMap((one) =>
        typeof one === 'string' ? [one.toLowerCase()] : [],
      ),
    );
  }
}
