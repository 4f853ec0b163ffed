/** All but the characters of XML 1.0 (section 2.2). */
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text for an element or a quoted attribute; what XML cannot say is left out. */
export const escapeXml = (text: string): string =>
  text.replace(illegal, '').replace(/[<>&"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
