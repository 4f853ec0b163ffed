import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { homeFolder } from '../home.ts';
import type { Io } from '../io.ts';
import { curlTo, shellOf } from '../shell.ts';
import { dataFolder } from './authority.ts';

/** Where certificates are trusted, and the commands that add one. */
export interface TrustStore {
  readonly who: string;
  readonly commands: readonly (readonly string[])[];
  /** The commands change only what belongs to this user, and need no password of an administrator. */
  readonly isOwn: boolean;
}

/** The trust stores of this system, for an authority in `file`. */
export function trustStores({ env, platform }: Pick<Io, 'env' | 'platform'>, file: string): TrustStore[] {
  const home = homeFolder(env);
  if (platform === 'win32')
    return [
      {
        who: 'Edge, Chrome and Windows',
        commands: [['certutil', '-user', '-addstore', 'Root', file]],
        isOwn: true,
      },
    ];
  if (platform === 'darwin') {
    const keychain = posix.join(home, 'Library/Keychains/login.keychain-db');
    return [
      {
        who: 'Safari, Chrome and macOS',
        commands: [['security', 'add-trusted-cert', '-r', 'trustRoot', '-k', keychain, file]],
        isOwn: true,
      },
    ];
  }
  const folder = chromiumStore({ env, platform });
  return [
    {
      who: 'Chrome and Chromium (certutil is in libnss3-tools)',
      commands: [
        ['mkdir', '-p', folder],
        ['certutil', '-d', `sql:${folder}`, '-A', '-t', 'C,,', '-n', 'Okta Multidemo', '-i', file],
      ],
      isOwn: true,
    },
    {
      who: 'curl and other programs of this system',
      commands: [
        ['sudo', 'cp', file, '/usr/local/share/ca-certificates/okta-multidemo.crt'],
        ['sudo', 'update-ca-certificates'],
      ],
      isOwn: false,
    },
  ];
}

/** Chromium reads the older folder if there is one, and since version 146 makes the other; certutil makes neither. */
function chromiumStore(io: Pick<Io, 'env' | 'platform'>): string {
  const older = posix.join(homeFolder(io.env), '.pki/nssdb');
  return existsSync(older) ? older : posix.join(posix.dirname(dataFolder(io)), 'pki/nssdb');
}

/** What programs with their own store need. */
export const programs = (platform: NodeJS.Platform, file: string): readonly (readonly [string, string])[] => [
  ['Node.js', shellOf(platform).set('NODE_EXTRA_CA_CERTS', file)],
  ['Python (requests)', shellOf(platform).set('REQUESTS_CA_BUNDLE', file)],
  ['Python (others)', shellOf(platform).set('SSL_CERT_FILE', file)],
  [
    'Java',
    `keytool -importcert -cacerts -storepass changeit -noprompt -alias okta-multidemo -file ${quoted(file)}`,
  ],
  ['curl, once', `${curlTo(platform, file)} …`],
  ['Firefox', 'Settings > Privacy & Security > Certificates > View Certificates > Authorities > Import'],
];

const quoted = (text: string): string => (/^[\w./:\\=,-]+$/.test(text) ? text : `"${text}"`);

/** As they would be typed. */
export const typed = (commands: TrustStore['commands']): string[] =>
  commands.map((command) => command.map(quoted).join(' '));
