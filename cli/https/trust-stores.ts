import { posix } from 'node:path';
import { homeFolder } from '../home.ts';
import type { Io } from '../io.ts';
import { curlTo, shellOf } from '../shell.ts';

/** Where certificates are trusted, and the command that adds one. */
export interface TrustStore {
  readonly who: string;
  readonly command: readonly string[];
  /** The command changes only what belongs to this user, and needs no password of an administrator. */
  readonly isOwn: boolean;
}

/** The trust stores of this system, for an authority in `file`. */
export function trustStores({ env, platform }: Pick<Io, 'env' | 'platform'>, file: string): TrustStore[] {
  const home = homeFolder(env);
  if (platform === 'win32')
    return [
      {
        who: 'Edge, Chrome and Windows',
        command: ['certutil', '-user', '-addstore', 'Root', file],
        isOwn: true,
      },
    ];
  if (platform === 'darwin') {
    const keychain = posix.join(home, 'Library/Keychains/login.keychain-db');
    return [
      {
        who: 'Safari, Chrome and macOS',
        command: ['security', 'add-trusted-cert', '-r', 'trustRoot', '-k', keychain, file],
        isOwn: true,
      },
    ];
  }
  const database = `sql:${posix.join(home, '.pki/nssdb')}`;
  return [
    {
      who: 'Chrome and Chromium (certutil is in libnss3-tools)',
      command: ['certutil', '-d', database, '-A', '-t', 'C,,', '-n', 'Okta Multidemo', '-i', file],
      isOwn: true,
    },
    {
      who: 'curl and other programs of this system',
      command: [
        ...['sudo', 'sh', '-c'],
        `cp '${file}' /usr/local/share/ca-certificates/okta-multidemo.crt && update-ca-certificates`,
      ],
      isOwn: false,
    },
  ];
}

/** What programs with a store of their own need. */
export const programs = (platform: NodeJS.Platform, file: string): readonly (readonly [string, string])[] => [
  ['Node.js', shellOf(platform).set('NODE_EXTRA_CA_CERTS', file)],
  ['Python (requests)', shellOf(platform).set('REQUESTS_CA_BUNDLE', file)],
  ['Java', `keytool -importcert -cacerts -noprompt -alias okta-multidemo -file ${quoted(file)}`],
  ['curl, once', `${curlTo(platform, file)} …`],
  ['Firefox', 'Settings > Privacy & Security > Certificates > View Certificates > Authorities > Import'],
];

const quoted = (text: string): string => (/^[\w./:\\=,-]+$/.test(text) ? text : `"${text}"`);

/** As it would be typed. */
export const typed = (command: readonly string[]): string => command.map(quoted).join(' ');
