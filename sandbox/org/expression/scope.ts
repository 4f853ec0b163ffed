/** A group of the user that an expression is about. */
export interface ExpressionGroup {
  readonly id: string;
  readonly name: string;
  /** OKTA_GROUP, BUILT_IN or APP_GROUP */
  readonly type: string;
}

/** A person inside an expression: attributes to read, and functions to call on them. */
export class Person {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What `getInternalProperty` gives. */
  readonly internal: Readonly<Record<string, unknown>>;
  readonly #groups: () => readonly ExpressionGroup[];
  /** The person at the primary side of a relationship, such as `manager`. */
  readonly linked: (primaryName: string) => Person | null;

  constructor(
    attributes: Readonly<Record<string, unknown>>,
    internal: Readonly<Record<string, unknown>>,
    groups: () => readonly ExpressionGroup[],
    linked: (primaryName: string) => Person | null,
  ) {
    this.attributes = attributes;
    this.internal = internal;
    this.#groups = groups;
    this.linked = linked;
  }

  /** Collected when asked for: few expressions read them. */
  get groups(): readonly ExpressionGroup[] {
    return this.#groups();
  }
}

/** What an expression may refer to: `user.login`, `appuser.app_features`, `app.clientId`… */
export interface ExpressionScope {
  readonly names: Readonly<Record<string, unknown>>;
  /** The user whose groups the group functions use. */
  readonly person?: Person | undefined;
  /** Milliseconds since the epoch, for `Time.now`. */
  readonly now: number;
}
