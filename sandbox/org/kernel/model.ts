/**
 * The records of an org, as the sandbox keeps them. Times are ISO 8601 strings, as Okta shows them. The
 * presenters in `api/` write the wire form field by field; nothing here is sent as it is.
 */
import type { Entity } from './records.ts';

export type { LogClient, LogEvent, LogParty } from '../log/model.ts';

export type Status = 'ACTIVE' | 'INACTIVE';

/** A profile: attribute name → value, checked against the schema when it is written. */
export type Profile = Readonly<Record<string, unknown>>;

export interface Dated extends Entity {
  readonly created: string;
  readonly lastUpdated: string;
}

export type UserStatus =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'PASSWORD_EXPIRED'
  | 'LOCKED_OUT'
  | 'SUSPENDED'
  | 'DEPROVISIONED';

export interface User extends Dated {
  readonly status: UserStatus;
  readonly profile: Profile & { readonly login: string; readonly email: string };
  /** scrypt, `salt:hash` in base64url; absent when the person has no password or an imported one. */
  readonly passwordHash?: string;
  /** Kept as imported until the person's first sign-in. */
  readonly importedPassword?: ImportedHash;
  /** Whether the password import inline hook verifies the password, until it has accepted one. */
  readonly importsPassword?: true;
  /** Where the credentials are: Okta, or the identity provider or directory that the user came from. */
  readonly provider: { readonly type: string; readonly name: string };
  /** The status before `suspend`. */
  readonly statusBefore?: UserStatus;
  /** When a locked account is unlocked automatically; absent if it must be unlocked manually. */
  readonly lockedUntil?: string;
  /** The token in the latest activation or reset link. */
  readonly recoveryToken?: string;
  /** When the token expires; absent if it does not. */
  readonly recoveryTokenExpires?: string;
  readonly realmId: string;
  readonly recoveryQuestion?: { readonly question: string; readonly answerHash: string };
  readonly failedSignIns: number;
  /** The tokens of the browsers and apps that the person has signed in with, the latest first. */
  readonly devices?: readonly string[];
  /** Wrong passwords from other devices. */
  readonly unknownDevices?: UnknownDevices;
  readonly typeId: string;
  readonly activated?: string;
  readonly statusChanged?: string;
  readonly lastLogin?: string;
  readonly passwordChanged?: string;
  /** Hashes of the passwords before, the latest first. */
  readonly passwordHistory?: readonly string[];
}

interface UnknownDevices {
  /** In a row. */
  readonly failures: number;
  /** They were too many. */
  readonly blocked?: true;
  /** When the block ends automatically; absent if it must be ended manually. */
  readonly blockedUntil?: string;
}

/**
 * A password hash made elsewhere, as the Users API accepts it; `value` and `salt` in base64 (BCRYPT: its own).
 */
export interface ImportedHash {
  readonly algorithm: 'BCRYPT' | 'SHA-512' | 'SHA-256' | 'SHA-1' | 'MD5' | 'PBKDF2';
  readonly value: string;
  readonly salt?: string | undefined;
  readonly saltOrder?: 'PREFIX' | 'POSTFIX' | undefined;
  readonly workFactor?: number | undefined;
  readonly iterationCount?: number | undefined;
  readonly keySize?: number | undefined;
  readonly digestAlgorithm?: 'SHA256_HMAC' | 'SHA512_HMAC' | undefined;
}

/** An admin role, given to a person or to a group. */
export interface RoleAssignment extends Dated {
  /** The ID of the assignment in the API, unique for its user or group. */
  readonly roleId: string;
  readonly type: string;
  readonly assigneeType: 'USER' | 'GROUP' | 'CLIENT';
  readonly assigneeId: string;
  /** Ids of the groups that the role is narrowed to; absent or empty: all. */
  readonly groupTargets?: readonly string[];
  /** Apps that it is narrowed to: `oidc_client` for all of that name, `oidc_client:0oa…` for one. */
  readonly appTargets?: readonly string[];
}

