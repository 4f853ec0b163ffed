import type { Config } from '../../app/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Made } from '../provision/kinds/kind.ts';
import { OrgView, kindOf } from '../provision/org-view.ts';
import type { Stack } from '../provision/stack.ts';
import type { ResourceState } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';
import type { OrgApi } from './org.ts';

/** Attributes with Terraform's names, with the org's id, or an unused one if it does not exist there. */
export type Wanted = Fields & { address: string; id: string; ignored: string[] };

export type NoteMade = (address: string, made: ResourceState) => Promise<void>;

/** A group that determines who sees what. */
export interface DemoGroup {
  /** In the stack. */
  address: string;
  name: string;
  /** Undefined when the org does not have it. */
  id: string | undefined;
}

/** What an org that was configured before there was a TV app does not have. */
const ofTv = [
  'okta_app_oauth.tv',
  'okta_app_group_assignments.tv_everyone',
  'okta_auth_server_policy.tv_policy',
  'okta_auth_server_policy_rule.tv_default',
];

/** Types whose ids are those of what they belong to. */
const ofOthers = /_(group_assignments|api_scope|schema_property|saml_key)$/;

/** The expected state of the org: the stack with this configuration's values. */
export class DemoOrg {
  readonly #stack: Stack;
  readonly #config: Config;
  readonly #org: OrgApi;
  readonly #given: Fields | undefined;
  readonly #note: NoteMade;
  #made: Promise<OrgView> | undefined;

  /**
   * @param given the stack's variables when the org was configured; undefined if not known here
   * @param note records what `make` created
   */
  constructor(stack: Stack, config: Config, org: OrgApi, given: Fields | undefined, note: NoteMade) {
    this.#stack = stack;
    this.#config = config;
    this.#org = org;
    this.#given = given;
    this.#note = note;
  }

