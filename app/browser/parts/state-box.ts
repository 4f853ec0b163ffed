import { element } from './dom.ts';

/** Shown in place of a list that is empty or could not be loaded. */
export const stateBox = (title: string, text: string, ...more: Node[]): HTMLElement =>
  element(
    'div',
    { class: 'state', role: 'status' },
    element('h2', {}, title),
    element('p', {}, text),
    ...more,
  );
