import { z } from 'zod';
import { texts } from '../doctor/words.ts';
import { inner } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import { merge } from '../provision/value.ts';
import type { Fields } from '../provision/value.ts';

/** Okta's limit for the name of a policy. */
const longest = 50;
const withId = z.object({ id: z.string() });

/** The clients of an access policy, and its name. */
export interface Admission {
  /** The authorization server. */
  readonly issuer: string;
  /** Of the policy. */
  readonly name: string;
  /** Their client IDs. */
  readonly clients: readonly string[];
}

/** What they may ask for there. */
interface Terms {
  readonly description: string;
  readonly grants: readonly string[];
  readonly scopes: readonly string[];
}

/** The API's path of an authorization server. */
export const serverPath = (issuer: string): string =>
  `/api/v1/authorizationServers/${issuer.split('/').at(-1) ?? ''}`;

const pathOf = (issuer: string): string => `${serverPath(issuer)}/policies`;
const nameOf = ({ name }: Pick<Admission, 'name'>): string => name.slice(0, longest);

/** Whether a policy is ours: by its name, or because it has no other clients, whatever the demo is called. */
function isOurs(policy: Fields, admission: Admission): boolean {
  const clients = texts(inner(policy, 'conditions', 'clients').include);
  const isForThemAlone = clients.length > 0 && clients.every((client) => admission.clients.includes(client));
  return policy.name === nameOf(admission) || isForThemAlone;
}

/** Creates an access policy for the clients, or adds them to the existing one. */
export async function letIn(
  api: ManagementApi,
  admission: Admission,
  { description, grants, scopes }: Terms,
): Promise<void> {
  const path = pathOf(admission.issuer);
  const conditions = { clients: { include: [...admission.clients] } };
  const policies = await api.list(path);
  const present = policies.find((policy) => isOurs(policy, admission));
  if (present !== undefined) {
    const known = texts(inner(present, 'conditions', 'clients').include);
    if (admission.clients.every((client) => known.includes(client))) return;
    await api.put(`${path}/${withId.parse(present).id}`, merge(present, { conditions }));
    return;
  }
  const policy = await api.post(path, {
    type: 'OAUTH_AUTHORIZATION_POLICY',
    ...{ name: nameOf(admission), description, priority: policies.length + 1, conditions },
  });
  await api.post(`${path}/${withId.parse(policy).id}/rules`, {
    type: 'RESOURCE_ACCESS',
    name: 'Default',
    priority: 1,
    conditions: {
      people: { groups: { include: ['EVERYONE'] } },
      grantTypes: { include: [...grants] },
      scopes: { include: [...scopes] },
    },
    actions: { token: { accessTokenLifetimeMinutes: 60 } },
  });
}

/** Undoes `letIn`. */
export async function shutOut(api: ManagementApi, admission: Admission): Promise<void> {
  const path = pathOf(admission.issuer);
  for (const policy of await api.list(path))
    if (isOurs(policy, admission)) await api.delete(`${path}/${withId.parse(policy).id}`);
}
