/** How long a browser may take from when the finger is lifted until the click, in milliseconds. */
const untilClick = 100;

/**
 * Redraws a live list, but not while a button or a finger is held down in it: an element that is replaced or moved in the
 * meantime would not get the click.
 */
export function redrawerOf(place: HTMLElement): (redraw: () => void) => void {
  let isHeld = false;
  let waiting: (() => void)[] = [];
  const release = (): void => {
    if (!isHeld) return;
    setTimeout(() => {
      isHeld = false;
      const redraws = waiting;
      waiting = [];
      for (const redraw of redraws) redraw();
    }, untilClick);
  };
  place.addEventListener('pointerdown', () => {
    isHeld = true;
  });
  addEventListener('pointerup', release);
  addEventListener('pointercancel', release);
  return (redraw) => {
    if (isHeld) waiting.push(redraw);
    else redraw();
  };
}

/** Replaces the content of an element; its details stay open or closed, and the focus stays where it was. */
export function replaceContent(place: HTMLElement, html: string): void {
  const { activeElement } = document;
  const holder = place.contains(activeElement) ? activeElement?.closest('[id]') : undefined;
  const isOpen = new Map(
    [...place.querySelectorAll('details[id]')].map((one) => [one.id, one.matches('[open]')]),
  );
  place.innerHTML = html;
  for (const details of place.querySelectorAll('details'))
    details.open = isOpen.get(details.id) ?? details.open;
  if (!activeElement || !holder || holder === place) return;
  const again = document.getElementById(holder.id);
  const focused =
    holder === activeElement ? again : again?.querySelector<HTMLElement>(activeElement.localName);
  focused?.focus({ preventScroll: true });
}
