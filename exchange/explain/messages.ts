import type { Message } from '../message.ts';
import { okta, rfc, type Source } from './sources.ts';

/** What a message is, in one sentence, with the specification. */
export interface Meaning {
  readonly title: string;
  readonly what: string;
  readonly source?: Source;
}

/** The first that matches: method, path. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /^MAIL /,
    {
      title: 'Email',
      what: 'The org sends an email. With the sandbox it arrives in the mailbox at this address, which is the only place that shows its code and link.',
      source: okta('Email', 'guides/custom-email/main/'),
    },
  ],
  [
    /^SMS /,
    {
      title: 'Text message',
      what: 'The org sends a text message. With the sandbox it arrives on the phone at this address.',
      source: okta('Telephony', 'concepts/inline-hooks/'),
    },
  ],
  [
    /^PUSH /,
    {
      title: 'Push notification',
      what: 'Okta Verify asks the user on another device. The answer goes to the org on a separate channel, so the waiting page polls the org.',
      source: okta('Okta Verify', 'guides/authenticators-okta-verify/aspnet/main/'),
    },
  ],
  [
    /^GET .*\/v1\/authorize$/,
    {
      title: 'Authorization request',
      what: 'The app sends the browser to the org. The address says which app is asking, for what, and where the response goes.',
      source: rfc(6749, '4.1.1'),
    },
  ],
  [
    /^GET .*\/v1\/authorize\//,
    {
      title: 'Authorization response',
      what: 'The user signed in, and the org sends the browser back to the app with a code.',
      source: rfc(6749, '4.1.2'),
    },
  ],
  [
    /^POST .*\/v1\/token$/,
    {
      title: 'Token request',
      what: 'The app exchanges a code or another proof for tokens, directly with the org.',
      source: rfc(6749, '4.1.3'),
    },
  ],
  [
    /^POST .*\/v1\/par$/,
    {
      title: 'Pushed authorization request',
      what: 'The app sends the parameters of the authorization request directly, and gets a reference to them.',
      source: rfc(9126, '2'),
    },
  ],
  [
    /^GET .*\/v1\/keys$/,
    {
      title: 'Signing keys',
      what: 'The public keys that verify this issuer’s tokens.',
      source: rfc(7517, '5'),
    },
  ],
  [
    /^GET .*\/\.well-known\/o/,
    {
      title: 'Discovery',
      what: 'The issuer says where its endpoints are and what it supports.',
      source: rfc(8414, '3'),
    },
  ],
  [
    /^POST .*\/v1\/introspect$/,
    { title: 'Introspection', what: 'Asks the org whether a token is still valid.', source: rfc(7662, '2') },
  ],
  [
    /^POST .*\/v1\/revoke$/,
    {
      title: 'Revocation',
      what: 'Tells the org that a token is no longer needed, so that it becomes invalid.',
      source: rfc(7009, '2'),
    },
  ],
  [
    / .*\/v1\/userinfo$/,
    {
      title: 'User info',
      what: 'Claims about the user, for the access token.',
      source: [
        'OpenID Connect Core, section 5.3',
        'https://openid.net/specs/openid-connect-core-1_0.html#UserInfo',
      ],
    },
  ],
  [
    / .*\/v1\/logout$/,
    {
      title: 'Sign-out',
      what: 'The app asks the org to end the user’s session there too.',
      source: [
        'OpenID Connect RP-Initiated Logout',
        'https://openid.net/specs/openid-connect-rpinitiated-1_0.html',
      ],
    },
  ],
  [
    /^POST .*\/v1\/device\/authorize$/,
    {
      title: 'Device authorization',
      what: 'A device without a keyboard requests a code that the user enters elsewhere.',
      source: rfc(8628, '3.1'),
    },
  ],
  [
    /^POST .*\/v1\/interact$/,
    {
      title: 'Interact',
      what: 'The app’s own form starts a sign-in.',
      source: okta('Interaction Code', 'concepts/interaction-code/'),
    },
  ],
  [
    /^POST \/idp\/idx\//,
    {
      title: 'Sign-in step',
      what: 'The sign-in form asks for the next step, or submits what was requested: user name, password, second factor.',
      source: okta('Interaction Code', 'concepts/interaction-code/'),
    },
  ],
  [
    /^POST \/api\/v1\/authn/,
    {
      title: 'Authentication API',
      what: 'Sign-in on the Classic engine: a password, then perhaps a factor.',
      source: okta('Authentication API', 'reference/api/authn/'),
    },
  ],
  [
    /^GET \/signin\//,
    {
      title: 'Hosted sign-in page',
      what: 'Okta’s own page asks what the policy requires. The app never sees the password.',
      source: okta('Redirect authentication', 'concepts/redirect-vs-embedded/'),
    },
  ],
  [
    / \/oauth2\/v1\/authorize\/callback|\/login\/.*authorized$|\/callback$/,
    {
      title: 'Callback',
      what: 'The browser delivers the response to the app, which compares state before it uses the code.',
      source: rfc(6749, '4.1.2'),
    },
  ],
  [
    /^POST \/api\/events$/,
    {
      title: 'Event hook',
      what: 'The org reports an event to the shop.',
      source: okta('Event hooks', 'concepts/event-hooks/'),
    },
  ],
  [
    /^GET \/api\/events$/,
    {
      title: 'Event hook verification',
      what: 'The org checks once that the shop agrees to receive its events.',
      source: okta('Event hooks', 'concepts/event-hooks/'),
    },
  ],
  [
    /^POST \/api\/token-hook$/,
    {
      title: 'Token inline hook',
      what: 'The org pauses before it issues tokens, and asks the shop for claims.',
      source: okta('Token inline hook', 'reference/token-hook/'),
    },
  ],
  [
    /^POST \/api\/global-token-revocation$/,
    {
      title: 'Universal Logout',
      what: 'The org asks the shop to end every session of a user.',
      source: okta('Universal Logout', 'guides/oin-universal-logout-overview/'),
    },
  ],
  [
    /^\w+ \/api\/v1\//,
    { title: 'Management API', what: 'Reads or changes the org.', source: okta('Management API', 'api/') },
  ],
  [
    /^\w+ \/mcp$/,
    {
      title: 'MCP',
      what: 'An AI agent uses the API as tools.',
      source: ['Model Context Protocol', 'https://modelcontextprotocol.io/specification/'],
    },
  ],
  [
    /^\w+ \/api\//,
    {
      title: 'API call',
      what: 'The API verifies the access token: signature, issuer, audience, expiry, scope.',
      source: rfc(6750, '2.1'),
    },
  ],
  [
    /^GET \/token$/,
    {
      title: 'Token for the page',
      what: 'The shop’s server hands its own page the access token for the API.',
      source: rfc(6750, '2.1'),
    },
  ],
];

/** The explanation of this message; undefined if its address says enough. */
export const meaningOf = ({ method, url }: Pick<Message, 'method' | 'url'>): Meaning | undefined => {
  const line = `${method} ${new URL(url).pathname}`;
  return meanings.find(([pattern]) => pattern.test(line))?.[1];
};
