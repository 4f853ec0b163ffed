import { textOfBase64url } from './base64url.ts';
import { element } from './dom.ts';

/** JSON with its names, texts and other values in colors; unchanged if it is not JSON. */
export function colouredJson(body: string): (Node | string)[] {
  let pretty: string;
  try {
    pretty = JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return [body];
  }
  const parts = pretty.split(/("(?:[^"\\]|\\.)*"(?:: )?|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*\b)/);
  return parts.map((part, index) =>
    index % 2 === 0 ? part : element('span', { class: kindOf(part) }, part),
  );
}

function kindOf(part: string): string {
  if (part.endsWith(': ')) return 'json-name';
  return part.startsWith('"') ? 'json-text' : 'json-value';
}

const threeParts = /\b(eyJ[\w-]+)\.([\w-]+)\.([\w-]+)/;

/** A text with the first JSON Web Token in it in the colors of its three parts. */
export function colouredToken(text: string): (Node | string)[] {
  const found = threeParts.exec(text);
  if (!found) return [text];
  const parts = found
    .slice(1)
    .flatMap((part, index) => [
      ...(index > 0 ? ['.'] : []),
      element('span', { class: `jwt-${index + 1}` }, part),
    ]);
  return [text.slice(0, found.index), ...parts, text.slice(found.index + found[0].length)];
}

/** Header and payload of the first JSON Web Token in a text, as JSON; undefined if there is none. */
export function decodedToken(text: string): { header: string; payload: string } | undefined {
  const found = threeParts.exec(text);
  if (!found) return undefined;
  try {
    return { header: textOfBase64url(found[1] ?? ''), payload: textOfBase64url(found[2] ?? '') };
  } catch {
    return undefined;
  }
}
