import type { ApiCall } from './traced-fetch.ts';
import { colouredJson, colouredToken, decodedToken } from './coloured.ts';
import { copyText } from './copy.ts';
import { writersFor } from '../../../shared/copy-call.ts';
import { breakable, element, icon } from './dom.ts';

/** The strip above API content: method, path, status, time; when opened, the full request and response. */
export function requestStrip(call: ApiCall): HTMLDetailsElement {
  const bad = (call.status ?? 0) >= 400;
  const authorization = call.requestHeaders['Authorization'];
  return element(
    'details',
    { class: 'strip panel' },
    element(
      'summary',
      {},
      icon('chevron', 16),
      element('span', { class: 'strip-method' }, call.method),
      element('span', {}, ...breakable(call.path.replace(/\?.{60,}$/, '?…'))),
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
      element(
        'div',
        {},
        element('h2', {}, 'Request'),
        scrollable('Request', ...colouredToken(requestText(call))),
        element(
          'div',
          { class: 'strip-tools' },
          ...copyButtons(call),
          ...decoder('token', authorization),
          ...decoder('proof', call.requestHeaders['DPoP']),
        ),
      ),
      element('div', {}, element('h2', {}, 'Response'), scrollable('Response', ...responseParts(call))),
    ),
  );
}

/** A call that the server made for the page, as recorded there. */
export interface MadeCall {
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  status?: number;
  ms: number;
  responseHeaders: Record<string, string>;
  responseBody?: string;
  failure?: string;
}

/** The strip of such a call; its secrets are redacted, so there is no command to copy. */
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
      element('span', {}, ...breakable(call.url)),
      element(
        'span',
        { class: `strip-status${isBad ? ' is-bad' : ''}` },
        status ? String(status) : 'no response',
      ),
      element('span', { class: 'strip-rest' }, `${Math.max(1, Math.ceil(call.ms))} ms`),
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
        element('h2', {}, 'Response'),
        scrollable(
          'Response',
          ...(status === undefined
            ? [failure ?? '']
            : responseParts({ ...call, status, responseBody: call.responseBody ?? '' })),
        ),
      ),
    ),
  );
}

/** Pages do not get the response to a redirect of the whole window. */
const statusOf = (status: number | undefined): string => (status === undefined ? 'redirect' : String(status));

const scrollable = (label: string, ...text: (Node | string)[]): HTMLPreElement =>
  element('pre', { tabindex: '0', 'aria-label': label }, ...text);

const copyButtons = (call: ApiCall): HTMLButtonElement[] =>
  Object.entries(writersFor(navigator.userAgent)).map(([program, write]) => {
    const button = element('button', { type: 'button', class: 'tool' }, `Copy as ${program}`);
    button.addEventListener('click', () => void copyText(write(call), 'Command'));
    return button;
  });

/** A button that shows the decoded access token or proof below the request. */
function decoder(what: 'token' | 'proof', header: string | undefined): Node[] {
  const token = decodedToken(header ?? '');
  if (!token) return [];
  const decoded = element(
    'pre',
    { tabindex: '0', 'aria-label': `Decoded ${what}`, hidden: '' },
    element('span', { class: 'jwt-1' }, 'header '),
    ...colouredJson(token.header),
    '\n',
    element('span', { class: 'jwt-2' }, 'payload '),
    ...colouredJson(token.payload),
  );
  const button = element(
    'button',
    { type: 'button', class: 'tool', 'aria-expanded': 'false' },
    `Decode ${what}`,
  );
  button.addEventListener('click', () => {
    decoded.hidden = !decoded.hidden;
    button.ariaExpanded = String(!decoded.hidden);
  });
  return [button, decoded];
}

const shortened = (authorization: string): string =>
  /^(Bearer|DPoP) /.test(authorization) ? `${authorization.slice(0, 10)}…` : shown(authorization);

/** A client's secret is not shown, but the copied command contains it. A bearer token is meant to be seen. */
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

type Response = Pick<ApiCall, 'status' | 'responseHeaders' | 'responseBody'>;

/**
 * The status line as HTTP/1.1 writes it; pages are not told the version, nor a reason phrase that may be
 * missing.
 */
const statusLine = (status: number | undefined): string =>
  status === undefined ? 'redirect' : `HTTP/1.1 ${status} ${reasons[status] ?? ''}`.trimEnd();

/** https://www.rfc-editor.org/rfc/rfc9110#section-15 */
const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const responseParts = ({ status, responseHeaders, responseBody }: Response): (Node | string)[] => [
  [statusLine(status), ...lines(responseHeaders), '', ''].join('\n'),
  ...colouredJson(responseBody),
];
