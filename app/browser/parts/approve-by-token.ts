/** Approves an order over the API and, where the API asks for it, by way of a stronger sign-in at Okta (RFC 9470). */
import { callApi } from './api.ts';
import type { ApiCall } from './traced-fetch.ts';

/** What the API's challenge asks for. */
export interface Wanted {
  acrValues: string;
  maxAge: string;
}

export interface Attempt {
  call: ApiCall;
  outcome: 'approved' | 'settled' | 'weak' | 'refused';
  wants?: Wanted;
}

/** Under this the order waits while the person is at Okta. In the tab's storage, so that no link can name one. */
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

/** Goes to Okta for the sign-in that the API wants; afterwards this very page goes on. */
export function leaveForStepUp(orderId: string, { acrValues, maxAge }: Wanted): void {
  sessionStorage.setItem(leftOrder, orderId);
  const back = location.pathname + location.search;
  const query = new URLSearchParams({ for: 'admin', acr_values: acrValues, max_age: maxAge, return: back });
  location.assign(`/login/okta-admin?${query.toString()}`);
}

/** The order that was left for Okta, once; undefined when the way back brought a refusal. */
export function takeLeftOrder(): string | undefined {
  const left = sessionStorage.getItem(leftOrder) ?? undefined;
  sessionStorage.removeItem(leftOrder);
  return document.querySelector('.notice-failed[role="status"]') ? undefined : left;
}
