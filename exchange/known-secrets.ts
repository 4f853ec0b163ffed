import { bodyText, headerOf, headersOf } from './decode.ts';
import { maskBody, maskHeader, maskUrl, redacted } from './mask.ts';
import type { Recorded } from './recorded.ts';

/** A token is a secret wherever it is. */
const jwt = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;
/** And so is a private key, in a text or in a string of JSON. */
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g;

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
    let shown = text
      .replace(jwt, redacted)
      .replace(privateKey, redacted)
      .replace(word, (one) => (this.#words.has(one) ? redacted : one));
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
  const body = (text: string | undefined, type: string | undefined): void => {
    if (text !== undefined && type !== undefined) maskBody(text, type, add);
  };
  const cookies = (text: string): void => {
    for (const [, value = ''] of text.matchAll(/=([\w.~-]{16,})/g)) add(value);
  };

  maskUrl(message.url, add);
  const requests = [message.requestHeaders, message.wireHeaders ?? []];
  for (const [name, value] of [...requests, message.responseHeaders].flatMap((raw) => headersOf(raw))) {
    if (/^(set-)?cookie$/i.test(name)) cookies(value);
    else if (/^authorization$/i.test(name)) {
      const [scheme = '', credentials = ''] = value.split(' ');
      add(credentials);
      if (/^basic$/i.test(scheme)) add(Buffer.from(credentials, 'base64').toString().split(':')[1] ?? '');
    } else maskHeader(name, value, add);
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
