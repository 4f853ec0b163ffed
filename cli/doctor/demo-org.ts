import type { Config } from '../../app/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Made } from '../provision/kinds/kind.ts';
import { OrgView, kindOf } from '../provision/org-view.ts';
import type { Stack } from '../provision/stack.ts';
import type { ResourceState } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';
import type { OrgApi } from './org.ts';

/** Attributes in Terraform's names, with the id that the org gave, or one that nothing has when it is missing there. */
export type Wanted = Fields & { address: string; id: string; ignored: string[] };

export type NoteMade = (address: string, made: ResourceState) => Promise<void>;

/** A group that decides who sees what. */
export interface DemoGroup {
  /** In the stack. */
  address: string;
  name: string;
  /** Undefined when the org does not have it. */
  id: string | undefined;
}

/** What the org must look like: the stack with this configuration's values, as this org has it. */
export class DemoOrg {
  readonly #stack: Stack;
  readonly #config: Config;
  readonly #org: OrgApi;
  readonly #given: Fields | undefined;
  readonly #note: NoteMade;
  #made: Promise<OrgView> | undefined;

  /**
   * @param given what the stack was given when the org was made; undefined when that is not known here
   * @param note remembers what `make` made
   */
  constructor(stack: Stack, config: Config, org: OrgApi, given: Fields | undefined, note: NoteMade) {
    this.#stack = stack;
    this.#config = config;
    this.#org = org;
    this.#given = given;
    this.#note = note;
  }

  /** Creates what is declared at an address and is not there, as init would. */
  async make(address: string): Promise<void> {
    const view = await this.#view();
    const { type, after } = view.declaration(address);
    const { wanted } = await view.standing(address);
    const { id, exports } = await kindOf(type).create(this.#org, wanted);
    await this.#note(address, { type, id, made: true, attributes: wanted, exports, after });
    this.#made = undefined;
  }

  /** Attributes of a declaration, such as `okta_app_oauth.web`, in Terraform's names. */
  async attributes(address: string): Promise<Fields> {
    const view = await this.#view();
    return (await view.resolve(view.declaration(address).attributes)) as Fields;
  }

  /** All resources of a type, in the order of the stack. */
  async all(type: string): Promise<Wanted[]> {
    const view = await this.#view();
    const declarations = this.#stack.declarations.filter((item) => item.type === type);
    return Promise.all(
      declarations.map(async ({ address, ignoreChanges }) => {
        const { wanted, found } = await view.standing(address);
        return { ...wanted, address, id: found?.id ?? address, ignored: ignoreChanges };
      }),
    );
  }

  /** Compares everything that is declared with what the org has. */
  async compare(): Promise<{ same: number; differing: string[] }> {
    const view = await this.#view();
    const { service } = this.#config.okta;
    const resources = this.#stack.declarations.filter(
      // What has a count is an optional part: whether it was wanted only those know who gave the variables.
      ({ kind, count, address }) =>
        kind === 'resource' &&
        (count === undefined || this.#given !== undefined) &&
        (service !== undefined || address !== 'okta_app_oauth.batch'), // the check batch-client tells it
    );
    const addresses = (await Promise.all(resources.map((item) => view.instances(item)))).flat();
    const standings = await Promise.all(addresses.map((address) => view.standing(address)));
    const differing = standings.flatMap(({ address, found }) => {
      if (!found) return [`${address} is missing`];
      if (found.current) return [];
      const fields = found.differing?.length ? ` (${found.differing.join(', ')})` : '';
      return [`${address} is other than declared${fields}`];
    });
    return { same: standings.length - differing.length, differing };
  }

  /** The groups that the stack makes, by their name in it. */
  async group(name: 'admin' | 'premium'): Promise<DemoGroup> {
    const address = `okta_group.${name}`;
    const { wanted, found } = await (await this.#view()).standing(address);
    return { address, name: text(wanted.name), id: found?.id };
  }

  /** The web app as the org has it. */
  async app(): Promise<Fields | undefined> {
    return this.#org.read(`/api/v1/apps/${this.#config.okta.clientId}`);
  }

  /** Path of the authorization server in the Management API. */
  get serverPath(): string {
    return `/api/v1/authorizationServers/${this.#serverId}`;
  }

  get #serverId(): string {
    return /\/oauth2\/([^/]+)$/.exec(this.#config.okta.issuer)?.[1] ?? 'none';
  }

  /** Names of groups and clients for people to read instead of ids. */
  async nameOf(id: string): Promise<string> {
    const { okta } = this.#config;
    if (id === okta.clientId) return 'the web app';
    if (id === okta.service?.clientId) return 'the batch app';
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
      ...(typeof label === 'string' && { name: label }),
    };
    return new OrgView(this.#stack, variables, { api: this.#org, known: (address) => this.#known(address) });
  }

  /** Ids that `.env` names. What it does not name is found by its name, as init finds it. */
  #known(address: string): Made | undefined {
    const { okta, features } = this.#config;
    const ids: Record<string, string | undefined> = {
      'okta_app_oauth.web': okta.clientId,
      'okta_app_oauth.batch': okta.service?.clientId,
      'okta_auth_server.shop': this.#serverId,
      'okta_event_hook.events[0]': features.eventHookId,
    };
    const id = ids[address];
    // The org tells a client secret once; here only whether the rest is as declared.
    return id === undefined ? undefined : { id, exports: { client_secret: 'told once' } };
  }
}
