import type { Context } from 'koa';
import type { Session, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import type { MadeCall } from './api.ts';
import type { Outcome, Screen } from './screen.ts';

/** A screen that the path names, for the person who is signed in. */
export interface Visit {
  readonly org: Org;
  readonly ctx: Context;
  readonly session: Session;
  readonly user: User;
  readonly screen: Screen;
  readonly params: Readonly<Record<string, string>>;
}

/** What the page after an action says, once. */
export interface Flash extends Outcome {
  readonly calls: readonly MadeCall[];
}
