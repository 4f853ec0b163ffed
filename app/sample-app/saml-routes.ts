import type { Context } from 'koa';
import { bodyParser } from '@koa/bodyparser';
import { UnreachableError } from '../outgoing/http.ts';
import { SamlRefusal, SamlServiceProvider } from './saml.ts';
import type { SamlSettings } from './saml.ts';

const parseForm = bodyParser({ enableTypes: ['form'], formLimit: '256kb' });

/** What the pages need. */
interface SamlPages extends SamlSettings {
  readonly render: (ctx: Context, view: string, values: Readonly<Record<string, unknown>>) => void;
}

/** The pages of the sign-in by SAML: `/saml/login`, `/saml/acs`, `/saml/metadata`. False for any other. */
export function createSamlPages({ render, ...settings }: SamlPages): (ctx: Context) => Promise<boolean> {
  const provider = new SamlServiceProvider(settings);
  return (ctx) => answer(ctx, { provider, render });
}

async function answer(
  ctx: Context,
  { provider, render }: { provider: SamlServiceProvider } & Pick<SamlPages, 'render'>,
): Promise<boolean> {
  try {
    if (ctx.path === '/saml/login' && ctx.method === 'GET') ctx.redirect(await provider.start());
    else if (ctx.path === '/saml/metadata' && ctx.method === 'GET') {
      ctx.type = 'application/samlmetadata+xml';
      ctx.body = await provider.metadata();
    } else if (ctx.path === '/saml/acs' && ctx.method === 'POST') {
      await parseForm(ctx, async () => undefined);
      const { SAMLResponse: response } = (ctx.request.body ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof response !== 'string') throw new SamlRefusal('There is no SAMLResponse.');
      const user = await provider.finish(response);
      render(ctx, 'saml.njk', { user: { ...user, assertion: indented(user.assertion) } });
    } else return false;
  } catch (error) {
    if (!(error instanceof SamlRefusal || error instanceof UnreachableError)) throw error;
    ctx.status = error instanceof SamlRefusal ? 400 : 502;
    render(ctx, 'saml.njk', { problem: error.message });
  }
  return true;
}

/** XML with one element a line, for reading. */
function indented(xml: string): string {
  let depth = 0;
  const lines = xml.replace(/>\s*</g, '>\n<').split('\n');
  return lines
    .map((line) => {
      if (/^<\//.test(line)) depth -= 1;
      const text = '  '.repeat(Math.max(0, depth)) + line;
      if (/^<[^/!?]/.test(line) && !/\/>$/.test(line) && !/<\//.test(line)) depth += 1;
      return text;
    })
    .join('\n');
}
