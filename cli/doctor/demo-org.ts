import type { Config } from '../../app/index.ts';
import { kinds } from '../provision/kinds/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import { resolve } from '../provision/expression.ts';
import { variableValues } from '../provision/stack.ts';
import type { Declaration, Stack } from '../provision/stack.ts';
import type { Fields } from '../provision/value.ts';
import type { OrgApi } from './org.ts';

/** Attributes in Terraform's names, with the id that the org gave (the address when it is missing there). */
export type Wanted = Fields & { id: string; ignored: string[] };

/**
 * What the org must look like: the synthesised stack, with this configuration's values and the ids that this org has.
 * Something that is missing in the org stands there by its address, so that what refers to it can still be compared.
 */
export class DemoOrg {
  readonly #stack: Stack;
  readonly #config: Config;
  readonly #org: OrgApi;
  #scope: Promise<Fields> | undefined;

  constructor(stack: Stack, config: Config, org: OrgApi) {
    this.#stack = stack;
    this.#config = config;
    this.#org = org;
  }

  /** Attributes of a declaration, such as `okta_app_oauth.web`, in Terraform's names. */
  async attributes(address: string): Promise<Fields> {
    const declaration = this.#stack.declarations.find((item) => item.address === address);
    if (!declaration) throw new Error(`The demo org does not declare ${address}.`);
    return this.#resolve(declaration);
  }

  /** All declarations of a type, resolved, in the order of the stack. */
  async all(type: string): Promise<Wanted[]> {
    const scope = await this.scope();
    return this.#stack.declarations
      .filter((item) => item.type === type && item.kind === 'resource')
      .map((item) => ({
        ...(resolve(item.attributes, scope) as Fields),
        id: text(inner(scope, type, item.name).id),
        ignored: item.ignoreChanges,
      }));
  }

