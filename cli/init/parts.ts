import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import type { Fields } from '../provision/value.ts';
import { pathFrom } from '../read-text.ts';
import { isOn } from '../run/environment.ts';
import { isLoopback } from '../run/loopback.ts';
import type { Answers } from './answers.ts';

/** Options of the optional parts. Secrets are only accepted in variables. */
export interface PartOptions {
  googleClientId?: string;
  facebookClientId?: string;
  samlIssuer?: string;
  samlSsoUrl?: string;
  samlCertificate?: string;
  idpDomain?: string;
  without?: string[];
}

interface Field {
  /** Variable of the stack. */
  variable: keyof typeof stackVariables;
  option?: keyof Omit<PartOptions, 'without'>;
  flag?: string;
  /** Variable of the environment. */
  environment: string;
  message: string;
  secret?: boolean;
  check?: (text: string) => true | string;
}

const stackVariables = {
  google_client_id: '',
  google_client_secret: '',
  facebook_client_id: '',
  facebook_client_secret: '',
  saml_issuer: '',
  saml_sso_url: '',
  saml_certificate: '',
  idp_domain: '',
};

const isUrl = (text: string): true | string =>
  (URL.canParse(text) && /^https?:/.test(text)) || 'It must be a URL that begins with https://.';
const isDomain = (text: string): true | string =>
  /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(text) || 'It must be a domain like partner.example.';

/** Optional parts of the demo org, in the order in which they are offered. */
const parts: { id: PartId; name: string; description: string; needs?: PartId; fields: Field[] }[] = [
  {
    id: 'google',
    name: 'Google sign-in',
    description: 'Requires a Google OAuth client (console.cloud.google.com > Credentials)',
    fields: [
      {
        variable: 'google_client_id',
        option: 'googleClientId',
        flag: '--google-client-id',
        environment: 'GOOGLE_CLIENT_ID',
        message: 'Google client ID',
      },
      {
        variable: 'google_client_secret',
        environment: 'GOOGLE_CLIENT_SECRET',
        message: 'Google client secret',
        secret: true,
      },
    ],
  },
  {
    id: 'facebook',
    name: 'Facebook sign-in',
    description: 'Requires a Facebook app (developers.facebook.com)',
    fields: [
      {
        variable: 'facebook_client_id',
        option: 'facebookClientId',
        flag: '--facebook-client-id',
        environment: 'FACEBOOK_CLIENT_ID',
        message: 'Facebook app ID',
      },
      {
        variable: 'facebook_client_secret',
        environment: 'FACEBOOK_CLIENT_SECRET',
        message: 'Facebook app secret',
        secret: true,
      },
    ],
  },
  {
    id: 'saml',
    name: 'SAML partner',
    description: 'Another company’s SAML identity provider, such as a second Okta org',
    fields: [
      {
        variable: 'saml_issuer',
        option: 'samlIssuer',
        flag: '--saml-issuer',
        environment: 'SAML_ISSUER',
        message: 'The SAML partner’s issuer (entity ID)',
      },
      {
        variable: 'saml_sso_url',
        option: 'samlSsoUrl',
        flag: '--saml-sso-url',
        environment: 'SAML_SSO_URL',
        message: 'The SAML partner’s single sign-on URL',
        check: isUrl,
      },
      {
        variable: 'saml_certificate',
        option: 'samlCertificate',
        flag: '--saml-certificate',
        environment: 'SAML_CERTIFICATE',
        message: 'The SAML partner’s signing certificate file (PEM)',
      },
    ],
  },
  {
    id: 'routing',
    name: 'Routing by email domain',
    description: 'Sends users with the partner’s email domain to the SAML partner',
    needs: 'saml',
    fields: [
      {
        variable: 'idp_domain',
        option: 'idpDomain',
        flag: '--idp-domain',
        environment: 'IDP_DOMAIN',
        message: 'The SAML partner’s email domain',
        check: isDomain,
      },
    ],
  },
];

/** Ids for `--without`. */
const partIds = [
  'google',
  'facebook',
  'saml',
  'routing',
  'events',
  'token-hook',
  'par',
  'dpop',
  'fulfilment',
  'assistant',
] as const;
type PartId = (typeof partIds)[number];

/**
 * The optional parts that the org gets, as variables of the stack: those set by options or variables, those of
 * the last init, those that the user chooses; without those in `--without`.
 */
