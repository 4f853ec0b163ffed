/** What a sentence asks for. */
export type Intent =
  | { readonly kind: 'products' }
  | { readonly kind: 'orders' }
  | { readonly kind: 'order'; readonly item: string; readonly count: number }
  | { readonly kind: 'unknown' };

/** What the assistant understands, as people may say it. @param item something that the shop sells */
export const examplesWith = (item = 'Pour-Over Set'): readonly string[] => [
  'What do you sell?',
  'What have I ordered?',
  `Order 2 × ${item}`,
];

/** The most that one sentence orders. */
export const most = 10;

/**
 * Understands a sentence without a model: the same every time. Only what the person says is read this way, never what a
 * tool has answered, so no text of the shop can make the assistant do something.
 */
export function understand(sentence: string): Intent {
  const text = sentence.trim().replace(/[.!?]+$/, '');
  const order = /^(?:please )?(?:order|buy)(?: me)? (?:(\d{1,3}) ?(?:×|x|\*)? ?)?(?:an? |the )?(.+)$/i.exec(
    text,
  );
  if (order) return { kind: 'order', count: Number(order[1] ?? 1), item: order[2] ?? '' };
  if (/\b(?:what (?:have|did) i order|my orders)/i.test(text)) return { kind: 'orders' };
  if (/\b(?:sell|products|in stock|catalogue)\b/i.test(text)) return { kind: 'products' };
  return { kind: 'unknown' };
}
