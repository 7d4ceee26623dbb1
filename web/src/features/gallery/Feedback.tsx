import { CircleCheck, CloudOff, Info, MessageCircle, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { ProgressBar, ProgressRing } from "@/ui/Progress";
import { Skeleton } from "@/ui/Skeleton";
import { Spinner } from "@/ui/Spinner";
import { EmptyState, ErrorState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { Group, Specimen } from "./Specimen";

export function Feedback() {
  const { t } = useTranslation("gallery");
  return (
    <Group id="feedback" title={t("groups.feedback")}>
      <Specimen title={t("banners")} wide>
        <div className="flex flex-col gap-3">
          <Banner tone="honey" icon={CloudOff}>
            {t("banner.offline")}
          </Banner>
          <Banner icon={Info}>{t("banner.plain")}</Banner>
          <Banner tone="sage" icon={CircleCheck}>
            {t("banner.done")}
          </Banner>
          <Banner tone="danger" icon={TriangleAlert}>
            {t("banner.danger")}
          </Banner>
        </div>
      </Specimen>
      <Specimen title={t("progress")}>
        <div className="flex flex-col gap-6">
          <div className="flex items-center gap-4">
            <ProgressRing label={t("ring.label")} value={0.62} valueText={t("ring.left")} />
            <div>
              <p className="font-title text-xl">Mara</p>
              <p className="text-sm text-soft">{t("ring.left")}</p>
            </div>
          </div>
          <ProgressBar label={t("bar.upload")} value={0.4} />
          <ProgressBar label={t("bar.working")} />
          <Spinner />
        </div>
      </Specimen>
      <Specimen title={t("skeletons")}>
        <div className="flex items-center gap-3.5">
          <Skeleton shape="circle" className="size-11" />
          <div className="grow">
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="mt-2 h-3.5 w-4/5" />
          </div>
        </div>
        <Skeleton shape="picture" className="mt-5 aspect-video w-full" />
      </Specimen>
      <Specimen title={t("empty")}>
        <EmptyState
          icon={MessageCircle}
          title={t("emptyState.title")}
          action={<Button variant="primary">{t("emptyState.action")}</Button>}
        >
          {t("emptyState.text")}
        </EmptyState>
      </Specimen>
      <Specimen title={t("error")}>
        <ErrorState
          title={t("errorState.title")}
          onRetry={() => showToast({ message: t("errorState.tried") })}
        >
          {t("errorState.text")}
        </ErrorState>
      </Specimen>
      <Specimen title={t("night")} wide>
        <div data-theme="dark" className="rounded-picture p-6 text-ink evening-light">
          <PageHeader
            as="h4"
            title={t("nightTitle")}
            text={t("nightText")}
            actions={<Button variant="primary">{t("action.join")}</Button>}
          />
        </div>
      </Specimen>
    </Group>
  );
}
