import { readablePath } from '../decode.ts';
import { lanes } from '../lanes.ts';
import type { Message } from '../message.ts';

/** A sequence diagram in the text form that Mermaid draws. @see https://mermaid.js.org/syntax/sequenceDiagram.html */
export function asMermaid(messages: readonly Message[]): string {
  const used = new Set(messages.flatMap(({ from, to }) => [from, to]));
  const participants = lanes
    .filter(({ party }) => used.has(party))
    .map(({ party, name }) => `  participant ${party} as ${name}`);
  return `${['sequenceDiagram', ...participants, ...messages.flatMap(linesOf)].join('\n')}\n`;
}

function linesOf({ from, to, method, url, status, failure, ms }: Message): string[] {
  const asked = `${method} ${plain(new URL(url).pathname)}`;
  const said = status === undefined ? (failure ?? 'no response') : `${status}, ${Math.ceil(ms)} ms`;
  return [`  ${from}->>${to}: ${asked}`, `  ${to}-->>${from}: ${plain(said)}`];
}

/** Mermaid ends a text at `;` and reads `#` as the beginning of a character's number. */
const plain = (text: string): string => readablePath(text).replace(/[;#\n]/g, ' ');
