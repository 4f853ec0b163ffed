import { isTaken, nameListener } from '../../port.ts';
import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { whoAnswers } from '../shop.ts';

/** The port is free for `serve`, or `serve` has it. */
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
    if (who === 'shop') return ok(`The shop runs on ${config.port}.`);
    if (who === 'nobody' && context.sandbox === 'serve')
      return warning({
        found: `Port ${config.port} is taken, but the shop does not answer there in time.`,
        expected: 'The shop, within a few seconds.',
        consequence: 'Pages open slowly, or not at all.',
        remedy: 'This machine is busy, or the shop is: close other programs, or start it again.',
      });
    const holder = await nameListener(config.port);
    return failure({
      found: `Port ${config.port} is held by ${holder}.`,
      expected: 'Free, or held by the shop.',
      consequence: 'The shop cannot start where the org sends people back to.',
      remedy: `Stop ${holder}, or give PORT and APP_URL another port and run multidemo init again.`,
    });
  },
};
