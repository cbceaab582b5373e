import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { watchRowButtons } from "../ui/row-names.ts";
import { ProveAnew } from "./prove-anew.tsx";
import { t } from "./text.ts";
import { Workbench } from "./workbench.tsx";

const Toasts = lazy(async () => ({ default: (await import("../ui/toast.tsx")).Toasts }));

const client = new QueryClient({
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true, staleTime: 5_000 } },
});

watchRowButtons(document.body);
createRoot(document.getElementById("workbench")!).render(
  <QueryClientProvider client={client}>
    <Workbench />
    <ProveAnew />
    <Suspense>
      <Toasts label={() => t("toast.region")} close={() => t("toast.close")} />
    </Suspense>
  </QueryClientProvider>,
);

// The desk goes on without a network: the device keeps the workbench itself.
if ("serviceWorker" in navigator)
  void navigator.serviceWorker.register("/staff/worker.js", { scope: "/staff" });
