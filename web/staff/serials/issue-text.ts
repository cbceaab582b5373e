type Captions = { volumeCaption: string; issueCaption: string };
type Issue = { year: number; volume: string; number: string };

/** `v.35:no.3 (2024)`, as summaries write it. */
export function issueText(run: Captions, issue: Issue): string {
  const parts = [
    issue.volume === "" ? "" : run.volumeCaption + issue.volume,
    issue.number === "" ? "" : run.issueCaption + issue.number,
  ];
  return `${parts.filter(Boolean).join(":")} (${issue.year})`;
}
