import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readMessages } from '../../exchange/index.ts';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { person } from '../helpers/demo.ts';
import { type FrontDoor, openFrontDoor } from '../helpers/browser/front-door.ts';
import { asHelpSaysIt, asLine, requestsInHelp } from '../helpers/browser/help-sequence.ts';
import { giveCredentials } from '../helpers/browser/shop-pages.ts';
import { choosePassword, recover, recoverByLink, signUp } from '../helpers/browser/self-service.ts';
import { type WireCall, watchWire } from '../helpers/browser/wire.ts';

/** One way to sign in: the page whose help draws it, and what a person does there. */
interface Way {
  path: string;
  act: (door: FrontDoor) => Promise<void>;
  /** Where its help is read, when its own address leads away from the shop. */
  helpAt?: string;
  /** The browser leaves the shop's attempt for a page of the org, which starts another one. */
  viaOrgsPage?: boolean;
}

const wire = watchWire();
afterAll(() => wire.stop());

/**
 * The sequence in the help of each sign-in page names the requests that signing in on that page sends: method, path,
 * parameters, status, in their order. The ledger of messages has drawn the same, and exports it without secrets.
 */
describe.skipIf(noBrowser)(named('help tells the truth'), { timeout: 600_000 }, () => {
  describe('on Identity Engine', () => {
    const door = openFrontDoor();
    test.each<Way>([
      ...['/login', '/'].map((helpAt) => ({ path: '/login/okta', act: typeOnOktasPage, helpAt })),
      { path: '/login/widget?widget=gen2', act: inSteps },
      { path: '/login/widget?widget=gen3', act: inSteps },
      { path: '/login/widget?widget=classic', act: atOnce },
      { path: '/login/implicit', act: atOnce },
      { path: '/login/social?widget=gen2', act: withGoogle },
      { path: '/login/social?widget=gen3', act: withGoogle },
      { path: '/login/social?widget=classic', act: withGoogle },
      { path: '/login/idp-discovery?widget=gen2', act: byDomain },
      { path: '/login/idp-discovery?widget=gen3', act: byDomain },
      { path: '/login/idp-discovery?widget=classic', act: byDomain, viaOrgsPage: true },
      { path: '/login/custom-css?widget=gen2', act: inSteps },
      { path: '/login/custom-css?widget=classic', act: atOnce },
      { path: '/login/custom-form', act: inSteps },
      { path: '/login/sign-up', act: (at) => signUp(at, 'mira.gen2@example.com') },
      { path: '/login/sign-up?widget=gen3', act: (at) => signUp(at, 'mira.gen3@example.com') },
      { path: '/login/recovery', act: (at) => recover(at, person('admin').login, 'Forgot-It-2026') },
      {
        path: '/login/recovery?widget=gen3',
        act: (at) => recover(at, person('admin').login, 'Forgot-It-Again-2026'),
      },
      { path: '/login/recovery?widget=classic', act: recoverClassic, viaOrgsPage: true },
    ])('$path', (way) => compare(door, way));
  });

  describe('on the Classic engine', () => {
    const door = openFrontDoor({ engine: 'v1' });
    test.each<Way>([
      { path: '/login/widget', act: atOnce },
      { path: '/login/custom-form', act: atOnce },
    ])('$path', (way) => compare(door, way));
  });

  beforeEach(() => wire.forget());
});

async function compare(door: FrontDoor, { path, act, helpAt, viaOrgsPage }: Way): Promise<void> {
  const { shop, org, ledger } = door.demo;
  let after = ledger.last;
  if (helpAt !== undefined) await door.page.goto(shop + helpAt);
  else await door.page.goto(shop + path);
  const requests = await requestsInHelp(door.page);
  if (helpAt !== undefined) {
    wire.forget();
    after = ledger.last;
    await door.page.goto(shop + path);
  }
  await act(door);
  await door.page.getByRole('heading', { level: 1, name: /^Welcome, / }).waitFor();
  const calls = flowOf(wire.calls(), door);
  const told = calls.map((call, index) => asHelpSaysIt(call, requests[index], { shop, org }));
  expect(told).toEqual(requests.map(asLine));
  const drawn = flowOf(callsOf(door, after), door);
  expect(drawn.map((call, index) => asHelpSaysIt(call, requests[index], { shop, org }))).toEqual(told);
  // Signed in, home draws what has just happened; an org's own page on the way leaves only the last part to the shop.
  const home = (await requestsInHelp(door.page)).map(asLine);
  expect(home).toEqual(viaOrgsPage ? told.slice(-home.length) : told);
  await hidesSecrets(door);
}

