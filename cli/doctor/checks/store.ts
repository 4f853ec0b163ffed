import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkStore } from '../../../app/index.ts';
import { shellOf } from '../../shell.ts';
import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';

/** The store for orders and sessions exists, is writable, and was written by this version. */
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
          found: `${refused} is not writable.`,
          expected: 'A file that the shop can write to.',
          consequence: 'The shop does not start, or loses every order.',
          remedy: `Make it writable (${shellOf(process.platform).allowWriting(refused)}), or set DB_PATH to another file.`,
        });
    }
    const state = await checkStore(where);
    if (state.status === 'broken')
      return failure({
        found: state.error.message,
        expected: 'A store written by this version, or no store yet.',
        consequence: 'The shop does not start.',
        remedy: state.error.remedy,
      });
    if (state.status === 'absent') return ok('Does not exist yet; the shop creates it when it starts.');
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
      place = dirname(place); // a folder that does not exist yet is created in this one
    }
  }
}
