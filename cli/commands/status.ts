import type { Io } from '../io.ts';
import { findConfiguredOrg } from '../run/configured-org.ts';
import { responds } from '../run/responds.ts';
import { createOutput } from '../terminal/output.ts';

/** Prints what this folder is configured for, and what of it responds. */
export async function showStatus({ json }: { json?: boolean }, io: Io): Promise<void> {
  const found = await findConfiguredOrg(io);
  const output = createOutput(io);
  if (!found) {
    if (json) output.json({ configured: false });
    else {
      output.line('No org is configured, and serve is not running in this folder.');
      output.line('Start it with multidemo serve, or configure an org with multidemo init.');
    }
    return;
  }
  const { config, isSandbox } = found;
  const { baseUrl, issuer, clientId } = config.okta;
  const shopUrl = config.appUrl;
  const [shop, org] = await Promise.all([
    responds(`${shopUrl}/status`),
    responds(`${baseUrl}/.well-known/okta-organization`),
  ]);
  if (json) {
    output.json({
      configured: true,
      shop: { url: shopUrl, responds: shop },
      org: { url: baseUrl, responds: org, sandbox: isSandbox },
      issuer,
      clientId,
    });
    return;
  }
  const { paint } = output;
  const row = (title: string, text: string) => output.line(`  ${paint.quiet(title.padEnd(9))} ${text}`);
  const state = (isUp: boolean) => (isUp ? paint.good('running') : paint.bad('not responding'));
  row('Shop', `${paint.link(shopUrl)}   ${state(shop)}`);
  row(
    'Okta org',
    `${paint.link(baseUrl)}   ${state(org)}${isSandbox ? ', sandbox of this folder' : ', from .env'}`,
  );
  row('Issuer', issuer);
  row('Client', clientId);
}
