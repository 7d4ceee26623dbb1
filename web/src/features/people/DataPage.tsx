import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Package } from "lucide-react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { api, unwrap } from "@/lib/api";
import { exactTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { buttonClass } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { useExplain } from "./change";
import { Leaving } from "./Leaving";
import { Problem } from "./Problem";
import { exportsQuery } from "./queries";

/** Taking along what is one's own, and leaving. */
export function DataPage() {
  const { t } = useTranslation("people");
  return (
    <SubPage title={t("data.title")}>
      <section aria-labelledby="data-export">
        <h2 id="data-export" className="font-title text-xl">
          {t("data.export")}
        </h2>
        <p className="mt-1 mb-4 max-w-prose text-soft">{t("data.exportText")}</p>
        <Exports />
      </section>
      <section aria-labelledby="data-leave">
        <h2 id="data-leave" className="font-title text-xl">
          {t("leaving.title")}
        </h2>
        <Leaving />
      </section>
    </SubPage>
  );
}

function Exports() {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const queryClient = useQueryClient();
  const { data } = useQuery(exportsQuery);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => unwrap(api.POST("/api/user/me/exports")),
    onSuccess: (page) => {
      queryClient.setQueryData(exportsQuery.queryKey, page);
    },
  });
  return (
    <div className="flex flex-col items-start gap-4">
      {data !== undefined && data.items.length > 0 && (
        <ul className="w-full divide-y overflow-clip rounded-card border bg-card">
          {data.items.map((one) => (
            <ExportRow key={one.id} {...one} />
          ))}
        </ul>
      )}
      <Button
        icon={Package}
        loading={isPending}
        onClick={() => {
          mutate();
        }}
      >
        {t("data.ask")}
      </Button>
      {error && <Problem>{explain(error)}</Problem>}
    </div>
  );
}

type ExportProps = { requestedAt: string; expiresAt: string; file: { url: string | null } | null };

function ExportRow({ requestedAt, expiresAt, file }: ExportProps) {
  const { t, i18n } = useTranslation("people");
  return (
    <li className="flex flex-wrap items-center gap-4 px-5 py-3.5">
      <div className="min-w-48 grow">
        <p className="font-strong">{t("data.of", { time: exactTime(requestedAt, i18n.language) })}</p>
        <p className="text-sm text-soft">{t("data.until", { time: exactTime(expiresAt, i18n.language) })}</p>
      </div>
      {file?.url == null ? (
        <p role="status" className="flex items-center gap-2 text-soft">
          <Spinner silent />
          {t("data.working")}
        </p>
      ) : (
        <a href={file.url} download className={buttonClass({ variant: "primary", size: "sm" })}>
          <Download aria-hidden className="size-4.5" strokeWidth={1.75} />
          {t("data.download")}
        </a>
      )}
    </li>
  );
}
