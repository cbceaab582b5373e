export { CirclePage } from "./circle.tsx";
export { CirclesPage } from "./circles.tsx";
export { InvitePage, InvitePosterPage } from "./invite.tsx";
