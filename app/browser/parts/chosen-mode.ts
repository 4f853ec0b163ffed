/**
 * Light or dark, as chosen in the footer. Stored in a cookie, because signing out clears the browser's storage
 * (`Clear-Site-Data`).
 */
export function chosenMode(): string | undefined {
  return /(?:^|; )mode=(light|dark)/.exec(document.cookie)?.[1];
}

/** @param mode `light` or `dark`; anything else follows the system */
export function chooseMode(mode: string): void {
  const seconds = mode === 'light' || mode === 'dark' ? 365 * 24 * 60 * 60 : 0;
  document.cookie = `mode=${mode}; Path=/; Max-Age=${seconds}; SameSite=Lax`;
  dispatchEvent(new Event('modechange'));
}
