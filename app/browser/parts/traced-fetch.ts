/** One call of the page's script to the API, with everything sent and received, for the request strip. */
export interface ApiCall {
  method: string;
  path: string;
  requestHeaders: Record<string, string>;
  requestBody: string | undefined;
  /** Undefined if the browser was redirected there: pages do not get the response to a redirect. */
  status: number | undefined;
  durationMs: number | undefined;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

/**
 * Fetches without cookies and records everything sent and received.
 * @throws TypeError if there was no response or CORS blocked it
 */
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
  const call: ApiCall = {
    method,
    path,
    requestHeaders,
    requestBody,
    status: response.status,
    durationMs: performance.now() - started,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody,
  };
  document.dispatchEvent(new CustomEvent('apicall', { detail: call }));
  return call;
}
