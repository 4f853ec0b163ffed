import type { Message } from '../message.ts';

/** A parameter of a message: in its URL, its form or JSON, or in the redirect of its response. */
export interface Field {
  readonly where: 'address' | 'body' | 'redirect' | 'response';
  readonly name: string;
  readonly value: string;
}

/** The parameters of a message, in their order. */
export function fieldsOf(message: Message): Field[] {
  const location = headerIn(message.responseHeaders, 'location');
  return [
    ...ofAddress(message.url, 'address'),
    ...ofBody(message.requestBody, 'body'),
    ...ofAddress(location ?? '', 'redirect'),
    ...ofBody(message.responseBody, 'response'),
  ];
}

/** The value of this header, whose name is in lower case. */
export const headerIn = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];

const ofAddress = (url: string, where: Field['where']): Field[] =>
  url
    .split(/[?#]/)
    .slice(1)
    .flatMap((part) => [...new URLSearchParams(part)].map(([name, value]) => ({ where, name, value })));

function ofBody(body: string | undefined, where: Field['where']): Field[] {
  if (body === undefined) return [];
  if (/^[\w.%-]+=/.test(body))
    return [...new URLSearchParams(body)].map(([name, value]) => ({ where, name, value }));
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value)
      .filter(([, one]) => typeof one !== 'object')
      .map(([name, one]) => ({ where, name, value: String(one) }));
  } catch {
    return [];
  }
}
