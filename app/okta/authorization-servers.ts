import type { OktaClient } from './client.ts';

/** A rule of an access policy: who it applies to and what it allows. */
export interface AccessRule {
  id: string;
  name: string;
  status: string;
  priority: number;
  grantTypes: string[];
  /** `*` allows any scope. */
  scopes: string[];
  /** Ids, or `EVERYONE`. */
  groups: string[];
  users: string[];
}

export interface AccessPolicy {
  id: string;
  name: string;
  status: string;
  priority: number;
  /** Client ids, or `ALL_CLIENTS`. */
  clients: string[];
  /** In the order in which Okta evaluates them. */
  rules: AccessRule[];
}

export interface Scope {
  id: string;
  name: string;
  description: string;
  consent: string;
}

export interface Claim {
  id: string;
  name: string;
  /** RESOURCE is the access token, IDENTITY the ID token. */
  claimType: string;
  valueType: string;
  value: string;
}

export interface AuthorizationServer {
  id: string;
  name: string;
  issuer: string;
  audiences: string[];
  status: string;
}

export async function listServers(client: OktaClient): Promise<AuthorizationServer[]> {
  const servers: AuthorizationServer[] = [];
  const found = await client.authorizationServerApi.listAuthorizationServers();
  await found.each(({ id = '', name = '', issuer = '', audiences = [], status = '' }) => {
    servers.push({ id, name, issuer, audiences, status });
  });
  return servers;
}

export async function listScopes(client: OktaClient, authServerId: string): Promise<Scope[]> {
  const scopes: Scope[] = [];
  const found = await client.authorizationServerApi.listOAuth2Scopes({ authServerId });
  await found.each(({ id = '', name, description, consent, system }) => {
    if (!system) scopes.push({ id, name, description: description ?? '', consent: consent ?? 'IMPLICIT' });
  });
  return scopes;
}

export async function listClaims(client: OktaClient, authServerId: string): Promise<Claim[]> {
  const claims: Claim[] = [];
  const found = await client.authorizationServerApi.listOAuth2Claims({ authServerId });
  await found.each(({ id = '', name = '', claimType = '', valueType = '', value, system }) => {
    if (!system) claims.push({ id, name, claimType, valueType, value: value ?? '' });
  });
  return claims;
}

/** The access policies with their rules, both in the order in which Okta evaluates them. */
export async function listPolicies(client: OktaClient, authServerId: string): Promise<AccessPolicy[]> {
  const policies: Omit<AccessPolicy, 'rules'>[] = [];
  const found = await client.authorizationServerApi.listAuthorizationServerPolicies({ authServerId });
  await found.each(({ id = '', name = '', status = '', priority = 0, conditions }) => {
    policies.push({ id, name, status, priority, clients: conditions?.clients?.include ?? [] });
  });
  const whole = policies.map(async (policy) => ({
    ...policy,
    rules: await listRules(client, authServerId, policy.id),
  }));
  return (await Promise.all(whole)).sort(byPriority);
}

async function listRules(client: OktaClient, authServerId: string, policyId: string): Promise<AccessRule[]> {
  const rules: AccessRule[] = [];
  const found = await client.authorizationServerApi.listAuthorizationServerPolicyRules({
    authServerId,
    policyId,
  });
  await found.each(({ id = '', name = '', status = '', priority = 0, conditions }) => {
    rules.push({
      id,
      name,
      status,
      priority,
      grantTypes: conditions?.grantTypes?.include ?? [],
      scopes: conditions?.scopes?.include ?? [],
      groups: conditions?.people?.groups?.include ?? [],
      users: conditions?.people?.users?.include ?? [],
    });
  });
  return rules.sort(byPriority);
}

const byPriority = (one: { priority: number }, other: { priority: number }): number =>
  one.priority - other.priority;
