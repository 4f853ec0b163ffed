import type { Context } from 'koa';

/** A part of the outside world, mounted under a path of its own. */
export interface Partner {
  /** Answers what lies at that path below its own; false when there is nothing there. */
  handle(ctx: Context, path: string): Promise<boolean>;
}

/** What a played identity provider calls itself. It imitates nobody's brand. */
export interface PartnerIdentity {
  /** The path it is mounted under, and its name in the state: `google`, `facebook`, `saml`. */
  readonly name: string;
  readonly title: string;
  /** Whose place it takes. */
  readonly plays: string;
}
