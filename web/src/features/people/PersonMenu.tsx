import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { AtSign, Ban, Ellipsis, Flag, Undo2 } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { useInstance } from "@/lib/instance";
import { askToReport } from "@/lib/reporting";
import { IconButton } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { showToast } from "@/ui/toast";
import { useBlocking } from "./blocking";
import { useComplain } from "./change";
import { networksIn } from "./networks";
import { meQuery, personQuery, type Card } from "./queries";
import { personOf } from "./shown";

/** Profiles are there before the messenger is. */
const WriteButton = lazy(async () => ({ default: (await import("@/features/chats")).WriteButton }));

const PersonCallButtons = lazy(async () => ({
  default: (await import("@/features/calls")).PersonCallButtons,
}));

/** What one can do about somebody. Nothing asks whether one is sure: each of it is taken back as easily. */
export function PersonMenu({ card }: { card: Card }) {
  const { t } = useTranslation("people");
  const navigate = useNavigate();
  const { block, unblock } = useBlocking();
  const { give, takeBack } = useSocialsFor(card);
  const { data: me } = useQuery(meQuery);
  const { data: instance } = useInstance();
  const hasChats = instance?.features.includes("chats") ?? false;
  const hasCalls = hasChats && (instance?.features.includes("calls") ?? false);
  const hasSocials = me !== undefined && networksIn(me.socials).length > 0;
  const blockThem = async () => {
    if (!(await block(card))) return;
    await navigate({ to: "/people" });
    showToast({
      message: t("blocked.done", { name: card.displayName }),
      action: {
        label: t("undo"),
        onSelect: () => {
          void unblock(card).then((isDone) =>
            isDone ? navigate({ to: "/people/$personId", params: { personId: card.id } }) : undefined,
          );
        },
      },
    });
  };
  return (
    <div className="flex justify-end gap-2.5">
      {hasChats && (
        <Suspense>
          <WriteButton userId={card.id} />
        </Suspense>
      )}
      {hasCalls && (
        <Suspense>
          <PersonCallButtons person={personOf(card)} />
        </Suspense>
      )}
      <Menu
        align="end"
        trigger={
          <IconButton
            variant="secondary"
            icon={Ellipsis}
            label={t("person.more", { name: card.displayName })}
          />
        }
        items={[
          ...(hasSocials
            ? [
                { label: t("socials.give"), icon: AtSign, onSelect: give },
                { label: t("socials.takeBack"), icon: Undo2, onSelect: takeBack },
              ]
            : [
                {
                  label: t("socials.write"),
                  icon: AtSign,
                  onSelect: () => void navigate({ to: "/you/profile", hash: "socials" }),
                },
              ]),
          {
            label: t("person.report", { name: card.displayName }),
            icon: Flag,
            startsGroup: true,
            onSelect: () => {
              askToReport({
                userId: card.id,
                name: card.displayName,
                subject: { kind: "profile" },
                onBlocked: () => void navigate({ to: "/people" }),
              });
            },
          },
          {
            label: t("blocked.block", { name: card.displayName }),
            icon: Ban,
            danger: true,
            onSelect: () => void blockThem(),
          },
        ]}
      />
    </div>
  );
}

function useSocialsFor({ id, displayName }: Card) {
  const { t } = useTranslation("people");
  const complain = useComplain();
  const queryClient = useQueryClient();
  const params = { path: { user_id: id } };
  const send = (isGiven: boolean) => {
    const call = isGiven
      ? () => unwrap(api.PUT("/api/users/{user_id}/socials", { params }))
      : () => unwrap(api.DELETE("/api/users/{user_id}/socials", { params }));
    call().then(() => {
      void queryClient.invalidateQueries({ queryKey: personQuery(id).queryKey });
      showToast({
        message: t(isGiven ? "socials.isGiven" : "socials.isTakenBack", { name: displayName }),
        tone: "done",
        ...(isGiven && {
          action: {
            label: t("undo"),
            onSelect: () => {
              send(false);
            },
          },
        }),
      });
    }, complain);
  };
  return {
    give: () => {
      send(true);
    },
    takeBack: () => {
      send(false);
    },
  };
}
