import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { Mitmproxy } from './mitmproxy.ts';
import { type ProxiedRequest, RecordingProxy } from './recording-proxy.ts';
import { Shopper } from '../helpers/shopper.ts';

const { MITMDUMP: mitmdump } = process.env;
const proxy = mitmdump === undefined ? new RecordingProxy() : new Mitmproxy(mitmdump);
let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ before: proxy.before });
});
afterAll(async () => {
  await demo.close();
  await proxy.close();
});

interface Pair {
  name: string;
  value: string;
}
interface Entry {
  request: { method: string; url: string; headers: Pair[]; postData?: { text: string } };
  response: { status: number; headers: Pair[]; content: { text?: string } };
}

/** Whether a text is another one in which parts are masked. */
const isMasked = (shown: string, real: string): boolean => {
  const parts = shown
    .split(/•••|%E2%80%A2%E2%80%A2%E2%80%A2/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(real);
};

const compact = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
};

/** Headers of one connection, which a proxy has of its own, and those that Node adds. */
const ofConnection = /^(connection|keep-alive|transfer-encoding|content-length|date)$/;

function differences({ request, response }: Entry, seen: ProxiedRequest): string[] {
  const found: string[] = [];
  const same = (what: string, shown: string, real: string): void => {
    if (!isMasked(shown, real)) found.push(`${seen.method} ${seen.url} ${what}: ${shown} is not ${real}`);
  };
  same('method', request.method, seen.method);
  same('url', request.url, seen.url);
  same('status', String(response.status), String(seen.status));
  same('request body', request.postData?.text ?? '', compact(seen.requestBody));
  if (response.content.text !== undefined)
    same('response body', response.content.text, compact(seen.responseBody));
  const headers = (shown: readonly Pair[], real: ProxiedRequest['requestHeaders'], where: string): void => {
    const names = shown.map(({ name }) => name.toLowerCase()).filter((name) => !ofConnection.test(name));
    const wanted = Object.keys(real).filter((name) => !ofConnection.test(name));
    same(`${where} names`, [...new Set(names)].sort().join(), wanted.sort().join());
    for (const name of new Set(names)) {
      const values = shown.filter((one) => one.name.toLowerCase() === name).map(({ value }) => value);
      // Node has the values of all headers but this one in one text.
      const wantedValues = [real[name] ?? ''].flat();
      same(`number of ${name}`, String(values.length), String(wantedValues.length));
      for (const [at, value] of values.entries()) same(name, value, wantedValues[at] ?? '');
    }
  };
  headers(request.headers, seen.requestHeaders, 'request header');
  headers(response.headers, seen.responseHeaders, 'response header');
  return found;
}

test('the HAR of a sign-in, an order and its approval is what a proxy has seen, request by request', async () => {
  demo.ledger.clear();
  proxy.forget();
  const [grace, linus] = [new Shopper(), new Shopper()];
  const api = async (shopper: Shopper, token: string, method: string, path: string, body?: object) => {
    const given = (await (await shopper.fetch(demo.shop + token)).json()) as { access_token: string };
    const answer = await fetch(demo.shop + path, {
      method,
      headers: { authorization: `Bearer ${given.access_token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as { itemId: string }[] & {
      id: string;
      status: string;
    };
  };
  await grace.signIn(demo, 'premium');
  const [first] = await api(grace, '/token', 'GET', '/api/products');
  const { id } = await api(grace, '/token', 'POST', '/api/orders', { itemId: first!.itemId });
  await linus.signIn(demo, 'admin');
  await linus.open(`${demo.shop}/admin`);
  const csrf = await linus.csrf(demo);
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-csrf-token': csrf };
    const data = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await (await linus.fetch(demo.shop + path, { method, headers, ...data })).json()) as Record<
      string,
      unknown
    >;
  };
  const { factors } = (await ask('GET', '/admin/step-up/factors')) as {
    factors: { id: string; kind: string }[];
  };
  const push = factors.find(({ kind }) => kind === 'push')!;
  const begun = await ask('POST', `/admin/orders/${id}/step-up`, { factor: push.id });
  demo.sandbox.inbox.answerPush({
    user: person('admin').login,
    answer: 'approve',
    ...(typeof begun['number'] === 'number' && { number: begun['number'] }),
  });
  expect(await ask('GET', `/admin/step-up/${String(begun['id'])}`)).toMatchObject({ order: 'complete' });

  const { log } = (await (await fetch(`${demo.shop}/inspector/export.har`)).json()) as {
    log: { entries: Entry[] };
  };
  // The request for the export passes by too.
  const seen = (await proxy.seen()).filter(({ url }) => !url.includes('/inspector/'));
  const line = (method: string, url: string) =>
    `${method} ${new URL(url).pathname.split('/').slice(0, 3).join('/')}`;
  expect(log.entries.map(({ request }) => line(request.method, request.url))).toEqual(
    seen.map(({ method, url }) => line(method, url)),
  );
  expect(seen.length).toBeGreaterThan(30);
  expect(log.entries.flatMap((entry, at) => differences(entry, seen[at]!))).toEqual([]);
});
