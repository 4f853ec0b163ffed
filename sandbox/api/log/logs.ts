import { OktaError } from '../../org/kernel/errors.ts';
import { presentLogEvent, textOfEvent } from '../../org/log/log-event-json.ts';
import type { LogEvent } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { parseFilter, pathReader } from '../kernel/filter.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';

/** The system log. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/logs',
    name: 'listLogEvents',
    scope: 'okta.logs.read',
    handle: listLogEvents,
  },
];

/** How far back a query without `since` goes, in milliseconds. */
const week = 7 * 24 * 60 * 60 * 1000;

/**
 * Bounded queries (`until` given) end; others always have a next page, for those who poll. The cursor is how
 * many events have been read, because events are never changed.
 */
function listLogEvents(org: Org, request: ApiRequest): Answer {
  const { query } = request;
  const until = timeOf(query.get('until'), 'until') ?? Number.POSITIVE_INFINITY;
  const since = timeOf(query.get('since'), 'since') ?? org.clock() - week;
  const events = matching(org, query, since, until);
  if (query.get('sortOrder')?.toUpperCase() === 'DESCENDING') events.reverse();
  const limit = limitOf(query.get('limit'));
  const after = query.get('after');
  const start = after === null ? 0 : events.findIndex(({ id }) => id === after) + 1;
  const shown = events.slice(start, start + limit);
  const links = [`<${linkTo(org, request, after)}>; rel="self"`];
  const last = shown.at(-1)?.id ?? after;
  const goesOn = start + limit < events.length || query.get('until') === null;
  if (last !== null && goesOn) links.push(`<${linkTo(org, request, last)}>; rel="next"`);
  return ok(shown.map(presentLogEvent), { Link: links });
}

function matching(org: Org, query: URLSearchParams, since: number, until: number): LogEvent[] {
  const filter = query.get('filter');
  const decide = filter ? parseFilter(filter, (name) => /^[\w.]+$/.test(name), true) : undefined;
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return org.log.all().filter((event) => {
    const time = Date.parse(event.published);
    if (time < since || time >= until) return false;
    if (words.length > 0) {
      const text = textOfEvent(event);
      if (!words.every((word) => text.includes(word))) return false;
    }
    return decide?.(logReader(presentLogEvent(event))) ?? true;
  });
}

/** `target.id` asks every target. */
function logReader(wire: Record<string, unknown>): (path: string) => unknown {
  const read = pathReader(wire);
  return (path) => {
    if (!path.startsWith('target.') || !Array.isArray(wire.target)) return read(path);
    return (wire.target as unknown[]).map((target) => pathReader(target)(path.slice('target.'.length)));
  };
}

function timeOf(value: string | null, name: string): number | undefined {
  if (value === null || value === '') return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time))
    throw new OktaError(400, 'E0000001', `Api validation failed: ${name}`, [
      `${name}: The time must be in ISO 8601 format.`,
    ]);
  return time;
}

function limitOf(value: string | null): number {
  const limit = Number(value ?? 100);
  if (!Number.isInteger(limit) || limit < 0) {
    throw new OktaError(400, 'E0000001', 'Api validation failed: limit', [
      'The limit parameter must be an integer.',
    ]);
  }
  return Math.min(limit === 0 ? 100 : limit, 1000);
}

function linkTo(org: Org, request: ApiRequest, after: string | null): string {
  const query = new URLSearchParams(request.query);
  if (after !== null) query.set('after', after);
  const text = query.toString();
  return `${org.url}${request.path}${text === '' ? '' : `?${text}`}`;
}
