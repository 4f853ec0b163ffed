import type { IncomingHttpHeaders } from 'node:http';
import type { LogClient } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import type { Principal } from './authenticate.ts';

/** What a handler gets from a request. The body is parsed JSON of any shape; handlers parse it further. */
export interface ApiRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly principal: Principal;
  /** What `X-Okta-Request-Id` says. */
  readonly id: string;
  readonly client: LogClient;
  /** The part of the path that the route's pattern calls by that name, decoded. */
  param(name: string): string;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; absent: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Such as `/api/v1/groups/:groupId`. */
  readonly path: string;
  /** What Okta's OpenAPI description calls the operation. */
  readonly name: string;
  /** The scope that an OAuth token needs; null where Okta asks for no credentials at all. */
  readonly scope: string | null;
  /** The scope that is enough when a person calls for their own account. */
  readonly selfScope?: string;
  /** The body is a file (`multipart/form-data`), not JSON. */
  readonly upload?: true;
}

/**
 * One endpoint of the Management API. `handle` runs inside one transaction; `handleAsync` is for what cannot, such as
 * hashing a password, and opens a transaction itself.
 */
export type Route = Endpoint &
  (
    | { readonly handle: (org: Org, request: ApiRequest) => Answer }
    | { readonly handleAsync: (org: Org, request: ApiRequest) => Promise<Answer> }
  );

export const ok = (body: unknown, headers?: Answer['headers']): Answer => ({
  status: 200,
  body,
  ...(headers && { headers }),
});
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent = (): Answer => ({ status: 204 });
