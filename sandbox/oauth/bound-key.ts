/** The thumbprint of the key to which the tokens of a request are bound, once its proof was checked: see dpop.ts. */
export const boundTo = (ctx: { readonly state: unknown } | undefined): string | undefined =>
  (ctx?.state as { readonly boundTo?: string } | undefined)?.boundTo;
