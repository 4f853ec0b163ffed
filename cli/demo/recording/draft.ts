import type { Answer, Click } from './clicks.ts';
import { capitalised } from '../words.ts';
import { bodyIn, differences, saying, sceneOf } from './scene.ts';
import type { DraftScene, Plain } from './scene.ts';

/** An event of the System Log that a change has caused. */
export interface LoggedEvent {
  readonly type: string;
  /** In Okta's words. */
  readonly text: string;
}

/** The org's data about the recording. */
export interface Knowledge {
  /** The name that scripts have for a login: `ada`. */
  readonly person: (login: string) => string | undefined;
  /** A text with names in braces in the place of ids. */
  readonly named: (text: string) => string;
  readonly eventsOf: (requestId: string | undefined) => readonly LoggedEvent[];
}

export interface Draft {
  readonly script: Plain;
  readonly scenes: number;
  /** What is not in the script, and why. */
  readonly remarks: readonly string[];
}

/** A script that plays again what was clicked. Each change in the org, and each sign-in, begins a scene. */
export function draftOf(clicks: readonly Click[], knowledge: Knowledge): Draft {
  return new Drafting(knowledge).draft(clicks);
}

class Drafting {
  readonly #knowledge: Knowledge;
  readonly #scenes: DraftScene[] = [];
  readonly #remarks = new Set<string>();
  readonly #logged: Plain[] = [];
  readonly #features = new Set<string>();
  readonly #claims = new Map<string, Plain>();
  readonly #orders: string[] = [];
  /** What the last sign-in has opened already. */
  #arrived = '';
  #isForSandbox = false;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  draft(clicks: readonly Click[]): Draft {
    for (const click of clicks) this.#add(click);
    const scenes = this.#scenes.filter(({ expect }) => expect.length > 0).map(sceneOf);
    if (this.#logged.length > 0 && scenes.length > 0)
      scenes.push({
        title: 'It is all in the log',
        say: saying,
        do: [{ open: '/', text: 'In the Admin Console, open Reports > System Log.' }],
        expect: this.#logged,
        look: ['Who did it, when, and to whom.'],
      });
    const needs = {
      ...(this.#isForSandbox && { org: 'sandbox' }),
      ...(this.#features.size > 0 && { features: [...this.#features] }),
    };
    return {
      script: {
        title: 'What I just clicked',
        minutes: Math.max(1, scenes.length),
        audience: 'Say here who it is for',
        ...(Object.keys(needs).length > 0 && { needs }),
        scenes,
      },
      scenes: scenes.length,
      remarks: [...this.#remarks],
    };
  }

  #add(click: Click): void {
    switch (click.kind) {
      case 'change':
        this.#change(click);
        return;
      case 'sign-in':
        this.#signIn(click);
        return;
      case 'refused-sign-in':
        this.#refusedSignIn(click);
        return;
      case 'open':
        this.#open(click);
        return;
      case 'call':
        this.#call(click);
        return;
      case 'order':
        this.#byPerson(click.who, (as) => {
          this.#orders.push(click.id);
          this.#step({ as, order: click.title });
          this.#expect(`${capitalised(as)}’s order is placed`, {
            as,
            answer: answer('POST /api/orders', 201),
          });
        });
        return;
      case 'approval':
        this.#byPerson(click.who, (as) => {
          const { isApproved } = click;
          this.#isForSandbox = true;
          this.#step({ as, approve: isApproved ? 'push' : 'decline' });
          const contains = isApproved ? '"order":"complete"' : '"state":"declined"';
          this.#expect(isApproved ? 'The order is complete' : 'The step-up is declined', {
            answer: { ...answer('GET /admin/step-up/*', 200), contains },
          });
        });
        return;
      case 'left-out':
        this.#remarks.add(click.what);
    }
  }

  #change({ request, body, requestId }: Click & { kind: 'change' }): void {
    const { named, eventsOf } = this.#knowledge;
    const path = named(request);
    const events = eventsOf(requestId);
    const sent = bodyIn(body, named);
    this.#remarkOnSecrets(path, body);
    if (this.#scene.steps.length > 0) this.#newScene();
    const text = events[0]?.text ?? path;
    this.#scene.changes.push({ text, request: path, ...(sent && { body: sent }) });
    for (const event of events.slice(0, 1))
      this.#logged.push({
        text: `The System Log shows it: ${event.text}`,
        event: { type: event.type, outcome: 'SUCCESS', since: 'start' },
      });
  }

  #signIn({ who, page, claims, isPartner }: Click & { kind: 'sign-in' }): void {
    const login = who ?? '';
    if (isPartner && this.#knowledge.person(login) === undefined) {
      this.#beginScene();
      this.#isForSandbox = true;
      this.#features.add('partner');
      this.#step({ partner: login });
      this.#expect(`${login} is signed in`, { answer: { ...answer('GET /', 200), contains: login } });
      return;
    }
    this.#byPerson(login, (as) => {
      this.#beginScene();
      this.#step({ as, 'sign-in': page });
      this.#arrived = `${as} ${page}`;
      const before = this.#claims.get(as);
      if (before) for (const [text, claim] of differences(before, claims)) this.#claim(as, text, claim);
      this.#claims.set(as, claims);
    });
  }

  #claim(as: string, text: string, claim: Plain): void {
    this.#expect(`${capitalised(as)}’s token ${text}`, { as, claim });
  }

  #refusedSignIn({ who, error }: Click & { kind: 'refused-sign-in' }): void {
    this.#byPerson(who, (as) => {
      this.#beginScene();
      this.#scene.isRefused = true;
      this.#step({ as, 'sign-in': '/' });
      const contains = error.trim();
      this.#expect(`${capitalised(as)} cannot sign in`, {
        answer: { ...answer('GET /login/okta/authorized', 403), ...(contains !== '' && { contains }) },
      });
    });
  }

  #open({ who, page, answer: given }: Click & { kind: 'open' }): void {
    this.#byAnyone(who, (as) => {
      const path = page.replace(/[?#].*$/, '');
      for (const feature of ['developer', 'portfolio', 'events'])
        if (path === `/${feature}` || path.startsWith(`/${feature}/`)) this.#features.add(feature);
      if (this.#arrived !== `${as ?? ''} ${page}`)
        this.#step({ ...(as !== undefined && { as }), open: this.#withOrder(page) });
      this.#arrived = '';
      this.#remarkOnSecrets(page);
      const whom = as === undefined ? '' : ` for ${capitalised(as)}`;
      const text = `${path} ${given.status >= 400 ? 'is refused' : 'opens'}${whom}`;
      this.#expectAnswer(text, as, { ...given, request: this.#withOrder(given.request) });
    });
  }

  #call({ who, isAdminToken, body, answer: given }: Click & { kind: 'call' }): void {
    if (!/^(GET|POST|PATCH) /.test(given.request)) {
      this.#remarks.add(`${given.request}: a call is GET, POST or PATCH`);
      return;
    }
    this.#byAnyone(who, (as) => {
      const sent = bodyIn(body, this.#knowledge.named);
      const request = this.#withOrder(given.request);
      const place = request.replace(/\?.*$/, '');
      const step = {
        ...(as !== undefined && { as }),
        call: request,
        ...(sent && { body: sent }),
        ...(isAdminToken && { token: 'admin' }),
      };
      const isRepeated = this.#scene.steps.some((one) => JSON.stringify(one) === JSON.stringify(step));
      if (isRepeated && request.startsWith('GET ')) return;
      this.#remarkOnSecrets(request, body);
      this.#step(step);
      const text = `The API ${given.status >= 400 ? 'refuses' : 'accepts'} ${place}`;
      this.#expectAnswer(text, as, { ...given, request: place });
    });
  }

  #byAnyone(login: string | undefined, note: (as: string | undefined) => void): void {
    if (login === undefined) note(undefined);
    else this.#byPerson(login, note);
  }

  #remarkOnSecrets(address: string, body = ''): void {
    if ((address + body).includes('•••')) this.#remarks.add(`${address}: fill in its secrets`);
  }

  #byPerson(login: string | undefined, note: (as: string) => void): void {
    const as = login === undefined ? undefined : this.#knowledge.person(login);
    if (as !== undefined) note(as);
    else this.#remarks.add(`What ${login ?? 'someone'} did: scripts can contain only Ada, Grace and Linus`);
  }

  /** The last order has a name. */
  #withOrder(text: string): string {
    const last = this.#orders.at(-1);
    const earlier = this.#orders.slice(0, -1).find((id) => text.includes(id));
    if (earlier !== undefined) this.#remarks.add(`${text}: only the last order has a name in scripts`);
    return last === undefined || last === '' ? text : text.replaceAll(last, '{order}');
  }

  get #scene(): DraftScene {
    return this.#scenes.at(-1) ?? this.#newScene();
  }

  #newScene(): DraftScene {
    const scene: DraftScene = { changes: [], steps: [], expect: [], isRefused: false };
    this.#scenes.push(scene);
    return scene;
  }

  #beginScene(): void {
    if (this.#scene.steps.length > 0) this.#newScene();
  }

  #step(step: Plain): void {
    this.#scene.steps.push(step);
  }

  #expectAnswer(text: string, as: string | undefined, { request, status, says }: Answer): void {
    this.#scene.isRefused ||= status >= 400;
    this.#expect(text, {
      ...(as !== undefined && { as }),
      answer: { ...answer(request, status), ...(says !== undefined && { contains: says }) },
    });
  }

  #expect(text: string, expected: Plain): void {
    const isKnown = this.#scene.expect.some((one) => one['text'] === text);
    if (!isKnown) this.#scene.expect.push({ text, ...expected });
  }
}

const answer = (request: string, status: number) => ({ request, status });
