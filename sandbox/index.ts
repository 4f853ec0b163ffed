import type { Doors, Sandbox, SandboxOptions } from './sandbox.ts';
import { startSandbox } from './start.ts';

/**
 * Starts an Okta org on this machine, with phone, mailbox and identity providers.
 * @throws the error of `listen` (`code: 'EADDRINUSE'` if the port is in use), SeedError, or StateFileError if the
 *   file cannot be read
 */
export const createSandbox = async (options?: SandboxOptions): Promise<Sandbox> =>
  (await startSandbox(options)).sandbox;

/** The same behind your own server, which owns ports, host and certificate: many orgs can share a port. */
export const createSandboxBehind = async (doors: Doors, options?: SandboxOptions): Promise<Sandbox> =>
  (await startSandbox(options, doors)).sandbox;

export { implementedEndpoints } from './api/kernel/endpoints.ts';
export type { ImplementedEndpoint } from './api/kernel/endpoints.ts';
export type { FaultSettings } from './control/fault-settings.ts';
export { likenesses, type Likeness } from './control/likenesses.ts';
export type { Mail, Message, PushPrompt, Sms } from './org/org/messages.ts';
export { TokenRefusal } from './control/test-tokens.ts';
export { StateFileError } from './org/kernel/journal.ts';
export * from './sandbox.ts';
export { readSeed, SeedError } from './seed/read.ts';
export type * from './seed/seed.ts';
