/** A request that a page has recorded. */
interface CopiedCall {
  readonly method: string;
  /** A path is one of the page's own origin. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
}

type Writer = (call: CopiedCall) => string;

const addressOf = ({ path }: CopiedCall): string => new URL(path, location.href).href;

/** For a POSIX shell: single quotes keep everything but themselves. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const asCurl: Writer = (call) =>
  [
    `curl -X ${call.method} ${quote(addressOf(call))}`,
    ...Object.entries(call.requestHeaders).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(call.requestBody ? [`-d ${quote(call.requestBody)}`] : []),
  ].join(' \\\n  ');

/** https://httpie.io/docs/cli/raw-request-body */
const asHttpie: Writer = (call) =>
  [
    `http ${call.method} ${quote(addressOf(call))}`,
    ...Object.entries(call.requestHeaders).map(([name, value]) => quote(`${name}:${value}`)),
    ...(call.requestBody ? [`--raw ${quote(call.requestBody)}`] : []),
  ].join(' \\\n  ');

const asFetch: Writer = (call) => {
  const { method, requestHeaders: headers, requestBody: body } = call;
  const options = JSON.stringify({ method, headers, ...(body && { body }) }, undefined, 2);
  return `await fetch(${JSON.stringify(addressOf(call))}, ${options});`;
};

/** For a POSIX shell. */
const posix: Readonly<Record<string, Writer>> = { curl: asCurl, HTTPie: asHttpie, fetch: asFetch };

/**
 * For PowerShell. Windows PowerShell takes quotes out of arguments, so the body goes through a pipe. A
 * typographic quote ends a text there too.
 */
const quoteForPowerShell = (text: string): string => `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;

const piped = ({ requestBody }: CopiedCall): string =>
  requestBody ? `${quoteForPowerShell(requestBody)} | ` : '';

/** `curl` alone is another command there. */
const asCurlExe: Writer = (call) =>
  [
    `${piped(call)}curl.exe -X ${call.method} ${quoteForPowerShell(addressOf(call))}`,
    ...Object.entries(call.requestHeaders).map(
      ([name, value]) => `-H ${quoteForPowerShell(`${name}: ${value}`)}`,
    ),
    ...(call.requestBody ? ["-d '@-'"] : []),
  ].join(' `\n  ');

const asHttpieExe: Writer = (call) =>
  [
    `${piped(call)}http ${call.requestBody ? '' : '--ignore-stdin '}${call.method} ${quoteForPowerShell(addressOf(call))}`,
    ...Object.entries(call.requestHeaders).map(([name, value]) => quoteForPowerShell(`${name}:${value}`)),
  ].join(' `\n  ');

/** The forms in which a call can be taken away from the page, by program, for the shell of the browser's system. */
export const writersFor = (userAgent: string): Readonly<Record<string, Writer>> =>
  userAgent.includes('Windows') ? { curl: asCurlExe, HTTPie: asHttpieExe, fetch: asFetch } : posix;
