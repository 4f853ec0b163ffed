import { headerIn } from '../explain/fields.ts';
import type { Message } from '../message.ts';
import { nameOf } from '../lanes.ts';

/** HTTP Archive 1.2, as browsers' developer tools open it. @see http://www.softwareishard.com/blog/har-12-spec/ */
export function asHar(messages: readonly Message[], version: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Okta Multidemo', version },
      entries: messages.filter(({ isOffWire }) => !isOffWire).map(entryOf),
    },
  };
}

function entryOf(message: Message): object {
  const { at, ms, method, url, status, failure, requestHeaders, requestBody, responseBody } = message;
  const type = (headers: Readonly<Record<string, string>>): string => headerIn(headers, 'content-type') ?? '';
  const size = (text: string | undefined): number => (text === undefined ? 0 : Buffer.byteLength(text));
  return {
    startedDateTime: new Date(at).toISOString(),
    time: ms,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(requestHeaders),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      ...(requestBody !== undefined && { postData: { mimeType: type(requestHeaders), text: requestBody } }),
      headersSize: -1,
      bodySize: size(requestBody),
    },
    response: {
      status: status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(message.responseHeaders),
      content: {
        size: size(responseBody),
        mimeType: type(message.responseHeaders),
        ...(responseBody !== undefined && { text: responseBody }),
      },
      redirectURL: headerIn(message.responseHeaders, 'location') ?? '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    ...(failure !== undefined && { comment: failure }),
    // What HAR has no place for; names with an underscore are allowed for that.
    _from: nameOf(message.from),
    _to: nameOf(message.to),
    _id: message.id,
    ...(message.cause !== undefined && { _cause: message.cause }),
  };
}

const pairs = (headers: Readonly<Record<string, string>>): object[] =>
  Object.entries(headers).flatMap(([name, values]) => values.split('\n').map((value) => ({ name, value })));
