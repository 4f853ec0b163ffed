/** Redacts what must not be visible on a screen in a demo, in the store or in a log. */
export const redacted = '•••';

/** Hears of each secret. */
type Found = (secret: string) => void;

/** As names are compared: `client_secret`, `clientSecret` and `Client-Secret` are one. */
const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();

/** Headers, members of JSON, and parameters of a query or a form, whose values are secrets: by the last word of their names. */
const secretEndings =
  /(token|secret|password|passcode|assertion|apikey|privatekey|secretkey|authorization|cookie|csrf|otp)$/;
const secretNames = new Set([
  ...['code', 'codeverifier', 'devicecode', 'usercode', 'interactioncode', 'recoverycodes', 'backupcodes'],
  ...['idtokenhint', 'interactionhandle', 'statehandle', 'authreqid', 'oktakey', 'samlresponse'],
  ...['answer', 'pin'],
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

const isSecret = (name: string): boolean => secretEndings.test(plain(name)) || secretNames.has(plain(name));

/** Whether the value of this parameter of a query or a form is a secret. */
export const isSecretParameter = (name: string): boolean =>
  isSecret(name) || secretParameters.has(plain(name));

/** Keeps the scheme of an Authorization header, so that Basic, Bearer or SSWS is visible, but not the value. */
export function maskHeader(name: string, value: string, found?: Found): string {
  if (/^dpop$/i.test(name)) return readableProof(value);
  if (isSecret(name) || /[-_]key$/i.test(name)) {
    found?.(value);
    return `${/^[A-Za-z]+ /.exec(value)?.[0] ?? ''}${redacted}`;
  }
  return /^(location|referer)$/i.test(name) || value.includes('?') ? maskUrl(value, found) : value;
}

/** A proof of possession (RFC 9449) as it reads, so that people can follow it; without its signature it proves nothing. */
function readableProof(proof: string): string {
  const parts = proof.split('.').slice(0, 2);
  return `${parts.map((part) => Buffer.from(part, 'base64url').toString()).join('.')}.${redacted}`;
}

/** Tokens in a path: longer than any ID of Okta's, or behind a word that says so. UUIDs are IDs. */
const pathTokens =
  /(?<=\/)(?!\w{8}-\w{4}-\w{4}-\w{4}-\w{12})(?=[\w~-]*\d)[\w~-]{21,}(?=[/?#]|$)|(?<=\/(reset[-_]password|unlock[-_]account|welcome)\/)[\w~-]{8,}/g;

/** Redacts credentials, secret parameters of the query and the fragment, and tokens in the path. */
export function maskUrl(address: string, found?: Found): string {
  return address
    .replace(/^[^?#]*/, (path) =>
      path.replace(/(?<=^\w+:\/\/)[^/@]+(?=@)/, redacted).replace(pathTokens, redacted),
    )
    .replace(/([?#])([^?#]*)/g, (_whole, sign: string, parameters: string) =>
      parameters.includes('=') ? sign + maskForm(parameters, found) : sign + parameters,
    );
}

/** Redacts secret parameters of a form, and secret members of JSON at any depth. */
export function maskBody(body: string, contentType: string, found?: Found): string {
  if (/x-www-form-urlencoded/i.test(contentType)) return maskForm(body, found);
  if (/xml/i.test(contentType)) return body;
  const isText = /^text\/plain/i.test(contentType);
  if (!isText && !/json/i.test(contentType)) return redacted;
  try {
    return JSON.stringify(maskJson(JSON.parse(body), '', found));
  } catch {
    // A script may send a form as plain text.
    if (isText) return /^[\w.-]+=/.test(body) ? maskForm(body, found) : body;
    return '(not JSON, so not shown)';
  }
}

/** A copy in which the members that hold secrets are redacted, at any depth. */
export function maskJson(value: unknown, name = '', found?: Found): unknown {
  if (Array.isArray(value)) return value.map((item) => maskJson(item, name, found));
  if (typeof value === 'object' && value !== null) {
    const isKey = 'kty' in value;
    const inner = innerSecrets[name.toLowerCase()];
    // A field of a form, or a header: `{ "name": "interaction_code", "value": "…" }`.
    const [field] = Object.entries(value).flatMap(([key, one]) =>
      /^(name|key)$/.test(key) && typeof one === 'string' ? [one] : [],
    );
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        const isHidden = key === inner || (isKey && privateMembers.has(key));
        const called = isHidden ? 'secret' : key === 'value' && field !== undefined ? field : key;
        return [key, maskJson(one, called, found)];
      }),
    );
  }
  if (typeof value === 'number') return isSecret(name) && plain(name) !== 'code' ? redacted : value;
  if (typeof value !== 'string' || value === '') return value;
  if (!isSecret(name)) return /^\w+:\/\/\S+$/.test(value) ? maskUrl(value, found) : value;
  found?.(value);
  return redacted;
}

function maskForm(form: string, found?: Found): string {
  return form
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      const [[key = '', value = ''] = []] = new URLSearchParams(pair);
      if (isSecretParameter(key)) {
        found?.(value);
        return `${name}=${redacted}`;
      }
      // Where to go on: an address in a parameter has parameters itself.
      const inner = /[?#]/.test(value) ? maskUrl(value, found) : value;
      return inner === value ? pair : `${name}=${encodeURIComponent(inner)}`;
    })
    .join('&');
}
