export type { WantedAnswer } from "./answers.ts";
export { postWanted, type WantedPost } from "./posts.ts";
