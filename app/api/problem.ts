import type { Context } from 'koa';
import { TooManyRequests } from '../site/limit.ts';
import { isStoreFailure } from '../store/store-error.ts';

/** An API error response: RFC 9457 problem details, with an RFC 6750 header for token problems. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  /** The members of RFC 6750 section 3; undefined if the token is not the problem. */
  readonly challenge: Challenge | undefined;
  /** What is wrong with the request body, by JSON pointer. */
  readonly errors: readonly FieldError[] | undefined;
  constructor(
    status: number,
    title: string,
    detail: string,
    more: { challenge?: Challenge; errors?: readonly FieldError[] } = {},
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.challenge = more.challenge;
    this.errors = more.errors;
  }
}

export interface Challenge {
  /** How the token is to be sent; `Bearer` when not given. */
  scheme?: 'Bearer' | 'DPoP';
  error?:
    | 'invalid_request'
    | 'invalid_token'
    | 'insufficient_scope'
    | 'insufficient_user_authentication'
    | 'invalid_dpop_proof';
  scope?: string;
  /** The required authentication class (RFC 9470). */
  acrValues?: string;
  /** Maximum age of the authentication in seconds (RFC 9470). */
  maxAge?: number;
}

export interface FieldError {
  pointer: string;
  detail: string;
}

const realm = 'Okta Multidemo';

/** The signatures of proofs of possession that Okta accepts. */
export const proofAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** The problem to report to the caller for an error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TooManyRequests) return new Problem(429, 'Too many requests', error.message);
  if (isStoreFailure(error)) return new Problem(503, 'Store unavailable', 'The shop cannot reach its store');
  return new Problem(500, 'Internal error', 'Unexpected error in the shop');
}

/** The WWW-Authenticate header of the response; empty if there is none. */
export function challengeOf(ctx: Context): string {
  const { 'www-authenticate': challenge } = ctx.response.headers;
  return typeof challenge === 'string' ? challenge : '';
}

/** Sends the problem as the response. */
export function presentProblem(ctx: Context, problem: Problem): void {
  ctx.status = problem.status;
  if (problem.challenge) ctx.set('WWW-Authenticate', challengeHeader(problem.challenge, problem.message));
  ctx.body = JSON.stringify({
    type: 'about:blank',
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    ...(problem.errors ? { errors: problem.errors } : {}),
  });
  ctx.type = 'application/problem+json';
}

/** RFC 6750 section 3: a request without any token gets only the realm, without an error code. */
function challengeHeader(
  { scheme = 'Bearer', error, scope, acrValues, maxAge }: Challenge,
  detail: string,
): string {
  const parts = [`realm="${realm}"`];
  if (error) parts.push(`error="${error}"`, `error_description="${quotable(detail)}"`);
  if (acrValues) parts.push(`acr_values="${acrValues}"`);
  if (maxAge !== undefined) parts.push(`max_age="${maxAge}"`);
  if (scope) parts.push(`scope="${scope}"`);
  // RFC 9449 section 7.1.
  if (scheme === 'DPoP') parts.push(`algs="${proofAlgorithms.join(' ')}"`);
  return `${scheme} ${parts.join(', ')}`;
}

/** error_description may contain only %x20-21 / %x23-5B / %x5D-7E. */
const quotable = (text: string): string => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
