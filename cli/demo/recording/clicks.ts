import { decodeJwt } from 'jose';
import { headerIn, maskUrl, readMessages } from '../../../exchange/index.ts';
import type { Ledger, Message } from '../../../exchange/index.ts';
import { managementAgent } from '../../provision/management-api.ts';

type Claims = Readonly<Record<string, unknown>>;

/** Something that someone did, or that was changed, as a script can have it. `who` is a login. */
export type Click =
  | {
      readonly kind: 'sign-in';
      readonly who: string | undefined;
      readonly page: string;
      readonly claims: Claims;
      /** The person came from the partner's page. */
      readonly isPartner: boolean;
    }
  | { readonly kind: 'refused-sign-in'; readonly who: string | undefined; readonly error: string }
  | {
      readonly kind: 'open';
      readonly who: string | undefined;
      readonly page: string;
      readonly answer: Answer;
    }
  | {
      readonly kind: 'call';
      readonly who: string | undefined;
      readonly isAdminToken: boolean;
      readonly body: string | undefined;
      readonly answer: Answer;
    }
  | { readonly kind: 'order'; readonly who: string; readonly title: string; readonly id: string }
  | { readonly kind: 'approval'; readonly who: string; readonly isApproved: boolean }
  | {
      readonly kind: 'change';
      readonly request: string;
      readonly body: string | undefined;
      /** The request ID in the System Log. */
      readonly requestId: string | undefined;
    }
  /** What a script cannot contain, or cannot know. */
  | { readonly kind: 'left-out'; readonly what: string };

export interface Answer {
  readonly request: string;
  readonly status: number;
  /** The error in a refused response. */
  readonly says: string | undefined;
}

/** What was clicked since, from the ledger: by people in browsers, and in the org by others than multidemo itself. */
export function clicksIn(ledger: Ledger, since = 0): Click[] {
  return new Reader(ledger, since).read();
}

/** Pages that are a way, and not a place. */
const ways = /^\/(login|logout|presenter|stage|inspector|session|status|token|admin\/token|assets)(\/|$)/;
const writes = /^(POST|PUT|DELETE)$/;
const orgApi = /^\/(api\/v1|oauth2\/v1|workload-principals)\//;
/** Calls that are part of a sign-in, and those to users' own accounts. */
const ofSignIn = /^\/(api\/v1\/(authn|sessions|users\/me)|oauth2\/v1\/(authorize|token|par|logout|revoke))/;

class Reader {
  /** With secrets: a token says whose a request is. What leaves this file is masked. */
  readonly #messages: readonly Message[];
  readonly #shown = new Map<number, Message>();
  readonly #ledger: Ledger;
  readonly #clicks: Click[] = [];
  /** Who is signed in, by browser session. */
  readonly #people = new Map<string, string>();
  /** The page for which a browser was sent to sign in. */
  readonly #wanted = new Map<string, string>();
  /** What the tokens say that a callback was answered with. */
  readonly #given = new Map<number, Claims>();
  /** Tokens for administration, by their IDs. */
  readonly #adminTokens = new Set<unknown>();
  #typed: string | undefined;
  #isAtPartner = false;

  constructor(ledger: Ledger, since: number) {
    this.#ledger = ledger;
    this.#messages = readMessages(ledger, 0, { reveals: true }).filter(
      ({ at, isAsset }) => at >= since && !isAsset,
    );
    for (const message of readMessages(ledger)) this.#shown.set(message.id, message);
    for (const message of this.#messages) this.#learnTokens(message);
  }

  read(): Click[] {
    for (const message of this.#messages) {
      if (message.to === 'org') this.#atOrg(message);
      else if (message.to === 'outside') this.#isAtPartner ||= message.url.includes('/saml');
      else if (message.from === 'browser' || message.from === 'person') {
        if (message.to === 'shop') this.#atShop(message);
        if (message.to === 'api') this.#atApi(message);
      }
    }
    return this.#clicks;
  }

