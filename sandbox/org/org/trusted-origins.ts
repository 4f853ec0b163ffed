import type { OrgContext } from '../kernel/context.ts';
import type { TrustedOrigin } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';

/** Web origins whose pages may call the org (CORS) or be redirected to. */
export class TrustedOrigins extends Shelf<TrustedOrigin> {
  constructor(context: OrgContext) {
    super(context, 'trustedOrigins', 'trustedOrigin', 'TrustedOrigin');
  }

  /** @param origin what a browser sends as Origin, such as `http://localhost:5000` */
  isTrusted(origin: string, purpose: 'CORS' | 'REDIRECT'): boolean {
    return this.all().some(
      (trusted) =>
        trusted.status === 'ACTIVE' &&
        trusted.origin.replace(/\/$/, '').toLowerCase() === origin.toLowerCase() &&
        trusted.scopes.some(({ type }) => type === purpose),
    );
  }
}
