export { type Article, type ArticleLine, draftArticle, findArticles, publishArticle } from "./articles.ts";
export { type Column, setFollowed, startColumn } from "./columns.ts";
