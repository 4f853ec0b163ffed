import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { notResponding } from '../../provision/management-api.ts';
import { requireConfiguredOrg } from '../../run/configured-org.ts';
import { createOutput } from '../../terminal/output.ts';

export interface TriggerOptions {
  user?: string;
  json?: boolean;
}

/**
 * Writes an event to the sandbox org's System Log, which delivers it to the event hooks that subscribe to it.
 * @throws UserError for any other org: only what happens there writes events
 */
export async function triggerEvent(eventType: string, { user, json }: TriggerOptions, io: Io): Promise<void> {
  const { isSandbox, reachedAt: org } = await requireConfiguredOrg(io);
  if (!isSandbox)
    throw new UserError(
      `${org} is not the sandbox org of this folder, and only a sandbox org accepts events.`,
      'Do in the org what the event reports, for example suspend a test user for user.lifecycle.suspend.',
    );
  const answer = await fetch(`${org}/__sandbox/log`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventType, ...(user !== undefined && { user }) }),
    signal: io.signal,
  }).catch((error: unknown) => {
    if (io.signal.aborted) throw error;
    throw notResponding(org, error);
  });
  const said = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) {
    const causes = (said['errorCauses'] ?? []) as { errorSummary: string }[];
    throw new UserError(
      `The org rejected the event: ${String(said['errorSummary'])}`,
      causes.map(({ errorSummary }) => errorSummary),
      { code: 'org_refused' },
    );
  }
  const text = `${eventType} written to the System Log; ${hooksIn(said['hooks'])}.`;
  createOutput(io).result(json, said, text);
}

const hooksIn = (hooks: unknown): string => {
  const names = hooks as string[];
  return names.length === 0 ? 'no event hook subscribes to it' : `delivered to ${names.join(', ')}`;
};
