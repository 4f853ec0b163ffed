import { Agents } from './agents/agents.ts';
import type { TakeLogoutCalls } from './apps/logout-call.ts';
import { InterclientTrust } from './apps/interclient-trust.ts';
import { ApiTokens } from './org/api-tokens.ts';
import { Apps } from './apps/apps.ts';
import { Authenticators } from './factors/authenticators.ts';
import { AuthnTransactions } from './org/authn-transactions.ts';
import { AuthorizationServers } from './servers/authorization-servers.ts';
import { Certificates } from './apps/certificates.ts';
import { Brands, type EmailDomain } from './org/brands.ts';
import type { FederatedClaim } from './apps/model.ts';
import { Challenges } from './factors/challenges.ts';
import { Consents } from './apps/consents.ts';
import { type OrgContext, createContext } from './kernel/context.ts';
import { Factors } from './factors/factors.ts';
import { EventHooks } from './hooks/event-hooks.ts';
import { HookDelivery } from '../hooks/event-delivery.ts';
import { HookKeys } from './hooks/hook-keys.ts';
import { Telephony } from '../hooks/telephony.ts';
import { UniversalLogout } from '../hooks/universal-logout.ts';
import { GroupRules } from './groups/group-rules.ts';
import { Groups } from './groups/groups.ts';
import { IdpLinks } from './idps/idp-links.ts';
import { IdpRequests } from './idps/idp-requests.ts';
import type { IssuedTokens } from './servers/issued-tokens.ts';
import type { Journal } from './kernel/journal.ts';
import { Decisions } from './log/decisions.ts';
import { SystemLog } from './log/log.ts';
import { systemParty, userParty } from './log/parties.ts';
import { Messages } from './org/messages.ts';
import { LinkedObjects } from './people/linked-objects.ts';
import { Mappings } from './people/mappings.ts';
import type {
  BehaviorRule,
  DeviceAssurance,
  IdentityProvider,
  IdentityProviderKey,
  NetworkZone,
} from './idps/model.ts';
import { InlineHooks } from './hooks/inline-hooks.ts';
import type { OrgSettings, User } from './kernel/model.ts';
import { oauthForOktaScopes } from './apps/okta-scopes.ts';
import { Policies } from './policies/policies.ts';
import { type Collection, type Entity, Records, type RecordsSnapshot } from './kernel/records.ts';
import { Roles } from './org/roles.ts';
import { Schemas } from './people/schemas.ts';
import { SessionTokens } from './org/session-tokens.ts';
import { Sessions } from './org/sessions.ts';
import { Shelf } from './kernel/shelf.ts';
import { SigningKeys } from './servers/signing-keys.ts';
import { TrustedOrigins } from './org/trusted-origins.ts';
import { UserTypes } from './people/user-types.ts';
import { Users } from './people/users.ts';

export interface OrgOptions {
  readonly journal: Journal;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Where the org answers, without a slash at the end, such as `http://localhost:5001`. */
  readonly url: string;
  /** The API token of the first administrator; by default the stored one, or a random one. */
  readonly apiToken?: string | undefined;
  /** Which pipeline people sign in through, `idx` when not given. */
  readonly engine?: Engine | undefined;
  /** What a new org is called in its own names, such as those of custom apps; `sandbox` when not given. */
  readonly subdomain?: string | undefined;
}

/** Creates the initial content of a new Okta org. */
export type FillOrg = (
  org: Org,
  settings: Collection<OrgSettings>,
  subdomain: string,
  apiToken?: string,
) => void;

/** As Okta calls them: `idx` is Identity Engine, `v1` the Classic engine. */
export type Engine = 'idx' | 'v1';

/**
 * An Okta org: its state and the rules that hold for it, without HTTP. One owner each for people, groups, apps
 * and so on; every change happens inside `transaction`.
 */
