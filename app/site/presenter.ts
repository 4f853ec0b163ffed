import type { Context } from 'koa';

/** What the presenter bar offers on the sandbox org. Against any other org there are no passwords to know, and no people. */
export interface Presenter {
  readonly people: readonly {
    readonly firstName: string;
    readonly kind: string;
    readonly login: string;
    readonly password: string;
  }[];
  /** Where the phone and the mailbox of the sandbox's people are. */
  readonly outside: string;
  /** Resets the org to its state at the first start, and opens the shop again; requests wait until then. */
  readonly resetOrg?: () => Promise<void>;
}

/** Whether this browser shows the presenter bar. */
export const isPresenting = (ctx: Context, { presents }: { readonly presents: boolean }): boolean =>
  (ctx.cookies.get('presenter') ?? (presents ? 'on' : 'off')) === 'on';
