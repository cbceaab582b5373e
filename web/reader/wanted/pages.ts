export { WantedPage, WantedPostPage } from "./wanted.tsx";
