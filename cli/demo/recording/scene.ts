import { stepOf } from '../schema.ts';
import { nameStep } from '../words.ts';

export type Plain = Readonly<Record<string, unknown>>;

/** A scene while it is recorded. */
export interface DraftScene {
  readonly changes: Plain[];
  readonly steps: Plain[];
  readonly expect: Plain[];
  isRefused: boolean;
}

export const saying = 'Say here what the audience sees, and why it matters.';

/** A change after which someone is refused breaks something. */
export function sceneOf({ changes, steps, expect, isRefused }: DraftScene): Plain {
  const [change] = changes;
  const said = change?.['text'];
  const title = typeof said === 'string' ? said : nameStep(stepOf(steps[0] ?? { open: '/' }));
  return {
    title: title.replace(/\.$/, ''),
    say: saying,
    ...(change && { [isRefused ? 'break' : 'fix']: changes }),
    do: steps,
    expect,
  };
}

/** What is sent, if it is an object. */
export function bodyIn(body: string | undefined, named: (text: string) => string): Plain | undefined {
  try {
    const value: unknown = JSON.parse(named(body ?? ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Plain)
      : undefined;
  } catch {
    return undefined;
  }
}

/** List values that were added or removed since the person's last token. */
export function differences(before: Plain, now: Plain): [text: string, claim: Plain][] {
  const lists = (claims: Plain, name: string): string[] =>
    Array.isArray(claims[name]) ? claims[name].map(String) : [];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => name !== 'amr')
    .flatMap((name) => {
      const [was, is] = [lists(before, name), lists(now, name)];
      return [
        ...is
          .filter((one) => !was.includes(one))
          .map((has): [string, Plain] => [`now has ${has} in ${name}`, { name, has }]),
        ...was
          .filter((one) => !is.includes(one))
          .map((lacks): [string, Plain] => [`no longer has ${lacks} in ${name}`, { name, lacks }]),
      ];
    });
}