export interface Group extends Dated {
  readonly type: 'OKTA_GROUP' | 'BUILT_IN' | 'APP_GROUP';
  readonly profile: Profile & { readonly name: string; readonly description?: string | null };
  readonly lastMembershipUpdated: string;
}

export interface Membership extends Entity {
  readonly groupId: string;
  readonly userId: string;
  /** The group rule that added the user; absent if an administrator did. */
  readonly ruleId?: string;
}

export interface AuthorizationServer extends Dated {
  readonly name: string;
  readonly description: string;
  readonly audiences: readonly string[];
  readonly issuerMode: string;
  readonly status: Status;
  readonly rotationMode: 'AUTO' | 'MANUAL';
  readonly isDefault: boolean;
  /** Servers whose tokens this one accepts for token exchange. */
  readonly trusted?: readonly string[];
}

export interface Scope extends Entity {
  readonly serverId: string;
  readonly name: string;
  readonly description?: string;
  readonly displayName?: string;
  readonly system: boolean;
  readonly default: boolean;
  readonly optional: boolean;
  readonly metadataPublish: 'ALL_CLIENTS' | 'NO_CLIENTS';
  readonly consent: 'REQUIRED' | 'IMPLICIT' | 'FLEXIBLE';
}

export interface Claim extends Entity {
  readonly serverId: string;
  readonly name: string;
  readonly status: Status;
  readonly claimType: 'RESOURCE' | 'IDENTITY';
  readonly valueType: 'EXPRESSION' | 'GROUPS' | 'SYSTEM';
  readonly value: string;
  readonly groupFilterType?: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX';
  readonly alwaysIncludeInToken: boolean;
  /** Names of scopes; empty means any. */
  readonly scopes: readonly string[];
  readonly system: boolean;
}

/** A policy of an authorization server (type OAUTH_AUTHORIZATION_POLICY). */
export interface AuthorizationPolicy extends Dated {
  readonly serverId: string;
  readonly name: string;
  readonly description: string;
  readonly status: Status;
  readonly priority: number;
  /** Client ids, or the one entry ALL_CLIENTS. */
  readonly clients: readonly string[];
  readonly system: boolean;
}

/** A rule of such a policy (type RESOURCE_ACCESS). */
export interface AuthorizationRule extends Dated {
  readonly policyId: string;
  readonly name: string;
  readonly status: Status;
  readonly priority: number;
  readonly system: boolean;
  readonly grantTypes: readonly string[];
  /** Scope names, or `*`. */
  readonly scopes: readonly string[];
  readonly groups: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly users: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly accessTokenLifetimeMinutes: number;
  readonly refreshTokenLifetimeMinutes: number;
  readonly refreshTokenWindowMinutes: number;
  readonly inlineHookId?: string;
}

export interface TrustedOrigin extends Dated {
  readonly name: string;
  readonly origin: string;
  readonly scopes: readonly { readonly type: 'CORS' | 'REDIRECT' | 'IFRAME_EMBED' }[];
  readonly status: Status;
  readonly createdBy: string;
  readonly lastUpdatedBy: string;
}

/** A token of the Management API (SSWS). It acts as the person it belongs to. */
export interface ApiToken extends Dated {
  readonly name: string;
  readonly userId: string;
  /** In plain text: the sandbox prints its token at startup. */
  readonly token: string;
  readonly expiresAt: string;
}

/** A user type with its own schema. */
export interface UserType extends Dated {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly default: boolean;
  readonly createdBy: string;
  readonly lastUpdatedBy: string;
}

/** The attributes that profiles of one kind may have. Id: the owner's id (user type, app) or `group`. */
export interface Schema extends Dated {
  readonly title: string;
  readonly description?: string | undefined;
  /** Attribute name → JSON Schema of the attribute, with Okta's keywords. */
  readonly base: Readonly<Record<string, SchemaProperty>>;
  readonly custom: Readonly<Record<string, SchemaProperty>>;
}

export interface SchemaProperty {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type: 'string' | 'boolean' | 'number' | 'integer' | 'array' | 'object';
  readonly required?: boolean | undefined;
  readonly [keyword: string]: unknown;
}

