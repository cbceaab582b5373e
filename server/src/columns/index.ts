export {
  type Article,
  type ArticleLine,
  draftArticle,
  findArticles,
  getArticle,
  publishArticle,
} from "./articles.ts";
export { type Column, getColumn, setFollowed, startColumn } from "./columns.ts";
