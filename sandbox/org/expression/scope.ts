/** What an expression may refer to: `user.login`, `appuser.app_features`, `app.clientId`… */
export interface ExpressionScope {
  readonly names: Readonly<Record<string, unknown>>;
  /** The person's groups, for `isMemberOfGroupName` and the `Groups` functions. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}
