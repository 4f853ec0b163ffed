import type { Context } from 'koa';
import type { Session, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import type { Flashes } from './flashes.ts';
import type { Screen } from './screen.ts';

/** The screen at this path, for the signed-in user. */
export interface Visit {
  readonly org: Org;
  readonly ctx: Context;
  readonly session: Session;
  readonly user: User;
  readonly screen: Screen;
  readonly params: Readonly<Record<string, string>>;
  readonly flashes: Flashes;
}
