import type { ManagementApi } from '../provision/management-api.ts';
import type { Names } from './names.ts';
import type { Expectation } from './schema.ts';

/** Whether the System Log has such an event since then. */
export async function eventMatches(
  api: Pick<ManagementApi, 'list'>,
  { type, outcome, contains }: NonNullable<Expectation['event']>,
  since: number,
  names: Names,
): Promise<boolean> {
  const query = new URLSearchParams({
    since: new Date(since).toISOString(),
    filter: `eventType eq "${type}"`,
    limit: '100',
  });
  const events = await api.list(`/api/v1/logs?${query.toString()}`, { pages: 1 });
  const wanted = contains === undefined ? undefined : await names.text(contains);
  return events.some((event) => {
    const { outcome: ended } = event as { outcome?: { result?: string } };
    return (
      (outcome === undefined || ended?.result === outcome) &&
      (wanted === undefined || JSON.stringify(event).includes(wanted))
    );
  });
}
