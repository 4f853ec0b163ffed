import type { Context } from 'koa';
import type { Mail, Message } from '../org/org/messages.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { brandOf } from './brand.ts';
import { showList, wantsJson } from './list.ts';
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
        if (wantsJson(ctx)) ctx.body = this.#mailsTo(address).map(mailForPrograms);
        else this.#render(ctx, 'mailbox.njk', address);
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
      email,
      name: email,
      initials: initialsOf(email),
      login: 'not a user in the org',
      key: email,
      count: this.#org.messages.sentTo(email).filter(isMail).length,
    }));
    const all = [...people, ...strangers];
    const json = all.map(({ email: address, name, count: mails }) => ({ address, name, mails }));
    showList(ctx, this.#org, { area: 'mailbox', title: 'Whose mailbox?', people: all, json });
  }

  #render(ctx: Context, view: string, address: string): void {
    const user = this.#org.users.byLogin(address);
    renderPage(ctx, view, {
      title: `Mailbox of ${user ? nameOf(user) : address}`,
      name: user ? nameOf(user) : address,
      address,
      addressInPath: encodeURIComponent(address),
      ...brandOf(this.#org),
      mails: this.#mailsTo(address),
    });
  }

  #mailsTo = (address: string): Mail[] => this.#org.messages.sentTo(address).filter(isMail);
}

const mailForPrograms = ({ id, to, subject, text, html, code, link, sent }: Mail) => ({
  id,
  to,
  subject,
  text,
  html,
  code,
  link,
  sent,
});

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
