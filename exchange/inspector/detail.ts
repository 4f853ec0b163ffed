import { type Field, fieldsOf } from '../explain/fields.ts';
import { meaningOf } from '../explain/messages.ts';
import { parameters } from '../explain/parameters.ts';
import type { Source } from '../explain/sources.ts';
import { nameOf } from '../lanes.ts';
import type { Message } from '../message.ts';
import type { FoundToken } from '../tokens.ts';
import { breakable, inOneLine } from '../../shared/html.ts';
import { Html, markup } from '../../shared/markup.ts';
import { shortAddress } from './row.ts';

/** What is shown of one message when it is opened. */
export interface Detail {
  readonly message: Message;
  readonly tokens: readonly FoundToken[];
  readonly cause: Message | undefined;
  readonly effects: readonly Message[];
  /** What the org has logged while it answered. */
  readonly log: readonly string[];
}

/** A message with everything that can be said about it. */
export function detail({ message, tokens, cause, effects, log }: Detail): Html {
  const { method, url, status, failure, from, to, ms } = message;
  const meaning = meaningOf(message);
  const fields = fieldsOf(message);
  return markup`<header class="detail-head">
      <h2>${meaning?.title ?? `${method} ${new URL(url).pathname}`}</h2>
      <p class="address"><b>${method}</b> ${addressed(url)}</p>
      <p>
        ${nameOf(from)} to ${nameOf(to)}, ${message.channel} channel,
        <b>${status ?? failure ?? 'no response'}</b>, ${Math.max(1, Math.ceil(ms))} ms
      </p>
      ${meaning && markup`<p>${meaning.what} ${sourceOf(meaning.source)}</p>`}
    </header>
    ${related(cause, effects)}
    ${
      !/^(MAIL|SMS|PUSH)$/.test(method) &&
      markup`<div class="copies" data-call="${JSON.stringify(callOf(message))}"></div>`
    }
    ${
      tokens.length > 0 &&
      markup`<section>
        <h3>Tokens</h3>
        ${tokens.map(tokenBox)}
      </section>`
    }
    ${fields.length > 0 && fieldTable(message, fields)}
    ${
      log.length > 0 &&
      markup`<section>
        <h3>What the org logged</h3>
        <ul class="log">
          ${log.map((line) => markup`<li>${line}</li>`)}
        </ul>
      </section>`
    }
    <section>
      <h3>Request</h3>
      ${raw(`${method} ${url}`, message.requestHeaders, message.requestBody, 'Request')}
    </section>
    <section>
      <h3>Response</h3>
      ${raw(String(status ?? failure ?? ''), message.responseHeaders, message.responseBody, 'Response')}
    </section>`;
}

/** What the copied command needs. Where secrets are masked, it has the mask in their place. */
const callOf = ({ method, url, requestHeaders, requestBody }: Message): object => ({
  method,
  path: url,
  requestHeaders: Object.fromEntries(
    Object.entries(requestHeaders).filter(
      ([name]) => !/^(host|connection|content-length|accept-encoding|sec-|upgrade-insecure)/i.test(name),
    ),
  ),
  requestBody,
});

const sourceOf = (source: Source | undefined): Html | undefined =>
  source &&
  markup`<a class="source" href="${source[1]}" target="_blank" rel="noopener noreferrer">${source[0]}</a>`;

function related(cause: Message | undefined, effects: readonly Message[]): Html {
  const link = (message: Message): Html =>
    markup`<button type="button" class="jump" data-jump="${message.id}">
      ${message.method} ${shortAddress(message)}
    </button>`;
  return markup`<p class="related">
    ${cause && markup`Caused by ${link(cause)} `}${effects.length > 0 && markup`Led to ${effects.map(link)}`}
  </p>`;
}

function tokenBox({ name, header, claims, isGenuine, verdict }: FoundToken): Html {
  const tone = isGenuine === undefined ? 'quiet' : isGenuine ? 'good' : 'bad';
  const sign = isGenuine === undefined ? '?' : isGenuine ? '✓' : '✗';
  return markup`<details class="token" open>
    <summary><code>${name}</code> <span class="verdict ${tone}">${sign} ${verdict}</span></summary>
    <table class="claims">
      <caption class="unseen">
        Claims of ${name}
      </caption>
      ${entries(header).map(
        ([claim, value]) =>
          markup`<tr class="of-header">
            <th scope="row">${claim}</th>
            <td>${addressed(value)}</td>
          </tr>`,
      )}
      ${entries(claims).map(
        ([claim, value]) =>
          markup`<tr>
            <th scope="row">${claim}</th>
            <td>${addressed(value)}${timeOf(claim, value)}</td>
          </tr>`,
      )}
    </table>
  </details>`;
}

/** Text that fits a narrow column, because addresses may wrap after their separators. */
const addressed = (text: string): Html => new Html(breakable(text));

const entries = (record: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(record).map(([name, value]) => [name, typeof value === 'string' ? value : inOneLine(value)]);

/** RFC 7519 counts seconds. */
function timeOf(claim: string, value: string): Html | undefined {
  const date = new Date(Number(value) * 1000);
  if (!/^(exp|iat|nbf|auth_time)$/.test(claim) || Number.isNaN(date.getTime())) return undefined;
  const iso = date.toISOString();
  return markup` <time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}

const places: Readonly<Record<Field['where'], string>> = {
  address: 'address',
  body: 'body',
  redirect: 'redirect to',
  response: 'response',
};

function fieldTable({ requestHeaders }: Message, fields: readonly Field[]): Html {
  const headers = Object.entries(requestHeaders).flatMap(([name, value]) =>
    parameters[name.toLowerCase()] && name.toLowerCase() !== 'cookie'
      ? [{ name: name.toLowerCase(), value }]
      : [],
  );
  const rowOf = (where: string, name: string, value: string): Html => {
    const purpose = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return markup`<tr>
      <th scope="row"><code>${name}</code><small>${where}</small></th>
      <td>
        <code class="value">${value}</code>
        ${purpose && markup`<p>${purpose.what} ${sourceOf(purpose.source)}</p>`}${purpose?.attack !== undefined && markup`<p class="attack"><b>If no one checked it:</b> ${purpose.attack}</p>`}
      </td>
    </tr>`;
  };
  return markup`<section>
    <h3>Parameters</h3>
    <table class="fields">
      <caption class="unseen">
        Parameters of this message and their purpose
      </caption>
      ${headers.map(({ name, value }) => rowOf('header', name, value))}
      ${fields.map(({ where, name, value }) => rowOf(places[where], name, value))}
    </table>
  </section>`;
}

function raw(
  first: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
  label: string,
): Html {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    values.split('\n').map((value) => `${name}: ${value}`),
  );
  return markup`<pre tabindex="0" aria-label="${label}">
${[first, ...lines].join('\n')}${body !== undefined && `\n\n${indented(body)}`}</pre>`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body.replaceAll('&', '\n&');
  }
}
