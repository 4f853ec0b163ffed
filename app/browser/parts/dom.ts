import { breakableParts } from '../../../shared/breakable.ts';

/**
 * Makes an element: `element('p', { class: 'lead' }, 'text', child)`. Text stays text; nothing is parsed as
 * HTML.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** An address with line break opportunities, like `breakable` in shared/html.ts. */
export const breakable = (address: string): (Node | string)[] =>
  breakableParts(address).flatMap((part, index) => (index === 0 ? part : [element('wbr'), part]));

/** An element that the page's template must have. @throws if it is missing, which is a bug */
export function required<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} named ${id}.`);
  return found;
}

const paths = {
  check: 'M5 12.5 10 17.5 19 7',
  warning: 'M12 4 21 20H3ZM12 10V14M12 17V17.1',
  chevron: 'M6 9.5 12 15.5 18 9.5',
  star: 'M12 4 14.4 9.2 20 9.9 15.9 13.8 17 19.4 12 16.6 7 19.4 8.1 13.8 4 9.9 9.6 9.2Z',
} as const;

/** A line icon as in views/icons.njk. */
export function icon(name: keyof typeof paths, size = 18): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const attributes = {
    class: 'icon',
    width: size,
    height: size,
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  };
  for (const [attribute, value] of Object.entries(attributes)) svg.setAttribute(attribute, String(value));
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

/** Whether a key that was pressed there is meant for a field. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
