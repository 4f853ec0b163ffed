import { isTaken, nameListener } from '../../port.ts';
import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { whoAnswers } from '../shop.ts';

/** The port is free for `serve`, or used by it. */
export const port: Check = {
  id: 'port',
  title: 'Port',
  area: 'This machine',
  needs: ['configuration'],
  docs: 'docs/cli.md#multidemo-serve',
  async run(context) {
    const { config } = context;
    if (!(await isTaken(config.port))) return ok(`${config.port} is free.`);
    const who = await whoAnswers(context, `http://localhost:${config.port}`);
    if (who === 'shop') return ok(`The shop is running on ${config.port}.`);
    if (who === 'nobody' && context.sandbox === 'serve')
      return warning({
        found: `Port ${config.port} is in use, but the shop did not respond in time.`,
        expected: 'A response from the shop within a few seconds.',
        consequence: 'Pages open slowly, or not at all.',
        remedy: 'Close other programs on this machine, or restart the shop.',
      });
    const holder = await nameListener(config.port);
    return failure({
      found: `Port ${config.port} is in use by ${holder}.`,
      expected: 'Free, or used by the shop.',
      consequence: 'The shop cannot start at the address that the org redirects to.',
      remedy: `Stop ${holder}, or set PORT and APP_URL to another port and run multidemo init again.`,
    });
  },
};
