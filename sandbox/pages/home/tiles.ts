import { appLinkPath } from '../../org/apps/app-link.ts';
import type { App } from '../../org/apps/model.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { bookmarkOf } from '../dashboard.ts';

export interface Tile {
  readonly label: string;
  readonly href: string;
  readonly logo: string;
  /** What the tile starts. */
  readonly kind: string;
}

/** The apps that a person opens from the dashboard: assigned, active, not hidden, with somewhere to begin. */
export function tilesOf(org: Org, user: User): Tile[] {
  return org.apps
    .ofUser(user.id)
    .filter((app) => app.status === 'ACTIVE' && !isHidden(app) && kindOf(app) !== undefined)
    .map((app) => ({
      label: app.label,
      href: appLinkPath(app),
      logo: app.rest.logo ? `/fs/bcg/4/${app.rest.logo.id}` : '/assets/app-default.png',
      kind: kindOf(app) ?? '',
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function kindOf(app: App): string | undefined {
  if (app.oauth?.initiateLoginUri !== undefined) return 'OpenID Connect';
  if (app.signOnMode === 'SAML_2_0') return 'SAML';
  return bookmarkOf(app) === undefined ? undefined : 'Bookmark';
}

function isHidden({ rest }: App): boolean {
  const { hide } = rest.visibility as { readonly hide?: { readonly web?: unknown } };
  return hide?.web === true;
}
