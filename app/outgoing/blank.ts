/** Redacts what must not be visible on a screen in a demo, in the store or in a log. */
const redacted = '•••';

const secretHeaders = /^(authorization|cookie|set-cookie|proxy-authorization)$/i;
const secretFields = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'id_token_hint',
  'interaction_code',
  'interaction_handle',
  'password',
  'passcode',
  'refresh_token',
  'sessiontoken',
  'statehandle',
  'statetoken',
  'token',
]);

const isSecret = (name: string): boolean => secretFields.has(name.toLowerCase());

/** Keeps the scheme of an Authorization header, so that Basic, Bearer or SSWS is visible, but not the value. */
export function blankHeaders(headers: Iterable<[string, string]>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of headers)
    if (secretHeaders.test(name)) shown[name] = `${/^[A-Za-z]+ /.exec(value)?.[0] ?? ''}${redacted}`;
    else shown[name] = name.toLowerCase() === 'dpop' ? readableProof(value) : value;
  return shown;
}

/** A proof of possession (RFC 9449) as it reads, so that people can follow it; without its signature it proves nothing. */
function readableProof(proof: string): string {
  const parts = proof.split('.').slice(0, 2);
  return `${parts.map((part) => Buffer.from(part, 'base64url').toString()).join('.')}.${redacted}`;
}

/** Redacts secret parameters of the query and of a form body, and secret members of JSON at any depth. */
export function blankUrl(address: string): string {
  const url = new URL(address);
  if (url.search !== '') url.search = blankForm(url.search.slice(1));
  return url.href;
}

export function blankBody(body: string, contentType: string): string {
  if (/x-www-form-urlencoded/i.test(contentType)) return blankForm(body);
  if (!/json/i.test(contentType)) return body;
  try {
    return JSON.stringify(
      JSON.parse(body, (name, value: unknown) => (isSecret(name) && isText(value) ? redacted : value)),
    );
  } catch {
    return '(not JSON, so not shown)';
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function blankForm(form: string): string {
  return form
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return [...new URLSearchParams(name).keys()].some(isSecret) ? `${name}=${redacted}` : pair;
    })
    .join('&');
}
