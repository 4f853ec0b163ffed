import type { ApiCall } from './traced-fetch.ts';
import { copyText } from './copy.ts';
import { element, icon } from './dom.ts';

/** The strip above what came from the API: method, path, status, time; opened, the very request and answer. */
export function requestStrip(call: ApiCall): HTMLDetailsElement {
  const bad = (call.status ?? 0) >= 400;
  const authorization = call.requestHeaders['Authorization'];
  const copy = element('button', { type: 'button', class: 'tool' }, 'Copy as curl');
  copy.addEventListener('click', () => void copyText(asCurl(call), 'Command'));
  return element(
    'details',
    { class: 'strip panel' },
    element(
      'summary',
      {},
      icon('chevron', 16),
      element('span', { class: 'strip-method' }, call.method),
      element('span', {}, call.path.replace(/\?.{60,}$/, '?…')),
      element('span', { class: `strip-status${bad ? ' is-bad' : ''}` }, statusOf(call.status)),
      ...(call.durationMs === undefined
        ? []
        : [element('span', { class: 'strip-rest' }, `${Math.max(1, Math.round(call.durationMs))} ms`)]),
      ...(authorization === undefined
        ? []
        : [element('span', { class: 'strip-auth' }, `Authorization: ${shortened(authorization)}`)]),
    ),
    element(
      'div',
      { class: 'strip-body' },
      element('div', {}, element('h2', {}, 'Request'), scrollable('Request', requestText(call)), copy),
      element('div', {}, element('h2', {}, 'Answer'), scrollable('Answer', answerText(call))),
    ),
  );
}

/** A call that the server made for the page, as it is written down there. */
export interface MadeCall {
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  status?: number;
  durationMs: number;
  responseHeaders: Record<string, string>;
  responseBody?: string;
  failure?: string;
}

/** The strip of such a call; its secrets are blanked, so there is no command to copy. */
export function madeCallStrip(call: MadeCall): HTMLDetailsElement {
  const { status, failure } = call;
  const isBad = status === undefined || status >= 400;
  return element(
    'details',
    { class: 'strip panel' },
    element(
      'summary',
      {},
      icon('chevron', 16),
      element('span', { class: 'strip-method' }, call.method),
      element('span', {}, call.url),
      element(
        'span',
        { class: `strip-status${isBad ? ' is-bad' : ''}` },
        status ? String(status) : 'no answer',
      ),
      element('span', { class: 'strip-rest' }, `${Math.max(1, Math.ceil(call.durationMs))} ms`),
    ),
    element(
      'div',
      { class: 'strip-body' },
      element(
        'div',
        {},
        element('h2', {}, 'Request'),
        scrollable('Request', requestText({ requestBody: undefined, ...call, path: call.url })),
      ),
      element(
        'div',
        {},
        element('h2', {}, 'Answer'),
        scrollable(
          'Answer',
          status === undefined
            ? (failure ?? '')
            : answerText({ ...call, status, responseBody: call.responseBody ?? '' }),
        ),
      ),
    ),
  );
}

/** What a redirect of the whole window was answered with, its pages do not learn. */
const statusOf = (status: number | undefined): string => (status === undefined ? 'redirect' : String(status));

const scrollable = (label: string, text: string): HTMLPreElement =>
  element('pre', { tabindex: '0', 'aria-label': label }, text);

const shortened = (authorization: string): string =>
  authorization.startsWith('Bearer ') ? `${authorization.slice(0, 10)}…` : shown(authorization);

/** A client's secret stays off the screen; the copied command has it. A bearer token is there to be looked at. */
const shown = (value: string): string => (value.startsWith('Basic ') ? 'Basic •••' : value);

const lines = (headers: Record<string, string>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

type Request = Pick<ApiCall, 'method' | 'path' | 'requestHeaders' | 'requestBody'>;

const requestText = ({ method, path, requestHeaders, requestBody }: Request): string =>
  [
    `${method} ${path}`,
    ...lines(requestHeaders).map((line) => line.replace(/(?<=^Authorization: ).*/, shown)),
    ...(requestBody ? ['', requestBody] : []),
  ].join('\n');

type Answer = Pick<ApiCall, 'status' | 'responseHeaders' | 'responseBody'>;

const answerText = ({ status, responseHeaders, responseBody }: Answer): string =>
  [statusOf(status), ...lines(responseHeaders), '', pretty(responseBody)].join('\n');

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

/** For a POSIX shell: single quotes keep everything but themselves. */
function asCurl({ method, path, requestHeaders, requestBody }: ApiCall): string {
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return [
    `curl -X ${method} ${quote(new URL(path, location.href).href)}`,
    ...lines(requestHeaders).map((line) => `-H ${quote(line)}`),
    ...(requestBody ? [`-d ${quote(requestBody)}`] : []),
  ].join(' \\\n  ');
}
