import { orgFetch } from '../http/org-fetch.ts';
import type { EventHooks } from '../org/hooks/event-hooks.ts';
import { presentLogEvent } from '../org/log/log-event-json.ts';
import type { EventHook, HookChannel } from '../org/hooks/model.ts';
import type { LogEvent } from '../org/kernel/model.ts';

/** Milliseconds that Okta waits for a hook's answer. */
export const timeout = 3000;

/** Delivers events to the hooks' addresses. */
export class HookDelivery {
  readonly #hooks: EventHooks;
  readonly #orgUrl: string;
  readonly #running = new Set<Promise<void>>();

  constructor(hooks: EventHooks, orgUrl: string) {
    this.#hooks = hooks;
    this.#orgUrl = orgUrl;
  }

  /** Tells every hook that listens to such events; does not wait. */
  deliver(event: LogEvent): void {
    for (const hook of this.#hooks.listeningTo(event)) {
      const delivery = this.#send(hook, event).finally(() => this.#running.delete(delivery));
      this.#running.add(delivery);
    }
  }

  /** Resolves when everything that was sent so far has been answered or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /**
   * One attempt and, as Okta does, one more when it times out or the address answers 5xx; never after a 4xx.
   */
  async #send(hook: EventHook, event: LogEvent): Promise<void> {
    const body = JSON.stringify(deliveryBody(this.#orgUrl, hook, event));
    const status = await post(hook.channel, body);
    if (status === undefined || status >= 500) await post(hook.channel, body);
  }
}

/** @see https://developer.okta.com/docs/concepts/event-hooks/#sample-event-delivery-payload */
function deliveryBody(orgUrl: string, hook: EventHook, event: LogEvent): Record<string, unknown> {
  return {
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: `${orgUrl}/api/v1/eventHooks/${hook.id}`,
    eventId: event.id,
    data: { events: [presentLogEvent(event)] },
    eventTime: event.published,
    contentType: 'application/json',
  };
}

/**
 * Okta's one-time check that the owner of the address agrees to receive events: the address has to return the
 * challenge.
 * @see https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request
 */
export async function isVerifiedBy(channel: HookChannel, challenge: string): Promise<boolean> {
  const headers = { ...headersOf(channel), 'x-okta-verification-challenge': challenge };
  try {
    const response = await orgFetch(channel.uri, {
      method: 'GET',
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const answer = (await response.json()) as { verification?: unknown } | null;
    return response.ok && answer?.verification === challenge;
  } catch {
    return false;
  }
}

/**
 * The status of the answer; undefined without one. A redirect is an answer: the events go to the address alone.
 */
async function post(channel: HookChannel, body: string): Promise<number | undefined> {
  try {
    const headers = { ...headersOf(channel), 'content-type': 'application/json', accept: 'application/json' };
    const response = await orgFetch(channel.uri, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

export function headersOf({ headers, authScheme }: HookChannel): Record<string, string> {
  const all = authScheme ? [...headers, authScheme] : headers;
  return Object.fromEntries(all.map(({ key, value }) => [key, value]));
}
