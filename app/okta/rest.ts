/**
 * The Management API as plain JSON, for cases in which the SDK's classes omit members or would send back less
 * than they received.
 */
import type { OktaClient } from './client.ts';
import { OktaRefused } from './errors.ts';

/** The SDK's types omit the body, which its code accepts. */
export const json = (value: unknown): object => ({ body: JSON.stringify(value) });

/** URL below `/api/v1`; each `{}` in the path is filled with the next value, escaped. */
export function apiUrl(client: OktaClient, path: string, ...values: readonly string[]): string {
  let next = 0;
  return `${client.baseUrl}/api/v1${path.replaceAll('{}', () => encodeURIComponent(values[next++] ?? ''))}`;
}

/** Undefined if not found (404). @throws OktaRefused for any other error */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OktaRefused && error.status === 404) return undefined;
    throw error;
  }
}
