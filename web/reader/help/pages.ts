export { HelpPage, RankingHelpPage } from "./help.tsx";
