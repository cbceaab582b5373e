export { BorrowWhyPage, HoldWhyPage, LoanWhyPage } from "./why.tsx";
