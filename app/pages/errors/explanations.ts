import { SignInError } from '../../auth/errors.ts';
import type { SignInProblem } from '../../auth/errors.ts';
import { isStoreFailure } from '../../store/store-error.ts';
import { TooManyRequests, tryAgainIn } from '../../site/limit.ts';
import { AddressMoved } from './moved.ts';
import type { Config } from '../../config/config.ts';

/** What an error page says. */
export interface Explanation {
  title: string;
  /** What happened, in plain language. */
  what: string;
  /** The same in OAuth terms; absent where it has nothing to do with OAuth. */
  terms?: string;
  /** What the authorization server said, word for word. */
  said: { error: string; description: string | undefined } | undefined;
  action: { label: string; href: string };
}

type Words = Pick<Explanation, 'title' | 'what' | 'terms'>;

const again = { label: 'Start a new sign-in', href: '/login/okta' };
const home = { label: 'Go to the home page', href: '/' };

const signInWords = (config: Config): Record<SignInProblem, Words> => ({
  'sign-in-needed': {
    title: 'Please sign in first',
    what: 'This page is only for signed-in users, and this browser has no session here.',
    terms:
      'The request has no valid session cookie, so there are no tokens to check. ' +
      'After you sign in at Okta, you return to this page.',
  },
  'session-ended': {
    title: 'Your session has ended',
    what: 'Your session has expired and could not be renewed, so the shop has signed you out.',
    terms:
      'The access token has expired, and the refresh token is missing or was rejected: it expired, was revoked, ' +
      'or was already used (with rotation, a refresh token can be used only once).',
  },
  'attempt-unknown': {
    title: 'This sign-in was not started here',
    what: 'Okta returned a response to a sign-in that this browser did not start, so the shop ignored it.',
    terms:
      'The state parameter of the callback does not match any open sign-in attempt in this browser. Typical causes: the ' +
      'session cookie was deleted, the sign-in was started in another browser or under another host name ' +
      `(the shop is at ${config.appUrl}), or someone is trying to sign you in to their account (login CSRF).`,
  },
  'attempt-expired': {
    title: 'That took too long',
    what: 'The sign-in was started more than ten minutes ago. Nothing is lost; please start again.',
    terms:
      'The sign-in attempt that the state parameter refers to has expired, so its code is not exchanged for tokens.',
  },
  'attempt-used': {
    title: 'This sign-in was already used',
    what: 'The address you opened belongs to a completed sign-in. It works only once.',
    terms:
      'An authorization code can be used only once (RFC 6749, section 4.1.2). The shop does not send a replayed code to ' +
      'Okta, because Okta would have to revoke the tokens issued for it.',
  },
  'callback-incomplete': {
    title: 'Something is missing from this address',
    what: 'Okta returns users to this address after they sign in. You cannot open it directly.',
    terms:
      'The callback needs the parameters code and state, or error and state; this request does not have them.',
  },
  'issuer-mismatch': {
    title: 'This sign-in comes from a different org',
    what: 'Another identity provider asked the shop to start a sign-in. The shop accepts such requests only from its own org.',
    terms: `The iss parameter of an IdP-initiated sign-in must be ${config.okta.baseUrl} or ${config.okta.issuer}.`,
  },
  refused: {
    title: 'Okta did not sign you in',
    what: 'The sign-in was canceled, or a policy does not allow it.',
    terms:
      'The authorization endpoint returned an error instead of a code. With access_denied, no rule of the ' +
      "authorization server's access policies allows this user, client and set of scopes, or the user is not " +
      'assigned to the application.',
  },
  'push-refused': {
    title: 'Okta did not accept the sign-in request',
    what: 'The shop sent the request to Okta in advance, and Okta rejected it. You were not asked for anything.',
    terms:
      'The endpoint for pushed authorization requests (RFC 9126) returned an error. The usual causes are a wrong client ' +
      'secret, a scope that the authorization server does not have, and an org without this feature: set OKTA_PAR=false.',
  },
  'exchange-failed': {
    title: 'The sign-in could not be completed',
    what: 'You signed in at Okta, but the shop did not get the tokens.',
    terms:
      'The token endpoint rejected the authorization code, or its response did not pass the checks (signature, issuer, ' +
      'audience, nonce, expiry). The usual causes are a wrong client secret and an inaccurate clock.',
  },
  'tokens-refused': {
    title: 'These tokens were not accepted',
    what: 'The page sent tokens to the shop that failed its checks. You were not signed in.',
    terms:
      'In the implicit flow, tokens pass through the browser, so they may have been modified or replaced on the way. ' +
      'The shop checks the signature, issuer, audience, nonce and at_hash.',
  },
  'org-unreachable': {
    title: 'The Okta org is not responding',
    what: 'This page needs the Okta org, which the shop cannot reach right now. Nothing is lost.',
    terms: `No response from ${config.okta.issuer}/.well-known/openid-configuration or from an endpoint listed there.`,
  },
  'admin-token-needed': {
    title: 'The token for this page has expired',
    what: 'Reload the page to get a new one from Okta.',
    terms:
      'This page uses its own access token. It has expired, and unlike a page, a script cannot be redirected to Okta.',
  },
  'admin-role-needed': {
    title: 'This part is for admins',
    what: 'You are signed in, but your account does not have the admin role.',
    terms:
      'The claim role of your access token does not contain admin. The authorization server takes it from your ' +
      'assignment to the application, which grants it to members of the group Admin.',
  },
  'other-person': {
    title: 'Okta says you are someone else',
    what: 'This browser is signed in to the shop as one user and to Okta as another. Nothing was changed. Sign out here, then sign in as the user you want.',
    terms:
      "The subject of the new ID token (sub) is not the user who signed in to this session. Two users' tokens " +
      'must not be mixed in one session, so the new ones were discarded.',
  },
  'forged-form': {
    title: 'This form was not accepted',
    what: 'The form does not belong to this session. Nothing was changed. Go back, reload the page and try again.',
    terms:
      'The synchronizer token is missing or belongs to another session, or the Origin header names another site, ' +
      'as in a cross-site request forgery.',
  },
});

