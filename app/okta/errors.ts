/** Okta's Management API said no. https://developer.okta.com/docs/reference/error-codes/ */
export class OktaRefused extends Error {
  override readonly name = 'OktaRefused';
  readonly status: number;
  /** Such as `E0000006`; undefined when the answer is not in Okta's form. */
  readonly code: string | undefined;
  /** What is wrong, one by one, such as `mobilePhone: String is too long`. */
  readonly causes: readonly string[];
  constructor(status: number, code: string | undefined, summary: string, causes: readonly string[] = []) {
    super(summary);
    this.causes = causes;
    this.status = status;
    this.code = code;
  }
}

interface ErrorBody {
  errorCode?: unknown;
  errorSummary?: string;
  errorCauses?: unknown;
}

/** Reads an answer that is not success. Okta's summary is often general; what is wrong stands in the causes. */
export async function refusalFrom(response: Response): Promise<OktaRefused> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const causes = Array.isArray(body.errorCauses)
    ? body.errorCauses.map((cause: { errorSummary?: unknown }) => String(cause.errorSummary))
    : [];
  const summary = causes.join(' ') || (body.errorSummary ?? `Okta answered ${response.status}`);
  return new OktaRefused(
    response.status,
    typeof body.errorCode === 'string' ? body.errorCode : undefined,
    summary,
    causes,
  );
}
