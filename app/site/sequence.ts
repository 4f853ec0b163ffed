import { breakable, escapeHtml } from '../../shared/html.ts';

/**
 * Sequence diagrams for help, from a small text:
 *
 *     Browser -> Shop: GET /login/okta
 *     Shop --> Browser: 302 to Okta
 *     Browser: keeps the cookie
 *
 * `->` is a request, `-->` its answer, no arrow a step within one participant. Participants appear in the order
 * of their first mention. `…` in the text of a step is harmless: it is wrapped like any text.
 */
interface SequenceStep {
  from: string;
  to: string;
  kind: 'request' | 'answer' | 'own';
  text: string;
}

/** @throws Error naming the line that is not a step; a mistake in a help page must fail the tests */
function parseSequence(source: string): SequenceStep[] {
  return source
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const arrow = /^([^:>-]+?)\s*(-->|->)\s*([^:]+?):\s*(.+)$/.exec(line);
      if (arrow) {
        const [, from = '', sign, to = '', text = ''] = arrow;
        return { from, to, kind: sign === '->' ? 'request' : 'answer', text };
      }
      const own = /^([^:>-]+?):\s*(.+)$/.exec(line);
      if (!own) throw new Error(`Not a step of a sequence: ${line}`);
      const [, from = '', text = ''] = own;
      return { from, to: from, kind: 'own', text };
    });
}

/**
 * HTML of the diagram: an ordered list that is readable without its style sheet. Columns are set by classes,
 * since the content security policy allows no style attributes; there are classes for five participants.
 */
export function renderSequence(source: string): string {
  const steps = parseSequence(source);
  const names = [...new Set(steps.flatMap((step) => [step.from, step.to]))];
  const heads = names.map((name) => `<span class="sequence-name">${escapeHtml(name)}</span>`).join('');
  const items = steps.map((step) => {
    const [from, to] = [names.indexOf(step.from) + 1, names.indexOf(step.to) + 1];
    const [left, right] = [Math.min(from, to), Math.max(from, to)];
    const way = from === to ? 'own' : from < to ? 'right' : 'left';
    const who = from === to ? step.from : `${step.from} to ${step.to}`;
    return (
      `<li class="sequence-step is-${step.kind} is-${way} from-${left} to-${right}">` +
      `<span class="visually-hidden">${escapeHtml(who)}: </span>` +
      `<span class="sequence-text">${breakable(step.text)}</span><span class="sequence-arrow" aria-hidden="true"></span></li>`
    );
  });
  return (
    `<div class="sequence sequence-${names.length}"><div class="sequence-names" aria-hidden="true">${heads}</div>` +
    `<ol class="sequence-steps">${items.join('')}</ol></div>`
  );
}
