import type { OpenAttempt } from '../auth/login-attempt.ts';
import type { Config } from '../config/config.ts';
import type { Theme } from '../theme/index.ts';
import { widgetAssetsUrl } from './assets.ts';
import type { Variant } from './variant.ts';

export interface WidgetWishes {
  variant: Variant;
  attempt: OpenAttempt;
  /** Path on the shop to which the org returns the browser. */
  redirectPath: string;
  /** The content security policy nonce for styles that the widget creates at run time. */
  nonce: string;
  /** Options of this page, which override the common ones. */
  more?: Record<string, unknown>;
}

/**
 * Options of the Sign-In Widget, as JSON.
 * https://github.com/okta/okta-signin-widget#configuration, for the Classic engine docs/classic.md in there
 */
export function widgetOptions(config: Config, theme: Theme, wishes: WidgetWishes): Record<string, unknown> {
  const { variant, attempt, redirectPath, nonce, more } = wishes;
  const { baseUrl, issuer, clientId } = config.okta;
  return {
    baseUrl,
    issuer,
    clientId,
    redirectUri: config.appUrl + redirectPath,
    scopes: config.scopes.person,
    state: attempt.state,
    codeChallenge: attempt.codeChallenge,
    codeChallengeMethod: 'S256',
    authScheme: 'OAUTH2', // without it, Gen3 stops after success
    ...(variant === 'gen3' && { redirect: 'always' }), // Gen3 7.49 uses this option, not the method that was called
    useClassicEngine: variant === 'classic',
    logo: theme.assets.logo ?? theme.assets.icon,
    logoText: theme.siteTitle,
    brandName: theme.siteTitle,
    colors: { brand: theme.palette.primary },
    i18n: { en: texts(config, theme) },
    assets: { baseUrl: widgetAssetsUrl }, // otherwise texts in the browser's language would come from a CDN
    features: features(config, variant),
    cspNonce: nonce,
    ...(variant === 'gen3' && { brandColors: { primaryColor: theme.palette.primary } }), // it does not read `colors`
    ...(variant === 'classic' && { authParams: { nonce: attempt.nonce, responseType: 'code', pkce: true } }),
    ...more,
  };
}

function texts({ widget }: Config, theme: Theme): Record<string, string> {
  const chosen = {
    'primaryauth.title': `Sign in to ${theme.siteTitle}`,
    'primaryauth.username.placeholder': widget.usernamePlaceholder,
    'primaryauth.password.placeholder': widget.passwordPlaceholder,
    'primaryauth.username.tooltip': widget.usernameTooltip,
    'primaryauth.password.tooltip': widget.passwordTooltip,
  };
  return Object.fromEntries(
    Object.entries(chosen).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** On the Identity Engine the org's policies decide; the widget has only one option left. */
function features({ widget }: Config, variant: Variant): Record<string, boolean> {
  return variant === 'classic' ? { ...widget.features } : { rememberMe: widget.features.rememberMe };
}
