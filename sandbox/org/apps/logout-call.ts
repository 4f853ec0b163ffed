/** How a browser tells an app that the session at the org is over: in a frame, by an address or by a form that is posted. */
export type LogoutCall =
  { readonly address: URL } | { readonly action: string; readonly fields: Readonly<Record<string, string>> };
