/** The Management API as plain JSON, where the SDK's classes leave members out or would send back less than they got. */
import type { OktaClient } from './client.ts';
import { OktaRefused } from './errors.ts';

/** The SDK's types leave the body out, which its code takes. */
export const json = (value: unknown): object => ({ body: JSON.stringify(value) });

/** URL below `/api/v1`; each `{}` in the path is filled with the next value, escaped. */
export function apiUrl(client: OktaClient, path: string, ...values: readonly string[]): string {
  let next = 0;
  return `${client.baseUrl}/api/v1${path.replaceAll('{}', () => encodeURIComponent(values[next++] ?? ''))}`;
}

/** Undefined for what is not there (404). @throws OktaRefused for any other refusal */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OktaRefused && error.status === 404) return undefined;
    throw error;
  }
}
