import type { Database } from './schema.ts';

/** Anyone may ask, so that the disk is not written at their pace. Milliseconds. */
const rememberedFor = 1000;

/** Looks whether the store can be written: a full disk still reads. */
export function createProbe(db: Database, now: () => number): () => Promise<boolean> {
  let last: { at: number; result: Promise<boolean> } | undefined;
  return () => {
    const at = now();
    if (last && Math.abs(at - last.at) < rememberedFor) return last.result;
    const result = db
      .insertInto('probe')
      .values({ id: 1, at })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
      .execute()
      .then(
        () => true,
        () => false,
      );
    last = { at, result };
    return result;
  };
}
