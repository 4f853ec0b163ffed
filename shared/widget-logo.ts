/**
 * Gen3 7.49 of the Sign-In Widget takes the logo's heading from the outline, and yet makes it focusable: axe's
 * presentation-role-conflict. To be called after each of its renders.
 */
export const keepLogoHeading = (place: Element): void =>
  place.querySelector('h1[role=presentation]:has(img)')?.removeAttribute('role');