export async function chooseParts(
  answers: Answers,
  options: PartOptions,
  context: { before: Fields; appUrl: string; orgUrl: string; cwd: string },
): Promise<Fields> {
  const without = options.without ?? [];
  const unknown = without.find((id) => !partIds.includes(id as PartId));
  if (unknown !== undefined)
    throw new UserError(`--without: unknown part “${unknown}”.`, `Available: ${partIds.join(', ')}.`);
  const { before, appUrl, orgUrl } = context;
  const reachable = canReach(orgUrl, appUrl);
  const eventsBefore = before.event_hook ?? true;
  const isWanted = (name: string, variable: string): boolean =>
    isOn(answers.said({ variable }) ?? answers.file[variable]) || before[name] === true;
  const choices = [
    ...parts.map(({ id, name, description, fields }) => ({
      value: id,
      name,
      description,
      checked: fields.some((field) => saidOf(field, answers, options) !== undefined || filled(before, field)),
    })),
    ...(reachable
      ? [
          {
            value: 'events' as const,
            name: 'Event hook',
            description: 'Sends the org’s events to the shop for the Events page',
            checked: eventsBefore === true,
          },
          {
            value: 'token-hook' as const,
            name: 'Token hook',
            description: 'The org asks the shop for a claim, loyalty, before it signs tokens',
            checked: before.token_hook === true,
          },
        ]
      : []),
    {
      value: 'par' as const,
      name: 'PAR',
      description: 'The shop pushes its authorization requests to the org (RFC 9126)',
      checked: isWanted('par', 'OKTA_PAR'),
    },
    {
      value: 'dpop' as const,
      name: 'DPoP',
      description: 'The org binds the shop’s tokens to a key (RFC 9449)',
      checked: isWanted('dpop', 'OKTA_DPOP'),
    },
    {
      value: 'fulfilment' as const,
      name: 'Fulfilment service',
      description: 'A second API that the shop’s API calls on behalf of users (token exchange)',
      checked: isWanted('fulfilment', 'FF_FULFILMENT'),
    },
    {
      value: 'assistant' as const,
      name: 'Assistant',
      description:
        'An AI agent that uses the shop for its users (Cross App Access); needs Okta for AI Agents',
      checked: isWanted('assistant', 'FF_ASSISTANT'),
    },
  ].filter(({ value }) => !without.includes(value));
  const chosen = await answers.many('Which optional parts do you want?', choices);
  if (answers.asks && chosen.includes('routing') && !without.includes('saml')) chosen.push('saml');
  const decided: Fields = {
    ...stackVariables,
    event_hook: chosen.includes('events'),
    token_hook: chosen.includes('token-hook'),
    par: chosen.includes('par'),
    dpop: chosen.includes('dpop'),
    fulfilment: chosen.includes('fulfilment'),
    assistant: chosen.includes('assistant'),
  };
  for (const part of parts.filter(({ id }) => chosen.includes(id))) {
    if (part.needs !== undefined && !chosen.includes(part.needs))
      throw new UserError(
        `“${part.name}” needs “${parts.find(({ id }) => id === part.needs)?.name ?? part.needs}”.`,
        [`Choose both, or do not pass --without ${part.needs}.`],
      );
    for (const field of part.fields)
      decided[field.variable] = await valueOf(field, answers, options, context);
  }
  return decided;
}

/**
 * Okta calls hooks over the internet, by https; a sandbox org on this machine can call anything on this
 * machine.
 */
const canReach = (orgUrl: string, appUrl: string): boolean =>
  isLoopback(orgUrl) || (appUrl.startsWith('https:') && !isLoopback(appUrl));

const saidOf = ({ option, environment }: Field, answers: Answers, options: PartOptions): string | undefined =>
  answers.said({ given: option && options[option], variable: environment });

const filled = (before: Fields, { variable }: Field): boolean => (before[variable] ?? '') !== '';

async function valueOf(
  field: Field,
  answers: Answers,
  options: PartOptions,
  { before, cwd }: { before: Fields; cwd: string },
): Promise<string> {
  const { variable, option, flag, environment, message, secret, check } = field;
  const former = before[variable];
  const preset = typeof former === 'string' && former !== '' ? former : undefined;
  const isCertificate = variable === 'saml_certificate';
  // The certificate itself is stored, but the question asks for a file.
  if (isCertificate && preset !== undefined && saidOf(field, answers, options) === undefined) return preset;
  const answer = await answers.text({
    message,
    ...(flag !== undefined && { flag }),
    given: option && options[option],
    variable: environment,
    preset,
    ...(secret !== undefined && { secret }),
    ...(check && { check }),
    ...(isCertificate && { check: (file: string) => derIn(file, cwd) !== undefined || noCertificate }),
  });
  return isCertificate ? (derIn(answer, cwd) ?? '') : answer;
}

const noCertificate = 'It must be an X.509 certificate in PEM format (-----BEGIN CERTIFICATE-----).';

/** The certificate in a file in Okta's format: DER in base64. Undefined if there is none. */
function derIn(file: string, cwd: string): string | undefined {
  try {
    return new X509Certificate(readFileSync(pathFrom(cwd, file))).raw.toString('base64');
  } catch {
    return undefined;
  }
}
