/** Redacts what must not be visible on a screen in a demo, in the store or in a log. */
export const redacted = '•••';

const secretHeaders = /^(authorization|cookie|set-cookie|proxy-authorization|x-csrf-token)$/i;

/** Members of JSON, and parameters of a query or a form, whose values are secrets. */
const secretNames = new Set([
  // As the Sign-In Widget and auth-js call them.
  ...['accesstoken', 'idtoken', 'refreshtoken'],
  ...['access_token', 'refresh_token', 'id_token', 'id_token_hint', 'token', 'subject_token', 'actor_token'],
  ...['assertion', 'client_assertion', 'client_secret', 'clientsecret', 'code', 'code_verifier'],
  ...['interaction_code', 'interaction_handle', 'interactionhandle', 'statehandle', 'statetoken'],
  ...['password', 'passcode', 'oldpassword', 'newpassword', 'temppassword', 'answer', 'otp', 'totp', 'pin'],
  ...['sessiontoken', 'recoverytoken', 'activationtoken', 'registration_access_token', 'device_secret'],
  ...['interclient_token'],
  ...['device_code', 'user_code', 'auth_req_id', 'sharedsecret', 'private_key', 'secret_key', 'okta_key'],
  ...['_csrf', 'csrf', 'logout_token', 'samlresponse'],
]);
/** Of a query or a form only: members of JSON by these names are something else. */
const secretParameters = new Set(['state', 'nonce', 'request', 'samlrequest', 'relaystate']);
/** The private parts of a JSON Web Key (RFC 7518, section 6). */
const privateMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);
/** Members whose own member of a neutral name is the secret. */
const innerSecrets: Readonly<Record<string, string>> = {
  password: 'value',
  authscheme: 'value',
  // The picture of a code with the shared secret in it.
  qrcode: 'href',
};

export const isSecret = (name: string): boolean => secretNames.has(name.toLowerCase());

/** Whether the value of this parameter of a query or a form is a secret. */
export const isSecretParameter = (name: string): boolean =>
  isSecret(name) || secretParameters.has(name.toLowerCase());

/** Keeps the scheme of an Authorization header, so that Basic, Bearer or SSWS is visible, but not the value. */
export function maskHeader(name: string, value: string): string {
  if (secretHeaders.test(name)) return `${/^[A-Za-z]+ /.exec(value)?.[0] ?? ''}${redacted}`;
  if (/^dpop$/i.test(name)) return readableProof(value);
  return /^(location|referer)$/i.test(name) ? maskUrl(value) : value;
}

/** A proof of possession (RFC 9449) as it reads, so that people can follow it; without its signature it proves nothing. */
function readableProof(proof: string): string {
  const parts = proof.split('.').slice(0, 2);
  return `${parts.map((part) => Buffer.from(part, 'base64url').toString()).join('.')}.${redacted}`;
}

/** Tokens in a path: longer than any ID of Okta's, or behind a word that says so. UUIDs are IDs. */
const pathTokens =
  /(?<=\/)(?!\w{8}-\w{4}-\w{4}-\w{4}-\w{12})(?=[\w~-]*\d)[\w~-]{21,}(?=[/?#]|$)|(?<=\/(reset-password|unlock-account|welcome)\/)[\w~-]{8,}/g;

/** Redacts secret parameters of the query and the fragment, and tokens in the path. */
export function maskUrl(address: string): string {
  return address
    .replace(/^[^?#]*/, (path) => path.replace(pathTokens, redacted))
    .replace(/([?#])([^?#]*)/g, (_whole, sign: string, parameters: string) =>
      parameters.includes('=') ? sign + maskForm(parameters) : sign + parameters,
    );
}

/** Redacts secret parameters of a form, and secret members of JSON at any depth. */
export function maskBody(body: string, contentType: string): string {
  if (/x-www-form-urlencoded/i.test(contentType)) return maskForm(body);
  if (/xml/i.test(contentType)) return body;
  if (!/json/i.test(contentType)) return /^text\/plain/i.test(contentType) ? body : redacted;
  try {
    return JSON.stringify(maskJson(JSON.parse(body)));
  } catch {
    return '(not JSON, so not shown)';
  }
}

/** A copy in which the members that hold secrets are redacted, at any depth. */
export function maskJson(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => maskJson(item));
  if (typeof value === 'object' && value !== null) {
    const isKey = 'kty' in value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === innerSecrets[name.toLowerCase()] || (isKey && privateMembers.has(key))
          ? redacted
          : maskJson(inner, key),
      ]),
    );
  }
  return typeof value === 'string' && value !== '' && isSecret(name) ? redacted : value;
}

function maskForm(form: string): string {
  return form
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return [...new URLSearchParams(name).keys()].some(isSecretParameter) ? `${name}=${redacted}` : pair;
    })
    .join('&');
}
