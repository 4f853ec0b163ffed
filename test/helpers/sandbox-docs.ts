/** The parts of docs/sandbox.md that the sources say: where they differ from Okta, and which settings are stored only. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsRegister } from '../../sandbox/api/settings/index.ts';
import { idleParameters } from '../../sandbox/api/settings/queries.ts';
import { placesOf } from '../../sandbox/api/settings/settings.ts';

const root = join(import.meta.dirname, '../..');

/** `// Deviation: …` or `Deviation: …` in a comment, up to the end of the comment or its paragraph. */
const tag = /(?:\/\/|\*) Deviation: ([^\n]*(?:\n\s*(?:\/\/|\*) (?!@|Deviation:)[^\n]+)*)/g;

export function deviations(): readonly string[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', 'sandbox'], {
    cwd: root,
    encoding: 'utf8',
  });
  return files
    .trim()
    .split('\n')
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(tag)])
    .map(([, text = '']) => text.replace(/\s*\*\/$/, '').replace(/\n\s*(?:\/\/|\*) /g, ' '));
}

/** How many settings there are, and how many are only stored. */
function countSettings(): { readonly all: number; readonly stored: number } {
  const count = (keys: readonly string[]): number => keys.flatMap(placesOf).length;
  const stored = settingsRegister.flatMap((one) => Object.keys(one.stored ?? {}));
  const effective = settingsRegister.flatMap((one) => Object.keys(one.effective));
  return { all: count(stored) + count(effective), stored: count(stored) };
}

function storedSettings(): string {
  const rows = settingsRegister
    .filter(({ stored = {} }) => Object.keys(stored).length > 0)
    .map(({ resource, stored = {} }) => `| ${resource} | ${Object.keys(stored).map(shown).join('; ')} |`);
  return ['| Resource | Settings |', '|---|---|', ...rows].join('\n');
}

/** The query parameters that Okta has and the sandbox does not act on. */
const idleQueries = (): string =>
  Object.entries(idleParameters)
    .flatMap(([operation, names]) => names.map((name) => `\`?${name}\` of ${operation}`))
    .join(', ');

/** `settings.signOn: audience recipient` as `settings.signOn.{audience, recipient}`. */
function shown(key: string): string {
  const [parent, names] = key.includes(': ') ? key.split(': ') : ['', key];
  const each = (names ?? '').split(' ');
  if (parent === '') return each.map((name) => `\`${name}\``).join(', ');
  return each.length === 1
    ? `\`${parent ?? ''}.${each[0] ?? ''}\``
    : `\`${parent ?? ''}.{${each.join(', ')}}\``;
}

/** The document with its generated parts as they should be. */
export function withGeneratedParts(text: string): string {
  const { all, stored } = countSettings();
  const parts: Readonly<Record<string, string>> = {
    deviations: deviations()
      .map((one) => `- ${one.charAt(0).toUpperCase()}${one.slice(1)}`)
      .join('\n'),
    settings: `Of ${all} settings, ${stored} are only stored:\n\n${storedSettings()}\n\nQuery parameters without effect: ${idleQueries()}.`,
  };
  return Object.entries(parts).reduce((document, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
    const [before, rest = ''] = document.split(begin);
    if (rest === '' || !rest.includes(end)) throw new Error(`docs/sandbox.md has no place for its ${name}.`);
    return `${before ?? ''}${begin}\n\n${part}\n\n${end}${rest.slice(rest.indexOf(end) + end.length)}`;
  }, text);
}
