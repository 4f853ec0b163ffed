type JsonObject = Record<string, unknown>;

/** What an org contains beyond a new org. Users, groups and apps are referred to by name. */
export interface Seed {
  /** The format. */
  version: 1;
  /** As in POST /api/v1/org. */
  org?: JsonObject | undefined;
  /** Custom user attributes: name → JSON Schema. */
  userAttributes?: Record<string, JsonObject> | undefined;
  groups?: SeedGroup[] | undefined;
  users?: SeedUser[] | undefined;
  groupRules?: SeedGroupRule[] | undefined;
  apps?: SeedApp[] | undefined;
  authorizationServers?: SeedAuthorizationServer[] | undefined;
  /** As in POST /api/v1/trustedOrigins. */
  trustedOrigins?: JsonObject[] | undefined;
  /** As in POST /api/v1/eventHooks. */
  eventHooks?: JsonObject[] | undefined;
}

export interface SeedGroup {
  name: string;
  description?: string | null | undefined;
  /** Admin roles such as SUPER_ADMIN. */
  roles?: string[] | undefined;
}

export interface SeedUser {
  profile: JsonObject;
  password?: string | undefined;
  /** As `export` writes it. */
  passwordHash?: string | undefined;
  status?: 'STAGED' | 'PROVISIONED' | 'ACTIVE' | 'SUSPENDED' | 'DEPROVISIONED' | undefined;
  /** Names of groups. */
  groups?: string[] | undefined;
  /** Admin roles such as SUPER_ADMIN. */
  roles?: string[] | undefined;
}

/** Adds the users for whom the expression is true to groups. */
export interface SeedGroupRule {
  name: string;
  expression: string;
  /** Names of groups. */
  groups: string[];
  status?: 'ACTIVE' | 'INACTIVE' | undefined;
}

export interface SeedApp {
  /** As in POST /api/v1/apps. */
  app: JsonObject;
  status?: 'ACTIVE' | 'INACTIVE' | undefined;
  /** Custom attributes of the app's users. */
  attributes?: Record<string, JsonObject> | undefined;
  groups?: { group: string; priority?: number | undefined; profile?: JsonObject | undefined }[] | undefined;
  users?: { login: string; profile?: JsonObject | undefined }[] | undefined;
  /** Scopes of Okta's APIs. */
  grants?: string[] | undefined;
}

export interface SeedAuthorizationServer {
  /** As in POST /api/v1/authorizationServers; the name `default` extends the default server. */
  server: JsonObject;
  scopes?: JsonObject[] | undefined;
  claims?: JsonObject[] | undefined;
  policies?: SeedPolicy[] | undefined;
}

export interface SeedPolicy {
  name: string;
  description: string;
  /** Labels of apps, or ALL_CLIENTS. */
  clients: string[];
  rules?: SeedRule[] | undefined;
}

export interface SeedRule {
  name: string;
  grantTypes: string[];
  scopes: string[];
  /** Names of groups. */
  groups?: string[] | undefined;
  /** Logins. */
  users?: string[] | undefined;
  token?: JsonObject | undefined;
}
