import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { ManagementApi, ManagementApiError } from '../../provision/management-api.ts';
import { requireConfiguredOrg } from '../../run/configured-org.ts';
import { isLoopback, logInterval } from '../../run/loopback.ts';
import { createOutput } from '../../terminal/output.ts';
import type { Output } from '../../terminal/output.ts';

export interface TailOptions {
  filter?: string;
  since: number;
  follow: boolean;
  json?: boolean;
}

const eventSchema = z.looseObject({
  published: z.string(),
  eventType: z.string(),
  displayMessage: z.string().nullish(),
  outcome: z.object({ result: z.string(), reason: z.string().nullish() }).nullish(),
  actor: z.object({ alternateId: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
  target: z.array(z.object({ displayName: z.string().nullish() })).nullish(),
});
type LogEvent = z.output<typeof eventSchema>;

/**
 * Prints System Log events as they are written, until Ctrl-C.
 * https://developer.okta.com/docs/reference/system-log-query/#polling-requests
 */
export async function tailLogs({ filter, since, follow, json }: TailOptions, io: Io): Promise<void> {
  const { reachedAt, authorize } = await requireConfiguredOrg(io);
  const api = new ManagementApi(reachedAt, authorize, { signal: io.signal });
  const output = createOutput(io);
  const query = new URLSearchParams({
    since: new Date(Date.now() - since * 60_000).toISOString(),
    sortOrder: 'ASCENDING',
    limit: '100',
    ...(filter !== undefined && { filter }),
  });
  let path = `/api/v1/logs?${query.toString()}`;
  const interval = logInterval(isLoopback(reachedAt), 500);
  for (;;) {
    const found = await api.page(path).catch((error: unknown) => {
      if (io.signal.aborted) return undefined;
      throw error instanceof ManagementApiError ? rejected(error) : error;
    });
    if (!found) return; // Ctrl-C
    const { items, next } = found;
    for (const event of z.array(eventSchema).parse(items))
      output.line(json ? JSON.stringify(event) : lineOf(event, output));
    if (!follow && (items.length === 0 || next === undefined)) return;
    path = next ?? path;
    if (!follow || items.length > 0) continue;
    await pause(interval, undefined, { signal: io.signal }).catch(() => undefined);
    if (io.signal.aborted) return;
  }
}

const rejected = ({ status, answer }: ManagementApiError): UserError =>
  new UserError(
    `The org rejected the query: ${status} ${answer}`.trim(),
    'Check --filter; it takes an expression such as eventType eq "user.session.start".',
    { code: 'org_refused' },
  );

function lineOf(event: LogEvent, { paint }: Output): string {
  const { result = 'SUCCESS', reason } = event.outcome ?? {};
  const failed = result !== 'SUCCESS' && result !== 'ALLOW';
  const who = event.actor?.alternateId ?? event.actor?.displayName ?? '';
  const targets = (event.target ?? []).map(({ displayName }) => displayName ?? '').filter(Boolean);
  return [
    paint.quiet(event.published.slice(11, 19)),
    failed ? paint.bad(result) : paint.good(result),
    paint.strong(event.eventType),
    event.displayMessage ?? '',
    paint.quiet([who, ...targets].filter(Boolean).join(' → ')),
    ...(failed && reason != null ? [reason] : []),
  ].join('  ');
}
