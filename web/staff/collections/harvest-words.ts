/** The sentence for a key, and whether there is one. */
type Words = { t(key: string, values?: Record<string, string>): string; hasText(key: string): boolean };

const OF_A_FIELD = /^([^:\s]+): ([a-z-]+)(?: (.*))?$/s;

/**
 * Why a record of a source was not taken, in words: `date: value-date 19xx` by the field's name and what is wrong with its
 * value, a refusal's code by its sentence; else as the source itself said it.
 */
export function reasonInWords(
  reason: string,
  labelOf: (field: string) => string,
  { t, hasText }: Words,
): string {
  const [, field = "", code = "", detail = ""] = OF_A_FIELD.exec(reason) ?? [];
  if (hasText(`collections.error.${code}`))
    return `${labelOf(field)} ${t(`collections.error.${code}`, { detail })}`;
  const key = [`collections.harvest.reason.${reason}`, `problem.${reason}`].find(hasText);
  return key ? t(key) : reason;
}

/** Why a run came to nothing: a code in words, and what the other side said. */
export function failureInWords(error: string, detail: string, { t, hasText }: Words): string {
  const key = `problem.${error}`;
  return `${hasText(key) ? t(key) : t("problem.other", { code: error })} ${detail}`.trim();
}
