/** Outbox topic: what became of a text, for the inbox of whoever wrote it. Payload `{ personId, kind, params }`. */
export const DECIDED = "community-decided";
