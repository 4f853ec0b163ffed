import { isTaken, nameListener } from '../../port.ts';
import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { shopAnswers } from '../shop.ts';

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
    if (await shopAnswers(context, `http://localhost:${config.port}`))
      return ok(`The shop runs on ${config.port}.`);
    const holder = await nameListener(config.port);
    return failure({
      found: `Port ${config.port} is held by ${holder}.`,
      expected: 'Free, or held by the shop.',
      consequence: 'The shop cannot start where the org sends people back to.',
      remedy: `Stop ${holder}, or give PORT and APP_URL another port and run multidemo init again.`,
    });
  },
};
