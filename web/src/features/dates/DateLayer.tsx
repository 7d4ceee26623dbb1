import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStay, Voices } from "@/features/calls";
import { endAskingForDate, useAskedForDate } from "@/lib/dating";
import { showToast } from "@/ui/toast";
import { DateBar } from "./DateBar";
import { onNotice, useMyDates } from "./engine/mine";
import { Invited } from "./Invited";
import { Inviting } from "./Inviting";
import { InviteSheet } from "./InviteSheet";
import { DatesContext } from "./useDates";

const importRoom = () => import("./RoomScreen");
const RoomScreen = lazy(importRoom);

/** What is around every page for the sake of dates: invitations ring, and a date begins wherever one is. */
export function DateLayer() {
  const mine = useMyDates();
  const asked = useAskedForDate();
  const [minimised, setMinimised] = useState<string | null>(null);
  useNotices();
  const { own = null, lobby = "out", ringing = [] } = mine?.view ?? {};
  useStay(own?.stage === "in");
  const mayBegin = own !== null || lobby === "in" || ringing.length > 0;
  useEffect(() => {
    // It should be there by the time that a date begins.
    if (mayBegin) importRoom().catch(() => undefined);
  }, [mayBegin]);
  if (mine === null) return null;
  const isSmall = own !== null && minimised === own.room.roomId && own.stage === "in";
  return (
    <DatesContext value={mine}>
      <DateBar
        isSmall={isSmall}
        onEnlarge={() => {
          setMinimised(null);
        }}
      />
      <Voices peers={mine.view.peers} chosen={mine.view.chosen} />
      {own !== null && own.stage !== "elsewhere" && (
        <Suspense>
          <RoomScreen
            isOpen={!isSmall}
            onMinimise={() => {
              setMinimised(own.room.roomId);
            }}
          />
        </Suspense>
      )}
      <InviteSheet wanted={asked && { person: asked }} onClose={endAskingForDate} />
      <Inviting />
      <Invited />
    </DatesContext>
  );
}

/** Says in passing what came of an invitation. */
function useNotices() {
  const { t } = useTranslation("dates");
  useEffect(
    () =>
      onNotice((notice) => {
        if (notice.kind === "problem") showToast({ message: t("invited.gone") });
        else
          showToast({
            message: t(`invited.${notice.kind}`, { name: notice.invitation.fromUser.displayName }),
          });
      }),
    [t],
  );
}
