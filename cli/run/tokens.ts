import { refusalIn } from '../../shared/refusal.ts';
import { createContext } from '../doctor/context.ts';
import type { Context } from '../doctor/context.ts';
import { signIn } from '../doctor/round-trip.ts';
import type { Person, Tokens } from '../doctor/round-trip.ts';
import { askAsClient, oauthError } from '../doctor/token-request.ts';
import type { Client } from '../doctor/token-request.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { demoPeople } from '../provision/people.ts';
import type { ConfiguredOrg } from './configured-org.ts';

/** Milliseconds for one request. */
const timeout = 10_000;

/** For commands that ask the org for tokens. */
export const contextOf = ({ subject }: ConfiguredOrg, { signal }: Io): Promise<Context> =>
  createContext(subject, { signal, timeout });

/** Login and password of a demo account, or of any by MULTIDEMO_PASSWORD. @throws UserError */
export function personOf(as: string, io: Io): Person {
  const login = as.includes('@') ? as : `${as}@example.com`;
  const password = io.env.MULTIDEMO_PASSWORD ?? demoPeople.find((person) => person.login === login)?.password;
  if (password !== undefined) return { login, password };
  throw new UserError(
    `The password of ${login} is not known.`,
    'Set it in the environment variable MULTIDEMO_PASSWORD.',
    { code: 'missing_answer' },
  );
}

/** @throws UserError naming what the org refuses */
export async function tokensFor(
  context: Context,
  person: Person,
  scopes: readonly string[],
): Promise<Tokens> {
  const signedIn = await signIn(context, person, scopes);
  if (!('refusedAt' in signedIn)) return signedIn;
  const { refusedAt, error, description } = signedIn;
  if (refusedAt === 'session') throw refused(`${person.login} cannot sign in: ${error}`);
  throw refused(error, description);
}

/** An access token, by any grant. @throws UserError with the error of the token endpoint */
export async function requestToken(
  { door, redactor }: Context,
  url: string,
  client: Client,
  form: Record<string, string>,
): Promise<string> {
  const answer = await askAsClient(door, url, client, form);
  const { access_token: token } = (answer.json ?? {}) as { access_token?: string };
  if (token === undefined)
    throw refused(oauthError(answer) ?? String(answer.status), refusalIn(answer.json)?.description);
  redactor.add(token);
  return token;
}

const refused = (what: string, said?: string): UserError =>
  new UserError(`The org did not issue a token: ${what}.`, said === undefined ? [] : [said], {
    code: 'org_refused',
  });
