import type { ClientRequest, Grant, Proven } from '../grant.ts';
import { issueIdJag } from './id-jag.ts';
import { issueInterclientToken } from './interclient.ts';
import { nativeSso } from './native-sso.ts';
import { onBehalfOf } from './on-behalf-of.ts';
import { refreshTokenForSaml } from './saml-subject.ts';
import {
  invalidRequestedType,
  invalidSubjectType,
  isForIdJag,
  tokenExchangeName,
  tokenType,
} from './subject.ts';

/** The exchanges, by the type of the requested token (RFC 8693, section 2.1). */
const exchanges: Readonly<Record<string, (request: ClientRequest) => Promise<Proven>>> = {
  [tokenType.accessToken]: onBehalfOf,
  [tokenType.idToken]: nativeSso,
};

/** Token exchange (RFC 8693). */
export const tokenExchange: Grant = {
  name: tokenExchangeName,
  needs: ['subject_token', 'subject_token_type'],
  prove: async (request) => {
    const { form } = request;
    if (isForIdJag(form)) return issueIdJag(request);
    const requested = form.get('requested_token_type') ?? tokenType.accessToken;
    if (requested === tokenType.interclient) return issueInterclientToken(request);
    if (requested === tokenType.refreshToken) return refreshTokenForSaml(request);
    if (requested !== tokenType.accessToken) throw invalidRequestedType();
    const exchange = exchanges[form.get('subject_token_type') ?? ''];
    if (exchange === undefined) throw invalidSubjectType();
    return exchange(request);
  },
};
