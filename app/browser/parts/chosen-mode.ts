/**
 * Light or dark, as the person chose it in the footer. A cookie holds it and not the browser's storage, which signing out
 * clears (`Clear-Site-Data`).
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
