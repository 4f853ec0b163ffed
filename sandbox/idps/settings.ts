import type { IdentityProvider } from '../org/idps/model.ts';

/** One address of an identity provider. */
interface IdpEndpoint {
  readonly url?: string;
  readonly binding?: string;
  readonly destination?: string;
  readonly type?: string;
}

/** What the sandbox reads of `protocol`, which the Management API has checked. */
export interface IdpProtocol {
  readonly type: string;
  readonly endpoints?: Readonly<Record<string, IdpEndpoint | undefined>>;
  readonly scopes?: readonly string[];
  readonly issuer?: { readonly url: string };
  readonly credentials?: {
    readonly client?: { readonly client_id?: string; readonly client_secret?: string };
    readonly trust?: { readonly issuer?: string; readonly audience?: string; readonly kid?: string };
  };
  readonly algorithms?: {
    readonly request?: { readonly signature?: { readonly scope?: string } };
    readonly response?: { readonly signature?: { readonly scope?: string } };
  };
  readonly settings?: { readonly nameFormat?: string | null };
}

/**
 * The parts of `policy` that the sandbox uses: which user an account belongs to, and what to do if there is
 * none.
 */
export interface IdpPolicy {
  readonly accountLink?: {
    readonly action?: string;
    readonly filter?: {
      readonly groups?: { readonly include?: readonly string[] };
      readonly users?: { readonly exclude?: readonly string[]; readonly excludeAdmins?: boolean };
    } | null;
  };
  readonly provisioning?: {
    readonly action?: string;
    readonly profileMaster?: boolean;
    readonly groups?: {
      readonly action?: string;
      readonly assignments?: readonly string[] | null;
      readonly filter?: readonly string[] | null;
      readonly sourceAttributeName?: string | null;
    };
    readonly conditions?: ReviveConditions;
  };
  readonly subject?: {
    readonly userNameTemplate?: { readonly template?: string };
    readonly filter?: string | null;
    readonly matchType?: string;
    readonly matchAttribute?: string | null;
  };
  /** Milliseconds. */
  readonly maxClockSkew?: number;
  readonly trustClaims?: boolean;
}

export interface ReviveConditions {
  readonly deprovisioned?: { readonly action?: string };
  readonly suspended?: { readonly action?: string };
}

/** How the org speaks with the identity provider. */
export const protocolOf = (idp: IdentityProvider): IdpProtocol => idp.protocol as unknown as IdpProtocol;

/** Whom the identity provider is believed to vouch for. */
export const policyOf = (idp: IdentityProvider): IdpPolicy => idp.policy;