  /** Compares everything that is declared with what the org has. */
  async compare(): Promise<{ same: number; differing: string[] }> {
    const scope = await this.scope();
    // What is declared with a count is an optional part: whether it was wanted is not known here.
    const resources = this.#stack.declarations.filter(
      ({ kind, count }) => kind === 'resource' && count === undefined,
    );
    const states = await Promise.all(
      resources.map(async (item) => ({ address: item.address, state: await this.#stateOf(item, scope) })),
    );
    const differing = states.filter(({ state }) => state !== 'same');
    return {
      same: states.length - differing.length,
      differing: differing.map(({ address, state }) => `${address} ${state}`),
    };
  }

  async #stateOf(
    item: Declaration,
    scope: Fields,
  ): Promise<'same' | 'is missing' | 'is other than declared'> {
    const kind = kinds[item.type];
    if (!kind) return 'same'; // only Terraform knows it
    const declared = resolve(item.attributes, scope) as Fields;
    const known = inner(scope, item.type, item.name).id;
    // The org tells a client secret once; here only whether the rest is as declared.
    const before = { id: typeof known === 'string' ? known : '', exports: { client_secret: 'told once' } };
    const found = await kind.find(this.#org, declared, before);
    if (!found) return 'is missing';
    if (item.ignoreChanges.length === 0) return found.current ? 'same' : 'is other than declared';
    const present = await kind.read(this.#org, declared, found.id);
    const left = Object.fromEntries(item.ignoreChanges.map((name) => [name, present[name] ?? null]));
    const again = await kind.find(this.#org, { ...declared, ...left }, found);
    return again?.current ? 'same' : 'is other than declared';
  }

  /** The web app as the org has it. */
  async app(): Promise<Fields | undefined> {
    return this.#org.read(`/api/v1/apps/${this.#config.okta.clientId}`);
  }

  /** Path of the authorization server in the Management API. */
  get serverPath(): string {
    return `/api/v1/authorizationServers/${/\/oauth2\/([^/]+)$/.exec(this.#config.okta.issuer)?.[1] ?? 'none'}`;
  }

  /** Names of groups, users and clients for people to read instead of ids. */
  async nameOf(id: string): Promise<string> {
    const { okta } = this.#config;
    if (id === okta.clientId) return 'the web app';
    if (id === okta.service?.clientId) return 'the batch app';
    const scope = await this.scope();
    for (const group of Object.values(scope.okta_group ?? {}) as Fields[])
      if (group.id === id) return text(group.name);
    return id === 'EVERYONE' ? 'Everyone' : id;
  }

  async #resolve({ attributes }: Declaration): Promise<Fields> {
    return resolve(attributes, await this.scope()) as Fields;
  }

  /** Values of variables, and ids by type and name. */
  scope(): Promise<Fields> {
    this.#scope ??= this.#look();
    this.#scope.catch(() => (this.#scope = undefined));
    return this.#scope;
  }

  async #look(): Promise<Fields> {
    const { okta, appUrl, features } = this.#config;
    const label = (await this.app())?.label;
    const variables = variableValues(this.#stack, {
      org_url: okta.baseUrl,
      app_url: appUrl,
      audience: okta.audience,
      event_hook: features.events,
      event_hook_secret: okta.eventHookSecret ?? '',
      ...(typeof label === 'string' && { name: label }),
    });
    const scope: Fields = { var: variables, data: {} };
    for (const { kind, type, name, address, count } of this.#stack.declarations) {
      const into = (kind === 'data' ? scope.data : scope) as Fields;
      // What is declared with a count is referred to by its number: sign_on[0].
      const known = count === undefined ? { id: address } : [{ id: address }];
      into[type] = { ...(into[type] as Fields | undefined), [name]: known };
    }
    Object.assign(scope.okta_app_oauth as Fields, {
      web: { id: okta.clientId, client_id: okta.clientId },
      batch: { id: okta.service?.clientId ?? 'none', client_id: okta.service?.clientId ?? 'none' },
    });
    Object.assign(scope.okta_auth_server as Fields, {
      shop: { id: /[^/]*$/.exec(okta.issuer)?.[0] ?? '', issuer: okta.issuer },
    });
    await Promise.all([this.#findGroups(scope), this.#findPolicies(scope), this.#findSignOnPolicies(scope)]);
    return scope;
  }

  async #findSignOnPolicies(scope: Fields): Promise<void> {
    const declared = this.#stack.declarations.filter(({ type }) => type === 'okta_app_signon_policy');
    if (declared.length === 0) return;
    const found = await this.#org.list('/api/v1/policies?type=ACCESS_POLICY');
    for (const { name, attributes, address } of declared) {
      const wanted = text(resolve(attributes.name ?? '', scope));
      const policy = found.find((item) => item.name === wanted);
      (scope.okta_app_signon_policy as Fields)[name] = [{ id: policy ? text(policy.id) : address }];
    }
  }

  async #findGroups(scope: Fields): Promise<void> {
    const groups = this.#stack.declarations.filter(({ type }) => type === 'okta_group');
    await Promise.all(
      groups.map(async ({ kind, name, attributes, address }) => {
        const wanted = text(resolve(attributes.name ?? '', scope));
        const found = await this.#org.list(`/api/v1/groups?q=${encodeURIComponent(wanted)}`);
        const group = found.find((item) => inner(item, 'profile').name === wanted);
        const into = ((kind === 'data' ? scope.data : scope) as Fields).okta_group as Fields;
        into[name] = { id: group ? text(group.id) : address, name: wanted, missing: group === undefined };
      }),
    );
  }

  async #findPolicies(scope: Fields): Promise<void> {
    const present = await this.#org.list(`${this.serverPath}/policies`);
    for (const { type, name, attributes } of this.#stack.declarations) {
      if (type !== 'okta_auth_server_policy') continue;
      const wanted = resolve(attributes.name ?? '', scope);
      const policy = present.find((item) => item.name === wanted);
      if (policy) (scope[type] as Fields)[name] = { id: text(policy.id) };
    }
  }
}