export class Org {
  readonly url: string;
  /** Whether there was no state when it was opened. */
  readonly isNew: boolean;
  readonly engine: Engine;
  readonly users: Users;
  readonly groups: Groups;
  readonly groupRules: GroupRules;
  readonly factors: Factors;
  readonly eventHooks: EventHooks;
  readonly inlineHooks: InlineHooks;
  readonly hookKeys: HookKeys;
  readonly identityProviders: Shelf<IdentityProvider>;
  readonly identityProviderKeys: Shelf<IdentityProviderKey>;
  readonly mappings: Mappings;
  readonly zones: Shelf<NetworkZone>;
  readonly behaviors: Shelf<BehaviorRule>;
  readonly deviceAssurances: Shelf<DeviceAssurance>;
  readonly certificates: Certificates;
  readonly hookDelivery: HookDelivery;
  readonly apps: Apps;
  readonly agents: Agents;
  readonly interclient: InterclientTrust;
  readonly authorizationServers: AuthorizationServers;
  readonly signingKeys: SigningKeys;
  readonly policies: Policies;
  readonly authenticators: Authenticators;
  readonly challenges: Challenges;
  readonly messages: Messages;
  readonly telephony: Telephony;
  readonly universalLogout: UniversalLogout;
  readonly sessions: Sessions;
  readonly idpLinks: IdpLinks;
  readonly idpRequests: IdpRequests;
  readonly sessionTokens: SessionTokens;
  readonly authnTransactions: AuthnTransactions;
  readonly consents: Consents;
  /** Set by the authorization servers, which store them. */
  issuedTokens: IssuedTokens | undefined;
  /** How the apps of a session that ends are notified. Set by the authorization servers and the SAML identity provider. */
  readonly logoutCalls: Partial<Record<'oidc' | 'saml', TakeLogoutCalls>> = {};
  readonly trustedOrigins: TrustedOrigins;
  readonly brands: Brands;
  readonly emailDomains: Shelf<EmailDomain>;
  readonly federatedClaims: Shelf<FederatedClaim>;
  readonly schemas: Schemas;
  readonly userTypes: UserTypes;
  readonly linkedObjects: LinkedObjects;
  readonly roles: Roles;
  readonly apiTokens: ApiTokens;
  readonly log: SystemLog;
  readonly decisions: Decisions;
  /** The Okta API scopes that the org authorization server knows. */
  readonly oauthForOktaScopes = oauthForOktaScopes;
  readonly #records: Records;
  readonly #context: OrgContext;
  readonly #settings: Collection<OrgSettings>;
  readonly #apiToken: string | undefined;
  readonly #subdomain: string;
  readonly #fillNew: FillOrg;

