/** Records of identity providers, their keys, mappings, and of what policies point at. */
import type { Dated, Status } from '../kernel/model.ts';

type Json = Readonly<Record<string, unknown>>;

/** An RSA key with a self-signed certificate. Id: the `kid`. */
export interface CertifiedKey extends Dated {
  /** The app or identity provider that signs with it. */
  readonly ownerId: string;
  readonly expiresAt: string;
  /** DER in base64; absent until first needed. */
  readonly certificate?: string;
  readonly privateJwk?: JsonWebKey;
}

/** Where else people may come from: social, OIDC, SAML. */
export interface IdentityProvider extends Dated {
  readonly name: string;
  readonly type: string;
  readonly status: Status;
  readonly issuerMode?: string | undefined;
  /** How to communicate with it: endpoints, client, scopes, algorithms …, with Okta's defaults filled in. */
  readonly protocol: Json;
  /** How accounts are matched to users: provisioning, account link, subject. */
  readonly policy: Json;
  /** The key with which the org signs to a SAML provider. */
  readonly signingKeyId?: string | undefined;
  /** What the org calls itself to a SAML provider. */
  readonly audience?: string | undefined;
}

/** A certificate that an identity provider signs with. Id: a UUID, the `kid`. */
export interface IdentityProviderKey extends Dated {
  /** DER in base64, as given. */
  readonly certificate: string;
}

/** How attributes go from one profile to another. */
export interface Mapping extends Dated {
  readonly sourceId: string;
  readonly sourceName: string;
  readonly sourceType: 'appuser' | 'user';
  readonly targetId: string;
  readonly targetName: string;
  readonly targetType: 'appuser' | 'user';
  readonly properties: Readonly<Record<string, { readonly expression: string; readonly pushStatus: string }>>;
}

/** A part of the network that policies can name. */
export interface NetworkZone extends Dated {
  readonly name: string;
  readonly type: 'IP' | 'DYNAMIC' | 'DYNAMIC_V2';
  readonly status: Status;
  readonly usage: 'POLICY' | 'BLOCKLIST';
  readonly system: boolean;
  /** `gateways`, `proxies`, `asns`, `locations`… by type. */
  readonly settings: Json;
}

/** What a device must be like for a policy. */
export interface DeviceAssurance extends Dated {
  readonly name: string;
  readonly platform: string;
  readonly createdBy: string;
  readonly lastUpdatedBy: string;
  /** `osVersion`, `jailbreak`, `diskEncryptionType`… by platform. */
  readonly settings: Json;
}

/** What is considered unusual for a user, for the conditions of sign-on rules. */
export interface BehaviorRule extends Dated {
  readonly name: string;
  readonly type: 'ANOMALOUS_LOCATION' | 'ANOMALOUS_DEVICE' | 'ANOMALOUS_IP' | 'VELOCITY' | 'ANOMALOUS_ASN';
  readonly status: Status;
  readonly settings: Json;
}
