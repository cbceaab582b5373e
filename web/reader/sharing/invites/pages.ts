export { InvitePage, InvitePosterPage } from "./invite.tsx";
