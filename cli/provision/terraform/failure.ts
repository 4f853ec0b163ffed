import { Interrupted, UserError } from '../../errors.ts';
import { kindTitle } from '../plan.ts';
import type { Diagnostic } from './events.ts';
import type { Ended } from './run.ts';

interface Told {
  message: string;
  remedy: string[];
}

/** What Terraform and the provider say, and how we say it. The first that fits decides. */
const known: { pattern: RegExp; tell: (text: string) => Told }[] = [
  {
    pattern: /state lock/i,
    tell: (text) => {
      const who = /Who:\s+(\S+)/.exec(text)?.[1];
      const since = /Created:\s+(\S+ \S+?)(?:\.\d+)?\s/.exec(text)?.[1];
      return {
        message: `Terraform is still at work on this org${who ? `, started by ${who}` : ''}${since ? ` at ${since}` : ''}.`,
        remedy: ['Wait until it has ended, then try again.'],
      };
    },
  },
  {
    pattern: /no space left on device/i,
    tell: () => ({
      message: 'The disk is full.',
      remedy: ['Make room and run init again: it goes on from there.'],
    }),
  },
  {
    pattern:
      /Failed to (query available provider packages|install provider)|registry service|Could not retrieve/i,
    tell: (text) => ({
      message: 'Terraform could not get the Okta provider.',
      remedy: [
        firstSentence(text),
        'Is registry.terraform.io reachable from here? Behind a proxy set HTTPS_PROXY; without a network give a',
        'mirror in TF_CLI_CONFIG_FILE, or use --engine direct, which needs no provider.',
      ],
    }),
  },
  {
    pattern: /Invalid token provided|E0000011|\b401\b/,
    tell: () => ({
      message: 'Okta does not take the credentials.',
      remedy: [
        'The token may have been revoked, or has not been used for 30 days: make a new one in the admin console,',
        'Security > API > Tokens.',
      ],
    }),
  },
  {
    pattern: /do not have permission|E0000006|\b403\b/,
    tell: () => ({
      message: 'The account behind the credentials lacks a right.',
      remedy: [
        'It needs to be a super administrator, or a service app with the scopes that docs/cli.md names.',
      ],
    }),
  },
  {
    pattern: /rate limit|too many requests|E0000047/i,
    tell: () => ({
      message: 'The org counts too many calls.',
      remedy: ['Wait a minute and run init again: it goes on from there.'],
    }),
  },
  {
    pattern:
      /already exists|must be unique|already in use|E0000060|An? (object|app|application) with this field already/i,
    tell: () => ({
      message: '',
      remedy: ['It is in the org already: run init with --adopt to take it over.'],
    }),
  },
];

/** Terraform says this before it says what is wrong. */
const introduction = /encountered problems during initiali[sz]ation/;

/**
 * The error to throw for a Terraform command that failed: which resource, what Okta said, what to do.
 * @param log the file that has the whole of it
 */
export function asUserError({ diagnostics, interrupted, status }: Ended, log: string): UserError {
  if (interrupted)
    return new Interrupted('Stopped. What was done is kept.', [
      'Run the command again: it goes on from there.',
    ]);
  const errors = diagnostics.filter(
    ({ severity, summary }) => severity === 'error' && !introduction.test(summary),
  );
  const [first] = errors;
  const whole = `The whole of it is in ${log}`;
  if (!first) return new UserError(`Terraform ended with status ${status} and did not say why.`, [whole]);
  const others = errors.slice(1).filter(({ address }) => address !== undefined && address !== first.address);
  const told = tellDiagnostic(first);
  return new UserError(told.message, [
    ...told.remedy,
    ...(others.length > 0 ? [`Failed as well: ${others.map(({ address }) => address).join(', ')}.`] : []),
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

/** The org's errorSummary and causes, out of the sentence that the provider makes of them. */
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
