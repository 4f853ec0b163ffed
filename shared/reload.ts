/** How long a navigation may take, in milliseconds. After one that ends in a download, the page stays open. */
const longest = 30_000;
let leftAt = -longest;
addEventListener('beforeunload', () => {
  leftAt = performance.now();
});

/** Whether the user is leaving the page: a navigation by the page itself would then cancel the user's. */
export const isBeingLeft = (): boolean => performance.now() - leftAt < longest;

/** Reloads the page because something has changed, unless it is being left. */
export function reload(): void {
  if (!isBeingLeft()) location.reload();
}

/** Goes to another page because something has changed, unless this one is being left. */
export function goTo(address: string): void {
  if (!isBeingLeft()) location.assign(address);
}
