export type { WantedAnswer } from "./answers.ts";
export type { WantedPost } from "./posts.ts";
