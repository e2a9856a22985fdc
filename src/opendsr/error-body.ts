/** A failure as OpenDSR tells it (§ 7.6). */
export interface ErrorBody {
  error: { code: number; message: string; errors: { domain: string; reason: string; message: string }[] };
}

export interface Failure {
  status: number;
  /** Ours, stable. */
  code: string;
  detail: string;
  errors?: { path: string; problem: string }[] | undefined;
}

const DOMAINS: Record<number, string> = { 401: "Authentication", 403: "Authentication", 429: "RateLimit" };

/** Carries only words of ours, as {@link Failure} does. */
export function errorBody({ status, code, detail, errors = [] }: Failure): ErrorBody {
  const domain = DOMAINS[status] ?? (status < 500 ? "Validation" : "Processing");
  const messages = errors.map(({ path, problem }) => `${path} ${problem}`.trim());
  const listed = messages.length > 0 ? messages : [detail];
  return {
    error: {
      code: status,
      message: detail,
      errors: listed.map((message) => ({ domain, reason: code, message })),
    },
  };
}
