import { renderSVG } from 'uqr';
import type { Factor } from './factors.ts';

/** A QR code as Okta embeds it in its answers, here as SVG. */
export const qrCode = (text: string): object => ({
  method: 'embedded',
  href: `data:image/svg+xml;base64,${Buffer.from(renderSVG(text)).toString('base64')}`,
  type: 'image/svg+xml',
});

/** The code that the phone reads when a push or a one-time password is set up. */
export function setUpCode(orgUrl: string, login: string, factor: Factor): object {
  const { id, factorType, deviceId = '', secret = '' } = factor;
  if (factorType === 'push') return qrCode(`oktaverify://${login}/?t=${deviceId}&f=${id}&s=${orgUrl}`);
  const { host } = new URL(orgUrl);
  return qrCode(`otpauth://totp/${encodeURIComponent(`${host}:${login}`)}?secret=${secret}&issuer=${host}`);
}
