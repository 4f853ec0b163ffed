import type { Agents } from '../agents/agents.ts';
import type { OrgContext } from '../kernel/context.ts';
import { notFound } from '../kernel/errors.ts';
import { pushBack } from '../kernel/priorities.ts';
import type { Groups } from '../groups/groups.ts';
import { newId } from '../kernel/ids.ts';
import type { App, AppGrant, AppGroup, AppUser } from './model.ts';
import type { Profile, Picture } from '../kernel/model.ts';
import type { Collection, Entity } from '../kernel/records.ts';
import type { Schemas } from '../people/schemas.ts';

/** How a person comes to an app, and the profile that the app sees. */
export interface Assignment {
  readonly profile: Profile;
  readonly scope: 'USER' | 'GROUP';
  /** The group that assigned, when it was one. */
  readonly groupId?: string;
}

/** How many apps were ever named after a label. Id: the name without its number. */
interface NameCount extends Entity {
  readonly count: number;
}

/** Apps, who is assigned to them, and which Okta API scopes they were granted. */
export class Apps {
  readonly #context: OrgContext;
  readonly #groups: Groups;
  readonly #schemas: Schemas;
  readonly #agents: Agents;
  readonly #apps: Collection<App>;
  readonly #appUsers: Collection<AppUser>;
  readonly #appGroups: Collection<AppGroup>;
  readonly #grants: Collection<AppGrant>;
  readonly #names: Collection<NameCount>;
  readonly #byClientId: (clientId: string) => App[];
  readonly #usersOf: (appId: string) => AppUser[];
  readonly #appsOfUser: (userId: string) => AppUser[];
  readonly #groupsOf: (appId: string) => AppGroup[];
  readonly #appsOfGroup: (groupId: string) => AppGroup[];
  readonly #grantsOf: (appId: string) => AppGrant[];
  readonly #onDelete: ((app: App) => void)[] = [];

  constructor(context: OrgContext, groups: Groups, schemas: Schemas, agents: Agents) {
    this.#context = context;
    this.#agents = agents;
    this.#groups = groups;
    this.#schemas = schemas;
    this.#apps = context.records.collection<App>('apps');
    this.#appUsers = context.records.collection<AppUser>('appUsers');
    this.#appGroups = context.records.collection<AppGroup>('appGroups');
    this.#grants = context.records.collection<AppGrant>('appGrants');
    this.#names = context.records.collection<NameCount>('appNames');
    this.#byClientId = this.#apps.index((app) => app.oauth?.clientId);
    this.#usersOf = this.#appUsers.index(({ appId }) => appId);
    this.#appsOfUser = this.#appUsers.index(({ userId }) => userId);
    this.#groupsOf = this.#appGroups.index(({ appId }) => appId);
    this.#appsOfGroup = this.#appGroups.index(({ groupId }) => groupId);
    this.#grantsOf = this.#grants.index(({ appId }) => appId);
    schemas.tellOidcApps((id) => this.get(id)?.oauth !== undefined);
  }

  get(id: string): App | undefined {
    return this.#apps.get(id);
  }

  /** An uploaded logo by its id. */
  logo(id: string): Picture | undefined {
    return this.all().find(({ rest }) => rest.logo?.id === id)?.rest.logo;
  }

  /** The client with that id: an app, or an AI agent as one. */
  byClientId(clientId: string): App | undefined {
    return this.#byClientId(clientId)[0] ?? this.#agents.asClient(clientId);
  }

  /** In the order in which they were created. */
  all(): App[] {
    return this.#apps.all();
  }

  /** @throws OktaError 404 */
  require(id: string): App {
    const app = this.get(id);
    if (!app) throw notFound(id, 'AppInstance');
    return app;
  }

