import { attributesRead, evaluateExpression, ExpressionError } from '../expression/expression.ts';
import type { LogEvent, LogParty } from '../kernel/model.ts';
import eligible from './event-types.json' with { type: 'json' };

const eventTypes: ReadonlySet<string> = new Set(eligible);

/** Whether Okta's catalog of event types (2026.08.1) marks it as `event-hook-eligible`. */
export const isHookEventType = (eventType: string): boolean => eventTypes.has(eventType);

/** Selects the events of a type that a hook gets. */
export interface EventFilter {
  readonly event: string;
  readonly condition: { readonly expression: string };
}

/** What a filter can read. https://help.okta.com/oie/en-us/Content/Topics/automation-hooks/event-hooks-el.htm */
type Facts = Pick<LogEvent, 'eventType' | 'outcome' | 'actor' | 'debugData'> & {
  readonly target: readonly LogParty[];
};

const valueOf = (expression: string, event: Facts, now: number): unknown =>
  evaluateExpression(expression, { names: { event }, now });

/** Whether an event passes all filters for its type. A filter without a value does not let it pass. */
export function passes(filters: readonly EventFilter[], event: LogEvent, now: number): boolean {
  const { eventType, outcome, actor, debugData = {}, targets: target } = event;
  const facts = { eventType, outcome, actor, debugData, target };
  return filters
    .filter((filter) => filter.event === eventType)
    .every(({ condition }) => {
      try {
        return valueOf(condition.expression, facts, now) === true;
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        return false;
      }
    });
}

const party: LogParty = { id: '00u1', type: 'User', alternateId: 'ada@example.com', displayName: 'Ada' };
const sample: Facts = {
  eventType: 'user.account.update_profile',
  outcome: { result: 'SUCCESS', reason: 'none' },
  actor: party,
  debugData: { changedAttributes: 'title' },
  target: [party, party],
};

/** What is wrong with a filter's expression, if anything. */
export function problemOf(expression: string): string | undefined {
  try {
    const other = attributesRead(expression, 'event').find((name) => !(name in sample));
    if (other !== undefined) return `Event hooks cannot filter by event.${other}.`;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return `Invalid expression: ${error.message}`;
  }
  try {
    if (typeof valueOf(expression, sample, 0) === 'boolean') return undefined;
    return 'The expression must evaluate to a Boolean.';
  } catch {
    return undefined; // it may have a value for other events
  }
}
