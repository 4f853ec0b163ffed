/**
 * Approves an order through the API and, if the API requires it, with a stronger sign-in at Okta (RFC 9470).
 */
import { callApi } from './api.ts';
import type { ApiCall } from './traced-fetch.ts';

/** What the API's challenge requires. */
export interface Wanted {
  acrValues: string;
  maxAge: string;
}

export interface Attempt {
  call: ApiCall;
  outcome: 'approved' | 'settled' | 'weak' | 'refused';
  wants?: Wanted;
}

/**
 * The key under which the order is kept while the user is at Okta. In the tab's storage, so that no link can
 * set it.
 */
const leftOrder = 'approve-after-step-up';

/** Asks the API to complete the order, with the admin token. */
export async function approveByToken(orderId: string): Promise<Attempt> {
  const path = `/api/orders/${encodeURIComponent(orderId)}`;
  const call = await callApi('PATCH', path, { status: 'complete' }, '/admin/token');
  if (call.status === 200) return { call, outcome: 'approved' };
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
export function leaveForStepUp(orderId: string, { acrValues, maxAge }: Wanted): void {
  sessionStorage.setItem(leftOrder, orderId);
  const back = location.pathname + location.search;
  const query = new URLSearchParams({ for: 'admin', acr_values: acrValues, max_age: maxAge, return: back });
  location.assign(`/login/okta-admin?${query.toString()}`);
}

/** The order pending during the sign-in, once; undefined if Okta returned an error. */
export function takeLeftOrder(): string | undefined {
  const left = sessionStorage.getItem(leftOrder) ?? undefined;
  sessionStorage.removeItem(leftOrder);
  return document.querySelector('.notice-failed[role="status"]') ? undefined : left;
}
