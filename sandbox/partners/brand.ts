import type { Org } from '../org/org.ts';

/** The org's name and logo as mails and prompts carry them; the logo is inline, as those of mails often are. */
export function brandOf(org: Org): { readonly orgName: string; readonly logo: string | undefined } {
  const picture = org.brands.current()?.theme.logo;
  return {
    orgName: org.brandName,
    logo: picture && `data:${picture.type};base64,${picture.base64}`,
  };
}
