/** An error from Okta's Management API. https://developer.okta.com/docs/reference/error-codes/ */
export class OktaRefused extends Error {
  override readonly name = 'OktaRefused';
  readonly status: number;
  /** Such as `E0000006`; undefined if the response is not in Okta's format. */
  readonly code: string | undefined;
  /** The individual problems, such as `mobilePhone: String is too long`. */
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

/** Reads an error response. Okta's summary is often general; the causes have the details. */
export async function refusalFrom(response: Response): Promise<OktaRefused> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const causes = Array.isArray(body.errorCauses)
    ? body.errorCauses.map((cause: { errorSummary?: unknown }) => String(cause.errorSummary))
    : [];
  const summary = causes.join(' ') || (body.errorSummary ?? `Okta responded with ${response.status}`);
  return new OktaRefused(
    response.status,
    typeof body.errorCode === 'string' ? body.errorCode : undefined,
    summary,
    causes,
  );
}
