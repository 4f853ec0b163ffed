import type { LogEvent, LogParty } from '../kernel/model.ts';

const party = ({ id, type, alternateId, displayName }: LogParty): Record<string, unknown> => ({
  id,
  type,
  alternateId,
  displayName,
  detailEntry: null,
});

/**
 * An event as `/api/v1/logs` and event hooks show it.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/
 */
export function presentLogEvent(event: LogEvent): Record<string, unknown> {
  const { client } = event;
  return {
    uuid: event.id,
    published: event.published,
    eventType: event.eventType,
    version: '0',
    displayMessage: event.displayMessage,
    severity: event.severity,
    client: {
      userAgent: client ? { rawUserAgent: client.userAgent, os: 'Unknown', browser: 'UNKNOWN' } : null,
      zone: client ? 'null' : null,
      device: client ? 'Unknown' : null,
      id: null,
      ipAddress: client?.ipAddress ?? null,
    },
    device: null,
    actor: party(event.actor),
    outcome: { result: event.outcome.result, reason: event.outcome.reason ?? null },
    target: event.targets.length > 0 ? event.targets.map(party) : null,
    transaction: { type: 'WEB', id: event.transactionId, detail: {} },
    debugContext: { debugData: { requestId: event.transactionId, ...event.debugData } },
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      rootSessionId: event.sessionId ?? null,
      externalSessionId: event.sessionId ?? 'unknown',
    },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    request: {
      ipChain: client
        ? [
            {
              ip: client.ipAddress,
              version: client.ipAddress.includes(':') ? 'V6' : 'V4',
              source: null,
            },
          ]
        : [],
    },
  };
}

const textsOfParty = ({ id, type, alternateId, displayName }: LogParty) => [
  id,
  type,
  alternateId,
  displayName,
];

/** The values of an event in lower case, for the search by words: thousands of events are looked at. */
export const textOfEvent = (event: LogEvent): string =>
  [
    ...[event.id, event.published, event.eventType, event.displayMessage, event.severity],
    ...[event.outcome.result, event.outcome.reason, event.transactionId, event.sessionId],
    ...[event.client?.ipAddress, event.client?.userAgent],
    ...[event.actor, ...event.targets].flatMap(textsOfParty),
    ...(event.debugData === undefined ? [] : [JSON.stringify(event.debugData)]),
  ]
    .join('\n')
    .toLowerCase();
