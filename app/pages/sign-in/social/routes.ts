import type Router from '@koa/router';
import type { Config } from '../../../config/config.ts';
import { showWidgetPage } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/social: the widget with a button for each external identity provider. */
export function socialPages(router: Router, services: WidgetServices): void {
  const providers = providersOf(services.config);
  router.get('/login/social', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'social',
      options: ({ variant }) => ({
        idpDisplay: 'PRIMARY',
        // On the Identity Engine the widget adds "Sign in with" before the text, on Classic it does not.
        idps: providers.map(({ id, type, name }) =>
          type ? { type, id } : { id, text: variant === 'classic' ? `Sign in with ${name}` : name },
        ),
      }),
      data: () => ({ providers }),
    }),
  );
}

interface Provider {
  id: string;
  name: string;
  variable: string;
  /** The widget's name for it; undefined if the widget has no button for it. */
  type?: 'GOOGLE' | 'FACEBOOK';
}

function providersOf({ idps }: Config): Provider[] {
  const known: (Omit<Provider, 'id'> & { id: string | undefined })[] = [
    { id: idps.google, type: 'GOOGLE', name: 'Google', variable: 'OKTA_GOOGLE_IDP' },
    { id: idps.facebook, type: 'FACEBOOK', name: 'Facebook', variable: 'OKTA_FACEBOOK_IDP' },
    { id: idps.saml, name: 'SAML', variable: 'OKTA_SAML_IDP' },
  ];
  return known.filter((provider): provider is Provider => provider.id !== undefined);
}
