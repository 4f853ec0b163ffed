import { stoppedMidway, UserError } from '../../errors.ts';
import { kindTitle } from '../plan.ts';
import type { Diagnostic } from './events.ts';
import type { Ended } from './run.ts';

interface Told {
  message: string;
  remedy: string[];
}

/** Errors of Terraform and the provider, and our explanations. The first match is used. */
const known: { pattern: RegExp; tell: (text: string) => Told }[] = [
  {
    pattern: /state lock/i,
    tell: (text) => {
      const who = /Who:\s+(\S+)/.exec(text)?.[1];
      const since = /Created:\s+(\S+ \S+?)(?:\.\d+)?\s/.exec(text)?.[1];
      return {
        message: `Terraform is still working on this org${who ? `, started by ${who}` : ''}${since ? ` at ${since}` : ''}.`,
        remedy: ['Wait until it has finished, then try again.'],
      };
    },
  },
  {
    pattern: /no space left on device/i,
    tell: () => ({
      message: 'The disk is full.',
      remedy: ['Free some space and run init again to continue.'],
    }),
  },
  {
    pattern:
      /Failed to (query available provider packages|install provider)|registry service|Could not retrieve/i,
    tell: (text) => ({
      message: 'Terraform could not download the Okta provider.',
      remedy: [
        firstSentence(text),
        'Check that registry.terraform.io is reachable. Behind a proxy, set HTTPS_PROXY. Without a network, configure a',
        'mirror in TF_CLI_CONFIG_FILE, or use --engine direct, which needs no provider.',
      ],
    }),
  },
  {
    pattern: /Invalid token provided|E0000011|\b401\b/,
    tell: () => ({
      message: 'Okta rejects the credentials.',
      remedy: [
        'The token may have been revoked or unused for 30 days. Create a new one in the Admin Console,',
        'Security > API > Tokens.',
      ],
    }),
  },
  {
    pattern: /do not have permission|E0000006|\b403\b/,
    tell: () => ({
      message: 'The account lacks a permission.',
      remedy: ['It must be a super administrator, or a service app with the scopes listed in docs/cli.md.'],
    }),
  },
  {
    pattern: /rate limit|too many requests|E0000047/i,
    tell: () => ({
      message: 'The org’s rate limit is exceeded.',
      remedy: ['Wait a minute and run init again to continue.'],
    }),
  },
  {
    pattern:
      /already exists|must be unique|already in use|E0000060|An? (object|app|application) with this field already/i,
    tell: () => ({
      message: '',
      remedy: ['It already exists in the org: run init with --adopt to adopt it.'],
    }),
  },
];

/** Terraform prints this before the actual error. */
const introduction = /encountered problems during initiali[sz]ation/;

/**
 * The error to throw for a failed Terraform command: which resource, what Okta said, what to do.
 * @param log the file with the full output
 */
export function asUserError({ diagnostics, interrupted, status }: Ended, log: string): UserError {
  if (interrupted) return stoppedMidway();
  const errors = diagnostics.filter(
    ({ severity, summary }) => severity === 'error' && !introduction.test(summary),
  );
  const [first] = errors;
  const whole = `The full output is in ${log}`;
  if (!first)
    return new UserError(`Terraform exited with status ${status} without an error message.`, [whole]);
  const others = errors.slice(1).filter(({ address }) => address !== undefined && address !== first.address);
  const told = tellDiagnostic(first);
  return new UserError(told.message, [
    ...told.remedy,
    ...(others.length > 0 ? [`Also failed: ${others.map(({ address }) => address).join(', ')}.`] : []),
    whole,
  ]);
}

function tellDiagnostic({ summary, detail, address }: Diagnostic): Told {
  const text = `${summary}\n${detail}`;
  const said = oktaSaid(text);
  const where = address === undefined ? '' : `${kindTitle(address)}, ${address}: `;
  const told = known.find(({ pattern }) => pattern.test(text))?.tell(text);
  if (told && told.message !== '' && said.remedy.length === 0)
    return { message: `${where}${told.message}`, remedy: told.remedy };
  return {
    message: `${where}${said.message}`,
    remedy: [...said.remedy, ...(told?.message ? [told.message] : []), ...(told?.remedy ?? [])],
  };
}

/** The org's errorSummary and causes, extracted from the provider's message. */
function oktaSaid(text: string): Told {
  const found = /the API returned an error: ([^]*?)(?:\. Causes: ([^]*))?$/.exec(text.trim());
  if (!found) return { message: oneLine(text), remedy: [] };
  const causes = (found[2] ?? '')
    .split(/(?:^|, )errorSummary: /)
    .map(oneLine)
    .filter(Boolean);
  return { message: `Okta says: ${oneLine(found[1] ?? '')}`, remedy: causes };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const firstSentence = (text: string) => oneLine(text).replace(/\. .*$/, '.');
