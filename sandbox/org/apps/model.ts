/** Records of apps: their clients, secrets, assignments and grants. */
import type { Dated, Picture, Profile, Status } from '../kernel/model.ts';
import type { Entity } from '../kernel/records.ts';

type Json = Readonly<Record<string, unknown>>;

/** An application. Attributes of specific sign-on modes are in `settings` and `credentials`. */
export interface App extends Dated {
  readonly name: string;
  readonly label: string;
  readonly status: Status;
  readonly signOnMode: string;
  readonly oauth?: OAuthClientSettings;
  readonly accessPolicyId?: string;
  /** Absent: the org's own profile enrollment policy. */
  readonly enrollmentPolicyId?: string;
  readonly rest: AppRest;
}

/** How an app is notified to sign a user out. Okta's API shows it; only the Admin Console can set it. */
export interface UniversalLogoutSettings {
  readonly endpoint: string;
  /** How the user is identified. */
  readonly subject: 'iss_sub' | 'email';
  readonly supportType: 'FULL' | 'PARTIAL';
}

/** Not used by any rule of the org: stored as accepted, shown as Okta shows it. */
export interface AppRest {
  readonly accessibility: Json;
  readonly visibility: Json;
  readonly features: readonly string[];
  /** `userNameTemplate` and, for apps with their own password, how it is set. */
  readonly credentials: Json;
  /** `app`, `notes`, `signOn`… */
  readonly settings: Json;
  readonly profile?: Json | undefined;
  /** Those OAuth client settings that `OAuthClientSettings` does not have. */
  readonly oauthClient?: Json | undefined;
  /** What an administrator set for the ID tokens of the org authorization server. */
  readonly idToken?: Json | undefined;
  readonly logo?: Picture | undefined;
  readonly signingKeyId?: string | undefined;
  /** Set if the app takes part in Universal Logout. */
  readonly universalLogout?: UniversalLogoutSettings | undefined;
  /** Whether the app comes from the Okta Integration Network. */
  readonly fromCatalog?: boolean | undefined;
}

export interface OAuthClientSettings {
  readonly clientId: string;
  /** In the order in which they were made; at most one is inactive by Okta's rules. */
  readonly secrets: readonly ClientSecret[];
  readonly tokenEndpointAuthMethod:
    'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt' | 'none';
  readonly applicationType: 'web' | 'native' | 'browser' | 'service';
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly initiateLoginUri?: string;
  readonly pkceRequired: boolean;
  readonly consentMethod: 'REQUIRED' | 'TRUSTED';
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  readonly jwksUri?: string;
  readonly wildcardRedirect: 'DISABLED' | 'SUBDOMAIN';
  readonly refreshToken: { readonly rotation: 'ROTATE' | 'STATIC'; readonly leewaySeconds: number };
  readonly dpopBoundAccessTokens: boolean;
  /** What the groups claim of the org authorization server's ID token holds; absent means no such claim. */
  readonly groupsClaim?: {
    readonly name: string;
    readonly filterType: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX' | 'EXPRESSION';
    readonly value: string;
  };
}

export interface ClientSecret {
  readonly id: string;
  readonly secret: string;
  readonly status: Status;
  readonly created: string;
  readonly lastUpdated: string;
}

/** A person assigned to an app directly. */
export interface AppUser extends Dated {
  readonly appId: string;
  readonly userId: string;
  readonly profile: Profile;
  readonly userName: string;
}

/** A group assigned to an app; the lowest priority number wins where groups disagree. */
export interface AppGroup extends Entity {
  readonly appId: string;
  readonly groupId: string;
  readonly priority: number;
  readonly profile: Profile;
  readonly lastUpdated: string;
}

/** A claim that an app's ID tokens carry. */
export interface FederatedClaim extends Dated {
  readonly appId: string;
  readonly name: string;
  readonly expression: string;
}

/** An Okta API scope that an app may ask of the org authorization server (OAuth for Okta). */
export interface AppGrant extends Dated {
  readonly appId: string;
  readonly scopeId: string;
  readonly issuer: string;
  /** The person who granted it. */
  readonly createdBy: string;
  readonly status: Status;
}