const statusWords: Record<number, Words> = {
  401: {
    title: 'Please sign in first',
    what: 'This page is only for signed-in users.',
    terms: '401 means that the request has no valid credentials.',
  },
  403: {
    title: 'Not for this account',
    what: 'You are signed in, but your account has no access to this page.',
    terms:
      '403 means that the credentials are valid, but the scopes or claims in the token do not allow this.',
  },
  404: {
    title: 'Page not found',
    what: 'We can’t find that page. Please check the address.',
  },
};

const tooMany: Words = {
  title: 'Too many requests',
  what: 'You sent more of these requests than the shop accepts in a minute. Nothing was changed.',
  terms:
    '429 and the header Retry-After say when to try again. Okta limits its own endpoints in the same way.',
};

const storeFails: Words = {
  title: 'The shop’s database is not responding',
  what: 'The shop cannot read or save data right now. Nothing was changed. Try again in a moment.',
};

const movedTo = (to: string): Explanation => ({
  title: 'This page has moved',
  what: `The form was submitted to an address from an earlier version. The page is now at ${to}; open it and try again.`,
  terms:
    'Nothing was changed, and the form’s contents were discarded: a code or token in it was meant for another page.',
  said: undefined,
  action: { label: `Go to ${to}`, href: to },
});

const broken: Words = {
  title: 'The shop has a problem',
  what: 'Something went wrong on our side. The details are in the shop’s log.',
};

/** A form cannot be sent again by a link. */
const retry = (path: string): Explanation['action'] =>
  path === '/' ? home : { label: 'Try again', href: path };

export function explain(status: number, error: unknown, config: Config, path: string): Explanation {
  if (error instanceof AddressMoved) return movedTo(error.to);
  if (!(error instanceof SignInError)) {
    if (status === 429) {
      const when = error instanceof TooManyRequests ? ` ${tryAgainIn(error.retryAfter)}` : '';
      const words = { ...tooMany, what: tooMany.what + when };
      return { ...words, said: undefined, action: retry(path) };
    }
    if (isStoreFailure(error)) return { ...storeFails, said: undefined, action: retry(path) };
    return { ...(statusWords[status] ?? broken), said: undefined, action: home };
  }
  return { ...signInWords(config)[error.code], said: error.said, action: wayOn(error.code, path) };
}

function wayOn(problem: SignInProblem, path: string): Explanation['action'] {
  switch (problem) {
    case 'sign-in-needed':
    case 'session-ended':
      return { label: 'Sign in', href: `/login/okta?return=${encodeURIComponent(path)}` };
    case 'forged-form':
    case 'other-person':
    case 'admin-role-needed':
      return home;
    case 'org-unreachable':
      // The address that Okta redirects to works only once.
      return path.startsWith('/login/') ? again : retry(path);
    default:
      return again;
  }
}
