import type { ManagementApi } from '../provision/management-api.ts';
import type { Names } from './names.ts';
import type { Expectation } from './schema.ts';

type Api = Pick<ManagementApi, 'list'>;

/** Whether the System Log has such an event since then. */
export async function eventMatches(
  api: Api,
  { type, outcome, contains }: NonNullable<Expectation['event']>,
  since: number,
  names: Names,
): Promise<boolean> {
  const events = await eventsSince(api, since, `eventType eq "${type}"`);
  const wanted = contains === undefined ? undefined : await names.text(contains);
  return events.some((event) => {
    const { outcome: ended } = event as { outcome?: { result?: string } };
    return (
      (outcome === undefined || ended?.result === outcome) &&
      (wanted === undefined || JSON.stringify(event).includes(wanted))
    );
  });
}

/** The types of the events since then, with their outcome, as `user.session.start SUCCESS`. */
export async function eventTypesSince(api: Api, since: number): Promise<string[]> {
  const events = await eventsSince(api, since);
  const types = events.map((event) => {
    const { eventType, outcome } = event as { eventType?: string; outcome?: { result?: string } };
    return `${eventType ?? ''} ${outcome?.result ?? ''}`.trim();
  });
  return [...new Set(types)];
}

const eventsSince = (api: Api, since: number, filter?: string) => {
  const query = {
    since: new Date(since).toISOString(),
    limit: '100',
    ...(filter !== undefined && { filter }),
  };
  return api.list(`/api/v1/logs?${new URLSearchParams(query).toString()}`, { pages: 1 });
};
