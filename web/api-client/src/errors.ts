import type { components } from './schema';

type Problem = components['schemas']['Problem'];
export type Violation = components['schemas']['ProblemViolation'];

/** What the API, or the way to it, refused. Switch on `code`; `message` is for logs only. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** A code of api/errors.json, or 'offline' when nothing answered. */
    readonly code: string,
    readonly status: number,
    readonly violations: readonly Violation[] = [],
    /** Seconds to wait before trying again makes sense. */
    readonly retryAfter?: number,
    readonly requestId?: string,
  ) {
    super(code);
  }

  static offline(): ApiError {
    return new ApiError('offline', 0);
  }

  static of(response: Response, body: unknown): ApiError {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
    const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    return new ApiError(
      problem.code ?? (response.status === 503 ? 'unavailable' : 'internal_error'),
      response.status,
      problem.violations,
      Number.isNaN(wait) ? undefined : wait,
      problem.request_id ?? response.headers.get('X-Request-Id') ?? undefined,
    );
  }
}
