import type { BehaviorRule } from '../idps/model.ts';

type NewBehavior = Omit<BehaviorRule, 'id' | 'created' | 'lastUpdated'>;

const behavior = (
  name: string,
  type: BehaviorRule['type'],
  settings: BehaviorRule['settings'],
): NewBehavior => ({ name, type, status: 'ACTIVE', settings });

const events = (maxEventsUsedForEvaluation: number): BehaviorRule['settings'] => ({
  maxEventsUsedForEvaluation,
  minEventsNeededForEvaluation: 0,
});

const place = (granularity: string, more: BehaviorRule['settings'] = {}): BehaviorRule['settings'] => ({
  ...events(20),
  granularity,
  ...more,
});

/**
 * The behaviors that a new org detects.
 * @see https://help.okta.com/oie/en-us/content/topics/security/behavior-detection/behavior-detection-types.htm
 */
export const defaultBehaviors: readonly NewBehavior[] = [
  behavior('New Geo-Location', 'ANOMALOUS_LOCATION', place('LAT_LONG', { radiusKilometers: 20 })),
  behavior('New Device', 'ANOMALOUS_DEVICE', events(20)),
  behavior('New IP', 'ANOMALOUS_IP', events(50)),
  behavior('New State', 'ANOMALOUS_LOCATION', place('SUBDIVISION')),
  behavior('New Country', 'ANOMALOUS_LOCATION', place('COUNTRY')),
  behavior('New City', 'ANOMALOUS_LOCATION', place('CITY')),
  behavior('Velocity', 'VELOCITY', { velocityKph: 805 }),
];
