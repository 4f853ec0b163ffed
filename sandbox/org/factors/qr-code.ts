import { renderSVG } from 'uqr';

/** A QR code as Okta embeds it in its answers, here as SVG. */
export const qrCode = (text: string): object => ({
  method: 'embedded',
  href: `data:image/svg+xml;base64,${Buffer.from(renderSVG(text)).toString('base64')}`,
  type: 'image/svg+xml',
});