  /** True when a redirect URI of an active app has this origin: its pages may redeem codes there. */
  hasPagesAt(origin: string): boolean {
    return this.all().some(
      ({ status, oauth }) =>
        status === 'ACTIVE' &&
        oauth?.redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin),
    );
  }

  /** A name for a custom app, such as `acme_shop_2`: numbers are never reused, even after the app was deleted. */
  nextName(stem: string): string {
    const count = (this.#names.get(stem)?.count ?? 0) + 1;
    this.#names.put({ id: stem, count });
    return `${stem}_${count}`;
  }

  create(input: Omit<App, 'id' | 'created' | 'lastUpdated'>, id = newId('app')): App {
    const now = this.#context.now();
    return this.#apps.put({ ...input, id, created: now, lastUpdated: now });
  }

  update(app: App, changes: Partial<Omit<App, 'id'>>): App {
    return this.#apps.put({ ...app, ...changes, lastUpdated: this.#context.now() });
  }

  delete(app: App): void {
    for (const forget of this.#onDelete) forget(app);
    for (const { id } of this.#usersOf(app.id)) this.#appUsers.delete(id);
    for (const { id } of this.#groupsOf(app.id)) this.#appGroups.delete(id);
    for (const { id } of this.#grantsOf(app.id)) this.#grants.delete(id);
    this.#schemas.deleteApp(app.id);
    this.#apps.delete(app.id);
  }

  /** Registers what must also be removed when an app is deleted. */
  onDelete(forget: (app: App) => void): void {
    this.#onDelete.push(forget);
  }

  /** People assigned one by one. */
  users(appId: string): AppUser[] {
    return this.#usersOf(appId);
  }

  user(appId: string, userId: string): AppUser | undefined {
    return this.#appUsers.get(`${appId}:${userId}`);
  }

  assignUser(appId: string, userId: string, userName: string, profile: Profile): AppUser {
    const now = this.#context.now();
    const created = this.user(appId, userId)?.created ?? now;
    const id = `${appId}:${userId}`;
    return this.#appUsers.put({ id, appId, userId, userName, profile, created, lastUpdated: now });
  }

  unassignUser(appId: string, userId: string): void {
    this.#appUsers.delete(`${appId}:${userId}`);
  }

  /** Assigned groups, highest priority first. */
  groups(appId: string): AppGroup[] {
    return this.#groupsOf(appId).sort((a, b) => a.priority - b.priority);
  }

  group(appId: string, groupId: string): AppGroup | undefined {
    return this.#appGroups.get(`${appId}:${groupId}`);
  }

  /**
   * Assigns a group, by default before those that are assigned already. A taken priority pushes the others
   * back.
   */
  assignGroup(appId: string, groupId: string, profile: Profile, priority?: number): AppGroup {
    const others = this.groups(appId).filter((other) => other.groupId !== groupId);
    const current = this.group(appId, groupId)?.priority;
    const wanted = priority ?? current ?? 0;
    pushBack(wanted, others, (moved) => this.#appGroups.put(moved));
    const lastUpdated = this.#context.now();
    const id = `${appId}:${groupId}`;
    return this.#appGroups.put({ id, appId, groupId, priority: wanted, profile, lastUpdated });
  }

  unassignGroup(appId: string, groupId: string): void {
    this.#appGroups.delete(`${appId}:${groupId}`);
  }

  /** How the person is assigned: directly, else through groups; undefined when not at all. */
  assignmentOf(appId: string, userId: string): Assignment | undefined {
    const own = this.user(appId, userId);
    if (own) return { profile: own.profile, scope: 'USER' };
    const through = this.groups(appId).filter(({ groupId }) => this.#groups.has(groupId, userId));
    const [first] = through;
    if (!first) return undefined;
    const profiles = through.map(({ profile }) => profile);
    return {
      profile: this.#schemas.combine(appId, profiles),
      scope: 'GROUP',
      groupId: first.groupId,
    };
  }

  /** Whether a person is assigned in any way: quicker than asking how. */
  isAssigned(appId: string, userId: string): boolean {
    return (
      this.user(appId, userId) !== undefined ||
      this.#groupsOf(appId).some(({ groupId }) => this.#groups.has(groupId, userId))
    );
  }

  /** The apps that a person is assigned to in any way. */
  ofUser(userId: string): App[] {
    return this.all().filter((app) => this.isAssigned(app.id, userId));
  }

  ofGroup(groupId: string): App[] {
    return this.#appsOfGroup(groupId).map(({ appId }) => this.require(appId));
  }

  grants(appId: string): AppGrant[] {
    return this.#grantsOf(appId);
  }

  grant(appId: string, scopeId: string, issuer: string, createdBy: string): AppGrant {
    const now = this.#context.now();
    return this.#grants.put({
      id: newId('grant'),
      created: now,
      lastUpdated: now,
      appId,
      scopeId,
      issuer,
      createdBy,
      status: 'ACTIVE',
    });
  }

  revokeGrant(grant: AppGrant): void {
    this.#grants.delete(grant.id);
  }

  forgetUser(userId: string): void {
    for (const { id } of this.#appsOfUser(userId)) this.#appUsers.delete(id);
  }

  forgetGroup(groupId: string): void {
    for (const { id } of this.#appsOfGroup(groupId)) this.#appGroups.delete(id);
  }
}
