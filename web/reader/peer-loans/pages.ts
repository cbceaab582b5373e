export { LoanPage as SharingLoanPage } from "./loan.tsx";
export { LoansPage as SharingLoansPage } from "./loans.tsx";
export { YearPage } from "./year.tsx";
