import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { loadConfig, variables } from '../../app/index.ts';
import type { Variable } from '../../app/index.ts';
import { parseEnv } from '../../cli/env-file.ts';

const intro = `# Copy this file to .env and uncomment what you want to change. Commented lines show the default.
# Without a configured org, "multidemo serve" starts the sandbox org on this machine and sets the org's variables itself.
# Environment variables take precedence over .env.
`;

/** The text of .env.example, from the table of variables that the app reads. */
function render(): string {
  const blocks = Object.entries<Variable>(variables).map(
    ([name, { meaning, default: value, example, secret }]) => {
      const note = value === undefined && example !== undefined ? noteOf(example) : '';
      const comment = `${meaning}${secret ? ' Secret.' : ''}${note}`;
      return `${wrap(comment)}\n# ${name}=${value ?? ''}\n`;
    },
  );
  return [intro, ...blocks].join('\n');
}

/** `copied from …` says where the value comes from; anything else is a value. */
const noteOf = (example: string): string =>
  /^(at|copied|create|the) /.test(example)
    ? ` ${example[0]!.toUpperCase()}${example.slice(1)}.`
    : ` For example: ${example}`;

/** Breaks a comment into lines of at most 110 characters. */
function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length > 107) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}

it('explains every variable that the app reads, and no other (vitest -u regenerates it)', async () => {
  await expect(render()).toMatchFileSnapshot('../../.env.example');
});

it('can be taken as it is: every default that it shows is accepted', async () => {
  const text = await readFile('.env.example', 'utf8');
  const shown = parseEnv(text.replace(/^# (?=[A-Z][A-Z0-9_]*=)/gm, ''));
  const needed = {
    SECRET_KEY: 'a secret for this test',
    OKTA_BASE_URL: 'https://dev-1.okta.com',
    OKTA_ISSUER: 'https://dev-1.okta.com/oauth2/aus1',
    OKTA_CLIENT_ID: '0oa1',
    OKTA_CLIENT_SECRET: 'secret',
  };
  const env = Object.fromEntries(shown.map(({ name, value }) => [name, value]));
  expect(loadConfig({ ...env, ...needed })).toEqual(loadConfig(needed));
});
