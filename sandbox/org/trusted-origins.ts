import type { OrgContext } from './context.ts';
import { notFound } from './errors.ts';
import { newId } from './ids.ts';
import type { TrustedOrigin } from './model.ts';
import type { Collection } from './records.ts';

/** Web origins whose pages may call the org (CORS) or be redirected to. */
export class TrustedOrigins {
  readonly #context: OrgContext;
  readonly #origins: Collection<TrustedOrigin>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#origins = context.records.collection('trustedOrigins');
  }

  all(): TrustedOrigin[] {
    return this.#origins.all();
  }

  /** @throws OktaError 404 */
  require(id: string): TrustedOrigin {
    const origin = this.#origins.get(id);
    if (!origin) throw notFound(id, 'TrustedOrigin');
    return origin;
  }

  /** @param origin what a browser sends as Origin, such as `http://localhost:5000` */
  isTrusted(origin: string, purpose: 'CORS' | 'REDIRECT'): boolean {
    return this.all().some(
      (trusted) =>
        trusted.status === 'ACTIVE' &&
        trusted.origin.toLowerCase() === origin.toLowerCase() &&
        trusted.scopes.some(({ type }) => type === purpose),
    );
  }

  create(input: Omit<TrustedOrigin, 'id' | 'created' | 'lastUpdated'>): TrustedOrigin {
    const now = this.#context.now();
    return this.#origins.put({ ...input, id: newId('trustedOrigin'), created: now, lastUpdated: now });
  }

  update(origin: TrustedOrigin, changes: Partial<Omit<TrustedOrigin, 'id'>>): TrustedOrigin {
    return this.#origins.put({ ...origin, ...changes, lastUpdated: this.#context.now() });
  }

  delete(origin: TrustedOrigin): void {
    this.#origins.delete(origin.id);
  }
}
