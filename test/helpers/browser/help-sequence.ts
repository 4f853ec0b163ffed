import type { Page } from 'playwright-core';
import type { WireCall } from './wire.ts';

/** Who takes part in a sequence, as help names them. */
type Participant = 'Browser' | 'Shop' | 'Okta' | 'elsewhere';

interface Step {
  who: string;
  kind: 'request' | 'answer' | 'own';
  text: string;
}

/** A request that help names, and what help says of its answer. */
interface NamedRequest {
  from: Participant;
  to: Participant;
  method: string;
  /** Undefined where the shop cannot know the address: another company's. */
  target: Target | undefined;
  status: number | undefined;
  location: Target | undefined;
}

interface Target {
  shown: string;
  matches: (url: URL) => boolean;
}

/** The requests of the first sequence in the help of this page. @throws for an arrow that names no request */
export async function requestsInHelp(page: Page): Promise<NamedRequest[]> {
  const steps = await page.evaluate(() =>
    [...document.querySelectorAll('#help .sequence')].slice(0, 1).flatMap((sequence) =>
      [...sequence.querySelectorAll('.sequence-step')].map((step): Step => ({
        who: (step.querySelector('.visually-hidden')?.textContent ?? '').replace(/: $/, ''),
        kind: step.matches('.is-request') ? 'request' : step.matches('.is-answer') ? 'answer' : 'own',
        text: step.querySelector('.sequence-text')?.textContent ?? '',
      })),
    ),
  );
  const requests: NamedRequest[] = [];
  for (const { who, kind, text } of steps) {
    const [from, to] = who.split(' to ').map(participant);
    if (kind === 'own' || from === undefined || to === undefined) continue;
    if (kind === 'request') {
      const [, method, at = ''] = /^(GET|POST|PATCH) (\S+)/.exec(text) ?? [];
      if (method === undefined) throw new Error(`Help names no request: ${who}: ${text}`);
      requests.push({ from, to, method, target: targetOf(at, text), status: undefined, location: undefined });
      continue;
    }
    const asked = requests.findLast((request) => request.from === to && request.to === from);
    const [, status, at = ''] = /^(\d{3}) (\S+)/.exec(text) ?? [];
    if (asked && status !== undefined) {
      asked.status = Number(status);
      asked.location = targetOf(at, text);
    }
  }
  return requests;
}

const participant = (name: string): Participant =>
  name === 'Browser' || name === 'Shop' || name === 'Okta' ? name : 'elsewhere';

/** A path with `…` for what nobody can know, and the names of the parameters behind it. */
function targetOf(address: string, text: string): Target | undefined {
  if (!/^(https?:\/\/[^/]+)?\//.test(address)) return undefined;
  const path = address.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/, '');
  const names = [...text.matchAll(/[?&](\w+)=/g)].map(([, name]) => name!);
  const pattern = new RegExp(`^${path.split('…').map(escape).join('[^/]+')}$`);
  return {
    shown: path + (names.length > 0 ? `?${names.join('&')}` : ''),
    matches: (url) => pattern.test(url.pathname) && names.every((name) => url.searchParams.has(name)),
  };
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const asLine = ({ from, to, method, target, status, location }: NamedRequest): string =>
  `${from} -> ${to}: ${method} ${target?.shown ?? '…'}` +
  (status === undefined ? '' : `, ${status} ${location?.shown ?? ''}`.trimEnd());

/** Where the parts of the demo answer. */
interface Places {
  shop: string;
  org: string;
}

/** The call in the words of help when it is the one that help names in this place, otherwise in its own. */
export function asHelpSaysIt(call: WireCall, request: NamedRequest | undefined, places: Places): string {
  const { method, url, status, location } = call;
  const to = url.origin === places.shop ? 'Shop' : url.origin === places.org ? 'Okta' : 'elsewhere';
  const from = call.from === 'browser' ? 'Browser' : to === 'Okta' ? 'Shop' : 'Okta';
  const led = location === undefined ? undefined : new URL(location, url);
  const isNamed =
    request?.from === from &&
    request.to === to &&
    request.method === method &&
    (request.target?.matches(url) ?? to === 'elsewhere') &&
    (request.status ?? status) === status &&
    (request.location === undefined || (led !== undefined && request.location.matches(led)));
  return isNamed
    ? asLine(request)
    : `${from} -> ${to}: ${method} ${shown(url)}, ${status} ${led ? shown(led) : ''}`;
}

const shown = ({ pathname, searchParams }: URL): string =>
  `${pathname}?${[...searchParams.keys()].join('&')}`;
