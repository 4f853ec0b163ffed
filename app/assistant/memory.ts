/** What is remembered from sentence to sentence of one person. */
export interface Memory {
  /** By scopes. */
  readonly tokens: Map<string, { readonly token: string; readonly until: number }>;
  /** The scopes that a tool has turned out to need. */
  readonly needs: Map<string, readonly string[]>;
}

export const newMemory = (): Memory => ({ tokens: new Map(), needs: new Map() });
