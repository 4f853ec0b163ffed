import type { ApiCall } from './api.ts';

/** Fetches without cookies and keeps all that was sent and received. @throws TypeError when no answer came or CORS kept it */
export async function tracedFetch(
  method: string,
  path: string,
  requestHeaders: Record<string, string>,
  requestBody?: string,
): Promise<ApiCall> {
  const started = performance.now();
  const response = await fetch(path, {
    method,
    headers: requestHeaders,
    credentials: 'omit',
    ...(requestBody === undefined ? {} : { body: requestBody }),
  });
  const responseBody = await response.text();
  return {
    method,
    path,
    requestHeaders,
    requestBody,
    status: response.status,
    durationMs: performance.now() - started,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody,
  };
}
