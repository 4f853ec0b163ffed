import type { Result } from './examine.ts';
import type { Fix } from './check.ts';
import type { Redactor } from './redact.ts';
import { Trouble } from './trouble.ts';

export interface NamedFix {
  id: string;
  will: string;
  fix: Fix;
}

/** What can be fixed of what was found. */
export function fixesOf(results: readonly Result[]): NamedFix[] {
  return results.flatMap(({ check, verdict, report }) =>
    'fix' in verdict && verdict.fix ? [{ id: check.id, will: report.fix ?? '', fix: verdict.fix }] : [],
  );
}

/** One after the other: two changes of one app would undo each other. Tells why one could not be done. */
export async function applyFixes(
  fixes: readonly NamedFix[],
  redactor: Redactor,
  tell: (id: string, refused: string | undefined) => void,
): Promise<void> {
  for (const { id, fix } of fixes) {
    try {
      await fix.apply();
      tell(id, undefined);
    } catch (error) {
      const said = error instanceof Trouble ? `${error.asked}: ${error.message}` : String(error);
      tell(id, redactor.text(said));
    }
  }
}
