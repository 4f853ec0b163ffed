/**
 * Approves or declines an order through the API and, if the API requires it, with a stronger sign-in at Okta (RFC 9470).
 */
import { callApi } from './api.ts';
import type { ApiCall } from './traced-fetch.ts';

/** What the API's challenge requires. */
export interface Wanted {
  acrValues: string;
  maxAge: string;
}

/** What the admin decides. */
export type Decision = 'complete' | 'declined';

export interface Attempt {
  call: ApiCall;
  outcome: 'done' | 'settled' | 'weak' | 'refused';
  wants?: Wanted;
}

/**
 * The key under which the order is kept while the user is at Okta. In the tab's storage, so that no link can
 * set it.
 */
const leftOrder = 'approve-after-step-up';

/** Asks the API to complete or decline the order, with the admin token. */
export async function settleByToken(orderId: string, status: Decision): Promise<Attempt> {
  const path = `/api/orders/${encodeURIComponent(orderId)}`;
  const call = await callApi('PATCH', path, { status }, '/admin/token');
  if (call.status === 200) return { call, outcome: 'done' };
  if (call.status === 409) return { call, outcome: 'settled' };
  const challenge = call.responseHeaders['www-authenticate'] ?? '';
  const parameter = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  if (call.status !== 401 || parameter('error') !== 'insufficient_user_authentication')
    return { call, outcome: 'refused' };
  return {
    call,
    outcome: 'weak',
    wants: { acrValues: parameter('acr_values'), maxAge: parameter('max_age') },
  };
}

/** Goes to Okta for the required sign-in; afterwards this page continues. */
export function leaveForStepUp(orderId: string, status: Decision, { acrValues, maxAge }: Wanted): void {
  sessionStorage.setItem(leftOrder, `${status} ${orderId}`);
  const back = location.pathname + location.search;
  const query = new URLSearchParams({ for: 'admin', acr_values: acrValues, max_age: maxAge, return: back });
  location.assign(`/login/okta-admin?${query.toString()}`);
}

/** What was pending during the sign-in, once; undefined if Okta returned an error. */
export function takeLeftOrder(): { order: string; status: Decision } | undefined {
  const [status, order] = sessionStorage.getItem(leftOrder)?.split(' ') ?? [];
  sessionStorage.removeItem(leftOrder);
  if (order === undefined || document.querySelector('.notice-failed[role="status"]')) return undefined;
  return { order, status: status === 'declined' ? 'declined' : 'complete' };
}
