import type { OrgContext } from '../kernel/context.ts';
import { newId } from '../kernel/ids.ts';
import type { Dated, Picture } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';

type TouchPoint = 'OKTA_DEFAULT' | 'BACKGROUND_SECONDARY_COLOR' | 'BACKGROUND_IMAGE';

/** The one theme that a brand has. */
export interface BrandTheme {
  readonly id: string;
  readonly primaryColorHex: string;
  readonly primaryColorContrastHex: string;
  readonly secondaryColorHex: string;
  readonly secondaryColorContrastHex: string;
  readonly signInPageTouchPointVariant: TouchPoint;
  readonly endUserDashboardTouchPointVariant: string;
  readonly errorPageTouchPointVariant: TouchPoint;
  readonly emailTemplateTouchPointVariant: string;
  readonly logo?: Picture | undefined;
  readonly favicon?: Picture | undefined;
  readonly backgroundImage?: Picture | undefined;
}

export interface Brand extends Dated {
  readonly name: string;
  readonly removePoweredByOkta: boolean;
  readonly isDefault: boolean;
  readonly theme: BrandTheme;
  readonly customPrivacyPolicyUrl?: string | undefined;
  readonly agreeToCustomPrivacyPolicy?: boolean | undefined;
  /** A language tag. */
  readonly locale?: string | undefined;
  /** Where people go who sign in without having asked for an app. */
  readonly defaultApp?:
    | {
        readonly appInstanceId?: string | undefined;
        readonly appLinkName?: string | undefined;
        readonly classicApplicationUri?: string | undefined;
      }
    | undefined;
}

/** A domain that a brand would send mail from, once it is verified. */
export interface EmailDomain extends Dated {
  readonly brandId: string;
  readonly domain: string;
  readonly validationSubdomain: string;
  readonly displayName: string;
  readonly userName: string;
  /** The records that the domain's zone must contain. */
  readonly verificationToken: string;
}

const oktaTheme: Omit<BrandTheme, 'id'> = {
  primaryColorHex: '#1662dd',
  primaryColorContrastHex: '#ffffff',
  secondaryColorHex: '#ebebed',
  secondaryColorContrastHex: '#000000',
  signInPageTouchPointVariant: 'OKTA_DEFAULT',
  endUserDashboardTouchPointVariant: 'OKTA_DEFAULT',
  errorPageTouchPointVariant: 'OKTA_DEFAULT',
  emailTemplateTouchPointVariant: 'OKTA_DEFAULT',
};

/** How the org's own pages look. An org has one brand from the start; it is written when it is first changed. */
export class Brands extends Shelf<Brand> {
  constructor(context: OrgContext) {
    super(context, 'brands', 'brand', 'Brand');
  }

  /** The brand of the org's pages, when anyone has asked for or changed it. */
  current(): Brand | undefined {
    return this.all().find(({ isDefault }) => isDefault);
  }

  /** The same, made with Okta's colors when it is not there yet. */
  ensure(orgName: string): Brand {
    return this.current() ?? this.add(orgName, true);
  }

  /** A brand with Okta's colors. */
  add(name: string, isDefault = false): Brand {
    return this.create({
      name,
      removePoweredByOkta: false,
      isDefault,
      theme: { id: newId('theme'), ...oktaTheme },
    });
  }

  setTheme(brand: Brand, changes: Partial<BrandTheme>): Brand {
    return this.update(brand, { theme: { ...brand.theme, ...changes } });
  }

  /** An uploaded picture by its id. */
  picture(id: string): Picture | undefined {
    return this.all()
      .flatMap(({ theme }) => [theme.logo, theme.favicon, theme.backgroundImage])
      .find((picture) => picture?.id === id);
  }
}
