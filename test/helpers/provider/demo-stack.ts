import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyDirect } from '../../../cli/provision/direct.ts';
import { ManagementApi } from '../../../cli/provision/management-api.ts';
import { parseStack } from '../../../cli/provision/stack.ts';
import { StateFile } from '../../../cli/provision/state-file.ts';
import type { Fields } from '../../../cli/provision/value.ts';
import type { Sandbox } from '../../../sandbox/index.ts';

/** The demo org as the build left it. */
export const demoOrgJson = (): Promise<string> =>
  readFile(join(import.meta.dirname, '../../../dist/stacks/demo-org.tf.json'), 'utf8');

/** Takes the demo org to a sandbox with the direct engine. @returns the stack's outputs */
export async function provisionDirect(
  { url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>,
  variables: Fields,
  folder: string,
  stack?: string,
): Promise<Record<string, string>> {
  const api = new ManagementApi(url, apiToken);
  const state = await StateFile.open(join(folder, 'provisioned.json'), url);
  return applyDirect(parseStack(stack ?? (await demoOrgJson())), variables, { api, state });
}

/**
 * Variables that switch on everything that the demo org can have; the shop listens nowhere.
 * @param certificate of the SAML partner, DER in base64
 */
export const everythingOn = (orgUrl: string, certificate: string): Fields => ({
  org_url: orgUrl,
  app_url: 'http://localhost:5000',
  audience: 'http://localhost:5000',
  event_hook_secret: 'hook-secret',
  google_client_id: 'google-client',
  google_client_secret: 'google-secret',
  facebook_client_id: 'facebook-client',
  facebook_client_secret: 'facebook-secret',
  saml_issuer: 'https://partner.example/saml',
  saml_sso_url: 'https://partner.example/saml/sso',
  saml_certificate: certificate,
  idp_domain: 'partner.example',
});
