/** The name and the address of a definition. */
export type Source = readonly [name: string, url: string];

export const rfc = (number: number, section: string): Source => [
  `RFC ${number}, section ${section}`,
  `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
];
export const okta = (name: string, path: string): Source => [
  `Okta: ${name}`,
  `https://developer.okta.com/docs/${path}`,
];
