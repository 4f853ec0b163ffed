import { join } from 'node:path';
import nunjucks from 'nunjucks';
import type { Config } from '../config/config.ts';
import { packageRoot } from '../../shared/package-root.ts';

/** What the page says about itself, as HTML: with the demo's own addresses, written once. */
export function createHelp(config: Config): () => Promise<string> {
  let html: Promise<string> | undefined;
  const write = async (): Promise<string> => {
    // Markdown is large, and a shop can be ready without it.
    const { renderHelp } = await import('../site/help.ts');
    const folders = ['assistant', 'views'].map((folder) => join(packageRoot(), 'app', folder));
    const texts = new nunjucks.Environment(new nunjucks.FileSystemLoader(folders), { autoescape: false });
    return renderHelp(texts.render('help.md', { config }), () => undefined);
  };
  return () => (html ??= write());
}
