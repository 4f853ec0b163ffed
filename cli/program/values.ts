import { InvalidArgumentError } from 'commander';

/** Parsers for option values. */
export const parseList = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1)) throw new InvalidArgumentError('It must be a number of seconds, at least 1.');
  return seconds;
}

export function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes >= 0)) throw new InvalidArgumentError('It must be a number of minutes.');
  return minutes;
}

export function parseScene(text: string): number {
  const scene = Number(text);
  if (!Number.isInteger(scene) || scene < 1)
    throw new InvalidArgumentError('It must be a whole number, 1 or higher.');
  return scene;
}

/** The numbers of seats: `30` for the first thirty, `31-60` for those from 31. */
export function parseSeats(text: string): number[] {
  const [, from = '', to = ''] = /^(?:(\d+)-)?(\d+)$/.exec(text) ?? [];
  const [first, last] = [Number(from || '1'), Number(to)];
  if (to === '' || first < 1 || last < first || last > 99)
    throw new InvalidArgumentError('It must be a number from 1 to 99, or a range such as 31-60.');
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

/** What can stand before `.okta.com`. */
export function parseSubdomain(text: string): string {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(text))
    throw new InvalidArgumentError('It must consist of letters, digits and hyphens.');
  return text;
}

export function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or higher.');
  return Number(text);
}

/** The end of a command's help. */
export const examples = (...lines: string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n');

/** Descriptions of options shared by several commands. */
export const port = {
  outside: [
    '--outside-port <number>',
    'phone and mailbox port (default: the port after the org’s, if free)',
    parsePort,
  ],
  org: ['--org-port <number>', 'sandbox org port (default: 5001)', parsePort],
  sample: ['--sample-port <number>', 'sample third-party app port (default: 5005)', parsePort],
  assistant: ['--assistant-port <number>', 'AI assistant port (default: 5006)', parsePort],
} as const;
export const host = ['--host <address>', 'address to listen on', 'localhost'] as const;
export const trustNetwork = [
  '--trust-network',
  'let other machines use the phone, mailbox and control API (for containers and rooms; with --host)',
] as const;
export const https = [
  '--https',
  'serve https, with certificates from a local authority (see multidemo trust)',
] as const;
export const lan = [
  '--lan',
  'for a room: https at this machine’s network address, including phone and mailbox, with QR codes',
] as const;
export const baseUrl = [
  '--base-url <url>',
  'URL at which browsers reach the ports, such as https://demo-{port}.example.com (default: the codespace’s, or http://localhost)',
] as const;
/** Programs that make a port of this machine public, in the order in which to try them: the first needs no account. */
export const tunnelPrograms = ['cloudflared', 'ngrok'] as const;
export type TunnelProgram = (typeof tunnelPrograms)[number];
export const json = ['--json', 'print the result, or an error, as JSON'] as const;
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];
