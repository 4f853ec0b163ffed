/** How the browser notifies an app, in a frame, that the session at the org is over: it loads an address or posts a form. */
export type LogoutCall =
  { readonly address: URL } | { readonly action: string; readonly fields: Readonly<Record<string, string>> };
