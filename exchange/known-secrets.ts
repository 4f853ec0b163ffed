import { bodyText, headerOf, headersOf } from './decode.ts';
import { isSecret, isSecretParameter, redacted } from './mask.ts';
import type { Recorded } from './recorded.ts';

/** A token is a secret wherever it is. */
const jwt = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;

/** What tokens, codes and identifiers are made of. */
const word = /[\w.~-]{8,}/g;
const isWord = (text: string): boolean => /^[\w.~-]+$/.test(text);

const found = new WeakMap<Recorded, readonly string[]>();

/**
 * The values that were secret anywhere in these messages, to redact them everywhere else too: in a path, a picture's
 * address, a text.
 */
export class KnownSecrets {
  readonly #words = new Set<string>();
  /** With characters that a word does not have, as in passwords. */
  readonly #texts = new Set<string>();

  constructor(messages: readonly Recorded[]) {
    for (const message of messages) {
      let secrets = found.get(message);
      if (!secrets) found.set(message, (secrets = secretsIn(message)));
      for (const secret of secrets) (isWord(secret) ? this.#words : this.#texts).add(secret);
    }
  }

  redact(text: string): string {
    let shown = text.replace(jwt, redacted).replace(word, (one) => (this.#words.has(one) ? redacted : one));
    for (const secret of this.#texts) shown = shown.replaceAll(secret, redacted);
    return shown;
  }
}

function secretsIn(message: Recorded): string[] {
  const secrets: string[] = [];
  const add = (value: string): void => {
    const bare = value.replace(/=+$/, '');
    if (bare.length >= (isWord(bare) ? 8 : 10)) secrets.push(bare);
  };
  const parameters = (text: string): void => {
    for (const [name, value] of new URLSearchParams(text)) if (isSecretParameter(name)) add(value);
  };
  const address = (url: string): void => {
    for (const part of url.split(/[?#]/).slice(1)) parameters(part);
  };
  const json = (value: unknown, name: string): void => {
    if (typeof value === 'string') {
      if (isSecret(name)) add(value);
    } else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) json(inner, Array.isArray(value) ? name : key);
  };
  const body = (text: string | undefined, type: string | undefined): void => {
    if (text === undefined || type === undefined) return;
    if (/x-www-form-urlencoded/i.test(type)) parameters(text);
    if (!/json/i.test(type)) return;
    try {
      json(JSON.parse(text), '');
    } catch {
      // A body that was cut off: what is shown of it is nothing.
    }
  };
  const cookies = (text: string): void => {
    for (const [, value = ''] of text.matchAll(/=([\w.~-]{16,})/g)) add(value);
  };

  address(message.url);
  const requests = [message.requestHeaders, message.wireHeaders ?? []];
  for (const [name, value] of [...requests, message.responseHeaders].flatMap((raw) => headersOf(raw))) {
    if (/^(location|referer)$/i.test(name)) address(value);
    else if (/^(set-)?cookie$/i.test(name)) cookies(value);
    else if (/^authorization$/i.test(name)) {
      const [scheme = '', credentials = ''] = value.split(' ');
      add(credentials);
      if (/^basic$/i.test(scheme)) add(Buffer.from(credentials, 'base64').toString().split(':')[1] ?? '');
    }
  }
  body(
    bodyText(message.requestBody, message.requestHeaders),
    headerOf(message.requestHeaders, 'content-type'),
  );
  body(
    bodyText(message.responseBody, message.responseHeaders),
    headerOf(message.responseHeaders, 'content-type'),
  );
  return secrets;
}
