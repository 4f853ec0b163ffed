import { okta, rfc, type Source } from './sources.ts';

/** What a parameter is for, its specification, and what an attacker could do if no one checked it. */
export interface Explanation {
  readonly what: string;
  readonly source: Source;
  readonly attack?: string;
}

const oidc = (section: string, anchor: string): Source => [
  `OpenID Connect Core, ${section}`,
  `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
];

const idx = okta('Embedded sign-in', 'concepts/interaction-code/');
const authorize = okta('Authorize', 'api/openapi/okta-oauth/oauth/tag/CustomAS/');

/** By name, for parameters of a query, a form or JSON, and for headers in lower case. */
export const parameters: Readonly<Record<string, Explanation>> = {
  client_id: {
    what: 'Which app is asking. It is public: it identifies the app and proves nothing.',
    source: rfc(6749, '2.2'),
    attack:
      'Without its own ID, an app could not be limited: its redirect URIs, scopes and policies depend on it.',
  },
  client_secret: {
    what: 'Proves that the app itself is calling. Only for apps that can keep a secret.',
    source: rfc(6749, '2.3.1'),
    attack: 'Anyone who steals a code could redeem it as the app.',
  },
  client_assertion: {
    what: 'Proves who the app is with a JWT that it signed, so that no secret is sent.',
    source: rfc(7523, '2.2'),
    attack: 'Any program could pose as the app.',
  },
  response_type: {
    what: 'What comes back: with “code”, tokens never pass through the browser.',
    source: rfc(6749, '3.1.1'),
    attack:
      'If tokens were in the address, they would be in the history and logs, and the page’s scripts could read them.',
  },
  response_mode: {
    what: 'How the response comes back: in the query, the fragment, a form, or a message to the window.',
    source: [
      'OAuth 2.0 Multiple Response Types',
      'https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html',
    ],
  },
  redirect_uri: {
    what: 'Where the response goes. It must be registered and match exactly.',
    source: rfc(6749, '3.1.2'),
    attack: 'A link with another address would send the code of the person who clicks it to the attacker.',
  },
  scope: {
    what: 'What the app requests: the token contains at most these scopes.',
    source: rfc(6749, '3.3'),
    attack: 'A leaked token would allow everything that the user may do.',
  },
  state: {
    what: 'A random value that comes back unchanged. It binds the response to the browser that sent the request.',
    source: rfc(6749, '10.12'),
    attack:
      'A link could sign you in to the attacker’s account, and what you enter there would be theirs (CSRF).',
  },
  nonce: {
    what: 'A random value that must be in the ID token. It binds the token to this sign-in.',
    source: oidc('section 15.5.2', 'NonceNotes'),
    attack: 'An ID token stolen elsewhere could be injected into this sign-in.',
  },
  code_challenge: {
    what: 'The hash of a secret that only the app knows (PKCE). To redeem the code, the app must present the secret.',
    source: rfc(7636, '4.2'),
    attack: 'A stolen code would be enough to get the tokens.',
  },
  code_challenge_method: {
    what: 'How the challenge was computed. S256 means SHA-256.',
    source: rfc(7636, '4.2'),
    attack: 'With “plain”, the challenge is the secret, and it is in the address.',
  },
  code_verifier: {
    what: 'The secret behind code_challenge. The org hashes it and compares.',
    source: rfc(7636, '4.6'),
    attack: 'A stolen code would be enough to get the tokens.',
  },
  code: {
    what: 'Represents the tokens. Valid once, for at most five minutes, for this app and this redirect URI.',
    source: rfc(6749, '4.1.2'),
    attack: 'If it could be redeemed twice, a code from a log or a history would be as good as the tokens.',
  },
  grant_type: { what: 'What is being exchanged for tokens.', source: rfc(6749, '4.1.3') },
  access_token: {
    what: 'The key to an API. The API verifies signature, issuer, audience, expiry and scope.',
    source: rfc(6749, '1.4'),
    attack: 'The API would accept any text.',
  },
  id_token: {
    what: 'Says who signed in, when, and how. Only for the app: no API accepts it.',
    source: oidc('section 2', 'IDToken'),
    attack:
      'Without verifying its signature and audience, an app would accept a token issued for another app.',
  },
  refresh_token: {
    what: 'Gets new tokens without the user. It is replaced each time it is used.',
    source: rfc(6749, '1.5'),
    attack: 'If it were not replaced, a stolen one would work unnoticed for as long as the real one.',
  },
  id_token_hint: {
    what: 'Identifies the session, as a token that the org itself signed.',
    source: [
      'OpenID Connect RP-Initiated Logout, section 2',
      'https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout',
    ],
    attack: 'Any page could sign users out, and redirect them anywhere.',
  },
  request_uri: {
    what: 'Represents parameters that the app already sent directly, with its secret (PAR).',
    source: rfc(9126, '2.2'),
    attack: 'Users and their software could change the parameters on the way.',
  },
  prompt: {
    what: 'Whether users must sign in again or give consent.',
    source: oidc('section 3.1.2.1', 'AuthRequest'),
  },
  max_age: {
    what: 'The maximum time since the user signed in. The app must check auth_time in the ID token.',
    source: oidc('section 3.1.2.1', 'AuthRequest'),
    attack: 'An unattended browser would be enough for an action that needs a recent sign-in.',
  },
  acr_values: {
    what: 'How strong the sign-in must be, for example with a second factor.',
    source: okta('Step-up authentication', 'guides/step-up-authentication/main/'),
    attack: 'A stolen password would be enough for an action that needs more.',
  },
  login_hint: { what: 'Fills in the user name.', source: oidc('section 3.1.2.1', 'AuthRequest') },
  idp: {
    what: 'Which identity provider signs the user in.',
    source: okta('Identity providers', 'concepts/identity-providers/'),
  },
  sessionToken: {
    what: 'Proves a sign-in that just happened through the Authentication API. Valid once.',
    source: okta('Session token', 'guides/session-cookie/main/'),
    attack: 'A stolen one would start a session of that user in any browser.',
  },
  interaction_handle: { what: 'Represents a sign-in that the app’s own form started.', source: idx },
  interaction_code: {
    what: 'Represents the tokens, like an authorization code, for a sign-in in the app’s own form.',
    source: idx,
    attack:
      'Without the code verifier it is worthless; if that were not checked, a stolen one would be enough.',
  },
  stateHandle: {
    what: 'Represents a sign-in in progress at the org.',
    source: idx,
    attack: 'A page that knows it could continue someone else’s sign-in.',
  },
  identifier: { what: 'The user name.', source: idx },
  credentials: { what: 'What the user knows or has: a password, or the answer to a challenge.', source: idx },
  device_code: {
    what: 'What the device sends to request tokens, until the user approves.',
    source: rfc(8628, '3.2'),
  },
  user_code: {
    what: 'What the user enters on the other device.',
    source: rfc(8628, '3.3'),
    attack:
      'If it could be guessed, an attacker could get their own device approved, or connect yours to their account.',
  },
  subject_token: { what: 'The user that a new token is requested for.', source: rfc(8693, '2.1') },
  actor_token: { what: 'Who is acting for that user.', source: rfc(8693, '2.1') },
  audience: {
    what: 'The API that the token is for.',
    source: rfc(8693, '2.1'),
    attack: 'An API could use a token that it received at another API.',
  },
  resource: { what: 'The API that the token is for.', source: rfc(8707, '2') },
  assertion: { what: 'A signed statement that is exchanged for a token.', source: rfc(7521, '4.1') },
  post_logout_redirect_uri: {
    what: 'Where to go after signing out. It must be registered.',
    source: [
      'OpenID Connect RP-Initiated Logout, section 2',
      'https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout',
    ],
    attack: 'A link to the org could lead to a page that imitates it.',
  },
  SAMLResponse: {
    what: 'The signed assertion that says who signed in.',
    source: [
      'SAML 2.0 Bindings, section 3.5',
      'https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf',
    ],
    attack:
      'Without checking signature, audience and time, an assertion issued for another app would be accepted here.',
  },
  error: { what: 'Why the org refused.', source: rfc(6749, '4.1.2.1') },
  iss: {
    what: 'Which org is responding.',
    source: rfc(9207, '2'),
    attack: 'An app that uses several orgs could be tricked into sending one org’s code to another (mix-up).',
  },
  login: { what: 'The user name.', source: authorize },
  authorization: {
    what: 'Who is calling: Bearer and DPoP carry an access token, Basic the app’s secret, SSWS an Okta API token.',
    source: rfc(6750, '2.1'),
    attack: 'Anyone could call.',
  },
  dpop: {
    what: 'Proves that the caller has the key that the token is bound to, for this method and address.',
    source: rfc(9449, '4'),
    attack: 'Anyone could use a stolen token.',
  },
  origin: {
    what: 'Which site’s page sent this. Browsers set it, and scripts cannot.',
    source: ['Fetch: Origin', 'https://fetch.spec.whatwg.org/#origin-header'],
    attack: 'Pages of other sites could read the org’s responses to the user’s session.',
  },
  cookie: {
    what: 'The browser’s session with this server.',
    source: rfc(6265, '5.4'),
    attack: 'Anyone who has another person’s cookie is that person.',
  },
  'x-okta-verification-challenge': {
    what: 'The org checks once that the owner of the address agrees to receive its events.',
    source: okta('Event hooks', 'concepts/event-hooks/'),
    attack: 'Events could be sent to an address whose owner did not ask for them.',
  },
};
