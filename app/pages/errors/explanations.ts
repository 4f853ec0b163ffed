import { SignInError } from '../../auth/errors.ts';
import type { SignInProblem } from '../../auth/errors.ts';
import { isStoreFailure } from '../../store/store-error.ts';
import { AddressMoved } from './moved.ts';
import type { Config } from '../../config/config.ts';

/** What an error page says. */
export interface Explanation {
  title: string;
  /** What happened, in plain words. */
  what: string;
  /** The same in OAuth terms. */
  terms: string;
  /** What the authorization server said, word for word. */
  said: { error: string; description: string | undefined } | undefined;
  action: { label: string; href: string };
}

type Words = Pick<Explanation, 'title' | 'what' | 'terms'>;

const again = { label: 'Start a new sign-in', href: '/login/okta' };
const home = { label: 'Go to the home page', href: '/' };

const signInWords = (config: Config): Record<SignInProblem, Words> => ({
  'sign-in-needed': {
    title: 'Please log in first',
    what: 'This page belongs to a signed-in person, and this browser has no session here.',
    terms:
      'The request came without a session cookie that the shop knows, so there are no tokens to go by. ' +
      'After signing in at Okta you come back to this very page.',
  },
  'session-ended': {
    title: 'Your session has ended',
    what: 'Your sign-in has run out and could not be extended, so the shop has signed you out.',
    terms:
      'The access token has expired and the refresh token was refused or is missing: it expired, was revoked, ' +
      'or somebody used it before (rotation makes a refresh token good for one use).',
  },
  'attempt-unknown': {
    title: 'This sign-in was not started here',
    what: 'Okta sent you back with an answer to a sign-in that this browser did not begin, so it was not used.',
    terms:
      'The state parameter of the callback matches no open login attempt of this browser. Typical causes: the ' +
      'session cookie was deleted, the sign-in began in another browser or under another host name ' +
      `(the shop lives at ${config.appUrl}), or somebody tries to log you in to an account of theirs (login CSRF).`,
  },
  'attempt-expired': {
    title: 'That took too long',
    what: 'The sign-in was begun more than ten minutes ago. Nothing is lost; begin again.',
    terms:
      'The login attempt that the state parameter names has expired, so its code is not exchanged for tokens.',
  },
  'attempt-used': {
    title: 'This sign-in was already used',
    what: 'The address you opened belongs to a sign-in that has been completed. It works only once.',
    terms:
      'An authorization code is for one use (RFC 6749, section 4.1.2). The shop does not send a replayed code to ' +
      'Okta, because Okta would have to revoke the tokens issued for it.',
  },
  'callback-incomplete': {
    title: 'Something is missing from this address',
    what: 'This is where Okta returns people after signing in. Opened by itself it can do nothing.',
    terms:
      'The callback needs the parameters code and state, or error and state; this request does not have them.',
  },
  'issuer-mismatch': {
    title: 'This sign-in comes from a different org',
    what: 'Another identity provider asked the shop to begin a sign-in. The shop listens to its own org only.',
    terms: `The iss parameter of an IdP-initiated sign-in must be ${config.okta.baseUrl} or ${config.okta.issuer}.`,
  },
  refused: {
    title: 'Okta did not sign you in',
    what: 'The sign-in ended at Okta without a result: it was cancelled, or a policy does not allow it.',
    terms:
      'The authorization endpoint returned an error instead of a code. With access_denied, no rule of the ' +
      "authorization server's access policies allows this person, client and set of scopes, or the person is not " +
      'assigned to the application.',
  },
  'exchange-failed': {
    title: 'The sign-in could not be completed',
    what: 'You signed in at Okta, but the shop did not get the tokens.',
    terms:
      'The token endpoint refused the authorization code, or its answer did not pass the checks (signature, issuer, ' +
      'audience, nonce, expiry). Wrong client secret and a clock that is off are the usual causes.',
  },
  'tokens-refused': {
    title: 'These tokens were not accepted',
    what: 'The page brought tokens to the shop, and the shop found something wrong with them. Nobody was signed in.',
    terms:
      'In the implicit flow tokens come by way of the browser, so they may have been changed or swapped on the way. ' +
      'The signature, the issuer, the audience, the nonce and at_hash decide.',
  },
  'org-unreachable': {
    title: 'The Okta org does not answer',
    what: 'This page needs the Okta org, and it cannot be reached from the shop just now. Nothing is lost.',
    terms: `No answer from ${config.okta.issuer}/.well-known/openid-configuration or from an endpoint it names.`,
  },
  'admin-token-needed': {
    title: 'The token for this page has ended',
    what: 'Load the page again: it gets a new one from Okta.',
    terms:
      'This page goes by an access token of its own. It has expired, and a script cannot be redirected to Okta ' +
      'as a page can.',
  },
  'admin-role-needed': {
    title: 'This part is for admins',
    what: 'You are signed in, but your account has not been given the role of an admin.',
    terms:
      'The claim role of your access token does not hold admin. The authorization server takes it from your ' +
      'assignment to the application, which gives it to members of the group Admin.',
  },
  'other-person': {
    title: 'Okta says you are somebody else',
    what: 'This browser is signed in to the shop as one person and to Okta as another. Nothing was taken over. Sign out here, then log in as the one you want to be.',
    terms:
      "The subject of the new ID token (sub) differs from the one of this session's sign-in. Tokens of two people " +
      'must not meet in one session, so the new ones were thrown away.',
  },
  'forged-form': {
    title: 'This form was not accepted',
    what: 'The form did not come from a page of this session. Nothing was changed. Go back, reload the page and try again.',
    terms:
      'The synchroniser token is missing or belongs to another session, or the Origin header names another site: ' +
      'that is how a cross-site request forgery looks.',
  },
});

