import { breakableParts } from './breakable.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const characters = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]));

/** Makes any text safe inside HTML and its attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** HTML of a text, with line break opportunities in its URLs. */
export const breakable = (text: string): string => breakableParts(text).map(escapeHtml).join('<wbr>');

/** The text that was escaped so. */
export const unescapeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => characters.get(entity) ?? '');

/** JSON on one line, with spaces at which it can wrap in a narrow column. */
export const inOneLine = (value: unknown): string => JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ');
