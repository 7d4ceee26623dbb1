import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BadgeCheck, Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { Uploader } from "@/features/media";
import { api, unwrap } from "@/lib/api";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { useComplain, useExplain } from "./change";
import { isPose, PoseFigure } from "./PoseFigure";
import { Problem } from "./Problem";
import { meQuery, type Me } from "./queries";
import { useAttach } from "./useAttach";
import { WithMe } from "./WithMe";

/** Shows that one's photos are of oneself: a selfie in a pose that is asked for, seen by a moderator alone. */
export function VerificationPage() {
  const { t } = useTranslation("people");
  return (
    <SubPage title={t("verification.title")} lead={t("verification.lead")}>
      <WithMe>{(me) => <State me={me} />}</WithMe>
    </SubPage>
  );
}

function State({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const { status, pose, reason } = me.verification;
  if (me.photos.length === 0)
    return (
      <div className="flex flex-col items-start gap-4">
        <p>{t("verification.photoFirst")}</p>
        <ButtonLink to="/you/profile" hash="photos" variant="primary">
          {t("parts.photo")}
        </ButtonLink>
      </div>
    );
  switch (status) {
    case "approved":
      return (
        <Banner tone="sage" icon={BadgeCheck}>
          {t("verification.approved")}
        </Banner>
      );
    case "waiting":
      return (
        <Banner tone="honey" icon={Hourglass}>
          {t("verification.waiting")}
        </Banner>
      );
    case "asked":
      return <Asked pose={pose ?? ""} />;
    case "refused":
      return (
        <div className="flex flex-col items-start gap-4">
          <Banner tone="danger">{reason ?? t("verification.refused")}</Banner>
          <Ask label={t("verification.again")} />
        </div>
      );
    case "none":
      return <Ask label={t("verification.begin")} />;
  }
}

function useAsking() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/user/me/verification")),
    onSuccess: ({ user }) => {
      queryClient.setQueryData(meQuery.queryKey, user);
    },
  });
}

function Ask({ label, quiet = false }: { label: string; quiet?: boolean }) {
  const explain = useExplain();
  const { mutate, isPending, error } = useAsking();
  return (
    <div>
      <Button
        variant={quiet ? "quiet" : "primary"}
        loading={isPending}
        onClick={() => {
          mutate();
        }}
      >
        {label}
      </Button>
      {error && <Problem>{explain(error)}</Problem>}
    </div>
  );
}

function Asked({ pose }: { pose: string }) {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const complain = useComplain();
  useAttach("selfie", async (fileId) => {
    try {
      const { user } = await unwrap(api.POST("/api/user/me/verification/selfie", { body: { fileId } }));
      queryClient.setQueryData(meQuery.queryKey, user);
    } catch (error) {
      complain(error);
    }
  });
  return (
    <div className="grid items-start gap-6 sm:grid-cols-[14rem_1fr]">
      <figure className="flex flex-col items-center gap-3 rounded-card border bg-card p-5">
        {isPose(pose) && <PoseFigure pose={pose} />}
        <figcaption className="text-center font-title text-lg">
          {isPose(pose) ? t(`poses.${pose}`) : pose}
        </figcaption>
      </figure>
      <div className="flex flex-col gap-4">
        <p>{t("verification.how")}</p>
        <Uploader place="selfie" purpose="verification" accept="image/*" />
        <Ask label={t("verification.other")} quiet />
      </div>
    </div>
  );
}
