/** What one check of `multidemo doctor` found. The form of `multidemo doctor --json`; docs/doctor.md describes it. */
export interface CheckReport {
  readonly id: string;
  readonly title: string;
  /** Heading under which it is shown. */
  readonly area: string;
  readonly status: 'ok' | 'warning' | 'failure' | 'not-run';
  /** What is there, in one sentence. For `not-run`: empty. */
  readonly found: string;
  /** More of the same, a line each. */
  readonly details: readonly string[];
  /** Only with a warning or a failure: what should be there, what it would do on stage, and what mends it. */
  readonly expected?: string;
  readonly consequence?: string;
  readonly remedy?: string;
  /** Only with `not-run`. */
  readonly because?: string;
  /** What `--fix` would do about it. */
  readonly fix?: string;
  /** Page that explains it. */
  readonly docs: string;
  readonly milliseconds: number;
  /** Only with `--verbose`: the requests it made, as `GET /api/v1/apps/0oa1 200 4 ms`. */
  readonly requests?: readonly string[];
}

/** A whole examination. */
export interface DoctorReport {
  readonly version: 1;
  /** The worst that was found; `not-run` counts as nothing. */
  readonly status: 'ok' | 'warning' | 'failure';
  /** ISO 8601. */
  readonly at: string;
  readonly milliseconds: number;
  /** What was looked at. */
  readonly org: { readonly url: string | null; readonly sandbox: boolean };
  readonly shop: string | null;
  readonly counts: Readonly<Record<CheckReport['status'], number>>;
  readonly checks: readonly CheckReport[];
}
