import { type ConsoleIds, consoleUrl, screenNamed } from '../../shared/admin-console.ts';
import type { Config } from '../config/config.ts';
import type { ConsoleLink } from './help.ts';

/** What a page is about, in the console's terms. */
interface Subject {
  readonly person?: { readonly id: string; readonly name: string } | undefined;
  readonly client?: { readonly id?: string; readonly clientId?: string; readonly name?: string } | undefined;
}

/** What the org calls the shop's app and, by default, everything else of the demo. */
export const usualLabel = 'Okta Multidemo';

/** The addresses of the screens that texts name, in the console of the shop's org: the demo's own apps and server by ID. */
export function consoleLinks(
  { okta }: Config,
  appLabel: string,
  subject: Readonly<Record<string, unknown>>,
): ConsoleLink {
  const { person, client } = subject as Subject;
  const serverId = okta.issuer === okta.baseUrl ? undefined : okta.issuer.split('/').at(-1);
  const clients = client?.name === undefined ? {} : { [client.name]: client.clientId ?? client.id };
  const ids: ConsoleIds = {
    app: { [appLabel]: okta.clientId, '… TV': okta.tvClientId, ...clients },
    server: { [usualLabel]: serverId },
    person: person === undefined ? {} : { [person.name]: person.id },
  };
  return (name) => {
    const screen = screenNamed(name, ids);
    return screen && consoleUrl(okta.baseUrl, screen);
  };
}
