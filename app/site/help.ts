import MarkdownIt from 'markdown-it';
import { breakable } from '../../shared/html.ts';
import { renderSequence } from './sequence.ts';

/** Help is Markdown; a fence named `sequence` becomes a diagram. HTML in it is text, so values cannot break out. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: true });

const fence = markdown.renderer.rules.fence;
markdown.renderer.rules.fence = (tokens, index, options, environment, self) => {
  const token = tokens[index];
  if (token?.info.trim() === 'sequence') return renderSequence(token.content);
  return fence?.(tokens, index, options, environment, self) ?? '';
};

markdown.renderer.rules.code_inline = (tokens, index) =>
  `<code>${breakable(tokens[index]?.content ?? '')}</code>`;

markdown.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
  const token = tokens[index];
  if (/^https?:/.test(String(token?.attrGet('href')))) {
    token?.attrSet('target', '_blank');
    token?.attrSet('rel', 'noopener');
  }
  return self.renderToken(tokens, index, options);
};

/** Returns the address of the Admin Console screen with this name. */
export type ConsoleLink = (name: string) => string | undefined;

/** Turns bold text that names an Admin Console screen into a link to it. */
markdown.core.ruler.push('console-links', ({ tokens, env, Token }) => {
  const { consoleLink } = env as { readonly consoleLink: ConsoleLink };
  for (const { children } of tokens) {
    for (let open = (children?.length ?? 0) - 1; children && open >= 0; open--) {
      if (children[open]?.type !== 'strong_open') continue;
      const close = children.findIndex(({ type }, index) => index > open && type === 'strong_close');
      const name = children
        .slice(open + 1, close)
        .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
        .join('');
      const href = consoleLink(name);
      if (href === undefined) continue;
      const link = new Token('link_open', 'a', 1);
      link.attrSet('href', href);
      children.splice(close, 0, new Token('link_close', 'a', -1));
      children.splice(open + 1, 0, link);
    }
  }
});

/** HTML of a help page whose values have been filled in. */
export const renderHelp = (source: string, consoleLink: ConsoleLink): string =>
  markdown.render(source, { consoleLink });
