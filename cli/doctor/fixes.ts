import type { Result } from './examine.ts';
import type { Fix } from './check.ts';
import type { Redactor } from './redact.ts';
import { Trouble } from './trouble.ts';

export interface NamedFix {
  id: string;
  will: string;
  fix: Fix;
}

/** Which of the findings can be fixed. */
export function fixesOf(results: readonly Result[]): NamedFix[] {
  return results.flatMap(({ check, verdict, report }) =>
    'fix' in verdict && verdict.fix ? [{ id: check.id, will: report.fix ?? '', fix: verdict.fix }] : [],
  );
}

/** Sequentially, since two changes of one app would overwrite each other. Reports why one failed. */
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
