/**
 * The result of one `multidemo doctor` check, in the format of `multidemo doctor --json`, which docs/doctor.md
 * describes.
 */
export interface CheckReport {
  readonly id: string;
  readonly title: string;
  /** Heading under which it is shown. */
  readonly area: string;
  readonly status: 'ok' | 'warning' | 'failure' | 'not-run';
  /** What was found, in one sentence. Empty for `not-run`. */
  readonly found: string;
  /** Details, one per line. */
  readonly details: readonly string[];
  /** Only with a warning or a failure: what was expected, the effect on the demo, and how to fix it. */
  readonly expected?: string;
  readonly consequence?: string;
  readonly remedy?: string;
  /** Address of the screen that the remedy names, in the org's Admin Console. */
  readonly console?: string;
  /** Only with `not-run`. */
  readonly because?: string;
  /** What `--fix` would do. */
  readonly fix?: string;
  /** Page that explains it. */
  readonly docs: string;
  readonly milliseconds: number;
  /** Only with `--verbose`: the requests it made, as `GET /api/v1/apps/0oa1 200 4 ms`. */
  readonly requests?: readonly string[];
}

/** The results of all checks. */
export interface DoctorReport {
  readonly version: 1;
  /** The worst status found; `not-run` is ignored. */
  readonly status: 'ok' | 'warning' | 'failure';
  /** ISO 8601. */
  readonly at: string;
  readonly milliseconds: number;
  /** What was checked. */
  readonly org: { readonly url: string | null; readonly sandbox: boolean };
  readonly shop: string | null;
  readonly counts: Readonly<Record<CheckReport['status'], number>>;
  readonly checks: readonly CheckReport[];
}
