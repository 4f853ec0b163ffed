/** A refresh token as an administrator sees it: never its value. */
export interface RefreshTokenView {
  /** Made from the token, which it does not reveal. */
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch; undefined when it does not expire. */
  readonly expiresAt: number | undefined;
}

/** Which refresh tokens: those of a person, of a client, or of both. */
export type RefreshTokenFilter = Partial<Pick<RefreshTokenView, 'userId' | 'clientId'>>;

/** What the authorization servers have issued, as far as the Management API shows and ends it. */
export interface IssuedTokens {
  refreshTokens(of: RefreshTokenFilter): readonly RefreshTokenView[];
  /** Ends the refresh token and the access tokens that came of it. */
  revokeRefreshToken(token: RefreshTokenView): void;
  /** Ends every code, access token and refresh token of a person. */
  revokeAll(userId: string): void;
  /** Ends every access token that a client got by a grant. */
  revokeGrant(clientId: string, grantType: string): void;
}
