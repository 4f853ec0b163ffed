import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkStore } from '../../../app/index.ts';
import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';

/** Where orders and sessions are kept: there, writable, and of this version. */
export const store: Check = {
  id: 'store',
  title: 'Store',
  area: 'This machine',
  needs: ['configuration'],
  docs: 'docs/doctor.md#store',
  async run({ config }) {
    const where = config.store;
    if ('file' in where && where.file !== ':memory:') {
      const refused = await firstRefused(where.file);
      if (refused !== undefined)
        return failure({
          found: `${refused} cannot be written.`,
          expected: 'A file that the shop may write.',
          consequence: 'The shop does not start, or loses every order.',
          remedy: `Give yourself the right (chmod u+rw ${refused}), or name another file in DB_PATH.`,
        });
    }
    const state = await checkStore(where);
    if (state.status === 'broken')
      return failure({
        found: state.error.message,
        expected: 'A store of this version, or none yet.',
        consequence: 'The shop does not start.',
        remedy: state.error.remedy,
      });
    if (state.status === 'absent') return ok('Not there yet; the first start makes it.');
    return ok(`Writable, version ${state.version}.`);
  },
};

async function firstRefused(file: string): Promise<string | undefined> {
  const known = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  let place = known ? file : dirname(file);
  for (;;) {
    try {
      await access(place, constants.R_OK | constants.W_OK);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(place) === place) return place;
      place = dirname(place); // a folder that is not there yet is made in this one
    }
  }
}
