/** Milliseconds that a browser may take from the release of a finger to the click. */
const untilClick = 100;

/**
 * Changes a list that follows what happens, but not while a button or a finger is held down in it: what is replaced or moves
 * in the meantime gets no click.
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

/** Replaces what is in the place; what is open there stays open or closed, and the focus where it was. */
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
