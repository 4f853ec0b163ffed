import type { Context } from 'koa';
import type { Mail, Message } from '../org/org/messages.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { streamMessages } from './live.ts';
import type { Partner } from './partner.ts';
import { initialsOf, nameOf, peopleWithInitials } from './people.ts';

const isMail = (message: Message): message is Mail => message.channel === 'EMAIL';

/** People's mailboxes: the mails that the org sent, with codes to read and links that work. */
export class MailboxPartner implements Partner {
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  async handle(ctx: Context, path: string): Promise<boolean> {
    if (path === '' || path === '/') {
      this.#showMailboxes(ctx);
      return true;
    }
    const [, encoded = '', action, ...more] = path.split('/');
    const address = decode(encoded);
    if (address === undefined || more.length > 0) return false;
    switch (`${ctx.method} ${action ?? ''}`) {
      case 'GET ':
        this.#render(ctx, 'mailbox.njk', address);
        return true;
      case 'GET mails':
        this.#render(ctx, 'mailbox-mails.njk', address);
        return true;
      case 'GET events':
        streamMessages(ctx, this.#org.messages, ({ to }) => to.toLowerCase() === address.toLowerCase());
        return true;
      case 'POST empty':
        this.#org.messages.clear(address);
        ctx.status = 303;
        ctx.redirect(`/mailbox/${encodeURIComponent(address)}`);
        return true;
      default:
        return false;
    }
  }

  /** People's own, and those of addresses that the org wrote to without knowing a person there. */
  #showMailboxes(ctx: Context): void {
    const people = peopleWithInitials(this.#org).map((person) => ({
      ...person,
      key: person.email,
      login: person.email,
      count: this.#org.messages.sentTo(person.email).filter(isMail).length,
    }));
    const known = new Set(people.map(({ email }) => email.toLowerCase()));
    const others = new Set(
      this.#org.messages
        .all()
        .filter(isMail)
        .map(({ to }) => to)
        .filter((to) => !known.has(to.toLowerCase())),
    );
    const strangers = [...others].map((email) => ({
      name: email,
      initials: initialsOf(email),
      login: 'nobody in the org',
      key: email,
      count: this.#org.messages.sentTo(email).filter(isMail).length,
    }));
    renderPage(ctx, 'people.njk', {
      title: 'Whose mailbox?',
      area: 'mailbox',
      people: [...people, ...strangers],
    });
  }

  #render(ctx: Context, view: string, address: string): void {
    const user = this.#org.users.byLogin(address);
    renderPage(ctx, view, {
      title: `Mailbox of ${user ? nameOf(user) : address}`,
      name: user ? nameOf(user) : address,
      address,
      addressInPath: encodeURIComponent(address),
      orgName: this.#org.name,
      mails: this.#org.messages.sentTo(address).filter(isMail),
    });
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
