import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** Where an app signs people in, and a person who is signed in there already. */
export interface Subject {
  authorize: string;
  token: string;
  userinfo: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  scope: string;
  cookie: string;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const agent = new Agent({ keepAlive: true });

function send(method: string, url: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  return new Promise((settle, fail) => {
    const outgoing = request(url, { method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('end', () =>
        settle({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    outgoing.once('error', fail);
    outgoing.end(body);
  });
}

/** A whole sign-in with a session: authorization code with PKCE, tokens, userinfo. @returns the access token */
export async function signInOnce(subject: Subject): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const authorize = new URL(subject.authorize);
  authorize.search = new URLSearchParams({
    client_id: subject.clientId,
    response_type: 'code',
    scope: subject.scope,
    redirect_uri: subject.redirectUri,
    state: 'bench',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const redirect = await send('GET', authorize.href, { cookie: subject.cookie });
  const code = new URL(redirect.headers.location ?? 'http://localhost:1').searchParams.get('code');
  if (code === null)
    throw new Error(`No code (${redirect.status}): ${redirect.headers.location ?? redirect.text}`);
  const form = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code, redirect_uri: subject.redirectUri },
    code_verifier: verifier,
  }).toString();
  const basic = Buffer.from(`${subject.clientId}:${subject.clientSecret}`).toString('base64');
  const tokens = await send(
    'POST',
    subject.token,
    { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    form,
  );
  const { access_token: token } = JSON.parse(tokens.text) as { access_token?: string };
  if (token === undefined) throw new Error(`No token (${tokens.status}): ${tokens.text}`);
  const person = await send('GET', subject.userinfo, { authorization: `Bearer ${token}` });
  if (person.status !== 200) throw new Error(`No userinfo (${person.status}): ${person.text}`);
  return token;
}

/** Sign-ins a second, so many at a time. */
export async function signInsPerSecond(
  subject: Subject,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> {
  const began = performance.now();
  let count = 0;
  const work = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1000) {
      await signInOnce(subject);
      count++;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return count / ((performance.now() - began) / 1000);
}

/** The cookies of a browser that follows redirects from `start` on the same origin. */
export async function cookiesAfter(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at: string | undefined = start;
  for (let step = 0; at !== undefined && step < 8; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send('GET', at, { cookie });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const { location } = answer.headers;
    const next: URL | undefined = location === undefined ? undefined : new URL(location, at);
    at = next?.origin === new URL(start).origin ? next.href : undefined;
  }
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

export const closeConnections = (): void => agent.destroy();
