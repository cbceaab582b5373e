export {
  ExhibitionCoverPage,
  ExhibitionPage,
  ExhibitionSheetPage,
  ExhibitionsPage,
} from "./exhibition.tsx";
