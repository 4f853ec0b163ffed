import { okta, rfc, type Source } from './sources.ts';

/** What a parameter is for, where that is defined, and what an attacker could do if nobody checked it. */
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
    what: 'Which app asks. It is public: it identifies the app and proves nothing.',
    source: rfc(6749, '2.2'),
    attack:
      'An app without its own ID could not be limited: its redirect URIs, scopes and policies hang on it.',
  },
  client_secret: {
    what: 'Proves that the app itself is calling. Only for apps that can keep a secret.',
    source: rfc(6749, '2.3.1'),
    attack: 'Anyone who has stolen a code could redeem it in the name of the app.',
  },
  client_assertion: {
    what: 'Proves who the app is by a JWT that it has signed, so that no secret is sent.',
    source: rfc(7523, '2.2'),
    attack: 'Any program could pose as the app.',
  },
  response_type: {
    what: 'What comes back: with “code”, tokens never pass through the browser.',
    source: rfc(6749, '3.1.1'),
    attack: 'With tokens in the address, history, logs and scripts of the page could read them.',
  },
  response_mode: {
    what: 'How the response comes back: in the query, the fragment, a form, or a message to the window.',
    source: [
      'OAuth 2.0 Multiple Response Types',
      'https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html',
    ],
  },
  redirect_uri: {
    what: 'Where the answer goes. It has to be registered, character by character.',
    source: rfc(6749, '3.1.2'),
    attack: 'A link with another address would send the code of the person who clicks it to the attacker.',
  },
  scope: {
    what: 'What the app asks for: at most this is in the token.',
    source: rfc(6749, '3.3'),
    attack: 'A leaked token would be good for everything the user may do.',
  },
  state: {
    what: 'A random value that comes back unchanged. It binds the answer to the browser that asked.',
    source: rfc(6749, '10.12'),
    attack: 'A link could sign you in to the attacker’s account, and what you enter there is theirs (CSRF).',
  },
  nonce: {
    what: 'A random value that has to be in the ID token. It binds the token to this sign-in.',
    source: oidc('section 15.5.2', 'NonceNotes'),
    attack: 'An ID token that was stolen elsewhere could be injected into this sign-in.',
  },
  code_challenge: {
    what: 'The hash of a secret that only the app knows (PKCE). To redeem the code, the app has to show the secret.',
    source: rfc(7636, '4.2'),
    attack: 'A stolen code would be enough: nothing else would be needed to get its tokens.',
  },
  code_challenge_method: {
    what: 'How the challenge was made. S256 means SHA-256.',
    source: rfc(7636, '4.2'),
    attack: 'With “plain”, the challenge is the secret, and it is in the address.',
  },
  code_verifier: {
    what: 'The secret behind code_challenge. The org hashes it and compares.',
    source: rfc(7636, '4.6'),
    attack: 'A stolen code would be enough: nothing else would be needed to get its tokens.',
  },
  code: {
    what: 'Stands for the tokens. Valid once, for a minute, for this app and this redirect URI.',
    source: rfc(6749, '4.1.2'),
    attack: 'If it could be redeemed twice, a code from a log or a history would be as good as the tokens.',
  },
  grant_type: { what: 'What is being exchanged for tokens.', source: rfc(6749, '4.1.3') },
  access_token: {
    what: 'The key to an API. The API verifies signature, issuer, audience, expiry and scope.',
    source: rfc(6749, '1.4'),
    attack: 'Any text would open the API.',
  },
  id_token: {
    what: 'Says who signed in, when, and how. For the app alone: no API accepts it.',
    source: oidc('section 2', 'IDToken'),
    attack: 'Without verifying its signature and audience, an app would accept a token made for another app.',
  },
  refresh_token: {
    what: 'Gets new tokens without the user. It is replaced each time it is used.',
    source: rfc(6749, '1.5'),
    attack: 'If it were not replaced, a stolen one would work unnoticed for as long as the real one.',
  },
  id_token_hint: {
    what: 'Says whose session is meant, as a token that the org itself has signed.',
    source: [
      'OpenID Connect RP-Initiated Logout, section 2',
      'https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout',
    ],
    attack: 'Any page could sign users out, and redirect them where it likes.',
  },
  request_uri: {
    what: 'Stands for parameters that the app has already sent directly, with its secret (PAR).',
    source: rfc(9126, '2.2'),
    attack: 'Users and their software could change the parameters on the way.',
  },
  prompt: {
    what: 'Whether users have to sign in again or to consent.',
    source: oidc('section 3.1.2.1', 'AuthRequest'),
  },
  max_age: {
    what: 'How long ago the user may have signed in. The app has to check auth_time in the ID token.',
    source: oidc('section 3.1.2.1', 'AuthRequest'),
    attack: 'An unattended browser would do for what is meant to need a fresh sign-in.',
  },
  acr_values: {
    what: 'How strong the sign-in has to be, for example with a second factor.',
    source: okta('Step-up authentication', 'guides/step-up-authentication/main/'),
    attack: 'A stolen password would be enough for what is meant to need more.',
  },
  login_hint: { what: 'Fills in the user name.', source: oidc('section 3.1.2.1', 'AuthRequest') },
  idp: {
    what: 'Which identity provider signs the user in.',
    source: okta('Identity providers', 'concepts/identity-providers/'),
  },
  sessionToken: {
    what: 'Proves a sign-in that has just happened through the Authentication API. Valid once.',
    source: okta('Session token', 'guides/session-cookie/main/'),
    attack: 'A stolen one would start a session of that user in any browser.',
  },
  interaction_handle: { what: 'Stands for a sign-in that the app’s own form has begun.', source: idx },
  interaction_code: {
    what: 'Stands for the tokens, as an authorization code does, for a sign-in in the app’s own form.',
    source: idx,
    attack:
      'Without the code verifier it is worthless; if that were not checked, a stolen one would be enough.',
  },
  stateHandle: {
    what: 'Stands for a sign-in that is under way at the org.',
    source: idx,
    attack: 'A page that knows it could continue the sign-in of someone else.',
  },
  identifier: { what: 'The user name.', source: idx },
  credentials: { what: 'What the user knows or has: a password, or the answer to a challenge.', source: idx },
  device_code: {
    what: 'What the device asks for tokens with, until the user has approved.',
    source: rfc(8628, '3.2'),
  },
  user_code: {
    what: 'What the user types on the other device.',
    source: rfc(8628, '3.3'),
    attack:
      'If it could be guessed, an attacker could have their own device approved, or yours connected to their account.',
  },
  subject_token: { what: 'For whom a new token is requested.', source: rfc(8693, '2.1') },
  actor_token: { what: 'Who acts for that user.', source: rfc(8693, '2.1') },
  audience: {
    what: 'For which API the token is.',
    source: rfc(8693, '2.1'),
    attack: 'An API could use a token that it has received at another API.',
  },
  resource: { what: 'For which API the token is.', source: rfc(8707, '2') },
  assertion: { what: 'A signed statement that is exchanged for a token.', source: rfc(7521, '4.1') },
  post_logout_redirect_uri: {
    what: 'Where to go after signing out. It has to be registered.',
    source: [
      'OpenID Connect RP-Initiated Logout, section 2',
      'https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout',
    ],
    attack: 'A link of the org could lead to a page that imitates it.',
  },
  SAMLResponse: {
    what: 'The signed assertion who signed in.',
    source: [
      'SAML 2.0 Bindings, section 3.5',
      'https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf',
    ],
    attack:
      'Without checking signature, audience and time, an assertion made for another app would sign in here.',
  },
  error: { what: 'Why the org refuses.', source: rfc(6749, '4.1.2.1') },
  iss: {
    what: 'Which org answers.',
    source: rfc(9207, '2'),
    attack: 'An app of several orgs could be made to send one org’s code to another (mix-up).',
  },
  login: { what: 'The user name.', source: authorize },
  authorization: {
    what: 'Who calls: Bearer and DPoP carry an access token, Basic the app’s secret, SSWS an API token of Okta.',
    source: rfc(6750, '2.1'),
    attack: 'Anyone could call.',
  },
  dpop: {
    what: 'Proves that the caller has the key to which the token is bound, for this method and address.',
    source: rfc(9449, '4'),
    attack: 'A stolen token could be used by anyone.',
  },
  origin: {
    what: 'Which site’s page sent this. Browsers set it, and scripts cannot.',
    source: ['Fetch: Origin', 'https://fetch.spec.whatwg.org/#origin-header'],
    attack: 'Pages of other sites could read what the org answers to the user’s session.',
  },
  cookie: {
    what: 'The browser’s session with this server.',
    source: rfc(6265, '5.4'),
    attack: 'With another person’s cookie one is that person.',
  },
  'x-okta-verification-challenge': {
    what: 'The org checks once that the address belongs to someone who wants its events.',
    source: okta('Event hooks', 'concepts/event-hooks/'),
    attack: 'Events could be sent to an address whose owner did not ask for them.',
  },
};
