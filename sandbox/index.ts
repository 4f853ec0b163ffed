import { type Sandbox, type SandboxOptions, startSandbox } from './start.ts';

/**
 * Starts an Okta org on this machine, and what surrounds it.
 * @throws the error of `listen` (`code: 'EADDRINUSE'` when the port is taken), SeedError, or StateFileError when the
 *   file cannot be read
 */
export const createSandbox = async (options?: SandboxOptions): Promise<Sandbox> =>
  (await startSandbox(options)).sandbox;

export { implementedEndpoints } from './api/kernel/endpoints.ts';
export type { PushAnswer, Wanted } from './control/inbox.ts';
export type { SeenRequest } from './control/requests.ts';
export type { Mail, Message, PushPrompt, Sms } from './org/org/messages.ts';
export { likenesses, type Likeness } from './control/likeness.ts';
export { StateFileError } from './org/kernel/journal.ts';
export { readSeed, SeedError } from './seed/read.ts';
export type { Seed } from './seed/schema.ts';
export type { Outside, Sandbox, SandboxOptions } from './start.ts';
