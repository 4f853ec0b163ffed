/** The thumbprint of the key that the tokens of a request are bound to; set after dpop.ts has checked the proof. */
export const boundTo = (ctx: { readonly state: unknown } | undefined): string | undefined =>
  (ctx?.state as { readonly boundTo?: string } | undefined)?.boundTo;