  #learnTokens({ cause, url, responseBody, status }: Message): void {
    if (cause === undefined || status !== 200 || !url.endsWith('/v1/token')) return;
    const claims = claimsOf(member(responseBody, 'access_token'));
    if (!claims) return;
    this.#given.set(cause, claims);
    const asked = this.#ledger.find(cause);
    if (asked && pathOf(asked).includes('/okta-admin')) this.#adminTokens.add(claims.jti);
  }

  #atOrg(message: Message): void {
    const { method, status = 0, from, requestBody, requestHeaders } = message;
    const path = pathOf(message);
    this.#typed =
      (method === 'POST'
        ? (member(requestBody, 'identifier') ?? member(requestBody, 'username'))
        : undefined) ?? this.#typed;
    const isOthers =
      from !== 'shop' && from !== 'api' && headerIn(requestHeaders, 'user-agent') !== managementAgent;
    if (!isOthers || status >= 300 || !orgApi.test(path) || ofSignIn.test(path)) return;
    const { id, cause } = message;
    if (writes.test(method))
      this.#clicks.push({
        kind: 'change',
        request: `${method} ${addressOf(message.url)}`,
        body: this.#shown.get(id)?.requestBody,
        requestId: this.#ledger.find(id)?.requestId ?? this.#ledger.find(cause ?? 0)?.requestId,
      });
    else if (method === 'PATCH') this.#leaveOut(`${method} ${path}: a change is POST, PUT or DELETE`);
  }

  #atShop(message: Message): void {
    const { id, method, url, status = 0, responseHeaders } = message;
    const path = pathOf(message);
    const browser = this.#ledger.find(id)?.browser ?? '';
    const location = headerIn(responseHeaders, 'location');
    if (path === '/logout') this.#people.delete(browser);
    if (path.startsWith('/login/')) {
      const asked = new URL(url).searchParams.get('return');
      if (asked !== null) this.#wanted.set(browser, addressOf(asked));
      this.#atCallback(message, browser, location);
      return;
    }
    if (this.#isApproval(message, browser) || ways.test(path)) return;
    const who = this.#people.get(browser);
    if (method === 'GET' && isPage(message)) {
      if (location === undefined) this.#open(who, addressOf(url), message);
      else if (/\/login\//.test(location)) this.#wanted.set(browser, addressOf(url));
    } else if (method === 'POST' && status < 400)
      this.#leaveOut(`${method} ${path}: a button. Write press with its text.`);
  }

  #atCallback(message: Message, browser: string, location: string | undefined): void {
    const { id, url, status = 0 } = message;
    const path = pathOf(message);
    const claims = this.#given.get(id);
    if (path.includes('/okta-admin')) {
      const page = this.#wanted.get(browser) ?? '/admin';
      if (status >= 400 && path.endsWith('/authorized'))
        this.#open(this.#people.get(browser), page, message, new URL(url).searchParams.get('error'));
    } else if (claims && location !== undefined) {
      const who = loginOf(claims);
      if (who !== undefined) this.#people.set(browser, who);
      this.#clicks.push({
        ...{ kind: 'sign-in', who, page: addressOf(location), claims },
        isPartner: this.#isAtPartner && who === this.#typed,
      });
      this.#isAtPartner = false;
    } else if (status >= 400 && path.endsWith('/authorized')) {
      const error = new URL(url).searchParams.get('error_description') ?? '';
      this.#clicks.push({ kind: 'refused-sign-in', who: this.#typed, error });
    }
  }

  #open(who: string | undefined, page: string, message: Message, error?: string | null): void {
    const { method, status = 0 } = message;
    const request = `${method} ${pathOf(message)}`;
    this.#clicks.push({
      ...{ kind: 'open', who, page },
      answer: { request, status, says: error ?? undefined },
    });
  }

  /** The script of the orders page asks for the state of a step-up until there is a result. */
  #isApproval({ url, responseBody }: Message, browser: string): boolean {
    if (!/\/step-up(\/|$)/.test(new URL(url).pathname)) return false;
    const [state, order] = [member(responseBody, 'state'), member(responseBody, 'order')];
    const isApproved = order === 'complete';
    const who = this.#people.get(browser);
    const isOver = isApproved || state === 'declined';
    const last = this.#clicks.at(-1);
    if (isOver && who !== undefined && !(last?.kind === 'approval' && last.isApproved === isApproved))
      this.#clicks.push({ kind: 'approval', who, isApproved });
    return true;
  }

  #atApi({ id, method, url, status = 0, requestHeaders, responseBody }: Message): void {
    const [, bearer] = /^(?:bearer|dpop) (\S+)$/i.exec(headerIn(requestHeaders, 'authorization') ?? '') ?? [];
    const claims = claimsOf(bearer);
    const who = claims && loginOf(claims);
    const { pathname } = new URL(url);
    const title = member(responseBody, 'productTitle');
    if (method === 'POST' && pathname === '/api/orders' && status === 201 && who !== undefined) {
      this.#clicks.push({
        kind: 'order',
        who,
        title: title ?? 'first',
        id: member(responseBody, 'id') ?? '',
      });
      return;
    }
    this.#clicks.push({
      ...{ kind: 'call', who, isAdminToken: this.#adminTokens.has(claims?.jti) },
      body: this.#shown.get(id)?.requestBody,
      answer: {
        request: `${method} ${addressOf(url)}`,
        status,
        says: status >= 400 ? member(responseBody, 'title') : undefined,
      },
    });
  }

  #leaveOut(what: string): void {
    this.#clicks.push({ kind: 'left-out', what });
  }
}

/** Path and query, without the secrets in the query. */
function addressOf(url: string): string {
  const base = 'http://localhost';
  if (!URL.canParse(url, base)) return '/';
  const { pathname, search } = new URL(url, base);
  return pathname + maskUrl(search);
}

const pathOf = ({ url }: Pick<Message, 'url'>): string => new URL(url).pathname;

/** A page that someone opened, and not what its scripts ask for. */
const isPage = ({ requestHeaders }: Message): boolean =>
  (headerIn(requestHeaders, 'accept') ?? '').includes('text/html');

/** A text in JSON. */
function member(json: string | undefined, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    const found = typeof value === 'object' && value !== null && (value as Claims)[name];
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Only identifies the user; the API has already decided what the token allows. */
function claimsOf(token: string | undefined): Claims | undefined {
  try {
    return token === undefined ? undefined : decodeJwt(token);
  } catch {
    return undefined;
  }
}

const loginOf = ({ sub }: Claims): string | undefined => (typeof sub === 'string' ? sub : undefined);