/** A policy of the org itself: sign-on, access, enrollment, password, IdP discovery, profile enrollment. */
export interface Policy extends Dated {
  readonly type: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly status: Status;
  readonly priority: number;
  readonly system: boolean;
  readonly conditions: Readonly<Record<string, unknown>> | null;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** What an access policy protects: apps, or people's own account pages. */
  readonly resourceType?: string | undefined;
}

/** A rule of such a policy. */
export interface PolicyRule extends Dated {
  readonly policyId: string;
  readonly type: string;
  readonly name: string;
  readonly status: Status;
  readonly priority: number;
  readonly system: boolean;
  readonly conditions: Readonly<Record<string, unknown>> | null;
  readonly actions: Readonly<Record<string, unknown>>;
}

/** An authenticator, as the org has configured it. */
export interface Authenticator extends Dated {
  readonly key: string;
  readonly type: string;
  readonly name: string;
  readonly status: Status;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly provider?: Readonly<Record<string, unknown>> | undefined;
  /** Models of security keys that administrators named (`webauthn`). */
  readonly aaguids?: readonly CustomAaguid[] | undefined;
  /** What administrators changed of its methods, by type. */
  readonly methods?: Readonly<Record<string, AuthenticatorMethod>> | undefined;
}

/** A model of security keys, by its Authenticator Attestation GUID (WebAuthn Level 2, section 6.5.1). */
export interface CustomAaguid {
  readonly aaguid: string;
  readonly name: string;
  readonly authenticatorCharacteristics: Readonly<Record<string, boolean>>;
  readonly attestationRootCertificates: readonly { readonly x5c: string }[];
}

/** One way to use an authenticator, such as `sms` of the phone. */
export interface AuthenticatorMethod {
  readonly status: Status;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

/** A person's sign-in at the org itself, behind the `idx` and `sid` cookies. */
export interface Session extends Dated {
  readonly userId: string;
  readonly status: 'ACTIVE' | 'MFA_REQUIRED';
  readonly expiresAt: string;
  /** The methods that the user signed in with (RFC 8176): `pwd`, `mfa`, `otp` … */
  readonly amr: readonly string[];
  readonly authenticatedAt: string;
  readonly idpId: string;
  /** What the browser holds, a secret; no browser has a session without. */
  readonly cookie?: string;
  /** Its idle time and its end, as the policy set them when it began. */
  readonly idleMinutes?: number;
  readonly endsAt?: string;
  /** The cookie outlives the browser. */
  readonly persistent?: boolean;
  /** It began with a session token of the Authentication API. */
  readonly byToken?: boolean;
  /** Whether it belongs to apps that share a sign-in, and not to a browser. */
  readonly isOfApps?: boolean;
}

/** A key that an authorization server signs with. Id: the `kid`. */
export interface SigningKey extends Dated {
  readonly serverId: string;
  readonly status: 'ACTIVE' | 'NEXT' | 'EXPIRED';
  readonly privateJwk?: JsonWebKey;
}

/** The org itself. */
export interface OrgSettings extends Dated {
  /** The person who asked for the org. */
  readonly administratorId: string;
  /** The default realm, for users without another. */
  readonly defaultRealmId: string;
  readonly name: string;
  readonly subdomain: string;
  readonly website: string | null;
  readonly supportPhoneNumber: string | null;
  readonly endUserSupportHelpURL: string | null;
  /** Absent if no one has changed it. */
  readonly attackProtection?: {
    readonly verifyKnowledgeSecondWhen2faRequired?: boolean;
    readonly preventBruteForceLockoutFromUnknownDevices?: boolean;
  };
}

/** One scope that a person has allowed an app (an OAuth 2.0 scope consent grant). */
export interface Consent extends Dated {
  readonly userId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly scope: string;
}

/** A picture that was uploaded; the org serves it under its id. */
export interface Picture {
  readonly id: string;
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif';
  readonly base64: string;
}
