import type { Key } from '../../org/apps/client-keys.ts';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { lifecycleLink, link } from '../kernel/links.ts';

/** `settings.oauthClient.jwks` of an app. */
export const presentClientKeys = (org: Org, app: App): { readonly keys: readonly Key[] } => ({
  keys: (app.oauth?.jwks?.keys ?? []).map((key) => {
    const self = `${org.url}/api/v1/apps/${app.id}/credentials/jwks/${String(key.id)}`;
    const isActive = key.status !== 'INACTIVE';
    const lifecycle = lifecycleLink(isActive ? 'ACTIVE' : 'INACTIVE', self);
    return { ...key, _links: { ...lifecycle, ...(!isActive && { delete: link(self, 'DELETE') }) } };
  }),
});
