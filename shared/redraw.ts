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

/**
 * Keeps an element as the server last described it. Begin a look before its request, and pass it the response: an older response
 * than the one shown is dropped, and one that changes nothing is not drawn.
 * @param draw replaces the content; called with the HTML of the response
 * @param isBusy whether someone is using the content, so that it must stay as it is
 * @returns begins a look
 */
export function followerOf(
  place: HTMLElement,
  draw: (html: string) => void,
  isBusy: () => boolean = () => false,
): () => (html: string) => void {
  const redraw = redrawerOf(place);
  let shown = place.innerHTML.trim();
  let looks = 0;
  let newest = 0;
  const show = (html: string, ofLook: number): void => {
    if (ofLook < newest || isBusy()) return;
    newest = ofLook;
    const drawn = asDrawn(html);
    if (drawn === shown) return;
    shown = drawn;
    draw(html);
  };
  return () => {
    const current = ++looks;
    return (html) => redraw(() => show(html, current));
  };
}

/** The content as the browser serializes it, to compare it with what the page came with. */
function asDrawn(html: string): string {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.innerHTML.trim();
}
