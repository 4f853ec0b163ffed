import type { Sandbox } from '../../../sandbox/index.ts';
import { administrator } from './administrator.ts';
import { requestApps } from './apps.ts';
import { requestBrandsAndHooks } from './brands-and-hooks.ts';
import { requestFactors } from './factors.ts';
import { requestGroups } from './groups.ts';
import { requestPeople } from './people.ts';
import { requestPolicies } from './policies.ts';
import { requestServers } from './servers.ts';
import { requestSessions } from './sessions.ts';

/** Asks for every operation that the recorded conversations leave out, with the least that Okta describes. */
export async function minimalRequests(url: string, { url: org, outside }: Sandbox): Promise<void> {
  const admin = administrator(url);
  const person = await requestPeople(admin, url);
  const { group, serviceId } = await requestGroups(admin, person);
  const client = await requestApps(admin, { ada: person.ada, group });
  const issuers = await requestServers(admin);
  await requestBrandsAndHooks(admin, client.app);
  await requestPolicies(admin, { app: client.app, serviceId });
  await requestFactors(admin, { ...person, outside: outside.url });
  const issuer = `${org}/oauth2/${issuers[0] ?? ''}`;
  await requestSessions(admin, { ...client, issuer, outside: outside.url });
}
