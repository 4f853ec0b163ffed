/** As long as a navigation may take, in milliseconds; one that ends in a download leaves the page where it is. */
const longest = 10_000;
let leftAt = -longest;
addEventListener('beforeunload', () => {
  leftAt = performance.now();
});

/** Reloads the page because something has changed, unless it is being left: a reload would cancel that navigation. */
export function reload(): void {
  if (performance.now() - leftAt >= longest) location.reload();
}