/** What the inspector has drawn since, in the form of the wire's own record. */
const callsOf = ({ demo }: FrontDoor, after: number): WireCall[] =>
  readMessages(demo.ledger, after, {
    reveals: true,
  })
    .filter(({ isAsset, isOffWire }) => !isAsset && !isOffWire)
    .map(({ channel, method, url, status = 0, requestHeaders, responseHeaders }) => {
      const header = (headers: Readonly<Record<string, string>>, name: string) =>
        Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
      return {
        from: channel === 'front' ? ('browser' as const) : ('server' as const),
        method,
        url: new URL(url),
        status,
        location: header(responseHeaders, 'location'),
        origin: header(requestHeaders, 'origin'),
      };
    });

/** Nothing that this browser knows and others must not is on the page or in an export. */
async function hidesSecrets({ demo, context }: FrontDoor): Promise<void> {
  const parameters = wire.calls().flatMap(({ url }) => [...url.searchParams]);
  const cookies = await context.cookies();
  const secrets = [
    ...parameters.filter(([name]) => /^(code|interaction_code|state|stateToken|sessionToken)$/.test(name)),
    ...cookies.map(({ name, value }) => [name, value] as const),
  ].flatMap(([, value]) => (value.length >= 16 && /^[\w.~-]+$/.test(value) ? [value] : []));
  const passwords = [
    person('basic').password,
    'Forgot-It',
    demo.environment['OKTA_CLIENT_SECRET']!,
    demo.apiToken,
  ];
  for (const format of ['', '/export.har', '/export.mmd', '/export.html']) {
    const exported = await (await fetch(`${demo.shop}/inspector${format}`)).text();
    for (const secret of [...secrets, ...passwords]) expect(exported, format).not.toContain(secret);
    expect(exported, format).not.toMatch(/eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/);
  }
}

/**
 * The requests of the flow. Pages through which Okta or a provider redirects differ between orgs, so they count
 * as one request, with all that the widget on Okta's own page asks; it ends where the last of them leads.
 */
function flowOf(calls: readonly WireCall[], { demo }: FrontDoor): WireCall[] {
  const flow: WireCall[] = [];
  for (const call of calls) {
    const { from, url, origin } = call;
    // Asked once after the start of the shop, not for each sign-in.
    if (from === 'server' && /\/(\.well-known\/[\w-]+|v1\/keys)$/.test(url.pathname)) continue;
    if (url.origin === demo.outside && url.pathname.startsWith('/mailbox/')) continue;
    // The page that was asked for: the flow is over.
    if (url.origin === demo.shop && url.pathname === '/') continue;
    const before = flow.findLastIndex((one) => one.from === 'browser');
    const inOkta =
      url.origin === demo.org &&
      (origin === demo.org ||
        /^\/(signin|login\/token|app|oauth2\/\w+\/v1\/authorize)\/[\w-]+/.test(url.pathname));
    const inProvider = url.origin === demo.outside && flow[before]?.url.origin === demo.outside;
    if (from === 'browser' && (inOkta || inProvider))
      flow[before] = { ...flow[before]!, status: call.status, location: call.location };
    else flow.push(call);
  }
  return flow;
}

const { login, password } = person('basic');

const inSteps = (door: FrontDoor): Promise<void> => door.typeInSteps({ login, password });
const atOnce = (door: FrontDoor): Promise<void> => door.typeAtOnce({ login, password });

const typeOnOktasPage = ({ page }: FrontDoor): Promise<void> => giveCredentials(page, 'basic');

async function withGoogle(door: FrontDoor): Promise<void> {
  await door.press(/^(Sign in|Continue) with Google$/i);
  await door.page.getByRole('button', { name: /ada@example\.com/ }).click();
}

async function byDomain({ page }: FrontDoor): Promise<void> {
  const address = 'katherine@partner.example';
  await page.locator('input[name="identifier"], input[name="username"]').fill(address);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: address }).click();
}

async function recoverClassic(door: FrontDoor): Promise<void> {
  await recoverByLink(door, person('premium').login);
  await choosePassword(door, 'Forgot-It-Classic-2026');
  await door.shows('My Apps');
  await door.page.getByRole('link', { name: /OpenID Connect/ }).click();
}
