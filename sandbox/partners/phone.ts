import type { Context } from 'koa';
import { readForm } from '../http/form.ts';
import type { Challenge } from '../org/factors/challenges.ts';
import type { Factor } from '../org/factors/factors.ts';
import type { User } from '../org/kernel/model.ts';
import { totp, totpPeriodSeconds } from '../org/factors/one-time-password.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { brandOf } from './brand.ts';
import { showList, wantsJson } from './list.ts';
import { streamMessages } from './live.ts';
import type { Partner } from './partner.ts';
import { nameOf, peopleWithInitials } from './people.ts';

/** Text messages that the phone shows. */
const mostMessages = 20;

/** A person's phone: Okta Verify with its prompts and codes, an authenticator app, text messages. */
export class PhonePartner implements Partner {
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  async handle(ctx: Context, path: string): Promise<boolean> {
    if (path === '' || path === '/') {
      this.#showPeople(ctx);
      return true;
    }
    const [, userId = '', action, ...more] = path.split('/');
    const user = this.#org.users.get(userId) ?? this.#org.users.byLogin(userId);
    if (user === undefined || more.length > 0) return false;
    switch (`${ctx.method} ${action ?? ''}`) {
      case 'GET ':
        if (wantsJson(ctx)) ctx.body = this.#shown(user);
        else this.#render(ctx, 'phone.njk', user);
        return true;
      case 'GET screen':
        this.#render(ctx, 'phone-screen.njk', user);
        return true;
      case 'GET events':
        streamMessages(ctx, this.#org.messages, ({ to }) => this.#addresses(user).includes(to));
        return true;
      case 'POST push':
        await this.#answerPush(ctx, user);
        return true;
      case 'POST add':
        await this.#addDevice(ctx, user);
        return true;
      default:
        return false;
    }
  }

  #showPeople(ctx: Context): void {
    const people = peopleWithInitials(this.#org).map((person) => ({ ...person, key: person.id }));
    const json = people.map(({ id, name, login }) => ({ id, name, login }));
    showList(ctx, this.#org, { area: 'phone', title: 'Whose phone?', people, json });
  }

  async #answerPush(ctx: Context, user: User): Promise<void> {
    const { challenge, answer, number } = await readForm(ctx);
    const known = this.#org.challenges.get(challenge ?? '');
    if (known?.userId === user.id)
      this.#org.challenges.answerPush(known.id, answer === 'approve', number ? Number(number) : undefined);
    this.#back(ctx, user);
  }

  /** As if the person had held the phone's camera before the code on the screen. */
  async #addDevice(ctx: Context, user: User): Promise<void> {
    const { device } = await readForm(ctx);
    if (device !== undefined) this.#org.factors.activateDevice(user.id, device);
    this.#back(ctx, user);
  }

  /** The script gets the new screen immediately; without scripts, the page is reloaded. */
  #back(ctx: Context, user: User): void {
    if (ctx.get('x-requested-with') === 'phone') {
      this.#render(ctx, 'phone-screen.njk', user);
      return;
    }
    ctx.status = 303;
    ctx.redirect(`/phone/${user.id}`);
  }

  #render(ctx: Context, view: string, user: User): void {
    renderPage(ctx, view, {
      ...this.#shown(user),
      title: `Phone of ${nameOf(user)}`,
      ...brandOf(this.#org),
      activateUrl: `${this.#org.url}/activate`,
      time: new Date(this.#org.clock()).toISOString(),
    });
  }

  /** What is on the screen, for the page and for programs alike. */
  #shown(user: User) {
    const org = this.#org;
    const factors = org.factors.ofUser(user.id);
    // One app brings both: once its push is confirmed, so is its code.
    const hasVerify = factors.some(({ factorType, status }) => factorType === 'push' && status === 'ACTIVE');
    return {
      userId: user.id,
      name: nameOf(user),
      login: user.profile.login,
      pushes: org.challenges.waitingPushes(user.id).map(pushView),
      newDevices: factors
        .filter(({ factorType, status }) => factorType === 'push' && status === 'PENDING_ACTIVATION')
        .map(({ deviceId }) => ({ deviceId })),
      codes: factors
        .filter(showsCode)
        .map((factor) => codeView(factor, org.clock()))
        .map((code) => ({ ...code, isPending: code.isPending && !hasVerify })),
      texts: org.messages
        .sentTo(...this.#phoneNumbers(user))
        .filter((message) => message.channel === 'SMS')
        .slice(0, mostMessages),
      hasVerify,
    };
  }

  #phoneNumbers(user: User): string[] {
    const enrolled = this.#org.factors
      .ofUser(user.id)
      .map(({ profile }) => profile.phoneNumber)
      .filter((number) => typeof number === 'string');
    const { mobilePhone } = user.profile;
    return [...new Set([...enrolled, ...(typeof mobilePhone === 'string' ? [mobilePhone] : [])])];
  }

  #addresses(user: User): string[] {
    return [user.id, ...this.#phoneNumbers(user)];
  }
}

const pushView = ({ id, about, bindingMessage, choices, expiresAt }: Challenge) => ({
  ...{ id, about, bindingMessage, choices, expiresAt },
});

const showsCode = ({ factorType, secret }: Factor): boolean =>
  factorType === 'token:software:totp' && secret !== undefined;

/** The six digits, and for how many seconds more they count. */
function codeView(factor: Factor, now: number) {
  const code = totp(factor.secret ?? '', now);
  return {
    app: factor.provider === 'GOOGLE' ? 'Google Authenticator' : 'Okta Verify',
    isPending: factor.status !== 'ACTIVE',
    code: `${code.slice(0, 3)} ${code.slice(3)}`,
    secondsLeft: totpPeriodSeconds - (Math.floor(now / 1000) % totpPeriodSeconds),
    period: totpPeriodSeconds,
  };
}
