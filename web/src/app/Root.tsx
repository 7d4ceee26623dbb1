import { Outlet } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { Direction } from "radix-ui";
import { useTranslation } from "react-i18next";
import { useFills } from "@/lib/fills";
import { useOnline } from "@/lib/online";
import { Banner } from "@/ui/Banner";
import { Toasts } from "@/ui/Toasts";
import { CallsLater } from "./CallsLater";
import { useFocusOnNavigation } from "./useFocusOnNavigation";

/** What is around every page. */
export function Root() {
  const { t, i18n } = useTranslation("app");
  const online = useOnline();
  const fills = useFills();
  useFocusOnNavigation();
  return (
    <Direction.Provider dir={i18n.dir()}>
      <div
        data-fills={fills}
        className={fills === undefined ? "contents" : "flex h-dvh flex-col overflow-clip"}
      >
        <a
          href="#main"
          onClick={(event) => {
            event.preventDefault();
            document.getElementById("main")?.focus();
          }}
          className="fixed start-3 top-3 z-50 -translate-y-20 rounded-button bg-ink px-5 py-3 font-strong text-paper focus:translate-y-0"
        >
          {t("skipToContent")}
        </a>
        {!online && fills !== "alone" && (
          <div className="sticky top-0 z-40 bg-paper p-2">
            <Banner tone="honey" icon={CloudOff}>
              {t("offline")}
            </Banner>
          </div>
        )}
        <CallsLater />
        <Outlet />
        <Toasts />
      </div>
    </Direction.Provider>
  );
}
