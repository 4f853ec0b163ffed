/** As long as a navigation may take, in milliseconds; one that ends in a download leaves the page where it is. */
const longest = 30_000;
let leftAt = -longest;
addEventListener('beforeunload', () => {
  leftAt = performance.now();
});

/** Whether the page is being left: a navigation of the page's own would cancel the one that the user has chosen. */
export const isBeingLeft = (): boolean => performance.now() - leftAt < longest;

/** Reloads the page because something has changed, unless it is being left. */
export function reload(): void {
  if (!isBeingLeft()) location.reload();
}

/** Goes to another page because something has changed, unless this one is being left. */
export function goTo(address: string): void {
  if (!isBeingLeft()) location.assign(address);
}