  /** Creates the missing resource declared at an address, as init would. */
  async make(address: string): Promise<void> {
    const view = await this.#view();
    const { type, after } = view.declaration(address);
    const { wanted } = await view.standing(address);
    const { id, exports } = await kindOf(type).create(this.#org, wanted);
    await this.#note(address, { type, id, made: true, attributes: wanted, exports, after, added: [] });
    this.#made = undefined;
  }

  /** The id of a resource, or with `data.` in front of a data source; undefined if the org does not have it. */
  async idOf(address: string): Promise<string | undefined> {
    const id = await (await this.#view()).resolve(`\${${address}.id}`);
    return typeof id === 'string' && !id.startsWith('not-there-') ? id : undefined;
  }

  /** Everything of the stack that the org has: addresses by ids. */
  async addresses(): Promise<ReadonlyMap<string, string>> {
    const view = await this.#view();
    const own = this.#stack.declarations.filter(({ type }) => !ofOthers.test(type));
    const all = (await Promise.all(own.map((item) => view.instances(item)))).flat();
    const found = await Promise.all(all.map(async (address) => [await this.idOf(address), address] as const));
    return new Map(found.flatMap(([id, address]) => (id === undefined ? [] : [[id, address] as const])));
  }

  /** Attributes of a declaration, such as `okta_app_oauth.web`, in Terraform's names. */
  async attributes(address: string): Promise<Fields> {
    const view = await this.#view();
    return (await view.resolve(view.declaration(address).attributes)) as Fields;
  }

  /** All resources of a type that every demo has, in the order of the stack. */
  async all(type: string): Promise<Wanted[]> {
    const view = await this.#view();
    const declarations = this.#stack.declarations.filter(
      (item) => item.type === type && item.count === undefined,
    );
    return Promise.all(
      declarations.map(async ({ address, ignoreChanges }) => {
        const { wanted, found } = await view.standing(address);
        return { ...wanted, address, id: found?.id ?? address, ignored: ignoreChanges };
      }),
    );
  }

  /** Compares everything declared with the org. */
  async compare(): Promise<{ same: number; differing: string[] }> {
    const view = await this.#view();
    const { service, tvClientId } = this.#config.okta;
    const resources = this.#stack.declarations.filter(
      // Resources with a count are optional: whether they are wanted depends on the variables given.
      ({ kind, count, address }) =>
        kind === 'resource' &&
        (count === undefined || this.#given !== undefined) &&
        (service !== undefined || address !== 'okta_app_oauth.batch') && // reported by the check batch-client
        (tvClientId !== undefined || !ofTv.includes(address)),
    );
    const addresses = (await Promise.all(resources.map((item) => view.instances(item)))).flat();
    const standings = await Promise.all(addresses.map((address) => view.standing(address)));
    const differing = standings.flatMap(({ address, found }) => {
      if (!found) return [`${address} is missing`];
      if (found.current) return [];
      const fields = found.differing?.length ? ` (${found.differing.join(', ')})` : '';
      return [`${address} differs from its declaration${fields}`];
    });
    return { same: standings.length - differing.length, differing };
  }

  /** The groups that the stack creates, by their name in it. */
  async group(name: 'admin' | 'premium'): Promise<DemoGroup> {
    const address = `okta_group.${name}`;
    const { wanted, found } = await (await this.#view()).standing(address);
    return { address, name: text(wanted.name), id: found?.id };
  }

  /** The web app in the org. */
  async app(): Promise<Fields | undefined> {
    return this.#org.read(`/api/v1/apps/${this.#config.okta.clientId}`);
  }

  /** Path of the authorization server in the Management API. */
  get serverPath(): string {
    return `/api/v1/authorizationServers/${this.serverId}`;
  }

  /** ID of the authorization server; none when the shop uses the org's own. */
  get serverId(): string {
    return serverIn(this.#config.okta.issuer) ?? 'none';
  }

  /** Names of groups and clients, shown instead of ids. */
  async nameOf(id: string): Promise<string> {
    const { okta } = this.#config;
    if (id === okta.clientId) return 'the web app';
    if (id === okta.service?.clientId) return 'the batch app';
    if (id === okta.tvClientId) return 'the TV app';
    if (id === 'EVERYONE') return 'Everyone';
    const group = await this.#org.read(`/api/v1/groups/${id}`);
    return group ? text(inner(group, 'profile').name) : id;
  }

  #view(): Promise<OrgView> {
    this.#made ??= this.#make();
    this.#made.catch(() => (this.#made = undefined));
    return this.#made;
  }

  async #make(): Promise<OrgView> {
    const { okta, appUrl, features } = this.#config;
    const label = this.#given ? undefined : (await this.app())?.label;
    const known = Object.fromEntries(
      Object.entries(this.#given ?? {}).filter(([name]) => name in this.#stack.variables),
    );
    const variables = {
      ...known,
      org_url: okta.baseUrl,
      app_url: appUrl,
      audience: okta.audience,
      event_hook: features.events,
      event_hook_secret: okta.eventHookSecret ?? '',
      fulfilment: okta.fulfilment !== undefined,
      token_hook: features.tokenHook,
      token_hook_secret: okta.tokenHookSecret ?? '',
      ...(typeof label === 'string' && { name: label }),
    };
    return new OrgView(this.#stack, variables, { api: this.#org, known: (address) => this.#known(address) });
  }

  /** Ids from `.env`. Others are found by name, as init does. */
  #known(address: string): Made | undefined {
    const { okta, features } = this.#config;
    const ids: Record<string, string | undefined> = {
      'okta_app_oauth.web': okta.clientId,
      'okta_app_oauth.batch': okta.service?.clientId,
      'okta_app_oauth.tv': okta.tvClientId,
      'okta_auth_server.shop': this.serverId,
      'okta_event_hook.events[0]': features.eventHookId,
      'okta_app_oauth.fulfilment_client[0]': okta.fulfilment?.clientId,
      'okta_auth_server.fulfilment_server[0]': okta.fulfilment && serverIn(okta.fulfilment.issuer),
    };
    const id = ids[address];
    // The org returns a client secret only once; here only the rest is compared.
    return id === undefined ? undefined : { id, exports: { client_secret: 'told once' } };
  }
}

/** The id of the authorization server with this issuer. */
const serverIn = (issuer: string): string | undefined => /\/oauth2\/([^/]+)$/.exec(issuer)?.[1];
