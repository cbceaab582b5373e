/** A refusal: the request was understood and cannot be done. Never thrown for a bug. */
export class Problem extends Error {
  /** Stable code such as `item-on-loan`; pages translate it, clients switch on it. */
  readonly code: string;
  /** HTTP status the front doors answer with. */
  readonly status: number;
  /** Values the translated sentence needs. */
  readonly params: Record<string, string | number | null>;

  constructor(code: string, status: number, params: Record<string, string | number | null> = {}) {
    super(`${code} ${JSON.stringify(params)}`);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.params = params;
  }
}

/** Which refusal a violated database constraint means, per room. */
export type ConstraintProblems = Record<string, () => Problem>;

/**
 * Runs `work`; turns the violation of a known constraint into its refusal and lets everything else through.
 * Input: the room's map from constraint name to refusal.
 */
export async function refuseOn<T>(constraints: ConstraintProblems, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = (error as { constraint?: string }).constraint;
    const problem = name ? constraints[name] : undefined;
    if (problem) throw problem();
    throw error;
  }
}
