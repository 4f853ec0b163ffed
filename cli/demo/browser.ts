import { unescapeHtml } from './observation.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
}

/** The result of a request, after redirects. */
export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const mostHops = 25;

/** A browser without a screen or scripts: keeps cookies by host and path (RFC 6265), follows redirects, sends forms. */
export class Browser {
  readonly #cookies = new Map<string, Cookie>();
  readonly #signal: AbortSignal;
  /** Told of each answer. */
  readonly #seen: (visit: Visit) => void;
  /** Where it is now. */
  page: Visit | undefined;

  constructor(signal: AbortSignal, seen: (visit: Visit) => void) {
    this.#signal = signal;
    this.#seen = seen;
  }

  /** One request, without following where it leads. */
  async send(url: string, init: RequestInit = {}): Promise<Visit> {
    const at = new URL(url);
    const cookie = [...this.#cookies.values()]
      .filter(({ host, path }) => host === at.hostname && at.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers,
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(20_000)]),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(at, line);
    const visit = {
      method: init.method ?? 'GET',
      url: at,
      status: response.status,
      text: await response.text(),
      headers: response.headers,
    };
    this.#seen(visit);
    return visit;
  }

  /** Opens a page as the address bar does: to the end of its redirects. */
  async open(url: string, init: Omit<RequestInit, 'headers'> = {}): Promise<Visit> {
    let visit = await this.send(url, { ...init, headers: { accept: 'text/html' } });
    for (let hop = 0; redirectOf(visit) && hop < mostHops; hop += 1)
      visit = await this.send(redirectOf(visit)?.href ?? '', { headers: { accept: 'text/html' } });
    this.page = visit;
    return visit;
  }

  post(url: string, form: Readonly<Record<string, string>>): Promise<Visit> {
    return this.open(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  json(url: string, body: unknown, headers: Record<string, string> = {}, method = 'POST'): Promise<Visit> {
    return this.send(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  forget(): void {
    this.#cookies.clear();
    this.page = undefined;
  }

  #keep({ hostname: host }: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    const key = `${host} ${path} ${name}`;
    const isGone = attributes.some((one) => /^(expires=thu, 01 jan 1970|max-age=0$)/i.test(one));
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value: pair.slice(name.length + 1), host, path });
  }
}

export function redirectOf({ status, headers, url }: Visit): URL | undefined {
  const location = headers.get('location');
  return status >= 300 && status < 400 && location !== null && URL.canParse(location, url)
    ? new URL(location, url)
    : undefined;
}

/** A form of a page, as it would be sent. */
export interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The form with the button of this text. */
export function formWith(html: string, button: string): Form | undefined {
  for (const [attributes, inside] of formsOf(html)) {
    const pressed = [...inside.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)].find(([, , label = '']) =>
      unescapeHtml(label.replace(/<[^>]*>/g, ' '))
        .replace(/\s+/g, ' ')
        .trim()
        .startsWith(button),
    );
    if (pressed) return readForm(attributes, inside, pressed[1]);
  }
  return undefined;
}

/** The first form of a page, as a script would send it. */
export function firstForm(html: string): Form | undefined {
  const [found] = formsOf(html);
  return found && readForm(...found);
}

const formsOf = (html: string): [attributes: string, inside: string][] =>
  [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, one = '', other = '']) => [one, other]);

function readForm(attributes: string, inside: string, button = ''): Form {
  const inputs = [...inside.matchAll(/<input\b([^>]*)>/gi)]
    .map(([, text = '']) => text)
    .filter((text) => !/type="(radio|checkbox)"/.test(text) || /\schecked\b/.test(text));
  const areas = [...inside.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)];
  const pairs = [
    ...[...inputs, button].map((text) => [valueOf(text, 'name'), valueOf(text, 'value')] as const),
    ...areas.map(([, text = '', value = '']) => [valueOf(text, 'name'), unescapeHtml(value)] as const),
  ];
  return {
    action: valueOf(attributes, 'action'),
    fields: Object.fromEntries(pairs.filter(([key]) => key !== '')),
  };
}

const valueOf = (attributes: string, name: string): string =>
  unescapeHtml(new RegExp(`\\s${name}="([^"]*)"`).exec(` ${attributes}`)?.[1] ?? '');
