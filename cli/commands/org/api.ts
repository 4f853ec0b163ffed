import { text } from 'node:stream/consumers';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { pathFrom, readTextFile } from '../../read-text.ts';
import { nextPage, notResponding } from '../../provision/management-api.ts';
import { requireConfiguredOrg } from '../../run/configured-org.ts';
import { createOutput } from '../../terminal/output.ts';

export interface ApiOptions {
  data?: string;
  json?: boolean;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Sends one request to the org's Management API with the configured credential and prints the response body. The
 * status, and the address of the next page (RFC 8288), go to standard error.
 * @throws UserError if the org responds with an error, after its body is printed
 */
export async function callApi(
  given: string,
  path: string,
  { data, json }: ApiOptions,
  io: Io,
): Promise<void> {
  const method = given.toUpperCase();
  if (!methods.includes(method))
    throw new UserError(`'${given}' is not an HTTP method.`, `Use ${methods.join(', ')}.`, {
      code: 'invalid_answer',
    });
  const body = data === undefined ? undefined : await readData(data, io);
  const { config, reachedAt, authorize } = await requireConfiguredOrg(io);
  const url = urlOf(path, config.okta.baseUrl, reachedAt);
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(await authorize(method, url)),
    },
    redirect: 'manual',
    signal: io.signal,
    ...(body !== undefined && { body }),
  }).catch((error: unknown) => {
    if (io.signal.aborted) throw error;
    throw notResponding(reachedAt, error);
  });
  const output = createOutput(io);
  const said = await answer.text();
  const status = `${answer.status} ${answer.statusText}`.trim();
  if (said === '' && answer.ok && json) output.json({});
  else if (said !== '' && (answer.ok || !json)) output.line(indented(said));
  if (!answer.ok) throw new UserError(`${method} ${path}: ${status}`, [], { code: 'org_refused' });
  const next = nextPage(answer.headers);
  output.log(output.paint.quiet(status));
  if (next !== undefined) output.note(`Next page: multidemo api GET '${next}'`);
}

/** Only addresses of the org get its credential. */
function urlOf(path: string, orgUrl: string, reachedAt: string): string {
  const { origin, pathname, search } = new URL(path, `${orgUrl}/`);
  if ([orgUrl, reachedAt].some((known) => new URL(known).origin === origin))
    return new URL(pathname + search, reachedAt).href;
  throw new UserError(`${origin} is not the configured org.`, `Use a path, as in /api/v1/users.`, {
    code: 'invalid_answer',
  });
}

/** JSON from the option itself, from a file (`@file`), or from standard input (`@-`). */
async function readData(data: string, io: Io): Promise<string> {
  const body = data === '@-' ? await text(io.stdin) : data.startsWith('@') ? await fileText(data, io) : data;
  try {
    JSON.parse(body);
    return body;
  } catch (error) {
    throw new UserError(
      `--data is not JSON: ${(error as Error).message}.`,
      'In PowerShell and cmd, quotes get lost: write the JSON to a file and use --data @file.',
      { code: 'invalid_answer' },
    );
  }
}

const fileText = (data: string, io: Io): Promise<string> =>
  readTextFile(pathFrom(io.cwd, data.slice(1)), '--data');

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
