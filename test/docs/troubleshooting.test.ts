import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checks } from '../../cli/doctor/checks/index.ts';
import { troubleRows } from '../helpers/doctor-docs.ts';
import { runCli } from '../helpers/cli.ts';

const docs = join(import.meta.dirname, '../../docs');
const read = (name: string): string => readFileSync(join(docs, name), 'utf8');

test('docs/troubleshooting.md says what the doctor says (UPDATE_DOCS=1 writes it)', () => {
  const file = read('troubleshooting.md');
  const [before = '', , after = ''] = file.split(/<!-- (?:from the doctor|end) -->\n/);
  const table = ['| what you see | check | what to do |', '|---|---|---|', ...troubleRows(checks)].join('\n');
  const wanted = `${before}<!-- from the doctor -->\n${table}\n<!-- end -->\n${after}`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(docs, 'troubleshooting.md'), wanted);
  else expect(file).toBe(wanted);
  expect(table.split('\n').length).toBeGreaterThan(40);
});

test('docs/doctor.md lists every check, in the order of the report', () => {
  const listed = [...read('doctor.md').matchAll(/^\| `([a-z][\w-]*)` \|/gm)].map(([, id]) => id);
  expect(listed).toEqual(checks.map(({ id }) => id));
});

test.each(['serve', 'sandbox', 'init'])('docs/cli.md names every option of %s', async (command) => {
  const { stdout } = await runCli([command, '--help'], { cwd: docs });
  const options = [...stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
  expect(options.length).toBeGreaterThan(3);
  const section = read('cli.md').split(`## \`multidemo ${command}\``)[1]?.split('\n## ')[0] ?? '';
  const common = new Set(['--help', '--json']);
  expect(options.filter((option) => !common.has(option!) && !section.includes(option!))).toEqual([]);
});

test('the README names every command, and the documents for every role', async () => {
  const { stdout } = await runCli(['--help'], { cwd: docs });
  const commands = [...stdout.matchAll(/^ {2}(\w+) .*$/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  const readme = readFileSync(join(docs, '../README.md'), 'utf8');
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((name) => !readme.includes(`multidemo ${name}`))).toEqual([]);
  for (const document of ['getting-started.md', 'own-org.md', 'troubleshooting.md'])
    expect(readme).toContain(`docs/${document}`);
});
