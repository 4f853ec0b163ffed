import { type KeyObject, createSign, randomBytes } from 'node:crypto';

/** DER (ITU-T X.690): tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const sha256WithRsa = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
const commonNameOid = der(0x06, Buffer.from('550403', 'hex'));
const nameOf = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(commonNameOid, der(0x0c, Buffer.from(commonName, 'utf8')))));

/** GeneralizedTime: four digits of the year. */
const timeOf = (iso: string): Buffer =>
  der(0x18, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`, 'ascii'));

/**
 * A self-signed X.509 certificate (RFC 5280) in DER, such as Okta makes for every SAML app.
 * @param from ISO 8601
 * @param to ISO 8601
 */
export function selfSignedCertificate(
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  commonName: string,
  from: string,
  to: string,
): Buffer {
  // A positive serial number: the first bit is not set.
  const serial = randomBytes(8);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toBeSigned = sequence(
    der(0x02, serial),
    sha256WithRsa,
    nameOf(commonName),
    sequence(timeOf(from), timeOf(to)),
    nameOf(commonName),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('sha256').update(toBeSigned).sign(keys.privateKey);
  return sequence(toBeSigned, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
}
