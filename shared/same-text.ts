import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same. Compares hashes, so that the time taken reveals neither content nor length. */
export function sameText(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
