import type { ConsoleIds } from '../../shared/admin-console.ts';
import type { Context } from './context.ts';

/** Headings of the report, in order. */
type Area =
  'This machine' | 'Okta org' | 'Application' | 'Authorization server' | 'People' | 'Partners' | 'On stage';

/** A check of one thing the demo depends on. It reports and changes nothing. */
export interface Check {
  /** For `--only`, `--skip` and `--json`; does not change between versions. */
  id: string;
  title: string;
  area: Area;
  /** Checks that this one depends on: if they fail, it would only repeat their failure. */
  needs: readonly string[];
  /** Page that explains what is checked. */
  docs: string;
  /** Not run by `serve` in the background, because it is slow or requests tokens. */
  slow?: true;
  /** Its time limit in milliseconds, if it differs from the default. */
  limit?: number;
  run(context: Context): Promise<Verdict> | Verdict;
}

/** Something that can be fixed without deleting or weakening anything. */
export interface Fix {
  /** Exactly what will be changed, as in 'add http://localhost:5000/widget to the redirect URIs'. */
  will: string;
  apply(): Promise<unknown>;
}

/** A problem: what was found, what was expected, its effect on the demo, and what to do about it. */
export interface Finding {
  found: string;
  expected: string;
  consequence: string;
  /** A command, a file and line, or the path in the Admin Console, which the report links to. */
  remedy: string;
  /** IDs of what the path names, so that the link leads straight there. */
  ids?: ConsoleIds;
  details?: readonly string[];
  fix?: Fix | undefined;
}

export type Verdict =
  | { status: 'ok'; found: string; details?: readonly string[] }
  | ({ status: 'warning' | 'failure' } & Finding)
  | { status: 'not-run'; because: string };

export const ok = (found: string, details: readonly string[] = []): Verdict => ({
  status: 'ok',
  found,
  details,
});
export const warning = (finding: Finding): Verdict => ({ status: 'warning', ...finding });
export const failure = (finding: Finding): Verdict => ({ status: 'failure', ...finding });
export const notRun = (because: string): Verdict => ({ status: 'not-run', because });
