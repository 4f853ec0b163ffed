import type { Org } from '../../org/org.ts';
import { logEvent } from '../log/log-event.ts';
import type { ApiRequest } from '../kernel/route.ts';
import { settingsRegister } from './index.ts';
import { covers, leavesOf, placesOf, saidElsewhere } from './settings.ts';

/** The response header that lists settings that were accepted but have no effect, separated by commas. */
export const notSimulatedHeader = 'X-Sandbox-Not-Simulated';

interface Stored {
  readonly place: string;
  readonly usual: readonly unknown[];
}

let byOperation: ReadonlyMap<string, readonly Stored[]> | undefined;

function storedOf(operation: string): readonly Stored[] {
  byOperation ??= new Map(
    settingsRegister.flatMap(({ operations, stored = {} }) => {
      const all = Object.entries(stored).flatMap(([key, usual]) =>
        usual === saidElsewhere ? [] : placesOf(key).map((place) => ({ place, usual })),
      );
      return operations.map((name) => [name, all] as const);
    }),
  );
  return byOperation.get(operation) ?? [];
}

/** The paths in a body whose values differ from the default but have no effect. */
export function notSimulated(operation: string, body: unknown): readonly string[] {
  const stored = storedOf(operation);
  if (stored.length === 0) return [];
  const found = new Set<string>();
  for (const { path, value } of leavesOf(body))
    if (value !== '' && stored.some(({ place, usual }) => covers(place, path) && !usual.includes(value)))
      found.add(path.join('.'));
  return [...found];
}

/** Notes in the System Log, once for each setting, that the org cannot do what was asked for. */
export function reportNotSimulated(
  org: Org,
  request: ApiRequest,
  operation: string,
  settings: readonly string[],
): void {
  org.transaction(() => {
    const news = settings.filter((setting) => org.log.markTold(`${operation} ${setting}`));
    if (news.length > 0)
      logEvent(org, request, 'sandbox.setting.not_simulated', [], { operation, settings: news.join(', ') });
  });
}
