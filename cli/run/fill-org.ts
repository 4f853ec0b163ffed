import { applyDirect } from '../provision/direct.ts';
import { text } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import { joinSingleLogout, requireBoundTokens } from '../provision/oauth-client.ts';
import { ensureDemoPeople } from '../provision/people.ts';
import { allowSignUp } from '../provision/sign-up.ts';
import { parseStack } from '../provision/stack.ts';
import type { StateFile } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';

interface Target {
  api: ManagementApi;
  state: StateFile;
}

/** Creates the demo org and the demo people in the sandbox org. Loaded only for an org that is not up to date. */
export async function fillOrg(stack: string, wanted: Fields, { api, state }: Target): Promise<void> {
  const applied = applyDirect(parseStack(stack), wanted, { api, state });
  const idOf = async (resource: string) => {
    await applied;
    return state.state.resources[resource]?.id ?? '';
  };
  // In parallel, because hashing passwords takes the org a while.
  await Promise.all([applied, ensureDemoPeople(api, idOf), allowSignUp(api)]);
  const webApp = await idOf('okta_app_oauth.web');
  await requireBoundTokens(api, webApp, wanted.dpop === true);
  await joinSingleLogout(api, webApp, text(wanted.app_url));
}
