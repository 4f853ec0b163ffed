import type { Context } from './context.ts';

/** Headings of the report, in its order. */
export type Area =
  'This machine' | 'Okta org' | 'Application' | 'Authorization server' | 'People' | 'Partners' | 'On stage';

/** One thing that decides whether the demo works. Looks and says; changes nothing. */
export interface Check {
  /** For `--only`, `--skip` and `--json`; does not change between versions. */
  id: string;
  title: string;
  area: Area;
  /** Checks that must not have failed: without them this one would only repeat their failure. */
  needs: readonly string[];
  /** Page that explains what is looked at. */
  docs: string;
  /** Left out of what `serve` looks at in the background, because it takes long or asks for tokens. */
  slow?: true;
  /** Milliseconds that it is given; without it those of all checks. */
  limit?: number;
  run(context: Context): Promise<Verdict> | Verdict;
}

/** Something that can be fixed without deleting or weakening anything. */
export interface Fix {
  /** Exactly what will be done, as in 'add http://localhost:5000/widget to the redirect URIs'. */
  will: string;
  apply(): Promise<unknown>;
}

/** Something wrong: what there is, what should be, what it would do on stage, and what to do about it. */
export interface Finding {
  found: string;
  expected: string;
  consequence: string;
  /** A command, a file and line, or the path in the admin console. */
  remedy: string;
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
