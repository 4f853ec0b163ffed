import type { Context } from 'koa';

/** A part of the outside world, mounted under its own path. */
export interface Partner {
  /** Handles a path below its own; returns false if there is nothing there. */
  handle(ctx: Context, path: string): Promise<boolean>;
}

/** The name of a simulated identity provider, which does not imitate a real brand. */
export interface PartnerIdentity {
  /** The path it is mounted under, and its name in the state: `google`, `facebook`, `saml`. */
  readonly name: string;
  readonly title: string;
  /** Whose place it takes. */
  readonly plays: string;
}
