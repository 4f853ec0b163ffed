import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** How Okta's ids begin, by what they name. Then comes when they were made, and the rest is random. */
const idPrefix = {
  user: '00u',
  group: '00g',
  app: '0oa',
  idp: '0oa',
  authorizationServer: 'aus',
  policy: '00p',
  accessPolicy: 'rst',
  rule: '0pr',
  accessRule: 'rul',
  scope: 'scp',
  claim: 'ocl',
  eventHook: 'who',
  inlineHook: 'cal',
  hookKey: 'HKY',
  trustedOrigin: 'tos',
  authenticator: 'aut',
  mapping: 'prm',
  userType: 'oty',
  schema: 'osc',
  zone: 'nzo',
  behavior: 'bhv',
  federatedClaim: 'ofc',
  emailDomain: 'OeD',
  brand: 'bnd',
  theme: 'the',
  file: 'fs0',
  clientSecret: 'ocs',
  clientKey: 'pks',
  refreshToken: 'oar',
  grant: 'oag',
  session: '102',
  factor: 'opf',
  org: '00o',
  error: 'oae',
  logEvent: 'log',
  role: 'ra1',
  realm: 'guo',
  deviceAssurance: 'dae',
  apiToken: '00T',
  interclientMapping: 'itm',
  agent: 'wlp',
  agentConnection: 'mcn',
  agentOperation: 'op-',
  delegationLink: 'dlk',
} as const;

export type IdKind = keyof typeof idPrefix;

/** Random characters of [A-Za-z0-9]; bytes above the last full alphabet are thrown away, so each is as likely. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length + 8)) {
      if (byte < 248 && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}

/** In the order of character codes, so that ids sort by age. */
const ordered = Array.from(alphabet).sort().join('');
/** Microseconds since the epoch, one more for each id: later ids are greater, across restarts too. */
let last = Date.now() * 1000;

function nextMoment(): string {
  last = Math.max(last + 1, Date.now() * 1000);
  let rest = last;
  let text = '';
  for (let place = 0; place < 9; place++) {
    text = ordered.charAt(rest % ordered.length) + text;
    rest = Math.floor(rest / ordered.length);
  }
  return text;
}

/**
 * An id as Okta makes them: 20 characters, the kind's prefix first, always with a digit. Those of one kind sort by
 * age, and that is the order of Okta's lists. A session's id signs its owner in, so all of it is random.
 */
export function newId(kind: IdKind): string {
  const prefix = idPrefix[kind] + (kind === 'session' ? '' : nextMoment());
  for (;;) {
    const id = prefix + randomText(20 - prefix.length);
    if (/\d/.test(id.slice(3))) return id;
  }
}

/** For sorting by id, which is by age. */
export const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** RFC 4648 base32 without padding. */
export function base32(text: string): string {
  const bits = [...Buffer.from(text, 'utf8')].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(group.padEnd(5, '0'), 2)))
    .join('');
}
