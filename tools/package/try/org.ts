/** Every public declaration once, as strict projects use them. */
import {
  createSandbox,
  type FaultSettings,
  likenesses,
  type Message,
  readSeed,
  type Sandbox,
  type SandboxOptions,
  type Seed,
  SeedError,
} from 'okta-multidemo/sandbox';

const seed: Seed = {
  version: 1,
  users: [
    { profile: { login: 'ada@example.com', email: 'ada@example.com', firstName: 'Ada', lastName: 'L' } },
  ],
};
const options: SandboxOptions = { port: 0, seed, like: [likenesses[0]] };
const faults: FaultSettings = { failing: 1, path: '/api/v1/users' };

export async function tour(): Promise<string> {
  const org: Sandbox = await createSandbox(options);
  org.setFaults(faults);
  const before = org.snapshots.take();
  const mail: Message | undefined = await org.inbox.wait({ to: 'ada' }, 10);
  org.snapshots.restore(before);
  // @ts-expect-error: the declarations know what there is
  org.snapshots.undo();
  await org.close();
  return mail?.channel === 'EMAIL'
    ? mail.subject
    : org.requests
        .all()
        .map(({ path }) => path)
        .join();
}

export const parse = (text: string): Seed | readonly string[] => {
  try {
    return readSeed(text);
  } catch (error) {
    return error instanceof SeedError ? error.problems : [];
  }
};
