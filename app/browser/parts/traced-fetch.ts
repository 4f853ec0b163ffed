/** One call of the page's script to the API, with all that was sent and received, for the request strip. */
export interface ApiCall {
  method: string;
  path: string;
  requestHeaders: Record<string, string>;
  requestBody: string | undefined;
  /** Undefined when the browser went there itself, by a redirect: pages do not learn how that was answered. */
  status: number | undefined;
  durationMs: number | undefined;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

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
