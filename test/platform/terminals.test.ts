import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCli } from '../helpers/cli.ts';
import { startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';

let bench: InitBench;
beforeAll(async () => {
  bench = await startInitBench();
});
afterAll(() => bench.close());

const escape = '\u001b';
const colour = `${escape}[3`;
const clearLine = `\r${escape}[K`;

interface Screen {
  screen: string;
  env: Record<string, string>;
  globals?: string[];
  isTerminal?: boolean;
  colours: boolean;
  redraws: boolean;
}

it.each<Screen>([
  { screen: 'a terminal', env: { TERM: 'xterm-256color' }, colours: true, redraws: true },
  { screen: 'NO_COLOR', env: { TERM: 'xterm-256color', NO_COLOR: '1' }, colours: false, redraws: true },
  { screen: '--no-color', env: {}, globals: ['--no-color'], colours: false, redraws: true },
  { screen: 'TERM=dumb', env: { TERM: 'dumb' }, colours: false, redraws: false },
  { screen: 'a pipe', env: {}, isTerminal: false, colours: false, redraws: false },
])(
  'in $screen: colours $colours, redraws $redraws',
  async ({ env, globals = [], isTerminal = true, ...one }) => {
    const { cwd, org, appUrl } = bench;
    const options = { cwd, env: { OKTA_API_KEY: org.apiToken, ...env }, isTerminal };
    const run = async (argv: string[]) => {
      const cli = startCli([...globals, ...argv], options);
      expect(await cli.ended).toBe(0);
      return cli.stdout() + cli.stderr();
    };
    const init = await run(['init', '--org-url', org.url, '--app-url', appUrl, '--yes']);
    const doctor = await run(['doctor', '--skip', 'event-hook,hook-delivery']);
    const destroy = await run(['destroy', '--yes']);
    for (const shown of [init, doctor, destroy])
      expect({ colours: shown.includes(colour) }).toEqual({ colours: one.colours });
    for (const shown of [init, destroy])
      expect({ redraws: shown.includes(clearLine) }).toEqual({ redraws: one.redraws });
    if (!one.redraws) expect(init + doctor + destroy).not.toContain(escape);
    expect(init).toContain('Okta Multidemo');
  },
);
