import MarkdownIt from 'markdown-it';
import { renderSequence } from './sequence.ts';

/** Help is Markdown; a fence named `sequence` becomes a diagram. HTML in it is text, so values cannot break out. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: true });

const fence = markdown.renderer.rules.fence;
markdown.renderer.rules.fence = (tokens, index, options, environment, self) => {
  const token = tokens[index];
  if (token?.info.trim() === 'sequence') return renderSequence(token.content);
  return fence?.(tokens, index, options, environment, self) ?? '';
};

markdown.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
  const token = tokens[index];
  if (/^https?:/.test(String(token?.attrGet('href')))) {
    token?.attrSet('target', '_blank');
    token?.attrSet('rel', 'noopener');
  }
  return self.renderToken(tokens, index, options);
};

/** HTML of a help page whose values have been filled in. */
export const renderHelp = (source: string): string => markdown.render(source);