const statusWords: Record<number, Words> = {
  401: {
    title: 'Please log in first',
    what: 'This page needs a signed-in person.',
    terms: '401 means: the request carries no valid credentials.',
  },
  403: {
    title: 'Not for this account',
    what: 'You are signed in, but your account may not open this.',
    terms: '403 means: the credentials are valid, but scopes or claims in the token do not allow this.',
  },
  404: {
    title: 'There is nothing here',
    what: 'The address has no page behind it. It may have been mistyped.',
    terms: '404 has nothing to do with signing in: no token would change the answer.',
  },
};

const tooMany: Words = {
  title: 'Too many requests',
  what: 'The shop got more of these requests from you than it accepts in a minute. Nothing was changed.',
  terms:
    '429 and the header Retry-After say when to try again. Okta limits its own endpoints in the same way.',
};

const storeFails: Words = {
  title: 'The shop’s database does not answer',
  what: 'The shop cannot read or keep its data just now. Nothing was changed. Try again in a moment.',
  terms: 'No token or scope is at fault. The request id below finds the entry in the log.',
};

const movedTo = (to: string): Explanation => ({
  title: 'This page has moved',
  what: `The form was sent to an address of an earlier version. The page is at ${to} now; open it and try again.`,
  terms:
    'Nothing was changed, and nothing that the form held was passed on: a code or token in it was meant for another page.',
  said: undefined,
  action: { label: `Go to ${to}`, href: to },
});

const broken: Words = {
  title: 'The shop has a problem',
  what: 'Something went wrong on our side. The details are in the log of the shop.',
  terms: 'No token or scope is at fault. The request id below finds the entry in the log.',
};

export function explain(status: number, error: unknown, config: Config, path: string): Explanation {
  if (error instanceof AddressMoved) return movedTo(error.to);
  if (!(error instanceof SignInError)) {
    if (status === 429) return { ...tooMany, said: undefined, action: { label: 'Try again', href: path } };
    if (isStoreFailure(error))
      return { ...storeFails, said: undefined, action: { label: 'Try again', href: path } };
    return { ...(statusWords[status] ?? broken), said: undefined, action: home };
  }
  return { ...signInWords(config)[error.code], said: error.said, action: wayOn(error.code, path) };
}

function wayOn(problem: SignInProblem, path: string): Explanation['action'] {
  switch (problem) {
    case 'sign-in-needed':
    case 'session-ended':
      return { label: 'Log in', href: `/login/okta?return=${encodeURIComponent(path)}` };
    case 'forged-form':
    case 'other-person':
    case 'admin-role-needed':
      return home;
    case 'org-unreachable':
      // The address that Okta sends people back to is good for one use.
      return path.startsWith('/login/') ? again : { label: 'Try again', href: path };
    default:
      return again;
  }
}