  constructor(options: OrgOptions, fill: FillOrg) {
    const { journal, clock, url, apiToken, engine = 'idx', subdomain = 'sandbox' } = options;
    this.#fillNew = fill;
    this.url = url;
    this.engine = engine;
    this.#apiToken = apiToken;
    this.#subdomain = subdomain;
    this.#records = new Records(journal);
    const context = createContext(this.#records, clock);
    this.#context = context;
    this.#settings = this.#records.collection('org');
    this.schemas = new Schemas(context);
    this.userTypes = new UserTypes(context);
    this.linkedObjects = new LinkedObjects(context);
    this.users = new Users(context);
    this.groups = new Groups(context);
    this.groupRules = new GroupRules(context, this);
    this.factors = new Factors(context);
    this.eventHooks = new EventHooks(context);
    this.inlineHooks = new InlineHooks(context);
    this.hookKeys = new HookKeys(context);
    this.identityProviders = new Shelf(context, 'identityProviders', 'idp', 'IdentityProvider');
    this.identityProviderKeys = new Shelf(context, 'identityProviderKeys', 'idp', 'IdpKey');
    this.mappings = new Mappings(context);
    this.zones = new Shelf(context, 'zones', 'zone', 'NetworkZone');
    this.behaviors = new Shelf(context, 'behaviors', 'behavior', 'BehaviorRule');
    this.deviceAssurances = new Shelf(context, 'deviceAssurances', 'deviceAssurance', 'DeviceAssurance');
    this.certificates = new Certificates(context);
    this.agents = new Agents(context);
    this.interclient = new InterclientTrust(context);
    this.apps = new Apps(context, this.groups, this.schemas, this.agents);
    this.authorizationServers = new AuthorizationServers(context);
    this.signingKeys = new SigningKeys(context);
    this.policies = new Policies(context);
    this.authenticators = new Authenticators(context);
    this.messages = new Messages(context);
    this.telephony = new Telephony(this);
    this.challenges = new Challenges(context, this);
    this.sessions = new Sessions(context, (userId) => this.users.get(userId)?.status === 'ACTIVE');
    this.idpLinks = new IdpLinks(context);
    this.idpRequests = new IdpRequests(context);
    this.sessionTokens = new SessionTokens(context);
    this.authnTransactions = new AuthnTransactions(context);
    this.consents = new Consents(context);
    this.trustedOrigins = new TrustedOrigins(context);
    this.brands = new Brands(context);
    this.emailDomains = new Shelf(context, 'emailDomains', 'emailDomain', 'EmailDomain');
    this.federatedClaims = new Shelf(context, 'federatedClaims', 'federatedClaim', 'FederatedClaim');
    this.roles = new Roles(context);
    this.apiTokens = new ApiTokens(context);
    this.log = new SystemLog(context);
    this.decisions = new Decisions(context);
    this.universalLogout = new UniversalLogout(this);
    this.hookDelivery = new HookDelivery(this.eventHooks, url);
    this.log.onEvent((event) => this.hookDelivery.deliver(event));
    this.users.onStatus(({ id }) => this.groupRules.apply(id));
    this.users.onTimedUnlock((user) => {
      this.log.write({ eventType: 'user.account.unlock', actor: systemParty, targets: [userParty(user)] });
    });
    this.users.onDelete((userId) => {
      this.groups.forgetUser(userId);
      this.apps.forgetUser(userId);
      this.factors.forgetUser(userId);
      this.challenges.forgetUser(userId);
      this.sessions.forgetUser(userId);
      this.issuedTokens?.revokeAll(userId);
      this.idpLinks.forgetUser(userId);
      this.consents.forgetUser(userId);
      this.roles.forget(userId);
      this.linkedObjects.forgetUser(userId);
      this.apiTokens.forgetUser(userId);
    });
    this.apps.onDelete(({ id, oauth }) => {
      for (const claim of this.federatedClaims.all())
        if (claim.appId === id) this.federatedClaims.delete(claim);
      if (oauth) this.consents.forgetClient(oauth.clientId);
      this.agents.forgetApp(id);
      this.interclient.forgetApp(id);
    });
    this.groups.onDelete((groupId) => {
      this.apps.forgetGroup(groupId);
      this.roles.forget(groupId);
      this.groupRules.forgetGroup(groupId);
      this.authorizationServers.forgetGroup(groupId);
    });
    this.isNew = this.#settings.size === 0;
    if (this.isNew) this.#fill();
    else if (apiToken !== undefined || this.apiTokens.all().length === 0) this.#adoptToken(apiToken);
  }

  get id(): string {
    return this.settings.id;
  }

  /** What its messages call it. */
  get brandName(): string {
    return this.brands.current()?.name ?? this.name;
  }

  /** The company's name, as the console shows it. */
  get name(): string {
    return this.settings.name;
  }

  get subdomain(): string {
    return this.settings.subdomain;
  }

  get settings(): OrgSettings {
    const [settings] = this.#settings.all();
    if (!settings) throw new Error('The org has no settings: its state is incomplete.');
    return settings;
  }

  changeSettings(changes: Partial<Omit<OrgSettings, 'id'>>): OrgSettings {
    return this.#settings.put({ ...this.settings, ...changes, lastUpdated: this.now() });
  }

  /** The first administrator of the org. */
  get administrator(): User {
    return this.users.require(this.settings.administratorId);
  }

  /** The API token that came with the org. */
  get apiToken(): string {
    const [token] = this.apiTokens.all();
    if (!token) throw new Error('The first API token of the org was revoked.');
    return token.token;
  }

  /** The org's time, milliseconds since the epoch. */
  get clock(): () => number {
    return this.#context.clock;
  }

  /** ISO 8601 with whole seconds. */
  now(): string {
    return this.#context.now();
  }

  /** Records of a higher layer that are stored and reset together with the org's own. */
  collection<T extends Entity>(name: string): Collection<T> {
    return this.#records.collection<T>(name);
  }

  /** Runs `work` and commits all its changes, or none if it throws. */
  transaction<R>(work: () => R): R {
    return this.#records.transaction(work);
  }

  /** Like `transaction`, for what may be lost with the process: see `Records.transactionSoon`. */
  transactionSoon<R>(work: () => R): R {
    return this.#records.transactionSoon(work);
  }

  /** Runs `work` once the changes of this transaction are kept: see `Records.afterCommit`. */
  afterCommit(work: () => void): void {
    this.#records.afterCommit(work);
  }

  /**
   * Makes it an org as Okta hands it over: everything goes, the first administrator's API token and
   * password stay the same.
   */
  reset(): void {
    const token = this.#apiToken ?? this.apiTokens.all()[0]?.token;
    const passwordHash = this.users.get(this.settings.administratorId)?.passwordHash;
    this.#records.transaction(() => {
      this.#records.clear();
      this.#fillNew(this, this.#settings, this.#subdomain, token);
      if (passwordHash !== undefined) this.users.setPassword(this.administrator, passwordHash);
    });
  }

  /** All state, to come back to. */
  snapshot(): RecordsSnapshot {
    return this.#records.snapshot();
  }

  restore(snapshot: RecordsSnapshot): void {
    this.#records.restore(snapshot);
  }

  close(): void {
    this.#records.close();
  }

  #fill(): void {
    this.#records.transaction(() => {
      this.#fillNew(this, this.#settings, this.#subdomain, this.#apiToken);
    });
  }

  /** A token passed at startup is valid in addition to the stored ones; if there is none, a new one is created. */
  #adoptToken(value: string | undefined): void {
    if (value !== undefined && this.apiTokens.byValue(value)) return;
    const { id } = this.administrator;
    this.#records.transaction(() => this.apiTokens.create('sandbox', id, value));
  }
}
