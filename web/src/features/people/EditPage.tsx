import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { currentSession, userChanged } from "@/lib/session";
import { AlertDialog } from "@/ui/Dialog";
import { SegmentedControl } from "@/ui/SegmentedControl";
import { showToast } from "@/ui/toast";
import { useSaveProfile } from "./change";
import { changesOf, draftOf, tidied, type Draft } from "./draft";
import { EditSections } from "./EditSections";
import { ProfileShown } from "./ProfileShown";
import type { Me } from "./queries";
import { SaveBar } from "./SaveBar";
import { asCard } from "./shown";
import { WithMe } from "./WithMe";

/** One's own profile, to be changed; and what it looks like to others meanwhile. */
export function EditPage() {
  const { t } = useTranslation("people");
  return (
    <SubPage title={t("edit.title")}>
      <WithMe>{(me) => <Editor me={me} />}</WithMe>
    </SubPage>
  );
}

function Editor({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const [draft, setDraft] = useState<Draft | null>(null);
  const [view, setView] = useState<"edit" | "preview">("edit");
  const { mutate, isPending, error, reset } = useSaveProfile();
  const shown = draft ?? draftOf(me);
  const changes = draft && changesOf(me, draft);
  const blocker = useBlocker({
    shouldBlockFn: () => changes !== null,
    enableBeforeUnload: () => changes !== null,
    withResolver: true,
  });
  const save = () => {
    if (changes === null) return;
    mutate(changes, {
      onSuccess: ({ displayName }) => {
        setDraft(null);
        tellSession(displayName);
        showToast({ message: t("saved"), tone: "done" });
      },
      onError: () => {
        setView("edit");
      },
    });
  };
  return (
    <div className="flex flex-col gap-8">
      <SegmentedControl
        legend={t("edit.view")}
        legendHidden
        value={view}
        onChange={setView}
        options={[
          { value: "edit", label: t("edit.edit") },
          { value: "preview", label: t("edit.preview") },
        ]}
      />
      {view === "preview" ? (
        <ProfileShown card={asCard({ ...me, ...tidied(shown) })} heading={2} />
      ) : (
        <EditSections
          me={me}
          draft={shown}
          error={error}
          onChange={(part) => {
            setDraft({ ...shown, ...part });
          }}
        />
      )}
      {changes !== null && (
        <SaveBar
          error={error}
          busy={isPending}
          onSave={save}
          onDiscard={() => {
            setDraft(null);
            reset();
          }}
        />
      )}
      <AlertDialog
        open={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title={t("edit.leaveTitle")}
        description={t("edit.leaveText")}
        confirmLabel={t("edit.leave")}
        onConfirm={() => blocker.proceed?.()}
      />
    </div>
  );
}

/** The rest of the app knows people's names from the session. */
function tellSession(displayName: string) {
  const session = currentSession();
  if (session.state === "in") userChanged({ ...session.user, displayName });
}
