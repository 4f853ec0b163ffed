import type { Context } from '../doctor/context.ts';
import { UserError } from '../errors.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Ground } from './ground.ts';
import { isFields } from '../provision/value.ts';
import type { Fields, Value } from '../provision/value.ts';
import type { Cast } from './cast.ts';
import type { Expectation } from './schema.ts';

/** Puts ids in the place of the names in braces. */
export class Names {
  /** What the last steps have made. */
  readonly made = new Map<string, string>();
  readonly #context: Context;
  readonly #api: ManagementApi;
  readonly #cast: Cast;
  readonly #known = new Map<string, Promise<string>>();

  constructor({ context, api, cast }: Pick<Ground, 'context' | 'api' | 'cast'>) {
    this.#cast = cast;
    this.#context = context;
    this.#api = api;
  }

  /** @throws UserError if something that is named is not there */
  async text(text: string): Promise<string> {
    const names = [...text.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
    const ids = new Map(await Promise.all(names.map(async (name) => [name, await this.#id(name)] as const)));
    return text.replace(/\{([^}]+)\}/g, (all, name: string) => ids.get(name) ?? all);
  }

  async value(value: Value): Promise<Value> {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return Promise.all(value.map((one) => this.value(one)));
    return isFields(value) ? this.fields(value) : value;
  }

  async fields(fields: Fields): Promise<Fields> {
    const entries = Object.entries(fields).map(async ([key, one]) => [key, await this.value(one)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** What is expected. An event is compared by its own text, which is read when it is looked for. */
  async expectation(expected: Expectation): Promise<Expectation> {
    if (expected.event) return expected;
    // Read from YAML: no member is anything but a value.
    return (await this.fields(expected as Fields)) as Expectation;
  }

  async #id(name: string): Promise<string> {
    const made = this.made.get(name);
    if (made !== undefined) return made;
    const asked = this.#known.get(name) ?? this.#look(name);
    this.#known.set(name, asked);
    return asked;
  }

  async #look(name: string): Promise<string> {
    if (name.includes('.')) {
      const id = await this.#context.demo.idOf(name);
      if (id !== undefined) return id;
      throw new UserError(`The org has no ${name}.`, 'multidemo doctor says what is missing.');
    }
    const person = /^(ada|grace|linus)(_login)?$/.exec(name);
    if (!person) throw new UserError(`Nothing has created {${name}} yet.`);
    const { login } = this.#cast(person[1] ?? '');
    if (person[2] !== undefined) return login;
    const user = await this.#api.read(`/api/v1/users/${encodeURIComponent(login)}`);
    if (typeof user?.id === 'string') return user.id;
    throw new UserError(
      `The org has no ${login}.`,
      'multidemo init --demo-people creates the demo accounts.',
    );
  }
}
